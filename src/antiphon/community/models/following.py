"""Hashtag: a word that gathers messages; Follow: whose words and which hashtags a participant wants to see."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from antiphon.community.models.participants import Participant
from antiphon.conversations.models import Message
from antiphon.organizations.models import Brand


class Hashtag(models.Model):
    """A word that gathers messages, in small letters."""

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="hashtags")
    word = models.CharField(_("hashtag"), max_length=100)

    class Meta:
        constraints = [models.UniqueConstraint("brand", "word", name="one_hashtag_a_word")]

    def __str__(self) -> str:
        return f"#{self.word}"


class Tagging(models.Model):
    """That a message holds a hashtag; `at` is when the message was sent."""

    hashtag = models.ForeignKey(Hashtag, models.CASCADE, related_name="taggings")
    message = models.ForeignKey(Message, models.CASCADE, related_name="taggings")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint("hashtag", "message", name="one_tagging_a_message")]
        indexes = [models.Index(fields=["hashtag", "-at"], name="tagging_last")]

    def __str__(self) -> str:
        return f"{self.hashtag} · {self.message_id}"


class Follow(models.Model):
    """That a participant follows another one, or a hashtag: exactly one of the two."""

    participant = models.ForeignKey(Participant, models.CASCADE, related_name="follows")
    followed = models.ForeignKey(Participant, models.CASCADE, null=True, blank=True, related_name="followers")
    hashtag = models.ForeignKey(Hashtag, models.CASCADE, null=True, blank=True, related_name="followers")
    since = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "participant", "followed", condition=Q(followed__isnull=False), name="one_follow_a_person"
            ),
            models.UniqueConstraint(
                "participant", "hashtag", condition=Q(hashtag__isnull=False), name="one_follow_a_hashtag"
            ),
            models.CheckConstraint(
                condition=Q(followed__isnull=False, hashtag=None) | Q(followed=None, hashtag__isnull=False),
                name="follow_of_one",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.participant} · {self.followed or self.hashtag}"
