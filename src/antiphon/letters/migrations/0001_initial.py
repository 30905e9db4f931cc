from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Letter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=200, unique=True)),
                ('to', models.EmailField(max_length=254)),
                ('sender', models.CharField(blank=True, max_length=120)),
                ('subject', models.CharField(max_length=300)),
                ('text', models.TextField()),
                ('html', models.TextField(blank=True)),
                ('confidential', models.BooleanField(default=False)),
                ('stop', models.CharField(blank=True, max_length=500)),
                ('attachment', models.FileField(blank=True, upload_to='letters/%Y/%m/')),
                ('written_at', models.DateTimeField()),
                ('next_try_at', models.DateTimeField()),
                ('lease_until', models.DateTimeField(blank=True, null=True)),
                ('tries', models.PositiveIntegerField(default=0)),
                ('sent_at', models.DateTimeField(blank=True, null=True)),
                ('gave_up_at', models.DateTimeField(blank=True, null=True)),
                ('detail', models.CharField(blank=True, max_length=300)),
            ],
            options={
                'indexes': [models.Index(models.F('next_try_at'), condition=models.Q(('gave_up_at', None), ('sent_at', None)), name='letter_due')],
            },
        ),
    ]
