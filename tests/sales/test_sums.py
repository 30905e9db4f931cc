"""Sums made ahead say what the purchases say one by one, whatever came in since they were made."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from antiphon.lib import clock
from antiphon.sales.actions.couponing import CouponTold, end_coupon, note_coupon
from antiphon.sales.actions.importing import TableGiven, hand_in_table, take_in
from antiphon.sales.actions.purchasing import take_refund
from antiphon.sales.actions.reckoning import choose_currency, note_rate, take_rate_back
from antiphon.sales.actions.summing import sum_day
from antiphon.sales.models import ExchangeRate, Purchase, SalesDay, SumOf
from antiphon.sales.queries import purchases_between, reporting_currency, sales_sums
from antiphon.sales.queries.coupons import coupons_with_sales
from antiphon.sales.queries.sums import left_out_of, sold_between, sums_of_lines
from antiphon.sales.rules.told import RefundTold
from antiphon.sales.tasks import sum_all_sales, sum_sales, tidy_sales
from tests.sales.book import MARCH, give_back, of_kind, rate, sell, sheet, tell
from tests.web.readers import signed_in
from tests.world import World

START, END = datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 4, 1, tzinfo=UTC)
type Change = Callable[[World], Any]


def one_by_one(world: World) -> Any:
    return sales_sums(purchases_between(world.bottega, START, END), reporting_currency(world.bottega))


def ahead(world: World) -> Any:
    sold = sold_between(world.bottega, START, END)
    return sums_of_lines(sold.of(SumOf.ALL), sold.currency)


def filled(world: World) -> None:
    for one in of_kind(sheet(), "rate"):
        rate(world.bottega, date.fromisoformat(one["at"]), one["currency"], one["amount"])
    for one in sheet():
        tell(world.bottega, one)
    sell(world.bottega, "later", "10", at=MARCH + timedelta(days=3), heard="a friend", coupon="SPRING10")
    sum_all_sales()


def a_table(world: World) -> None:
    content = b"id,purchase,at,amount\nt-1,later,2026-03-08,4\n"
    take_in(
        world.anna,
        hand_in_table(world.anna, TableGiven(kind="refunds", name="r.csv", content=content, source="shop")),
    )


CHANGES: dict[str, Change] = {
    "a purchase": lambda world: sell(world.bottega, "new", "7"),
    "a refund": lambda world: give_back(world.bottega, "r-new", "later", "3"),
    "a refund told first": lambda world: (give_back(world.bottega, "r", "new", "3"), sell(world.bottega, "new", "7")),
    "a refund that failed": lambda world: [
        take_refund(
            world.bottega, "shop",
            RefundTold(key="f", of="later", at=MARCH, amount=Decimal(2), currency="EUR", called_off=off),
        )
        for off in (False, True)
    ],
    "a call-off": lambda world: sell(
        world.bottega, "later", "10", at=MARCH + timedelta(days=3), stated_at=clock.now(), called_off=True
    ),
    "another day": lambda world: sell(
        world.bottega, "later", "12", at=MARCH + timedelta(days=9), stated_at=clock.now()
    ),
    "a rate": lambda world: note_rate(world.anna, MARCH.date(), "EUR", "USD", "2"),
    "a rate taken back": lambda world: [take_rate_back(world.anna, one) for one in ExchangeRate.objects.all()],
    "another currency": lambda world: choose_currency(world.anna, "USD"),
    "a table": a_table,
}  # fmt: skip


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_the_sums_hold_to_the_last_digit_before_and_after_they_are_made_anew(change: Change, world: World) -> None:
    filled(world)
    assert ahead(world) == one_by_one(world)
    change(world)
    assert ahead(world) == one_by_one(world)
    tidy_sales()
    sum_all_sales()
    assert ahead(world) == one_by_one(world)
    assert SalesDay.objects.exclude(currency=reporting_currency(world.bottega)).count() == 0


def test_what_nobody_noted_is_read_all_the_same(world: World) -> None:
    filled(world)
    Purchase.objects.filter(external_id="later").delete()
    assert ahead(world) == one_by_one(world)


def test_another_clock_puts_purchases_on_other_days(world: World) -> None:
    sell(world.bottega, "night", "5", at=datetime(2026, 3, 31, 23, 30, tzinfo=UTC))
    filled(world)
    world.bottega.time_zone = "Asia/Tokyo"
    world.bottega.save()
    assert ahead(world) == one_by_one(world)
    tidy_sales()
    sum_all_sales()
    assert (ahead(world), sum_sales()) == (one_by_one(world), 0)


def test_what_was_added_up_while_something_came_in_is_added_up_again(world: World) -> None:
    sell(world.bottega, "1", "5")
    row = SalesDay.objects.get()
    sell(world.bottega, "2", "5")
    assert sum_day(row) is False
    assert (sum_sales(), ahead(world).gross, sum_sales()) == (1, 10, 0)


def test_a_coupon_that_ended_within_a_day_has_what_was_bought_until_then(world: World) -> None:
    coupon = note_coupon(world.anna, CouponTold(code="SPRING10", campaign="spring"))
    now = clock.now()
    sell(world.bottega, "1", "5", coupon="spring10", at=now - timedelta(seconds=2))
    end_coupon(world.anna, coupon)
    sell(world.bottega, "2", "7", coupon="spring10", at=clock.now() + timedelta(seconds=1))
    sum_all_sales()
    rows, unknown = coupons_with_sales(world.bottega, now - timedelta(days=5), now + timedelta(days=1))
    assert ([one.sums.net for one in rows], unknown) == ([5], ["SPRING10"])


def test_some_purchases_and_many_take_the_same_number_of_queries(
    world: World, django_assert_max_num_queries: Any
) -> None:
    sell(world.bottega, "0", "5", at=END - timedelta(hours=5))
    told = [sum_sales()]
    for n in (1, 30):
        for one in range(n):
            at = START + timedelta(days=one, hours=5)
            sell(world.bottega, f"{n}-{one}", "5", "USD", at=at)
            sell(world.bottega, f"{n}-{one}-off", "5", at=at, called_off=True)
            give_back(world.bottega, f"{n}-{one}", f"{n}-{one}", "9", "USD", at=at)
        for _ in range(2):
            with django_assert_max_num_queries(25) as asked:
                sold = sold_between(world.bottega, START, END)
                left_out_of(world.bottega, START, END, sold, 50)
            told.append(len(asked))
            sum_all_sales()
    assert told[1:3] == told[3:5]


def test_the_page_shows_fifty_and_the_rest_behind_with_sums_of_all(world: World) -> None:
    at = clock.now() - timedelta(days=2)
    for n in range(60):
        sell(world.bottega, f"A-{n:02}", "1.00", at=at + timedelta(seconds=n))
    sum_all_sales()
    anna = signed_in(world.anna)
    first, second = (anna.get(f"/b/bottega/sales/?page={n}").text.replace("\xa0", " ") for n in (1, 2))
    assert ("60.00 EUR" in first, "60.00 EUR" in second) == (True, True)
    assert [text.count('/">A-') for text in (first, second)] == [50, 10]


def test_where_most_days_changed_everything_is_read_at_once(world: World) -> None:
    for n in range(62):
        sell(world.bottega, f"{n}", "5", at=START - timedelta(days=2 * n))
    sum_sales()
    sold = sold_between(world.bottega, START - timedelta(days=130), END)
    assert sums_of_lines(sold.of(SumOf.ALL), sold.currency).gross == 310
