"""Keep it alive, as a host and a moderator see it."""

import pytest
from django.test import Client

from antiphon.community.actions.grouping import GroupGiven, found_group
from antiphon.community.actions.writing import Words, open_topic
from antiphon.community.permissions import Viewer
from tests.community.place import Place, ask, enter, make_place, moderator_of, part_of
from tests.world import World

ALIVE = "/@bottega/community/alive/"


@pytest.fixture
def place(world: World) -> Place:
    """Bottega's community."""
    return make_place(world)


def client_of(viewer: Viewer) -> Client:
    """Return a browser in which somebody has signed in."""
    client = Client()
    user = part_of(viewer).user
    assert user
    client.force_login(user)
    return client


def test_an_empty_community_says_what_the_page_is_for(place: Place) -> None:
    client = client_of(place.anna)
    page = client.get(ALIVE).content.decode()
    for words in ("Everybody has an answer", "too little said to tell who carries", "nothing within a year"):
        assert words in page


def test_each_number_leads_to_its_rows(place: Place) -> None:
    ask(place, place.dora, "How do I wedge?")
    enter(place.community, "Fay")
    client = client_of(place.anna)
    page = client.get(ALIVE).content.decode()
    assert "their first words here" in page
    found = {what: client.get(f"{ALIVE}{what}/").content.decode() for what in ("waiting", "never-wrote", "voices")}
    assert "How do I wedge?" in found["waiting"]
    assert "@fay" in found["never-wrote"]
    assert "?who=dora" in found["voices"]
    said = client.get(f"{ALIVE}said/?who=dora&group=square").content.decode()
    assert "My clay cracks." in said
    assert client.get(f"{ALIVE}nothing/").status_code == 404


def test_a_moderator_reads_of_their_groups_only(place: Place) -> None:
    kiln = found_group(place.emil, GroupGiven(name="Kiln", purpose="Firing"))
    mo = moderator_of(place, kiln)
    open_topic(place.dora, kiln, "How hot?", Words(source="?"))
    ask(place, place.dora, "Elsewhere")
    client = client_of(mo)
    page = client.get(ALIVE).content.decode()
    assert ("How hot?" in page, "Elsewhere" in page) == (True, False)


def test_the_way_there_is_on_the_hosts_page(place: Place) -> None:
    client = client_of(place.anna)
    assert f'href="{ALIVE}"' in client.get("/b/bottega/community/").content.decode()
