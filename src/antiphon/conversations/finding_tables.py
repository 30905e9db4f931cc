"""The index of the database over what messages say, in each database its own way.

It is laid after every migration, wherever it is missing: SQLite loses what hangs on a table whenever a migration
makes that table anew.
"""

from typing import Any

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

_TABLE = "conversations_message"
_FTS5 = (
    """CREATE VIRTUAL TABLE IF NOT EXISTS {table}_fts USING fts5(text, content='{table}', content_rowid='id',
       tokenize='unicode61 remove_diacritics 2', prefix='2 3')""",
    """CREATE TRIGGER IF NOT EXISTS {table}_added AFTER INSERT ON {table} BEGIN
       INSERT INTO {table}_fts(rowid, text) VALUES (new.id, new.text); END""",
    """CREATE TRIGGER IF NOT EXISTS {table}_gone AFTER DELETE ON {table} BEGIN
       INSERT INTO {table}_fts({table}_fts, rowid, text) VALUES ('delete', old.id, old.text); END""",
    """CREATE TRIGGER IF NOT EXISTS {table}_changed AFTER UPDATE OF text ON {table} BEGIN
       INSERT INTO {table}_fts({table}_fts, rowid, text) VALUES ('delete', old.id, old.text);
       INSERT INTO {table}_fts(rowid, text) VALUES (new.id, new.text); END""",
)
_ANEW = "INSERT INTO {table}_fts({table}_fts) VALUES ('rebuild')"
#: Words without accents, as SQLite finds them. Kept, and not only indexed: making the vector of a text anew for each
#: row looked at is most of what a search costs. Parts of a sign are set apart by standard functions, no extension.
_GIN = (
    "DROP INDEX IF EXISTS {table}_found",
    """ALTER TABLE {table} ADD COLUMN IF NOT EXISTS found tsvector GENERATED ALWAYS AS
       (to_tsvector('simple', regexp_replace(normalize(text, NFD), '[\\u0300-\\u036F]', '', 'g'))) STORED""",
    "CREATE INDEX IF NOT EXISTS {table}_words ON {table} USING gin (found)",
)
_LIFTING = (
    *(f"DROP TRIGGER IF EXISTS {{table}}_{when}" for when in ("added", "gone", "changed")),
    "DROP TABLE IF EXISTS {table}_fts",
)


def lay_index(connection: BaseDatabaseWrapper) -> None:
    """Make the index where it is missing, of all messages that are there."""
    with connection.cursor() as cursor:
        missing = f"{_TABLE}_fts" not in connection.introspection.table_names(cursor)
        for statement in _GIN if connection.vendor == "postgresql" else _FTS5:
            cursor.execute(statement.format(table=_TABLE))
        if missing and connection.vendor == "sqlite":
            cursor.execute(_ANEW.format(table=_TABLE))


def lift_index(connection: BaseDatabaseWrapper) -> None:
    """Take the index away, so that it is made anew; that of PostgreSQL stays: it cannot fall out of step."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            for statement in _LIFTING:
                cursor.execute(statement.format(table=_TABLE))


def after_migration(using: str = "default", **_: Any) -> None:
    """Lay the index once the table stands; a migration backwards may have taken it away."""
    connection = connections[using]
    if _TABLE in connection.introspection.table_names():
        lay_index(connection)
