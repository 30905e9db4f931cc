"""Polls inside topics, for programs: ask, vote once, close."""

from datetime import datetime

from django.shortcuts import get_object_or_404
from ninja import Router, Schema

from antiphon.api.access import Asked
from antiphon.api.answers import Created
from antiphon.api.asks import ChosenBody, PolledJson, polled_json
from antiphon.api.community import topic_of, viewer_in
from antiphon.api.moments import Moment
from antiphon.community.actions import polling
from antiphon.community.actions.asking import close_ask
from antiphon.community.actions.polling import PollGiven
from antiphon.community.models import Ask, Poll, Topic
from antiphon.community.permissions import Viewer
from antiphon.community.queries.polls import Polled, polls_of

router = Router(tags=["community"])


class PollJson(PolledJson, frozen=True, kw_only=True):
    """A poll of a topic; `asked_by` is a handle, `closes_at` null: it stays open; `voted`: one's vote is counted."""

    id: int
    question: str
    asked_by: str | None
    opened_at: datetime
    closes_at: datetime | None
    open: bool
    voted: bool


class PollBody(Schema):
    """What is asked, with 2 to 12 answers; `closes_at` with its offset from UTC, null: until somebody closes it."""

    question: str
    options: list[str]
    multiple: bool = False
    closes_at: Moment | None = None

    def given(self) -> PollGiven:
        """Return it as the action takes it."""
        return PollGiven(
            question=self.question, options=self.options, multiple=self.multiple, closes_at=self.closes_at
        )


@router.get("/communities/{brand}/topics/{topic_id}/polls")
def list_polls(request: Asked, brand: str, topic_id: int) -> list[PollJson]:
    """List the polls of a topic, the first first; votes are told to who has voted, and to all once it is over."""
    viewer = viewer_in(request, brand)
    return [_poll(one) for one in polls_of(topic_of(viewer, topic_id), viewer.participant)]


@router.post("/communities/{brand}/topics/{topic_id}/polls")
def open_poll(request: Asked, brand: str, topic_id: int, body: PollBody) -> Created[PollJson]:
    """Ask the readers of a topic to choose: who opened it does, or a moderator."""
    viewer = viewer_in(request, brand)
    topic = topic_of(viewer, topic_id)
    return Created(_told(viewer, topic, polling.open_poll(viewer, topic, body.given())))


@router.post("/communities/{brand}/topics/{topic_id}/polls/{poll_id}/vote")
def vote_in_poll(request: Asked, brand: str, topic_id: int, poll_id: int, body: ChosenBody) -> PollJson:
    """Vote in a poll, once."""
    viewer = viewer_in(request, brand)
    topic, poll = _found(viewer, topic_id, poll_id)
    polling.vote(viewer, poll, body.options)
    return _told(viewer, topic, poll)


@router.post("/communities/{brand}/topics/{topic_id}/polls/{poll_id}/close")
def close_poll(request: Asked, brand: str, topic_id: int, poll_id: int) -> PollJson:
    """Close a poll before its time: who asked does, or a moderator; that of an ask closes with the ask."""
    viewer = viewer_in(request, brand)
    topic, poll = _found(viewer, topic_id, poll_id)
    whole = Ask.objects.select_related("topic__group", "topic__conversation").filter(topic=topic).first()
    if whole is not None:
        close_ask(viewer, whole)
    else:
        polling.close_poll(viewer, poll)
    return _told(viewer, topic, poll)


def _found(viewer: Viewer, topic: int, poll: int) -> tuple[Topic, Poll]:
    found = topic_of(viewer, topic)
    polls = Poll.objects.select_related("topic__group", "topic__conversation")
    return found, get_object_or_404(polls, topic=found, pk=poll)


def _told(viewer: Viewer, topic: Topic, poll: Poll) -> PollJson:
    return next(_poll(one) for one in polls_of(topic, viewer.participant) if one.poll.pk == poll.pk)


def _poll(one: Polled) -> PollJson:
    told, poll = polled_json(one), one.poll
    return PollJson(
        **{name: getattr(told, name) for name in told.__struct_fields__},
        id=poll.pk,
        question=poll.question,
        asked_by=poll.opened_by.handle if poll.opened_by else None,
        opened_at=poll.opened_at,
        closes_at=poll.closes_at,
        open=one.is_open,
        voted=one.has_voted,
    )
