"""Programs read what keeps a community alive, plan starters and settle what is in somebody's hands."""

import pytest

from antiphon.community.actions.welcoming import hand_out_welcomes
from antiphon.community.actions.writing import Words, reply
from tests.api.conftest import Program, error_of, program_of
from tests.community.place import Place, ask, enter, make_place, spark
from tests.world import World

HERE = "/communities/bottega"


@pytest.fixture
def place(world: World) -> Place:
    """Bottega's community."""
    return make_place(world)


@pytest.fixture
def anna(place: Place) -> Program:
    """A program of Anna's, who hosts."""
    return program_of(place.world.anna.user)


def program(place: Place, name: str) -> Program:
    """Return a program of somebody who takes part."""
    user = place.world.bottega.participants.get(handle=name).user
    assert user
    return program_of(user)


def test_what_waits_who_came_and_who_carries_is_read_at_once(place: Place, anna: Program) -> None:
    answered = ask(place, place.dora, "Answered")
    for _ in range(4):
        reply(place.emil, answered, spark(answered), Words(source="one two"))
    waiting = ask(place, place.dora, "Waiting")
    told = anna.get(f"{HERE}/alive").json()
    assert [(one["topic"], one["by"], one["first_words"]) for one in told["waiting"]] == [(waiting.pk, "dora", False)]
    assert [(one["handle"], one["messages"], one["answered"]) for one in told["newcomers"]] == [
        ("dora", 2, True),
        ("emil", 4, False),
    ]
    carried = told["carried"]
    assert (carried["messages"], carried["people"], carried["half"], carried["top_words"]) == (6, 3, 1, 8 / 14)
    assert (told["first_answers"]["topics"], told["first_answers"]["answered"]) == (2, 1)
    assert [(one["group"], one["sound"], one["messages"]) for one in told["groups"]] == [("square", "too few", 6)]
    assert error_of(program(place, "dora").get(f"{HERE}/alive"))[0] == 403


def test_a_starter_is_planned_left_out_and_ended(place: Place, anna: Program) -> None:
    body = {"title": "What broke?", "group": "square", "first": "2190-05-03T18:00", "rule": "FREQ=MONTHLY;BYDAY=1MO"}
    wrong = body | {"first": "2190-05-03T18:00:00Z"}
    assert error_of(anna.post(f"{HERE}/starters", wrong)) == (422, "refused", "first")
    assert error_of(anna.post(f"{HERE}/starters", body | {"rule": "FREQ=SECONDLY"})) == (422, "refused", "rule")
    made = anna.post(f"{HERE}/starters", body | {"rule": "", "responsible": "@dora"}).json()
    assert (made["responsible"], made["first"], made["rule"]) == ("dora", "2190-05-03T18:00", "")
    dora = program(place, "dora")
    (turn,) = dora.get(f"{HERE}/starters/turns?month=2190-05").json()
    assert (turn["due_at"], turn["state"]) == ("2190-05-03T16:00:00Z", "open")
    settle = f"{HERE}/starters/turns/{turn['id']}/settle"
    assert error_of(program(place, "emil").post(settle, {"done": True}))[0] == 403
    assert error_of(dora.post(settle, {"done": False})) == (422, "refused", "why_not")
    assert dora.post(settle, {"done": False, "why_not": "Away"}).json()["state"] == "skipped"
    assert error_of(dora.get(f"{HERE}/starters/turns?month=May")) == (422, "refused", "month")
    assert anna.post(f"{HERE}/starters/{made['id']}/end").json()["ended_at"]
    assert anna.get(f"{HERE}/starters").json() == []


def test_a_welcome_is_read_and_settled_by_whose_hands_it_is_in(place: Place, anna: Program) -> None:
    step = {"words": "Greet them", "stewards": ["dora"]}
    assert anna.post(f"{HERE}/welcome-steps", step).json()["stewards"] == ["dora"]
    assert [one["words"] for one in anna.get(f"{HERE}/welcome-steps").json()] == ["Greet them"]
    enter(place.community, "Fay")
    hand_out_welcomes()
    dora = program(place, "dora")
    (welcome,) = dora.get(f"{HERE}/welcomes").json()["items"]
    assert (welcome["newcomer"], welcome["steward"]) == ("fay", "dora")
    assert program(place, "emil").get(f"{HERE}/welcomes").json()["items"] == []
    assert dora.post(f"{HERE}/welcomes/{welcome['id']}/settle", {"done": True}).json()["how"] == "by_hand"
    (settled,) = anna.get(f"{HERE}/welcomes?settled=true").json()["items"]
    assert (settled["settled_by"], dora.get(f"{HERE}/welcomes").json()["items"]) == ("dora", [])
