import antiphon.relationships.models.time_spent
import django.core.validators
import django.db.models.deletion
from decimal import Decimal
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('organizations', '0001_initial'),
        ('people', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Capacity',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('people', models.PositiveIntegerField(default=150, verbose_name='people in all')),
                ('close', models.PositiveIntegerField(default=15, verbose_name='people who are close')),
                ('a_day', models.PositiveIntegerField(blank=True, null=True, verbose_name='people a day')),
                ('minutes_a_day', models.PositiveIntegerField(blank=True, null=True, verbose_name='minutes a day')),
                ('rate', models.DecimalField(blank=True, decimal_places=2, max_digits=10, null=True, verbose_name='what an hour costs')),
                ('currency', models.CharField(default='EUR', max_length=3, verbose_name='currency')),
                ('by_mail', models.BooleanField(default=True, verbose_name='remind me by mail')),
                ('member', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='capacity', to='organizations.member')),
            ],
            options={
                'verbose_name_plural': 'capacities',
            },
        ),
        migrations.CreateModel(
            name='Opportunity',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('sale', 'sale'), ('collaboration', 'collaboration'), ('partnership', 'partnership'), ('introduction', 'introduction'), ('testimonial', 'testimonial'), ('press', 'press'), ('hire', 'hire'), ('idea', 'idea')], max_length=16, verbose_name='what may come of it')),
                ('title', models.CharField(max_length=160, verbose_name='title')),
                ('value', models.DecimalField(decimal_places=2, default=Decimal('0'), max_digits=14, validators=[django.core.validators.MinValueValidator(0)], verbose_name='value')),
                ('currency', models.CharField(blank=True, max_length=3, verbose_name='currency')),
                ('stage', models.CharField(choices=[('prospect', 'first contact'), ('qualified', 'interest is clear'), ('proposal', 'proposal made'), ('negotiation', 'negotiation'), ('won', 'won'), ('lost', 'lost')], default='prospect', max_length=12, verbose_name='stage')),
                ('expected_on', models.DateField(blank=True, null=True, verbose_name='may be decided on')),
                ('opened_at', models.DateTimeField()),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('why', models.CharField(blank=True, max_length=500, verbose_name='why')),
                ('brand', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='opportunities', to='organizations.brand')),
                ('introduced_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='introduced_opportunities', to='people.person')),
                ('owner', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='opportunities', to='organizations.member')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='opportunities', to='people.person')),
            ],
            options={
                'verbose_name_plural': 'opportunities',
                'indexes': [models.Index(models.F('brand'), models.F('stage'), name='opportunity_stage')],
                'constraints': [models.CheckConstraint(condition=models.Q(('value__gte', 0)), name='no_negative_value')],
            },
        ),
        migrations.CreateModel(
            name='PersonDate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120, verbose_name='what it is')),
                ('day', models.PositiveSmallIntegerField(verbose_name='day')),
                ('month', models.PositiveSmallIntegerField(verbose_name='month')),
                ('year', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='year')),
                ('reminded_on', models.DateField(blank=True, null=True)),
                ('brand', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='person_dates', to='organizations.brand')),
                ('card', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.contactcard')),
                ('noted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='organizations.member')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='dates', to='people.person')),
            ],
            options={
                'ordering': ('month', 'day', 'pk'),
            },
        ),
        migrations.CreateModel(
            name='PersonNote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField(max_length=4000, verbose_name='note')),
                ('shared', models.BooleanField(default=False, verbose_name='share it with the team')),
                ('written_at', models.DateTimeField()),
                ('changed_at', models.DateTimeField(blank=True, null=True)),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='person_notes', to='organizations.member')),
                ('brand', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='person_notes', to='organizations.brand')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notes', to='people.person')),
            ],
            options={
                'ordering': ('-written_at', '-pk'),
            },
        ),
        migrations.CreateModel(
            name='Promise',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('what', models.CharField(max_length=300, verbose_name='what')),
                ('due', models.DateField(blank=True, null=True, verbose_name='until')),
                ('theirs', models.BooleanField(default=False, verbose_name='they promised it to us')),
                ('made_at', models.DateTimeField()),
                ('settled_at', models.DateTimeField(blank=True, null=True)),
                ('outcome', models.CharField(blank=True, choices=[('kept', 'kept'), ('dropped', 'dropped')], max_length=8)),
                ('reminded_at', models.DateTimeField(blank=True, null=True)),
                ('brand', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='promises', to='organizations.brand')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='promises', to='organizations.member')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='promises', to='people.person')),
                ('settled_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='organizations.member')),
            ],
            options={
                'indexes': [models.Index(models.F('brand'), models.F('due'), condition=models.Q(('settled_at', None)), name='promise_due')],
            },
        ),
        migrations.CreateModel(
            name='Reckoning',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('as_of', models.DateField()),
                ('params_version', models.CharField(max_length=20)),
                ('at', models.DateTimeField()),
                ('acts_upto', models.BigIntegerField(default=0)),
                ('links_upto', models.BigIntegerField(default=0)),
                ('brand', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='reckoning', to='organizations.brand')),
            ],
        ),
        migrations.CreateModel(
            name='Relationship',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('rhythm_days', models.PositiveIntegerField(blank=True, null=True, verbose_name='speak at least every … days')),
                ('since', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('opted_out_at', models.DateTimeField(blank=True, null=True)),
                ('brand', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='relationships', to='organizations.brand')),
                ('person', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='relationship', to='people.person')),
                ('steward', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='relationships', to='organizations.member')),
            ],
        ),
        migrations.CreateModel(
            name='HandOver',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('words', models.CharField(blank=True, max_length=500)),
                ('after', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='organizations.member')),
                ('before', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='organizations.member')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='organizations.member')),
                ('relationship', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='hand_overs', to='relationships.relationship')),
            ],
            options={
                'ordering': ('at', 'pk'),
            },
        ),
        migrations.CreateModel(
            name='StageChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('stage', models.CharField(choices=[('prospect', 'first contact'), ('qualified', 'interest is clear'), ('proposal', 'proposal made'), ('negotiation', 'negotiation'), ('won', 'won'), ('lost', 'lost')], max_length=12)),
                ('at', models.DateTimeField()),
                ('why', models.CharField(blank=True, max_length=500)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='organizations.member')),
                ('opportunity', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='changes', to='relationships.opportunity')),
            ],
            options={
                'ordering': ('at', 'pk'),
            },
        ),
        migrations.CreateModel(
            name='Standing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('as_of', models.DateField()),
                ('params_version', models.CharField(max_length=20)),
                ('strength', models.FloatField(verbose_name='strength')),
                ('a_in', models.FloatField()),
                ('a_out', models.FloatField()),
                ('reciprocity', models.FloatField(null=True, verbose_name='reciprocity')),
                ('span_days', models.PositiveIntegerField()),
                ('channels', models.PositiveSmallIntegerField()),
                ('last_day', models.DateField(null=True)),
                ('gap', models.PositiveIntegerField(null=True)),
                ('rhythm_days', models.FloatField(null=True)),
                ('rhythm_source', models.CharField(blank=True, max_length=8)),
                ('intervals', models.PositiveIntegerField()),
                ('stake', models.FloatField(null=True)),
                ('unanswered_days', models.PositiveIntegerField(null=True)),
                ('urgency', models.FloatField(null=True, verbose_name='urgency')),
                ('brand', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='standings', to='organizations.brand')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='standings', to='people.person')),
            ],
            options={
                'constraints': [models.UniqueConstraint(models.F('brand'), models.F('as_of'), models.F('person'), models.F('params_version'), name='one_standing_a_day')],
            },
        ),
        migrations.CreateModel(
            name='TimeSpent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('purpose', models.CharField(choices=[('talk', 'speaking with somebody'), ('prepare', 'preparing'), ('answer', 'answering'), ('event', 'being somewhere'), ('publish', 'making and sending posts'), ('other', 'something else')], default='talk', max_length=8, verbose_name='what for')),
                ('note', models.CharField(blank=True, max_length=200, verbose_name='a word about it')),
                ('started_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('minutes', models.PositiveIntegerField(blank=True, null=True, verbose_name='minutes')),
                ('unsure', models.BooleanField(default=False)),
                ('brand', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='time_spent', to='organizations.brand')),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='time_spent', to='organizations.member')),
                ('opportunity', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='time_spent', to='relationships.opportunity', verbose_name='opportunity')),
                ('person', models.ForeignKey(blank=True, null=True, on_delete=antiphon.relationships.models.time_spent.leave_nameless, related_name='time_spent', to='people.person')),
            ],
            options={
                'verbose_name_plural': 'time spent',
                'indexes': [models.Index(models.F('brand'), models.F('started_at'), name='time_spent_brand')],
                'constraints': [models.UniqueConstraint(models.F('member'), condition=models.Q(('ended_at', None)), name='one_running_timer_a_member')],
            },
        ),
        migrations.CreateModel(
            name='Encounter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('call', 'call'), ('meeting', 'meeting'), ('event', 'event together'), ('letter', 'letter or message elsewhere')], max_length=8, verbose_name='what it was')),
                ('at', models.DateTimeField(verbose_name='when')),
                ('ours', models.BooleanField(default=True, verbose_name='we began it')),
                ('minutes', models.PositiveIntegerField(blank=True, null=True, verbose_name='minutes')),
                ('words', models.TextField(blank=True, max_length=2000, verbose_name='what it was about')),
                ('uri', models.CharField(max_length=200)),
                ('logged_at', models.DateTimeField()),
                ('brand', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='encounters', to='organizations.brand')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='encounters', to='organizations.member')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='encounters', to='people.person')),
            ],
            options={
                'constraints': [models.UniqueConstraint(models.F('brand'), models.F('uri'), name='one_encounter_an_address')],
            },
        ),
        migrations.CreateModel(
            name='FollowUp',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('decision', models.CharField(choices=[('done', 'done'), ('not_today', 'not today'), ('left_out', 'left out')], max_length=12)),
                ('at', models.DateTimeField()),
                ('taken_back_at', models.DateTimeField(blank=True, null=True)),
                ('brand', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='follow_ups', to='organizations.brand')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='follow_ups', to='organizations.member')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='follow_ups', to='people.person')),
            ],
            options={
                'indexes': [models.Index(models.F('person'), models.F('at'), name='follow_up_person')],
            },
        ),
    ]
