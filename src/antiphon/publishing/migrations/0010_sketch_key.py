from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('publishing', '0009_bringing'),
    ]

    operations = [
        migrations.RemoveConstraint(model_name='sketch', name='one_sketch_a_post'),
        migrations.RemoveConstraint(model_name='sketch', name='one_sketch_of_a_new_post'),
        migrations.AddField(
            model_name='sketch',
            name='key',
            field=models.CharField(default='', max_length=80),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            model_name='sketch',
            constraint=models.UniqueConstraint(models.F('member'), models.F('key'), name='one_sketch_a_form'),
        ),
    ]
