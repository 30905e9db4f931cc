"""The keys of what holds the words that are looked for: one port, with the full text of each database behind it."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from antiphon.community.rules.asking import Part, Question

_LATEST = {
    "sqlite": "SELECT rowid FROM community_messagewords_fts WHERE community_messagewords_fts MATCH %s "
    "AND rowid < %s ORDER BY rowid DESC LIMIT %s",
    "postgresql": "WITH every AS MATERIALIZED (SELECT message_id FROM community_messagewords "
    "WHERE found @@ %s::tsquery AND message_id < %s) SELECT message_id FROM every ORDER BY message_id DESC LIMIT %s",
}
#: PostgreSQL finds all messages with a word at once, which are too many where the word is frequent: then it is among
#: the latest often enough.
_AMONG_LATEST = (
    "SELECT message_id FROM (SELECT message_id, found FROM community_messagewords WHERE message_id < %s "
    "ORDER BY message_id DESC LIMIT %s) AS latest WHERE found @@ %s::tsquery ORDER BY message_id DESC LIMIT %s"
)
_LATEST_ROWS = 10_000
_BEST = {
    "sqlite": "SELECT key, row FROM ("
    "SELECT found.{kind}_id AS key, found.id AS row, index_of.rank AS place "
    "FROM community_namewords_fts AS index_of CROSS JOIN community_namewords AS found ON found.id = index_of.rowid "
    "WHERE community_namewords_fts MATCH %(asked)s AND index_of.rowid < %(below)s AND found.{kind}_id IS NOT NULL "
    "ORDER BY index_of.rowid DESC LIMIT %(look)s) ORDER BY place, key DESC",
    "postgresql": "WITH every AS MATERIALIZED (SELECT {kind}_id AS key, id AS row, found FROM community_namewords "
    "WHERE found @@ %(asked)s::tsquery AND id < %(below)s AND {kind}_id IS NOT NULL) "
    "SELECT key, row FROM (SELECT * FROM every ORDER BY row DESC LIMIT %(look)s) AS latest "
    "ORDER BY ts_rank(found, %(asked)s::tsquery) DESC, key DESC",
}
#: So many names, the latest, are put in order at once; of these, so many are first looked up for who looks.
LOOK, _FIRST = 2_000, 200
_NO_KEY = 2**62
NAMED = ("topic", "group", "participant", "document")


def latest_messages(asked: Question, below: int, most: int) -> list[int]:
    """Return the keys of messages with those words whose key is below another one, the highest first."""
    if not asked:
        return []
    words = _whole(asked)
    if connection.vendor == "postgresql":
        among = _keys(_AMONG_LATEST, [below, _LATEST_ROWS, words, most])
        if len(among) == most:
            return among
    return _keys(_LATEST[connection.vendor], [words, below, most])


def best_names(kind: str, asked: Question, allowed: QuerySet[Any], most: int, look: int = LOOK) -> list[int]:
    """Return the keys of what is called so, among those allowed, best first; `kind` is one of `NAMED`.

    Put in order are the latest `look` of them, then as many before these, as long as there are too few.
    """
    return _named(kind, _whole(asked), allowed, most, look) if asked else []


def names_with_any(kind: str, words: Iterable[str], allowed: QuerySet[Any], most: int) -> list[int]:
    """Return the keys of what is called by any of these words, among those allowed, best first."""
    sign = " OR " if connection.vendor == "sqlite" else " | "
    parts = [_part(Part((word,))) for word in sorted(words)]
    return _named(kind, sign.join(parts), allowed, most, LOOK) if parts else []


def _named(kind: str, asked: str, allowed: QuerySet[Any], most: int, look: int) -> list[int]:
    statement, below, found = _BEST[connection.vendor].format(kind=kind), _NO_KEY, list[int]()
    while len(found) < most:
        rows = _rows(statement, {"asked": asked, "below": below, "look": look})
        found += _allowed(allowed, [key for key, _ in rows], most - len(found))
        if len(rows) < look:
            break
        below = min(row for _, row in rows)
    return found


def _allowed(allowed: QuerySet[Any], keys: Sequence[int], most: int) -> list[int]:
    """Return those of the keys that are allowed, in their order; all that is allowed is never read."""
    found: list[int] = []
    for part in (keys[:_FIRST], keys[_FIRST:]):
        if part and len(found) < most:
            there = set(allowed.order_by().filter(pk__in=part).values_list("pk", flat=True))
            found += [key for key in part if key in there]
    return found[:most]


def _keys(statement: str, given: list[Any]) -> list[int]:
    return [key for (key,) in _rows(statement, given)]


def _rows(statement: str, given: list[Any] | dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, given)
        return list(cursor.fetchall())


def _whole(asked: Question) -> str:
    """Return a question as this database understands it. Parts hold letters and digits only: nothing is obeyed."""
    wanted, unwanted = ([_part(part) for part in parts] for parts in (asked.wanted, asked.unwanted))
    if connection.vendor == "sqlite":
        return " NOT ".join([f"({' AND '.join(wanted)})", *unwanted])
    return " & ".join([*wanted, *(f"!{part}" for part in unwanted)])


def _part(part: Part) -> str:
    return _PARTS[connection.vendor](part)


def _fts5(part: Part) -> str:
    return f'"{" ".join(part.words)}"' + ("*" if part.open else "")


def _tsquery(part: Part) -> str:
    quoted = [f"'{word}'" for word in part.words]
    return "(" + " <-> ".join(quoted) + (":*" if part.open else "") + ")"


_PARTS: dict[str, Callable[[Part], str]] = {"sqlite": _fts5, "postgresql": _tsquery}
