"""Programs of hosts keep the lists of words and links."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from antiphon.community.actions.listing import ListGiven, keep_list
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


LISTS = f"{HERE}/moderation/lists"


def test_a_list_is_made_holds_words_is_changed_and_thrown_away(place: Place, anna: Program, dora: Program) -> None:
    made = anna.post(LISTS, {"name": "Gambling", "entries": ["casino", "poker"], "effect": "refuse"})
    assert (made.status_code, made.json()["entries"]) == (201, ["casino", "poker"])
    assert anna.get(LISTS).json() == {"held_first": 0, "lists": [made.json()]}
    note = {"source": "Come to my casino."}
    assert error_of(dora.post(f"{HERE}/notes", note)) == (422, "refused", "source")
    body = {"name": "Gambling", "entries": ["casino"], "effect": "hold"}
    assert anna.put(f"{LISTS}/{made.json()['id']}", body).json()["effect"] == "hold"
    assert dora.post(f"{HERE}/notes", note).status_code == 202
    assert anna.post(f"{LISTS}/{made.json()['id']}/remove").json() == {"removed": True}
    assert anna.get(LISTS).json()["lists"] == []


@pytest.mark.parametrize(
    ("wrong", "field"), [({"name": " "}, "name"), ({"entries": [" "]}, "entries"), ({"language": "tlh"}, "language")]
)
def test_a_list_that_cannot_be_is_not_made(anna: Program, wrong: dict[str, object], field: str) -> None:
    refused = anna.post(LISTS, {"name": "Gambling", "entries": ["casino"]} | wrong)
    assert (error_of(refused), anna.get(LISTS).json()["lists"]) == ((422, "refused", field), [])
    assert anna.post(LISTS, {"name": "x", "entries": ["x" * 150] * 200}).json()["error"]["code"] == "invalid"


def test_hosts_say_how_many_first_writings_wait_and_nobody_else(anna: Program, dora: Program) -> None:
    where = f"{HERE}/moderation/held-first"
    assert anna.put(where, {"number": 2}).json()["held_first"] == 2
    assert error_of(anna.put(where, {"number": 21})) == (422, "refused", "held_first")
    assert error_of(dora.put(where, {"number": 0})) == (403, "not_allowed", None)
    assert error_of(dora.get(LISTS)) == (403, "not_allowed", None)
    assert anna.get(LISTS).json()["held_first"] == 2


def test_thirty_lists_are_shown_with_as_many_queries_as_one(place: Place, anna: Program) -> None:
    counts = []
    anna.get(LISTS)
    for number in range(30):
        keep_list(place.anna, ListGiven(name=f"List {number}", entries="casino"))
        if number in {0, 29}:
            with CaptureQueriesContext(connection) as asked:
                told = anna.get(LISTS).json()
            counts.append(len(asked))
    assert (counts[0], len(told["lists"])) == (counts[1], 30)
