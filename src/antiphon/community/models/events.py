"""Event: something that a group does together at an hour and a place; Attendance: who comes."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from antiphon.community.models.participants import Participant
from antiphon.community.models.topics import Topic
from antiphon.organizations.models import Brand


class Event(models.Model):
    """Something that a group does together; its topic holds the words about it and what is said of it.

    `place` is where, in words; `link` where it is held or more is said of it. `room` is for how many, None for
    whoever comes. `edition` grows with each change of what a calendar shows (SEQUENCE of RFC 5545). `notes` is the
    topic in which one reads afterwards how it was. `zone` is the IANA name of the clock by which it was planned.
    """

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="community_events")
    topic = models.OneToOneField(Topic, models.CASCADE, related_name="event")
    hosts = models.ManyToManyField(Participant, blank=True, related_name="events_hosted", verbose_name=_("hosts"))
    starts_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"))
    zone = models.CharField(_("by the clock of"), max_length=64)
    place = models.CharField(_("where"), max_length=300, blank=True)
    link = models.URLField(_("link"), max_length=1_000, blank=True)
    room = models.PositiveIntegerField(_("room for"), null=True, blank=True)
    edition = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField()
    called_off_at = models.DateTimeField(null=True, blank=True)
    called_off_why = models.CharField(max_length=300, blank=True)
    notes = models.ForeignKey(Topic, models.SET_NULL, null=True, blank=True, related_name="notes_of")

    class Meta:
        indexes = [models.Index(fields=["brand", "starts_at"], name="event_starts")]

    def __str__(self) -> str:
        return self.topic.title


class Answer(models.TextChoices):
    """Whether somebody comes."""

    YES = "yes", _("I come")
    MAYBE = "maybe", _("maybe")
    NO = "no", _("I do not come")


class Attendances(models.QuerySet["Attendance"]):
    """Answers to events, as one speaks of them."""

    def seated(self) -> "Attendances":
        """Those who come and have a seat."""
        return self.filter(answer=Answer.YES).exclude(seated_at=None)

    def waiting(self) -> "Attendances":
        """Those who would come if there were room, the first first."""
        return self.filter(answer=Answer.YES, seated_at=None).order_by("answered_at", "pk")

    def concerned(self) -> "Attendances":
        """Those who hear of what changes: all but who does not come."""
        return self.exclude(answer=Answer.NO)


class Attendance(models.Model):
    """What somebody answered to an event; who comes has a seat since `seated_at`, or waits for one."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="attendances")
    participant = models.ForeignKey(Participant, models.CASCADE, related_name="attendances")
    answer = models.CharField(max_length=8, choices=Answer)
    answered_at = models.DateTimeField()
    seated_at = models.DateTimeField(null=True, blank=True)

    objects = Attendances.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint("event", "participant", name="one_answer_an_event")]
        indexes = [models.Index(fields=["event", "answer", "answered_at"], name="attendance_order")]

    def __str__(self) -> str:
        return f"{self.participant} · {self.event} · {self.answer}"


class EventReminder(models.Model):
    """That those who come are to be told before an event, from `due_at` on; `told_at`: when they were."""

    class Before(models.TextChoices):
        """How long before."""

        DAY = "day", _("the day before")
        HOUR = "hour", _("the hour before")

    event = models.ForeignKey(Event, models.CASCADE, related_name="reminders")
    before = models.CharField(max_length=8, choices=Before)
    due_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint("event", "before", name="one_event_reminder_a_time")]
        indexes = [models.Index(fields=["due_at"], condition=models.Q(told_at=None), name="event_reminder_due")]

    def __str__(self) -> str:
        return f"{self.event} · {self.before}"


class EventFeed(models.Model):
    """The private address under which a participant's calendar reads their events; `turn` grows with a new one."""

    participant = models.OneToOneField(Participant, models.CASCADE, related_name="event_feed")
    turn = models.PositiveIntegerField(default=1)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.participant} · {self.turn}"
