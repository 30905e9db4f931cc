"""The index of the database over the words that search reads, in each database its own way.

It is laid after every migration, wherever it is missing: SQLite loses what hangs on a table whenever a migration
makes that table anew.
"""

from typing import Any

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

TABLES = {"community_messagewords": "message_id", "community_namewords": "id"}

_FTS5 = (
    """CREATE VIRTUAL TABLE IF NOT EXISTS {table}_fts USING fts5(words, content='{table}', content_rowid='{key}',
       tokenize='unicode61 remove_diacritics 2', prefix='2 3 4')""",
    """CREATE TRIGGER IF NOT EXISTS {table}_added AFTER INSERT ON {table} BEGIN
       INSERT INTO {table}_fts(rowid, words) VALUES (new.{key}, new.words); END""",
    """CREATE TRIGGER IF NOT EXISTS {table}_gone AFTER DELETE ON {table} BEGIN
       INSERT INTO {table}_fts({table}_fts, rowid, words) VALUES ('delete', old.{key}, old.words); END""",
    """CREATE TRIGGER IF NOT EXISTS {table}_changed AFTER UPDATE ON {table} BEGIN
       INSERT INTO {table}_fts({table}_fts, rowid, words) VALUES ('delete', old.{key}, old.words);
       INSERT INTO {table}_fts(rowid, words) VALUES (new.{key}, new.words); END""",
)
#: Kept, and not only indexed: making the vector of a text anew for each row looked at is most of what a search costs.
_GIN = (
    """ALTER TABLE {table} ADD COLUMN IF NOT EXISTS found tsvector
       GENERATED ALWAYS AS (to_tsvector('simple', words)) STORED""",
    "CREATE INDEX IF NOT EXISTS {table}_found ON {table} USING gin (found)",
)
_LIFTING = {
    "sqlite": (
        *(f"DROP TRIGGER IF EXISTS {{table}}_{when}" for when in ("added", "gone", "changed")),
        "DROP TABLE IF EXISTS {table}_fts",
    ),
    "postgresql": (),
}
_LAYING = {"sqlite": _FTS5, "postgresql": _GIN}


def lay_index(connection: BaseDatabaseWrapper) -> None:
    """Make the index where it is missing."""
    with connection.cursor() as cursor:
        for table, key in TABLES.items():
            for statement in _LAYING[connection.vendor]:
                cursor.execute(statement.format(table=table, key=key))


def lift_index(connection: BaseDatabaseWrapper) -> None:
    """Take the index away, so that it is made anew; that of PostgreSQL stays: it cannot fall out of step."""
    with connection.cursor() as cursor:
        for table in TABLES:
            for statement in _LIFTING[connection.vendor]:
                cursor.execute(statement.format(table=table))


def after_migration(using: str = "default", **_: Any) -> None:
    """Lay the index once the tables stand; a migration backwards may have taken them away."""
    connection = connections[using]
    if set(TABLES) <= set(connection.introspection.table_names()):
        lay_index(connection)
