"""ReturnWeights: what the measures of a side weigh, with their history."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from antiphon.ledger.models import Added, AddedOnly
from antiphon.organizations.models import Brand, Member


class ReturnWeights(Added):
    """What the measures of one side weigh in its index, from when on, by whom, and why; the last row holds.

    `weights` is from the name of a measure to a number from 0 to 10; one that is not named weighs nothing.
    """

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="return_weights")
    side = models.CharField(max_length=8)
    weights = models.JSONField()
    why = models.CharField(_("why"), max_length=300, blank=True)
    chosen_by = models.ForeignKey(Member, models.SET_NULL, null=True, related_name="+")
    chosen_at = models.DateTimeField()

    objects = AddedOnly["ReturnWeights"].as_manager()

    class Meta:
        verbose_name_plural = "return weights"
        indexes = [models.Index(fields=["brand", "side", "-chosen_at"], name="return_weights_brand")]

    def __str__(self) -> str:
        return f"{self.brand} · {self.side} · {self.chosen_at:%Y-%m-%d}"
