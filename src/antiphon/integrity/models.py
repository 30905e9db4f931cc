"""Exclusion: a row beside an interaction that says why it is not counted; what was ruled on it, how far we looked.

Surge: the same of followers, of whom only the number is known.
"""

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from antiphon.channels.models import Channel
from antiphon.ledger.models import Interaction
from antiphon.organizations.models import Brand, Member
from antiphon.people.models import Identity


class Asides[M: models.Model](models.QuerySet[M]):
    """What is set aside, as one speaks of it."""

    def standing(self) -> Self:
        """Those that were not undone."""
        return self.filter(undone_at=None)


class Aside(models.Model):
    """Something set aside by one detector. Nothing is erased: figures can be had with and without.

    `evidence` is in words, `behind` names the rows that show it. `undone_by` is whoever took it back; empty where it
    fell away by itself, since more became known.
    """

    detector = models.CharField(max_length=40)
    version = models.CharField(max_length=20)
    reason = models.CharField(_("reason"), max_length=200)
    evidence = models.JSONField(default=dict)
    behind = models.JSONField(default=list)
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(Member, models.SET_NULL, null=True, blank=True, related_name="+")
    undone_because = models.CharField(max_length=200, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.reason


class Exclusion(Aside):
    """One interaction set aside by one detector, or by hand; `behind` names the other interactions that show it."""

    interaction = models.ForeignKey(Interaction, models.CASCADE, related_name="exclusions")
    by_hand = models.BooleanField(default=False)

    objects = Asides["Exclusion"].as_manager()

    class Meta:
        constraints = [models.UniqueConstraint("interaction", "detector", "version", name="excluded_once_a_detector")]
        indexes = [models.Index("detector", "undone_at", name="exclusion_reason")]


class Surge(Aside):
    """Followers of a channel that came from one day to another (UTC, both included) and are not counted.

    `usual` is how many come on a day there; `moves` are pairs of a moment and how many came by then, below 0: left.
    `behind` names the readings that show it.
    """

    channel = models.ForeignKey(Channel, models.CASCADE, related_name="surges")
    first = models.DateField(_("from"))
    last = models.DateField(_("to"))
    followers = models.PositiveIntegerField(_("followers"))
    usual = models.FloatField(default=0)
    moves = models.JSONField(default=list)

    objects = Asides["Surge"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint("channel", "detector", "version", "first", name="surge_once_a_detector"),
        ]

    @property
    def asked(self) -> bool:
        """Whether somebody waits for another look. One query, where its history is not at hand."""
        said = sorted(self.rulings.all(), key=lambda one: (one.at, one.pk))
        return bool(said) and said[-1].ruled == Ruled.ASKED

    @property
    def left(self) -> int:
        """How many of them are still there."""
        return sum(many for _at, many in self.moves)


class Ruled(models.TextChoices):
    """What became of an exclusion."""

    SET_ASIDE = "set_aside", _("set aside")
    FELL_AWAY = "fell_away", _("counted again: more became known")
    TAKEN_BACK = "taken_back", _("counted again by hand")
    AGAIN = "again", _("set aside again")
    ASKED = "asked", _("another look was asked for")
    KEPT = "kept", _("looked at again, and kept aside")


class Line(models.Model):
    """A line of the history of what was set aside: added, never changed. `by` is nobody where a detector ruled."""

    ruled = models.CharField(max_length=10, choices=Ruled)
    at = models.DateTimeField()
    by = models.ForeignKey(Member, models.SET_NULL, null=True, blank=True, related_name="+")
    words = models.CharField(max_length=500, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(self.get_ruled_display())


class Ruling(Line):
    """A line of the history of an exclusion."""

    exclusion = models.ForeignKey(Exclusion, models.CASCADE, related_name="rulings")

    class Meta:
        indexes = [models.Index("exclusion", "at", name="ruling_history")]


class SurgeRuling(Line):
    """A line of the history of a surge; that a member asks for another look is one, too."""

    surge = models.ForeignKey(Surge, models.CASCADE, related_name="rulings")

    class Meta:
        indexes = [models.Index("surge", "at", name="surge_history")]


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
    stands for the accounts that concerned it then. `whole_at` is when it judged the whole ledger last, new or not.
    """

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="looks")
    detector = models.CharField(max_length=40)
    version = models.CharField(max_length=20)
    mark = models.BigIntegerField(default=0)
    last = models.BigIntegerField(default=0)
    beyond = models.PositiveIntegerField(default=0)
    concerned = models.CharField(max_length=32, blank=True)
    whole_at = models.DateTimeField(null=True, blank=True)
    looked_at = models.DateTimeField(null=True, blank=True)
    failed_at = models.DateTimeField(null=True, blank=True)
    failure = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint("brand", "detector", name="one_look_a_detector")]

    def __str__(self) -> str:
        return f"{self.detector} {self.version}: {self.brand}"
