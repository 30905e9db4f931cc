"""Shops tell of their sales: signed or not at all, kept before anything is made of it, counted once."""

import json
import logging
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.test import Client

from antiphon.channels.actions import rotate_secrets
from antiphon.lib import clock
from antiphon.lib.errors import Conflict
from antiphon.practice.shop import PracticeShop, Sale, Sent
from antiphon.sales.actions.webhooks import end_webhook, make_webhook, set_secret
from antiphon.sales.models import Outcome, Payload, Purchase, Refund, Webhook
from antiphon.sales.queries import purchases_between, reporting_currency, sales_sums
from antiphon.sales.tasks import tidy_sales, work_on_payloads
from antiphon.web.urls import urlpatterns
from tests.sales.book import MARCH
from tests.web.readers import signed_in
from tests.world import World

KINDS = ["woocommerce", "shopify", "stripe"]
SECRET = "a secret of the shop"


def shop_of(world: World, kind: str) -> tuple[Webhook, PracticeShop]:
    made, _told = make_webhook(world.anna, kind, f"my {kind}")
    set_secret(world.anna, made, SECRET)
    return made, PracticeShop(kind, SECRET)


def post(to: Webhook, sent: Sent) -> int:
    client = Client(raise_request_exception=False)
    return client.post(f"/shops/{to.token}/", sent.body, "application/json", headers=dict(sent.headers)).status_code


def net(world: World) -> str:
    found = purchases_between(world.bottega, MARCH - timedelta(days=5), clock.now())
    return str(sales_sums(found, reporting_currency(world.bottega)).net)


@pytest.mark.parametrize("kind", KINDS)
def test_a_sale_is_counted_once_with_what_is_given_back_however_often_it_is_told(kind: str, world: World) -> None:
    to, shop = shop_of(world, kind)
    sale = Sale(1001, "50.00", coupon="spring10", visit="v-1", heard="a friend", agreed="You may.")
    sold = shop.tell(sale)
    back = shop.give_back(sale, 7, "12.50")
    assert {post(to, sent) for sent in (back, sold, sold, back, shop.tell(sale), sold)} == {200}
    made = Purchase.objects.get()
    assert (made.amount, made.currency, made.at, made.source) == (50, "EUR", sale.at, f"my {kind}")
    assert (made.coupon_key, made.visit, made.heard, made.agreed) == ("SPRING10", "v-1", "a friend", "You may.")
    assert (Refund.objects.get().amount, net(world)) == (Decimal("12.50"), "37.50")


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_not_signed_is_turned_away_and_changes_nothing_and_no_log_tells_of_it(
    kind: str, world: World, caplog: pytest.LogCaptureFixture
) -> None:
    to, shop = shop_of(world, kind)
    good = shop.tell(Sale(1001, "50.00"))
    forged = PracticeShop(kind, "another secret").tell(Sale(1001, "50.00"))
    changed = Sent(good.headers, good.body.replace(b"50", b"90"))
    with caplog.at_level(logging.DEBUG):
        assert [post(to, one) for one in (forged, changed, Sent({}, good.body), Sent(good.headers, b""))] == [401] * 4
    assert (Payload.objects.count(), Purchase.objects.count()) == (0, 0)
    assert not any(word in caplog.text for word in (SECRET, "dora@example.org", "Conti"))
    to.refresh_from_db()
    assert to.refused == 4


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_signed_but_old_changes_nothing_when_it_is_sent_again(kind: str, world: World) -> None:
    to, shop = shop_of(world, kind)
    sale = Sale(1, "50.00")
    old = shop.tell(sale)
    post(to, old)
    post(to, shop.give_back(sale, 7, "50.00"))
    with time_machine.travel(clock.now() + timedelta(days=3), tick=False):
        assert post(to, old) == (401 if kind == "stripe" else 200)
    assert (net(world), Purchase.objects.count(), Refund.objects.count()) == ("0.00", 1, 1)


@pytest.mark.parametrize("kind", KINDS)
def test_a_body_of_ten_megabytes_is_not_read_to_its_end_and_says_why(kind: str, world: World) -> None:
    to, shop = shop_of(world, kind)
    large = shop.signed(json.dumps({"id": 1, "note": "x" * 10_000_000}).encode(), "order.updated", clock.now())
    answer = Client().post(f"/shops/{to.token}/", large.body, "application/json", headers=dict(large.headers))
    assert (answer.status_code, answer.text) == (413, "That is more than an order needs: at most 500 kB.\n")
    assert Payload.objects.count() == 0


def test_a_wrong_signature_is_answered_with_what_to_do(world: World) -> None:
    to, shop = shop_of(world, "shopify")
    answer = Client().post(f"/shops/{to.token}/", shop.tell(Sale(1, "5")).body, "application/json")
    assert answer.text.startswith("The signature is not that of this webhook. Paste the secret")


def test_a_sale_in_a_currency_without_a_rate_is_taken_and_stands_apart(world: World) -> None:
    to, shop = shop_of(world, "woocommerce")
    for n, currency in enumerate(("EUR", "EUR", "USD")):
        post(to, shop.tell(Sale(n + 1, "50.00", currency=currency)))
    assert (net(world), Payload.objects.filter(outcome="taken").count()) == ("100.00", 3)
    page = signed_in(world.anna).get("/b/bottega/sales/?since=2026-03-01&until=2026-03-31").text
    assert "Purchases without a rate" in page


def test_a_signature_of_stripe_grows_old(world: World) -> None:
    to, shop = shop_of(world, "stripe")
    now = clock.now()
    late = [post(to, shop.tell(Sale(1, "5"), now=now - timedelta(seconds=age))) for age in (400, -400, 200)]
    assert late == [401, 401, 200]


def test_what_cannot_be_counted_is_kept_says_why_and_counts_once_it_can(world: World) -> None:
    to, shop = shop_of(world, "woocommerce")
    broken = [
        shop.signed(b"no json", "order.updated", clock.now()),
        shop.tell(Sale(2, "-5.00")),
        shop.tell(Sale(3, "5.00", currency="XXX")),
        shop.tell(Sale(4, "5.00", at=clock.now() + timedelta(days=2))),
        shop.signed(json.dumps({"id": 5, "date_paid_gmt": "2026-03-02T10:00:00"}).encode(), "order.updated", MARCH),
        shop.signed(b"[1]", "order.updated", clock.now()),
    ]
    assert {post(to, one) for one in broken} == {200}
    told = Payload.objects.order_by("pk").values_list("outcome", "fault")
    faults = ["no_json", "negative", "currency", "future", "no_amount", "shape"]
    assert list(told) == [("unfit", fault) for fault in faults]
    page = signed_in(world.anna).get(f"/b/bottega/sales/webhooks/{to.pk}/").text
    assert "There is no such currency." in page
    assert post(to, shop.tell(Sale(6, "5.00", paid=False))) == 200
    assert (Purchase.objects.count(), Payload.objects.last().outcome) == (0, "passed")  # type: ignore[union-attr]


def event_of_stripe(kind: str, told: dict[str, Any], n: int) -> Sent:
    now = clock.now()
    about = {"created": int(now.timestamp()), "currency": "eur", **told}
    event = {"id": f"evt_{kind}_{n}", "type": kind, "livemode": True, "created": about["created"]}
    body = json.dumps({**event, "data": {"object": about}}).encode()
    return PracticeShop("stripe", SECRET).signed(body, "", now)


def test_a_subscription_counts_by_its_charge_and_not_by_its_checkout_too(world: World) -> None:
    to, _shop = shop_of(world, "stripe")
    checkout = {"id": "cs_1", "payment_intent": None, "payment_status": "paid", "amount_total": 900}
    charge = {"id": "ch_1", "payment_intent": "pi_1", "amount": 900, "amount_captured": 900, "captured": True}
    told = [("checkout.session.completed", checkout), ("charge.succeeded", charge)]
    assert {post(to, event_of_stripe(kind, one, 1)) for kind, one in told} == {200}
    assert Purchase.objects.values_list("external_id", "amount").get() == ("pi_1", 9)


def test_what_is_only_authorized_is_no_sale_before_it_is_captured(world: World) -> None:
    to, _shop = shop_of(world, "stripe")
    charge = {"id": "ch_1", "payment_intent": "pi_1", "amount": 900, "amount_captured": 0, "captured": False}
    assert (post(to, event_of_stripe("charge.succeeded", charge, 1)), Purchase.objects.count()) == (200, 0)
    charge |= {"captured": True, "amount_captured": 700}
    assert (post(to, event_of_stripe("charge.captured", charge, 2)), Purchase.objects.get().amount) == (200, 7)


def test_an_order_that_is_changed_later_is_corrected_whichever_comes_first(world: World) -> None:
    to, shop = shop_of(world, "woocommerce")
    first, second = Sale(1, "50.00"), Sale(1, "45.00", changed=MARCH + timedelta(days=1))
    for some in ((first, second), (second, first)):
        Purchase.objects.all().delete()
        Payload.objects.all().delete()
        for one in some:
            post(to, shop.tell(one))
        assert Purchase.objects.get().amount == 45


@pytest.mark.parametrize("kind", ["woocommerce", "shopify"])
@pytest.mark.parametrize("order", [(0, 1), (1, 0), (0, 1, 0), (1, 0, 1)])
def test_an_order_that_is_called_off_counts_no_more_in_whatever_order_it_is_told(
    kind: str, order: tuple[int, ...], world: World
) -> None:
    to, shop = shop_of(world, kind)
    told = [Sale(1, "50.00"), Sale(1, "50.00", called_off=True, changed=MARCH + timedelta(hours=1))]
    assert {post(to, shop.tell(told[n])) for n in order} == {200}
    made = Purchase.objects.get()
    assert (made.amount, made.called_off_at, net(world)) == (50, MARCH + timedelta(hours=1), "0")
    assert "Called off:" in signed_in(world.anna).get(f"/b/bottega/sales/{made.pk}/").text
    assert post(to, shop.tell(Sale(1, "50.00", changed=MARCH + timedelta(hours=2)))) == 200
    assert (Purchase.objects.get().called_off_at, net(world)) == (None, "50.00")


def test_an_order_of_shopify_that_was_given_back_when_it_was_canceled_is_reversed_once(world: World) -> None:
    to, shop = shop_of(world, "shopify")
    sale = Sale(1, "50.00")
    post(to, shop.tell(sale))
    post(to, shop.give_back(sale, 7, "40.00"))
    body = json.loads(shop.tell(Sale(1, "50.00", called_off=True, changed=clock.now())).body)
    order = json.dumps({**body, "financial_status": "partially_refunded"}).encode()
    assert post(to, shop.signed(order, "orders/cancelled", clock.now())) == 200
    assert net(world) == "10.00"


@pytest.mark.parametrize(
    ("events", "left"),
    [
        (["refund.created succeeded", "refund.updated failed"], "9.00"),
        (["refund.failed failed", "refund.created succeeded"], "9.00"),
        (["refund.created pending", "refund.updated succeeded"], "6.00"),
        (["charge.dispute.created needs_response"], "9.00"),
        (["charge.dispute.funds_withdrawn needs_response"], "6.00"),
        (["charge.dispute.funds_withdrawn needs_response", "charge.dispute.closed lost"], "6.00"),
        (["charge.dispute.funds_withdrawn needs_response", "charge.dispute.closed won"], "9.00"),
        (["charge.dispute.funds_reinstated won", "charge.dispute.funds_withdrawn needs_response"], "9.00"),
    ],
)
def test_what_a_bank_takes_back_or_sends_back_counts_as_stripe_says(
    events: list[str], left: str, world: World
) -> None:
    to, _shop = shop_of(world, "stripe")
    charge = {"id": "ch_1", "payment_intent": "pi_1", "amount": 900, "amount_captured": 900, "captured": True}
    back = {"id": "x_1", "charge": "ch_1", "payment_intent": "pi_1", "amount": 300, "reason": "fraudulent"}
    told = [event_of_stripe("charge.succeeded", charge, 0)]
    for n, (kind, _, status) in enumerate(one.partition(" ") for one in events):
        about = {**back, "object": "dispute" if "dispute" in kind else "refund", "status": status}
        told.append(event_of_stripe(kind, about, n + 1))
    for some in (told, [told[1], told[0], *told[2:]]):
        assert {post(to, one) for one in some} == {200}
    assert net(world) == left


def test_what_a_dead_process_left_is_worked_on_by_the_next(world: World) -> None:
    to, shop = shop_of(world, "shopify")
    post(to, shop.tell(Sale(1, "50.00")))
    Purchase.objects.all().delete()
    long_ago = clock.now() - timedelta(minutes=5)
    Payload.objects.update(outcome=Outcome.WAITS, received_at=long_ago, worked_at=None)
    assert (work_on_payloads(), Purchase.objects.count()) == (1, 1)
    Payload.objects.update(worked_at=clock.now() - timedelta(days=31))
    assert (tidy_sales(), Payload.objects.get().body_sealed) == (1, "")


def test_what_could_never_be_worked_on_does_not_name_its_buyer_for_ever(world: World) -> None:
    to, shop = shop_of(world, "shopify")
    post(to, shop.tell(Sale(1, "50.00")))
    Payload.objects.update(outcome=Outcome.WAITS, received_at=clock.now() - timedelta(days=91), worked_at=None)
    assert tidy_sales() == 1
    assert Payload.objects.values_list("outcome", "body_sealed").get() == ("unfit", "")


def test_no_secret_and_no_buyer_rests_in_the_open_and_both_survive_a_rotation(world: World) -> None:
    to, shop = shop_of(world, "woocommerce")
    post(to, shop.tell(Sale(1, "50.00")))
    kept = Payload.objects.get().body_sealed + Webhook.objects.get().secret_sealed
    assert not any(word in kept for word in (SECRET, "dora", "Conti"))
    rotate_secrets()
    assert post(to, shop.tell(Sale(2, "5.00"))) == 200
    assert Purchase.objects.count() == 2


def test_the_first_word_of_woocommerce_is_answered_and_says_nothing(world: World) -> None:
    to, _shop = shop_of(world, "woocommerce")
    form = "application/x-www-form-urlencoded"
    assert Client().post(f"/shops/{to.token}/", "webhook_id=12", content_type=form).status_code == 200
    assert Client().post(f"/shops/{to.token}/", "webhook_id=x", content_type=form).status_code == 401
    assert Payload.objects.count() == 0


def test_an_address_that_ended_or_never_was_takes_nothing(world: World) -> None:
    to, shop = shop_of(world, "shopify")
    end_webhook(world.anna, to)
    assert post(to, shop.tell(Sale(1, "5.00"))) == 404
    to.token = "none"
    assert post(to, shop.tell(Sale(1, "5.00"))) == 404
    assert any(pattern.name == "shop_tells" for pattern in urlpatterns)


def test_a_name_is_given_to_one_webhook_at_a_time(world: World) -> None:
    make_webhook(world.anna, "shopify", "shop")
    with pytest.raises(Conflict):
        make_webhook(world.anna, "stripe", "shop")


def test_the_secret_is_shown_once(world: World) -> None:
    anna = signed_in(world.anna)
    made: Any = anna.post("/b/bottega/sales/webhooks/", {"kind": "woocommerce", "name": "shop"})
    to = Webhook.objects.get()
    assert "The secret is shown this once" in made.text
    secret = made.text.partition('<code class="long">')[2].partition("<")[0]
    assert post(to, PracticeShop("woocommerce", secret).tell(Sale(1, "5.00"))) == 200
    assert secret not in anna.get(f"/b/bottega/sales/webhooks/{to.pk}/").text
