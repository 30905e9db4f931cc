"""How a delivery may move, what an unknown outcome allows. All of it without a clock."""

from datetime import UTC, datetime, timedelta
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antiphon.channels.connector import Media, Outgoing, Reference, RetrySafety
from antiphon.publishing.rules.delivering import (
    EDITABLE,
    HAS_STOOD,
    NEEDS_A_PERSON,
    Doubt,
    Remedy,
    State,
    fingerprint,
    may_move,
    overall,
    remedy,
    sources_of,
    too_late,
    wait_before_try,
)

SENT = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)

#: The table of section 3.2, written out once more: what is not here is not allowed.
MOVES = {
    "draft": "in_review scheduled cancelled",
    "in_review": "draft approved held cancelled",
    "approved": "scheduled in_review draft held cancelled",
    "scheduled": "sending refused missed held in_review draft cancelled",
    "sending": "processing live refused unknown scheduled held",
    "processing": "live refused unknown",
    "unknown": "sending live scheduled missed cancelled",
    "refused": "scheduled in_review draft cancelled",
    "missed": "scheduled in_review draft cancelled",
    "held": "scheduled in_review draft cancelled",
    "live": "removing not_removed",
    "removing": "removed not_removed",
    "not_removed": "removing removed live",
    "cancelled": "draft",
    "removed": "",
}


@pytest.mark.parametrize(("start", "end"), list(product(State, State)))
def test_every_move_is_allowed_or_not_as_the_table_says(start: State, end: State) -> None:
    assert may_move(start, end) == (end in MOVES[start].split())
    assert (start in sources_of(end)) == may_move(start, end)


def test_what_is_live_can_only_be_taken_down() -> None:
    assert {end for end in State if may_move(State.LIVE, end)} == {State.REMOVING, State.NOT_REMOVED}


def test_every_state_but_the_first_can_be_reached_and_every_one_but_the_last_left() -> None:
    reached, waiting = {State.DRAFT}, [State.DRAFT]
    while waiting:
        start = waiting.pop()
        fresh = {end for end in State if may_move(start, end)} - reached
        reached |= fresh
        waiting += fresh
    assert reached == set(State)
    assert [start for start in State if not any(may_move(start, end) for end in State)] == [State.REMOVED]


def test_what_waits_for_a_person_can_be_dropped_and_what_can_be_edited_was_seen_by_nobody() -> None:
    assert all(may_move(state, State.CANCELLED) for state in NEEDS_A_PERSON - HAS_STOOD)
    assert EDITABLE.isdisjoint({State.SENDING, State.PROCESSING, State.UNKNOWN, *HAS_STOOD})


ASK, LOOK, REPLAY, BOTH = Remedy.ASK_A_PERSON, Remedy.LOOK, Remedy.REPLAY, Remedy.LOOK_THEN_REPLAY


@pytest.mark.parametrize(
    ("safety", "can_look", "late", "after", "expected"),
    [
        (RetrySafety.EXACTLY_ONCE, True, False, HOUR, BOTH),
        (RetrySafety.EXACTLY_ONCE, True, True, HOUR, LOOK),
        (RetrySafety.EXACTLY_ONCE, False, False, HOUR, ASK),
        (RetrySafety.IDEMPOTENT, True, False, HOUR * 0.89, REPLAY),
        (RetrySafety.IDEMPOTENT, True, False, HOUR * 0.9, LOOK),
        (RetrySafety.IDEMPOTENT, False, False, HOUR * 0.89, REPLAY),
        (RetrySafety.IDEMPOTENT, False, False, HOUR * 0.9, ASK),
        (RetrySafety.IDEMPOTENT, True, True, timedelta(0), LOOK),
        (RetrySafety.IDEMPOTENT, False, True, timedelta(0), ASK),
        (RetrySafety.RECONCILE_FIRST, True, False, HOUR, BOTH),
        (RetrySafety.RECONCILE_FIRST, True, True, HOUR, LOOK),
        (RetrySafety.RECONCILE_FIRST, False, False, HOUR, ASK),
        (RetrySafety.NEVER_REPLAY, True, False, timedelta(0), ASK),
        (RetrySafety.NEVER_REPLAY, False, True, HOUR, ASK),
    ],
)
def test_the_remedy_follows_from_what_the_network_allows(
    safety: RetrySafety, can_look: bool, late: bool, after: timedelta, expected: Remedy
) -> None:
    doubt = Doubt(SENT, safety, HOUR, can_look, late)
    assert remedy(doubt, SENT + after) == expected


@given(
    st.sampled_from(RetrySafety), st.none() | st.timedeltas(timedelta(0), HOUR * 48), st.booleans(), st.booleans(),
    st.timedeltas(timedelta(0), timedelta(days=90)),
)  # fmt: skip
def test_nothing_is_sent_again_where_that_could_make_a_second_post(
    safety: RetrySafety, lasts: timedelta | None, can_look: bool, late: bool, after: timedelta
) -> None:
    chosen = remedy(Doubt(SENT, safety, lasts, can_look, late), SENT + after)
    if chosen == Remedy.REPLAY:
        assert safety == RetrySafety.IDEMPOTENT
        assert lasts is not None
        assert after < lasts
    if chosen in {Remedy.REPLAY, Remedy.LOOK_THEN_REPLAY}:
        assert not late
    if chosen in {Remedy.LOOK, Remedy.LOOK_THEN_REPLAY}:
        assert can_look
    if safety == RetrySafety.NEVER_REPLAY:
        assert chosen == Remedy.ASK_A_PERSON


@given(st.timedeltas(timedelta(0), timedelta(days=2)), st.integers(0, 1440))
def test_late_is_what_passed_by_more_than_the_minutes_allowed(after: timedelta, minutes: int) -> None:
    assert too_late(SENT, minutes, SENT + after) == (after > timedelta(minutes=minutes))


def test_waits_double_and_stay_bounded() -> None:
    waits = [wait_before_try(tries, timedelta(seconds=15)).total_seconds() for tries in range(10)]
    assert waits == [15, 15, 30, 60, 120, 240, 480, 960, 960, 960]


def post(text: str, **more: object) -> Outgoing:
    return Outgoing(operation="op", text=text, language="en", at=SENT, **more)  # type: ignore[arg-type]


def media(alt_text: str = "words", name: str = "a.png") -> Media:
    return Media(Path(name), "image/png", alt_text, 1, 1)


def test_a_fingerprint_is_the_same_exactly_for_what_says_the_same() -> None:
    to = Reference("https://a.example/1", "1")
    ways = [
        post("a"), post("b"), post("a", media=(media(),)), post("a", media=(media("other"),)),
        post("a", media=(media(name="b.png"),)), post("a", reply_to=to),
    ]  # fmt: skip
    assert len({fingerprint(one) for one in ways}) == len(ways)
    assert fingerprint(post("a")) == fingerprint(Outgoing("another try", "a", "en", SENT + HOUR))


@given(st.lists(st.sampled_from(State), min_size=1))
def test_a_post_stands_as_the_delivery_that_most_needs_attention(states: list[State]) -> None:
    found = overall(states)
    assert found in states
    if set(states) & NEEDS_A_PERSON:
        assert found in NEEDS_A_PERSON
    assert overall(states[::-1]) == found


def test_a_post_is_live_once_nothing_else_is_to_come() -> None:
    assert overall([State.LIVE, State.CANCELLED, State.REMOVED]) == State.LIVE
    assert overall([State.LIVE, State.SCHEDULED]) == State.SCHEDULED
    assert overall([State.LIVE, State.UNKNOWN, State.REFUSED]) == State.UNKNOWN
    assert overall([]) == State.DRAFT
