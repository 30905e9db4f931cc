"""One file, one table. Those of this folder are found by walking it; floors above register theirs."""

from functools import cache

from antiphon.lib.walking import classes_of
from antiphon.measures.columns.table import Table

_registered: list[type[Table]] = []


def register(table: type[Table]) -> None:
    """Let a floor above bring a table of its own."""
    if table not in _registered:
        _registered.append(table)


def tables() -> dict[str, Table]:
    """Return one of every table by its name, in the order in which they are written.

    Accounts come after what they did: so whoever did something stands there.
    """
    made = sorted((found() for found in (*_own(), *_registered)), key=lambda one: (one.place, one.name))
    return {one.name: one for one in made}


@cache
def _own() -> tuple[type[Table], ...]:
    return tuple(classes_of(__name__, Table))  # type: ignore[type-abstract]
