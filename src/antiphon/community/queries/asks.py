"""Asks as somebody may see them: what is asked, who took part, whom to thank."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from antiphon.community.models import (
    Ask,
    AskIdea,
    AskIdeaState,
    Ballot,
    Credit,
    IdeaVote,
    Outcome,
    Participant,
    PollVote,
    TopicAttention,
    TopicLevel,
    Writing,
)
from antiphon.community.permissions import Viewer, moderates, sees
from antiphon.community.queries.counting import ballots_that_count
from antiphon.community.queries.topics import topics_read
from antiphon.community.rules import borda, preferred_to_all
from antiphon.community.rules.ranking import Ranked
from antiphon.conversations.models import Conversation, Message
from antiphon.ledger.rules import SAID, Verb
from antiphon.organizations.models import Member
from antiphon.people.models import Side

_BEHIND = (
    "topic__group",
    "topic__conversation",
    "topic__opened_by",
    "about__author",
    "about__conversation",
    "outcome__message__writing",
    "outcome__by",
)


@dataclass(frozen=True, slots=True)
class Result:
    """What a ranking came to: its rows with their words, how many ballots count, how many are of the team.

    `preferred` is the thing that most put before each other one, where that is not the first by points.
    """

    rows: Sequence[tuple[str, Ranked]]
    n: int
    team: int
    own: Sequence[int]
    preferred: str


@dataclass(frozen=True, slots=True)
class Thanked:
    """Whom an outcome thanks: those whom who looks may know by name, and how many others."""

    named: Sequence[Participant]
    others: int


def asks_read(viewer: Viewer) -> QuerySet[Ask]:
    """Return the asks of groups in which somebody reads."""
    return Ask.objects.filter(brand=viewer.brand, topic__in=topics_read(viewer).values("pk"))


def hydrated(asks: QuerySet[Ask], most: int, offset: int = 0) -> list[Ask]:
    """Return a page of asks with what is shown of them, in the order of the query. Two queries."""
    keys = list(asks.values_list("pk", flat=True)[offset : offset + most])
    found = Ask.objects.select_related(*_BEHIND).in_bulk(keys)
    return [found[key] for key in keys]


def ask_seen(viewer: Viewer, pk: int) -> Ask | None:
    """Return an ask that somebody may read, with what is shown of it; None if there is none for them. One query."""
    return asks_read(viewer).select_related(*_BEHIND).filter(pk=pk).first()


def hosts_ask(viewer: Viewer, ask: Ask) -> bool:
    """Whether somebody decides what becomes of an ask: who asked, the moderators of its group, the hosts."""
    own = viewer.takes_part and viewer.participant is not None and ask.topic.opened_by_id == viewer.participant.pk
    return own or (viewer.takes_part and moderates(viewer, ask.topic.group))


def message_at(viewer: Viewer, address: str) -> Message | None:
    """Return the public message at an address that an ask may be about: for hosts any, else ours or one they read."""
    found = Message.objects.filter(brand=viewer.brand, act__in=SAID - {Verb.DIRECT}, conversation__confined=False)
    if not viewer.hosts:
        found = found.filter(Q(author__side=Side.US) | Q(conversation__topic__in=topics_read(viewer).values("pk")))
    return found.filter(Q(uri=address) | Q(url=address)).order_by("pk").first()


def result_of(ask: Ask, participant: Participant | None) -> Result:
    """Return what the ballots of a ranking come to, those of the team apart. Three queries.

    What is set aside is not counted.
    """
    items = dict(ask.items.values_list("position", "words"))
    ballots = list(ask.ballots.values_list("pk", "participant", "order", "participant__identity__side"))
    counts = set(ballots_that_count().filter(ask=ask).values_list("pk", flat=True))
    public = [order for pk, _who, order, side in ballots if side != Side.US and pk in counts]
    rows = borda(list(items), public)
    best = preferred_to_all(list(items), public) if public else None
    mine = participant.pk if participant else 0
    own: Sequence[int] = next((order for _pk, who, order, _side in ballots if who == mine), ())
    unlike = best is not None and best != rows[0].item
    return Result(
        [(items[row.item], row) for row in rows],
        len(public),
        sum(side == Side.US for *_rest, side in ballots),
        own,
        items[best] if unlike and best is not None else "",
    )


def voted_orders(ask: Ask) -> list[tuple[str, list[str]]]:
    """Return who put the things of a ranking in which order, by name: where votes are open. Two queries."""
    words = dict(ask.items.values_list("position", "words"))
    rows = ask.ballots.order_by("participant__name", "pk").values_list("participant__name", "order")
    return [(name, [words[position] for position in order]) for name, order in rows]


def took_part_in(ask: Ask) -> set[int]:
    """Return who wrote in an ask, voted or ranked. Four queries."""
    wrote = Writing.objects.filter(message__conversation=ask.topic.conversation_id, removed_at=None)
    found = set(wrote.values_list("author", flat=True))
    found |= set(IdeaVote.objects.filter(idea__ask=ask).values_list("participant", flat=True))
    found |= set(Ballot.objects.filter(ask=ask).values_list("participant", flat=True))
    found |= set(PollVote.objects.filter(poll__topic=ask.topic_id).values_list("participant", flat=True))
    return found - {None}


def followers_of(ask: Ask) -> set[int]:
    """Return who is told of an ask: who took part or wants all of its topic, unless they want none of it."""
    levels = dict(TopicAttention.objects.filter(topic=ask.topic_id).values_list("participant", "level"))
    listening = {key for key, level in levels.items() if level == TopicLevel.ALL}
    return (took_part_in(ask) | listening) - {key for key, level in levels.items() if level == TopicLevel.MUTE}


def helpers_of(ask: Ask) -> list[Participant]:
    """Return who wrote in an ask beside who asked, and is still there: those who can be thanked."""
    wrote = Writing.objects.filter(message__conversation=ask.topic.conversation_id, removed_at=None)
    people = Participant.objects.filter(pk__in=wrote.values("author"), erased_at=None)
    return [one for one in people.order_by("name", "pk") if one.pk != ask.topic.opened_by_id]


def suggested(ask: Ask) -> set[int]:
    """Return whom one would thank: the authors of ideas that are done, and of those merged into these."""
    done = AskIdea.objects.filter(ask=ask, message__writing__removed_at=None)
    helped = done.filter(Q(state=AskIdeaState.DONE) | Q(merged_into__state=AskIdeaState.DONE))
    return set(helped.exclude(author=None).values_list("author", flat=True))


def outcomes_read(viewer: Viewer, most: int, offset: int = 0) -> list[Outcome]:
    """Return a page of what came of asks that somebody reads, the latest first, taken away apart. Two queries."""
    found = Outcome.objects.filter(ask__in=asks_read(viewer).values("pk"), message__writing__removed_at=None)
    keys = list(found.order_by("-pk").values_list("pk", flat=True)[offset : offset + most])
    behind = ("ask__topic__group", "message__writing__author", "by")
    rows = Outcome.objects.select_related(*behind).in_bulk(keys)
    return [rows[key] for key in keys]


def asks_about(member: Member, messages: Collection[int]) -> list[Ask]:
    """Return the asks that are about some messages, as far as a member of the team reads them. One query."""
    told = Conversation.objects.filter(brand=member.brand).told_to(member)
    found = Ask.objects.filter(about__in=messages, topic__conversation__in=told)
    return list(found.select_related("topic__group", "outcome").order_by("pk"))


def thanked(viewer: Viewer, outcomes: Collection[int]) -> dict[int, Thanked]:
    """Return by outcome whom it thanks, as far as who looks may know them. One query."""
    rows = Credit.objects.filter(outcome__in=outcomes, declined_at=None, participant__erased_at=None)
    found: dict[int, list[Participant]] = {key: [] for key in outcomes}
    for one in rows.select_related("participant").order_by("pk"):
        found[one.outcome_id].append(one.participant)
    named = {key: [one for one in people if sees(viewer, one)] for key, people in found.items()}
    return {key: Thanked(named[key], len(people) - len(named[key])) for key, people in found.items()}
