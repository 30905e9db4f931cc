"""How sales come in by themselves: the webhooks of shops with what they sent, and tables that are handed in."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from antiphon.organizations.models import Brand, Member
from antiphon.sales.models.purchases import Purchase


class ShopKind(models.TextChoices):
    """Whose signature and whose words a webhook understands."""

    WOOCOMMERCE = "woocommerce", "WooCommerce"
    SHOPIFY = "shopify", "Shopify"
    STRIPE = "stripe", "Stripe"


class Webhook(models.Model):
    """An address at which a shop tells of its sales, signed with a secret that both know; sealed, never shown again.

    `name` is the source of the purchases that come by it. `token` stands in the address; who knows it can do nothing
    without the secret.
    """

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="webhooks")
    kind = models.CharField(_("shop"), max_length=12, choices=ShopKind)
    name = models.CharField(_("name"), max_length=60)
    token = models.CharField(max_length=64, unique=True)
    secret_sealed = models.TextField(blank=True)
    made_by = models.ForeignKey(Member, models.SET_NULL, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField()
    refused = models.PositiveIntegerField(default=0)
    refused_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("brand", "name", condition=Q(ended_at=None), name="one_webhook_a_name"),
        ]

    def __str__(self) -> str:
        return self.name


class Outcome(models.TextChoices):
    """What became of a payload."""

    WAITS = "waits", _("waits")
    TAKEN = "taken", _("counted")
    KNOWN = "known", _("known already")
    CORRECTED = "corrected", _("corrected what was known")
    PASSED = "passed", _("nothing to count")
    UNFIT = "unfit", _("cannot be counted")


class Payload(models.Model):
    """What a shop sent, kept before anything is made of it. `key` is its name there: sent again it is the same row.

    The body is sealed, since it names buyers, and emptied some days after all was made of it. `fault` says why
    nothing could be; `purchase` is the purchase that it told of.
    """

    webhook = models.ForeignKey(Webhook, models.CASCADE, related_name="payloads")
    key = models.CharField(max_length=128)
    topic = models.CharField(max_length=80, blank=True)
    body_sealed = models.TextField(blank=True)
    received_at = models.DateTimeField()
    last_sent_at = models.DateTimeField()
    times = models.PositiveIntegerField(default=1)
    outcome = models.CharField(max_length=10, choices=Outcome, default=Outcome.WAITS)
    fault = models.CharField(max_length=16, blank=True)
    field = models.CharField(max_length=40, blank=True)
    about = models.CharField(max_length=200, blank=True)
    worked_at = models.DateTimeField(null=True, blank=True)
    purchase = models.ForeignKey(Purchase, models.SET_NULL, null=True, blank=True, related_name="payloads")

    class Meta:
        constraints = [models.UniqueConstraint("webhook", "key", name="sent_once")]
        indexes = [
            models.Index(fields=["webhook", "-received_at"], name="payload_webhook"),
            models.Index("received_at", condition=Q(outcome="waits"), name="payload_waits"),
            models.Index("worked_at", condition=~Q(body_sealed=""), name="payload_kept"),
        ]

    def __str__(self) -> str:
        return f"{self.webhook} {self.topic}"


class ImportKind(models.TextChoices):
    """What a table tells of."""

    PURCHASES = "purchases", _("purchases")
    REFUNDS = "refunds", _("refunds")
    RATES = "rates", _("exchange rates")
    SPEND = "spend", _("spend")


class Stage(models.TextChoices):
    """How far a table is."""

    PREVIEW = "preview", _("waits for your word")
    DONE = "done", _("is taken in")
    DISCARDED = "discarded", _("was thrown away")


class SalesImport(models.Model):
    """A table that was handed in: shown row by row first, then taken in as a whole or not at all.

    `source` is the source of its purchases, `currency` that of amounts without one. Its text names buyers: it is
    sealed, and emptied once somebody decided.
    """

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="sales_imports")
    kind = models.CharField(max_length=10, choices=ImportKind)
    file_name = models.CharField(max_length=200)
    source = models.CharField(max_length=60, blank=True)
    currency = models.CharField(max_length=3, blank=True)
    text_sealed = models.TextField(blank=True)
    stage = models.CharField(max_length=10, choices=Stage, default=Stage.PREVIEW)
    given_by = models.ForeignKey(Member, models.SET_NULL, null=True, blank=True, related_name="+")
    given_at = models.DateTimeField()
    decided_by = models.ForeignKey(Member, models.SET_NULL, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    taken = models.PositiveIntegerField(default=0)
    known = models.PositiveIntegerField(default=0)
    left_out = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["brand", "-given_at"], name="sales_import_brand")]

    def __str__(self) -> str:
        return self.file_name
