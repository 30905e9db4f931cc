"""Limits are data: value, unit, source and the day it was last checked, one file a network."""

import tomllib
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
