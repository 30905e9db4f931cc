"""Who speaks with whom among the people around a brand: the acts that tie them, of a period and a place."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import Case, Count, F, Min, Q, QuerySet, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce

from antiphon.community.models import Topic
from antiphon.conversations.models import Conversation
from antiphon.integrity.models import Exclusion
from antiphon.ledger.models import Interaction
from antiphon.ledger.queries import admissible
from antiphon.ledger.rules import SAID, Direction, Verb
from antiphon.lib import clock
from antiphon.organizations.models import Brand
from antiphon.people.models import Identity, Side

#: What ties two people: words, and passing on somebody's words. A like or a follow is no tie.
TYING = (*sorted(SAID), Verb.SHARE)


@dataclass(frozen=True, slots=True)
class Place:
    """What is looked at: a period, and one channel or one group of the community (None: all)."""

    since: datetime
    until: datetime
    channel: int | None = None
    group: int | None = None

    @property
    def whole(self) -> bool:
        """Whether all channels and groups are looked at."""
        return self.channel is None and self.group is None


@dataclass(frozen=True, slots=True)
class Among:
    """What passed among people in a place: `ties` by two people, the smaller id first, in acts; the rest by person.

    `said` counts what they said and did, to us or to one another; `shared` those who passed on what a person had
    said or passed on. Whoever had an act set aside as not what it seems is in none of it, but in `flagged`.
    """

    ties: dict[tuple[int, int], int] = field(default_factory=dict)
    said: dict[int, int] = field(default_factory=dict)
    shared: dict[int, int] = field(default_factory=dict)
    flagged: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class InTouch:
    """Who was in touch at the start, at the end, and ever before the start."""

    start: set[int]
    end: set[int]
    before: set[int]


def among(brand: Brand, place: Place) -> Among:
    """Return what passed among people. Six queries, however many they are.

    Acts are grouped by account and the accounts of a person put together here, which spares a million joins.
    What was said directly is theirs, and what was said among few is not told here.
    """
    acts, flagged = _acts(brand, place), _flagged(brand)
    people = {pk: person for pk, person in _accounts(brand).items() if person not in flagged}
    theirs = people.keys() - _ours(brand)
    said: Counter[int] = Counter()
    for one, count in acts.values_list("who").annotate(count=Count("pk")).order_by():
        if one in theirs:
            said[people[one]] += count
    ties: Counter[tuple[int, int]] = Counter()
    shared: dict[int, set[int]] = {}
    for actor, target, count, shares in _between(acts):
        if actor not in theirs or target not in people:
            continue
        one, other = people[actor], people[target]
        if one != other:
            ties[(one, other) if one < other else (other, one)] += count
        if shares and target in theirs:
            shared.setdefault(other, set()).add(one)
    return Among(dict(ties), dict(said), {one: len(others) for one, others in shared.items()}, flagged)


def _accounts(brand: Brand) -> dict[int, int]:
    """Return whose each account is, of those that are somebody's."""
    return dict(Identity.objects.filter(brand=brand, person__isnull=False).values_list("pk", "person"))


def _ours(brand: Brand) -> set[int]:
    return set(Identity.objects.filter(brand=brand).exclude(side=Side.THEM).values_list("pk", flat=True))


def _between(acts: QuerySet[Any]) -> Iterable[tuple[int, int | None, int, int]]:
    """Return who acted towards whom (None: nobody), in how many acts that tie, how many of these passed on."""
    mutual = acts.filter(direction=Direction.BETWEEN, verb__in=TYING)
    shares = Count("pk", filter=Q(verb=Verb.SHARE))
    pairs = mutual.values_list("who", "whom").annotate(count=Count("pk"), shares=shares)
    found: Iterable[tuple[int, int | None, int, int]] = pairs.order_by()
    return found


def _acts(brand: Brand, place: Place) -> QuerySet[Any]:
    few = Conversation.objects.filter(brand=brand, confined=True).values("root_uri")
    walked = _much_of_all(brand, place)
    at, who, whom = (_walked(column) if walked else F(column) for column in ("at", "actor", "target"))
    acts = Interaction.objects.filter(_counted(), brand=brand).alias(moment=at).annotate(who=who, whom=whom)
    found = acts.filter(moment__gte=place.since, moment__lt=place.until)
    found = found.exclude(verb__in=(Verb.DIRECT, Verb.LEAVE, Verb.BOUNCE)).exclude(root__in=few)
    if place.channel is not None:
        found = found.filter(channel=place.channel)
    if place.group is not None:
        topics = Topic.objects.filter(brand=brand, group=place.group)
        found = found.filter(root__in=topics.values("conversation__root_uri"))
    return found


def _much_of_all(brand: Brand, place: Place) -> bool:
    """Return whether a period is so much of all there is that to walk the ledger costs less than to look acts up."""
    now = clock.now()
    first = Interaction.objects.filter(brand=brand).aggregate(first=Min("at"))["first"] or now
    return min(place.until, now) - max(place.since, first) > (now - first) / 4


def _walked(column: str) -> Combinable:
    """Return a column by which SQLite takes no index: one by one it would look up a million rows."""
    return Coalesce(column, column) if connection.vendor == "sqlite" else F(column)


def _flagged(brand: Brand) -> frozenset[int]:
    judged = Exclusion.objects.standing().values("interaction")
    acts = Interaction.objects.filter(brand=brand, pk__in=judged, actor__side=Side.THEM, actor__person__isnull=False)
    return frozenset(acts.values_list("actor__person", flat=True).distinct())


def in_touch(brand: Brand, start: datetime, end: datetime, window: timedelta) -> InTouch:
    """Return with whom something admissible passed in each direction within a window before two moments.

    `before` are all with whom it did at any time up to the start. The ledger is read once, from end to end: there is
    no way around any of it. Three queries.
    """
    people, ours = _accounts(brand), _ours(brand)
    found = {way: InTouch(set(), set(), set()) for way in (Direction.IN, Direction.OUT)}
    for way, account, at_start, at_end, before in _in_touch(brand, start, end, window):
        if account in people and account not in ours:
            sets = found[Direction(way)]
            for among_them, counted in ((sets.start, at_start), (sets.end, at_end), (sets.before, before)):
                if counted:
                    among_them.add(people[account])
    came, went = found[Direction.IN], found[Direction.OUT]
    return InTouch(came.start & went.start, came.end & went.end, came.before & went.before)


def _in_touch(
    brand: Brand, start: datetime, end: datetime, window: timedelta
) -> Iterable[tuple[str, int, int, int, int]]:
    """Return each direction and account, with how many acts in the window before each moment and before the start."""
    ways = (Direction.IN, Direction.OUT)
    account = Case(When(direction=Direction.IN, then=F("actor")), default=F("target"))
    acts = Interaction.objects.filter(_counted(), brand=brand, direction__in=ways).annotate(account=account)
    return (
        acts.values_list("direction", "account")
        .annotate(
            at_start=Count("pk", filter=Q(at__gte=start - window, at__lt=start)),
            at_end=Count("pk", filter=Q(at__gte=end - window, at__lt=end)),
            before=Count("pk", filter=Q(at__lt=start)),
        )
        .order_by()
    )


def _counted() -> Q:
    """Return the condition that an act is counted, as `countable` has it, with one look at what is set aside."""
    return admissible() & Q(automated=False) & ~Q(direction=Direction.WITHIN)
