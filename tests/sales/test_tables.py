"""Tables: each row says what it becomes; all of it comes in or nothing; handed in twice it counts once."""

from datetime import date
from decimal import Decimal

import pytest

from antiphon.lib.errors import Conflict, Refusal
from antiphon.sales.actions.importing import TableGiven, discard_table, hand_in_table, take_in
from antiphon.sales.models import ExchangeRate, Purchase, Refund, SalesImport, Spend, Stage
from antiphon.sales.queries import spend_between
from antiphon.sales.queries.importing import looked
from tests.sales.book import sell
from tests.web.readers import signed_in
from tests.world import World

PLAIN = """id;at;amount;currency;mail;coupon
1;2026-03-02 10:00;50.00;EUR;dora@example.org;SPRING10
2;2026-03-03;12,50;EUR;;
3;2026-03-04;-1;EUR;;
4;2099-03-04;1;EUR;;
5;2026-03-05;1;XYZ;;
1;2026-03-06;9;EUR;;
6;2026-03-07;7.00;;;
"""
OLIST_PAYMENTS = """"order_id","order_status","order_purchase_timestamp","payment_sequential","payment_value"
"e481","delivered","2017-10-02 10:56:33","1","18.12"
"e481","delivered","2017-10-02 10:56:33","2","2.00"
"e481","delivered","2017-10-02 10:56:33","2","2.00"
"53cd","canceled","2018-07-24 20:41:37","1","141.46"
"4777","shipped","2018-08-08 08:38:49","1","179.12"
"""
OLIST_ITEMS = """order_id,order_item_id,order_purchase_timestamp,price,freight_value
00010,1,2017-09-13 08:59:02,58.90,13.29
00010,2,2017-09-13 08:59:02,10.00,1.00
"""
ECB = """Date,USD,JPY,BGN,CYP,
2026-03-06,1.0812,162.1,N/A,N/A,
2026-03-05,1.0850,162.35,N/A,N/A,
1999-01-04,1.1789,133.73,N/A,0.58231,
"""
SPEND = """id,side,first,last,amount,currency,channel,campaign
a1,call,2026-03-01,2026-03-31,310.00,EUR,site,spring
a2,response,2026-03-05,,20,EUR,,
a3,nothing,2026-03-05,,20,EUR,,
a4,call,2026-03-05,,20,EUR,fax,
"""


def handed_in(world: World, kind: str, text: str, source: str = "fair", currency: str = "") -> SalesImport:
    given = TableGiven(kind=kind, name="t.csv", content=text.encode(), source=source, currency=currency)
    return hand_in_table(world.anna, given)


def faults(imported: SalesImport) -> list[tuple[int, str]]:
    return [(one.number, str(one.fault)) for one in looked(imported).rows if one.fault]


def test_each_bad_row_says_why_and_nothing_is_taken_before_somebody_leaves_them_out(world: World) -> None:
    table = handed_in(world, "purchases", PLAIN)
    assert faults(table) == [(3, "no_number"), (4, "negative"), (5, "future"), (6, "currency"), (7, "twice")]
    with pytest.raises(Refusal):
        take_in(world.anna, table)
    assert Purchase.objects.count() == 0
    page = signed_in(world.anna).get(f"/b/bottega/sales/tables/{table.pk}/").text
    assert "Its id stands in another row of this table." in page
    done = take_in(world.anna, table, leave_out=True)
    assert (done.taken, done.left_out, done.text_sealed) == (2, 5, "")
    assert [(one.external_id, one.amount) for one in Purchase.objects.order_by("external_id")] == [
        ("1", 50),
        ("6", 7),
    ]
    assert Purchase.objects.filter(coupon_key="SPRING10", source="fair").exclude(mail_key="").count() == 1
    with pytest.raises(Conflict):
        take_in(world.anna, table, leave_out=True)


def test_a_table_that_is_handed_in_again_counts_once(world: World) -> None:
    take_in(world.anna, handed_in(world, "purchases", OLIST_PAYMENTS, currency="BRL"), leave_out=True)
    again = handed_in(world, "purchases", OLIST_PAYMENTS, currency="BRL")
    assert (looked(again).new, looked(again).known, faults(again)) == (0, 2, [(5, "called_off")])
    done = take_in(world.anna, again, leave_out=True)
    assert (done.taken, Purchase.objects.count()) == (0, 2)


def test_payments_and_items_of_an_order_are_added_up_once(world: World) -> None:
    take_in(world.anna, handed_in(world, "purchases", OLIST_PAYMENTS, currency="BRL"), leave_out=True)
    take_in(world.anna, handed_in(world, "purchases", OLIST_ITEMS, currency="BRL"))
    told = Purchase.objects.order_by("at").values_list("external_id", "amount", "currency")
    assert list(told) == [
        ("00010", Decimal("83.19"), "BRL"),
        ("e481", Decimal("20.12"), "BRL"),
        ("4777", Decimal("179.12"), "BRL"),
    ]


def test_what_is_known_otherwise_is_said(world: World) -> None:
    sell(world.bottega, "1", "60.00", source="fair")
    table = handed_in(world, "purchases", "id,at,amount\n1,2026-03-02 10:00,50.00\n")
    assert faults(table) == [(2, "differs")]


def test_refunds_come_in_as_shops_write_them_and_wait_for_their_purchases(world: World) -> None:
    take_in(world.anna, handed_in(world, "refunds", "id,purchase,at,amount,currency\nr1,1,2026-03-05,-5.00,EUR\n"))
    assert (Refund.objects.get().amount, Refund.objects.waiting().count()) == (5, 1)


def test_the_history_of_the_central_bank_is_read_as_it_is_published(world: World) -> None:
    done = take_in(world.anna, handed_in(world, "rates", ECB, source=""))
    assert done.taken == 2
    told = ExchangeRate.objects.order_by("day", "quote").values_list("day", "base", "quote", "rate")
    assert list(told) == [
        (date(2026, 3, 5), "EUR", "JPY", Decimal("162.35")), (date(2026, 3, 5), "EUR", "USD", Decimal("1.0850")),
        (date(2026, 3, 6), "EUR", "JPY", Decimal("162.1")), (date(2026, 3, 6), "EUR", "USD", Decimal("1.0812")),
    ]  # fmt: skip
    take_in(world.anna, handed_in(world, "rates", "day,base,quote,rate\n2026-03-05,EUR,USD,1.09\n", source=""))
    assert ExchangeRate.objects.get(day=date(2026, 3, 5), quote="USD").rate == Decimal("1.09")


def test_spend_comes_in_by_side_channel_and_campaign(world: World) -> None:
    table = handed_in(world, "spend", SPEND, source="")
    assert faults(table) == [(4, "side"), (5, "channel")]
    take_in(world.anna, table, leave_out=True)
    (call,) = spend_between(world.bottega, date(2026, 3, 1), date(2026, 3, 10), side="call")
    assert (call.amount, call.spend.channel, call.spend.campaign) == (100, world.site, "spring")
    again = handed_in(world, "spend", SPEND, source="")
    assert (looked(again).new, looked(again).known, Spend.objects.count()) == (0, 2, 2)


@pytest.mark.parametrize("text", ["", "id,at\n1,2026-03-02\n", "a photograph", "id,at,amount\n", "\x00\x01\x02"])
def test_what_is_no_table_of_its_kind_is_refused(text: str, world: World) -> None:
    with pytest.raises(Refusal):
        handed_in(world, "purchases", text)
    assert SalesImport.objects.count() == 0


def test_a_table_is_thrown_away_and_names_nobody_any_more(world: World) -> None:
    table = handed_in(world, "purchases", PLAIN)
    assert "dora" not in table.text_sealed
    assert discard_table(world.anna, table).text_sealed == ""
    assert (SalesImport.objects.get().stage, Purchase.objects.count()) == (Stage.DISCARDED, 0)
