"""What search reads: the words of messages and of what has a name, folded; the database keeps its index over them."""

from django.db import models
from django.db.models import Q

from antiphon.community.models.documents import GroupDocument
from antiphon.community.models.groups import Group
from antiphon.community.models.participants import Participant
from antiphon.community.models.topics import Topic
from antiphon.conversations.models import Message


class MessageWords(models.Model):
    """The words of a message of a topic, folded."""

    message = models.OneToOneField(Message, models.CASCADE, primary_key=True, related_name="found_by")
    words = models.TextField()

    class Meta:
        verbose_name_plural = "words of messages"

    def __str__(self) -> str:
        return self.words[:60]


class NameWords(models.Model):
    """The words under which a topic, a group, a participant or a document is found, folded: exactly one of these."""

    topic = models.OneToOneField(Topic, models.CASCADE, null=True, blank=True, related_name="found_by")
    group = models.OneToOneField(Group, models.CASCADE, null=True, blank=True, related_name="found_by")
    participant = models.OneToOneField(Participant, models.CASCADE, null=True, blank=True, related_name="found_by")
    document = models.OneToOneField(GroupDocument, models.CASCADE, null=True, blank=True, related_name="found_by")
    words = models.TextField()

    class Meta:
        verbose_name_plural = "words of names"
        constraints = [
            models.CheckConstraint(
                condition=Q(topic__isnull=False, group=None, participant=None, document=None)
                | Q(topic=None, group__isnull=False, participant=None, document=None)
                | Q(topic=None, group=None, participant__isnull=False, document=None)
                | Q(topic=None, group=None, participant=None, document__isnull=False),
                name="words_of_one_name",
            )
        ]

    def __str__(self) -> str:
        return self.words[:60]
