"""Programs of hosts let people in; those of members leave, flag, and take back what waits."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from antiphon.community.actions.joining import Said, join
from antiphon.community.actions.listing import hold_first
from antiphon.community.models import HeldWriting, Joining, Participant
from antiphon.community.permissions import Viewer
from antiphon.lib import clock
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


def test_a_host_says_how_one_comes_in(anna: Program, dora: Program) -> None:
    body = {"joining": "request", "welcome": "Hello.", "guidelines": "Be kind."}
    told = anna.put(HERE, body).json()
    assert {name: told[name] for name in body} == body
    assert error_of(dora.put(HERE, body | {"joining": "open"})) == (403, "not_allowed", None)
    assert error_of(anna.put(HERE, body | {"joining": "never"})) == (422, "invalid", "joining")
    assert error_of(anna.put(HERE, body | {"welcome": "x" * 5_001})) == (422, "refused", "welcome")
    assert dora.get(HERE).json()["joining"] == "request"


def _asks(place: Place, name: str) -> Participant:
    place.community.joining = Joining.REQUEST
    return join(place.community, place.newcomer(name), Said(name=name, reason="I fire wood."))


def test_who_asks_to_come_in_is_let_in_or_turned_away_once(place: Place, anna: Program, dora: Program) -> None:
    for name in ("Gil", "Hana"):
        _asks(place, name)
    assert error_of(dora.get(f"{HERE}/askers")) == (403, "not_allowed", None)
    told = [(one["handle"], one["reason"]) for one in anna.get(f"{HERE}/askers").json()["items"]]
    assert told == [("gil", "I fire wood."), ("hana", "I fire wood.")]
    assert anna.post(f"{HERE}/askers/gil/decide", {"admit": True}).json() == {"handle": "gil", "admitted": True}
    assert anna.post(f"{HERE}/askers/hana/decide", {"admit": False}).json()["admitted"] is False
    assert error_of(anna.post(f"{HERE}/askers/hana/decide", {"admit": True})) == (409, "conflict", None)
    here = Participant.objects.taking_part().order_by("handle").values_list("handle", flat=True)
    assert list(here) == ["anna", "dora", "emil", "gil"]


def test_thirty_who_ask_are_listed_with_as_many_queries_as_one(place: Place, anna: Program) -> None:
    counts = []
    anna.get(f"{HERE}/askers")
    for number in range(30):
        _asks(place, f"Guest{number}")
        if number in {0, 29}:
            with CaptureQueriesContext(connection) as asked:
                told = anna.get(f"{HERE}/askers").json()
            counts.append(len(asked))
    assert (counts[0], len(told["items"]), told["next"]) == (counts[1], 30, None)


def test_who_leaves_is_nobody_here_any_more(dora: Program) -> None:
    assert dora.post(f"{HERE}/leave").json() == {"left": True}
    assert dora.post(f"{HERE}/leave").status_code == 404


def test_somebody_is_flagged_but_not_oneself(anna: Program, dora: Program) -> None:
    made = dora.post(f"{HERE}/members/emil/flags", {"kind": "rude", "words": "Shouts"})
    assert (made.status_code, made.json()["kind"]) == (201, "rude")
    (case,) = anna.get(f"{HERE}/moderation/cases").json()["items"]
    assert (case["about"], case["message"]) == ("emil", None)
    assert error_of(dora.post(f"{HERE}/members/dora/flags", {"kind": "rude"})) == (422, "refused", None)


def test_own_words_that_wait_are_listed_and_taken_back_once(place: Place, dora: Program) -> None:
    hold_first(place.anna, 2)
    made = dora.post(f"{HERE}/notes", {"source": "Hello"}).json()
    assert (dora.get(f"{HERE}/held").json(), _program(place.emil).get(f"{HERE}/held").json()) == ([made], [])
    withdraw = f"{HERE}/held/{made['id']}/withdraw"
    assert error_of(_program(place.emil).post(withdraw)) == (403, "not_allowed", None)
    assert dora.post(withdraw).json() == {"withdrawn": True}
    assert (dora.post(withdraw).status_code, dora.get(f"{HERE}/held").json()) == (404, [])


def test_thirty_words_that_wait_are_listed_with_as_many_queries_as_one(place: Place, dora: Program) -> None:
    counts = []
    dora.get(f"{HERE}/held")
    for number in (1, 29):
        laid = {"group": place.square, "author": part_of(place.dora), "source": "x", "held_for": "first", "key": "k"}
        HeldWriting.objects.bulk_create([HeldWriting(**laid, at=clock.now()) for _ in range(number)])
        with CaptureQueriesContext(connection) as asked:
            told = dora.get(f"{HERE}/held").json()
        counts.append(len(asked))
    assert (counts[0], len(told)) == (counts[1], 30)
