"""Money by its rules: the worked examples, and what holds for any amounts."""

import doctest
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as some

from antiphon.sales.rules import money, rates, refunds, spend, told
from antiphon.sales.rules.faults import Fault, Unfit
from antiphon.sales.rules.rates import Rate, RateBook
from antiphon.sales.rules.refunds import GivenBack, counted

DAY = date(2026, 3, 2)
AMOUNTS = some.decimals(Decimal(0), Decimal("99999999.99"), places=2)


@pytest.mark.parametrize("module", [money, rates, refunds, spend, told])
def test_the_worked_examples_hold(module: object) -> None:
    assert doctest.testmod(module).failed == 0  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("typed", "currency", "fault"),
    [
        ("-1", "EUR", Fault.NEGATIVE), ("", "EUR", Fault.NO_AMOUNT), ("1,50", "EUR", Fault.NO_NUMBER),
        ("NaN", "EUR", Fault.NO_NUMBER), ("1e9", "EUR", Fault.NO_NUMBER), ("1.005", "EUR", Fault.DECIMALS),
        ("1.5", "JPY", Fault.DECIMALS), ("100000000000", "EUR", Fault.TOO_MUCH),
    ],
)  # fmt: skip
def test_what_is_no_amount_says_why(typed: str, currency: str, fault: Fault) -> None:
    with pytest.raises(Unfit) as told_why:
        money.amount_of(typed, currency)
    assert told_why.value.fault == fault


@given(AMOUNTS, some.lists(AMOUNTS.filter(bool), max_size=6), some.randoms())
def test_no_more_is_given_back_than_was_paid_and_the_order_does_not_matter(
    paid: Decimal, given_back: list[Decimal], chance: object
) -> None:
    start = datetime(2026, 3, 2, tzinfo=UTC)
    rows = [GivenBack(start + timedelta(days=n), n, amount, "EUR") for n, amount in enumerate(given_back)]
    told_so = counted(paid, "EUR", rows)
    assert sum(one.counted for one in told_so) == min(paid, sum(given_back))
    assert [one.counted + one.left_out for one in told_so] == given_back
    chance.shuffle(rows)  # type: ignore[attr-defined]
    assert counted(paid, "EUR", rows) == told_so


@given(AMOUNTS, some.integers(0, 40), some.integers(0, 60))
def test_what_was_spent_by_a_day_and_after_it_is_all_that_was_spent(amount: Decimal, long: int, cut: int) -> None:
    days, end = (DAY, DAY + timedelta(days=long)), DAY + timedelta(days=90)
    middle = DAY + timedelta(days=cut)
    before = spend.share(amount, "EUR", days, (DAY - timedelta(days=5), middle))
    after = spend.share(amount, "EUR", days, (middle + timedelta(days=1), end))
    assert before + after == amount


def test_a_rate_holds_for_seven_days_and_is_never_taken_from_later() -> None:
    book = RateBook([Rate(DAY, "EUR", "USD", Decimal("1.1"))])
    assert [book.conversion("USD", "EUR", DAY + timedelta(days=n)) is not None for n in (-1, 0, 7, 8)] == [
        False, True, True, False,
    ]  # fmt: skip


def test_two_currencies_meet_in_a_third_one() -> None:
    book = RateBook([Rate(DAY, "EUR", "USD", Decimal("1.1")), Rate(DAY, "EUR", "GBP", Decimal("0.88"))])
    found = book.conversion("USD", "GBP", DAY)
    assert found is not None
    assert found.of(Decimal(110)) == Decimal("88.00")
