"""The numbers of one post as they grew: beside what was usual, every reading, CSV; a thread as one post."""

from datetime import timedelta

import pytest

from antiphon.lib import clock
from antiphon.publishing.models import Delivery
from tests.reports.told import call_out, carry_on
from tests.web.over_time import lamp, table
from tests.web.readers import page, signed_in
from tests.world import World

pytestmark = pytest.mark.django_db
PAGE = "/b/bottega/results/"


@pytest.fixture
def told(world: World) -> Delivery:
    return lamp(world)


def test_each_reading_of_a_post_is_a_row_with_its_age(world: World, told: Delivery) -> None:
    anna, address = signed_in(world.anna), f"{PAGE}posts/{told.pk}/"
    found = page(anna, address)
    assert "more than usual" in found.words
    assert found.all("path", class_="band")
    rows = table(anna, f"{address}?format=csv")
    assert [(row["what"], row["number"], row["seconds since it went out"]) for row in rows] == [
        ("likes", "12", "3600"), ("views", "600", "3600"),
    ]  # fmt: skip


def test_a_post_of_which_nothing_was_told_has_no_zero(world: World) -> None:
    silent = call_out(world, clock.now() - timedelta(days=2))
    words = page(signed_in(world.anna), f"{PAGE}posts/{silent.pk}/").words
    assert "Nothing was told yet" in words
    [row] = table(signed_in(world.anna), f"{PAGE}?format=csv")
    assert (row["likes"], row["engagements"], row["by_followers"]) == ("", "", "")


def test_pain_15_a_figure_is_the_same_on_page_csv_and_over_time_and_says_when_it_was_told(
    world: World, told: Delivery
) -> None:
    anna = signed_in(world.anna)
    [in_table] = [row["views"] for row in table(anna, f"{PAGE}?format=csv") if row["text"] == "'=A lamp"]
    [over_time] = [
        row["number"] for row in table(anna, f"{PAGE}posts/{told.pk}/?format=csv") if row["what"] == "views"
    ]
    words = page(anna, f"{PAGE}posts/{told.pk}/").words
    assert (in_table, over_time, "600" in words) == ("600", "600", True)
    assert "unchanged since" in " ".join(words.split())
    assert "It is asked again" in words


def test_a_thread_is_one_post_whose_parts_are_told_apart_below(world: World, told: Delivery) -> None:
    anna, part = signed_in(world.anna), carry_on(told, ("likes", 5, timedelta(hours=2)))
    address = f"{PAGE}posts/{told.pk}/"
    words = " ".join(page(anna, address).words.split())
    assert "With 1 later part it counts as one post" in words
    rows = [(row["part"], row["what"], row["number"]) for row in table(anna, f"{address}?format=csv")]
    assert rows == [("1", "likes", "12"), ("1", "views", "600"), ("2", "likes", "5")]
    [row] = [row for row in table(anna, f"{PAGE}?format=csv") if row["text"] == "'=A lamp"]
    assert (row["later parts"], row["likes"], row["views"], row["by_views"]) == ("1", "17", "600", "2.0")
    assert anna.get(f"{PAGE}posts/{part.pk}/").headers["Location"] == address
    for place in ("", "reactions/"):
        asked, answered = (f"/b/bottega/posts/{pk}/results/{place}" for pk in (part.post_id, told.post_id))
        assert anna.get(asked).headers["Location"] == answered
    assert (
        "With 1 later part: it counts as one post." in page(anna, f"/b/bottega/posts/{told.post_id}/results/").words
    )
