"""Programs found groups, join and leave them, and let people in."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from antiphon.community.actions.grouping import GroupGiven, found_group, join_group
from antiphon.community.models import Group
from tests.api.conftest import Program, error_of, program_of
from tests.community.place import Place, enter, make_place
from tests.world import World

HERE = "/communities/bottega/groups"


@pytest.fixture
def place(world: World) -> Place:
    return make_place(world)


@pytest.fixture
def dora(place: Place) -> Program:
    return _program(place.dora)


@pytest.fixture
def emil(place: Place) -> Program:
    return _program(place.emil)


def _program(viewer: object) -> Program:
    user = viewer.participant.user  # type: ignore[attr-defined]
    return program_of(user)


def test_a_group_is_founded_with_rules_and_a_reading_list(dora: Program, emil: Program) -> None:
    body = {"name": "Kilns", "purpose": "Firing", "rules": "Say the cone.", "interests": ["Raku"]}
    made = dora.post(HERE, body)
    assert (made.status_code, made.json()["slug"], made.json()["role"]) == (201, "kilns", "moderator")
    read = dora.post(f"{HERE}/kilns/reading", {"title": "A book", "url": "https://example.org", "why": "All"})
    told = emil.get(f"{HERE}/kilns").json()
    assert (told["rules"], told["interests"], told["members"], told["state"]) == ("Say the cone.", ["Raku"], 1, None)
    assert (told["reading"], read.json()["added_by"]) == ([read.json()], "dora")
    assert dora.post(f"{HERE}/kilns/reading/{read.json()['id']}/remove").status_code == 200
    assert dora.get(f"{HERE}/kilns").json()["reading"] == []


@pytest.mark.parametrize(
    ("wrong", "field"), [({"purpose": " "}, "purpose"), ({"language": "tlh"}, "language"), ({"name": " "}, "name")]
)
def test_a_group_that_cannot_be_is_refused_with_what_is_wrong(
    dora: Program, wrong: dict[str, str], field: str
) -> None:
    refused = dora.post(HERE, {"name": "Kilns", "purpose": "Firing"} | wrong)
    assert (error_of(refused), Group.objects.count()) == ((422, "refused", field), 1)


def test_who_asks_to_join_a_private_group_is_let_in_by_its_moderator(dora: Program, emil: Program) -> None:
    dora.post(HERE, {"name": "Kilns", "purpose": "Firing", "visibility": "private"})
    assert emil.post(f"{HERE}/kilns/join").json()["state"] == "waiting"
    assert error_of(emil.post(f"{HERE}/kilns/members/emil/admit")) == (403, "not_allowed", None)
    assert emil.get(f"{HERE}/kilns/members").status_code == 404
    (waiting,) = dora.get(f"{HERE}/kilns/members?state=waiting").json()["items"]
    assert waiting["handle"] == "emil"
    assert dora.post(f"{HERE}/kilns/members/emil/admit").json()["state"] == "joined"
    assert error_of(dora.post(f"{HERE}/kilns/members/emil/admit")) == (409, "conflict", None)
    dora.post(f"{HERE}/kilns/members/emil/role", {"role": "moderator"})
    told = [(one["handle"], one["role"]) for one in emil.get(f"{HERE}/kilns/members").json()["items"]]
    assert told == [("dora", "moderator"), ("emil", "moderator")]


def test_a_group_is_joined_left_and_not_left_twice(place: Place, emil: Program) -> None:
    assert emil.post(f"{HERE}/square/join").json()["state"] == "joined"
    assert emil.get(f"{HERE}/square").json()["state"] == "joined"
    assert emil.post(f"{HERE}/square/leave").json() == {"left": True}
    assert emil.post(f"{HERE}/square/leave").status_code == 404
    assert place.square.memberships.current().count() == 0


def test_a_group_is_changed_closed_and_opened_by_who_moderates_it(dora: Program, emil: Program) -> None:
    dora.post(HERE, {"name": "Kilns", "purpose": "Firing"})
    body = {"name": "Wood kilns", "purpose": "Firing with wood", "visibility": "public"}
    assert error_of(emil.put(f"{HERE}/kilns", body)) == (403, "not_allowed", None)
    assert dora.put(f"{HERE}/kilns", {"name": "x", "purpose": "y"}).status_code == 422
    assert dora.put(f"{HERE}/kilns", body).json()["name"] == "Wood kilns"
    assert dora.post(f"{HERE}/kilns/close", {"closed": True}).json()["closed"] is True
    assert dora.post(f"{HERE}/kilns/close", {"closed": False}).json()["closed"] is False


def test_thirty_members_are_listed_with_as_many_queries_as_one(place: Place, dora: Program) -> None:
    group, counts = found_group(place.dora, GroupGiven(name="Kilns", purpose="Firing")), []
    dora.get(f"{HERE}/kilns")
    for number in range(30):
        if number in {0, 29}:
            with CaptureQueriesContext(connection) as asked:
                first = dora.get(f"{HERE}/kilns/members").json()
            counts.append(len(asked))
        join_group(enter(place.community, f"Guest {number}"), group)
    assert (counts[0], len(first["items"])) == (counts[1], 30)
    full = dora.get(f"{HERE}/kilns/members").json()
    assert len(dora.get(f"{HERE}/kilns/members?cursor={full['next']}").json()["items"]) == 1
