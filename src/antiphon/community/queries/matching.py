"""The keys of what holds the words that are looked for: one port, with the full text of each database behind it."""

from collections.abc import Callable, Iterable
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from antiphon.community.rules.asking import Part, Question

_LATEST = {
    "sqlite": "SELECT rowid FROM community_messagewords_fts WHERE community_messagewords_fts MATCH %s "
    "AND rowid < %s ORDER BY rowid DESC LIMIT %s",
    "postgresql": "SELECT message_id FROM community_messagewords WHERE to_tsvector('simple', words) @@ %s::tsquery "
    "AND message_id < %s ORDER BY message_id DESC LIMIT %s",
}
_BEST = {
    "sqlite": "SELECT found.{kind}_id FROM community_namewords_fts AS index_of "
    "CROSS JOIN community_namewords AS found ON found.id = index_of.rowid "
    "WHERE community_namewords_fts MATCH %s AND found.{kind}_id IN ({allowed}) "
    "ORDER BY index_of.rank, found.{kind}_id DESC LIMIT %s",
    "postgresql": "WITH asked AS (SELECT %s::tsquery AS words) SELECT found.{kind}_id "
    "FROM community_namewords AS found, asked "
    "WHERE to_tsvector('simple', found.words) @@ asked.words AND found.{kind}_id IN ({allowed}) "
    "ORDER BY ts_rank(to_tsvector('simple', found.words), asked.words) DESC, found.{kind}_id DESC LIMIT %s",
}
NAMED = ("topic", "group", "participant")


def latest_messages(asked: Question, below: int, most: int) -> list[int]:
    """Return the keys of messages with those words whose key is below another one, the highest first."""
    return _keys(_LATEST[connection.vendor], [_whole(asked), below, most]) if asked else []


def best_names(kind: str, asked: Question, allowed: QuerySet[Any], most: int) -> list[int]:
    """Return the keys of what is called so, among those allowed, best first; `kind` is one of `NAMED`."""
    return _named(kind, _whole(asked), allowed, most) if asked else []


def names_with_any(kind: str, words: Iterable[str], allowed: QuerySet[Any], most: int) -> list[int]:
    """Return the keys of what is called by any of these words, among those allowed, best first."""
    sign = " OR " if connection.vendor == "sqlite" else " | "
    parts = [_part(Part((word,))) for word in sorted(words)]
    return _named(kind, sign.join(parts), allowed, most) if parts else []


def _named(kind: str, asked: str, allowed: QuerySet[Any], most: int) -> list[int]:
    among, given = allowed.order_by().values("pk").query.sql_with_params()
    return _keys(_BEST[connection.vendor].format(kind=kind, allowed=among), [asked, *given, most])


def _keys(statement: str, given: list[Any]) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(statement, given)
        return [row[0] for row in cursor.fetchall()]


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
