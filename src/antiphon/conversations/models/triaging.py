"""What members do about conversations: close them, leave notes, look at them; and what makes that quick."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from antiphon.conversations.models.talking import Conversation, Message
from antiphon.organizations.models import Brand, Member


class Closing(models.Model):
    """A member said that nobody waits any more for what had come in until then; withdrawn if they were wrong."""

    conversation = models.ForeignKey(Conversation, models.CASCADE, related_name="closings")
    by = models.ForeignKey(Member, models.SET_NULL, null=True, related_name="closings")
    at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(Member, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        indexes = [models.Index("conversation", "at", name="closing_at", condition=Q(withdrawn_at=None))]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"


class Note(models.Model):
    """Words for colleagues beside a conversation, which nobody outside reads; `told` are those whom it names."""

    conversation = models.ForeignKey(Conversation, models.CASCADE, related_name="notes")
    author = models.ForeignKey(Member, models.PROTECT, related_name="notes")
    text = models.TextField()
    at = models.DateTimeField()
    told = models.ManyToManyField(Member, related_name="told_in_notes", blank=True)

    class Meta:
        indexes = [models.Index("conversation", "at", name="note_conversation")]

    def __str__(self) -> str:
        return self.text[:60]


class Presence(models.Model):
    """A member looks at a conversation, and maybe writes in it; true for some seconds after `seen_at`, `wrote_at`."""

    conversation = models.ForeignKey(Conversation, models.CASCADE, related_name="presences")
    member = models.ForeignKey(Member, models.CASCADE, related_name="presences")
    seen_at = models.DateTimeField()
    wrote_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint("conversation", "member", name="one_presence_a_member")]

    def __str__(self) -> str:
        return f"{self.member} · {self.seen_at:%H:%M:%S}"


class Heard(models.Model):
    """A human member opened a message for the first time. Never changed: what was heard stays heard."""

    message = models.OneToOneField(Message, models.CASCADE, related_name="heard")
    by = models.ForeignKey(Member, models.SET_NULL, null=True, related_name="heard")
    at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "heard"

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"


class SavedReply(models.Model):
    """Words that are answered again and again, in one language; what stands in braces is filled in for each person.

    They are put into the field for a member to finish; nothing sends them.
    """

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="saved_replies")
    name = models.CharField(_("name"), max_length=80)
    language = models.CharField(_("language"), max_length=16)
    text = models.TextField(_("text"))
    changed_by = models.ForeignKey(Member, models.PROTECT, related_name="saved_replies")
    changed_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "saved replies"
        constraints = [models.UniqueConstraint("brand", "name", "language", name="one_saved_reply_a_name")]

    def __str__(self) -> str:
        return self.name


class SavedView(models.Model):
    """Filters of the inbox that a member keeps under a name, as they stand in the address."""

    member = models.ForeignKey(Member, models.CASCADE, related_name="saved_views")
    name = models.CharField(_("name"), max_length=60)
    filters = models.JSONField(default=dict)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint("member", "name", name="one_view_a_name")]

    def __str__(self) -> str:
        return self.name
