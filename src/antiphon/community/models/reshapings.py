"""Reshaping: that messages of one topic became part of another."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from antiphon.community.models.participants import Participant
from antiphon.community.models.topics import Topic
from antiphon.conversations.models import Message


class Reshaping(models.Model):
    """That a moderator took a branch out of a topic into one of its own, or put a topic below another's opening post.

    `message` is the first of those that went over, `number` how many did. Both topics say so.
    """

    class Kind(models.TextChoices):
        """What was done."""

        SPLIT = "split", _("split")
        MERGE = "merge", _("merged")

    kind = models.CharField(max_length=8, choices=Kind)
    source = models.ForeignKey(Topic, models.CASCADE, related_name="given")
    target = models.ForeignKey(Topic, models.CASCADE, related_name="taken")
    message = models.ForeignKey(Message, models.SET_NULL, null=True, blank=True, related_name="+")
    number = models.PositiveIntegerField()
    by = models.ForeignKey(Participant, models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.kind}: {self.source} → {self.target}"
