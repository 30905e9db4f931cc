"""Both returns on one page, and each figure with the rows behind it."""

from datetime import timedelta

import pytest

from antiphon.lib import clock
from tests.reports.told import call_out, follow
from tests.web.over_time import HOUR, table
from tests.web.readers import count_queries, page, signed_in
from tests.world import World

pytestmark = pytest.mark.django_db
PAGE = "/b/bottega/returns/"


def test_a_figure_of_these_days_stands_beside_that_of_the_days_before(world: World) -> None:
    now = clock.now()
    call_out(world, now - timedelta(days=100), ("views", 40, HOUR))
    call_out(world, now - timedelta(days=9), ("views", 600, HOUR), ("likes", 12, HOUR))
    call_out(world, now - timedelta(days=8), ("views", 200, HOUR), ("likes", 20, HOUR))
    follow(world.site, (100, now - timedelta(days=99)), (108, now - timedelta(days=1)))
    rows = {row["measure"]: row for row in table(signed_in(world.anna), f"{PAGE}?format=csv")}
    assert (rows["reach"]["value"], rows["reach"]["before"]) == ("800", "40")
    assert (rows["engagement_rate"]["value"], rows["engagement_rate"]["n"]) == ("0.04", "2")
    assert (rows["follower_growth"]["value"], rows["follower_growth"]["before"]) == ("8", "")


def test_what_is_not_known_is_never_nought(world: World) -> None:
    call_out(world, clock.now() - timedelta(days=9))
    rows = {row["measure"]: row for row in table(signed_in(world.anna), f"{PAGE}?format=csv")}
    assert {name for name, row in rows.items() if row["value"]} == set()
    words = page(signed_in(world.anna), f"{PAGE}reach/").words
    assert "not known" in words
    assert "No network told how often a post of these days was seen." in words


def test_a_figure_opens_into_its_rows(world: World) -> None:
    delivery = call_out(world, clock.now() - timedelta(days=9), ("views", 600, HOUR), text="A lamp")
    rows = table(signed_in(world.anna), f"{PAGE}reach/?format=csv")
    assert [(row["what"], row["number"], row["counted"]) for row in rows] == [("views", "600", "yes")]
    assert page(signed_in(world.anna), f"{PAGE}reach/").words.count("A lamp") == 1
    assert delivery.live_at is not None
    assert signed_in(world.anna).get(f"{PAGE}no-such/").status_code == 404


def test_the_page_asks_as_much_for_a_dozen_posts_as_for_one(world: World) -> None:
    anna, now = signed_in(world.anna), clock.now()
    call_out(world, now - timedelta(days=40), ("views", 40, HOUR))
    one = count_queries(lambda: anna.get(PAGE))
    for n in range(12):
        call_out(world, now - timedelta(days=30, hours=n), ("views", 40 + n, HOUR))
    assert count_queries(lambda: anna.get(PAGE)) == one
    assert one < 100
