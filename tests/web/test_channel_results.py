"""What channels and posts brought in some days: followers, the table of posts, CSV."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from antiphon.channels.models import Channel
from antiphon.lib import clock
from antiphon.organizations.actions import add_member
from antiphon.organizations.models import Role
from antiphon.publishing.models import Delivery
from tests.reports.told import call_out, carry_on
from tests.web.over_time import HOUR, lamp, table
from tests.web.readers import count_queries, page, signed_in
from tests.world import World, make_user

pytestmark = pytest.mark.django_db
PAGE = "/b/bottega/results/"


@pytest.fixture
def told(world: World) -> Delivery:
    return lamp(world)


def test_followers_and_posts_stand_on_the_page_with_what_they_are_compared_with(world: World, told: Delivery) -> None:
    words = " ".join(page(signed_in(world.anna), PAGE).words.split())
    assert "108" in words
    assert "+8 (8.0 %)" in words
    assert "more than usual" in words
    assert "median 4, half of them 2 to 6, n = 5" in words
    assert "not enough yet, n = 4" in words


def test_rates_say_what_they_are_divided_by_and_are_not_known_without_it(world: World, told: Delivery) -> None:
    rows = {row["text"]: row for row in table(signed_in(world.anna), f"{PAGE}?format=csv")}
    lamp, earlier = rows["'=A lamp"], rows["Earlier 4"]
    assert (lamp["engagements"], lamp["by_views"], lamp["by_followers"]) == ("12", "2.0", "12.0")
    assert (earlier["likes"], earlier["views"], earlier["by_views"]) == ("8", "", "")
    assert (lamp["usual engagements at this age"], lamp["n"], lamp["against usual"]) == ("4.0", "5", "above")


def test_posts_are_sorted_by_any_column_and_what_is_not_known_comes_last(world: World, told: Delivery) -> None:
    anna = signed_in(world.anna)
    by_likes = [row["text"] for row in table(anna, f"{PAGE}?by=likes&format=csv")]
    assert by_likes == ["'=A lamp", "Earlier 4", "Earlier 3", "Earlier 2", "Earlier 1", "Earlier 0"]
    assert table(anna, f"{PAGE}?by=views&format=csv")[0]["text"] == "'=A lamp"
    assert table(anna, f"{PAGE}?by=nonsense&format=csv")[0]["text"] == "'=A lamp"


def test_a_period_holds_its_posts_and_nonsense_is_the_last_90_days(world: World, told: Delivery) -> None:
    anna, day = signed_in(world.anna), (clock.now() - timedelta(days=10)).date()
    assert len(table(anna, f"{PAGE}?until={day}&format=csv")) == 5
    assert len(table(anna, f"{PAGE}?since=soon&until=2026-02-31&format=csv")) == 6
    assert anna.get(f"{PAGE}?channel=x").status_code == 404


def test_a_channel_that_was_disconnected_keeps_its_days(world: World, told: Delivery) -> None:
    Channel.objects.update(disconnected_at=clock.now() - timedelta(days=2))
    words = " ".join(page(signed_in(world.anna), PAGE).words.split())
    assert "A lamp" in words
    assert "disconnected" in words


def test_posts_are_added_up_beside_as_many_days_before(world: World, told: Delivery) -> None:
    since = timezone.localdate(clock.now() - timedelta(days=9), world.bottega.zone)
    words = " ".join(page(signed_in(world.anna), f"{PAGE}?since={since}").words.split())
    assert "1 posts 4 before 12 engagements 20 before told of 1 of 1 600 views told of 1 of 1" in words
    assert "Told by no network of these posts, so without a column: replies, shares, clicks." in words


def test_a_post_whose_network_tells_nothing_is_not_said_to_be_compared_soon(world: World) -> None:
    call_out(world, clock.now() - timedelta(days=2))
    words = " ".join(page(signed_in(world.anna), PAGE).words.split())
    assert "its network told nothing" in words
    assert "not enough yet" not in words


def test_without_a_channel_the_page_offers_the_first_step(world: World) -> None:
    Channel.objects.update(disconnected_at=clock.now() - timedelta(days=365))
    assert page(signed_in(world.anna), PAGE).all("a", href="/b/bottega/channels/", class_="button primary")


def test_as_many_queries_for_one_post_as_for_thirty(world: World) -> None:
    anna, now = signed_in(world.anna), clock.now()
    call_out(world, now - timedelta(days=2), ("likes", 1, HOUR))
    anna.get(PAGE)
    one = count_queries(lambda: anna.get(PAGE))
    for n in range(29):
        carry_on(call_out(world, now - timedelta(days=3, minutes=n), ("likes", n, HOUR)))
    assert count_queries(lambda: anna.get(PAGE)) == one


def test_only_members_who_see_the_brand_find_it(world: World, told: Delivery) -> None:
    client_role = add_member(by=world.anna, user=make_user("dario@example.org", "Dario"), role=Role.CLIENT)
    for address in (PAGE, f"{PAGE}followers/{world.site.pk}/", f"{PAGE}posts/{told.pk}/"):
        codes = [
            signed_in(who).get(address).status_code for who in (world.anna, world.bruno, world.carla, client_role)
        ]
        assert (codes, Client().get(address).status_code) == ([200, 200, 404, 404], 302)
    for address in (f"/b/cards/results/followers/{world.site.pk}/", f"/b/cards/results/posts/{told.pk}/"):
        assert signed_in(world.carla).get(address).status_code == 404
