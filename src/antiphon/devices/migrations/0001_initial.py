import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('organizations', '0001_initial'),
        ('organizations', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='PushKey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public', models.CharField(max_length=100)),
                ('private_sealed', models.TextField()),
                ('made_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='Device',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60)),
                ('digest', models.CharField(max_length=64)),
                ('address_sealed', models.TextField()),
                ('reader_sealed', models.TextField()),
                ('since', models.DateTimeField()),
                ('last_good_at', models.DateTimeField(blank=True, null=True)),
                ('failures', models.PositiveIntegerField(default=0)),
                ('brand', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='devices', to='organizations.brand')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='devices', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(models.F('brand'), models.F('user'), name='device_whose')],
                'constraints': [models.UniqueConstraint(models.F('digest'), name='one_device_an_address')],
            },
        ),
        migrations.CreateModel(
            name='Push',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=200)),
                ('topic', models.CharField(max_length=32)),
                ('words', models.TextField(blank=True)),
                ('written_at', models.DateTimeField()),
                ('good_until', models.DateTimeField()),
                ('next_try_at', models.DateTimeField()),
                ('tries', models.PositiveIntegerField(default=0)),
                ('asked_at', models.DateTimeField(blank=True, null=True)),
                ('sent_at', models.DateTimeField(blank=True, null=True)),
                ('gave_up_at', models.DateTimeField(blank=True, null=True)),
                ('detail', models.CharField(blank=True, max_length=200)),
                ('device', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='pushes', to='devices.device')),
            ],
            options={
                'indexes': [models.Index(models.F('next_try_at'), condition=models.Q(('asked_at', None), ('gave_up_at', None), ('sent_at', None)), name='push_due'), models.Index(models.F('written_at'), name='push_written')],
                'constraints': [models.UniqueConstraint(models.F('device'), models.F('key'), name='one_push_a_thing')],
            },
        ),
    ]
