"""3.4: what became of calls, by who answered and by what was promised."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from antiphon.conversations.rules.answers import Answerer, Asked, answers, still_waiting
from antiphon.conversations.rules.business_time import wall_seconds

NOON = datetime(2026, 3, 6, 12, tzinfo=UTC)
HOUR = 3600


def hour(number: float) -> datetime:
    return NOON + timedelta(hours=number)


#: Opened so that by hour 8 they were answered after 1, 2 and 4 hours, and are open since 3 and 8.
WORKED = [
    Asked(hour(0), hour(1)),
    Asked(hour(0), hour(2)),
    Asked(hour(0), hour(4)),
    Asked(hour(5), None),
    Asked(hour(0), None),
]


def test_the_worked_waits_have_a_median_of_four_hours():
    told = answers(WORKED, hour(8), wall_seconds)
    assert (told.wall.value, told.business.value, told.n, told.still_open) == (4 * HOUR, 4 * HOUR, 5, 2)
    curve = still_waiting(WORKED, hour(8), wall_seconds)
    assert [round(step.still_waiting, 6) for step in curve] == [0.8, 0.6, 0.3]


def test_open_within_the_promise_is_not_yet_decided():
    promised = [replace(one, due_at=one.opened_at + timedelta(hours=3.5)) for one in WORKED]
    told = answers(promised, hour(8), wall_seconds)
    assert (told.met, told.decided, told.beyond) == (0.5, 4, 1)


def test_without_a_promise_there_is_no_share():
    assert (answers(WORKED, hour(8), wall_seconds).met, answers([], NOON, wall_seconds).met) == (None, None)


def test_what_was_answered_later_counted_as_open_then():
    then = answers(WORKED, hour(1.5), wall_seconds)
    assert (then.n, then.still_open, then.first[Answerer.TEAM]) == (4, 3, 1)


def test_the_community_may_be_first_and_machines_never_are():
    found = [
        Asked(NOON, hour(2), person_at=hour(1)),
        Asked(NOON, hour(2), machine_at=hour(0)),
        Asked(NOON, None, machine_at=hour(0)),
    ]
    told = answers(found, hour(8), wall_seconds)
    assert told.first == {Answerer.TEAM: 1, Answerer.COMMUNITY: 1, Answerer.NOBODY: 1}
    assert (told.machines, told.anybody.value, told.wall.value) == (2, 2 * HOUR, 2 * HOUR)


@given(st.lists(st.tuples(st.integers(0, 48), st.none() | st.integers(0, 96), st.none() | st.integers(1, 24))))
def test_every_call_is_counted_once(rows: list[tuple[int, int | None, int | None]]):
    found = [
        Asked(hour(at), None if wait is None else hour(at + wait), due_at=None if due is None else hour(at + due))
        for at, wait, due in rows
    ]
    told = answers(found, hour(48), wall_seconds)
    assert sum(told.first.values()) == told.n == len(rows)
    assert told.decided <= told.n
    assert told.beyond <= told.still_open


def test_a_call_that_was_closed_waits_no_more_and_was_not_answered():
    closed = replace(WORKED[4], closed_at=hour(3), due_at=hour(2))
    in_time = replace(WORKED[4], closed_at=hour(1), due_at=hour(2))
    told = answers([closed, in_time], hour(8), wall_seconds)
    assert (told.still_open, told.beyond, told.met, told.decided) == (0, 0, 0.0, 1)
    assert (told.wall.value, told.wall.longest) == (None, 3 * HOUR)
