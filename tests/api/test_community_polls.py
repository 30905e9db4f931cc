"""Programs ask, vote and close in topics."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from antiphon.community.actions.polling import PollGiven, open_poll
from antiphon.community.permissions import Viewer
from antiphon.lib import clock
from tests.api.conftest import Program, error_of, program_of
from tests.community.place import Place, ask, make_place, part_of
from tests.world import World

HERE = "/communities/bottega"


@pytest.fixture
def place(world: World) -> Place:
    return make_place(world)


@pytest.fixture
def dora(place: Place) -> Program:
    return _program(place.dora)


@pytest.fixture
def emil(place: Place) -> Program:
    return _program(place.emil)


def _program(viewer: Viewer) -> Program:
    user = part_of(viewer).user
    assert user
    return program_of(user)


def test_a_poll_is_asked_voted_in_once_and_told_to_who_has_voted(place: Place, dora: Program, emil: Program) -> None:
    where = f"{HERE}/topics/{ask(place, place.dora).pk}/polls"
    body = {"question": "Which day?", "options": ["Monday", "Friday"], "closes_at": None}
    made = dora.post(where, body)
    assert (made.status_code, made.json()["asked_by"], made.json()["open"]) == (201, "dora", True)
    friday = made.json()["choices"][1]["id"]
    vote = f"{where}/{made.json()['id']}/vote"
    told = emil.post(vote, {"options": [friday]}).json()
    assert ([one["votes"] for one in told["choices"]], told["voted"], told["n"]) == ([0, 1], True, 1)
    assert error_of(emil.post(vote, {"options": [friday]})) == (409, "conflict", None)
    assert [one["votes"] for one in dora.get(where).json()[0]["choices"]] == [None, None]
    closed = dora.post(f"{where}/{made.json()['id']}/close").json()
    assert ([one["votes"] for one in closed["choices"]], closed["open"]) == ([0, 1], False)


@pytest.mark.parametrize("chosen", [[], [0], [10**30]])
def test_a_vote_for_what_is_no_answer_counts_nothing(place: Place, emil: Program, chosen: list[int]) -> None:
    topic = ask(place, place.dora)
    poll = open_poll(place.dora, topic, PollGiven(question="Which day?", options=["Monday", "Friday"]))
    where = f"{HERE}/topics/{topic.pk}/polls"
    assert error_of(emil.post(f"{where}/{poll.pk}/vote", {"options": chosen})) == (422, "refused", "option")
    assert emil.get(where).json()[0]["n"] == 0


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"options": ["Monday"]}, "refused"),
        ({"closes_at": "2020-01-01T00:00:00Z"}, "refused"),
        ({"closes_at": "2029-01-01T00:00:00"}, "invalid"),
        ({"closes_at": "9999-12-31T23:59:59-12:00"}, "invalid"),
    ],
)
def test_a_poll_that_cannot_be_asked_is_not_there(
    place: Place, dora: Program, wrong: dict[str, object], code: str
) -> None:
    where = f"{HERE}/topics/{ask(place, place.dora).pk}/polls"
    refused = dora.post(where, {"question": "Which day?", "options": ["Monday", "Friday"]} | wrong)
    assert (refused.status_code, refused.json()["error"]["code"], dora.get(where).json()) == (422, code, [])


def test_only_who_opened_the_topic_and_moderators_ask_in_it(place: Place, emil: Program) -> None:
    where = f"{HERE}/topics/{ask(place, place.dora).pk}/polls"
    body = {"question": "Which day?", "options": ["Monday", "Friday"], "closes_at": _later()}
    assert error_of(emil.post(where, body)) == (403, "not_allowed", None)
    assert _program(place.anna).post(where, body).status_code == 201


def test_ten_polls_are_listed_with_as_many_queries_as_one(place: Place, dora: Program) -> None:
    topic, counts = ask(place, place.dora), []
    where = f"{HERE}/topics/{topic.pk}/polls"
    dora.get(where)
    for number in range(10):
        open_poll(place.dora, topic, PollGiven(question=f"Day {number}?", options=["Monday", "Friday"]))
        if number in {0, 9}:
            with CaptureQueriesContext(connection) as asked:
                told = dora.get(where).json()
            counts.append(len(asked))
    assert (counts[0], len(told)) == (counts[1], 10)


def _later() -> str:
    return (clock.now() + timedelta(days=1)).isoformat()
