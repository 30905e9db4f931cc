"""ModerationEntry: a line of the public moderation log."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from antiphon.community.models.flags import FlagKind
from antiphon.community.models.groups import Group
from antiphon.community.models.participants import Participant
from antiphon.community.models.topics import Topic
from antiphon.organizations.models import Brand


class Deed(models.TextChoices):
    """What was done to keep the peace."""

    LEFT = "left", _("looked at what was flagged and left it")
    TOOK_AWAY = "took_away", _("took words away")
    WARNED = "warned", _("warned somebody")
    LIMITED = "limited", _("limited somebody")
    SUSPENDED = "suspended", _("suspended somebody")
    LIFTED = "lifted", _("lifted a sanction")
    GRANTED = "granted", _("granted an appeal")
    UPHELD = "upheld", _("looked again after an appeal, and left it as it was")
    NOT_LET_THROUGH = "not_let_through", _("did not let words through")
    CLOSED = "closed", _("closed a topic")
    REOPENED = "reopened", _("opened a topic again")
    MOVED = "moved", _("moved a topic")


class ModerationEntry(models.Model):
    """What was done, where, by whom and under which rule; never who flagged it.

    `about` is shown to the hosts and to themselves only. Without a group everybody who reads the community
    reads the line; with one, whoever reads the group.
    """

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="moderation")
    group = models.ForeignKey(Group, models.CASCADE, null=True, blank=True, related_name="moderation")
    topic = models.ForeignKey(Topic, models.SET_NULL, null=True, blank=True, related_name="moderation")
    at = models.DateTimeField()
    deed = models.CharField(max_length=16, choices=Deed)
    rule = models.CharField(max_length=12, choices=FlagKind, blank=True)
    why = models.CharField(max_length=300, blank=True)
    until = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey(Participant, models.SET_NULL, null=True, blank=True, related_name="+")
    about = models.ForeignKey(Participant, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["brand", "-at"], name="moderation_log")]
        verbose_name_plural = "moderation entries"

    def __str__(self) -> str:
        return f"{self.deed} · {self.at:%Y-%m-%d}"
