"""Sales to the last digit: the sheet that was computed by hand, in whatever order it is told."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from antiphon.lib import clock
from antiphon.people.actions import meet, recognize
from antiphon.people.models import Person
from antiphon.reports.actions.erasing import erase_person
from antiphon.sales.actions.knowing import know_buyers
from antiphon.sales.actions.purchasing import note_purchase, take_purchase
from antiphon.sales.models import Purchase, Refund
from antiphon.sales.queries import (
    CountedPurchase,
    in_reporting_currency,
    purchases_between,
    reporting_currency,
    sales_sums,
    waiting_refunds,
)
from antiphon.sales.queries.purchases import purchases_of
from antiphon.sales.rules.faults import Fault, Unfit
from antiphon.sales.rules.told import PurchaseTold
from tests.sales.book import MARCH, give_back, of_kind, rate, sell, sheet, tell
from tests.web.readers import signed_in
from tests.world import World

START, END = datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 4, 1, tzinfo=UTC)


def reckoned(one: CountedPurchase) -> str:
    return "" if one.net_in_reporting is None else str(one.net_in_reporting)


@pytest.mark.parametrize("order", [list, lambda rows: list(reversed(rows)), lambda rows: [*rows, *rows]])
def test_the_sheet_holds_to_the_last_digit_in_whatever_order_and_however_often_it_is_told(
    order: Callable[[Any], Any], world: World
) -> None:
    rows, brand = sheet(), world.bottega
    for one in of_kind(rows, "rate"):
        rate(brand, date.fromisoformat(one["at"]), one["currency"], one["amount"])
    for one in order(rows):
        tell(brand, one)
    found = purchases_between(brand, START, END)
    assert {one.purchase.external_id: (one.shown(one.net), reckoned(one)) for one in found} == {
        row["id"]: (row["net"], row["in_eur"]) for row in of_kind(rows, "purchase")
    }
    counts = {each.refund.external_id: each.shown(each.counted) for one in found for each in one.refunds}
    counts |= dict.fromkeys(waiting_refunds(brand).values_list("external_id", flat=True), "0.00")
    assert counts == {row["id"]: row["counts"] for row in of_kind(rows, "refund")}
    sums = sales_sums(found, reporting_currency(brand))
    totals = {"n": sums.n, "gross": sums.gross, "refunded": sums.refunded, "net": sums.net}
    assert {name: str(value) for name, value in totals.items()} == {
        row["id"]: row["amount"] for row in of_kind(rows, "total")
    }
    apart = {row["id"]: (1, Decimal(row["amount"])) for row in of_kind(rows, "apart")}
    assert dict(sums.without_rate) == apart


def test_the_same_purchase_ten_times_is_one(world: World) -> None:
    made = {sell(world.bottega, "1", "50").pk for _ in range(10)}
    assert (len(made), Purchase.objects.count()) == (1, 1)


def test_the_same_id_at_another_source_or_brand_is_another_purchase(world: World) -> None:
    sell(world.bottega, "1", "50")
    sell(world.bottega, "1", "50", source="fair")
    sell(world.carla.brand, "1", "50")
    assert Purchase.objects.count() == 3


def test_what_differs_changes_nothing_unless_its_source_says_so_later(world: World) -> None:
    sell(world.bottega, "1", "50", stated_at=MARCH)
    with pytest.raises(Unfit) as told:
        sell(world.bottega, "1", "60")
    assert told.value.fault == Fault.DIFFERS
    sell(world.bottega, "1", "70", stated_at=MARCH - timedelta(hours=1))
    assert Purchase.objects.get().amount == 50
    sell(world.bottega, "1", "80", stated_at=MARCH + timedelta(hours=1))
    assert Purchase.objects.get().amount == 80


def test_a_refund_that_is_told_otherwise_stays_what_it_was(world: World) -> None:
    give_back(world.bottega, "r", "1", "5")
    with pytest.raises(Unfit):
        give_back(world.bottega, "r", "1", "6")
    assert Refund.objects.get().amount == 5


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"amount": Decimal(-1)}, Fault.NEGATIVE), ({"currency": "EURO"}, Fault.CURRENCY),
        ({"key": " "}, Fault.NO_ID), ({"at": clock.now() + timedelta(days=1)}, Fault.FUTURE),
        ({"currency": ""}, Fault.NO_CURRENCY),
    ],
)  # fmt: skip
def test_what_cannot_be_taken_leaves_nothing(changed: dict[str, Any], fault: Fault, world: World) -> None:
    told = {"key": "1", "at": MARCH, "amount": Decimal(5), "currency": "EUR"} | changed
    with pytest.raises(Unfit) as why:
        take_purchase(world.bottega, "shop", PurchaseTold(**told))
    assert (why.value.fault, Purchase.objects.count()) == (fault, 0)


def test_a_buyer_is_known_by_a_verified_address_only(world: World) -> None:
    brand = world.bottega
    dora = meet(brand, network="newsletter", stable_id="mailto:dora@example.org", at=MARCH, handle="dora@example.org")
    assert sell(brand, "1", "5", mail="dora@example.org").identity is None
    recognize(dora, mail="dora@example.org", mail_verified=True)
    assert sell(brand, "2", "5", mail="Dora@Example.org").identity == dora
    assert sell(brand, "3", "5").identity is None
    assert not Purchase.objects.filter(mail_key__contains="dora").exists()


def test_some_purchases_and_many_take_the_same_number_of_queries(
    world: World, django_assert_num_queries: Any
) -> None:
    sell(world.bottega, "0", "5")
    for n in (1, 30):
        for one in range(n):
            sell(world.bottega, f"{n}-{one}", "5", "USD")
            give_back(world.bottega, f"{n}-{one}", f"{n}-{one}", "1", "USD")
        with django_assert_num_queries(5):
            purchases_between(world.bottega, START, END)


def test_amounts_without_a_rate_are_told_apart_and_never_guessed(world: World) -> None:
    sell(world.bottega, "1", "50")
    told = in_reporting_currency(
        world.bottega, [(Decimal(5), "EUR", MARCH.date()), (Decimal(7), "USD", MARCH.date())]
    )
    assert (told.total, told.currency, told.n, told.without_rate) == (5, "EUR", 1, {"USD": (1, Decimal(7))})


def test_who_may_not_connect_tells_of_no_purchase(world: World) -> None:
    told = PurchaseTold(key="1", at=MARCH, amount=Decimal(5), currency="EUR")
    with pytest.raises(Exception, match="role"):
        note_purchase(world.bruno, "api", told)
    assert Purchase.objects.count() == 0


def test_a_buyer_is_found_once_their_address_is_verified_and_is_forgotten_when_they_ask(world: World) -> None:
    brand, person = world.bottega, Person.objects
    sold = sell(brand, "1", "5", mail="dora@example.org", heard="from Ada")
    dora = meet(brand, network="newsletter", stable_id="mailto:dora@example.org", at=MARCH, handle="dora@example.org")
    assert know_buyers() == 0
    recognize(dora, mail="dora@example.org", mail_verified=True)
    assert (know_buyers(), know_buyers()) == (1, 0)
    whose = person.get(identities=dora)
    assert [one.purchase.pk for one in purchases_of(whose)] == [sold.pk]
    page = signed_in(world.anna).get(f"/b/bottega/people/{whose.pk}/")
    assert f"/b/bottega/sales/{sold.pk}/" in page.text
    erase_person(world.anna, whose, whose.name)
    sold.refresh_from_db()
    assert (sold.mail_key, sold.heard, sold.amount, know_buyers()) == ("", "", 5, 0)
    again = sell(brand, "1", "4", mail="dora@example.org", heard="from Ada", stated_at=clock.now())
    assert (again.pk, again.amount, again.mail_key, again.heard) == (sold.pk, 4, "", "")
