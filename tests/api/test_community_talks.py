"""Programs talk in person as the person whose token they hold; nobody else's talks are there."""

import pytest

from tests.api.conftest import Program, error_of, program_of
from tests.community.place import Place, make_place, part_of
from tests.world import World

TALKS = "/communities/bottega/talks"


@pytest.fixture
def place(world: World) -> Place:
    return make_place(world)


def program(place: Place, name: str) -> Program:
    viewer = {"dora": place.dora, "emil": place.emil, "anna": place.anna}[name]
    user = part_of(viewer).user
    assert user
    return program_of(user)


def test_a_request_is_accepted_read_and_answered(place: Place) -> None:
    dora, emil = program(place, "dora"), program(place, "emil")
    made = dora.post(TALKS, {"to": ["@emil"], "source": "Your *kiln*?"})
    assert (made.status_code, made.json()["messages"][0]["html"]) == (201, "<p>Your <em>kiln</em>?</p>\n")
    (listed,) = emil.get(TALKS).json()["items"]
    assert (listed["request"], listed["unread"], listed["people"][0]["handle"]) == (True, 1, "dora")
    one = f"{TALKS}/{listed['id']}"
    assert emil.post(f"{one}/accept").json()["request"] is False
    said = emil.post(f"{one}/messages", {"source": "On Sunday."})
    assert (said.status_code, said.json()["handle"]) == (201, "emil")
    assert [item["unread"] for item in dora.get(TALKS).json()["items"]] == [1]
    dora.post(f"{one}/read", {"message": said.json()["id"]})
    assert [item["unread"] for item in dora.get(TALKS).json()["items"]] == [0]
    older = dora.get(f"{one}?limit=1").json()
    assert [message["source"] for message in dora.get(f"{one}?before={older['before']}").json()["messages"]] == [
        "Your *kiln*?"
    ]


def test_a_host_finds_no_talk_of_others(place: Place) -> None:
    made = program(place, "dora").post(TALKS, {"to": ["emil"], "source": "Between us"}).json()
    anna = program(place, "anna")
    assert (anna.get(f"{TALKS}/{made['id']}").status_code, anna.get(TALKS).json()["items"]) == (404, [])


def test_who_blocked_is_not_told(place: Place) -> None:
    dora, emil = program(place, "dora"), program(place, "emil")
    assert emil.post("/communities/bottega/members/dora/spare", {"blocked": True}).status_code == 200
    told = [
        one.post(TALKS, {"to": [to], "source": "Hello"}).json()["error"]["message"]
        for one, to in ((dora, "emil"), (emil, "dora"))
    ]
    assert told == ["You and this person cannot write to each other here."] * 2
    assert error_of(dora.post(TALKS, {"to": ["nobody"], "source": "Hello"})) == (422, "refused", "to")
