"""Asks, for programs of those who take part and of the team: asked, ranked, closed, and what came of them."""

from datetime import datetime
from typing import Annotated

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema

from antiphon.api.access import Asked
from antiphon.api.answers import Created, Json, Page, cursor, seen_of
from antiphon.api.community import viewer_in
from antiphon.api.moments import Moment
from antiphon.community.actions import asking, outcomes, polling
from antiphon.community.actions.asking import AskGiven
from antiphon.community.actions.ideas import opening_of
from antiphon.community.actions.outcomes import Decided
from antiphon.community.actions.writing import Words
from antiphon.community.models import Ask, AskIdeaState, AskKind, Outcome, Participant, Poll
from antiphon.community.permissions import Viewer
from antiphon.community.queries.asks import (
    Result,
    Thanked,
    ask_seen,
    asks_read,
    hydrated,
    outcomes_read,
    result_of,
    thanked,
)
from antiphon.community.queries.groups import groups_found
from antiphon.community.queries.polls import Polled, polls_of
from antiphon.lib import clock
from antiphon.lib.errors import Refusal

router = Router(tags=["community"])


class AskJson(Json, frozen=True, kw_only=True):
    """An ask: `kind` is ideas, question, ranking or poll; `topic` holds its conversation, `about` an address.

    `votes_each` null: no limit. `named_votes`: everybody sees who voted what.
    """

    id: int
    group: str
    topic: int
    title: str
    kind: str
    purpose: str
    about: str | None
    asked_by: str | None
    votes_each: int | None
    named_votes: bool
    closes_at: datetime | None
    closed_at: datetime | None
    open: bool


class RankedJson(Json, frozen=True, kw_only=True):
    """A thing in a ranking: `places` is how often it stood first, second, and so on. Counted after Borda."""

    words: str
    position: int
    rank: int
    points: int
    places: list[int]


class RankingJson(Json, frozen=True, kw_only=True):
    """What `n` orders of the public came to, those of the team apart; `rows` come once one has ordered or it is over.

    `preferred` is what most put before each other thing, where that has not the most points.
    """

    items: list[str]
    rows: list[RankedJson]
    n: int
    team: int
    own: list[int]
    preferred: str


class ChoiceJson(Json, frozen=True, kw_only=True):
    """An answer of a poll: `votes` of the public, `team` apart; null until one has voted or it is over."""

    id: int
    words: str
    votes: int | None
    team: int | None
    chosen: bool


class PolledJson(Json, frozen=True, kw_only=True):
    """The poll of an ask: how many of the public voted, how many of the team."""

    choices: list[ChoiceJson]
    n: int
    team: int
    multiple: bool


class OutcomeJson(Json, frozen=True, kw_only=True):
    """You said, we did: `thanked` are the handles of those one may know by name, `others` how many more there are."""

    ask: int
    title: str
    message: int
    source: str
    html: str
    by: str | None
    at: datetime
    thanked: list[str]
    others: int


class AskShownJson(AskJson, frozen=True, kw_only=True):
    """An ask with what people gave so far, its ideas apart, and what came of it."""

    ranking: RankingJson | None
    poll: PolledJson | None
    outcome: OutcomeJson | None


class AskBody(Schema):
    """What is asked: `items` for a ranking or a poll, `about` the address of a message."""

    title: str
    source: str
    purpose: str
    kind: AskKind = AskKind.IDEAS
    items: list[str] = []
    multiple: bool = False
    votes_each: int | None = None
    named_votes: bool = False
    closes_at: Moment | None = None
    about: str = ""


class OrderBody(Schema):
    """The positions of things, the best first; positions count from 1."""

    order: list[int]


class ChosenBody(Schema):
    """The answers that one chooses, by id."""

    options: list[int]


class DecidedBody(Schema):
    """What becomes of an idea."""

    state: AskIdeaState
    why: str = ""


class OutcomeBody(Schema):
    """What came of it in Markdown, whom one thanks by handle, and what becomes of ideas by id."""

    source: str
    thanked: list[str] = []
    ideas: dict[int, DecidedBody] = {}


class NamedBody(Schema):
    """Whether one is thanked by name."""

    named: bool


class AsksAsked(Schema):
    """Which page is listed."""

    limit: int = 30
    cursor: str = ""


@router.get("/communities/{brand}/asks")
def list_asks(request: Asked, brand: str, asked: Annotated[AsksAsked, Query()]) -> Page[AskJson]:
    """List what the community is asked, the latest first."""
    offset, limit = seen_of(asked.cursor), min(max(1, asked.limit), 100)
    rows = hydrated(asks_read(viewer_in(request, brand)).order_by("-pk"), limit + 1, offset)
    return Page(items=[_ask(one) for one in rows[:limit]], next=cursor(offset + limit) if len(rows) > limit else None)


@router.post("/communities/{brand}/groups/{group}/asks")
def create_ask(request: Asked, brand: str, group: str, body: AskBody) -> Created[AskShownJson]:
    """Ask a group for help."""
    viewer = viewer_in(request, brand)
    fields = body.dict()
    given = AskGiven(
        **{name: value for name, value in fields.items() if name != "source"}, words=Words(source=body.source)
    )
    made = asking.open_ask(viewer, get_object_or_404(groups_found(viewer), slug=group), given)
    return Created(_shown(viewer, ask_in(viewer, made.pk)))


@router.get("/communities/{brand}/asks/{ask_id}")
def show_ask(request: Asked, brand: str, ask_id: int) -> AskShownJson:
    """Show an ask with what came of it."""
    viewer = viewer_in(request, brand)
    return _shown(viewer, ask_in(viewer, ask_id))


@router.post("/communities/{brand}/asks/{ask_id}/close")
def close_ask(request: Asked, brand: str, ask_id: int) -> AskShownJson:
    """Close an ask before its day."""
    viewer = viewer_in(request, brand)
    asking.close_ask(viewer, ask_in(viewer, ask_id))
    return _shown(viewer, ask_in(viewer, ask_id))


@router.post("/communities/{brand}/asks/{ask_id}/order")
def rank_ask(request: Asked, brand: str, ask_id: int, body: OrderBody) -> AskShownJson:
    """Put the things of a ranking in order, once."""
    viewer = viewer_in(request, brand)
    asking.rank(viewer, ask_in(viewer, ask_id), body.order)
    return _shown(viewer, ask_in(viewer, ask_id))


@router.post("/communities/{brand}/asks/{ask_id}/choice")
def choose_in_ask(request: Asked, brand: str, ask_id: int, body: ChosenBody) -> AskShownJson:
    """Vote in the poll of an ask, once."""
    viewer = viewer_in(request, brand)
    found = ask_in(viewer, ask_id)
    polls = Poll.objects.select_related("topic__group", "topic__conversation").filter(topic=found.topic_id)
    poll = polls.order_by("pk").first() if found.kind == AskKind.POLL else None
    if poll is None:
        raise Refusal(_("There is nothing to choose here."))
    polling.vote(viewer, poll, body.options)
    return _shown(viewer, found)


@router.post("/communities/{brand}/asks/{ask_id}/outcome")
def publish_outcome(request: Asked, brand: str, ask_id: int, body: OutcomeBody) -> Created[OutcomeJson]:
    """Say what came of an ask; it closes, and who took part is told."""
    viewer = viewer_in(request, brand)
    decided = {key: Decided(one.state, one.why) for key, one in body.ideas.items()}
    people = Participant.objects.filter(brand=viewer.brand, handle__in=body.thanked).values_list("pk", "handle")
    unknown = sorted(set(body.thanked) - {handle for _key, handle in people})
    if unknown:
        raise Refusal(_("Nobody here is called @%(handle)s.") % {"handle": unknown[0]}, field="thanked")
    words = Words(source=body.source)
    outcomes.publish_outcome(viewer, ask_in(viewer, ask_id), words, [key for key, _handle in people], decided)
    return Created(_told(viewer, [ask_in(viewer, ask_id).outcome])[0])


@router.post("/communities/{brand}/asks/{ask_id}/name")
def name_in_outcome(request: Asked, brand: str, ask_id: int, body: NamedBody) -> OutcomeJson:
    """Choose whether an outcome thanks one by name."""
    viewer = viewer_in(request, brand)
    outcome = get_object_or_404(Outcome, ask=ask_in(viewer, ask_id))
    outcomes.be_named(viewer, outcome, named=body.named)
    return _told(viewer, [ask_in(viewer, ask_id).outcome])[0]


@router.get("/communities/{brand}/outcomes")
def list_outcomes(request: Asked, brand: str, asked: Annotated[AsksAsked, Query()]) -> Page[OutcomeJson]:
    """List what came of asks, the latest first."""
    viewer = viewer_in(request, brand)
    offset, limit = seen_of(asked.cursor), min(max(1, asked.limit), 100)
    rows = outcomes_read(viewer, limit + 1, offset)
    return Page(items=_told(viewer, rows[:limit]), next=cursor(offset + limit) if len(rows) > limit else None)


def ask_in(viewer: Viewer, pk: int) -> Ask:
    """Return an ask that somebody may read; raise Http404 if there is none."""
    found = ask_seen(viewer, pk)
    if found is None:
        raise Http404
    return found


def _ask(one: Ask) -> AskJson:
    return AskJson(
        id=one.pk,
        group=one.topic.group.slug,
        topic=one.topic_id,
        title=one.topic.title,
        kind=one.kind,
        purpose=one.purpose,
        about=one.about.uri if one.about and not one.about.conversation.confined else None,
        asked_by=one.topic.opened_by.handle if one.topic.opened_by else None,
        votes_each=one.votes_each,
        named_votes=one.named_votes,
        closes_at=one.closes_at,
        closed_at=one.closed_at,
        open=one.is_open(clock.now()),
    )


def _shown(viewer: Viewer, one: Ask) -> AskShownJson:
    told = _ask(one)
    fields = {name: getattr(told, name) for name in told.__struct_fields__}
    stands = opening_of(one).writing.removed_at is None
    polls = polls_of(one.topic, viewer.participant) if one.kind == AskKind.POLL and stands else []
    outcome = getattr(one, "outcome", None)
    return AskShownJson(
        **fields,
        ranking=_ranking(one, result_of(one, viewer.participant)) if one.kind == AskKind.RANKING and stands else None,
        poll=polled_json(polls[0]) if polls else None,
        outcome=_told(viewer, [outcome])[0] if outcome else None,
    )


def _ranking(one: Ask, found: Result) -> RankingJson:
    seen = bool(found.own) or not one.is_open(clock.now())
    rows = [
        RankedJson(words=words, position=row.item, rank=row.rank, points=row.points, places=list(row.places))
        for words, row in found.rows
    ]
    items = list(one.items.values_list("words", flat=True))
    own, best = list(found.own), found.preferred if seen else ""
    return RankingJson(items=items, rows=rows if seen else [], n=found.n, team=found.team, own=own, preferred=best)


def polled_json(one: Polled) -> PolledJson:
    """Return a poll as programs read it; whoever may still vote has not seen the result yet."""
    seen = one.has_voted or not one.is_open
    choices = [
        ChoiceJson(
            id=choice.option.pk,
            words=choice.option.words,
            votes=choice.votes if seen else None,
            team=choice.team if seen else None,
            chosen=choice.chosen,
        )
        for choice in one.choices
    ]
    return PolledJson(choices=choices, n=one.n, team=one.team, multiple=one.poll.multiple)


def _told(viewer: Viewer, rows: list[Outcome]) -> list[OutcomeJson]:
    names = thanked(viewer, [one.pk for one in rows])
    return [_outcome(one, names[one.pk]) for one in rows]


def _outcome(one: Outcome, names: Thanked) -> OutcomeJson:
    writing = one.message.writing
    gone = writing.removed_at is not None
    return OutcomeJson(
        ask=one.ask_id,
        title=one.ask.topic.title,
        message=one.message_id,
        source="" if gone else writing.source,
        html="" if gone else writing.html,
        by=one.by.handle if one.by else None,
        at=one.at,
        thanked=[person.handle for person in names.named],
        others=names.others,
    )
