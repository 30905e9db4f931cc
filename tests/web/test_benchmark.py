"""The page of brands side by side: who sees which, what it says, what it costs to read."""

import csv
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.reports.benched import another, figure, keep
from tests.web.readers import page, signed_in
from tests.world import World

pytestmark = pytest.mark.django_db
PAGE = "/b/bottega/benchmark/"
ASKED = f"{PAGE}?month=2026-10"


def test_one_brand_alone_is_told_what_the_page_is_for(world: World) -> None:
    anna, bruno = page(signed_in(world.anna), PAGE), page(signed_in(world.bruno), PAGE)
    assert "There is one brand to see" in anna.words
    assert anna.all("a", href="/b/bottega/brands/new/")
    assert not bruno.all("a", href="/b/bottega/brands/new/")


def test_brands_without_any_month_say_that_it_comes(world: World) -> None:
    another(world, "Lamps")
    assert "Nothing is reckoned yet" in page(signed_in(world.anna), PAGE).words


def test_brands_stand_side_by_side_and_only_what_is_sure_is_said(world: World) -> None:
    told = {"engagement_rate": figure(0.05, 40, 0.04, 0.06), "leads": figure(40, 40, 30, 51)}
    keep(world.bottega, followers=1000, **told)
    keep(another(world, "Lamps"), followers=100, **told)
    words = page(signed_in(world.anna), ASKED).words
    assert "Lamps lies surely above Bottega." in words
    assert "No difference one can be sure of." in words
    assert "October 2026" in words


def test_money_stands_in_the_currency_of_each_brand_and_shares_no_scale(world: World) -> None:
    keep(world.bottega, sales=figure(1200.5, 9, unit="EUR"))
    keep(another(world, "Lamps"), sales=figure(900, 4, unit="USD"))
    answer = signed_in(world.anna).get(ASKED).text
    assert "1,200.50 EUR" in answer
    assert "900.00 USD" in answer
    assert "whiskers" not in answer.partition('id="sales"')[2].partition("</article>")[0]


def test_who_is_in_the_team_of_one_brand_sees_nothing_of_another(world: World) -> None:
    keep(world.bottega, leads=figure(40, 40, 30, 51))
    keep(another(world, "Lamps"), leads=figure(77, 77, 60, 90))
    words = page(signed_in(world.bruno), ASKED).words
    assert "Lamps" not in words
    assert "There is one brand to see" in words
    assert "lamps" not in signed_in(world.bruno).get(f"{ASKED}&format=csv").text
    assert signed_in(world.carla).get(ASKED).status_code == 404


def test_the_table_has_a_row_for_each_brand_and_measure_and_leaves_empty_what_is_not_known(world: World) -> None:
    keep(world.bottega, followers=200, leads=figure(40, 40, 30, 51))
    keep(another(world, "Lamps"), leads=figure(None))
    text = signed_in(world.anna).get(f"{ASKED}&format=csv").text
    rows = [row for row in csv.DictReader(io.StringIO(text)) if row["name"] == "leads"]
    assert [(row["brand"], row["value"], row["per 100"]) for row in rows] == [
        ("bottega", "40", "20.0"), ("lamps", "", "")]  # fmt: skip


def test_reading_costs_as_much_for_many_brands_as_for_two(world: World) -> None:
    browser = signed_in(world.anna)
    keep(world.bottega, leads=figure(40, 40, 30, 51))
    keep(another(world, "Lamps"), leads=figure(40, 40, 30, 51))
    with CaptureQueriesContext(
        connection,
    ) as two:
        browser.get(ASKED)
    for n in range(6):
        keep(another(world, f"More{n}"), leads=figure(40, 40, 30, 51))
    with CaptureQueriesContext(connection) as many:
        browser.get(ASKED)
    assert len(many) == len(two)


def test_a_report_is_made_with_the_brands_where_there_are_several(world: World) -> None:
    browser, here = signed_in(world.anna), "/b/bottega/reports/"
    assert not page(browser, here).all("input", name="with_brands")
    keep(world.bottega, followers=1000, leads=figure(40, 40, 30, 51))
    keep(another(world, "Lamps"), followers=100, leads=figure(38, 38, 28, 49))
    assert page(browser, here).all("input", name="with_brands")
    answer = browser.post(here, {"month": "2026-10", "language": "en", "with_brands": "on"})
    assert "Lamps lies surely above Bottega." in page(browser, answer["Location"]).words
