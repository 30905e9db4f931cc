"""Topic: a conversation in a group, with a title; Writing: what a participant typed, behind a message."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from antiphon.community.models.groups import Group
from antiphon.community.models.participants import Participant
from antiphon.conversations.models import Conversation, Message
from antiphon.organizations.models import Brand


class Kind(models.TextChoices):
    """What a topic is."""

    DISCUSSION = "discussion", _("discussion")
    QUESTION = "question", _("question")
    ESSAY = "essay", _("essay")
    NOTE = "note", _("short post")
    EVENT = "event", _("event")


class Topic(models.Model):
    """A conversation in a group: its first message is the spark, the tree below it is what came of it.

    `replies` and `last_at` are kept up to date by whoever writes. `answer` is the message that answers a
    question. `summary` is what people made of it, in their words. `taken_title` is the title as it was while the
    words that open it are taken away.
    """

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="topics")
    group = models.ForeignKey(Group, models.PROTECT, related_name="topics")
    conversation = models.OneToOneField(Conversation, models.CASCADE, related_name="topic")
    title = models.CharField(_("title"), max_length=200)
    taken_title = models.CharField(max_length=200, blank=True)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.DISCUSSION)
    opened_by = models.ForeignKey(Participant, models.SET_NULL, null=True, blank=True, related_name="topics")
    opened_at = models.DateTimeField()
    last_at = models.DateTimeField()
    replies = models.PositiveIntegerField(default=0)
    pinned_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(Participant, models.SET_NULL, null=True, blank=True, related_name="+")
    answer = models.ForeignKey(Message, models.SET_NULL, null=True, blank=True, related_name="answer_of")
    summary = models.TextField(_("summary"), blank=True, max_length=5_000)
    summary_by = models.ForeignKey(Participant, models.SET_NULL, null=True, blank=True, related_name="+")
    summary_at = models.DateTimeField(null=True, blank=True)
    merged_into = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="merged")

    class Meta:
        indexes = [
            models.Index(fields=["group", "-last_at"], name="topic_group_last"),
            models.Index(fields=["group", "-opened_at"], name="topic_group_opened"),
            models.Index(fields=["brand", "-last_at"], name="topic_brand_last"),
        ]

    def __str__(self) -> str:
        return self.title


class Writing(models.Model):
    """What a participant typed, in Markdown, and how it is shown; behind a message of the community.

    A writing that was taken away keeps its row and its revisions for its author and the hosts; the message
    then holds no words.
    """

    message = models.OneToOneField(Message, models.CASCADE, related_name="writing")
    author = models.ForeignKey(Participant, models.SET_NULL, null=True, blank=True, related_name="writings")
    source = models.TextField(_("text"), max_length=50_000)
    html = models.TextField(blank=True)
    warning = models.CharField(_("what to be warned of"), max_length=200, blank=True)
    edited_at = models.DateTimeField(null=True, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by = models.ForeignKey(Participant, models.SET_NULL, null=True, blank=True, related_name="+")
    removed_why = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = [models.Index(fields=["author", "-message"], name="writing_author")]

    def __str__(self) -> str:
        return self.source[:60]


class Revision(models.Model):
    """How a writing stood before it was edited."""

    writing = models.ForeignKey(Writing, models.CASCADE, related_name="revisions")
    source = models.TextField()
    warning = models.CharField(max_length=200, blank=True)
    until = models.DateTimeField()
    changed_by = models.ForeignKey(Participant, models.SET_NULL, null=True, blank=True, related_name="+")

    def __str__(self) -> str:
        return f"{self.writing_id} · {self.until:%Y-%m-%d %H:%M}"


class SummaryRevision(models.Model):
    """How the summary of a topic stood before it was replaced or taken away: by whom, since when, until when."""

    topic = models.ForeignKey(Topic, models.CASCADE, related_name="summary_revisions")
    summary = models.TextField(blank=True)
    by = models.ForeignKey(Participant, models.SET_NULL, null=True, blank=True, related_name="+")
    since = models.DateTimeField(null=True, blank=True)
    until = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.topic_id} · {self.until:%Y-%m-%d %H:%M}"


class Position(models.Model):
    """How far a participant has read a topic, on whichever device: up to the message of that key.

    `beyond` are the keys of later messages that they have seen too: a tree is not read in the order of time.
    """

    participant = models.ForeignKey(Participant, models.CASCADE, related_name="positions")
    topic = models.ForeignKey(Topic, models.CASCADE, related_name="positions")
    read_up_to = models.BigIntegerField()
    beyond = models.JSONField(default=list, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint("participant", "topic", name="one_position_a_topic")]

    def __str__(self) -> str:
        return f"{self.participant} · {self.topic}"


class Bookmark(models.Model):
    """A message that a participant wants to find again; nobody else sees it."""

    participant = models.ForeignKey(Participant, models.CASCADE, related_name="bookmarks")
    message = models.ForeignKey(Message, models.CASCADE, related_name="bookmarks")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint("participant", "message", name="one_bookmark_a_message")]

    def __str__(self) -> str:
        return f"{self.participant} · {self.message}"
