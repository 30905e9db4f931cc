import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('organizations', '0001_initial'),
        ('people', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='DailySalt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField(unique=True)),
                ('salt', models.CharField(max_length=64)),
                ('kept_until', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='HitFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120, unique=True)),
                ('offset', models.BigIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name='TrackedSite',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('public_key', models.CharField(max_length=24, unique=True)),
                ('domains', models.TextField(max_length=2000, verbose_name='domains')),
                ('told_at', models.DateTimeField(blank=True, null=True)),
                ('made_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('deleted_at', models.DateTimeField(blank=True, null=True)),
                ('erased_at', models.DateTimeField(blank=True, null=True)),
                ('erased_visits', models.PositiveIntegerField(default=0)),
                ('erased_first', models.DateField(blank=True, null=True)),
                ('erased_last', models.DateField(blank=True, null=True)),
                ('brand', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sites', to='organizations.brand')),
                ('deleted_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='organizations.member')),
                ('made_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='organizations.member')),
            ],
            options={
                'indexes': [models.Index(models.F('brand'), models.F('ended_at'), name='site_brand')],
            },
        ),
        migrations.CreateModel(
            name='ReadLog',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('mark', models.CharField(max_length=64)),
                ('name', models.CharField(max_length=200)),
                ('offset', models.BigIntegerField(default=0)),
                ('lines', models.BigIntegerField(default=0)),
                ('hits', models.BigIntegerField(default=0)),
                ('left_out', models.BigIntegerField(default=0)),
                ('read_at', models.DateTimeField()),
                ('site', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='logs', to='visits.trackedsite')),
            ],
            options={
                'constraints': [models.UniqueConstraint(models.F('site'), models.F('mark'), name='one_log')],
            },
        ),
        migrations.CreateModel(
            name='LeftOut',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField()),
                ('reason', models.CharField(choices=[('bot', 'machines'), ('asked', 'browsers that ask not to be tracked'), ('flood', 'floods: more than one sender, or one site, may send in a minute'), ('elsewhere', 'pages of other domains'), ('counted', 'pages that another way had counted already'), ('unreadable', 'hits that say nothing, as lines that broke off')], max_length=10)),
                ('way', models.CharField(choices=[('script', 'the script'), ('pixel', 'the picture'), ('log', 'server logs'), ('api', 'the API')], max_length=8)),
                ('hits', models.PositiveBigIntegerField(default=0)),
                ('brand', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='hits_left_out', to='organizations.brand')),
                ('site', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='left_out', to='visits.trackedsite')),
            ],
            options={
                'indexes': [models.Index(models.F('brand'), models.F('day'), name='left_out_day')],
                'constraints': [models.UniqueConstraint(models.F('site'), models.F('day'), models.F('reason'), models.F('way'), name='left_out_once')],
            },
        ),
        migrations.CreateModel(
            name='Goal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('kind', models.CharField(choices=[('path', 'a page is opened'), ('event', 'an event is told'), ('form', 'a form is sent')], max_length=6, verbose_name='reached when')),
                ('pattern', models.CharField(max_length=300, verbose_name='which one')),
                ('made_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('brand', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='goals', to='organizations.brand')),
                ('made_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='organizations.member')),
                ('site', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='goals', to='visits.trackedsite')),
            ],
            options={
                'constraints': [models.UniqueConstraint(models.F('site'), models.F('kind'), models.F('pattern'), condition=models.Q(('ended_at', None)), name='one_goal_of_a_kind')],
            },
        ),
        migrations.CreateModel(
            name='Visit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('visitor', models.CharField(max_length=24)),
                ('began_at', models.DateTimeField(verbose_name='when')),
                ('last_at', models.DateTimeField()),
                ('received_at', models.DateTimeField()),
                ('pages', models.PositiveIntegerField(default=0)),
                ('way', models.CharField(choices=[('script', 'the script'), ('pixel', 'the picture'), ('log', 'server logs'), ('api', 'the API')], max_length=8)),
                ('source_kind', models.CharField(choices=[('link', 'short link'), ('social', 'social network'), ('mail', 'mail'), ('paid', 'paid'), ('campaign', 'campaign'), ('search', 'search'), ('referral', 'another site'), ('direct', 'direct')], max_length=8)),
                ('source', models.CharField(blank=True, max_length=200)),
                ('medium', models.CharField(blank=True, max_length=200)),
                ('campaign', models.CharField(blank=True, max_length=200)),
                ('mark', models.CharField(blank=True, max_length=650)),
                ('code', models.CharField(blank=True, max_length=40)),
                ('referrer', models.CharField(blank=True, max_length=120)),
                ('landing_path', models.CharField(max_length=500)),
                ('brand', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='visits', to='organizations.brand')),
                ('site', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='visits', to='visits.trackedsite')),
            ],
            options={
                'indexes': [models.Index(models.F('brand'), models.F('began_at'), name='visit_began'), models.Index(models.F('visitor'), models.F('last_at'), name='visit_visitor')],
            },
        ),
        migrations.CreateModel(
            name='PageView',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('way', models.CharField(blank=True, choices=[('script', 'the script'), ('pixel', 'the picture'), ('log', 'server logs'), ('api', 'the API')], max_length=8)),
                ('path', models.CharField(max_length=500)),
                ('visit', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='views', to='visits.visit')),
            ],
        ),
        migrations.CreateModel(
            name='GoalReached',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('goal', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reached', to='visits.goal')),
                ('visit', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reached', to='visits.visit')),
            ],
            options={
                'indexes': [models.Index(models.F('goal'), models.F('at'), name='reached_at')],
                'constraints': [models.UniqueConstraint(models.F('goal'), models.F('visit'), name='reached_once')],
            },
        ),
        migrations.CreateModel(
            name='VisitDay',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField()),
                ('source_kind', models.CharField(blank=True, max_length=8)),
                ('source', models.CharField(blank=True, max_length=200)),
                ('campaign', models.CharField(blank=True, max_length=200)),
                ('visits', models.PositiveIntegerField(default=0)),
                ('visitors', models.PositiveIntegerField(default=0)),
                ('pages', models.PositiveIntegerField(default=0)),
                ('reached', models.PositiveIntegerField(default=0)),
                ('scripted', models.BooleanField(default=False)),
                ('brand', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='visit_days', to='organizations.brand')),
                ('site', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='days', to='visits.trackedsite')),
            ],
            options={
                'indexes': [models.Index(models.F('brand'), models.F('day'), name='visit_day')],
                'constraints': [models.UniqueConstraint(models.F('site'), models.F('day'), models.F('source_kind'), models.F('source'), models.F('campaign'), name='one_visit_day')],
            },
        ),
        migrations.CreateModel(
            name='VisitIdentity',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('occasion', models.CharField(choices=[('lead', 'a form on a landing page'), ('member', 'signed in to the community'), ('purchase', 'a purchase')], max_length=10)),
                ('at', models.DateTimeField()),
                ('consent', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='visits', to='people.consent')),
                ('identity', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='visits', to='people.identity')),
                ('visit', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='named', to='visits.visit')),
            ],
            options={
                'verbose_name_plural': 'visit identities',
            },
        ),
        migrations.CreateModel(
            name='VisitsKept',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('months', models.PositiveSmallIntegerField(verbose_name='months')),
                ('set_at', models.DateTimeField()),
                ('brand', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='visits_kept', to='organizations.brand')),
                ('set_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='organizations.member')),
            ],
            options={
                'verbose_name_plural': 'visits kept',
            },
        ),
        migrations.CreateModel(
            name='GoalDay',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField()),
                ('source_kind', models.CharField(max_length=8)),
                ('source', models.CharField(blank=True, max_length=200)),
                ('reached', models.PositiveIntegerField(default=0)),
                ('goal', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='days', to='visits.goal')),
            ],
            options={
                'constraints': [models.UniqueConstraint(models.F('goal'), models.F('day'), models.F('source_kind'), models.F('source'), name='one_goal_day')],
            },
        ),
        migrations.CreateModel(
            name='NamedVisitor',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('visitor', models.CharField(max_length=24)),
                ('occasion', models.CharField(choices=[('lead', 'a form on a landing page'), ('member', 'signed in to the community'), ('purchase', 'a purchase')], max_length=10)),
                ('until', models.DateTimeField(blank=True, null=True)),
                ('at', models.DateTimeField()),
                ('consent', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='named_visitors', to='people.consent')),
                ('identity', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='named_visitors', to='people.identity')),
            ],
            options={
                'indexes': [models.Index(models.F('at'), name='named_visitor_at')],
                'constraints': [models.UniqueConstraint(models.F('visitor'), models.F('identity'), models.F('occasion'), name='one_name_a_visitor')],
            },
        ),
    ]
