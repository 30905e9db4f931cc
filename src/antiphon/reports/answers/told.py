"""An answer as whoever asked gets it: as of when, and whether a newer one is on its way."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from antiphon.lib import clock
from antiphon.reports.models import KeptAnswer, KeptRows
from antiphon.reports.rules.keeping import is_shown, unpacked


@dataclass(frozen=True, slots=True)
class Told[T]:
    """What a question comes to; `value` is None while a worker reckons it for the first time.

    `as_of` is the moment of which it tells; without a value, that since when it is asked. `waits`: it is being
    reckoned, or reckoned anew. `failed_at` is when that went wrong last; it is tried again.
    """

    value: T | None
    as_of: datetime
    waits: bool = False
    failed_at: datetime | None = None


def at_once[T](value: T) -> Told[T]:
    """Return what was reckoned while somebody waited."""
    return Told(value, clock.now())


def kept[T](row: KeptAnswer, value: T | None) -> Told[T]:
    """Return what is kept of a question; of one without an answer, since when it is asked."""
    as_of = row.asked_at if value is None or row.made_at is None else row.made_at
    return Told(value, as_of, row.made_at is None or row.asked_at > row.made_at, row.failed_at)


def content_of(row: KeptAnswer) -> dict[str, Any] | None:
    """Return what is kept, as far as it is not too old to be shown."""
    told = row.made_at is not None and is_shown(row.made_at, clock.now())
    return row.content if told else None


def keys_of(row: KeptAnswer, *parts: str) -> dict[str, tuple[int, ...]]:
    """Return the keys of the rows behind some parts, the newest first; of a part without any nothing. One query."""
    found = KeptRows.objects.filter(answer=row, part__in=parts).values_list("part", "keys")
    return {part: unpacked(bytes(keys)) for part, keys in found}
