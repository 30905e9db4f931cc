"""Rows by the million: past the ORM, and on SQLite with every index made once all rows are in."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from itertools import batched

from django.db import connection, transaction
from django.db.models import Max, Model

from antiphon.community.finding_tables import TABLES, lay_index, lift_index
from antiphon.conversations.finding_tables import lay_index as lay_messages
from antiphon.conversations.finding_tables import lift_index as lift_messages

_AT_ONCE = 20_000


@contextmanager
def in_bulk() -> Iterator[None]:
    """Let rows be put in at the speed of the disk; leave every index, that of search too, as it was before."""
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous=OFF")
        cursor.execute("PRAGMA foreign_keys=OFF")
        cursor.execute("PRAGMA cache_size=-2000000")
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type='index' AND sql IS NOT NULL")
        indexes = cursor.fetchall()
        lift_index(connection)
        lift_messages(connection)
        for name, _ in indexes:
            cursor.execute(f'DROP INDEX "{name}"')
    yield
    with connection.cursor() as cursor:
        for _, made in indexes:
            cursor.execute(made)
        lay_index(connection)
        lay_messages(connection)
        for table in TABLES:
            cursor.execute(f"INSERT INTO {table}_fts({table}_fts) VALUES ('rebuild')")  # noqa: S608
    connection.close()


def next_key(model: type[Model]) -> int:
    """Return the first key that is free above all others."""
    return int(model._default_manager.aggregate(last=Max("pk"))["last"] or 0) + 1  # noqa: SLF001


def put(model: type[Model], names: Sequence[str], rows: Iterable[tuple[object, ...]]) -> None:
    """Put rows in: each the values of the columns of these names; every other column gets its default."""
    blank = model()
    others = [field for field in model._meta.concrete_fields if field.attname not in names]  # noqa: SLF001
    if "id" not in names:
        others = [field for field in others if field.attname != "id"]
    rest = tuple(field.get_db_prep_save(getattr(blank, field.attname), connection) for field in others)
    columns = ", ".join(f'"{name}"' for name in (*names, *(field.column for field in others)))
    signs = ", ".join(["%s"] * (len(names) + len(rest)))
    statement = f'INSERT INTO "{model._meta.db_table}" ({columns}) VALUES ({signs})'  # noqa: S608, SLF001
    for part in batched(rows, _AT_ONCE):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.executemany(statement, [row + rest for row in part])


def moment(at: datetime) -> object:
    """Return a moment as this database takes it."""
    return connection.ops.adapt_datetimefield_value(at)


def count_on(*models: type[Model]) -> None:
    """Let the database give keys beyond those that were given to it."""
    from django.core.management.color import no_style

    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)
