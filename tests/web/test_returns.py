"""Both returns on one page, and each figure with the rows behind it."""

from datetime import timedelta

import pypdfium2
import pytest

from antiphon.lib import clock
from antiphon.reports.models import ReturnWeights
from antiphon.reports.returns.indexing import names_of
from antiphon.reports.returns.measure import Side
from tests.reports.told import call_out, follow
from tests.web.over_time import HOUR, table
from tests.web.readers import count_queries, page, signed_in
from tests.world import World

pytestmark = pytest.mark.django_db
PAGE = "/b/bottega/returns/"


def test_a_figure_of_these_days_stands_beside_that_of_the_days_before(world: World) -> None:
    now = clock.now()
    call_out(world, now - timedelta(days=300))
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
    assert one < 120


def test_the_owners_question_is_answered_on_one_printed_page(world: World) -> None:
    call_out(world, clock.now() - timedelta(days=9), ("views", 600, HOUR), ("likes", 12, HOUR))
    answer = signed_in(world.anna).get("/b/bottega/returns.pdf")
    assert answer["Content-Type"] == "application/pdf"
    printed = pypdfium2.PdfDocument(answer.content)
    assert len(printed) == 1
    words = " ".join(printed[0].get_textpage().get_text_range().split())
    assert "what did each cost" in words
    assert "600" in words
    assert "not known" in words


def test_weights_are_chosen_and_those_before_are_kept(world: World) -> None:
    anna, names = signed_in(world.anna), names_of(Side.CALL)
    for weight in ("1", "3"):
        anna.post(
            f"{PAGE}weights/", {"side": "call", **dict.fromkeys(names, "0"), "reach": weight, "why": f"w{weight}"}
        )
    words = page(anna, f"{PAGE}weights/").words
    assert words.index("w3") < words.index("w1")
    refused = anna.post(f"{PAGE}weights/", {"side": "call", **dict.fromkeys(names, "0")})
    assert refused.status_code == 422
    assert [row.weights for row in ReturnWeights.objects.order_by("pk")] == [{"reach": 1.0}, {"reach": 3.0}]
