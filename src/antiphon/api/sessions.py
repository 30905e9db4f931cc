"""Live sessions, for programs of those who take part and of the team: what is announced, asked, voted, answered."""

from datetime import datetime
from typing import Annotated

from django.shortcuts import get_object_or_404
from ninja import Query, Router, Schema

from antiphon.api.access import Asked
from antiphon.api.answers import Created, Json, Page, page_of, place_of
from antiphon.api.community import viewer_in
from antiphon.community.actions import sessions
from antiphon.community.models import LiveSession, SessionQuestion
from antiphon.community.permissions import Viewer
from antiphon.community.queries.sessions import questions_of, sessions_read

router = Router(tags=["community"])


class SessionJson(Json, frozen=True, kw_only=True):
    """A live session: `state` is announced, open or over; `host` a handle; `topic` holds its transcript.

    `version` grows with every change of what is shown.
    """

    id: int
    group: str
    topic: int
    title: str
    host: str | None
    state: str
    starts_at: datetime
    ends_at: datetime
    opened_at: datetime | None
    over_at: datetime | None
    version: int


class SessionQuestionJson(Json, frozen=True, kw_only=True):
    """A question: `state` is waiting, taken, answered or aside; `message` and `answer` are ids once there are any."""

    id: int
    asker: str | None
    text: str
    state: str
    votes: int
    asked_at: datetime
    settled_at: datetime | None
    set_aside_why: str
    message: int | None
    answer: int | None


class SessionShownJson(SessionJson, frozen=True, kw_only=True):
    """A session with its questions: what is being answered, what waits by votes, what was settled."""

    questions: list[SessionQuestionJson]


class QuestionBody(Schema):
    """What is asked, in at most 500 characters."""

    text: str


class VoteBody(Schema):
    """Whether one wants the question to be taken; false takes the vote back."""

    wanted: bool = True


class SessionsAsked(Schema):
    """Which page of sessions is listed."""

    limit: int = 30
    cursor: str = ""


@router.get("/communities/{brand}/sessions")
def list_sessions(request: Asked, brand: str, asked: Annotated[SessionsAsked, Query()]) -> Page[SessionJson]:
    """List the live sessions that the token's user may follow, the latest to begin first."""
    found = sessions_read(viewer_in(request, brand)).select_related("topic__group", "host")
    if asked.cursor:
        at, pk = place_of(asked.cursor)
        found = found.filter(starts_at__lte=at).exclude(starts_at=at, pk__gte=pk)
    limit = min(max(1, asked.limit), 100)
    rows = list(found.order_by("-starts_at", "-pk")[: limit + 1])
    return page_of(rows, limit, lambda one: (one.starts_at, one.pk), lambda kept: [_session(one) for one in kept])


@router.get("/communities/{brand}/sessions/{session_id}")
def show_session(request: Asked, brand: str, session_id: int) -> SessionShownJson:
    """Show a live session with its questions."""
    session = _session_of(viewer_in(request, brand), session_id)
    told = _session(session)
    fields = {name: getattr(told, name) for name in told.__struct_fields__}
    return SessionShownJson(**fields, questions=[_question(one) for one in questions_of(session.pk)])


@router.post("/communities/{brand}/sessions/{session_id}/questions")
def ask_question(request: Asked, brand: str, session_id: int, body: QuestionBody) -> Created[SessionQuestionJson]:
    """Ask in a live session, before it begins or while it is open."""
    viewer = viewer_in(request, brand)
    return Created(_question(sessions.ask_question(viewer, _session_of(viewer, session_id), body.text)))


@router.post("/communities/{brand}/sessions/{session_id}/questions/{question_id}/vote")
def vote_for_question(
    request: Asked, brand: str, session_id: int, question_id: int, body: VoteBody
) -> SessionQuestionJson:
    """Vote for a question of a live session, or take the vote back; a second time changes nothing."""
    viewer = viewer_in(request, brand)
    questions = _session_of(viewer, session_id).questions.select_related("session__topic__group", "asker")
    found = get_object_or_404(questions, pk=question_id)
    found.votes = sessions.vote(viewer, found, wanted=body.wanted)
    return _question(found)


def _session_of(viewer: Viewer, pk: int) -> LiveSession:
    return get_object_or_404(sessions_read(viewer).select_related("topic__group", "host"), pk=pk)


def _session(one: LiveSession) -> SessionJson:
    return SessionJson(
        id=one.pk,
        group=one.topic.group.slug,
        topic=one.topic_id,
        title=one.topic.title,
        host=one.host.handle if one.host else None,
        state=one.state.value,
        starts_at=one.starts_at,
        ends_at=one.ends_at,
        opened_at=one.opened_at,
        over_at=one.over_at,
        version=one.version,
    )


def _question(one: SessionQuestion) -> SessionQuestionJson:
    return SessionQuestionJson(
        id=one.pk,
        asker=one.asker.handle if one.asker else None,
        text=one.text,
        state=one.state,
        votes=one.votes,
        asked_at=one.asked_at,
        settled_at=one.settled_at,
        set_aside_why=one.aside_why,
        message=one.message_id,
        answer=one.answer_id,
    )
