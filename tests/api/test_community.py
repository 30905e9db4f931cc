"""Programs read and write in a community as the person whose token they hold."""

import pytest

from antiphon.community.actions.grouping import GroupGiven, found_group
from tests.api.conftest import Program, error_of, program_of
from tests.community.place import Place, ask, make_place, spark
from tests.world import World


@pytest.fixture
def place(world: World) -> Place:
    return make_place(world)


@pytest.fixture
def dora(place: Place) -> Program:
    user = place.dora.participant.user if place.dora.participant else None
    assert user
    return program_of(user)


def test_a_topic_is_opened_answered_and_read_as_a_tree(place: Place, dora: Program) -> None:
    body = {"title": "Why does it crack?", "source": "My *clay*.", "kind": "question"}
    made = dora.post("/communities/bottega/groups/square/topics", body)
    assert made.status_code == 201
    topic = made.json()
    assert (topic["opened_by"], topic["messages"][0]["html"]) == ("dora", "<p>My <em>clay</em>.</p>\n")
    root = topic["messages"][0]["id"]
    reply = dora.post(f"/communities/bottega/topics/{topic['id']}/messages/{root}/replies", {"source": "Nobody?"})
    assert (reply.status_code, reply.json()["depth"], reply.json()["answers"]) == (201, 1, root)
    answered = dora.post(f"/communities/bottega/topics/{topic['id']}/answer", {"message": reply.json()["id"]}).json()
    assert (answered["answer"], [one["depth"] for one in answered["messages"]]) == (reply.json()["id"], [0, 1])


def test_only_who_asked_and_moderators_choose_the_answer(place: Place, dora: Program) -> None:
    topic = ask(place, place.emil)
    refused = dora.post(f"/communities/bottega/topics/{topic.pk}/answer", {"message": spark(topic).pk})
    assert error_of(refused) == (403, "not_allowed", None)


def test_lists_come_in_pages_and_say_who_one_is(place: Place, dora: Program) -> None:
    for number in range(3):
        ask(place, place.emil, f"Question {number}")
    first = dora.get("/communities/bottega/topics?limit=2").json()
    second = dora.get(f"/communities/bottega/topics?limit=2&cursor={first['next']}").json()
    titles = [one["title"] for one in first["items"] + second["items"]]
    assert (titles, second["next"]) == (["Question 2", "Question 1", "Question 0"], None)
    for name in ("Glaze", "Kilns"):
        found_group(place.emil, GroupGiven(name=name, purpose="Fire"))
    first = dora.get("/communities/bottega/groups?limit=2").json()
    second = dora.get(f"/communities/bottega/groups?limit=2&cursor={first['next']}").json()
    slugs = [one["slug"] for one in first["items"] + second["items"]]
    assert (sorted(slugs), second["next"]) == (["glaze", "kilns", "square"], None)
    about = dora.get("/communities/bottega").json()
    assert (about["handle"], about["hosts"]) == ("dora", False)


def test_for_who_does_not_take_part_there_is_nothing(place: Place) -> None:
    stranger = program_of(place.newcomer())
    assert stranger.get("/communities/bottega/topics").status_code == 404
