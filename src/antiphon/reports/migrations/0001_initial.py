import datetime
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('organizations', '0001_initial'),
        ('publishing', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='KeptAnswer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('question', models.CharField(choices=[('returns', 'Returns'), ('attribution', 'Attribution'), ('outcomes', 'Outcomes'), ('findings', 'Findings'), ('report', 'Report')], max_length=12)),
                ('about', models.CharField(max_length=200)),
                ('asked_at', models.DateTimeField()),
                ('held_until', models.DateTimeField(null=True)),
                ('made_at', models.DateTimeField(null=True)),
                ('failed_at', models.DateTimeField(null=True)),
                ('seconds', models.FloatField(default=0)),
                ('content', models.JSONField(null=True)),
                ('brand', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='kept_answers', to='organizations.brand')),
            ],
            options={
                'indexes': [models.Index(models.F('asked_at'), name='answer_asked')],
                'constraints': [models.UniqueConstraint(models.F('brand'), models.F('question'), models.F('about'), name='one_answer_to_a_question')],
            },
        ),
        migrations.CreateModel(
            name='KeptRows',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('part', models.CharField(max_length=120)),
                ('keys', models.BinaryField()),
                ('answer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rows', to='reports.keptanswer')),
            ],
            options={
                'verbose_name_plural': 'kept rows',
                'constraints': [models.UniqueConstraint(models.F('answer'), models.F('part'), name='rows_of_a_part_once')],
            },
        ),
        migrations.CreateModel(
            name='ReportSchedule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.PositiveSmallIntegerField(default=1, verbose_name='day of the month')),
                ('hour', models.TimeField(default=datetime.time(8, 0), verbose_name='hour')),
                ('language', models.CharField(choices=[('en', 'English'), ('it', 'Italian'), ('es', 'Spanish'), ('fr', 'French')], max_length=8, verbose_name='language')),
                ('addresses', models.TextField(verbose_name='to whom')),
                ('next_month', models.DateField()),
                ('made_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('brand', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='report_schedules', to='organizations.brand')),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='report_schedules', to='organizations.member')),
            ],
            options={
                'constraints': [models.UniqueConstraint(models.F('brand'), condition=models.Q(('ended_at', None)), name='one_report_schedule_a_brand'), models.CheckConstraint(condition=models.Q(('day__gte', 1), ('day__lte', 28)), name='a_day_that_every_month_has')],
            },
        ),
        migrations.CreateModel(
            name='Report',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('month', models.DateField(verbose_name='month')),
                ('language', models.CharField(choices=[('en', 'English'), ('it', 'Italian'), ('es', 'Spanish'), ('fr', 'French')], max_length=8, verbose_name='language')),
                ('content', models.JSONField()),
                ('made_at', models.DateTimeField()),
                ('brand', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reports', to='organizations.brand')),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reports', to='organizations.member')),
                ('schedule', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reports', to='reports.reportschedule')),
            ],
            options={
                'indexes': [models.Index(fields=['brand', '-month', '-made_at'], name='report_brand')],
                'constraints': [models.UniqueConstraint(models.F('schedule'), models.F('month'), name='one_report_a_month_of_a_schedule')],
            },
        ),
        migrations.CreateModel(
            name='ReportLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('label', models.CharField(blank=True, max_length=120, verbose_name='for whom')),
                ('digest', models.CharField(max_length=64, unique=True)),
                ('made_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('revoked_at', models.DateTimeField(blank=True, null=True)),
                ('used_at', models.DateTimeField(blank=True, null=True)),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='report_links', to='organizations.member')),
                ('report', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='links', to='reports.report')),
            ],
        ),
        migrations.CreateModel(
            name='ReportLook',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(blank=True, max_length=120, verbose_name='name')),
                ('accent', models.CharField(blank=True, max_length=7, verbose_name='color')),
                ('foot', models.CharField(blank=True, max_length=300, verbose_name='foot')),
                ('made_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('brand', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='report_looks', to='organizations.brand')),
                ('logo', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='report_looks', to='publishing.asset')),
                ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='report_looks', to='organizations.member')),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='report_looks', to='organizations.organization')),
            ],
            options={
                'constraints': [models.UniqueConstraint(models.F('brand'), condition=models.Q(('ended_at', None)), name='one_report_look_a_brand'), models.UniqueConstraint(models.F('organization'), condition=models.Q(('brand', None), ('ended_at', None)), name='one_report_look_an_organization')],
            },
        ),
        migrations.CreateModel(
            name='ReturnFinding',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('rule', models.CharField(max_length=20)),
                ('key', models.CharField(max_length=60)),
                ('name', models.CharField(max_length=200)),
                ('n', models.PositiveIntegerField()),
                ('value', models.FloatField()),
                ('low', models.FloatField()),
                ('high', models.FloatField()),
                ('rest_n', models.PositiveIntegerField()),
                ('rest_value', models.FloatField()),
                ('rest_low', models.FloatField()),
                ('rest_high', models.FloatField()),
                ('since', models.DateTimeField()),
                ('until', models.DateTimeField()),
                ('found_at', models.DateTimeField()),
                ('brand', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='return_findings', to='organizations.brand')),
            ],
            options={
                'indexes': [models.Index(fields=['brand', '-found_at'], name='return_finding_brand')],
            },
        ),
        migrations.CreateModel(
            name='FindingDecision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('decision', models.CharField(choices=[('follow', 'we follow it'), ('leave', 'we leave it')], max_length=8)),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='organizations.member')),
                ('finding', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='decisions', to='reports.returnfinding')),
            ],
            options={
                'ordering': ('at', 'pk'),
            },
        ),
        migrations.CreateModel(
            name='ReturnWeights',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('side', models.CharField(max_length=8)),
                ('weights', models.JSONField()),
                ('why', models.CharField(blank=True, max_length=300, verbose_name='why')),
                ('chosen_at', models.DateTimeField()),
                ('brand', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='return_weights', to='organizations.brand')),
                ('chosen_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='organizations.member')),
            ],
            options={
                'verbose_name_plural': 'return weights',
                'indexes': [models.Index(fields=['brand', 'side', '-chosen_at'], name='return_weights_brand')],
            },
        ),
        migrations.CreateModel(
            name='BrandMonth',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('month', models.DateField()),
                ('figures', models.JSONField()),
                ('followers', models.PositiveIntegerField(null=True)),
                ('people', models.PositiveIntegerField(null=True)),
                ('known_at', models.DateTimeField()),
                ('brand', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='months', to='organizations.brand')),
            ],
            options={
                'constraints': [models.UniqueConstraint(models.F('brand'), models.F('month'), name='one_row_a_month_of_a_brand')],
            },
        ),
        migrations.CreateModel(
            name='FindingsLook',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('since', models.DateTimeField()),
                ('until', models.DateTimeField()),
                ('observed', models.PositiveIntegerField()),
                ('found', models.PositiveIntegerField()),
                ('at', models.DateTimeField()),
                ('brand', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='findings_looks', to='organizations.brand')),
            ],
            options={
                'indexes': [models.Index(fields=['brand', '-at'], name='findings_look_brand')],
            },
        ),
    ]
