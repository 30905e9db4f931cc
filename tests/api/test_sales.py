"""Programs tell of sales: once counted, whatever is sent again; what is wrong is said and changes nothing."""

from typing import Any

import pytest

from antiphon.sales.models import Purchase, Refund
from tests.api.conftest import Program, error_of

SOLD = {"id": "1001", "at": "2026-03-02T10:00:00Z", "amount": "50.00", "currency": "EUR", "coupon": "spring10"}


def test_a_purchase_that_is_told_ten_times_counts_once(anna: Program) -> None:
    answers = [anna.post("/brands/bottega/purchases", SOLD) for _ in range(10)]
    assert {answer.status_code for answer in answers} == {201}
    assert [answer.json()["outcome"] for answer in answers] == ["new", *["known"] * 9]
    told = anna.get("/brands/bottega/sales?since=2026-03-01&until=2026-03-31").json()
    assert (told["n"], told["net"], told["currency"]) == (1, "50.00", "EUR")


def test_a_refund_waits_for_its_purchase_and_never_gives_back_more_than_was_paid(anna: Program) -> None:
    back = {"id": "r1", "purchase": "1001", "at": "2026-03-05T10:00:00Z", "amount": "60.00", "currency": "EUR"}
    early = anna.post("/brands/bottega/refunds", back).json()["refund"]
    assert (early["counted"], early["left_out"], early["why"]) == ("0.00", "60.00", "its purchase is not known yet")
    sold = anna.post("/brands/bottega/purchases", SOLD).json()["purchase"]
    assert (sold["refunded"], sold["net"]) == ("50.00", "0.00")
    assert [(one["left_out"], one["why"]) for one in sold["refunds"]] == [
        ("10.00", "more was given back than was paid")
    ]
    assert anna.get(f"/purchases/{sold['id']}").json() == sold


@pytest.mark.parametrize(
    ("changed", "status", "field"),
    [
        ({"amount": "-5"}, 422, "amount"), ({"currency": "EURO"}, 422, "currency"), ({"id": ""}, 422, "id"),
        ({"at": "2099-01-01T00:00:00Z"}, 422, "at"), ({"at": "2026-03-02T10:00:00"}, 422, "at"),
        ({"amount": "5.001"}, 422, "amount"),
    ],
)  # fmt: skip
def test_what_cannot_be_taken_is_said_and_changes_nothing(
    changed: dict[str, Any], status: int, field: str, anna: Program
) -> None:
    answer = anna.post("/brands/bottega/purchases", SOLD | changed)
    assert (answer.status_code, error_of(answer)[2], Purchase.objects.count()) == (status, field, 0)


def test_the_same_id_with_another_amount_is_a_conflict(anna: Program) -> None:
    anna.post("/brands/bottega/purchases", SOLD)
    answer = anna.post("/brands/bottega/purchases", SOLD | {"amount": "60.00"})
    assert error_of(answer) == (409, "conflict", "id")
    assert Purchase.objects.get().amount == 50


def test_purchases_are_listed_in_pages(anna: Program) -> None:
    for n in range(3):
        anna.post("/brands/bottega/purchases", SOLD | {"id": f"{n}", "amount": f"{n}"})
    page = anna.get("/brands/bottega/purchases?limit=2").json()
    rest = anna.get(f"/brands/bottega/purchases?limit=2&cursor={page['next']}").json()
    assert [one["amount"] for one in (*page["items"], *rest["items"])] == ["2.00", "1.00", "0.00"]
    assert (rest["next"], Refund.objects.count()) == (None, 0)


def test_a_program_sets_up_what_the_pages_do(anna: Program) -> None:
    spent = {"side": "call", "first": "2026-03-01", "last": "2026-03-31", "amount": "310.00", "currency": "EUR"}
    assert anna.post("/brands/bottega/spend", spent).status_code == 201
    told = anna.get("/brands/bottega/spend?since=2026-03-01&until=2026-03-10&side=call").json()
    assert (told["total"], told["items"][0]["in_days"], told["items"][0]["amount"]) == ("100.00", "100.00", "310.00")
    rate = {"day": "2026-03-02", "base": "EUR", "quote": "USD", "rate": "1.0850"}
    assert anna.post("/brands/bottega/exchange-rates", rate).json()["rate"] == "1.085"
    anna.post("/brands/bottega/purchases", SOLD | {"currency": "USD", "amount": "100.00"})
    assert anna.get("/brands/bottega/reporting-currency").json() == {"currency": "USD", "chosen": False}
    assert anna.put("/brands/bottega/reporting-currency", {"currency": "EUR"}).json()["chosen"] is True
    assert anna.get("/brands/bottega/sales?since=2026-03-01&until=2026-03-31").json()["net"] == "92.17"
    anna.post("/brands/bottega/coupons", {"code": "SPRING10", "campaign": "spring"})
    (coupon,) = anna.get("/brands/bottega/coupons?since=2026-03-01&until=2026-03-31").json()
    assert (coupon["n"], coupon["net"], coupon["currency"]) == (1, "92.17", "EUR")


def test_a_program_hands_in_a_table_and_sees_what_each_row_becomes(anna: Program) -> None:
    table = {"kind": "purchases", "source": "fair", "text": "id,at,amount\n1,2026-03-02,5\n2,2026-03-02,-5\n"}
    made = anna.post("/brands/bottega/sales-tables", table).json()
    assert (made["new"], made["unfit"], made["rows"][0]["number"]) == (1, 1, 3)
    assert error_of(anna.post(f"/sales-tables/{made['id']}/take-in", {}))[:2] == (422, "refused")
    done = anna.post(f"/sales-tables/{made['id']}/take-in", {"leave_out": True}).json()
    assert (done["stage"], done["taken"], Purchase.objects.count()) == ("done", 1, 1)


def test_the_secret_of_a_webhook_is_told_once(anna: Program) -> None:
    made = anna.post("/brands/bottega/webhooks", {"kind": "woocommerce", "name": "shop"}).json()
    assert len(made["secret"]) > 30
    (told,) = anna.get("/brands/bottega/webhooks").json()
    assert (told["secret"], told["has_secret"], told["address"]) == (None, True, made["address"])
