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
            name='Conversation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('root_uri', models.CharField(max_length=700)),
                ('opened_at', models.DateTimeField()),
                ('last_at', models.DateTimeField()),
                ('waiting_on', models.CharField(choices=[('us', 'waits for us'), ('them', 'waits for them'), ('nobody', 'nobody waits')], default='nobody', max_length=8)),
                ('waiting_since', models.DateTimeField(blank=True, null=True)),
                ('refresh_due_at', models.DateTimeField(blank=True, null=True)),
                ('refreshed_at', models.DateTimeField(blank=True, null=True)),
                ('confined', models.BooleanField(default=False)),
                ('answer_due_at', models.DateTimeField(blank=True, null=True)),
                ('heard_at', models.DateTimeField(blank=True, null=True)),
                ('kind', models.CharField(blank=True, choices=[('reply', 'reply or comment'), ('mention', 'mention'), ('quote', 'quote'), ('direct', 'direct message'), ('post', 'something new')], max_length=12)),
                ('language', models.CharField(blank=True, max_length=16)),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('snoozed_until', models.DateTimeField(blank=True, null=True)),
                ('snoozed_at', models.DateTimeField(blank=True, null=True)),
                ('assignee', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='assigned', to='organizations.member')),
                ('brand', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='conversations', to='organizations.brand')),
                ('channel', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='conversations', to='channels.channel')),
                ('snoozed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='snoozed', to='organizations.member')),
            ],
        ),
        migrations.CreateModel(
            name='Message',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('act', models.CharField(max_length=12)),
                ('uri', models.CharField(max_length=700)),
                ('network_id', models.CharField(blank=True, max_length=700)),
                ('version', models.CharField(blank=True, max_length=200)),
                ('url', models.URLField(blank=True, max_length=1000)),
                ('parent_uri', models.CharField(blank=True, max_length=700)),
                ('text', models.TextField()),
                ('html', models.TextField(blank=True)),
                ('language', models.CharField(blank=True, max_length=16)),
                ('pictures', models.JSONField(blank=True, default=list)),
                ('sent_at', models.DateTimeField()),
                ('received_at', models.DateTimeField()),
                ('taken_down_at', models.DateTimeField(blank=True, null=True)),
                ('overheard', models.BooleanField(default=False)),
                ('is_question', models.BooleanField(db_default=False, default=False)),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='messages', to='people.identity')),
                ('brand', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='messages', to='organizations.brand')),
                ('conversation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='messages', to='conversations.conversation')),
            ],
            options={
                'indexes': [models.Index(models.F('conversation'), models.F('sent_at'), name='message_conversation'), models.Index(models.F('author'), models.F('sent_at'), name='message_author')],
                'constraints': [models.UniqueConstraint(models.F('brand'), models.F('uri'), name='one_message_an_address')],
            },
        ),
        migrations.CreateModel(
            name='Heard',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='heard', to='organizations.member')),
                ('message', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='heard', to='conversations.message')),
            ],
            options={
                'verbose_name_plural': 'heard',
            },
        ),
        migrations.CreateModel(
            name='CallToAnswer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('opened_at', models.DateTimeField()),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('kind', models.CharField(choices=[('direct', 'direct message'), ('mention', 'mention'), ('comment', 'comment'), ('question', 'question in the community'), ('mail', 'mail')], default='comment', max_length=12)),
                ('is_first', models.BooleanField(default=True)),
                ('first_timer', models.BooleanField(default=False)),
                ('due_at', models.DateTimeField(blank=True, null=True)),
                ('person_at', models.DateTimeField(blank=True, null=True)),
                ('machine_at', models.DateTimeField(blank=True, null=True)),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('conversation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='calls_to_answer', to='conversations.conversation')),
                ('answered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='answers_calls', to='conversations.message')),
                ('opened_by', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='opens_call', to='conversations.message')),
            ],
            options={
                'verbose_name_plural': 'calls to answer',
                'indexes': [models.Index(models.F('opened_at'), name='call_opened'), models.Index(models.F('due_at'), condition=models.Q(('answered_at', None)), name='call_open_due')],
            },
        ),
        migrations.CreateModel(
            name='Note',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField()),
                ('at', models.DateTimeField()),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='notes', to='organizations.member')),
                ('conversation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notes', to='conversations.conversation')),
                ('told', models.ManyToManyField(blank=True, related_name='told_in_notes', to='organizations.member')),
            ],
            options={
                'indexes': [models.Index(models.F('conversation'), models.F('at'), name='note_conversation')],
            },
        ),
        migrations.CreateModel(
            name='OfficeWeek',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('since', models.DateField()),
                ('openings', models.JSONField()),
                ('set_at', models.DateTimeField()),
                ('brand', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='office_weeks', to='organizations.brand')),
                ('set_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='organizations.member')),
            ],
            options={
                'ordering': ('since',),
                'constraints': [models.UniqueConstraint(models.F('brand'), models.F('since'), name='one_office_week_a_day')],
            },
        ),
        migrations.CreateModel(
            name='OverdueNotice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('told_at', models.DateTimeField()),
                ('call', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='overdue_notices', to='conversations.calltoanswer')),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='organizations.member')),
            ],
            options={
                'constraints': [models.UniqueConstraint(models.F('call'), models.F('member'), name='told_once_of_a_call')],
            },
        ),
        migrations.CreateModel(
            name='Presence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('seen_at', models.DateTimeField()),
                ('wrote_at', models.DateTimeField(blank=True, null=True)),
                ('conversation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='presences', to='conversations.conversation')),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='presences', to='organizations.member')),
            ],
            options={
                'constraints': [models.UniqueConstraint(models.F('conversation'), models.F('member'), name='one_presence_a_member')],
            },
        ),
        migrations.CreateModel(
            name='SavedReply',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80, verbose_name='name')),
                ('language', models.CharField(max_length=16, verbose_name='language')),
                ('text', models.TextField(verbose_name='text')),
                ('changed_at', models.DateTimeField()),
                ('brand', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='saved_replies', to='organizations.brand')),
                ('changed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='saved_replies', to='organizations.member')),
            ],
            options={
                'verbose_name_plural': 'saved replies',
                'constraints': [models.UniqueConstraint(models.F('brand'), models.F('name'), models.F('language'), name='one_saved_reply_a_name')],
            },
        ),
        migrations.CreateModel(
            name='SavedView',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60, verbose_name='name')),
                ('filters', models.JSONField(default=dict)),
                ('created_at', models.DateTimeField()),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='saved_views', to='organizations.member')),
            ],
            options={
                'constraints': [models.UniqueConstraint(models.F('member'), models.F('name'), name='one_view_a_name')],
            },
        ),
        migrations.CreateModel(
            name='AnswerTarget',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('direct', 'direct message'), ('mention', 'mention'), ('comment', 'comment'), ('question', 'question in the community'), ('mail', 'mail')], max_length=12)),
                ('minutes', models.PositiveIntegerField()),
                ('brand', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='answer_targets', to='organizations.brand')),
            ],
            options={
                'constraints': [models.UniqueConstraint(models.F('brand'), models.F('kind'), name='one_target_a_kind')],
            },
        ),
        migrations.CreateModel(
            name='Closing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='closings', to='organizations.member')),
                ('withdrawn_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='organizations.member')),
                ('conversation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='closings', to='conversations.conversation')),
            ],
            options={
                'indexes': [models.Index(models.F('conversation'), models.F('at'), condition=models.Q(('withdrawn_at', None)), name='closing_at')],
            },
        ),
        migrations.CreateModel(
            name='Holiday',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField(verbose_name='day')),
                ('name', models.CharField(max_length=80, verbose_name='name')),
                ('brand', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='holidays', to='organizations.brand')),
            ],
            options={
                'ordering': ('day',),
                'constraints': [models.UniqueConstraint(models.F('brand'), models.F('day'), name='one_holiday_a_day')],
            },
        ),
        migrations.AddField(
            model_name='conversation',
            name='last_message',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='conversations.message'),
        ),
        migrations.AddIndex(
            model_name='conversation',
            index=models.Index(models.F('brand'), models.F('waiting_on'), models.F('waiting_since'), models.F('snoozed_until'), models.F('confined'), models.F('channel'), models.F('assignee'), models.F('kind'), models.F('language'), name='conversation_waiting'),
        ),
        migrations.AddIndex(
            model_name='conversation',
            index=models.Index(models.F('brand'), models.F('last_at'), models.F('snoozed_until'), models.F('confined'), models.F('channel'), models.F('assignee'), models.F('kind'), models.F('language'), condition=models.Q(('heard_at__isnull', False)), name='conversation_heard'),
        ),
        migrations.AddIndex(
            model_name='conversation',
            index=models.Index(models.F('brand'), models.F('snoozed_until'), models.F('confined'), models.F('channel'), models.F('assignee'), models.F('kind'), models.F('language'), condition=models.Q(('snoozed_until__isnull', False)), name='conversation_resting'),
        ),
        migrations.AddIndex(
            model_name='conversation',
            index=models.Index(models.F('brand'), models.F('closed_at'), models.F('snoozed_until'), models.F('confined'), models.F('channel'), models.F('assignee'), models.F('kind'), models.F('language'), condition=models.Q(('closed_at__isnull', False)), name='conversation_done'),
        ),
        migrations.AddConstraint(
            model_name='conversation',
            constraint=models.UniqueConstraint(models.F('brand'), models.F('root_uri'), name='one_conversation_a_root'),
        ),
    ]
