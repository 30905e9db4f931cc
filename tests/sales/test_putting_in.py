"""What was put in, in which currency it is read, and which codes brought whom."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from antiphon.lib import clock
from antiphon.lib.errors import Conflict, Refusal
from antiphon.people.actions import meet
from antiphon.people.models import Person
from antiphon.sales.actions.couponing import CouponTold, end_coupon, note_coupon
from antiphon.sales.actions.reckoning import choose_currency, note_rate
from antiphon.sales.actions.spending import note_spend, take_spend_back
from antiphon.sales.models import ExchangeRate, Spend
from antiphon.sales.queries import reporting_currency, spend_between
from antiphon.sales.queries.coupons import coupons_with_sales
from antiphon.sales.queries.spend import spend_sum
from antiphon.sales.rules.spend import SpendTold
from tests.sales.book import MARCH, rate, sell
from tests.web.readers import signed_in
from tests.world import World

FIRST, LAST = date(2026, 3, 1), date(2026, 3, 31)


def spent(world: World, amount: str = "310.00", currency: str = "EUR", side: str = "call") -> Spend:
    told = SpendTold(side=side, first=FIRST, last=LAST, amount=amount, currency=currency)
    return note_spend(world.anna, told, world.site)


def test_what_was_spent_counts_by_days_and_side_and_is_taken_back(world: World) -> None:
    spent(world)
    wrong = spent(world, "31.00", side="response")
    rows = spend_between(world.bottega, FIRST, date(2026, 3, 10))
    assert sorted(one.amount for one in rows) == [10, 100]
    take_spend_back(world.anna, wrong)
    assert [one.amount for one in spend_between(world.bottega, FIRST, date(2026, 3, 10))] == [100]
    assert Spend.objects.get(pk=wrong.pk).taken_back_by == world.anna


def test_spend_in_another_currency_is_converted_or_told_apart(world: World) -> None:
    spent(world, "108.50", "USD")
    spent(world, "10", "GBP")
    rate(world.bottega, date(2026, 2, 27), "USD", "1.0850")
    choose_currency(world.anna, "eur")
    told = spend_sum(spend_between(world.bottega, FIRST, LAST), "EUR")
    assert (told.total, told.n, told.without_rate) == (Decimal("100.00"), 1, {"GBP": (1, Decimal(10))})


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"amount": "0"}, "amount"), ({"amount": "-5"}, "amount"), ({"side": "both"}, "side"),
        ({"last": FIRST - timedelta(days=1)}, "last"), ({"currency": "EUROS"}, "currency"),
    ],
)  # fmt: skip
def test_what_cannot_be_spent_is_said(changed: dict[str, object], field: str, world: World) -> None:
    told = {"side": "call", "first": FIRST, "last": LAST, "amount": "5", "currency": "EUR"} | changed
    with pytest.raises(Refusal) as why:
        note_spend(world.anna, SpendTold(**told))  # type: ignore[arg-type]
    assert (why.value.field, Spend.objects.count()) == (field, 0)


def test_the_reporting_currency_is_chosen_or_that_of_most_purchases(world: World) -> None:
    assert reporting_currency(world.bottega) == "EUR"
    sell(world.bottega, "1", "5", "CHF")
    assert reporting_currency(world.bottega) == "CHF"
    choose_currency(world.anna, "USD")
    assert reporting_currency(world.bottega) == "USD"
    with pytest.raises(Refusal):
        choose_currency(world.anna, "money")


def test_a_rate_takes_the_place_of_that_of_its_day(world: World) -> None:
    for value in ("1.08", "1.09"):
        note_rate(world.anna, FIRST, "eur", "usd", value)
    assert ExchangeRate.objects.get().rate == Decimal("1.09")
    for base, quote, value in (("EUR", "EUR", "1"), ("EUR", "USD", "0"), ("EUR", "USD", "NaN"), ("EUR", "USD", "-1")):
        with pytest.raises(Refusal):
            note_rate(world.anna, FIRST, base, quote, value)


def test_what_was_bought_with_a_code_belongs_to_who_gave_it_out_noted_before_or_after(world: World) -> None:
    sell(world.bottega, "1", "50", coupon="Spring 10")
    sell(world.bottega, "2", "20", coupon="unknown")
    ada = meet(
        world.bottega, network="mastodon", stable_id="ada", at=MARCH, handle="@ada@a.example", name="Ada Rossi"
    )
    made = note_coupon(world.anna, CouponTold(code="SPRING10", person=Person.objects.get(identities=ada)))
    sell(world.bottega, "3", "30", coupon="spring10")
    (row,), unknown = coupons_with_sales(world.bottega, MARCH - timedelta(days=1), clock.now())
    assert (row.coupon, row.sums.n, row.sums.net, unknown) == (made, 2, 80, ["UNKNOWN"])
    with pytest.raises(Conflict):
        note_coupon(world.anna, CouponTold(code="spring 10", campaign="spring"))
    end_coupon(world.anna, made)
    note_coupon(world.anna, CouponTold(code="spring 10", campaign="spring"))
    rows, _unknown = coupons_with_sales(world.bottega, MARCH - timedelta(days=1), clock.now())
    assert {one.coupon.pk: one.sums.n for one in rows}[made.pk] == 2


def test_a_code_that_nobody_gives_out_says_nothing(world: World) -> None:
    with pytest.raises(Refusal):
        note_coupon(world.anna, CouponTold(code="SPRING10"))


def test_the_pages_of_spend_coupons_and_rates_take_what_is_typed_and_say_what_is_wrong(world: World) -> None:
    anna = signed_in(world.anna)
    typed = {"side": "response", "first": "2026-03-02", "amount": "12.50", "currency": "EUR", "campaign": "fair"}
    assert anna.post("/b/bottega/spend/", typed | {"amount": "0"}).status_code == 422
    assert anna.post("/b/bottega/spend/", typed).status_code == 303
    assert "12.50" in anna.get("/b/bottega/spend/?since=2026-03-01&until=2026-03-31").text
    assert "fair" in anna.get("/b/bottega/spend/?since=2026-03-01&until=2026-03-31&format=csv").text
    assert anna.post("/b/bottega/coupons/", {"code": "X1"}).status_code == 422
    assert anna.post("/b/bottega/coupons/", {"code": "X1", "campaign": "spring"}).status_code == 303
    assert "X1" in anna.get("/b/bottega/coupons/").text
    wrong = {"do": "rate", "day": "2026-03-02", "base": "EUR", "quote": "EUR", "rate": "1"}
    assert "A rate is between two currencies." in anna.post("/b/bottega/sales/rates/", wrong).text
    assert anna.post("/b/bottega/sales/rates/", wrong | {"quote": "USD", "rate": "1.0850"}).status_code == 303
    assert "1.085" in anna.get("/b/bottega/sales/rates/").text


def test_the_page_of_spend_shows_fifty_and_the_rest_behind_with_the_sum_of_all(world: World) -> None:
    for _ in range(60):
        spent(world, "31.00")
    pages = [signed_in(world.anna).get(f"/b/bottega/spend/?since={FIRST}&until={LAST}&page={n}").text for n in (1, 2)]
    assert ["1,860.00" in text for text in pages] == [True, True]
    assert [text.count("/take-back/") for text in pages] == [50, 10]
