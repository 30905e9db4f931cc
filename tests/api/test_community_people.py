"""Programs show who they are, who else is here, and bring friends."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from antiphon.community.actions.grouping import GroupGiven, found_group
from antiphon.community.actions.joining import Said, change_profile
from antiphon.community.models import SeenBy, Visibility
from tests.api.conftest import Program, error_of, program_of
from tests.community.place import Place, enter, make_place, part_of
from tests.community.test_inviting import bring
from tests.world import World

ROOT = "/communities/bottega"


@pytest.fixture
def place(world: World) -> Place:
    return make_place(world)


@pytest.fixture
def dora(place: Place) -> Program:
    user = part_of(place.dora).user
    assert user
    return program_of(user)


def test_people_are_listed_as_far_as_they_show_themselves(place: Place, dora: Program) -> None:
    change_profile(part_of(place.emil), Said(name="Emil", seen_by=SeenBy.HOSTS))
    assert [one["handle"] for one in dora.get(f"{ROOT}/members").json()["items"]] == ["dora", "anna"]
    assert dora.get(f"{ROOT}/members/emil").status_code == 404
    anna = dora.get(f"{ROOT}/members/anna").json()
    assert (anna["name"], anna["links"], anna["picture"], "seen_by" in anna) == ("Anna", [], None, False)


def test_people_come_in_pages_with_as_many_queries_for_thirty_as_for_one(place: Place, dora: Program) -> None:
    counts = []
    dora.get(f"{ROOT}/profile")  # that the token was used is noted once a minute
    for number in range(30):
        if number in {0, 29}:
            with CaptureQueriesContext(connection) as asked:
                first = dora.get(f"{ROOT}/members?limit=30").json()
            counts.append(len(asked))
        enter(place.community, f"Guest {number}")
    assert counts[0] == counts[1]
    rest = dora.get(f"{ROOT}/members?limit=30&cursor={first['next']}").json()
    assert (len(first["items"]), len(rest["items"]), rest["next"]) == (30, 2, None)


def test_a_profile_is_said_anew_or_refused_as_a_whole(dora: Program) -> None:
    body = {"name": "Dóra", "interests": ["Raku"], "links": ["https://dora.example/"], "seen_by": "everybody"}
    told = dora.put(f"{ROOT}/profile", body).json()
    assert (told["name"], told["handle"], told["interests"], told["seen_by"]) == (
        "Dóra",
        "dora",
        ["Raku"],
        "everybody",
    )
    assert told["links"] == [{"url": "https://dora.example/", "verified_at": None}]
    refused = dora.put(f"{ROOT}/profile", {"name": "Nobody", "links": ["javascript:alert(1)"]})
    assert error_of(refused) == (422, "refused", "links")
    assert dora.get(f"{ROOT}/profile").json() == told


def test_a_link_is_made_opens_and_is_ended(place: Place, dora: Program) -> None:
    made = dora.post(f"{ROOT}/personal-invitations", {"uses": 3, "note": "for Ada"})
    assert (made.status_code, made.json()["uses_at_most"]) == (201, 3)
    way = made.json()["url"].removeprefix("http://localhost:8000")
    assert "Dora invites you" in Client().get(way).content.decode()
    emil = part_of(place.emil).user
    assert emil
    end = f"{ROOT}/personal-invitations/{made.json()['id']}/end"
    assert error_of(program_of(emil).post(end)) == (403, "not_allowed", None)
    assert dora.post(end).json()["revoked_at"] is not None
    assert "has ended" in Client().get(way).content.decode()
    assert len(dora.get(f"{ROOT}/personal-invitations").json()) == 1


def test_what_may_not_be_promised_is_refused(place: Place, dora: Program) -> None:
    kiln = found_group(place.emil, GroupGiven(name="Kiln", purpose="Firing", visibility=Visibility.HIDDEN))
    assert error_of(dora.post(f"{ROOT}/personal-invitations", {"uses": 1_000})) == (422, "refused", "uses")
    assert dora.post(f"{ROOT}/personal-invitations", {"reward": "a bowl"}).status_code == 403
    assert dora.post(f"{ROOT}/personal-invitations", {"group": kiln.slug}).status_code == 404


def test_hosts_see_who_brought_whom(place: Place, dora: Program) -> None:
    bring(place, place.dora, "Fay")
    told = program_of(place.world.anna.user).get(f"{ROOT}/brought").json()
    assert (told["came"], told["activated"]) == (1, 0)
    assert [(one["handle"], one["by"]) for one in told["people"]] == [("dora", None), ("fay", "dora")]
    assert dora.get(f"{ROOT}/brought").status_code == 403
