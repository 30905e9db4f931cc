"""HeldWriting: words that wait for a moderator; WordList: words or links that are not simply let through."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from antiphon.community.models.groups import Group
from antiphon.community.models.participants import Participant
from antiphon.community.models.topics import Kind, Topic
from antiphon.conversations.models import Message
from antiphon.organizations.models import Brand


class HeldFor(models.TextChoices):
    """Why words wait."""

    FIRST = "first", _("one of the first writings of a newcomer")
    LIMIT = "limit", _("what they write waits for approval")
    LIST = "list", _("a list says so")


class HeldWritings(models.QuerySet["HeldWriting"]):
    """Held writings, as one speaks of them."""

    def waiting(self) -> "HeldWritings":
        """Those that nobody has decided yet."""
        return self.filter(decided_at=None)


class HeldWriting(models.Model):
    """What somebody wrote and only they and the moderators see: no message yet, no line in the ledger.

    With a `topic` it answers `answered` there, with a `title` as an idea of the ask that the topic is; without one it
    opens the topic `title`. Once it is let through
    it becomes `message`, of the moment in which it was. `key` names the form it is from, whose files go along.
    """

    group = models.ForeignKey(Group, models.CASCADE, related_name="held")
    author = models.ForeignKey(Participant, models.CASCADE, related_name="held")
    topic = models.ForeignKey(Topic, models.CASCADE, null=True, blank=True, related_name="held")
    answered = models.ForeignKey(Message, models.CASCADE, null=True, blank=True, related_name="+")
    title = models.CharField(max_length=200, blank=True)
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.DISCUSSION)
    source = models.TextField(max_length=50_000)
    warning = models.CharField(max_length=200, blank=True)
    key = models.CharField(max_length=40, blank=True)
    held_for = models.CharField(max_length=8, choices=HeldFor)
    hit = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(Participant, models.SET_NULL, null=True, blank=True, related_name="+")
    message = models.OneToOneField(Message, models.SET_NULL, null=True, blank=True, related_name="held")
    why_not = models.CharField(max_length=300, blank=True)

    objects = HeldWritings.as_manager()

    class Meta:
        indexes = [models.Index("group", "at", condition=Q(decided_at=None), name="held_waiting")]

    def __str__(self) -> str:
        return self.title or self.source[:60]


class ListKind(models.TextChoices):
    """What stands on a list."""

    WORDS = "words", _("words")
    LINKS = "links", _("hosts of links")


class ListEffect(models.TextChoices):
    """What becomes of a writing that a list hits."""

    FLAG = "flag", _("let it through and flag it")
    HOLD = "hold", _("hold it for a moderator")
    REFUSE = "refuse", _("refuse it")


class WordList(models.Model):
    """Words, or hosts of links, one a line. Without a language it holds in all."""

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="word_lists")
    name = models.CharField(_("name"), max_length=80)
    kind = models.CharField(_("what stands on it"), max_length=8, choices=ListKind, default=ListKind.WORDS)
    effect = models.CharField(_("what it does"), max_length=8, choices=ListEffect, default=ListEffect.HOLD)
    language = models.CharField(_("language"), max_length=8, choices=settings.LANGUAGES, blank=True)
    entries = models.TextField(_("one a line"), max_length=20_000)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(Participant, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint("brand", "name", name="one_list_a_name")]

    def __str__(self) -> str:
        return self.name
