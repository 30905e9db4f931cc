"""LiveSession: an hour in which people ask and a host answers, seen by everybody as it goes."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from antiphon.community.models.participants import Participant
from antiphon.community.models.topics import Topic
from antiphon.conversations.models import Message
from antiphon.organizations.models import Brand


class SessionState(models.TextChoices):
    """Where a session stands."""

    ANNOUNCED = "announced", _("announced")
    OPEN = "open", _("open")
    OVER = "over", _("over")


class LiveSession(models.Model):
    """An hour of questions and answers with a host; its topic holds the words that announced it, and the transcript.

    `version` grows with every change of what is shown: streams look at nothing else.
    """

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="live_sessions")
    topic = models.OneToOneField(Topic, models.CASCADE, related_name="live_session")
    host = models.ForeignKey(Participant, models.SET_NULL, null=True, blank=True, related_name="hosted")
    starts_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"))
    opened_at = models.DateTimeField(null=True, blank=True)
    over_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [models.Index(fields=["brand", "-starts_at"], name="session_starts")]

    def __str__(self) -> str:
        return self.topic.title

    @property
    def state(self) -> SessionState:
        """Where it stands: what was done with it, not what the clock says."""
        if self.over_at:
            return SessionState.OVER
        return SessionState.OPEN if self.opened_at else SessionState.ANNOUNCED


class QuestionState(models.TextChoices):
    """What became of a question."""

    WAITING = "waiting", _("waiting")
    TAKEN = "taken", _("being answered")
    ANSWERED = "answered", _("answered")
    ASIDE = "aside", _("set aside")


class SessionQuestion(models.Model):
    """A question asked in a session; `message` is it once it was answered, set aside or handed on.

    `version` is that of the session at its last change; `votes` is kept up to date by whoever votes. `left_over_at`
    is since when it waits to be handed on: the session ended without it.
    """

    session = models.ForeignKey(LiveSession, models.CASCADE, related_name="questions")
    asker = models.ForeignKey(Participant, models.SET_NULL, null=True, blank=True, related_name="session_questions")
    text = models.TextField(_("question"), max_length=500)
    html = models.TextField(blank=True)
    state = models.CharField(max_length=8, choices=QuestionState, default=QuestionState.WAITING)
    votes = models.PositiveIntegerField(default=0)
    version = models.PositiveIntegerField()
    asked_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(Participant, models.SET_NULL, null=True, blank=True, related_name="+")
    aside_why = models.CharField(max_length=300, blank=True)
    left_over_at = models.DateTimeField(null=True, blank=True)
    message = models.OneToOneField(Message, models.SET_NULL, null=True, blank=True, related_name="session_question")
    answer = models.OneToOneField(Message, models.SET_NULL, null=True, blank=True, related_name="session_answer")

    class Meta:
        indexes = [
            models.Index(fields=["session", "version"], name="question_version"),
            models.Index(
                fields=["left_over_at"], condition=models.Q(left_over_at__isnull=False), name="question_left_over"
            ),
        ]

    def __str__(self) -> str:
        return self.text[:60]


class QuestionVote(models.Model):
    """That somebody wants a question to be taken."""

    question = models.ForeignKey(SessionQuestion, models.CASCADE, related_name="voters")
    participant = models.ForeignKey(Participant, models.CASCADE, related_name="question_votes")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint("question", "participant", name="one_vote_a_question")]

    def __str__(self) -> str:
        return f"{self.participant} · {self.question}"


class SessionReminder(models.Model):
    """That somebody wants a letter before a session; `told_at`: when it was written, or found not to be wanted."""

    session = models.ForeignKey(LiveSession, models.CASCADE, related_name="reminders")
    participant = models.ForeignKey(Participant, models.CASCADE, related_name="session_reminders")
    asked_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint("session", "participant", name="one_reminder_a_session")]

    def __str__(self) -> str:
        return f"{self.participant} · {self.session}"
