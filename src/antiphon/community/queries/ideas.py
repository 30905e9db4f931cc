"""The ideas of an ask: in an order, with their votes, each person once, those of the team apart."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from antiphon.community.models import Ask, AskIdea, AskIdeaState, IdeaVote, Participant
from antiphon.community.queries.counting import idea_votes_that_count
from antiphon.community.queries.topics import tree_of
from antiphon.community.rules import ends_of, united
from antiphon.people.models import Side

ORDERS = ("votes", "new", "state")
_STATES = list(AskIdeaState)


@dataclass(frozen=True, slots=True)
class IdeaRow:
    """An idea as somebody sees it: `votes` of the public, `team` of the team, `voters` only if all see them."""

    idea: AskIdea
    votes: int
    team: int
    voted: bool
    answers: int
    took_in: Sequence[AskIdea]
    voters: Sequence[str]


@dataclass(frozen=True, slots=True)
class Tally:
    """Who voted for each idea that was not merged, by key; `team` are those of the team, `counted` not set aside."""

    ends: Mapping[int, int]
    voters: Mapping[int, set[int]]
    team: Collection[int]
    counted: Mapping[int, set[int]]

    def public(self, idea: int) -> int:
        """How many of the public voted for it, without what is set aside."""
        return len(self.counted.get(idea, set()) - set(self.team))

    def of_team(self, idea: int) -> int:
        """How many of the team voted for it."""
        return len(self.voters.get(idea, set()) & set(self.team))


def tally_of(ask: Ask) -> Tally:
    """Return who voted for what in an ask; who may vote on is asked of all votes. Three queries."""
    ends = ends_of(dict(AskIdea.objects.filter(ask=ask).values_list("pk", "merged_into")))
    given = IdeaVote.objects.filter(idea__ask=ask)
    votes = list(given.values_list("pk", "idea", "participant", "participant__identity__side"))
    counts = set(idea_votes_that_count().filter(idea__ask=ask).values_list("pk", flat=True))
    team = {who for _pk, _idea, who, side in votes if side == Side.US}
    return Tally(
        ends,
        united([(idea, who) for _pk, idea, who, _side in votes], ends),
        team,
        united([(idea, who) for pk, idea, who, _side in votes if pk in counts], ends),
    )


def ideas_of(
    ask: Ask, participant: Participant | None, order: str = "votes", most: int = 30, offset: int = 0
) -> list[IdeaRow]:
    """Return a page of the ideas of an ask that were neither merged nor taken away; a constant number of queries."""
    found = AskIdea.objects.filter(ask=ask, merged_into=None, message__writing__removed_at=None)
    tally = tally_of(ask)
    keys = _ordered(list(found.values_list("pk", "state")), tally, order)
    return _rows(ask, keys[offset : offset + most], tally, participant)


def idea_row(idea: AskIdea, participant: Participant | None) -> IdeaRow:
    """Return one idea as somebody sees it; one that was merged has no votes of its own."""
    tally = tally_of(idea.ask)
    return _rows(idea.ask, [idea.pk], tally, participant)[0]


def _ordered(found: Sequence[tuple[int, str]], tally: Tally, order: str) -> list[int]:
    def place(one: tuple[int, str]) -> tuple[int, ...]:
        key, state = one
        first = _STATES.index(AskIdeaState(state)) if order == "state" else 0
        return (first, 0 if order == "new" else -tally.public(key), -key)

    return [key for key, _state in sorted(found, key=place)]


def _rows(ask: Ask, keys: Sequence[int], tally: Tally, participant: Participant | None) -> list[IdeaRow]:
    behind = ("message__author", "message__writing__author", "author", "merged_into")
    ideas = AskIdea.objects.select_related(*behind).in_bulk(keys)
    took_in: dict[int, list[AskIdea]] = {}
    merged = [key for key, end in tally.ends.items() if key != end and end in set(keys)]
    for one in AskIdea.objects.filter(pk__in=merged, message__writing__removed_at=None).order_by("pk"):
        took_in.setdefault(tally.ends[one.pk], []).append(one)
    answers = _answers(ask)
    names = _names(tally, keys) if ask.named_votes else {}
    mine = participant.pk if participant else 0
    return [
        IdeaRow(
            ideas[key],
            tally.public(key),
            tally.of_team(key),
            mine in tally.voters.get(key, set()),
            answers[ideas[key].message_id],
            took_in.get(key, []),
            sorted(names[who] for who in tally.voters.get(key, ()) if who in names),
        )
        for key in keys
    ]


def _names(tally: Tally, keys: Sequence[int]) -> dict[int, str]:
    voters = {who for key in keys for who in tally.voters.get(key, ())}
    return dict(Participant.objects.filter(pk__in=voters).values_list("pk", "name"))


def _answers(ask: Ask) -> Counter[int]:
    """Return how many messages stand below each message of an ask."""
    below: Counter[int] = Counter()
    for one in reversed(tree_of(ask.topic)):
        if one.parent_id is not None:
            below[one.parent_id] += below[one.id] + 1
    return below
