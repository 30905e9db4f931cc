"""The statement that reckons all standings at once, held to the rules on random pasts, in SQLite and in DuckDB."""

import sqlite3
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from antiphon.relationships.queries.standing import Stood, stood
from antiphon.relationships.queries.standing.statement import COLUMNS, statement
from antiphon.relationships.rules import (
    CADENCE,
    EFFORT,
    Standing,
    StrengthParams,
    Touch,
    UrgencyParams,
    circles,
    contact_days,
    effort_of,
    gap,
    mutual_contact_days,
    reciprocity,
    rhythm,
    stake,
    strength,
    urgency,
)
from antiphon.relationships.rules.effort import WORDS
from antiphon.relationships.rules.zones import day_number

TODAY = date(2026, 3, 2)
MEDIA = ("", "site", "mastodon", "mail")

type Past = dict[int, list[Touch]]
type Kept = dict[int, tuple[int | None, int | None, int]]


def in_sqlite(touches: list[tuple[Any, ...]], kept: list[tuple[Any, ...]], text: str) -> list[tuple[Any, ...]]:
    with sqlite3.connect(":memory:") as database:
        database.execute("CREATE TABLE touches (person, day, moment, inward, effort, medium)")
        database.execute("CREATE TABLE keeping (person, steward, rhythm_days, opted_out)")
        database.executemany("INSERT INTO touches VALUES (?, ?, ?, ?, ?, ?)", touches)
        database.executemany("INSERT INTO keeping VALUES (?, ?, ?, ?)", kept)
        found = database.execute(text).fetchall()
    database.close()
    return found


def in_duckdb(touches: list[tuple[Any, ...]], kept: list[tuple[Any, ...]], text: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(":memory:") as database:
        database.execute(
            "CREATE TABLE touches (person INT, day INT, moment VARCHAR, inward INT, effort FLOAT8, medium INT)"
        )
        database.execute("CREATE TABLE keeping (person INT, steward INT, rhythm_days INT, opted_out INT)")
        if touches:
            database.executemany("INSERT INTO touches VALUES (?, ?, ?, ?, ?, ?)", touches)
        if kept:
            database.executemany("INSERT INTO keeping VALUES (?, ?, ?, ?)", kept)
        return database.execute(text).fetchall()


def asked(past: Past, kept: Kept, engine: Callable[..., list[tuple[Any, ...]]]) -> dict[int, Stood]:
    rows = [
        (
            person,
            day_number(one.day),
            one.at.isoformat(),
            int(one.direction == "in"),
            effort_of(one.kind),
            MEDIA.index(one.channel),
        )
        for person, touches in past.items()
        for one in touches
    ]
    text = statement(
        f"SELECT * FROM touches WHERE day <= {day_number(TODAY)}",  # noqa: S608
        "SELECT * FROM keeping",
        day_number(TODAY),
        len(MEDIA),
        StrengthParams(),
        UrgencyParams(),
    )
    found = engine(rows, [(person, *one) for person, one in kept.items()], text)
    assert all(len(row) == len(COLUMNS) for row in found)
    return {row[0]: stood(row) for row in found}


def ruled(past: Past, kept: Kept) -> dict[int, Stood]:
    """Return what the rules say."""
    strengths = {person: strength(touches, TODAY) for person, touches in past.items()}
    placed: dict[int, Any] = {}
    for steward in {one[0] for one in kept.values() if one[0] is not None}:
        own = {person: strengths[person].value for person in past if kept.get(person, (None,))[0] == steward}
        placed |= circles(own)
    return {
        person: _ruled(person, touches, strengths[person], placed.get(person), *kept.get(person, (None, None, 0))[1:])
        for person, touches in past.items()
        if strengths[person].value is not None
    }


def _ruled(person: int, touches: list[Touch], found: Any, circle: Any, promise: int | None, out: int) -> Stood:
    days = contact_days(touches, TODAY)
    usual = rhythm(mutual_contact_days(touches, TODAY), CADENCE[circle] if circle else None)
    source = "promise" if promise else ("" if usual.days is None else "pair" if usual.own else "circle")
    spoken = sorted(
        (one for one in touches if one.day <= TODAY and effort_of(one.kind) >= WORDS),
        key=lambda one: (one.at, one.direction),
    )
    unanswered = (TODAY - spoken[-1].day).days if spoken and spoken[-1].direction == "out" else None
    rhythm_days = float(promise) if promise else usual.days
    at_stake = stake(touches, TODAY)
    silence = Standing(
        gap=gap(days, TODAY), rhythm=rhythm_days, stake=at_stake, our_last_unanswered=unanswered, opted_out=bool(out)
    )
    return Stood(
        person,
        found.value,
        found.a_in,
        found.a_out,
        reciprocity(found.a_in, found.a_out),
        found.span,
        found.channels,
        days[-1] if days else None,
        gap(days, TODAY),
        rhythm_days,
        source,
        usual.n,
        at_stake,
        unanswered,
        urgency(silence).value,
    )


def touch(minutes_ago: int, direction: Any, kind: str, channel: str) -> Touch:
    at = datetime(2026, 3, 3, 12, tzinfo=UTC) - timedelta(minutes=minutes_ago)
    return Touch(at.date(), at, direction, kind, channel)


TOUCHES = st.builds(
    touch,
    st.one_of(st.integers(0, 60 * 24 * 9), st.integers(0, 60 * 24 * 900)),
    st.sampled_from(["in", "out"]),
    st.sampled_from(sorted(EFFORT)),
    st.sampled_from(MEDIA),
)
PASTS = st.dictionaries(st.integers(1, 9), st.lists(TOUCHES, max_size=25), max_size=5)
KEPT = st.dictionaries(
    st.integers(1, 9),
    st.tuples(st.sampled_from([None, 1, 2]), st.sampled_from([None, 2, 30]), st.sampled_from([0, 0, 1])),
    max_size=6,
)


@pytest.mark.parametrize("engine", [in_sqlite, in_duckdb])
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(past=PASTS, kept=KEPT)
def test_the_statement_says_what_the_rules_say_of_any_past(engine: Any, past: Past, kept: Kept) -> None:
    known = {person: one for person, one in kept.items() if person in past}
    assert_same(asked(past, known, engine), ruled(past, known))


@pytest.mark.parametrize("engine", [in_sqlite, in_duckdb])
def test_the_oracle_of_strength_comes_out_of_the_statement(engine: Any) -> None:
    heard = [(0, "reply"), (90, "reply"), (180, "direct")]
    past = [touch(24 * 60 * (1 + age), "in", kind, "site") for age, kind in heard]
    past += [touch(24 * 60 * (1 + age), "out", "reply", "mail") for age in (0, 90)]
    found = asked({7: past}, {}, engine)[7]
    assert (found.a_in, found.a_out, found.span_days, found.channels) == pytest.approx((4.0, 3.0, 180, 2))
    assert (found.strength, found.reciprocity) == pytest.approx((52.619048, 0.857143), abs=1e-6)


def assert_same(found: dict[int, Stood], expected: dict[int, Stood]) -> None:
    assert sorted(found) == sorted(expected)
    for person, one in expected.items():
        for name in Stood.__slots__:
            told, true = getattr(found[person], name), getattr(one, name)
            assert told == (pytest.approx(true, abs=1e-9) if isinstance(true, float) else true), name
