"""One row by its key, in SQL that is built once: in a rush the ORM would build the same a thousand times."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from django.db import connection
from django.db.models import Model

#: Fields and what they must hold: a value, or one of several.
type Held = Mapping[str, str | tuple[str, ...]]


def holds(model: type[Model], pk: int, held: Held) -> bool:
    """Whether a row still holds these values; where a database locks rows, it does so until the transaction ends."""
    lock = " FOR UPDATE" if connection.features.has_select_for_update else ""
    sql = f"SELECT 1 FROM {_table(model)} WHERE {_condition(model, _shape(held))}{lock}"  # noqa: S608  names of ours
    with connection.cursor() as cursor:
        cursor.execute(sql, [pk, *_values(held)])
        return cursor.fetchone() is not None


def change(model: type[Model], pk: int, fields: Mapping[str, object], held: Held | None = None) -> bool:
    """Change fields of a row as long as it holds these values; return whether it did."""
    held = held or {}
    new = [_field(model, name).get_db_prep_save(value, connection) for name, value in fields.items()]
    with connection.cursor() as cursor:
        cursor.execute(_update(model, tuple(fields), _shape(held)), [*new, pk, *_values(held)])
        return bool(cursor.rowcount == 1)


type _Shape = tuple[tuple[str, int], ...]


def _shape(held: Held) -> _Shape:
    """Return the fields with how many values each may have."""
    return tuple((name, len(value) if isinstance(value, tuple) else 1) for name, value in held.items())


def _values(held: Held) -> list[str]:
    return [one for value in held.values() for one in (value if isinstance(value, tuple) else (value,))]


@cache
def _update(model: type[Model], changed: tuple[str, ...], shape: _Shape) -> str:
    new = ", ".join(f"{_column(model, name)} = %s" for name in changed)
    return f"UPDATE {_table(model)} SET {new} WHERE {_condition(model, shape)}"  # noqa: S608  names of ours


@cache
def _condition(model: type[Model], shape: _Shape) -> str:
    those = [f"{_column(model, name)} IN ({', '.join(['%s'] * many)})" for name, many in shape]
    return " AND ".join([f"{_column(model, 'id')} = %s", *those])


def _table(model: type[Model]) -> str:
    return connection.ops.quote_name(model._meta.db_table)  # noqa: SLF001  public in all but its name


def _column(model: type[Model], name: str) -> str:
    return connection.ops.quote_name(str(_field(model, name).column))


@cache
def _field(model: type[Model], name: str) -> Any:
    return model._meta.get_field(name)  # noqa: SLF001  public in all but its name
