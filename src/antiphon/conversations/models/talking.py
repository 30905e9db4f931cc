"""Conversation, Message and CallToAnswer."""

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from antiphon.channels.models import Channel
from antiphon.conversations.models.answering import CallKinds
from antiphon.organizations.models import Brand, Member
from antiphon.organizations.permissions import allows
from antiphon.organizations.rules import Duty
from antiphon.people.models import Identity

#: What the inbox filters by, beside the order in which it stands.
_FILTERED = ("snoozed_until", "confined", "channel", "assignee", "kind", "language")


class Waiting(models.TextChoices):
    """Whose turn it is to speak."""

    US = "us", _("waits for us")
    THEM = "them", _("waits for them")
    NOBODY = "nobody", _("nobody waits")


class Kind(models.TextChoices):
    """How others spoke last in a conversation."""

    REPLY = "reply", _("reply or comment")
    MENTION = "mention", _("mention")
    QUOTE = "quote", _("quote")
    DIRECT = "direct", _("direct message")
    POST = "post", _("something new")


class Conversations(models.QuerySet["Conversation"]):
    """Conversations, as one speaks of them."""

    def waiting_for_us(self, now: datetime | None = None) -> "Conversations":
        """Those in which somebody waits for our answer, the longest first; at a moment, not those that rest."""
        waiting = self.filter(waiting_on=Waiting.US).order_by("waiting_since")
        return waiting if now is None else waiting.filter(Q(snoozed_until=None) | Q(snoozed_until__lte=now))

    def resting(self, now: datetime) -> "Conversations":
        """Those that somebody has put off until a moment that is still to come."""
        return self.filter(snoozed_until__gt=now)

    def told_to(self, member: Member) -> "Conversations":
        """Those that a member of the team may read: what was said among few only hosts of the community."""
        return self if allows(member, Duty.HOST) else self.filter(confined=False)


class Conversation(models.Model):
    """A tree of messages under one root, on one channel.

    A `confined` one was held among few, in a group that not everybody reads: of the team only hosts read it.
    `refreshed_at` is when the network last told how it stands; `refresh_due_at` when it is asked next, None: never.
    `answer_due_at` is until when we promised the answer that it waits for, None if it waits for none or nothing was.

    What stands in the inbox follows from the messages: `last_message` is the last that others said, else our own;
    `heard_at`, `kind` and `language` tell of theirs, and are empty until somebody else speaks. `closed_at` is when a
    member said that nobody waits any more, `snoozed_until` until when one put it off; whatever others say after
    that undoes both.
    """

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="conversations")
    channel = models.ForeignKey(Channel, models.PROTECT, related_name="conversations")
    root_uri = models.CharField(max_length=700)
    opened_at = models.DateTimeField()
    last_at = models.DateTimeField()
    waiting_on = models.CharField(max_length=8, choices=Waiting, default=Waiting.NOBODY)
    waiting_since = models.DateTimeField(null=True, blank=True)
    refresh_due_at = models.DateTimeField(null=True, blank=True)
    refreshed_at = models.DateTimeField(null=True, blank=True)
    confined = models.BooleanField(default=False)
    answer_due_at = models.DateTimeField(null=True, blank=True)
    assignee = models.ForeignKey(Member, models.SET_NULL, null=True, blank=True, related_name="assigned")
    last_message = models.ForeignKey("Message", models.SET_NULL, null=True, blank=True, related_name="+")
    heard_at = models.DateTimeField(null=True, blank=True)
    kind = models.CharField(max_length=12, choices=Kind, blank=True)
    language = models.CharField(max_length=16, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    snoozed_until = models.DateTimeField(null=True, blank=True)
    snoozed_at = models.DateTimeField(null=True, blank=True)
    snoozed_by = models.ForeignKey(Member, models.SET_NULL, null=True, blank=True, related_name="snoozed")

    objects = Conversations.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint("brand", "root_uri", name="one_conversation_a_root")]
        indexes = [
            # Each holds all that the inbox filters by: of a hundred thousand no row is read but those of a page.
            models.Index("brand", "waiting_on", "waiting_since", *_FILTERED, name="conversation_waiting"),
            models.Index(
                "brand", "last_at", *_FILTERED, name="conversation_heard", condition=Q(heard_at__isnull=False)
            ),
            models.Index(
                "brand",
                "snoozed_until",
                *_FILTERED[1:],
                name="conversation_resting",
                condition=Q(snoozed_until__isnull=False),
            ),
            models.Index(
                "brand", "closed_at", *_FILTERED, name="conversation_done", condition=Q(closed_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.root_uri


class Message(models.Model):
    """Any message, ours or theirs. `uri` is its stable address; `network_id` what the network's API asks for.

    `taken_down_at` is when one of ours was taken down: it stays in the book, its network is asked about it no more.
    What was `overheard` was said to everybody and found by us: nobody called, and nobody waits.
    `is_question`: its author says that it is a question, and so it waits for an answer, whatever marks stand in it.
    """

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="messages")
    conversation = models.ForeignKey(Conversation, models.CASCADE, related_name="messages")
    author = models.ForeignKey(Identity, models.PROTECT, related_name="messages")
    act = models.CharField(max_length=12)
    uri = models.CharField(max_length=700)
    network_id = models.CharField(max_length=700, blank=True)
    version = models.CharField(max_length=200, blank=True)
    url = models.URLField(max_length=1000, blank=True)
    parent_uri = models.CharField(max_length=700, blank=True)
    text = models.TextField()
    html = models.TextField(blank=True)
    language = models.CharField(max_length=16, blank=True)
    pictures = models.JSONField(default=list, blank=True)
    sent_at = models.DateTimeField()
    received_at = models.DateTimeField()
    taken_down_at = models.DateTimeField(null=True, blank=True)
    overheard = models.BooleanField(default=False)
    is_question = models.BooleanField(default=False, db_default=False)

    class Meta:
        constraints = [models.UniqueConstraint("brand", "uri", name="one_message_an_address")]
        indexes = [
            models.Index("conversation", "sent_at", name="message_conversation"),
            models.Index("author", "sent_at", name="message_author"),
        ]

    def __str__(self) -> str:
        return self.text[:60]


class CallToAnswer(models.Model):
    """A run of messages that waits for our answer: opened by its first message, closed by a human's answer.

    Definition 3.4 of the measures' handbook: the clock starts at the first message of the run. `is_first`: nobody had
    called in this conversation before; `first_timer`: who called had never written to the brand before. `due_at` is
    until when an answer was promised as it was opened, None without a target. While it was open another person spoke
    to who called at `person_at`, a machine to anybody at `machine_at`: they close nothing. `closed_at` is when a
    member said instead that nobody waits.
    """

    conversation = models.ForeignKey(Conversation, models.CASCADE, related_name="calls_to_answer")
    opened_by = models.OneToOneField(Message, models.CASCADE, related_name="opens_call")
    opened_at = models.DateTimeField()
    answered_by = models.ForeignKey(Message, models.SET_NULL, null=True, blank=True, related_name="answers_calls")
    answered_at = models.DateTimeField(null=True, blank=True)
    kind = models.CharField(max_length=12, choices=CallKinds, default=CallKinds.COMMENT)
    is_first = models.BooleanField(default=True)
    first_timer = models.BooleanField(default=False)
    due_at = models.DateTimeField(null=True, blank=True)
    person_at = models.DateTimeField(null=True, blank=True)
    machine_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "calls to answer"
        indexes = [
            models.Index("opened_at", name="call_opened"),
            models.Index("due_at", name="call_open_due", condition=models.Q(answered_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.opened_at:%Y-%m-%d %H:%M}"
