"""Starter: something to start a conversation with, on a day, by a named person; StarterTurn: one of its days."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from antiphon.community.models.groups import Group
from antiphon.community.models.participants import Participant
from antiphon.community.models.topics import Topic
from antiphon.organizations.models import Brand


class Starter(models.Model):
    """What somebody will start in a group, once or as a ritual that comes round.

    `rule` is a recurrence rule of RFC 5545 without beginning and end, empty for once; `first_wall` the first wall
    time (ISO, to the minute) on the brand's clock. `source` is a draft: nothing is ever written in a person's name.
    """

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="starters")
    group = models.ForeignKey(Group, models.CASCADE, related_name="starters")
    title = models.CharField(_("title"), max_length=200)
    source = models.TextField(_("draft"), blank=True, max_length=50_000)
    responsible = models.ForeignKey(
        Participant, models.SET_NULL, null=True, blank=True, related_name="starters", verbose_name=_("who starts it")
    )
    rule = models.CharField(_("how often"), max_length=300, blank=True)
    first_wall = models.CharField(_("first time"), max_length=16)
    ends_on = models.DateField(_("last day"), null=True, blank=True)
    count = models.PositiveIntegerField(_("how many times"), null=True, blank=True)
    planned_by = models.ForeignKey(Participant, models.SET_NULL, null=True, blank=True, related_name="+")
    planned_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index("brand", "ended_at", name="starter_brand")]

    def __str__(self) -> str:
        return self.title


class StarterTurns(models.QuerySet["StarterTurn"]):
    """Turns, as one speaks of them."""

    def open(self) -> "StarterTurns":
        """Those that were neither done nor skipped."""
        return self.filter(settled_at=None)


class StarterTurn(models.Model):
    """One day of a starter, named by the wall time that its rule gave; `due_at` is what that means in `time_zone`.

    Once settled it is done, with the `topic` that came of it if there is one, or skipped, and `why_not` says why.
    """

    starter = models.ForeignKey(Starter, models.CASCADE, related_name="turns")
    wall_time = models.CharField(max_length=16)
    time_zone = models.CharField(max_length=64)
    due_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(Participant, models.SET_NULL, null=True, blank=True, related_name="+")
    topic = models.ForeignKey(Topic, models.SET_NULL, null=True, blank=True, related_name="+")
    why_not = models.CharField(max_length=300, blank=True)

    objects = StarterTurns.as_manager()

    class Meta:
        ordering = ("due_at", "pk")
        constraints = [models.UniqueConstraint("starter", "wall_time", name="one_turn_a_time")]
        indexes = [models.Index("due_at", condition=models.Q(told_at=None, settled_at=None), name="starter_turn_due")]

    def __str__(self) -> str:
        return f"{self.starter} · {self.wall_time}"

    @property
    def is_skipped(self) -> bool:
        """Whether it was left out."""
        return self.settled_at is not None and bool(self.why_not)
