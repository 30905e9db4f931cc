"""How we stand with everybody of a brand, reckoned by the database in one statement."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from antiphon.organizations.models import Brand
from antiphon.relationships.queries.standing import relations
from antiphon.relationships.queries.standing.relations import media_of
from antiphon.relationships.queries.standing.statement import statement
from antiphon.relationships.rules import StrengthParams, UrgencyParams
from antiphon.relationships.rules.zones import day_number, day_of

PARAMS_VERSION = f"{StrengthParams().version}.{UrgencyParams().version}"


@dataclass(frozen=True, slots=True)
class Stood:
    """How we stand with one person on a day; what is not known is None.

    `strength` and `stake` in points, [0, 100); `a_in`, `a_out` in points of effort as they weigh that day; `urgency`
    in points, [0, 100], is what the silence alone makes of it, None if they do not want to be spoken to; the rest in
    days but for `channels` and `intervals`.
    """

    person: int
    strength: float
    a_in: float
    a_out: float
    reciprocity: float | None
    span_days: int
    channels: int
    last_day: date | None
    gap: int | None
    rhythm_days: float | None
    rhythm_source: str
    intervals: int
    stake: float | None
    unanswered_days: int | None
    urgency: float | None


def standing_of(brand: Brand, as_of: date, people: Collection[int] | None = None) -> list[Stood]:
    """Return how we stand with some people, or with all, on a day of the brand's zone; who never met us is left out.

    One statement and one or two beside it, however many people. The circle of those who have a steward is reckoned
    among the people asked for, so ask for all of a steward's people or for nobody of them.
    """
    touch = relations.touch(brand, as_of, media_of(brand), people)
    return _asked(statement_for(brand, as_of, touch, relations.kept(brand)))


def statement_for(brand: Brand, as_of: date, touch: str, kept: str) -> str:
    """Return the statement for a brand and a day over two relations, which may be another database's."""
    kinds = 1 + max((number for _pk, number in media_of(brand)), default=0)
    return statement(touch, kept, day_number(as_of), kinds, StrengthParams(), UrgencyParams())


def _asked(text: str) -> list[Stood]:
    with connection.cursor() as cursor:
        cursor.execute(text)
        return [stood(row) for row in cursor.fetchall()]


def stood(row: tuple[Any, ...]) -> Stood:
    """Return a row of the answer, in the order of `statement.COLUMNS`, as what it means."""
    last_day = None if row[7] is None else day_of(row[7])
    return Stood(*(*row[:7], last_day, *row[8:]))
