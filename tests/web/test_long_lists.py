"""Lists that grow with a community come in pages, and cost as many queries however long they are."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from antiphon.community.actions.reading import keep_message
from antiphon.community.actions.writing import Words, reply
from antiphon.community.models import Bookmark, Group, GroupMember, Participant
from antiphon.lib import clock
from tests.community.place import Place, ask, make_place, part_of, spark
from tests.world import World

AT = "/@bottega/community/"


@pytest.fixture
def place(world: World) -> Place:
    """Bottega's community."""
    return make_place(world)


@pytest.fixture
def dora(place: Place) -> Client:
    """A browser in which Dora has signed in."""
    client, user = Client(), part_of(place.dora).user
    assert user
    client.force_login(user)
    return client


def test_groups_come_sixty_at_a_time_the_liveliest_first(place: Place, dora: Client) -> None:
    now = clock.now()
    told = {"brand": place.community.brand, "purpose": "x", "language": "en", "founded_at": now, "last_at": now}
    first = queries_of(dora, f"{AT}groups/")
    Group.objects.bulk_create([Group(slug=f"g{n}", name=f"Group {n}", **told) for n in range(60)])
    pages = [dora.get(f"{AT}groups/?page={number}").content.decode() for number in (1, 2)]
    assert [page.count('class="group-card"') for page in pages] == [60, 1]
    assert ["?page=2" in pages[0], "?page=1" in pages[1]] == [True, True]
    assert queries_of(dora, f"{AT}groups/") == first


def test_members_come_sixty_at_a_time_by_name(place: Place, dora: Client) -> None:
    now = clock.now()
    people = Participant.objects.bulk_create(
        [
            Participant(
                brand=place.community.brand, handle=f"z{n}", name=f"Zoe {n:02}", asked_at=now, admitted_at=now
            )
            for n in range(61)
        ]
    )
    GroupMember.objects.bulk_create(
        [GroupMember(group=place.square, participant=one, asked_at=now, joined_at=now) for one in people]
    )
    pages = [dora.get(f"{AT}groups/square/members/?page={number}").content.decode() for number in (1, 2)]
    assert [page.count("Zoe 00") + page.count("Zoe 60") for page in pages] == [1, 1]
    assert queries_of(dora, f"{AT}groups/square/members/") == queries_of(dora, f"{AT}groups/square/members/?page=2")


def test_what_is_kept_comes_fifty_at_a_time_the_latest_first(place: Place, dora: Client) -> None:
    topic = ask(place, place.emil)
    made = [reply(place.emil, topic, spark(topic), Words(source=f"Words {n:02}")) for n in range(51)]
    for one in made:
        keep_message(part_of(place.dora), one.message, kept=True)
    latest = dora.get(f"{AT}bookmarks/").content.decode()
    edge = Bookmark.objects.get(message=made[1].message)
    assert ("Words 50" in latest, "Words 00" in latest, f"?before={edge.pk}" in latest) == (True, False, True)
    earlier = dora.get(f"{AT}bookmarks/?before={edge.pk}").content.decode()
    assert ("Words 00" in earlier, "Words 01" in earlier) == (True, False)


def queries_of(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)
