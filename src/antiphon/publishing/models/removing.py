"""That a live post is to be taken down: who asked, how it went, how it ended."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from antiphon.organizations.models import Member
from antiphon.publishing.models.delivering import Delivery


class RemovalEnd(models.TextChoices):
    """How a removal ended."""

    BY_US = "by_us", _("taken down by Antiphon")
    BY_HAND = "by_hand", _("taken down by hand")
    STANDS = "stands", _("left standing")
    AGAIN = "again", _("asked for again")


class Removal(models.Model):
    """Somebody asked that a delivery be taken down. One that has ended stays; asking anew is another row.

    `tries` counts how often the network was asked, `detail` is what it said last, for the log.
    """

    delivery = models.ForeignKey(Delivery, models.CASCADE, related_name="removals")
    asked_by = models.ForeignKey(Member, models.PROTECT, related_name="removals")
    asked_at = models.DateTimeField()
    tries = models.PositiveIntegerField(default=0)
    detail = models.CharField(max_length=500, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    end = models.CharField(max_length=8, choices=RemovalEnd, blank=True)

    class Meta:
        ordering = ("-pk",)
        constraints = [
            models.UniqueConstraint("delivery", condition=Q(ended_at=None), name="one_removal_under_way"),
        ]

    def __str__(self) -> str:
        return f"{self.delivery}: {self.end or self.tries}"
