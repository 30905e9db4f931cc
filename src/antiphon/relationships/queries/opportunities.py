"""What may come of relationships: what is open and worth, how likely, and what led there."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from django.db.models import Q, QuerySet

from antiphon.conversations.models import Message
from antiphon.ledger.models import Interaction
from antiphon.ledger.rules import Direction, Verb
from antiphon.organizations.models import Brand, Member
from antiphon.people.models import Identity, Person
from antiphon.people.models import Side as Whose
from antiphon.relationships.models import Opportunities, Opportunity, StageChange
from antiphon.relationships.rules import BACK, EFFORT
from antiphon.relationships.rules.opportunity import (
    Chance,
    Side,
    Stage,
    chance,
    expected,
    reached,
    shares,
)

#: How far back a touch may lie that led to an opportunity.
LOOK_BACK = timedelta(days=365)
#: The unit of what has no currency.
POINTS = ""


@dataclass(frozen=True, slots=True)
class Valued:
    """An opportunity with what it is worth today: its value times the chance of its stage."""

    opportunity: Opportunity
    chance: Chance
    expected: Decimal


@dataclass(frozen=True, slots=True)
class Sum:
    """Opportunities of one unit added up; `unit` is a currency, empty for points."""

    unit: str
    n: int
    value: Decimal
    expected: Decimal


@dataclass(frozen=True, slots=True)
class LedBy:
    """One contact that came before an opportunity, and to which side it belongs."""

    interaction: Interaction
    side: Side
    message: Message | None


@dataclass(frozen=True, slots=True)
class Origin:
    """What led to an opportunity: its touches, and the share of each side in them; None without a touch."""

    touches: list[LedBy]
    shares: Mapping[Side, float] | None

    def of(self, worth: Decimal) -> Mapping[Side, Decimal] | None:
        """Return how much of a worth each side led to."""
        return {side: expected(worth, share) for side, share in self.shares.items()} if self.shares else None


def opportunities_of(brand: Brand) -> Opportunities:
    """Return the opportunities of a brand with whom they concern."""
    found = Opportunity.objects.filter(brand=brand)
    return found.select_related("person__merged_into", "owner__user", "introduced_by__merged_into").order_by(
        "expected_on", "-value", "pk"
    )


def valued(found: Iterable[Opportunity], chances: Mapping[tuple[bool, Stage], Chance]) -> list[Valued]:
    """Return opportunities with what they are worth today."""
    told = []
    for one in found:
        likely = chances[one.currency != POINTS, Stage(one.stage)]
        told.append(Valued(one, likely, expected(one.value, likely.share)))
    return told


def chances_of(brand: Brand) -> dict[tuple[bool, Stage], Chance]:
    """Return how likely what stands at each stage is won, by whether it is worth money or points. One query.

    Each is drawn from the brand's own closed opportunities that ever came so far, towards what is usual.
    """
    came: dict[int, set[Stage]] = {}
    about: dict[int, tuple[bool, bool]] = {}
    changes = StageChange.objects.filter(opportunity__brand=brand, opportunity__closed_at__isnull=False)
    columns = ("opportunity", "opportunity__currency", "opportunity__stage", "stage")
    for key, currency, last, stage in changes.values_list(*columns):
        came.setdefault(key, set()).add(Stage(stage))
        about[key] = currency != POINTS, last == Stage.WON
    closed, won = Counter[tuple[bool, Stage]](), Counter[tuple[bool, Stage]]()
    for key, stages in came.items():
        in_money, is_won = about[key]
        closed.update((in_money, stage) for stage in reached(stages))
        won.update((in_money, stage) for stage in reached(stages) if is_won)
    pairs = [(in_money, stage) for in_money in (False, True) for stage in Stage]
    return {pair: chance(pair[1], won[pair], closed[pair]) for pair in pairs}


def sums(found: Sequence[Valued]) -> list[Sum]:
    """Return what is worth what, each currency and the points apart: they are never added to each other."""
    units = sorted({one.opportunity.currency for one in found}, key=lambda unit: (unit == POINTS, unit))
    return [_sum(unit, [one for one in found if one.opportunity.currency == unit]) for unit in units]


def _sum(unit: str, those: Sequence[Valued]) -> Sum:
    value = sum((one.opportunity.value for one in those), Decimal(0))
    return Sum(unit, len(those), value, sum((one.expected for one in those), Decimal(0)))


def origin_of(opportunity: Opportunity, member: Member) -> Origin:
    """Return the contacts with the person in the year before the opportunity was opened, the oldest first.

    A contact under a post of ours that spoke to all belongs to the call; whatever else was said or done between us
    to the response. Words said among few are shown to who may read them. Three queries.
    """
    whole = opportunity.person.merged_into_id or opportunity.person_id
    identities = list(Identity.objects.filter(person=whole).values_list("pk", flat=True))
    since = opportunity.opened_at - LOOK_BACK
    either = Q(actor__in=identities, direction=Direction.IN) | Q(target__in=identities, direction=Direction.OUT)
    rows = Interaction.objects.filter(either, brand=opportunity.brand_id, automated=False, verb__in=list(EFFORT))
    rows = rows.filter(at__gte=since, at__lt=opportunity.opened_at).exclude(source__endswith=BACK)
    led = list(rows.select_related("actor", "target", "channel").order_by("at", "pk"))
    calls = _calls(opportunity.brand_id, {row.root for row in led})
    words = _words(member, {row.subject for row in led})
    touches = [LedBy(row, _side(row, calls), words.get(row.subject)) for row in led]
    return Origin(touches, shares(one.side for one in touches))


def _side(row: Interaction, calls: set[str]) -> Side:
    return Side.CALL if row.root in calls and row.verb != Verb.DIRECT else Side.RESPONSE


def _calls(brand: int, roots: set[str]) -> set[str]:
    """Return those of the roots that are posts of ours to all; in the community one speaks with each other."""
    said = Message.objects.filter(brand=brand, uri__in=roots, author__side=Whose.US)
    return set(said.exclude(conversation__channel__kind="community").values_list("uri", flat=True))


def _words(member: Member, subjects: set[str]) -> dict[str, Message]:
    readable = member.brand.conversations.told_to(member)
    said = Message.objects.filter(brand=member.brand, uri__in=subjects, conversation__in=readable)
    return {message.uri: message for message in said}


def opportunities_with(person: Person) -> QuerySet[Opportunity]:
    """Return the opportunities that concern a person, and those that they brought."""
    parts = Person.objects.part_of(person)
    either = Q(person__in=parts) | Q(introduced_by__in=parts)
    return (
        Opportunity.objects.filter(either, brand=person.brand_id)
        .select_related("person__merged_into")
        .order_by("-opened_at")
    )
