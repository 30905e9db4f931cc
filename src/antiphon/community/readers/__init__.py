"""Readers of what other places give along: one file for each kind, pure parsing, bounded; nothing is written.

A reader yields an `Entry` for each message and a `Fault` for what it cannot read; it raises `Unreadable` where
nothing more can be read.
"""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

from antiphon.community.readers import csv_table, discourse, mail, mastodon, stackexchange
from antiphon.community.rules.brought import Row

#: The reader of each kind, by the name that a person types.
READERS: Mapping[str, Callable[[Path], Iterator[Row]]] = MappingProxyType(
    {
        "csv": csv_table.read,
        "discourse": discourse.read,
        "mastodon": mastodon.read,
        "mbox": mail.read,
        "stackexchange": stackexchange.read,
    }
)
