import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('channels', '0001_initial'),
        ('organizations', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Experiment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('question', models.CharField(blank=True, max_length=300, verbose_name='what you want to know')),
                ('kind', models.CharField(choices=[('before_after', 'before and after'), ('difference', 'difference in differences'), ('holdout', 'some are held out')], max_length=12, verbose_name='kind')),
                ('measure', models.CharField(max_length=40, verbose_name='what is counted')),
                ('treated', models.JSONField(default=list)),
                ('controls', models.JSONField(default=list)),
                ('table', models.JSONField(default=dict)),
                ('begins', models.DateField(verbose_name='first day')),
                ('ends', models.DateField(verbose_name='last day')),
                ('planned_at', models.DateTimeField()),
                ('seed', models.PositiveIntegerField()),
                ('vouched_at', models.DateTimeField(blank=True, null=True)),
                ('released_at', models.DateTimeField(blank=True, null=True)),
                ('brand', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='experiments', to='organizations.brand')),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='experiments', to='organizations.member')),
                ('newsletter', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='channels.channel')),
                ('vouched_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.member')),
            ],
            options={
                'indexes': [models.Index(fields=['brand', '-planned_at'], name='experiment_brand'), models.Index(condition=models.Q(('newsletter__isnull', False), ('released_at', None)), fields=['newsletter', 'ends'], name='experiment_holding')],
                'constraints': [models.CheckConstraint(condition=models.Q(('ends__gte', models.F('begins'))), name='a_test_ends_after')],
            },
        ),
        migrations.CreateModel(
            name='Measurement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('purpose', models.CharField(choices=[('effect', 'what the test changed'), ('silence', 'whether the method stays silent on your past'), ('power', 'what a test could see')], max_length=8)),
                ('method', models.CharField(blank=True, max_length=40)),
                ('asked_at', models.DateTimeField()),
                ('held_until', models.DateTimeField(blank=True, null=True)),
                ('tries', models.PositiveSmallIntegerField(default=0)),
                ('percent', models.PositiveSmallIntegerField(default=0)),
                ('done_at', models.DateTimeField(blank=True, null=True)),
                ('fault', models.CharField(blank=True, max_length=24)),
                ('told', models.JSONField(default=dict)),
                ('content', models.JSONField(default=dict)),
                ('asked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.member')),
                ('experiment', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='measurements', to='experiments.experiment')),
            ],
            options={
                'indexes': [models.Index(fields=['experiment', 'purpose', '-asked_at'], name='measurement_latest')],
                'constraints': [models.UniqueConstraint(models.F('experiment'), models.F('purpose'), condition=models.Q(('done_at', None)), name='one_measurement_waits')],
            },
        ),
        migrations.CreateModel(
            name='MixModel',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('first', models.DateField(verbose_name='first day')),
                ('last', models.DateField(verbose_name='last day')),
                ('spends', models.JSONField(default=list)),
                ('handed_in', models.JSONField(default=dict)),
                ('currency', models.CharField(max_length=3)),
                ('seed', models.PositiveIntegerField()),
                ('asked_at', models.DateTimeField()),
                ('held_until', models.DateTimeField(blank=True, null=True)),
                ('tries', models.PositiveSmallIntegerField(default=0)),
                ('percent', models.PositiveSmallIntegerField(default=0)),
                ('done_at', models.DateTimeField(blank=True, null=True)),
                ('fault', models.CharField(blank=True, max_length=24)),
                ('told', models.JSONField(default=dict)),
                ('table', models.JSONField(default=dict)),
                ('content', models.JSONField(default=dict)),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organizations.member')),
                ('brand', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='mix_models', to='organizations.brand')),
            ],
            options={
                'indexes': [models.Index(fields=['brand', '-asked_at'], name='mix_model_latest')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('done_at', None)), fields=('brand',), name='one_mix_model_waits'), models.CheckConstraint(condition=models.Q(('last__gte', models.F('first'))), name='a_mix_model_ends_after')],
            },
        ),
        migrations.CreateModel(
            name='Unit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=320)),
                ('arm', models.CharField(choices=[('treated', 'treated'), ('held_out', 'held out')], max_length=8)),
                ('outcome', models.FloatField(blank=True, null=True)),
                ('experiment', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='units', to='experiments.experiment')),
            ],
            options={
                'constraints': [models.UniqueConstraint(models.F('experiment'), models.F('key'), name='one_unit_an_experiment')],
            },
        ),
    ]
