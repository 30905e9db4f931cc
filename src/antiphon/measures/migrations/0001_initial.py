import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('organizations', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Export',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('format', models.CharField(choices=[('parquet', 'Parquet, by month'), ('csv', 'CSV, a file for each table'), ('duckdb', 'One DuckDB file with views')], default='parquet', max_length=8, verbose_name='format')),
                ('asked_at', models.DateTimeField()),
                ('held_until', models.DateTimeField(blank=True, null=True)),
                ('rows_done', models.PositiveBigIntegerField(default=0)),
                ('rows_all', models.PositiveBigIntegerField(default=0)),
                ('made_at', models.DateTimeField(blank=True, null=True)),
                ('size', models.PositiveBigIntegerField(default=0)),
                ('file', models.CharField(blank=True, max_length=100)),
                ('gone_at', models.DateTimeField(blank=True, null=True)),
                ('failed_at', models.DateTimeField(blank=True, null=True)),
                ('failure', models.CharField(blank=True, max_length=300)),
                ('asked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='organizations.member')),
                ('brand', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='exports', to='organizations.brand')),
            ],
            options={
                'indexes': [models.Index(fields=['brand', '-asked_at'], name='export_brand')],
                'constraints': [models.UniqueConstraint(models.F('brand'), condition=models.Q(('failed_at', None), ('made_at', None)), name='one_export_under_way_a_brand')],
            },
        ),
    ]
