"""What was heard is told once, also when it is shown late and a cursor cannot be read."""

from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from antiphon.channels.wire.recent import Ear

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def heard(cursor: str, *told: tuple[str, int], stream: str = "post") -> tuple[list[str], str]:
    """Listen once: names with the minutes after noon at which they were said."""
    ear = Ear(cursor)
    found = [(name, NOON + timedelta(minutes=minute)) for name, minute in told]
    new = ear.new(stream, found, lambda one: one[0], lambda one: one[1])
    return [name for name, _ in new], ear.cursor()


def test_what_was_heard_is_not_heard_again() -> None:
    first, cursor = heard("", ("b", 2), ("a", 1))
    assert first == ["a", "b"]
    assert heard(cursor, ("b", 2), ("a", 1)) == ([], cursor)
    assert heard(cursor, ("c", 3), ("b", 2))[0] == ["c"]


def test_what_is_shown_late_is_heard() -> None:
    _, cursor = heard("", ("a", 8))
    assert heard(cursor, ("late", 1), ("a", 8))[0] == ["late"]
    assert heard(cursor, ("too late", -30), ("a", 8))[0] == []


def test_each_stream_goes_its_own_way() -> None:
    _, cursor = heard("", ("a", 60), stream="one")
    ear = Ear(cursor)
    ear.keep("one")
    assert ear.new("other", [("x", NOON)], lambda one: one[0], lambda one: one[1]) == [("x", NOON)]
    again = Ear(ear.cursor())
    assert (again.since("one"), again.since("other")) == (NOON + timedelta(minutes=50), NOON - timedelta(minutes=10))


def test_a_cursor_that_cannot_be_read_is_none() -> None:
    for cursor in ("nonsense", "[1]", '{"post": 3}', '{"post": ["yesterday", []]}'):
        assert heard(cursor, ("a", 1))[0] == ["a"]


@given(st.lists(st.tuples(st.integers(0, 300), st.integers(0, 9)), max_size=40))
def test_nothing_is_told_twice_however_it_comes(told: list[tuple[int, int]]) -> None:
    names = [(f"{minute}-{late}", minute, minute + late) for minute, late in dict.fromkeys(told)]
    cursor, all_heard = "", list[Any]()
    for now in range(0, 320, 5):
        shown = [(name, minute) for name, minute, visible in names if visible <= now]
        new, cursor = heard(cursor, *shown)
        all_heard += new
    assert sorted(all_heard) == sorted(name for name, _, _ in names)
