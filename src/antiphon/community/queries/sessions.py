"""Live sessions as somebody may see them."""

from datetime import timedelta

from django.db.models import QuerySet

from antiphon.community.models import LiveSession, QuestionState, QuestionVote, SessionQuestion
from antiphon.community.permissions import Viewer, moderates
from antiphon.community.queries.topics import topics_read
from antiphon.lib import clock

#: How long before it begins a session is told of by letter.
TOLD_BEFORE = timedelta(hours=1)


def sessions_read(viewer: Viewer) -> QuerySet[LiveSession]:
    """Return the sessions that somebody may follow: those of groups in which they read."""
    return LiveSession.objects.filter(brand=viewer.brand, topic__in=topics_read(viewer).values("pk"))


def hosts_session(viewer: Viewer, session: LiveSession) -> bool:
    """Whether somebody sits at the desk of a session: its host, the moderators of its group, the hosts."""
    own = viewer.takes_part and viewer.participant is not None and session.host_id == viewer.participant.pk
    return own or (viewer.takes_part and moderates(viewer, session.topic.group))


def questions_of(session: int, since: int = 0) -> list[SessionQuestion]:
    """Return what changed in a session after a version: being answered, waiting by votes, settled."""
    found = SessionQuestion.objects.filter(session_id=session, version__gt=since)
    found = found.select_related("asker", "answer__writing__author", "message__writing")
    return sorted(found, key=_place)


def voted_by(viewer: Viewer, session: LiveSession) -> frozenset[int]:
    """Return the questions of a session that somebody voted for."""
    mine = QuestionVote.objects.filter(participant=viewer.participant, question__session=session)
    return frozenset(mine.values_list("question", flat=True)) if viewer.participant else frozenset()


def due_reminders() -> QuerySet[LiveSession]:
    """Return the sessions that begin within the hour and of which somebody is still to be told."""
    now = clock.now()
    soon = LiveSession.objects.filter(over_at=None, starts_at__gt=now, starts_at__lte=now + TOLD_BEFORE)
    return soon.filter(reminders__told_at=None, reminders__isnull=False).distinct()


def _place(question: SessionQuestion) -> tuple[int, float, int]:
    """Sort what is being answered first, what waits by votes, then what was settled, the latest first."""
    if question.state == QuestionState.TAKEN:
        return (0, 0, question.pk)
    if question.state == QuestionState.WAITING:
        return (1, -question.votes, question.pk)
    settled = question.settled_at.timestamp() if question.settled_at else 0
    return (2 if question.state == QuestionState.ANSWERED else 3, -settled, question.pk)
