"""Attribution of some days, answered: the credits, and the conversions behind them page by page."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from antiphon.lib import clock
from antiphon.organizations.models import Brand
from antiphon.reports.actions.answering import ask
from antiphon.reports.answers.credits import read, written
from antiphon.reports.answers.told import Told, at_once, content_of, kept, keys_of
from antiphon.reports.models import KeptAnswer, Question
from antiphon.reports.queries.attribution import Attribution, attribution_of
from antiphon.reports.queries.direct_answers import DirectAnswer, answers_of
from antiphon.reports.queries.journeys import (
    Conversion,
    Journeys,
    Kind,
    Traveled,
    conversions_in,
    journeys_of,
    journeys_to,
)
from antiphon.reports.queries.size import is_large
from antiphon.reports.rules.spans import Span, days_of, span_of_days

_UNTOUCHED, _WON = "untouched", "won"


@dataclass(frozen=True, slots=True)
class AttributionAsked:
    """Which conversions of which days, so many days back, by chains of which order; of goals only one, if named."""

    span: Span
    kind: Kind
    look_back: int
    order: int = 1
    goal: int | None = None

    @property
    def back(self) -> timedelta:
        """How far each conversion looks back."""
        return timedelta(days=self.look_back)


@dataclass(frozen=True, slots=True)
class Attributed:
    """The credits; how many conversions are `untouched`, so not divided; and what is in other currencies, apart.

    `answers` is what buyers said themselves, in none of the credits.
    """

    made: Attribution
    untouched: int
    currency: str
    apart: Mapping[str, tuple[int, Decimal]]
    answers: Sequence[DirectAnswer]


@dataclass(frozen=True, slots=True)
class Some[T]:
    """Some of many: those of a page, and how many there are in all."""

    page: Sequence[T]
    n: int


def attribution_told(brand: Brand, asked: AttributionAsked) -> Told[Attributed]:
    """Return what every model credits every channel with."""
    if not is_large(brand):
        return at_once(_attributed(brand, asked, _journeys(brand, asked)))
    row = _asked(brand, asked)
    content = content_of(row)
    return kept(row, None if content is None else _read(content))


def journeys_told(brand: Brand, asked: AttributionAsked, channel: str, after: int, most: int) -> Told[Some[Traveled]]:
    """Return the journeys that led to a conversion, through a channel (empty: any), the latest first: one page."""
    part = _through(channel) if channel else _WON
    if not is_large(brand):
        found = _latest(_journeys(brand, asked).through(channel))
        return at_once(Some(found[after : after + most], len(found)))
    row = _asked(brand, asked)
    if content_of(row) is None:
        return kept(row, None)
    keys = keys_of(row, part).get(part, ())
    conversions = conversions_in(brand, asked.kind, keys[after : after + most])
    return kept(row, Some(journeys_to(brand, conversions, asked.back), len(keys)))


def untouched_told(brand: Brand, asked: AttributionAsked, after: int, most: int) -> Told[Some[Conversion]]:
    """Return the conversions of which no touch is known, the latest first: one page."""
    if not is_large(brand):
        found = _by_moment(one for one, _why in _journeys(brand, asked).untouched)
        return at_once(Some(found[after : after + most], len(found)))
    row = _asked(brand, asked)
    if content_of(row) is None:
        return kept(row, None)
    keys = keys_of(row, _UNTOUCHED).get(_UNTOUCHED, ())
    return kept(row, Some(conversions_in(brand, asked.kind, keys[after : after + most]), len(keys)))


def reckon_attribution(
    answer: KeptAnswer, about: Mapping[str, Any]
) -> tuple[dict[str, Any], dict[str, tuple[int, ...]]]:
    """Return what attribution comes to, to be kept, and the conversions behind each channel."""
    first, last = (date.fromisoformat(about[name]) for name in ("first", "last"))
    span = span_of_days(first, last, answer.brand.zone, clock.now())
    asked = AttributionAsked(span, Kind(about["kind"]), about["look_back"], about["order"], about["goal"])
    found = _journeys(answer.brand, asked)
    return _written(_attributed(answer.brand, asked, found)), _rows(found)


def _journeys(brand: Brand, asked: AttributionAsked) -> Journeys:
    return journeys_of(brand, asked.kind, asked.span.since, asked.span.until, asked.back, goal=asked.goal)


def _attributed(brand: Brand, asked: AttributionAsked, found: Journeys) -> Attributed:
    answers = answers_of(brand, asked.span.since, asked.span.until)
    made = attribution_of(found, asked.order)
    return Attributed(made, len(found.untouched), found.currency, found.apart, answers)


def _asked(brand: Brand, asked: AttributionAsked) -> KeptAnswer:
    first, last = (day.isoformat() for day in days_of(asked.span.since, asked.span.until, brand.zone))
    names = {"kind": asked.kind.value, "look_back": asked.look_back, "order": asked.order, "goal": asked.goal}
    return ask(brand, Question.ATTRIBUTION, {"first": first, "last": last, **names})


def _rows(found: Journeys) -> dict[str, tuple[int, ...]]:
    """Return the conversions by part, the latest first."""
    parts: dict[str, list[int]] = {_WON: []}
    for one in _latest(found.won):
        if one.conversion:
            parts[_WON].append(one.conversion.row)
            for channel in set(one.journey.channels):
                parts.setdefault(_through(channel), []).append(one.conversion.row)
    parts[_UNTOUCHED] = [one.row for one in _by_moment(one for one, _why in found.untouched)]
    return {part: tuple(keys) for part, keys in parts.items()}


def _latest(found: Iterable[Traveled]) -> list[Traveled]:
    return sorted(found, key=_ended, reverse=True)


def _ended(one: Traveled) -> tuple[datetime, int]:
    return one.journey.ended, one.conversion.row if one.conversion else 0


def _by_moment(found: Iterable[Conversion]) -> list[Conversion]:
    return sorted(found, key=lambda one: (one.at, one.row), reverse=True)


def _through(channel: str) -> str:
    return f"through {channel}"[:120]


def _written(found: Attributed) -> dict[str, Any]:
    apart = {currency: [n, str(amount)] for currency, (n, amount) in found.apart.items()}
    return {
        "made": written(found.made), "untouched": found.untouched, "currency": found.currency, "apart": apart,
        "answers": [asdict(one) | {"value": str(one.value)} for one in found.answers],
    }  # fmt: skip


def _read(content: Mapping[str, Any]) -> Attributed:
    apart = {currency: (n, Decimal(amount)) for currency, (n, amount) in content["apart"].items()}
    answers = [DirectAnswer(**{**one, "value": Decimal(one["value"])}) for one in content["answers"]]
    return Attributed(read(content["made"]), content["untouched"], content["currency"], apart, answers)
