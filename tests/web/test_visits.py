"""The pages of visits and of the sites on which they are counted."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client
from pytest_django.fixtures import DjangoAssertNumQueries

from antiphon.publishing.actions.linking import make_link
from antiphon.visits.models import Goal, TrackedSite
from antiphon.visits.rules.hits import Act
from tests.visits.shop import Shop, opened
from tests.web.readers import signed_in
from tests.world import World

PAGE = "/b/bottega/visits/?since=2026-03-01&until=2026-03-02"


@pytest.fixture
def shop(world: World, tmp_path: Path) -> Iterator[Shop]:
    with opened(world, tmp_path) as made:
        yield made


def cells(client: Client, by: str = "source") -> list[str]:
    """Return the lines of the CSV, without its head."""
    return client.get(f"{PAGE}&by={by}&format=csv").text.splitlines()[1:]


def test_visits_are_told_apart_by_source_campaign_first_page_and_day(world: World, shop: Shop) -> None:
    link = make_link(world.anna, "https://shop.example/", label="The poster")
    shop.come("/tea", ref="https://www.google.it/")
    shop.come("/tea/green", at=60)
    shop.come("/tea?utm_source=news&utm_medium=email&utm_campaign=spring", who="192.0.2.2")
    shop.come(f"/?by={link.code}", who="192.0.2.3")
    shop.come("/", who="192.0.2.4", agent="curl/8")
    shop.count()
    client = signed_in(world.anna)
    assert cells(client) == ["link," + link.code + ",1,1,1,0", "mail,news,1,1,1,0", "search,google,1,1,2,0"]
    assert cells(client, "campaign") == ["spring,news,1,1,1,0"]
    assert cells(client, "landing") == ["/tea,2,2,3,0", "/,1,1,1,0"]
    assert cells(client, "day") == ["2026-03-01,3,3,4,0"]
    page = client.get(PAGE).text
    assert ("The poster" in page, 'Machines</span> <b class="numbers">1</b>' in page) == (True, True)


def test_the_page_of_visits_asks_as_often_for_many_as_for_one(
    world: World, shop: Shop, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client = signed_in(world.anna)
    for many in (1, 30):
        for n in range(many):
            shop.come(f"/{n}", who=f"192.0.2.{n}", ref=f"https://blog{n}.example/")
        shop.count()
        with django_assert_max_num_queries(22):
            client.get(PAGE)


def test_a_short_link_tells_a_counted_site_by_which_one_somebody_came(world: World, shop: Shop) -> None:
    there, elsewhere = (make_link(world.anna, f"https://{host}/a?x=1") for host in ("www.shop.example", "x.example"))
    leads = [Client().get(f"/l/{one.code}")["Location"] for one in (there, elsewhere)]
    assert leads == [f"https://www.shop.example/a?x=1&by={there.code}", "https://x.example/a?x=1"]


def test_a_site_is_set_up_changed_and_ended(world: World) -> None:
    client = signed_in(world.anna)
    assert "No site yet" in client.get("/b/bottega/sites/").text
    client.post("/b/bottega/sites/", {"name": "Shop", "domains": "https://www.Shop.example/tea, tea.example"})
    site = TrackedSite.objects.get()
    assert (site.hosts, f"data-site=&quot;{site.public_key}&quot;" in client.get("/b/bottega/sites/").text) == (
        ("shop.example", "tea.example"), True,
    )  # fmt: skip
    client.post(f"/b/bottega/sites/{site.pk}/", {"name": "The shop", "domains": "localhost"})
    site.refresh_from_db()
    assert (site.name, site.hosts, site.ended_at) == ("The shop", ("localhost",), None)
    client.post(f"/b/bottega/sites/{site.pk}/end/")
    site.refresh_from_db()
    assert site.ended_at is not None


@pytest.mark.parametrize("domains", ["", "not a domain!", "..", "https://", "x" * 1999])
def test_what_is_no_domain_is_told_at_its_field(world: World, domains: str) -> None:
    answer = signed_in(world.anna).post("/b/bottega/sites/", {"name": "Shop", "domains": domains})
    assert (answer.status_code, TrackedSite.objects.count()) == (422, 0)
    assert "domains" in answer.context["form"].errors


def test_goals_are_set_reached_once_a_visit_and_given_up(world: World, shop: Shop) -> None:
    client = signed_in(world.anna)
    typed = {"site": shop.site.pk, "name": "Ordered", "kind": "path", "pattern": "/thanks*"}
    assert client.post("/b/bottega/goals/", typed).status_code == 303
    assert "Another goal" in client.post("/b/bottega/goals/", typed).text
    client.post("/b/bottega/goals/", {**typed, "name": "Asked", "kind": "form", "pattern": "contact"})
    shop.come("/", ref="https://bsky.app/")
    shop.come("/thanks/1", at=5)
    shop.come("/thanks/2", at=6)
    shop.come("/", at=7, act=Act.FORM, name="contact")
    shop.come("/", who="192.0.2.2")
    shop.count()
    days = "?since=2026-03-01&until=2026-03-02"
    text = client.get(f"/b/bottega/goals/{days}").text
    assert ("50.0 %" in text, "Bluesky" in text) == (True, True)
    rows = client.get(f"/b/bottega/goals/{days}&format=csv").text.splitlines()[1:]
    assert [row.split(",")[0] for row in rows] == ["Ordered", "Asked"]
    assert cells(client) == ["direct,,1,1,1,0", "social,bluesky,1,1,3,1"]
    goal = Goal.objects.get(name="Ordered")
    client.post(f"/b/bottega/goals/{goal.pk}/end/")
    shop.come("/thanks/3", who="192.0.2.2", at=9)
    shop.count()
    assert goal.reached.count() == 1


@pytest.mark.parametrize(
    ("kind", "pattern", "field"), [("path", "thanks", "pattern"), ("event", "*", "pattern"), ("sale", "x", "kind")]
)
def test_a_goal_that_nothing_or_everything_reaches_is_told_at_its_field(
    world: World, shop: Shop, kind: str, pattern: str, field: str
) -> None:
    typed = {"site": shop.site.pk, "name": "Ordered", "kind": kind, "pattern": pattern}
    answer = signed_in(world.anna).post("/b/bottega/goals/", typed)
    assert (answer.status_code, field in answer.context["form"].errors, Goal.objects.count()) == (422, True, 0)
