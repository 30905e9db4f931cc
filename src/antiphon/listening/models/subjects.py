"""Subject: what people speak of, in the words of the brand; Tagged: that a message speaks of it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from antiphon.conversations.models import Message
from antiphon.organizations.models import Brand, Member


class SubjectState(models.TextChoices):
    """Whether a subject belongs to the vocabulary."""

    PROPOSED = "proposed", pgettext_lazy("subject", "proposed")
    ACCEPTED = "accepted", pgettext_lazy("subject", "accepted")
    REJECTED = "rejected", pgettext_lazy("subject", "rejected")


class Subject(models.Model):
    """A word of the vocabulary, with the keywords by which it is found in each language.

    `root` is the language and stem by which it was suggested; a rejected one stays, so that it is not suggested
    again. `made_by` is empty for a suggestion.
    """

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="subjects")
    name = models.CharField(_("name"), max_length=60)
    keywords = models.JSONField(default=dict)
    state = models.CharField(max_length=8, choices=SubjectState, default=SubjectState.ACCEPTED)
    root = models.CharField(max_length=80, blank=True)
    made_by = models.ForeignKey(Member, models.SET_NULL, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField()
    decided_by = models.ForeignKey(Member, models.SET_NULL, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("brand", "name", condition=Q(state="accepted"), name="one_subject_a_name"),
            models.UniqueConstraint("brand", "root", condition=~Q(root=""), name="one_subject_a_root"),
        ]

    def __str__(self) -> str:
        return self.name


class Tagged(models.Model):
    """That a message of somebody else speaks of a subject."""

    subject = models.ForeignKey(Subject, models.CASCADE, related_name="tagged")
    message = models.ForeignKey(Message, models.CASCADE, related_name="tagged")
    said_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint("subject", "message", name="one_tag_a_message")]
        indexes = [models.Index("subject", "said_at", name="tagged_subject")]

    def __str__(self) -> str:
        return f"{self.subject_id} · {self.message_id}"


class Tagging(models.Model):
    """How far the messages of a brand have been tagged, and when topics were last suggested."""

    brand = models.OneToOneField(Brand, models.CASCADE, related_name="tagging")
    tagged_through = models.BigIntegerField(default=0)
    suggested_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.brand}: {self.tagged_through}"
