"""Purchase and Refund: what was paid, and what of it was given back."""

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from antiphon.organizations.models import Brand
from antiphon.people.models import Identity


class Money(models.Model):
    """An amount of 0 or more in a currency (ISO 4217), with the decimals that the currency has."""

    amount = models.DecimalField(_("amount"), max_digits=15, decimal_places=4)
    currency = models.CharField(_("currency"), max_length=3)

    class Meta:
        abstract = True


class Purchases(models.QuerySet["Purchase"]):
    """Purchases, as one speaks of them."""

    def standing(self) -> "Purchases":
        """Those that were not called off."""
        return self.filter(called_off_at=None)

    def refunded(self) -> "Purchases":
        """Those of which something was given back."""
        back = Refund.objects.standing().filter(
            brand=OuterRef("brand"), source=OuterRef("source"), purchase_external_id=OuterRef("external_id")
        )
        return self.filter(Exists(back))


class Purchase(Money):
    """Something was paid for. `source` and `external_id` name it where it happened: told ten times it counts once.

    `at` is when, `received_at` when we heard of it, `stated_at` when the source said what holds now. `identity` is
    the buyer, if their mail address is one that was verified with us; of the address itself only a digest is kept
    (`mail_key`). `visit` is the key of the visit that ended in it; `heard` what the buyer answered to “how did you
    hear of us”. `agreed` are the words in which they agreed that this visit bears their name, empty if they did not.
    Called off at its source (`called_off_at`) it counts no more, until the source says otherwise.
    """

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="purchases")
    source = models.CharField(_("from where"), max_length=60)
    external_id = models.CharField(max_length=200)
    at = models.DateTimeField(_("when"))
    received_at = models.DateTimeField()
    stated_at = models.DateTimeField()
    identity = models.ForeignKey(Identity, models.SET_NULL, null=True, blank=True, related_name="purchases")
    mail_key = models.CharField(max_length=64, blank=True)
    coupon = models.CharField(_("coupon"), max_length=80, blank=True)
    coupon_key = models.CharField(max_length=80, blank=True)
    visit = models.CharField(max_length=64, blank=True)
    heard = models.CharField(_("how they heard of you"), max_length=300, blank=True)
    agreed = models.CharField(_("in which words they agreed"), max_length=300, blank=True)
    called_off_at = models.DateTimeField(_("called off"), null=True, blank=True)

    objects = Purchases.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint("brand", "source", "external_id", name="purchased_once"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="nobody_pays_less_than_nothing"),
        ]
        indexes = [
            models.Index("brand", "at", "id", name="purchase_at"),
            models.Index("brand", "source", "at", "id", name="purchase_source"),
            models.Index("brand", "currency", name="purchase_currency"),
            models.Index("brand", "coupon_key", condition=~Q(coupon_key=""), name="purchase_coupon"),
            models.Index("brand", "mail_key", condition=~Q(mail_key=""), name="purchase_mail"),
            models.Index("brand", "visit", condition=~Q(visit=""), name="purchase_visit"),
            models.Index("brand", "at", condition=Q(called_off_at__isnull=False), name="purchase_called_off"),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.external_id}"

    @property
    def visit_shown(self) -> str:
        """The key of its visit; empty where the buyer is known, or it would join the two without being asked for."""
        return "" if self.identity_id else self.visit


class Refunds(models.QuerySet["Refund"]):
    """Refunds, as one speaks of them."""

    def waiting(self) -> "Refunds":
        """Those whose purchase is not known yet."""
        return self.standing().filter(~Exists(purchase_of_refund()))

    def standing(self) -> "Refunds":
        """Those that went through."""
        return self.filter(called_off_at=None)


class Refund(Money):
    """Something was given back of a purchase, wholly or in part. It may be told before its purchase, and waits then.

    `purchase_external_id` names the purchase at the same source: the two are joined when they are read. One that did
    not go through after all (`called_off_at`) gives nothing back, whatever is told of it later.
    """

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="refunds")
    source = models.CharField(_("from where"), max_length=60)
    external_id = models.CharField(max_length=200)
    purchase_external_id = models.CharField(max_length=200)
    at = models.DateTimeField(_("when"))
    received_at = models.DateTimeField()
    reason = models.CharField(_("why"), max_length=300, blank=True)
    called_off_at = models.DateTimeField(null=True, blank=True)

    objects = Refunds.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint("brand", "source", "external_id", name="refunded_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="a_refund_gives_something_back"),
        ]
        indexes = [
            models.Index("brand", "source", "purchase_external_id", name="refund_of"),
            models.Index("brand", "at", "id", name="refund_at"),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.external_id}"


def purchase_of_refund() -> models.QuerySet[Purchase]:
    """Return the purchase of a refund, for a query of refunds."""
    return Purchase.objects.filter(
        brand=OuterRef("brand"), source=OuterRef("source"), external_id=OuterRef("purchase_external_id")
    )
