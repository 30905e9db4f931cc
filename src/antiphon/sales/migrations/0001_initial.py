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
            name='Purchase',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('amount', models.DecimalField(decimal_places=4, max_digits=15, verbose_name='amount')),
                ('currency', models.CharField(max_length=3, verbose_name='currency')),
                ('source', models.CharField(max_length=60, verbose_name='from where')),
                ('external_id', models.CharField(max_length=200)),
                ('at', models.DateTimeField(verbose_name='when')),
                ('received_at', models.DateTimeField()),
                ('stated_at', models.DateTimeField()),
                ('mail_key', models.CharField(blank=True, max_length=64)),
                ('coupon', models.CharField(blank=True, max_length=80, verbose_name='coupon')),
                ('coupon_key', models.CharField(blank=True, max_length=80)),
                ('visit', models.CharField(blank=True, max_length=64)),
                ('heard', models.CharField(blank=True, max_length=300, verbose_name='how they heard of you')),
                ('brand', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='purchases', to='organizations.brand')),
                ('identity', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='purchases', to='people.identity')),
            ],
            options={
                'indexes': [models.Index(models.F('brand'), models.F('at'), models.F('id'), name='purchase_at'), models.Index(models.F('brand'), models.F('coupon_key'), condition=models.Q(('coupon_key', ''), _negated=True), name='purchase_coupon'), models.Index(models.F('brand'), models.F('mail_key'), condition=models.Q(('mail_key', ''), _negated=True), name='purchase_mail'), models.Index(models.F('brand'), models.F('visit'), condition=models.Q(('visit', ''), _negated=True), name='purchase_visit')],
                'constraints': [models.UniqueConstraint(models.F('brand'), models.F('source'), models.F('external_id'), name='purchased_once'), models.CheckConstraint(condition=models.Q(('amount__gte', 0)), name='nobody_pays_less_than_nothing')],
            },
        ),
        migrations.CreateModel(
            name='Refund',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('amount', models.DecimalField(decimal_places=4, max_digits=15, verbose_name='amount')),
                ('currency', models.CharField(max_length=3, verbose_name='currency')),
                ('source', models.CharField(max_length=60, verbose_name='from where')),
                ('external_id', models.CharField(max_length=200)),
                ('purchase_external_id', models.CharField(max_length=200)),
                ('at', models.DateTimeField(verbose_name='when')),
                ('received_at', models.DateTimeField()),
                ('reason', models.CharField(blank=True, max_length=300, verbose_name='why')),
                ('brand', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='refunds', to='organizations.brand')),
            ],
            options={
                'indexes': [models.Index(models.F('brand'), models.F('source'), models.F('purchase_external_id'), name='refund_of'), models.Index(models.F('brand'), models.F('at'), models.F('id'), name='refund_at')],
                'constraints': [models.UniqueConstraint(models.F('brand'), models.F('source'), models.F('external_id'), name='refunded_once'), models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='a_refund_gives_something_back')],
            },
        ),
        migrations.CreateModel(
            name='ReportingCurrency',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('currency', models.CharField(max_length=3, verbose_name='currency')),
                ('chosen_at', models.DateTimeField()),
                ('brand', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='reporting_currency', to='organizations.brand')),
                ('chosen_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='organizations.member')),
            ],
            options={
                'verbose_name_plural': 'reporting currencies',
            },
        ),
        migrations.CreateModel(
            name='SalesImport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('purchases', 'purchases'), ('refunds', 'refunds'), ('rates', 'exchange rates'), ('spend', 'spend')], max_length=10)),
                ('file_name', models.CharField(max_length=200)),
                ('source', models.CharField(blank=True, max_length=60)),
                ('currency', models.CharField(blank=True, max_length=3)),
                ('text_sealed', models.TextField(blank=True)),
                ('stage', models.CharField(choices=[('preview', 'waits for your word'), ('done', 'is taken in'), ('discarded', 'was thrown away')], default='preview', max_length=10)),
                ('given_at', models.DateTimeField()),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('taken', models.PositiveIntegerField(default=0)),
                ('known', models.PositiveIntegerField(default=0)),
                ('left_out', models.PositiveIntegerField(default=0)),
                ('brand', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sales_imports', to='organizations.brand')),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='organizations.member')),
                ('given_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='organizations.member')),
            ],
            options={
                'indexes': [models.Index(fields=['brand', '-given_at'], name='sales_import_brand')],
            },
        ),
        migrations.CreateModel(
            name='Spend',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('amount', models.DecimalField(decimal_places=4, max_digits=15, verbose_name='amount')),
                ('currency', models.CharField(max_length=3, verbose_name='currency')),
                ('side', models.CharField(choices=[('call', 'social media'), ('response', 'social networking')], max_length=8, verbose_name='for what')),
                ('first', models.DateField(verbose_name='from')),
                ('last', models.DateField(verbose_name='to')),
                ('campaign', models.CharField(blank=True, max_length=60, verbose_name='campaign')),
                ('what', models.CharField(blank=True, max_length=200, verbose_name='what it was')),
                ('external_id', models.CharField(blank=True, max_length=200)),
                ('noted_at', models.DateTimeField()),
                ('taken_back_at', models.DateTimeField(blank=True, null=True)),
                ('brand', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='spends', to='organizations.brand')),
                ('channel', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='spends', to='channels.channel')),
                ('noted_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='organizations.member')),
                ('taken_back_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='organizations.member')),
            ],
            options={
                'indexes': [models.Index(models.F('brand'), models.F('first'), models.F('last'), name='spend_days')],
                'constraints': [models.UniqueConstraint(models.F('brand'), models.F('external_id'), condition=models.Q(models.Q(('external_id', ''), _negated=True), ('taken_back_at', None)), name='spent_once'), models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='something_was_spent'), models.CheckConstraint(condition=models.Q(('last__gte', models.F('first'))), name='spent_forward')],
            },
        ),
        migrations.CreateModel(
            name='Webhook',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('woocommerce', 'WooCommerce'), ('shopify', 'Shopify'), ('stripe', 'Stripe')], max_length=12, verbose_name='shop')),
                ('name', models.CharField(max_length=60, verbose_name='name')),
                ('token', models.CharField(max_length=64, unique=True)),
                ('secret_sealed', models.TextField(blank=True)),
                ('made_at', models.DateTimeField()),
                ('refused', models.PositiveIntegerField(default=0)),
                ('refused_at', models.DateTimeField(blank=True, null=True)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('brand', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='webhooks', to='organizations.brand')),
                ('made_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='organizations.member')),
            ],
            options={
                'constraints': [models.UniqueConstraint(models.F('brand'), models.F('name'), condition=models.Q(('ended_at', None)), name='one_webhook_a_name')],
            },
        ),
        migrations.CreateModel(
            name='Payload',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=128)),
                ('topic', models.CharField(blank=True, max_length=80)),
                ('body_sealed', models.TextField(blank=True)),
                ('received_at', models.DateTimeField()),
                ('last_sent_at', models.DateTimeField()),
                ('times', models.PositiveIntegerField(default=1)),
                ('outcome', models.CharField(choices=[('waits', 'waits'), ('taken', 'counted'), ('known', 'known already'), ('corrected', 'corrected what was known'), ('passed', 'nothing to count'), ('unfit', 'cannot be counted')], default='waits', max_length=10)),
                ('fault', models.CharField(blank=True, max_length=16)),
                ('field', models.CharField(blank=True, max_length=40)),
                ('about', models.CharField(blank=True, max_length=200)),
                ('worked_at', models.DateTimeField(blank=True, null=True)),
                ('purchase', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='payloads', to='sales.purchase')),
                ('webhook', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='payloads', to='sales.webhook')),
            ],
            options={
                'indexes': [models.Index(fields=['webhook', '-received_at'], name='payload_webhook'), models.Index(models.F('received_at'), condition=models.Q(('outcome', 'waits')), name='payload_waits'), models.Index(models.F('worked_at'), condition=models.Q(('body_sealed', ''), _negated=True), name='payload_kept')],
                'constraints': [models.UniqueConstraint(models.F('webhook'), models.F('key'), name='sent_once')],
            },
        ),
        migrations.CreateModel(
            name='Coupon',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=80, verbose_name='code')),
                ('key', models.CharField(max_length=80)),
                ('campaign', models.CharField(blank=True, max_length=60, verbose_name='campaign')),
                ('what', models.CharField(blank=True, max_length=200, verbose_name='what it is for')),
                ('noted_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('brand', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='coupons', to='organizations.brand')),
                ('channel', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='coupons', to='channels.channel')),
                ('noted_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='organizations.member')),
                ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='coupons', to='people.person')),
            ],
            options={
                'constraints': [models.UniqueConstraint(models.F('brand'), models.F('key'), condition=models.Q(('ended_at', None)), name='one_coupon_a_code')],
            },
        ),
        migrations.CreateModel(
            name='ExchangeRate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField(verbose_name='day')),
                ('base', models.CharField(max_length=3, verbose_name='one of')),
                ('quote', models.CharField(max_length=3, verbose_name='is so much of')),
                ('rate', models.DecimalField(decimal_places=8, max_digits=15, verbose_name='rate')),
                ('noted_at', models.DateTimeField()),
                ('brand', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='exchange_rates', to='organizations.brand')),
                ('noted_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='organizations.member')),
            ],
            options={
                'constraints': [models.UniqueConstraint(models.F('brand'), models.F('day'), models.F('base'), models.F('quote'), name='one_rate_a_day'), models.CheckConstraint(condition=models.Q(('rate__gt', 0)), name='a_rate_is_more_than_nothing'), models.CheckConstraint(condition=models.Q(('base', models.F('quote')), _negated=True), name='a_rate_is_between_two')],
            },
        ),
    ]
