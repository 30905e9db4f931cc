"""Limits are data: value, unit, source and the day it was last checked, one file a network."""

import tomllib
from collections.abc import Iterable
from datetime import date, timedelta
from functools import cache
from importlib.resources import files

import msgspec

from antiphon.channels.connector import Limits

#: Entries older than this many days are pointed out by `antiphon doctor`.
STALE_AFTER_DAYS = 90


@cache
def table(kind: str) -> Limits:
    """Return the dated entry of a network, or limits that limit nothing if it has none."""
    entry = files(__package__).joinpath(f"{kind}.toml")
    if not entry.is_file():
        return Limits(text={}, images=0, image_types=frozenset())
    return msgspec.convert(tomllib.loads(entry.read_text("utf-8")), type=Limits)


def stale(kinds: Iterable[str], today: date) -> list[tuple[str, date | None]]:
    """Return the kinds whose entry was checked long ago or never, with the day."""
    checked = {kind: table(kind).checked for kind in sorted(set(kinds))}
    days = {kind: date.fromisoformat(day) if day else None for kind, day in checked.items()}
    oldest = today - timedelta(days=STALE_AFTER_DAYS)
    return [(kind, day) for kind, day in days.items() if day is None or day < oldest]
