"""Exclusion: a row beside an interaction that says why it is not counted."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from antiphon.ledger.models import Interaction


class Exclusions(models.QuerySet["Exclusion"]):
    """Exclusions, as one speaks of them."""

    def standing(self) -> "Exclusions":
        """Those that were not undone."""
        return self.filter(undone_at=None)


class Exclusion(models.Model):
    """One interaction set aside by one detector. Nothing is erased: the figures can be had with and without."""

    interaction = models.ForeignKey(Interaction, models.CASCADE, related_name="exclusions")
    detector = models.CharField(max_length=40)
    version = models.CharField(max_length=20)
    reason = models.CharField(_("reason"), max_length=200)
    evidence = models.JSONField(default=dict)
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_because = models.CharField(max_length=200, blank=True)

    objects = Exclusions.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint("interaction", "detector", "version", name="excluded_once_a_detector")]

    def __str__(self) -> str:
        return self.reason
