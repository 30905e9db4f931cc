import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('channels', '0001_initial'),
        ('organizations', '0001_initial'),
        ('people', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Interaction',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(verbose_name='when')),
                ('recorded_at', models.DateTimeField()),
                ('subject', models.CharField(max_length=700)),
                ('verb', models.CharField(max_length=12)),
                ('direction', models.CharField(max_length=8)),
                ('parent', models.CharField(blank=True, max_length=700)),
                ('root', models.CharField(blank=True, max_length=700)),
                ('words', models.PositiveIntegerField(default=0)),
                ('automated', models.BooleanField(default=False)),
                ('inferred', models.BooleanField(default=False)),
                ('source', models.CharField(max_length=800)),
                ('actor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='acts', to='people.identity')),
                ('brand', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='organizations.brand')),
                ('channel', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='channels.channel')),
                ('target', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='acts_received', to='people.identity')),
            ],
            options={
                'indexes': [models.Index(models.F('brand'), models.F('root'), models.F('verb'), name='interaction_root'), models.Index(models.F('brand'), models.F('at'), name='interaction_at'), models.Index(models.F('actor'), models.F('at'), name='interaction_actor'), models.Index(models.F('target'), models.F('at'), name='interaction_target')],
                'constraints': [models.UniqueConstraint(models.F('brand'), models.F('source'), name='heard_once')],
            },
        ),
        migrations.CreateModel(
            name='Reading',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(verbose_name='when')),
                ('recorded_at', models.DateTimeField()),
                ('subject', models.CharField(max_length=700)),
                ('name', models.CharField(max_length=40)),
                ('value', models.BigIntegerField()),
                ('brand', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='organizations.brand')),
                ('channel', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='channels.channel')),
            ],
            options={
                'indexes': [models.Index(models.F('brand'), models.F('subject'), models.F('name'), models.F('at'), name='reading_subject')],
            },
        ),
    ]
