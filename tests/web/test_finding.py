"""The page of search, and the topics that are shown before a new one is opened."""

from typing import Any

import pytest
from django.test import Client

from antiphon.community.actions.grouping import GroupGiven, found_group
from antiphon.community.actions.writing import Words, open_topic
from antiphon.community.models import Topic, Visibility
from antiphon.organizations.actions import issue_token
from tests.community.place import Place, ask, make_place, part_of
from tests.world import World

SEARCH, NEW = "/@bottega/community/search/", "/@bottega/community/groups/square/new/"


@pytest.fixture
def place(world: World) -> Place:
    return make_place(world)


def of_dora(place: Place) -> Client:
    client = Client()
    user = part_of(place.dora).user
    assert user
    client.force_login(user)
    return client


def test_what_was_looked_for_is_marked_and_harmless(place: Place) -> None:
    ask(place, place.dora, title="Celadòn & co", text="`<script>` near the celadon")
    page = Client().get(SEARCH, {"q": "celadon"}).content.decode()
    assert "<mark>Celadòn</mark> &amp; co" in page
    assert "&lt;script&gt; near the <mark>celadon</mark>" in page
    assert 'value="celadon"' in page


def test_people_and_groups_have_parts_of_their_own(place: Place) -> None:
    client = of_dora(place)
    assert "/members/emil/" in client.get(SEARCH, {"q": "emi", "part": "people"}).content.decode()
    assert "/groups/square/" in client.get(SEARCH, {"q": "square", "part": "groups"}).content.decode()


def test_nothing_found_and_nothing_asked_say_what_to_do(place: Place) -> None:
    assert "Nothing found" in Client().get(SEARCH, {"q": "vermilion"}).content.decode()
    assert "Look for words" in Client().get(SEARCH, {"q": '"* -'}).content.decode()
    assert "Look for words" in Client().get(SEARCH, {"part": "x", "page": "y"}).content.decode()


def test_words_of_a_hidden_group_are_nowhere_on_the_page(place: Place) -> None:
    kiln = found_group(place.emil, GroupGiven(name="Kiln", purpose="Firing", visibility=Visibility.HIDDEN))
    open_topic(place.emil, kiln, "Quicksilver", Words(source="Vermilion and cobalt"))
    page = of_dora(place).get(SEARCH, {"q": "vermilion"}).content.decode()
    assert ("Nothing found" in page, "cobalt" in page, "Quicksilver" in page) == (True, False, False)


def test_a_warning_stands_where_the_words_would(place: Place) -> None:
    open_topic(
        place.dora, place.square, "A bowl", Words(source="It broke: vermilion shards", warning="Broken things")
    )
    page = Client().get(SEARCH, {"q": "vermilion"}).content.decode()
    assert ("Broken things" in page, "shards" in page) == (True, False)


def test_similar_topics_are_shown_once_before_a_new_one_is_opened(place: Place) -> None:
    ask(place, place.emil, title="Why does my clay crack?")
    client, before = of_dora(place), Topic.objects.count()
    sent = {"title": "My clay cracks: why clay?", "kind": "question", "source": "So?"}
    shown = client.post(NEW, sent).content.decode()
    assert ("Why does my clay crack?" in shown, Topic.objects.count()) == (True, before)
    assert 'name="looked" value="yes"' in shown
    assert client.post(NEW, sent | {"looked": "yes"}).status_code == 303
    assert Topic.objects.count() == before + 1


def test_similar_topics_are_shown_while_the_title_is_typed(place: Place) -> None:
    ask(place, place.emil, title="Why does my clay crack?")
    client = of_dora(place)
    assert 'hx-get="/@bottega/community/similar/"' in client.get(NEW).content.decode()
    assert "Why does my clay crack?" in client.get("/@bottega/community/similar/?title=clay").content.decode()
    assert client.get("/@bottega/community/similar/?title=%F0%9F%8F%BA").content.strip() == b""


def test_nobody_searches_more_often_in_a_minute_than_the_settings_say(place: Place, settings: Any) -> None:
    settings.SEARCHES_A_MINUTE = 0
    assert place.anna.member
    key = issue_token(place.anna.member.user, "tests")
    headers = {"Authorization": f"Bearer {key}"}
    guest, program = "/@bottega/community/search/?q=clay", "/api/v1/communities/bottega/search?q=clay"
    answers = (
        Client().get(guest),
        of_dora(place).get(guest),
        of_dora(place).get("/@bottega/community/similar/?title=clay"),
        Client().get(program, headers=headers),
    )
    assert [(one.status_code, "Retry-After" in one) for one in answers] == [(429, True)] * 4
    assert Client().get(SEARCH).status_code == 200
