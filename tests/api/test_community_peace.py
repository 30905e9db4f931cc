"""Programs of hosts and moderators keep the peace of a community."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from antiphon.community.actions.listing import hold_first
from antiphon.community.models import HeldWriting, Sanction
from antiphon.lib import clock
from tests.api.conftest import Program, error_of, program_of
from tests.community.place import Place, ask, make_place, moderator_of, part_of, spark
from tests.world import World

HERE = "/communities/bottega"


@pytest.fixture
def place(world: World) -> Place:
    """Bottega's community."""
    return make_place(world)


@pytest.fixture
def dora(place: Place) -> Program:
    """A program of Dora's."""
    return program(place, "dora")


def program(place: Place, name: str) -> Program:
    """Return a program of somebody who takes part."""
    user = place.world.bottega.participants.get(handle=name).user
    assert user
    return program_of(user)


def test_what_is_flagged_is_listed_decided_and_appealed(place: Place, dora: Program) -> None:
    topic = ask(place, place.dora)
    flags = f"{HERE}/topics/{topic.pk}/messages/{spark(topic).pk}/flags"
    moderator_of(place, place.square)
    emil, mo = program(place, "emil"), program(place, "mo")
    assert emil.post(flags, {"kind": "spam", "words": "Again"}).status_code == 201
    (case,) = mo.get(f"{HERE}/moderation/cases").json()["items"]
    assert (case["about"], case["flags"][0]["by"], case["text"]) == ("dora", "emil", "My clay cracks.")
    assert error_of(dora.get(f"{HERE}/moderation/cases"))[0] == 403
    decide = f"{HERE}/moderation/cases/{case['id']}/decide"
    assert error_of(mo.post(decide, {"decision": "limit"})) == (422, "refused", "why")
    late = {"decision": "limit", "why": "Slow", "until": "2031-05-01T09:00:00"}
    assert error_of(mo.post(decide, late)) == (422, "refused", "until")
    decided = mo.post(decide, {"decision": "limit", "rule": "spam", "why": "Slow down", "answer": "Thank you"})
    assert (decided.json()["decision"], mo.get(f"{HERE}/moderation/cases").json()["items"]) == ("limit", [])
    (sanction,) = dora.get(f"{HERE}/sanctions").json()
    assert (sanction["group"], sanction["why"], sanction["until"]) == ("square", "Slow down", None)
    appealed = dora.post(f"{HERE}/sanctions/{sanction['id']}/appeal", {"words": "It was a question"}).json()
    answer = {"granted": True, "answer": "So it was"}
    anna = program_of(place.world.anna.user)
    assert anna.post(f"{HERE}/moderation/appeals/{appealed['id']}/decide", answer).json()["granted"] is True
    assert Sanction.objects.get().lifted_by == place.anna.participant
    lines = dora.get(f"{HERE}/moderation/log").json()["items"]
    assert [(one["deed"], one["rule"], one["by"]) for one in lines] == [
        ("granted", "spam", "anna"), ("limited", "spam", "mo")
    ]  # fmt: skip


def test_a_first_writing_is_accepted_and_waits(place: Place, dora: Program) -> None:
    hold_first(place.anna, 1)
    made = dora.post(f"{HERE}/groups/square/topics", {"title": "News", "source": "*x*"})
    assert (made.status_code, made.json()["held_for"]) == (202, "first")
    assert dora.get(f"{HERE}/topics").json()["items"] == []
    anna = program_of(place.world.anna.user)
    (held,) = anna.get(f"{HERE}/moderation/held").json()
    anna.post(f"{HERE}/moderation/held/{held['id']}/decide", {"let_through": True})
    assert [one["title"] for one in dora.get(f"{HERE}/topics").json()["items"]] == ["News"]
    assert HeldWriting.objects.get().decided_by == place.anna.participant


def test_thirty_sanctions_are_listed_with_as_many_queries_as_one(place: Place, dora: Program) -> None:
    counts = []
    dora.get(f"{HERE}/sanctions")
    for number in (1, 29):
        laid = {"participant": part_of(place.dora), "kind": "warn", "rule": "spam", "at": clock.now()}
        Sanction.objects.bulk_create([Sanction(**laid) for _ in range(number)])
        with CaptureQueriesContext(connection) as asked:
            dora.get(f"{HERE}/sanctions")
        counts.append(len(asked))
    assert (counts[0], len(dora.get(f"{HERE}/sanctions").json())) == (counts[1], 30)
