"""Programs of hosts announce a live session, run it and end it."""

import pytest

from antiphon.community.permissions import Viewer
from tests.api.conftest import Program, error_of, program_of
from tests.community.place import Place, make_place, part_of
from tests.world import World

HERE = "/communities/bottega"


@pytest.fixture
def place(world: World) -> Place:
    return make_place(world)


@pytest.fixture
def dora(place: Place) -> Program:
    return _program(place.dora)


@pytest.fixture
def anna(place: Place) -> Program:
    return _program(place.anna)


def _program(viewer: Viewer) -> Program:
    user = part_of(viewer).user
    assert user
    return program_of(user)


SESSION = {
    "title": "Ask Anna",
    "about": "Glazes",
    "starts_at": "2090-05-01T18:00:00Z",
    "ends_at": "2090-05-01T19:00:00Z",
}


def test_a_session_is_announced_begun_answered_in_and_ended(anna: Program, dora: Program) -> None:
    made = anna.post(f"{HERE}/groups/square/sessions", SESSION)
    assert (made.status_code, made.json()["state"], made.json()["host"]) == (201, "announced", "anna")
    where = f"{HERE}/sessions/{made.json()['id']}"
    assert [one["session"] for one in dora.get(f"{HERE}/topics").json()["items"]] == [made.json()["id"]]
    one, two, three = (dora.post(f"{where}/questions", {"text": f"Why {word}?"}).json()["id"] for word in "abc")
    assert error_of(anna.post(f"{where}/questions/{one}/take")) == (409, "conflict", None)
    assert anna.post(f"{where}/begin").json()["state"] == "open"
    taken = anna.post(f"{where}/questions/{one}/take").json()["questions"]
    assert (taken[0]["id"], taken[0]["state"]) == (one, "taken")
    anna.post(f"{where}/questions/{one}/answer", {"source": "Because it is *cold*."})
    assert error_of(anna.post(f"{where}/questions/{two}/set-aside", {"why": " "})) == (422, "refused", "why")
    shown = anna.post(f"{where}/questions/{two}/set-aside", {"why": "Asked before"}).json()["questions"]
    assert {row["id"]: row["state"] for row in shown} == {one: "answered", two: "aside", three: "waiting"}
    assert anna.post(f"{where}/end").json() == {"state": "over", "handed_on": 1}
    assert error_of(anna.post(f"{where}/end")) == (409, "conflict", None)
    topic = dora.get(f"{HERE}/topics/{made.json()['topic']}").json()
    assert [row["source"] for row in topic["messages"]][:3] == ["Glazes", "Why a?", "Because it is *cold*."]


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"ends_at": "2090-05-01T17:00:00Z"}, (422, "refused", "ends_at")),
        ({"title": " "}, (422, "refused", "title")),
        ({"host": "@nobody"}, (422, "refused", "host")),
        ({"starts_at": "2090-05-01T18:00:00"}, (422, "invalid", "starts_at")),
    ],
)
def test_a_session_that_cannot_be_is_not_announced(
    anna: Program, wrong: dict[str, str], told: tuple[int, str, str]
) -> None:
    refused = anna.post(f"{HERE}/groups/square/sessions", SESSION | wrong)
    assert (error_of(refused), anna.get(f"{HERE}/sessions").json()["items"]) == (told, [])


def test_who_does_not_host_runs_nothing_and_may_be_reminded(anna: Program, dora: Program) -> None:
    assert error_of(dora.post(f"{HERE}/groups/square/sessions", SESSION)) == (403, "not_allowed", None)
    where = f"{HERE}/sessions/{anna.post(f'{HERE}/groups/square/sessions', SESSION).json()['id']}"
    assert error_of(dora.post(f"{where}/begin")) == (403, "not_allowed", None)
    assert dora.post(f"{where}/reminder", {"wanted": True}).json() == {"wanted": True}
    anna.post(f"{where}/begin")
    assert error_of(dora.post(f"{where}/reminder", {"wanted": True})) == (409, "conflict", None)
