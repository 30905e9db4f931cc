"""Spend: money put into a side of the house."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from antiphon.channels.models import Channel
from antiphon.organizations.models import Brand, Member
from antiphon.sales.models.purchases import Money


class SpendSide(models.TextChoices):
    """Into which side of the house money was put."""

    CALL = "call", _("social media")
    RESPONSE = "response", _("social networking")


class Spends(models.QuerySet["Spend"]):
    """Spends, as one speaks of them."""

    def standing(self) -> "Spends":
        """Those that nobody took back."""
        return self.filter(taken_back_at=None)


class Spend(Money):
    """Money put into a side over some days, both included, evenly; on a channel or for a campaign, if it is said so.

    `campaign` is the short name that campaigns have in addresses. `external_id` names it in the table it came from,
    so that the same table handed in twice counts once; empty where it was typed.
    """

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="spends")
    side = models.CharField(_("for what"), max_length=8, choices=SpendSide)
    first = models.DateField(_("from"))
    last = models.DateField(_("to"))
    channel = models.ForeignKey(Channel, models.PROTECT, null=True, blank=True, related_name="spends")
    campaign = models.CharField(_("campaign"), max_length=60, blank=True)
    what = models.CharField(_("what it was"), max_length=200, blank=True)
    external_id = models.CharField(max_length=200, blank=True)
    noted_by = models.ForeignKey(Member, models.SET_NULL, null=True, blank=True, related_name="+")
    noted_at = models.DateTimeField()
    taken_back_by = models.ForeignKey(Member, models.SET_NULL, null=True, blank=True, related_name="+")
    taken_back_at = models.DateTimeField(null=True, blank=True)

    objects = Spends.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "brand", "external_id", condition=~Q(external_id="") & Q(taken_back_at=None), name="spent_once"
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="something_was_spent"),
            models.CheckConstraint(condition=Q(last__gte=F("first")), name="spent_forward"),
        ]
        indexes = [models.Index("brand", "first", "last", name="spend_days")]

    def __str__(self) -> str:
        return f"{self.side} {self.amount} {self.currency}"
