"""Days are compared only with days that were counted as a whole, and that are others."""

from datetime import UTC, datetime, timedelta

from antiphon.reports.returns.catalogue import return_measures
from antiphon.reports.returns.reckoning import Compared, compared
from antiphon.reports.rules.known import Counted, Known
from antiphon.reports.rules.spans import Span, Then, Verdict

MARCH, DAY = datetime(2026, 3, 1, tzinfo=UTC), timedelta(days=1)


def counted(n: int, since: datetime, began: datetime) -> Known:
    return Known(since=since, until=since + 30 * DAY, visits=Counted(n), began={"visits": began})


def visits(now: Known, before: Known | None) -> Compared:
    return compared(return_measures()["visits"], now, {Then.BEFORE: before, Then.YEAR_AGO: None})


def test_days_of_which_a_part_was_counted_are_not_known_as_a_whole() -> None:
    began = MARCH - 10 * DAY
    found = visits(counted(90, MARCH, began), counted(10, MARCH - 30 * DAY, began))
    assert (found.now.value, found.now.began) == (90, None)
    assert (found.then[Then.BEFORE].value, found.verdict(Then.BEFORE)) == (None, Verdict.UNKNOWN)
    assert found.then[Then.BEFORE].sentence.startswith("Counted only since")


def test_what_was_counted_for_a_part_of_the_days_says_since_when_and_is_compared_with_nothing() -> None:
    began = MARCH + 20 * DAY
    found = visits(counted(30, MARCH, began), counted(90, MARCH - 30 * DAY, MARCH - 90 * DAY))
    assert (found.now.value, found.now.began, found.now.compared) == (30, began, None)
    assert found.now.sentence.endswith("Counted only since 21 March 2026.")
    assert (found.then[Then.BEFORE].value, found.verdict(Then.BEFORE)) == (90, Verdict.UNKNOWN)


def test_more_than_a_year_is_not_compared_with_the_year_among_it() -> None:
    assert Span(MARCH, MARCH + 365 * DAY).year_ago == Span(MARCH - 365 * DAY, MARCH)
    assert Span(MARCH, MARCH + 366 * DAY).year_ago is None
    assert visits(counted(1, MARCH, MARCH - DAY), None).then[Then.YEAR_AGO].value is None
