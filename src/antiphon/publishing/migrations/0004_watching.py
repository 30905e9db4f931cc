import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('organizations', '0001_initial'),
        ('publishing', '0003_plan_and_media'),
    ]

    operations = [
        migrations.CreateModel(
            name='Heartbeat',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('worker', models.CharField(max_length=80, unique=True)),
                ('started_at', models.DateTimeField()),
                ('beaten_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(max_length=12)),
                ('stands_since', models.DateTimeField()),
                ('told_at', models.DateTimeField()),
                ('delivery', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notices', to='publishing.delivery')),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notices', to='organizations.member')),
            ],
        ),
        migrations.AddConstraint(
            model_name='notice',
            constraint=models.UniqueConstraint(models.F('delivery'), models.F('member'), models.F('stands_since'), name='told_once'),
        ),
    ]
