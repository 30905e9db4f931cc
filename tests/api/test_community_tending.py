"""Programs of moderators close, pin, move, split and merge topics."""

import pytest

from antiphon.community.actions.grouping import GroupGiven, found_group
from antiphon.community.actions.writing import Words, reply
from antiphon.community.permissions import Viewer
from tests.api.conftest import Program, error_of, program_of
from tests.community.place import Place, ask, make_place, part_of, spark
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


def test_a_topic_is_closed_and_pinned_and_let_go_again(place: Place, anna: Program) -> None:
    where = f"{HERE}/topics/{ask(place, place.dora).pk}"
    assert anna.post(f"{where}/close", {"closed": True}).json()["closed"] is True
    assert anna.post(f"{where}/close", {"closed": False}).json()["closed"] is False
    assert anna.post(f"{where}/pin", {"pinned": True}).json()["pinned"] is True
    assert anna.post(f"{where}/pin", {"pinned": False}).json()["pinned"] is False


@pytest.mark.parametrize(
    ("done", "body"),
    [("close", {}), ("pin", {}), ("move", {"group": "square"}), ("merge", {"into": 1}), ("split", {"title": "x"})],
)
def test_who_keeps_no_order_does_none_of_it(place: Place, dora: Program, done: str, body: dict[str, object]) -> None:
    topic = ask(place, place.emil)
    message = f"/messages/{spark(topic).pk}" if done == "split" else ""
    refused = dora.post(f"{HERE}/topics/{topic.pk}{message}/{done}", body)
    assert error_of(refused) == (403, "not_allowed", None)


def test_a_topic_goes_to_another_group_that_is_there(place: Place, anna: Program) -> None:
    topic = ask(place, place.dora)
    found_group(place.anna, GroupGiven(name="Kilns", purpose="Firing"))
    assert anna.post(f"{HERE}/topics/{topic.pk}/move", {"group": "nowhere"}).status_code == 404
    assert anna.post(f"{HERE}/topics/{topic.pk}/move", {"group": "kilns"}).json()["group"] == "kilns"


def test_a_branch_becomes_a_topic_and_goes_back_below(place: Place, anna: Program) -> None:
    topic = ask(place, place.dora)
    root = spark(topic).pk
    branch = reply(place.emil, topic, spark(topic), Words(source="Dry it slowly.")).message_id
    where = f"{HERE}/topics/{topic.pk}"
    assert error_of(anna.post(f"{where}/messages/{branch}/split", {"title": " "})) == (422, "refused", "title")
    made = anna.post(f"{where}/messages/{branch}/split", {"title": "On drying"})
    assert (made.status_code, [one["id"] for one in made.json()["messages"]]) == (201, [branch])
    again = f"{HERE}/topics/{made.json()['id']}"
    assert anna.post(f"{again}/merge", {"into": 10**30}).status_code == 404
    assert error_of(anna.post(f"{again}/merge", {"into": made.json()["id"]})) == (409, "conflict", None)
    whole = anna.post(f"{again}/merge", {"into": topic.pk}).json()
    assert ([one["id"] for one in whole["messages"]], anna.get(again).status_code) == ([root, branch], 404)
