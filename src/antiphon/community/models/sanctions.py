"""Sanction: what is laid upon a participant, and until when; Appeal: that they ask another host to look again."""

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from antiphon.community.models.flags import Case, FlagKind
from antiphon.community.models.groups import Group
from antiphon.community.models.participants import Participant


class SanctionKind(models.TextChoices):
    """What a sanction does."""

    WARN = "warn", _("warning")
    LIMIT = "limit", _("limit: writes only after approval")
    SUSPEND = "suspend", _("suspension: reads, does not write")


class Sanctions(models.QuerySet["Sanction"]):
    """Sanctions, as one speaks of them."""

    def in_force(self, now: datetime) -> "Sanctions":
        """Those that hold at a moment."""
        return self.filter(Q(until=None) | Q(until__gt=now), at__lte=now, lifted_at=None)

    def upon(self, participant: Participant, group: Group | None) -> "Sanctions":
        """Those that hold in a group, or (without one) everywhere; also from before they left and came again."""
        where = Q(group=None) | Q(group=group) if group else Q(group=None)
        return self.of(participant).filter(where)

    def of(self, participant: Participant) -> "Sanctions":
        """Those of whoever a participant is, each time they came."""
        if participant.user_id is None:
            return self.filter(participant=participant)
        return self.filter(participant__brand=participant.brand_id, participant__user=participant.user_id)


class Sanction(models.Model):
    """A warning, a limit or a suspension, with the reason that the person reads.

    `group` is where it holds, everywhere if there is none; `until` is empty if it holds for good.
    """

    participant = models.ForeignKey(Participant, models.CASCADE, related_name="sanctions")
    group = models.ForeignKey(Group, models.CASCADE, null=True, blank=True, related_name="sanctions")
    kind = models.CharField(max_length=8, choices=SanctionKind)
    rule = models.CharField(max_length=12, choices=FlagKind)
    why = models.CharField(max_length=1_000)
    at = models.DateTimeField()
    by = models.ForeignKey(Participant, models.SET_NULL, null=True, blank=True, related_name="+")
    until = models.DateTimeField(null=True, blank=True)
    case = models.ForeignKey(Case, models.SET_NULL, null=True, blank=True, related_name="sanctions")
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey(Participant, models.SET_NULL, null=True, blank=True, related_name="+")

    objects = Sanctions.as_manager()

    class Meta:
        indexes = [models.Index(fields=["participant", "lifted_at"], name="sanction_participant")]

    def __str__(self) -> str:
        return f"{self.kind} · {self.participant}"


class Appeal(models.Model):
    """That somebody asks to look at a sanction again: once. `granted` lifts it."""

    sanction = models.OneToOneField(Sanction, models.CASCADE, related_name="appeal")
    words = models.TextField(max_length=2_000)
    at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(Participant, models.SET_NULL, null=True, blank=True, related_name="+")
    granted = models.BooleanField(null=True, blank=True)
    answer = models.CharField(max_length=1_000, blank=True)

    def __str__(self) -> str:
        return f"appeal against {self.sanction}"
