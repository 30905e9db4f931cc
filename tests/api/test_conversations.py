"""Who waits, what was said, answering and assigning."""

from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext

from antiphon.channels.connector import Profile
from antiphon.conversations.actions import receive
from antiphon.lib import clock
from tests.api.conftest import Program, deliver, error_of
from tests.api.talk import Talk, make_talk, said_by
from tests.world import World

EVA = Profile("https://town.example/eva", "eva@town.example", "Eva")


def test_who_waits_is_shown_with_what_was_said_last(anna: Program, talk: Talk) -> None:
    (waiting,) = anna.get("/brands/bottega/conversations").json()["items"]
    said = waiting["last_message"]
    assert (waiting["id"], waiting["waiting_on"], waiting["assignee"]) == (talk.conversation.pk, "us", None)
    assert (said["text"], said["author"]["name"], said["author"]["person"], said["author"]["ours"]) == (
        "When do you open?", "Dora", talk.dora.pk, False,
    )  # fmt: skip


def test_a_conversation_is_read_as_a_tree(anna: Program, world: World, talk: Talk) -> None:
    receive(world.site, said_by(EVA, 2, clock.now(), talk.question.uri, "At eight, I think."))
    tree = anna.get(f"/conversations/{talk.conversation.pk}").json()
    root, question, guess = tree["messages"]
    assert [(one["text"], one["depth"], one["answers"]) for one in tree["messages"]] == [
        ("Call number 1", 0, None),
        ("When do you open?", 1, root["id"]),
        ("At eight, I think.", 2, question["id"]),
    ]
    assert (root["author"]["ours"], guess["author"]["handle"]) == (True, "eva@town.example")
    assert tree["last_message"]["id"] == guess["id"]


def test_an_answer_goes_out_by_the_same_door_once(anna: Program, talk: Talk) -> None:
    address = f"/conversations/{talk.conversation.pk}/answers"
    body = {"message": talk.question.pk, "text": "At nine."}
    first, again = (anna.post(address, body, Idempotency_Key="dora") for _ in range(2))
    assert (first.status_code, first.json()["in_reply_to"]) == (201, talk.question.pk)
    assert again.json()["id"] == first.json()["id"]
    deliver()
    tree = anna.get(f"/conversations/{talk.conversation.pk}").json()
    assert [one["text"] for one in tree["messages"]] == ["Call number 1", "When do you open?", "At nine."]
    assert anna.get("/brands/bottega/conversations").json()["items"] == []
    (answered,) = anna.get("/brands/bottega/conversations?show=all").json()["items"]
    assert (answered["waiting_on"], answered["last_message"]["text"]) == ("nobody", "When do you open?")


def test_only_a_message_of_the_conversation_is_answered(anna: Program, world: World, talk: Talk) -> None:
    other = make_talk(world, 2)
    address = f"/conversations/{talk.conversation.pk}/answers"
    body = {"message": other.question.pk, "text": "At nine."}
    assert error_of(anna.post(address, body)) == (422, "refused", "message")
    assert error_of(anna.post(address, {"message": talk.question.pk, "text": " "})) == (422, "refused", "text")


def test_a_conversation_is_given_to_somebody_of_the_team(anna: Program, world: World, talk: Talk) -> None:
    address = f"/conversations/{talk.conversation.pk}/assign"
    assert anna.post(address, {"member": world.bruno.pk}).json()["assignee"] == {
        "id": world.bruno.pk,
        "name": "Bruno",
        "role": "author",
    }
    assert anna.post(address, {"member": None}).json()["assignee"] is None
    assert error_of(anna.post(address, {"member": world.carla.pk})) == (422, "refused", "member")


def test_pages_of_the_inbox_follow_one_another_without_a_gap(anna: Program, world: World) -> None:
    at = clock.now() - timedelta(hours=1)
    made = [make_talk(world, number, at).conversation.pk for number in range(5)]
    for show, order in (("waiting", made), ("all", made[::-1])):
        seen, cursor = [], ""
        while cursor is not None:
            page = anna.get(f"/brands/bottega/conversations?show={show}&limit=2&cursor={cursor}").json()
            seen += [one["id"] for one in page["items"]]
            cursor = page["next"]
        assert seen == order


def test_thirty_conversations_take_as_many_queries_as_one(anna: Program, world: World) -> None:
    make_talk(world, 0)
    anna.get("/brands")
    with CaptureQueriesContext(connection) as for_one:
        assert len(anna.get("/brands/bottega/conversations").json()["items"]) == 1
    for number in range(1, 30):
        make_talk(world, number)
    with CaptureQueriesContext(connection) as for_thirty:
        assert len(anna.get("/brands/bottega/conversations").json()["items"]) == 30
    assert (len(for_one), len(for_thirty)) == (5, 5)


def test_a_long_conversation_takes_as_many_queries_as_a_short_one(anna: Program, world: World, talk: Talk) -> None:
    anna.get("/brands")
    with CaptureQueriesContext(connection) as short:
        anna.get(f"/conversations/{talk.conversation.pk}")
    for number in range(30):
        receive(world.site, said_by(EVA, number, clock.now(), talk.question.uri, "Me too"))
    with CaptureQueriesContext(connection) as long:
        assert len(anna.get(f"/conversations/{talk.conversation.pk}").json()["messages"]) == 32
    assert (len(short), len(long)) == (4, 4)
