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
