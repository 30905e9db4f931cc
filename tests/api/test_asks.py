"""Programs ask, put ideas forward, vote, decide and tell what came of it."""

import pytest

from antiphon.community.models import AskKind
from antiphon.community.permissions import Viewer
from tests.api.conftest import Program, error_of, program_of
from tests.community.asked import asked
from tests.community.place import Place, make_place
from tests.world import World

ASKS = "/communities/bottega/asks"


@pytest.fixture
def place(world: World) -> Place:
    return make_place(world)


def program(viewer: Viewer) -> Program:
    user = viewer.participant.user if viewer.participant else None
    assert user
    return program_of(user)


def test_an_ask_goes_from_the_question_to_its_outcome(place: Place) -> None:
    anna, dora, emil = (program(one) for one in (place.anna, place.dora, place.emil))
    body = {"title": "Which glaze?", "source": "For *spring*.", "purpose": "We fire it in May.", "votes_each": 2}
    made = anna.post("/communities/bottega/groups/square/asks", body)
    assert (made.status_code, made.json()["kind"], made.json()["open"]) == (201, "ideas", True)
    path = f"{ASKS}/{made.json()['id']}"
    blue = dora.post(f"{path}/ideas", {"title": "Blue", "source": "Like the sea."}).json()
    sea = emil.post(f"{path}/ideas", {"title": "Sea", "source": "Blue."}).json()
    for one, idea in ((dora, blue), (emil, blue), (emil, sea), (anna, sea)):
        one.post(f"{path}/ideas/{idea['id']}/vote", {"wanted": True})
    again = emil.post(f"{path}/ideas/{blue['id']}/vote", {"wanted": True})
    assert error_of(again)[:2] == (409, "conflict")
    anna.post(f"{path}/ideas/{sea['id']}/merge", {"into": blue["id"], "why": "The same"})
    listed = dora.get(f"{path}/ideas").json()["items"]
    assert [(one["title"], one["votes"], one["team"], one["took_in"]) for one in listed] == [
        ("Blue", 2, 1, [sea["id"]])
    ]
    outcome = anna.post(
        f"{path}/outcome",
        {"source": "It is blue.", "thanked": ["dora", "emil"], "ideas": {blue["id"]: {"state": "done"}}},
    ).json()
    assert (outcome["source"], outcome["thanked"]) == ("It is blue.", ["dora", "emil"])
    assert emil.post(f"{path}/name", {"named": False}).json()["thanked"] == ["dora"]
    assert [one["ask"] for one in dora.get("/communities/bottega/outcomes").json()["items"]] == [made.json()["id"]]
    shown = dora.get(f"{path}/ideas/{sea['id']}").json()
    assert (shown["state"], shown["merged_into"], [one["why"] for one in shown["decisions"]]) == (
        "merged", blue["id"], ["The same"]
    )  # fmt: skip


def test_an_order_is_seen_by_who_gave_theirs(place: Place) -> None:
    dora, emil = program(place.dora), program(place.emil)
    path = f"{ASKS}/{asked(place, place.anna, AskKind.RANKING).pk}"
    told = dora.post(f"{path}/order", {"order": [3, 1, 2]}).json()["ranking"]
    assert [(one["words"], one["rank"], one["points"]) for one in told["rows"]] == [
        ("White", 1, 2), ("Blue", 2, 1), ("Green", 3, 0)
    ]  # fmt: skip
    assert emil.get(path).json()["ranking"]["rows"] == []
    refused = emil.post(f"{path}/order", {"order": [1, 1, 2]})
    assert error_of(refused) == (422, "refused", "order")


def test_a_choice_is_counted_once(place: Place) -> None:
    emil = program(place.emil)
    path = f"{ASKS}/{asked(place, place.anna, AskKind.POLL).pk}"
    choices = emil.get(path).json()["poll"]["choices"]
    assert [one["votes"] for one in choices] == [None, None, None]
    told = emil.post(f"{path}/choice", {"options": [choices[1]["id"]]}).json()["poll"]
    assert [one["votes"] for one in told["choices"]] == [0, 1, 0]
    assert emil.post(f"{path}/choice", {"options": [choices[1]["id"]]}).status_code == 409


def test_nobody_is_thanked_who_is_not_there(place: Place) -> None:
    anna = program(place.anna)
    path = f"{ASKS}/{asked(place, place.anna).pk}"
    refused = anna.post(f"{path}/outcome", {"source": "Done.", "thanked": ["nobody"]})
    assert error_of(refused)[0] == 422
    assert anna.get(path).json()["outcome"] is None
