"""Who speaks with whom among the people around a brand: the acts that tie them, of a period and a place."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Count, Max, Min, Q, QuerySet

from antiphon.community.models import Topic
from antiphon.conversations.models import Conversation
from antiphon.integrity.models import Exclusion
from antiphon.integrity.queries import countable
from antiphon.ledger.models import Interaction
from antiphon.ledger.rules import SAID, Direction, Verb
from antiphon.organizations.models import Brand
from antiphon.people.models import Side

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
    """Return what passed among people. Four queries, however many they are.

    What was said directly is theirs, and what was said among few is not told here.
    """
    acts = _acts(brand, place)
    flagged = _flagged(brand)
    mutual = acts.filter(direction=Direction.BETWEEN, verb__in=TYING)
    pairs = mutual.filter(target__person__isnull=False).values_list("actor__person", "target__person")
    ties: dict[tuple[int, int], int] = {}
    for one, other, count in pairs.annotate(count=Count("pk")).order_by():
        if one != other and not {one, other} & flagged:
            pair = (min(one, other), max(one, other))
            ties[pair] = ties.get(pair, 0) + count
    said = acts.values_list("actor__person").annotate(count=Count("pk")).order_by()
    shares = mutual.filter(verb=Verb.SHARE, target__side=Side.THEM).exclude(actor__person=None)
    passed_on = shares.values_list("target__person").annotate(count=Count("actor__person", distinct=True)).order_by()
    return Among(
        ties,
        {person: count for person, count in said if person not in flagged},
        {person: count for person, count in passed_on if person and person not in flagged},
        flagged,
    )


def _acts(brand: Brand, place: Place) -> QuerySet[Interaction]:
    few = Conversation.objects.filter(brand=brand, confined=True).values("root_uri")
    found = Interaction.objects.filter(
        countable(),
        brand=brand,
        at__gte=place.since,
        at__lt=place.until,
        actor__side=Side.THEM,
        actor__person__isnull=False,
    )
    found = found.exclude(verb__in=(Verb.DIRECT, Verb.LEAVE, Verb.BOUNCE)).exclude(root__in=few)
    if place.channel is not None:
        found = found.filter(channel=place.channel)
    if place.group is not None:
        topics = Topic.objects.filter(brand=brand, group=place.group)
        found = found.filter(root__in=topics.values("conversation__root_uri"))
    return found


def _flagged(brand: Brand) -> frozenset[int]:
    judged = Exclusion.objects.standing().filter(interaction__brand=brand, interaction__actor__side=Side.THEM)
    return frozenset(one for one in judged.values_list("interaction__actor__person", flat=True).distinct() if one)


def in_touch(brand: Brand, start: datetime, end: datetime, window: timedelta) -> InTouch:
    """Return with whom something admissible passed in each direction within a window before two moments. Two queries.

    `before` are all with whom it did at any time up to the start.
    """
    acts = Interaction.objects.filter(countable(), brand=brand, at__lt=end)
    ways = ("actor__person", Direction.IN), ("target__person", Direction.OUT)
    theirs, ours = (_each_way(acts, who, way, start, end, window) for who, way in ways)
    return InTouch(theirs.start & ours.start, theirs.end & ours.end, theirs.before & ours.before)


def _each_way(
    acts: QuerySet[Interaction], who: str, way: Direction, start: datetime, end: datetime, window: timedelta
) -> InTouch:
    side = who.replace("person", "side")
    found = acts.filter(direction=way, **{side: Side.THEM, f"{who}__isnull": False}).values_list(who).order_by()
    at_start = Q(at__gte=start - window, at__lt=start)
    rows = list(found.annotate(first=Min("at"), last=Max("at"), then=Count("pk", filter=at_start)))
    return InTouch(
        {one for one, _first, _last, then in rows if then},
        {one for one, _first, last, _then in rows if last >= end - window},
        {one for one, first, _last, _then in rows if first < start},
    )
