"""Journeys are built: each conversion looks back over the touches of the same person."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from itertools import chain

from antiphon.measures.rules.attribution import Journey, looking_back
from antiphon.organizations.models import Brand, Member
from antiphon.reports.queries.journeys.conversions import Conversion, Kind, conversions_of
from antiphon.reports.queries.journeys.touches import Met, acts_of
from antiphon.reports.queries.journeys.visits import visits_of
from antiphon.sales.queries import reporting_currency

#: A touch at the very moment of the conversion is still one.
_AN_INSTANT = timedelta(microseconds=1)
#: Within that time a visit and a lead are one coming.
_ONE_VISIT = timedelta(hours=1)


class Untouched(StrEnum):
    """Why a conversion is not divided."""

    NAMELESS = "nameless"
    """Nobody knows who it was."""
    NO_TOUCH = "no_touch"
    """Nothing is known that met the person in the days looked back."""


@dataclass(frozen=True, slots=True)
class Traveled:
    """A journey with the rows behind its touches, and its conversion; None if there was none."""

    journey: Journey
    met: tuple[Met, ...]
    conversion: Conversion | None

    def told_to(self, member: Member) -> "Traveled":
        """Return it with the name that a member may know."""
        return replace(self, conversion=self.conversion and self.conversion.told_to(member))


@dataclass(frozen=True, slots=True)
class Journeys:
    """The journeys of some days, and the conversions that cannot be divided.

    `currency` is that of the values; what has no rate into it is in `apart`, by currency, and has no value here.
    """

    traveled: Sequence[Traveled]
    untouched: Sequence[tuple[Conversion, Untouched]]
    currency: str
    apart: dict[str, tuple[int, Decimal]]

    @property
    def won(self) -> list[Traveled]:
        """Those that led to a conversion."""
        return [one for one in self.traveled if one.conversion]

    def through(self, channel: str) -> list[Traveled]:
        """Return those that led to a conversion and touched a channel; all that did, without one."""
        return [one for one in self.won if not channel or channel in one.journey.channels]

    def told_to(self, member: Member) -> "Journeys":
        """Return them with the names that a member may know."""
        traveled = [
            replace(one, conversion=one.conversion and one.conversion.told_to(member)) for one in self.traveled
        ]
        return replace(self, traveled=traveled, untouched=[(one.told_to(member), why) for one, why in self.untouched])


def journeys_of(
    brand: Brand,
    kind: Kind,
    since: datetime,
    until: datetime,
    look_back: timedelta,
    *,
    only_won: bool = False,
    goal: int | None = None,
) -> Journeys:
    """Return the journeys of some days: of those who converted in them, and of those who were met and did not.

    Each conversion looks back by itself: a touch may lead to more than one. A journey without a conversion looks
    back from the end of the days. Thirteen queries at most.

    `only_won`: those without a conversion are left out, and of everybody else's touches none is held. `goal`: of the
    goals reached only those of this one.
    """
    conversions = conversions_of(brand, kind, since, until, goal)
    converted = {one.who for one in conversions}
    span = (since - look_back, until)
    by_person: dict[str, list[Met]] = {}
    for one in chain(acts_of(brand, *span), visits_of(brand, *span)):
        if not only_won or one.who in converted:
            by_person.setdefault(one.who, []).append(one)
    won = [_journey(one, by_person.get(one.who, []), look_back) for one in conversions]
    lost = _lost(by_person, converted, since, until, look_back)
    traveled = [*(one for one in won if one.met), *lost]
    return Journeys(traveled, _untouched(won), reporting_currency(brand), _apart(conversions))


def journey_to(brand: Brand, conversion: Conversion, look_back: timedelta) -> Traveled:
    """Return the journey to one conversion. Six queries."""
    return journeys_to(brand, [conversion], look_back)[0]


def journeys_to(brand: Brand, conversions: Sequence[Conversion], look_back: timedelta) -> list[Traveled]:
    """Return the journeys to some conversions, in their order. Six queries, for one as for a page of them."""
    whose = {one.who for one in conversions if one.who}
    by_person: dict[str, list[Met]] = {}
    if whose:
        moments = [one.at for one in conversions]
        span = (min(moments) - look_back, max(moments) + _AN_INSTANT)
        for met in chain(acts_of(brand, *span, whose), visits_of(brand, *span, whose)):
            by_person.setdefault(met.who, []).append(met)
    return [_journey(one, by_person.get(one.who, []), look_back) for one in conversions]


def _journey(conversion: Conversion, met: Iterable[Met], look_back: timedelta) -> Traveled:
    known = list(met)
    if conversion.brought and not any(_just_before(conversion, one) for one in known):
        known.append(conversion.brought)
    return _traveled(known, conversion.at, look_back, conversion, float(conversion.value or 0))


def _just_before(conversion: Conversion, one: Met) -> bool:
    """Whether a touch is the visit in which somebody converted: then the link that led there is known by it."""
    return one.kind == "visit" and timedelta(0) <= conversion.at - one.at <= _ONE_VISIT


def _traveled(
    met: Iterable[Met],
    ended: datetime,
    look_back: timedelta,
    conversion: Conversion | None = None,
    value: float = 0.0,
) -> Traveled:
    rows = {one.touch: one for one in met}
    who = conversion.who if conversion else next((one.who for one in rows.values()), None)
    bare = Journey(tuple(rows), ended, converted=conversion is not None, value=value, who=who)
    journey = looking_back(bare, look_back)
    return Traveled(journey, tuple(rows[touch] for touch in journey.touches), conversion)


def _lost(
    by_person: dict[str, list[Met]], converted: set[str], since: datetime, until: datetime, look_back: timedelta
) -> list[Traveled]:
    """Return the journeys of those who were met in the days and did not convert in them."""
    others = (met for who, met in by_person.items() if who not in converted and any(one.at >= since for one in met))
    return [one for one in (_traveled(met, until, look_back) for met in others) if one.met]


def _untouched(won: Iterable[Traveled]) -> list[tuple[Conversion, Untouched]]:
    bare = [one.conversion for one in won if one.conversion and not one.met]
    return [(one, why_untouched(one)) for one in bare]


def why_untouched(conversion: Conversion) -> Untouched:
    """Return why a conversion without touches is not divided."""
    return Untouched.NO_TOUCH if conversion.who else Untouched.NAMELESS


def _apart(conversions: Iterable[Conversion]) -> dict[str, tuple[int, Decimal]]:
    """Return what has no rate into the currency of the brand: by currency how many, how much."""
    found: dict[str, tuple[int, Decimal]] = {}
    for one in conversions:
        if one.amount is not None and one.value is None:
            n, amount = found.get(one.currency, (0, Decimal(0)))
            found[one.currency] = (n + 1, amount + one.amount)
    return dict(sorted(found.items()))
