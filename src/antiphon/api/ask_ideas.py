"""Ideas of an ask, for programs: put forward, voted, decided, merged, taken apart."""

from datetime import datetime
from typing import Annotated, Literal

from django.shortcuts import get_object_or_404
from ninja import Query, Router, Schema

from antiphon.api.access import Asked
from antiphon.api.answers import Accepted, Created, Json, Page, cursor, seen_of
from antiphon.api.asks import DecidedBody, ask_in
from antiphon.api.community import HeldJson, told_held, viewer_in
from antiphon.community.actions import ideas, submitting
from antiphon.community.actions.writing import Words
from antiphon.community.models import AskIdea, HeldWriting
from antiphon.community.permissions import Viewer
from antiphon.community.queries.ideas import IdeaRow, idea_row, ideas_of

router = Router(tags=["community"])


class IdeaDecisionJson(Json, frozen=True, kw_only=True):
    """That an idea came to a state; `into` is the idea that it was merged into."""

    state: str
    why: str
    into: int | None
    by: str | None
    at: datetime


class AskIdeaJson(Json, frozen=True, kw_only=True):
    """An idea: `votes` of the public, `team` apart; `voters` are names, empty unless votes are open in the ask.

    `state` is open, planned, done, declined or merged; `took_in` are the ideas that were merged into it.
    """

    id: int
    title: str
    message: int
    source: str
    html: str
    author: str | None
    state: str
    merged_into: int | None
    votes: int
    team: int
    voted: bool
    replies: int
    took_in: list[int]
    voters: list[str]
    at: datetime


class AskIdeaShownJson(AskIdeaJson, frozen=True, kw_only=True):
    """An idea with all that was decided on it, the first first."""

    decisions: list[IdeaDecisionJson]


class AskIdeaBody(Schema):
    """An idea: a line, and words in Markdown."""

    title: str
    source: str


class WantedBody(Schema):
    """Whether one votes for it; false takes the vote back."""

    wanted: bool = True


class MergeBody(Schema):
    """Into which idea of the same ask it is merged, and why."""

    into: int
    why: str = ""


class IdeasAsked(Schema):
    """In which order ideas are listed: by votes, the newest first, or by state."""

    order: Literal["votes", "new", "state"] = "votes"
    limit: int = 30
    cursor: str = ""


_IDEAS = "/communities/{brand}/asks/{ask_id}/ideas"
_IDEA = _IDEAS + "/{ask_idea_id}"


@router.get(_IDEAS)
def list_ask_ideas(
    request: Asked, brand: str, ask_id: int, asked: Annotated[IdeasAsked, Query()]
) -> Page[AskIdeaJson]:
    """List the ideas of an ask, those that were merged apart."""
    viewer = viewer_in(request, brand)
    offset, limit = seen_of(asked.cursor), min(max(1, asked.limit), 100)
    rows = ideas_of(ask_in(viewer, ask_id), viewer.participant, asked.order, limit + 1, offset)
    return Page(
        items=[_idea(one) for one in rows[:limit]], next=cursor(offset + limit) if len(rows) > limit else None
    )


@router.post(_IDEAS)
def create_ask_idea(
    request: Asked, brand: str, ask_id: int, body: AskIdeaBody
) -> Created[AskIdeaShownJson] | Accepted[HeldJson]:
    """Put an idea forward; 202: it waits for a moderator."""
    viewer = viewer_in(request, brand)
    made = submitting.submit_idea(viewer, ask_in(viewer, ask_id), body.title, Words(source=body.source))
    if isinstance(made, HeldWriting):
        return Accepted(told_held(made))
    return Created(_shown(viewer, made))


@router.get(_IDEA)
def show_ask_idea(request: Asked, brand: str, ask_id: int, ask_idea_id: int) -> AskIdeaShownJson:
    """Show an idea with what was decided on it."""
    viewer = viewer_in(request, brand)
    return _shown(viewer, _idea_in(viewer, ask_id, ask_idea_id))


@router.post(_IDEA + "/vote")
def vote_for_ask_idea(
    request: Asked, brand: str, ask_id: int, ask_idea_id: int, body: WantedBody
) -> AskIdeaShownJson:
    """Vote for an idea, or take the vote back."""
    viewer = viewer_in(request, brand)
    found = _idea_in(viewer, ask_id, ask_idea_id)
    ideas.vote_for_idea(viewer, found, wanted=body.wanted)
    return _shown(viewer, found)


@router.post(_IDEA + "/decide")
def decide_ask_idea(request: Asked, brand: str, ask_id: int, ask_idea_id: int, body: DecidedBody) -> AskIdeaShownJson:
    """Say what becomes of an idea: open, planned, done or declined; declining needs a reason."""
    viewer = viewer_in(request, brand)
    ideas.decide_idea(viewer, _idea_in(viewer, ask_id, ask_idea_id), body.state, body.why)
    return _shown(viewer, _idea_in(viewer, ask_id, ask_idea_id))


@router.post(_IDEA + "/merge")
def merge_ask_idea(request: Asked, brand: str, ask_id: int, ask_idea_id: int, body: MergeBody) -> AskIdeaShownJson:
    """Merge an idea into another one of the ask: each person counts once."""
    viewer = viewer_in(request, brand)
    into = _idea_in(viewer, ask_id, body.into)
    ideas.merge_idea(viewer, _idea_in(viewer, ask_id, ask_idea_id), into, body.why)
    return _shown(viewer, _idea_in(viewer, ask_id, ask_idea_id))


@router.post(_IDEA + "/take-apart")
def take_ask_idea_apart(request: Asked, brand: str, ask_id: int, ask_idea_id: int) -> AskIdeaShownJson:
    """Undo that an idea was merged."""
    viewer = viewer_in(request, brand)
    ideas.take_apart(viewer, _idea_in(viewer, ask_id, ask_idea_id))
    return _shown(viewer, _idea_in(viewer, ask_id, ask_idea_id))


def _idea_in(viewer: Viewer, ask_id: int, pk: int) -> AskIdea:
    ask = ask_in(viewer, ask_id)
    found = get_object_or_404(ask.ideas.filter(message__writing__removed_at=None), pk=pk)
    found.ask = ask
    return found


def _shown(viewer: Viewer, one: AskIdea) -> AskIdeaShownJson:
    told = _idea(idea_row(one, viewer.participant))
    fields = {name: getattr(told, name) for name in told.__struct_fields__}
    decided = [
        IdeaDecisionJson(
            state=made.state,
            why=made.why,
            into=made.into_id,
            by=made.by.handle if made.by else None,
            at=made.at,
        )
        for made in one.decisions.select_related("by").order_by("pk")
    ]
    return AskIdeaShownJson(**fields, decisions=decided)


def _idea(row: IdeaRow) -> AskIdeaJson:
    one = row.idea
    return AskIdeaJson(
        id=one.pk,
        title=one.title,
        message=one.message_id,
        source=one.message.writing.source,
        html=one.message.writing.html,
        author=one.author.handle if one.author else None,
        state=one.state,
        merged_into=one.merged_into_id,
        votes=row.votes,
        team=row.team,
        voted=row.voted,
        replies=row.answers,
        took_in=[other.pk for other in row.took_in],
        voters=list(row.voters),
        at=one.at,
    )
