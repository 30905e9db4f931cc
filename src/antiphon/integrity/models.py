"""Exclusion: a row beside an interaction that says why it is not counted; what was ruled on it, how far we looked."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from antiphon.ledger.models import Interaction
from antiphon.organizations.models import Brand, Member
from antiphon.people.models import Identity


class Exclusions(models.QuerySet["Exclusion"]):
    """Exclusions, as one speaks of them."""

    def standing(self) -> "Exclusions":
        """Those that were not undone."""
        return self.filter(undone_at=None)


class Exclusion(models.Model):
    """One interaction set aside by one detector, or by hand. Nothing is erased: figures can be had with and without.

    `evidence` is in words, `behind` names the other interactions that show it. `undone_by` is whoever took it back;
    empty where it fell away by itself, since more became known.
    """

    interaction = models.ForeignKey(Interaction, models.CASCADE, related_name="exclusions")
    detector = models.CharField(max_length=40)
    version = models.CharField(max_length=20)
    reason = models.CharField(_("reason"), max_length=200)
    evidence = models.JSONField(default=dict)
    behind = models.JSONField(default=list)
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(Member, models.SET_NULL, null=True, blank=True, related_name="+")
    undone_because = models.CharField(max_length=200, blank=True)
    by_hand = models.BooleanField(default=False)

    objects = Exclusions.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint("interaction", "detector", "version", name="excluded_once_a_detector")]
        indexes = [models.Index("detector", "undone_at", name="exclusion_reason")]

    def __str__(self) -> str:
        return self.reason


class Ruled(models.TextChoices):
    """What became of an exclusion."""

    SET_ASIDE = "set_aside", _("set aside")
    FELL_AWAY = "fell_away", _("counted again: more became known")
    TAKEN_BACK = "taken_back", _("counted again by hand")
    AGAIN = "again", _("set aside again")
    ASKED = "asked", _("another look was asked for")
    KEPT = "kept", _("looked at again, and kept aside")


class Ruling(models.Model):
    """A line of the history of an exclusion: added, never changed. `by` is nobody where a detector ruled."""

    exclusion = models.ForeignKey(Exclusion, models.CASCADE, related_name="rulings")
    ruled = models.CharField(max_length=10, choices=Ruled)
    at = models.DateTimeField()
    by = models.ForeignKey(Member, models.SET_NULL, null=True, blank=True, related_name="+")
    words = models.CharField(max_length=500, blank=True)

    class Meta:
        indexes = [models.Index("exclusion", "at", name="ruling_history")]

    def __str__(self) -> str:
        return f"{self.get_ruled_display()}: {self.exclusion}"


class SecondLook(models.Model):
    """That somebody whose interaction was set aside asks to have it looked at again, and what was answered."""

    exclusion = models.ForeignKey(Exclusion, models.CASCADE, related_name="second_looks")
    asked_by = models.ForeignKey(Identity, models.CASCADE, related_name="+")
    words = models.CharField(_("what you want to say"), max_length=500)
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(Member, models.SET_NULL, null=True, blank=True, related_name="+")
    granted = models.BooleanField(default=False)
    answer = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("exclusion", condition=models.Q(answered_at=None), name="one_open_second_look")
        ]

    def __str__(self) -> str:
        return self.words


class Look(models.Model):
    """How far a detector has looked in a brand's ledger, by the key of its rows, and what it stumbled over last.

    Rows up to `mark` are settled; `beyond` counts those after it at the last look, up to the key `last`. `concerned`
    stands for the accounts that concerned it then.
    """

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="looks")
    detector = models.CharField(max_length=40)
    version = models.CharField(max_length=20)
    mark = models.BigIntegerField(default=0)
    last = models.BigIntegerField(default=0)
    beyond = models.PositiveIntegerField(default=0)
    concerned = models.CharField(max_length=32, blank=True)
    looked_at = models.DateTimeField(null=True, blank=True)
    failed_at = models.DateTimeField(null=True, blank=True)
    failure = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint("brand", "detector", name="one_look_a_detector")]

    def __str__(self) -> str:
        return f"{self.detector} {self.version}: {self.brand}"
