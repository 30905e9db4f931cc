from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('organizations', '0001_initial'),
        ('publishing', '0004_watching'),
    ]

    operations = [
        migrations.CreateModel(
            name='Rendition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('wanted_at', models.DateTimeField()),
                ('progress', models.FloatField(default=0, verbose_name='done')),
                ('tries', models.PositiveSmallIntegerField(default=0)),
                ('claimed_by', models.CharField(blank=True, max_length=40)),
                ('lease_until', models.DateTimeField(blank=True, null=True)),
                ('finished_at', models.DateTimeField(blank=True, null=True)),
                ('trouble', models.CharField(blank=True, max_length=500)),
                ('asset', models.ForeignKey(on_delete=models.deletion.CASCADE, related_name='renditions', to='publishing.asset')),
                ('delivery', models.ForeignKey(on_delete=models.deletion.CASCADE, related_name='renditions', to='publishing.delivery')),
            ],
            options={
                'constraints': [models.UniqueConstraint(models.F('delivery'), models.F('asset'), name='one_rendition_a_delivery')],
            },
        ),
        migrations.CreateModel(
            name='Sketch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('fields', models.JSONField(default=dict)),
                ('saved_at', models.DateTimeField()),
                ('member', models.ForeignKey(on_delete=models.deletion.CASCADE, related_name='sketches', to='organizations.member')),
                ('post', models.ForeignKey(blank=True, null=True, on_delete=models.deletion.CASCADE, related_name='sketches', to='publishing.post')),
            ],
            options={
                'verbose_name_plural': 'sketches',
                'constraints': [
                    models.UniqueConstraint(models.F('member'), models.F('post'), name='one_sketch_a_post'),
                    models.UniqueConstraint(models.F('member'), condition=models.Q(('post', None)), name='one_sketch_of_a_new_post'),
                ],
            },
        ),
    ]
