"""The home feed, hashtags and following, as pages."""

import pytest
from django.test import Client

from antiphon.community.actions.writing import Words, open_topic
from antiphon.community.models import Follow
from tests.community.place import Place, ask, make_place, part_of
from tests.world import World

COMMUNITY = "/@bottega/community/"


@pytest.fixture
def place(world: World) -> Place:
    return make_place(world)


def of_dora(place: Place) -> Client:
    client = Client()
    user = part_of(place.dora).user
    assert user
    client.force_login(user)
    return client


def test_one_follows_somebody_and_reads_them_at_home(place: Place) -> None:
    client = of_dora(place)
    assert "You follow nothing yet" in client.get(COMMUNITY + "feed/").content.decode()
    client.post(COMMUNITY + "members/emil/follow/", {"follows": "yes"})
    assert "Follow no longer" in client.get(COMMUNITY + "members/emil/").content.decode()
    assert "All quiet" in client.get(COMMUNITY + "feed/").content.decode()
    ask(place, place.emil, title="On wedging")
    assert "On wedging" in client.get(COMMUNITY + "feed/").content.decode()
    client.post(COMMUNITY + "members/emil/follow/", {"follows": "no"})
    assert Follow.objects.count() == 0


def test_a_hashtag_leads_to_a_page_where_it_is_followed(place: Place) -> None:
    open_topic(place.emil, place.square, "Ash", Words(source="Of beech #Ash_Città"))
    client = of_dora(place)
    page = client.get(COMMUNITY + "tags/ash_città/").content.decode()
    assert ("Of beech" in page, "#ash_città" in page) == (True, True)
    client.post(COMMUNITY + "tags/ash_città/follow/", {"follows": "yes"})
    assert "Of beech" in client.get(COMMUNITY + "feed/").content.decode()
    assert "Nothing under this hashtag" in client.get(COMMUNITY + "tags/nobody/").content.decode()
    assert client.get(COMMUNITY + "tags/12/").status_code == 404


def test_a_feed_goes_on_where_a_page_ended(place: Place) -> None:
    for number in range(32):
        open_topic(place.emil, place.square, f"Topic {number}", Words(source="#kiln"))
    client = Client()
    first = client.get(COMMUNITY + "tags/kiln/")
    assert [item.topic.title for item in first.context["items"]] == [f"Topic {n}" for n in range(31, 1, -1)]
    second = client.get(COMMUNITY + "tags/kiln/", {"before": first.context["before"]})
    assert [item.topic.title for item in second.context["items"]] == ["Topic 1", "Topic 0"]
    for nonsense in ("x", "2026-13-45T00:00:00Z~1", "2026-01-01T00:00:00~1", "~"):
        assert client.get(COMMUNITY + "tags/kiln/", {"before": nonsense}).status_code == 200
