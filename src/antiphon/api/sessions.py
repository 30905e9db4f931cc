"""Live sessions, for programs of those who take part and of the team: what is announced, asked, voted, answered."""

from datetime import datetime
from typing import Annotated

from django.shortcuts import get_object_or_404
from ninja import Query, Router, Schema

from antiphon.api.access import Asked
from antiphon.api.answers import Created, Json, Page, page_of, place_of
from antiphon.api.community import group_of, viewer_in
from antiphon.api.moments import Moment
from antiphon.community.actions import sessions
from antiphon.community.actions.sessions import SessionGiven
from antiphon.community.actions.writing import Words
from antiphon.community.models import LiveSession, SessionQuestion
from antiphon.community.permissions import Viewer
from antiphon.community.queries.sessions import questions_of, sessions_read

router = Router(tags=["community"])

_SESSION = "/communities/{brand}/sessions/{session_id}"
_QUESTION = _SESSION + "/questions/{question_id}"


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


class SessionBody(Schema):
    """A session to announce: moments with their offset from UTC; `host` is a handle, left out: oneself."""

    title: str
    about: str
    starts_at: Moment
    ends_at: Moment
    host: str = ""

    def given(self) -> SessionGiven:
        """Return it as the action takes it."""
        return SessionGiven(**self.dict())


class SessionAnswerBody(Schema):
    """What is answered, in Markdown."""

    source: str


class AsideBody(Schema):
    """Why a question is set aside: its asker reads it."""

    why: str


class RemindBody(Schema):
    """Whether one wants a letter before it begins."""

    wanted: bool = True


class SessionEndedJson(Json, frozen=True, kw_only=True):
    """That a session is over, and how many questions nobody reached: they are handed on."""

    state: str
    handed_on: int


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


@router.get(_SESSION)
def show_session(request: Asked, brand: str, session_id: int) -> SessionShownJson:
    """Show a live session with its questions."""
    return _shown(_session_of(viewer_in(request, brand), session_id))


@router.post("/communities/{brand}/groups/{group}/sessions")
def create_session(request: Asked, brand: str, group: str, body: SessionBody) -> Created[SessionShownJson]:
    """Announce a live session in a group, as its moderator."""
    viewer = viewer_in(request, brand)
    made = sessions.announce_session(viewer, group_of(viewer, group), body.given())
    return Created(_shown(_session_of(viewer, made.pk)))


@router.post(_SESSION + "/begin")
def begin_session(request: Asked, brand: str, session_id: int) -> SessionShownJson:
    """Begin: the host is there and takes questions."""
    viewer = viewer_in(request, brand)
    sessions.open_session(viewer, _session_of(viewer, session_id))
    return _shown(_session_of(viewer, session_id))


@router.post(_SESSION + "/end")
def end_session(request: Asked, brand: str, session_id: int) -> SessionEndedJson:
    """End; questions that nobody reached are handed on."""
    viewer = viewer_in(request, brand)
    handed_on = sessions.end_session(viewer, _session_of(viewer, session_id))
    return SessionEndedJson(state=_session_of(viewer, session_id).state.value, handed_on=handed_on)


@router.post(_SESSION + "/reminder")
def remind_of_session(request: Asked, brand: str, session_id: int, body: RemindBody) -> dict[str, bool]:
    """Ask for a letter before a session begins, or for none."""
    viewer = viewer_in(request, brand)
    sessions.remind_of_session(viewer, _session_of(viewer, session_id), wanted=body.wanted)
    return {"wanted": body.wanted}


@router.post(_SESSION + "/questions")
def ask_question(request: Asked, brand: str, session_id: int, body: QuestionBody) -> Created[SessionQuestionJson]:
    """Ask in a live session, before it begins or while it is open."""
    viewer = viewer_in(request, brand)
    return Created(_question(sessions.ask_question(viewer, _session_of(viewer, session_id), body.text)))


@router.post(_QUESTION + "/vote")
def vote_for_question(
    request: Asked, brand: str, session_id: int, question_id: int, body: VoteBody
) -> SessionQuestionJson:
    """Vote for a question of a live session, or take the vote back; a second time changes nothing."""
    viewer = viewer_in(request, brand)
    found = _question_of(viewer, session_id, question_id)
    found.votes = sessions.vote(viewer, found, wanted=body.wanted)
    return _question(found)


@router.post(_QUESTION + "/take")
def take_question(request: Asked, brand: str, session_id: int, question_id: int) -> SessionShownJson:
    """Take a question, as the host: everybody sees that it is being answered."""
    viewer = viewer_in(request, brand)
    sessions.take_question(viewer, _question_of(viewer, session_id, question_id))
    return _shown(_session_of(viewer, session_id))


@router.post(_QUESTION + "/answer")
def answer_question(
    request: Asked, brand: str, session_id: int, question_id: int, body: SessionAnswerBody
) -> SessionShownJson:
    """Answer in writing, as the host: question and answer become messages of the session's topic."""
    viewer = viewer_in(request, brand)
    sessions.answer_question(viewer, _question_of(viewer, session_id, question_id), Words(source=body.source))
    return _shown(_session_of(viewer, session_id))


@router.post(_QUESTION + "/set-aside")
def set_question_aside(
    request: Asked, brand: str, session_id: int, question_id: int, body: AsideBody
) -> SessionShownJson:
    """Set a question aside and say why, as the host."""
    viewer = viewer_in(request, brand)
    sessions.set_aside(viewer, _question_of(viewer, session_id, question_id), body.why)
    return _shown(_session_of(viewer, session_id))


def _session_of(viewer: Viewer, pk: int) -> LiveSession:
    found = sessions_read(viewer).select_related("topic__group", "topic__conversation", "host", "brand")
    return get_object_or_404(found, pk=pk)


def _question_of(viewer: Viewer, session: int, pk: int) -> SessionQuestion:
    questions = _session_of(viewer, session).questions.select_related("session__topic__group", "asker")
    return get_object_or_404(questions, pk=pk)


def _shown(session: LiveSession) -> SessionShownJson:
    told = _session(session)
    fields = {name: getattr(told, name) for name in told.__struct_fields__}
    return SessionShownJson(**fields, questions=[_question(one) for one in questions_of(session.pk)])


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
