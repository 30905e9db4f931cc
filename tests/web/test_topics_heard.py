"""The page of topics: what people speak of, how it moves, and the vocabulary."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from antiphon.lib import clock
from antiphon.listening.actions.subjects import add_subject
from antiphon.listening.models import Subject
from antiphon.listening.tasks import tag_all
from tests.listening.said import hear
from tests.world import World


@pytest.fixture
def browser(world: World) -> Client:
    client = Client()
    client.force_login(world.anna.user)
    return client


def test_an_empty_page_says_what_it_is_for(browser: Client, world: World) -> None:
    page = browser.get(f"/b/{world.bottega.slug}/listening/topics/").content.decode()
    assert "No subject is named yet" in page
    assert "Name the first one" in page


def test_a_subject_is_named_found_and_opened_into_its_messages(browser: Client, world: World) -> None:
    said = hear(world, "Avete ancora macinini usati in bottega?", language="it")
    home = f"/b/{world.bottega.slug}/listening/topics/"
    typed = {"name": "Grinders", "keywords-it": "macinino, macinacaffè"}
    assert browser.post(home, typed).status_code == 303
    tag_all()
    subject = Subject.objects.get()
    assert subject.keywords == {"it": ["macinino", "macinacaffè"]}
    assert "not enough yet" in browser.get(home).content.decode()
    assert said.text in browser.get(f"{home}{subject.pk}/").content.decode()


def test_bad_keywords_are_said_at_the_form(browser: Client, world: World) -> None:
    answer = browser.post(f"/b/{world.bottega.slug}/listening/topics/", {"name": "Grinders", "keywords-en": ","})
    assert (answer.status_code, Subject.objects.count()) == (422, 0)
    assert "at least one keyword" in answer.content.decode()


def test_a_time_in_the_past_is_shown_and_nonsense_is_this_week(browser: Client, world: World) -> None:
    home = f"/b/{world.bottega.slug}/listening/topics/"
    first = (clock.now().astimezone(world.bottega.zone) - timedelta(days=59)).date()
    assert browser.get(home, {"span": "month", "back": "1"}).context["now"].first == first
    assert browser.get(home, {"span": "eon", "back": "-3"}).context["back"] == 0


def test_thirty_topics_cost_as_many_queries_as_one(browser: Client, world: World) -> None:
    home = f"/b/{world.bottega.slug}/listening/topics/"
    counts = []
    for most in (1, 30):
        for number in range(Subject.objects.count(), most):
            add_subject(
                world.anna, f"Subject {number}", {"en": [f"thing{'abcdefghijklmnopqrstuvwxyzABCD'[number]}x"]}
            )
            text = f"I like the thing{'abcdefghijklmnopqrstuvwxyzABCD'[number]}x"
            hear(world, text, f"P{number}", number=number, language="en")
        while tag_all():
            pass
        browser.get(home)
        with CaptureQueriesContext(connection) as made:
            browser.get(home)
        counts.append(len(made))
    assert counts[0] == counts[1]
