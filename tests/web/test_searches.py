"""The page of searches: make one, read what was found, answer it or put it aside."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from antiphon.lib import clock
from antiphon.listening.actions.searching import Wanted, save_search
from antiphon.listening.models import Found, SavedSearch
from tests.listening.said import hear
from tests.world import World


@pytest.fixture
def browser(world: World) -> Client:
    client = Client()
    client.force_login(world.anna.user)
    return client


@pytest.fixture
def home(world: World) -> str:
    return f"/b/{world.bottega.slug}/listening/searches/"


def strangers(world: World, search: SavedSearch, most: int) -> None:
    """Let a search have come upon some posts."""
    for number in range(Found.objects.count(), most):
        address, now = f"https://town.example/stranger/{number}", clock.now()
        made = Found.objects.create(
            brand=world.bottega, channel=world.site, uri=address, network_id=str(number), url=address, said_at=now,
            text="I need a <b>saw</b>", author_id=address, author_handle="stranger@town.example", found_at=now,
        )  # fmt: skip
        search.found.add(made)


def test_an_empty_page_says_what_it_is_for(browser: Client, home: str) -> None:
    assert "Make the first search" in browser.get(home).content.decode()


def test_a_search_is_made_shows_what_it_finds_and_is_stopped(browser: Client, world: World, home: str) -> None:
    said = hear(world, "Is the saw sharp?")
    made = browser.post(home, {"words": "saw", "place": "heard", "every_minutes": "60"})
    assert said.text in browser.get(made["Location"]).content.decode()
    browser.post(f"{made['Location']}stop/")
    assert browser.get(made["Location"]).status_code == 404


def test_what_is_wrong_is_said_at_its_field(browser: Client, home: str) -> None:
    answer = browser.post(home, {"words": "saw", "place": "public", "every_minutes": "60"})
    assert (answer.status_code, SavedSearch.objects.count()) == (422, 0)
    assert "Choose a connected account" in answer.content.decode()


def test_a_stranger_is_answered_in_a_conversation_or_put_aside(browser: Client, world: World, home: str) -> None:
    search = save_search(world.anna, Wanted("", "saw"))
    strangers(world, search, 2)
    page = browser.get(home).content.decode()
    assert "I need a &lt;b&gt;saw&lt;/b&gt;" in page
    first, second = Found.objects.order_by("pk")
    at = f"/b/{world.bottega.slug}/listening/found/"
    led = browser.post(f"{at}{first.pk}/take-up/")["Location"]
    assert "I need a" in browser.get(led).content.decode()
    browser.post(f"{at}{second.pk}/decide/", {"says": "aside"})
    assert [one.state for one in Found.objects.order_by("pk")] == ["taken_up", "aside"]
    browser.post(f"{at}{second.pk}/decide/", {"says": "back"})
    assert Found.objects.get(pk=second.pk).state == "new"


def test_thirty_found_cost_as_many_queries_as_one(browser: Client, world: World, home: str) -> None:
    search = save_search(world.anna, Wanted("", "saw"))
    counts = []
    for most in (1, 30):
        strangers(world, search, most)
        browser.get(home)
        with CaptureQueriesContext(connection) as made:
            browser.get(home)
        counts.append(len(made))
    assert counts[0] == counts[1]
