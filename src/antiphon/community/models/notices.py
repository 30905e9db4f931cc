"""Notification: what a participant is told happened; and what they chose to be told, how and when."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from antiphon.community.models.groups import Group
from antiphon.community.models.participants import Participant
from antiphon.community.models.topics import Topic
from antiphon.conversations.models import Message


class NotificationKind(models.TextChoices):
    """What a participant can be told."""

    REPLY = "reply", _("somebody answers you")
    MENTION = "mention", _("somebody names you")
    ANSWERED = "answered", _("your question has an answer")
    CHOSEN = "chosen", _("your reply is chosen as the answer")
    ADMITTED = "admitted", _("you are let in")
    TAKEN = "taken", _("your words are taken away")
    DECISION = "decision", _("the hosts decide something about you")
    MESSAGE = "message", _("somebody writes to you")
    ASKED = "asked", _("somebody asks something of you")
    INVITED = "invited", _("somebody invites you into a group")
    SESSION = "session", _("a live session is near")
    IDEA = "idea", _("something becomes of an idea of yours")
    THANKED = "thanked", _("you are thanked for your help")
    OUTCOME = "outcome", _("something came of an ask in which you took part")
    CLOSED = "closed", _("an ask in which you took part is closed")
    EVENT = "event", _("an event that you come to is near, moves, is called off, or has room for you")
    THANKS = "thanks", _("somebody thanks you for what you wrote")
    TURN = "turn", _("it is your turn to start something, or to welcome somebody")
    FOLLOWED = "followed", _("something is said in a topic that you follow")
    TOPIC = "topic", _("a topic is opened in a group of yours")


#: What is to somebody personally, and not to whoever listens.
PERSONAL = frozenset(NotificationKind) - {
    NotificationKind.CLOSED,
    NotificationKind.THANKS,
    NotificationKind.FOLLOWED,
    NotificationKind.TOPIC,
}

#: What nothing tells yet: it is not offered as a choice. Whoever tells of one takes it out.
UNTOLD = frozenset({NotificationKind.DECISION, NotificationKind.ASKED, NotificationKind.SESSION})
OFFERED = tuple(kind for kind in NotificationKind if kind not in UNTOLD)


class How(models.TextChoices):
    """How a participant is told; whatever is mailed stands on the page too."""

    PAGE = "page", _("on the page")
    NOW = "now", _("on the page, and by mail at once")
    DIGEST = "digest", _("on the page, and in the digest")
    NOTHING = "nothing", _("not at all")


class Notification(models.Model):
    """That a participant is told something, once for each `about`.

    `bundle` is what it is shown together with. What is about words has their `message`, what is about a group its
    `group`; anything else a `title` and the `path` of its page. `mail` is how it is still to be mailed, from
    `mail_at` on: at once, in the digest, or empty: not, or not any more. From `push_at` on it is still to be pushed
    to devices. `detail` is a reason, in the words of who gave it.
    """

    participant = models.ForeignKey(Participant, models.CASCADE, related_name="notifications")
    kind = models.CharField(max_length=12, choices=NotificationKind)
    about = models.CharField(max_length=120)
    bundle = models.CharField(max_length=120)
    by = models.ForeignKey(Participant, models.SET_NULL, null=True, blank=True, related_name="+")
    message = models.ForeignKey(Message, models.CASCADE, null=True, blank=True, related_name="notifications")
    group = models.ForeignKey(Group, models.CASCADE, null=True, blank=True, related_name="notifications")
    title = models.CharField(max_length=200, blank=True)
    path = models.CharField(max_length=300, blank=True)
    detail = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    mail = models.CharField(max_length=8, choices=How, blank=True)
    mail_at = models.DateTimeField(null=True, blank=True)
    push_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint("participant", "about", name="one_notification_a_thing")]
        indexes = [
            models.Index(fields=["participant", "-id"], name="notification_last"),
            models.Index(fields=["participant"], condition=Q(read_at=None), name="notification_unread"),
            models.Index(fields=["mail_at"], condition=Q(mail_at__isnull=False), name="notification_mail"),
            models.Index(fields=["push_at"], condition=Q(push_at__isnull=False), name="notification_push"),
        ]

    def __str__(self) -> str:
        return f"{self.participant} · {self.about}"


class NotificationChoice(models.Model):
    """How a participant wants to be told of one kind of things, where they chose; `pushed`: to their devices too."""

    participant = models.ForeignKey(Participant, models.CASCADE, related_name="notification_choices")
    kind = models.CharField(max_length=12, choices=NotificationKind)
    how = models.CharField(max_length=8, choices=How)
    pushed = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint("participant", "kind", name="one_choice_a_kind")]

    def __str__(self) -> str:
        return f"{self.participant} · {self.kind} · {self.how}"


class Digest(models.TextChoices):
    """How often a digest is mailed."""

    DAILY = "daily", _("each day")
    WEEKLY = "weekly", _("each week")


class NotificationRhythm(models.Model):
    """When a participant is mailed, on the brand's clock, and how much a device says.

    `weekday` counts from 0, Monday; hours from 0 to 23. Between `quiet_from` and `quiet_until` nothing is mailed nor
    pushed; the same hour twice means that no hour is quiet. With `push_says` a device says what it is about;
    without, only that something is new.
    """

    participant = models.OneToOneField(Participant, models.CASCADE, related_name="rhythm")
    digest = models.CharField(max_length=8, choices=Digest, default=Digest.DAILY)
    weekday = models.PositiveSmallIntegerField(default=0)
    hour = models.PositiveSmallIntegerField(default=8)
    quiet_from = models.PositiveSmallIntegerField(default=22)
    quiet_until = models.PositiveSmallIntegerField(default=7)
    push_says = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"{self.participant} · {self.digest}"


class TopicLevel(models.TextChoices):
    """How much of a topic a participant is told."""

    ALL = "all", _("everything that is said")
    TO_ME = "to me", _("only what is to me")
    MUTE = "mute", _("nothing")


class GroupLevel(models.TextChoices):
    """How much of a group a participant is told."""

    ALL = "all", _("everything that is said")
    HIGHLIGHTS = "highlights", _("new topics")
    MUTE = "mute", _("nothing")


class TopicAttention(models.Model):
    """How much of a topic a participant chose to be told; without it, who wrote in it is told everything."""

    participant = models.ForeignKey(Participant, models.CASCADE, related_name="topic_attention")
    topic = models.ForeignKey(Topic, models.CASCADE, related_name="attention")
    level = models.CharField(max_length=12, choices=TopicLevel)

    class Meta:
        constraints = [models.UniqueConstraint("participant", "topic", name="one_attention_a_topic")]

    def __str__(self) -> str:
        return f"{self.participant} · {self.topic} · {self.level}"


class GroupAttention(models.Model):
    """How much of a group a participant chose to be told; without it, its members are told of new topics."""

    participant = models.ForeignKey(Participant, models.CASCADE, related_name="group_attention")
    group = models.ForeignKey(Group, models.CASCADE, related_name="attention")
    level = models.CharField(max_length=12, choices=GroupLevel)

    class Meta:
        constraints = [models.UniqueConstraint("participant", "group", name="one_attention_a_group")]

    def __str__(self) -> str:
        return f"{self.participant} · {self.group} · {self.level}"
