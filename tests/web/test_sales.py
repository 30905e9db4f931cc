"""The page of sales: sums that the rows add up to, what stands apart, a table to take along."""

import csv
import io
from datetime import timedelta

from antiphon.lib import clock
from tests.sales.book import give_back, sell
from tests.web.readers import signed_in
from tests.world import World

SALES = "/b/bottega/sales/"


def test_who_sold_nothing_is_told_how_sales_come_in(world: World) -> None:
    page = signed_in(world.anna).get(SALES)
    assert "Nothing sold yet" in page.text
    assert "/api/v1/brands/bottega/purchases" in page.text


def test_the_page_adds_up_what_was_sold_and_tells_apart_what_cannot_be_counted(world: World) -> None:
    at = clock.now() - timedelta(days=2)
    sell(world.bottega, "A-1", "1250.00", at=at)
    sell(world.bottega, "A-2", "80.00", "USD", at=at, source="fair")
    sell(world.bottega, "A-3", "40.00", at=at)
    give_back(world.bottega, "R-1", "A-1", "50.50", at=at)
    give_back(world.bottega, "R-9", "A-9", "9.00", at=at)
    page = signed_in(world.anna).get(SALES).text.replace("\xa0", " ")
    assert "1,239.50 EUR" in page
    assert "80.00 USD" in page
    assert "1 refund waits for its purchase" in page
    assert "R-9" in page
    only = signed_in(world.anna).get(f"{SALES}?source=fair").text
    assert ("A-2" in only, "A-3" in only) == (True, False)


def test_a_purchase_opens_into_its_refunds(world: World) -> None:
    made = sell(world.bottega, "A-1", "50.00", heard="a friend told me")
    give_back(world.bottega, "R-1", "A-1", "60.00")
    page = signed_in(world.anna).get(f"{SALES}{made.pk}/").text
    assert "more was given back than was paid" in page
    assert "a friend told me" in page


def test_the_table_tells_each_amount_exactly_and_no_cell_is_a_formula(world: World) -> None:
    sell(world.bottega, "=1+1", "0.10", at=clock.now() - timedelta(days=1))
    answer = signed_in(world.anna).get(f"{SALES}?format=csv")
    head, row = list(csv.reader(io.StringIO(answer.text)))
    told = dict(zip(head, row, strict=True))
    assert (told["id"], told["amount"], told["left in reporting currency"]) == ("'=1+1", "0.10", "0.10")


def test_the_table_of_one_source_is_of_that_source_however_it_is_called(world: World) -> None:
    sell(world.bottega, "A-1", "50.00", at=clock.now() - timedelta(days=1), source="Bread & Tea")
    page = signed_in(world.anna).get(SALES, {"source": "Bread & Tea"}).text
    assert "&amp;source=Bread+%26+Tea&amp;format=csv" in page
