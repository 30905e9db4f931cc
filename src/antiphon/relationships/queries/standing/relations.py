"""The two relations that the statement reads, in the words of the database that is used."""

from collections.abc import Collection, Iterable
from datetime import UTC, date, datetime
from sqlite3 import sqlite_version_info
from typing import Any

from django.db import connection
from django.db.models import Min

from antiphon.channels.models import Channel
from antiphon.ledger.models import Interaction
from antiphon.ledger.queries import set_aside
from antiphon.ledger.rules import Direction
from antiphon.organizations.models import Brand, Member
from antiphon.people.models import Identity, Person
from antiphon.relationships.models import Relationship
from antiphon.relationships.queries.touches import end_of
from antiphon.relationships.rules import EFFORT
from antiphon.relationships.rules.zones import day_number, offsets

#: Who somebody is part of today.
_WHOLE = "coalesce(w.merged_into_id, r.person_id)"
type Media = Iterable[tuple[int, int]]


def media_of(brand: Brand) -> list[tuple[int, int]]:
    """Return the number of the kind of each channel, by the channel's id; 0 is for what has no channel."""
    channels = list(Channel.objects.filter(brand=brand).order_by("pk").values_list("pk", "kind"))
    kinds = {kind: number for number, kind in enumerate(dict.fromkeys(kind for _pk, kind in channels), start=1)}
    return [(pk, kinds[kind]) for pk, kind in channels]


def kept(brand: Brand) -> str:
    """Return the relation of those with whom we keep in touch, and of those who do not want it.

    What was kept with somebody who was joined with a person is kept with this one, unless this one has its own.
    """
    return f"""
        SELECT person, steward, rhythm_days, opted_out FROM (
            SELECT {_WHOLE} AS person,
                CASE WHEN r.ended_at IS NULL AND m.left_at IS NULL THEN r.steward_id END AS steward,
                CASE WHEN r.ended_at IS NULL THEN r.rhythm_days END AS rhythm_days,
                max(CASE WHEN r.opted_out_at IS NULL THEN 0 ELSE 1 END) OVER (PARTITION BY {_WHOLE}) AS opted_out,
                row_number() OVER (PARTITION BY {_WHOLE} ORDER BY
                    CASE WHEN r.ended_at IS NULL THEN 0 ELSE 1 END,
                    CASE WHEN w.merged_into_id IS NULL THEN 0 ELSE 1 END, r.id) AS place
            FROM {_name(Relationship)} r JOIN {_name(Person)} w ON w.id = r.person_id
            LEFT JOIN {_name(Member)} m ON m.id = r.steward_id
            WHERE r.brand_id = {brand.pk:d}
        ) AS every_part WHERE place = 1"""


def touch(brand: Brand, as_of: date, media: Media, people: Collection[int] | None = None) -> str:
    """Return the relation of contacts up to a day: with some people, or with everybody in one walk of the ledger.

    Nothing in it is from outside: ids, verbs and moments are the product's own.
    """
    if people is None:
        return _contacts(brand, as_of, media, _OTHER, "")
    mine = Identity.objects.filter(brand=brand, person__in=people).values_list("pk", flat=True)
    some = _listed(mine)
    halves = (
        _contacts(brand, as_of, media, side, f"AND i.direction = '{way}' AND i.{side} IN ({some})")
        for way, side in ((Direction.IN, "actor_id"), (Direction.OUT, "target_id"))
    )
    return " UNION ALL ".join(halves)


_OTHER = f"CASE i.direction WHEN '{Direction.IN}' THEN i.actor_id WHEN '{Direction.OUT}' THEN i.target_id END"


def _contacts(brand: Brand, as_of: date, media: Media, other: str, only: str) -> str:
    account = other if other == _OTHER else f"i.{other}"
    aside = " ".join(f"AND i.id NOT IN ({_written(ids)})" for ids in set_aside())
    return f"""
        SELECT person, day, moment, inward, effort, medium FROM (
            SELECT p.person_id AS person, {_day(brand, as_of)} AS day, i.at AS moment,
                CASE WHEN i.direction = '{Direction.IN}' THEN 1 ELSE 0 END AS inward,
                {_case("i.verb", ((f"'{verb}'", effort) for verb, effort in EFFORT.items()), "FLOAT8")} AS effort,
                {_case("i.channel_id", media, "INTEGER", otherwise="0")} AS medium
            FROM {_name(Interaction)} i JOIN {_name(Identity)} p ON p.id = {account}
            WHERE i.brand_id = {brand.pk:d} AND NOT i.automated AND p.person_id IS NOT NULL {only} {aside} {_once()}
        ) AS acts
        WHERE effort IS NOT NULL AND day <= {day_number(as_of)}"""


def _once() -> str:
    """Return what keeps SQLite from reckoning an effort and a day anew at each place that names them."""
    return "LIMIT -1" if connection.vendor == "sqlite" else ""


def _day(brand: Brand, as_of: date) -> str:
    """Return the number of the day of an act in the brand's zone."""
    if connection.vendor == "postgresql":
        return f"((i.at AT TIME ZONE '{brand.time_zone}')::date - DATE '1970-01-01')"
    began = Interaction.objects.filter(brand=brand).aggregate(first=Min("at"))["first"] or datetime.now(UTC)
    ahead = offsets(brand.zone, began, max(began, end_of(as_of, brand)))
    cases = " ".join(f"WHEN i.at >= '{at:%Y-%m-%d %H:%M:%S}' THEN {seconds}" for at, seconds in ahead)
    return f"(({_seconds()} + CASE {cases} ELSE {ahead[-1][1]} END) / 86400)"


def _seconds() -> str:
    """Return the whole seconds of an act since 1970, cut, not rounded; SQLite 3.38 tells them at once as a number."""
    at = "substr(i.at, 1, 19)"
    newer = sqlite_version_info >= (3, 38)
    return f"unixepoch({at})" if newer else f"CAST(strftime('%s', {at}) AS INTEGER)"


def _case(value: str, pairs: Iterable[tuple[Any, Any]], kind: str, otherwise: str = "NULL") -> str:
    cases = " ".join(f"WHEN {one} THEN {told}" for one, told in pairs)
    return f"CAST(CASE {value} {cases} ELSE {otherwise} END AS {kind})" if cases else f"CAST({otherwise} AS {kind})"


def _written(ids: Any) -> str:
    """Return a query as text. It comes from our own floors and carries no value from outside."""
    sql, params = ids.query.sql_with_params()
    if params:
        raise ValueError("what is set aside is told without values")
    return str(sql)


def _listed(ids: Iterable[int]) -> str:
    return ", ".join(f"{one:d}" for one in ids) or "NULL"


def _name(model: Any) -> str:
    return connection.ops.quote_name(model._meta.db_table)  # noqa: SLF001
