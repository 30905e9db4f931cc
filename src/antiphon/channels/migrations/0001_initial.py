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
            name='Application',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('pace_left', models.PositiveIntegerField(blank=True, null=True)),
                ('pace_most', models.PositiveIntegerField(blank=True, null=True)),
                ('pace_until', models.DateTimeField(blank=True, null=True)),
                ('kind', models.CharField(max_length=40)),
                ('server', models.CharField(blank=True, max_length=300)),
                ('client_id', models.CharField(max_length=300)),
                ('secret_sealed', models.TextField(blank=True)),
                ('redirect_address', models.CharField(max_length=500)),
                ('registered_at', models.DateTimeField()),
                ('replaced_at', models.DateTimeField(blank=True, null=True)),
                ('brand', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='applications', to='organizations.brand')),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='applications', to='organizations.organization')),
            ],
            options={
                'constraints': [models.UniqueConstraint(models.F('brand'), models.F('kind'), models.F('server'), condition=models.Q(('replaced_at', None)), name='one_application_of_a_brand'), models.UniqueConstraint(models.F('organization'), models.F('kind'), models.F('server'), condition=models.Q(('brand', None), ('replaced_at', None)), name='one_application_of_an_organization')],
            },
        ),
        migrations.CreateModel(
            name='Grant',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('granted_at', models.DateTimeField()),
                ('access_sealed', models.TextField()),
                ('refresh_sealed', models.TextField(blank=True)),
                ('scopes', models.TextField(blank=True)),
                ('got_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField(blank=True, null=True)),
                ('ends_at', models.DateTimeField(blank=True, null=True)),
                ('due_at', models.DateTimeField(blank=True, null=True)),
                ('lease_until', models.DateTimeField(blank=True, null=True)),
                ('times', models.PositiveIntegerField(default=0)),
                ('failures', models.PositiveIntegerField(default=0)),
                ('trouble', models.CharField(blank=True, max_length=24)),
                ('trouble_since', models.DateTimeField(blank=True, null=True)),
                ('doubted_at', models.DateTimeField(blank=True, null=True)),
                ('application', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='grants', to='channels.application')),
                ('granted_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='grants', to='organizations.member')),
            ],
            options={
                'indexes': [models.Index(models.F('due_at'), name='grant_due')],
            },
        ),
        migrations.CreateModel(
            name='Channel',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('pace_left', models.PositiveIntegerField(blank=True, null=True)),
                ('pace_most', models.PositiveIntegerField(blank=True, null=True)),
                ('pace_until', models.DateTimeField(blank=True, null=True)),
                ('kind', models.CharField(max_length=40)),
                ('credentials_sealed', models.TextField(blank=True)),
                ('session_sealed', models.TextField(blank=True)),
                ('limits_read', models.JSONField(blank=True, null=True)),
                ('limits_read_at', models.DateTimeField(blank=True, null=True)),
                ('limits_due_at', models.DateTimeField(blank=True, null=True)),
                ('limits_failed_at', models.DateTimeField(blank=True, null=True)),
                ('connected_at', models.DateTimeField()),
                ('disconnected_at', models.DateTimeField(blank=True, null=True)),
                ('listen_cursor', models.TextField(blank=True)),
                ('listen_due_at', models.DateTimeField()),
                ('listen_lease_until', models.DateTimeField(blank=True, null=True)),
                ('listened_at', models.DateTimeField(blank=True, null=True)),
                ('followers_due_at', models.DateTimeField(blank=True, null=True)),
                ('followers_told_at', models.DateTimeField(blank=True, null=True)),
                ('trouble', models.CharField(blank=True, max_length=24)),
                ('trouble_since', models.DateTimeField(blank=True, null=True)),
                ('quiet_until', models.DateTimeField(blank=True, null=True, verbose_name='asked to wait until')),
                ('brand', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='channels', to='organizations.brand')),
                ('identity', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='channels', to='people.identity')),
                ('grant', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='channels', to='channels.grant')),
            ],
            options={
                'indexes': [models.Index(models.F('listen_due_at'), name='channel_listen_due')],
                'constraints': [models.UniqueConstraint(models.F('brand'), models.F('identity'), condition=models.Q(('disconnected_at', None)), name='one_channel_an_account')],
            },
        ),
        migrations.CreateModel(
            name='SignIn',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=40)),
                ('state_digest', models.CharField(max_length=64, unique=True)),
                ('session_digest', models.CharField(max_length=64)),
                ('verifier_sealed', models.TextField(blank=True)),
                ('typed_sealed', models.TextField()),
                ('redirect_address', models.CharField(max_length=500)),
                ('began_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('returned_at', models.DateTimeField(blank=True, null=True)),
                ('application', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sign_ins', to='channels.application')),
                ('brand', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sign_ins', to='organizations.brand')),
                ('grant', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='sign_ins', to='channels.grant')),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sign_ins', to='organizations.member')),
            ],
        ),
    ]
