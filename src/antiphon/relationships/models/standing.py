"""Standing: how we stand with a person on a day, derived from the ledger; Reckoning: up to where it was reckoned.

Both may be thrown away at any time: they are made again from the ledger.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from antiphon.organizations.models import Brand
from antiphon.people.models import Person


class Standing(models.Model):
    """Strength, reciprocity, rhythm and the urgency of a silence, for one person on one day. Empty is not known.

    Kept are those of the last reckoned day, and of the last one of each month before.
    """

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="standings")
    person = models.ForeignKey(Person, models.CASCADE, related_name="standings")
    as_of = models.DateField()
    params_version = models.CharField(max_length=20)
    strength = models.FloatField(_("strength"))
    a_in = models.FloatField()
    a_out = models.FloatField()
    reciprocity = models.FloatField(_("reciprocity"), null=True)
    span_days = models.PositiveIntegerField()
    channels = models.PositiveSmallIntegerField()
    last_day = models.DateField(null=True)
    gap = models.PositiveIntegerField(null=True)
    rhythm_days = models.FloatField(null=True)
    rhythm_source = models.CharField(max_length=8, blank=True)
    intervals = models.PositiveIntegerField()
    stake = models.FloatField(null=True)
    unanswered_days = models.PositiveIntegerField(null=True)
    urgency = models.FloatField(_("urgency"), null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("brand", "as_of", "person", "params_version", name="one_standing_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.strength:.1f}"


class Reckoning(models.Model):
    """When the standings of a brand were last reckoned in full, for which day, and up to which rows since."""

    brand = models.OneToOneField(Brand, models.CASCADE, related_name="reckoning")
    as_of = models.DateField()
    params_version = models.CharField(max_length=20)
    at = models.DateTimeField()
    acts_upto = models.BigIntegerField(default=0)
    links_upto = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.brand}: {self.as_of}"
