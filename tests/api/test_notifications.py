"""Programs read what their user is told, and choose for them."""

import pytest

from antiphon.community.actions.writing import Words, reply
from tests.api.conftest import Program, error_of, program_of
from tests.community.place import Place, ask, make_place, part_of, spark
from tests.world import World


@pytest.fixture
def place(world: World) -> Place:
    return make_place(world)


@pytest.fixture
def dora(place: Place) -> Program:
    user = part_of(place.dora).user
    assert user
    return program_of(user)


def test_what_one_is_told_is_listed_in_pages_and_read(place: Place, dora: Program) -> None:
    for title in ("Clay", "Fire"):
        topic = ask(place, place.dora, title)
        reply(place.emil, topic, spark(topic), Words(source="Longer."))
    first = dora.get("/communities/bottega/notifications?limit=1").json()
    [latest] = first["items"]
    assert (latest["told"], latest["by"], latest["excerpt"]) == ("Emil answered you in “Fire”", "emil", "Longer.")
    second = dora.get(f"/communities/bottega/notifications?limit=1&cursor={first['next']}").json()
    assert ([one["told"] for one in second["items"]], second["next"]) == (["Emil answered you in “Clay”"], None)
    read = "/communities/bottega/notifications/read"
    assert dora.post(read, {"ids": [latest["id"]]}).json() == {"read": 1}
    assert len(dora.get("/communities/bottega/notifications?unread=true").json()["items"]) == 1
    assert [dora.post(read, {"ids": None}).json() for _ in range(2)] == [{"read": 1}, {"read": 0}]


def test_nobody_reads_what_another_is_told(place: Place, dora: Program) -> None:
    topic = ask(place, place.dora)
    reply(place.emil, topic, spark(topic), Words(source="Longer."))
    user = part_of(place.emil).user
    assert user
    emil, [own] = program_of(user), dora.get("/communities/bottega/notifications").json()["items"]
    assert emil.get("/communities/bottega/notifications").json()["items"] == []
    assert emil.post("/communities/bottega/notifications/read", {"ids": [own["id"]]}).json() == {"read": 0}
    assert program_of(place.newcomer()).get("/communities/bottega/notifications").status_code == 404


def test_choices_are_kept_and_bad_ones_refused(dora: Program) -> None:
    address = "/communities/bottega/notification-choices"
    body = {"ways": {"reply": "page"}, "digest": "weekly", "weekday": 4, "hour": 9, "mailed": False}
    assert dora.put(address, body).status_code == 200
    kept = dora.get(address).json()
    assert (kept["ways"]["reply"], kept["ways"]["topic"], kept["weekday"], kept["mailed"]) == (
        "page",
        "digest",
        4,
        False,
    )
    assert error_of(dora.put(address, {"hour": 23}))[0] == 422
    assert dora.put(address, {"ways": {"reply": "loudly"}}).status_code == 422
