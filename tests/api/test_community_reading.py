"""Programs keep messages for their person, and say how far they have read."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from antiphon.community.actions.reading import keep_message
from antiphon.community.actions.writing import Words, reply
from antiphon.community.permissions import Viewer
from tests.api.conftest import Program, program_of
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
def emil(place: Place) -> Program:
    return _program(place.emil)


def _program(viewer: Viewer) -> Program:
    user = part_of(viewer).user
    assert user
    return program_of(user)


def test_a_message_is_kept_listed_and_let_go_by_who_keeps_it(place: Place, dora: Program, emil: Program) -> None:
    topic = ask(place, place.emil)
    keep = f"{HERE}/topics/{topic.pk}/messages/{spark(topic).pk}/keep"
    assert dora.post(keep, {"kept": True}).json() == {"kept": True}
    dora.post(keep, {"kept": True})
    (kept,) = dora.get(f"{HERE}/bookmarks").json()["items"]
    assert (kept["message"], kept["topic"], kept["author"]) == (spark(topic).pk, topic.pk, "Emil")
    assert emil.get(f"{HERE}/bookmarks").json()["items"] == []
    dora.post(keep, {"kept": False})
    assert dora.get(f"{HERE}/bookmarks").json()["items"] == []
    assert dora.post(f"{HERE}/topics/{topic.pk}/messages/{10**30}/keep", {"kept": True}).status_code == 404


def test_thirty_bookmarks_are_listed_with_as_many_queries_as_one_and_go_on(place: Place, dora: Program) -> None:
    counts = []
    dora.get(f"{HERE}/bookmarks")
    for number in range(31):
        keep_message(part_of(place.dora), spark(ask(place, place.anna, f"Question {number}")), kept=True)
        if number in {0, 29}:
            with CaptureQueriesContext(connection) as asked:
                dora.get(f"{HERE}/bookmarks")
            counts.append(len(asked))
    first = dora.get(f"{HERE}/bookmarks").json()
    (last,) = dora.get(f"{HERE}/bookmarks?cursor={first['next']}").json()["items"]
    assert (counts[0], len(first["items"]), last["title"]) == (counts[1], 30, "Question 0")


def test_it_is_told_how_far_a_topic_was_read_and_what_is_new(place: Place, dora: Program) -> None:
    topic = ask(place, place.emil)
    where = f"{HERE}/topics/{topic.pk}"
    assert dora.get(f"{where}/position").json() == {"begun": False, "new": []}
    assert dora.post(f"{where}/read", {"messages": None}).json() == {"begun": True, "new": []}
    one, two = (reply(place.emil, topic, spark(topic), Words(source=text)).message_id for text in ("One", "Two"))
    assert dora.get(f"{where}/position").json()["new"] == [one, two]
    assert dora.post(f"{where}/read", {"messages": [two, 10**30]}).json()["new"] == [one]
    assert dora.post(f"{where}/read", {"messages": ["x"]}).status_code == 422
