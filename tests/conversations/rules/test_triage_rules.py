"""What the rules of the inbox say: closed calls, filters, names in notes, variables, moments."""

from datetime import UTC, datetime, timedelta

import pytest

from antiphon.conversations.rules import (
    Call,
    Filters,
    Named,
    Shelf,
    Until,
    Utterance,
    Wait,
    calls,
    filled,
    moment_until,
    named_in,
    put_after,
    read_filters,
    unknown_variables,
    waiting_on,
    waits,
    written_filters,
)

T = datetime(2026, 3, 4, 10, tzinfo=UTC)
CLOSED = T + timedelta(minutes=30)


def at(minutes: int) -> datetime:
    return T + timedelta(minutes=minutes)


def them(minutes: int, number: int, closed_at: datetime | None = None) -> Utterance:
    return Utterance(at(minutes), "them", automated=False, needs_answer=True, id=number, closed_at=closed_at)


def us(minutes: int, number: int) -> Utterance:
    return Utterance(at(minutes), "us", automated=False, needs_answer=False, id=number)


def test_a_call_that_a_member_closed_is_open_no_more() -> None:
    said = [them(0, 1, CLOSED), them(5, 2, CLOSED)]
    assert calls(said) == (Call(T, 1, closed_at=CLOSED),)
    assert waiting_on(said) == "nobody"


def test_what_comes_in_after_a_closing_opens_a_call_of_its_own() -> None:
    said = [them(0, 1, CLOSED), them(40, 2)]
    assert calls(said) == (Call(T, 1, closed_at=CLOSED), Call(at(40), 2))
    assert waiting_on(said) == "us"


def test_what_was_said_before_a_closing_and_came_after_it_opens_a_call_too() -> None:
    assert calls([them(0, 1, CLOSED), them(29, 2)]) == (Call(T, 1, closed_at=CLOSED), Call(at(29), 2))


def test_an_answer_after_all_is_the_answer() -> None:
    assert calls([them(0, 1, CLOSED), us(50, 2)]) == (Call(T, 1, at(50), 2),)


def test_a_closed_call_was_seen_waiting_until_it_was_closed() -> None:
    assert waits(calls([them(0, 1, CLOSED)]), at(500)) == (Wait(1800.0, answered=False),)


@pytest.mark.parametrize(
    "filters",
    [
        Filters(),
        Filters(Shelf.CLOSED, 7, "direct", "12", 24, "fr", "prix & délais", noted=True),
        Filters(care="me"),
        Filters(care="nobody", hours=87_600),
    ],
)
def test_filters_come_back_from_an_address_as_they_went_in(filters: Filters) -> None:
    assert read_filters(written_filters(filters)) == filters


@pytest.mark.parametrize(
    "typed",
    [
        {"tab": "attic", "kind": "shout", "care": "them", "channel": "x", "hours": "-1", "language": "1"},
        {"channel": "9" * 40, "hours": "٣", "care": "0", "noted": "yes", "text": "   "},
    ],
)
def test_nonsense_in_an_address_filters_nothing(typed: dict[str, str]) -> None:
    assert read_filters(typed) == Filters()


def test_a_name_in_a_note_is_found_where_a_word_begins() -> None:
    team = {1: "Anna Rossi", 2: "Bruno", 3: "Anna Blu", 4: "José", 5: "Bruno Neri"}
    assert named_in("@Anna Blu, @bruno. And anna@rossi.example, @josé!", team) == Named((3, 2, 4))
    assert named_in("@Bruno Neri (and @Zoe) @José", team) == Named((5, 4))
    assert named_in("@@Anna Rossi @", team) == Named(())


def test_two_of_one_whole_name_are_unclear() -> None:
    assert named_in("@Anna Rossi", {1: "Anna Rossi", 2: "anna rossi"}) == Named((), ("Anna Rossi",))


def test_a_reply_is_filled_in_once_and_keeps_other_braces() -> None:
    assert filled("{name} {other} {} {name}", {"name": "{brand}", "brand": "B"}) == "{brand} {other} {} {brand}"
    assert unknown_variables("{name} {other} { name } {\n}") == ("other", " name ")
    assert put_after("", "Yes.") == "Yes."


def test_a_morning_is_that_of_the_brand_also_when_the_clocks_change() -> None:
    saturday = datetime(2026, 3, 28, 12, tzinfo=UTC)
    assert moment_until(Until.TOMORROW, saturday, "Europe/Rome") == datetime(2026, 3, 29, 7, tzinfo=UTC)
    assert moment_until(Until.LATER, saturday, "Europe/Rome") == saturday + timedelta(hours=3)
    monday = datetime(2026, 3, 30, 5, tzinfo=UTC)
    assert moment_until(Until.MONDAY, monday, "Europe/Rome") == datetime(2026, 4, 6, 7, tzinfo=UTC)
