"""FanOut: that many participants are still to be told something."""

from django.db import models

from antiphon.community.models.groups import Group
from antiphon.community.models.notices import NotificationKind
from antiphon.community.models.participants import Participant
from antiphon.conversations.models import Message


class FanOut(models.Model):
    """That participants are still to be told of words, or of something else; the row goes once all of them are.

    The worker tells them in the order of their keys: all up to `after` were told. Of words whose audience is whoever
    follows them, `to` is null; otherwise `to` are the keys of those who are to be told, in that order. The other
    fields say what is told, as a Notification does.
    """

    kind = models.CharField(max_length=12, choices=NotificationKind)
    about = models.CharField(max_length=120)
    bundle = models.CharField(max_length=120, blank=True)
    by = models.ForeignKey(Participant, models.CASCADE, null=True, blank=True, related_name="+")
    message = models.ForeignKey(Message, models.CASCADE, null=True, blank=True, related_name="fan_outs")
    group = models.ForeignKey(Group, models.CASCADE, null=True, blank=True, related_name="+")
    title = models.CharField(max_length=200, blank=True)
    path = models.CharField(max_length=300, blank=True)
    detail = models.CharField(max_length=300, blank=True)
    to = models.JSONField(null=True, blank=True)
    after = models.BigIntegerField(default=0)
    begun_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.about} after {self.after}"
