import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('channels', '0001_initial'),
        ('ledger', '0001_initial'),
        ('organizations', '0001_initial'),
        ('people', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Exclusion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('detector', models.CharField(max_length=40)),
                ('version', models.CharField(max_length=20)),
                ('reason', models.CharField(max_length=200, verbose_name='reason')),
                ('evidence', models.JSONField(default=dict)),
                ('behind', models.JSONField(default=list)),
                ('at', models.DateTimeField()),
                ('undone_at', models.DateTimeField(blank=True, null=True)),
                ('undone_because', models.CharField(blank=True, max_length=200)),
                ('by_hand', models.BooleanField(default=False)),
                ('interaction', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='exclusions', to='ledger.interaction')),
                ('undone_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='organizations.member')),
            ],
            options={
                'indexes': [models.Index(models.F('detector'), models.F('undone_at'), name='exclusion_reason')],
                'constraints': [models.UniqueConstraint(models.F('interaction'), models.F('detector'), models.F('version'), name='excluded_once_a_detector')],
            },
        ),
        migrations.CreateModel(
            name='Look',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('detector', models.CharField(max_length=40)),
                ('version', models.CharField(max_length=20)),
                ('mark', models.BigIntegerField(default=0)),
                ('last', models.BigIntegerField(default=0)),
                ('beyond', models.PositiveIntegerField(default=0)),
                ('concerned', models.CharField(blank=True, max_length=32)),
                ('whole_at', models.DateTimeField(blank=True, null=True)),
                ('looked_at', models.DateTimeField(blank=True, null=True)),
                ('failed_at', models.DateTimeField(blank=True, null=True)),
                ('failure', models.CharField(blank=True, max_length=500)),
                ('brand', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='looks', to='organizations.brand')),
            ],
            options={
                'constraints': [models.UniqueConstraint(models.F('brand'), models.F('detector'), name='one_look_a_detector')],
            },
        ),
        migrations.CreateModel(
            name='Ruling',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ruled', models.CharField(choices=[('set_aside', 'set aside'), ('fell_away', 'counted again: more became known'), ('taken_back', 'counted again by hand'), ('again', 'set aside again'), ('asked', 'another look was asked for'), ('kept', 'looked at again, and kept aside')], max_length=10)),
                ('at', models.DateTimeField()),
                ('words', models.CharField(blank=True, max_length=500)),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='organizations.member')),
                ('exclusion', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rulings', to='integrity.exclusion')),
            ],
            options={
                'indexes': [models.Index(models.F('exclusion'), models.F('at'), name='ruling_history')],
            },
        ),
        migrations.CreateModel(
            name='SecondLook',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('words', models.CharField(max_length=500, verbose_name='what you want to say')),
                ('asked_at', models.DateTimeField()),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('granted', models.BooleanField(default=False)),
                ('answer', models.CharField(blank=True, max_length=500)),
                ('answered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='organizations.member')),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.identity')),
                ('exclusion', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='second_looks', to='integrity.exclusion')),
            ],
            options={
                'constraints': [models.UniqueConstraint(models.F('exclusion'), condition=models.Q(('answered_at', None)), name='one_open_second_look')],
            },
        ),
        migrations.CreateModel(
            name='Surge',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('detector', models.CharField(max_length=40)),
                ('version', models.CharField(max_length=20)),
                ('reason', models.CharField(max_length=200, verbose_name='reason')),
                ('evidence', models.JSONField(default=dict)),
                ('behind', models.JSONField(default=list)),
                ('at', models.DateTimeField()),
                ('undone_at', models.DateTimeField(blank=True, null=True)),
                ('undone_because', models.CharField(blank=True, max_length=200)),
                ('first', models.DateField(verbose_name='from')),
                ('last', models.DateField(verbose_name='to')),
                ('followers', models.PositiveIntegerField(verbose_name='followers')),
                ('usual', models.FloatField(default=0)),
                ('moves', models.JSONField(default=list)),
                ('channel', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='surges', to='channels.channel')),
                ('undone_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='organizations.member')),
            ],
            options={
                'constraints': [models.UniqueConstraint(models.F('channel'), models.F('detector'), models.F('version'), models.F('first'), name='surge_once_a_detector')],
            },
        ),
        migrations.CreateModel(
            name='SurgeRuling',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ruled', models.CharField(choices=[('set_aside', 'set aside'), ('fell_away', 'counted again: more became known'), ('taken_back', 'counted again by hand'), ('again', 'set aside again'), ('asked', 'another look was asked for'), ('kept', 'looked at again, and kept aside')], max_length=10)),
                ('at', models.DateTimeField()),
                ('words', models.CharField(blank=True, max_length=500)),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='organizations.member')),
                ('surge', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rulings', to='integrity.surge')),
            ],
            options={
                'indexes': [models.Index(models.F('surge'), models.F('at'), name='surge_history')],
            },
        ),
    ]
