"""What a program does about conversations: triage, notes, presence, saved replies and views, undo."""

from datetime import timedelta
from typing import Any

from antiphon.conversations.models import Heard
from antiphon.lib import clock
from antiphon.organizations.actions import add_member
from antiphon.organizations.models import Role
from antiphon.publishing.models import Delivery
from tests.api.conftest import Program, error_of, program_of
from tests.api.talk import Talk, make_talk
from tests.world import World, make_user


def listed(program: Program, query: str = "") -> list[int]:
    return [one["id"] for one in program.get(f"/brands/bottega/conversations{query}").json()["items"]]


def test_conversations_go_from_shelf_to_shelf(anna: Program, talk: Talk) -> None:
    here, pk = f"/conversations/{talk.conversation.pk}", talk.conversation.pk
    closed = anna.post(f"{here}/close").json()
    assert (closed["waiting_on"], closed["closed_at"] is None) == ("nobody", False)
    assert (listed(anna), listed(anna, "?show=closed"), listed(anna, "?show=all")) == ([], [pk], [pk])
    assert anna.post(f"{here}/reopen").json()["closed_at"] is None
    until = (clock.now() + timedelta(hours=4)).isoformat()
    assert anna.post(f"{here}/snooze", {"until": until}).json()["snoozed_until"] is not None
    assert (listed(anna), listed(anna, "?show=resting")) == ([], [pk])
    anna.post(f"{here}/wake")
    assert listed(anna, "?language=en&spoken=reply&care=nobody&text=open") == [pk]
    assert listed(anna, "?spoken=direct") == []
    assert error_of(anna.post(f"{here}/snooze", {"until": "2020-01-01T00:00:00Z"})) == (422, "refused", "until")


def test_many_are_triaged_at_once_or_none(anna: Program, world: World, talk: Talk) -> None:
    other = make_talk(world, 2)
    keys = [talk.conversation.pk, other.conversation.pk]
    address = "/brands/bottega/conversations/triage"
    assert error_of(anna.post(address, {"act": "close", "conversations": [*keys, 10**9]}))[0] == 422
    assert sorted(listed(anna)) == sorted(keys)
    assert anna.post(address, {"act": "close", "conversations": keys}).json() == {"changed": 2}
    assert error_of(anna.post(address, {"act": "snooze", "conversations": keys})) == (422, "refused", "until")


def test_pages_of_a_shelf_follow_each_other(anna: Program, world: World) -> None:
    talks = [make_talk(world, number, clock.now() - timedelta(hours=9 - number)) for number in range(5)]
    found, cursor = [], ""
    while True:
        page = anna.get(f"/brands/bottega/conversations?limit=2&cursor={cursor}").json()
        found += [one["id"] for one in page["items"]]
        if not page["next"]:
            break
        cursor = page["next"]
    assert found == [one.conversation.pk for one in talks]


def test_notes_presence_and_what_was_heard(anna: Program, world: World, talk: Talk) -> None:
    here = f"/conversations/{talk.conversation.pk}"
    edda = add_member(by=world.anna, user=make_user("edda@example.org", "Edda"), role=Role.EDITOR)
    note = anna.post(f"{here}/notes", {"text": "@Edda, please"}).json()
    assert (note["told"], anna.get(f"{here}/notes").json()) == ([edda.pk], [note])
    other = program_of(edda.user)
    other.post(f"{here}/presence", {"writes": True})
    [present] = anna.get(f"{here}/presence").json()
    assert (present["member"]["name"], present["writes"]) == ("Edda", True)
    assert other.post(f"/notes/{note['id']}/remove").json() == {"changed": 1}
    Heard.objects.create(message=talk.question, by=edda, at=clock.now())
    root, question = anna.get(here).json()["messages"]
    assert (root["heard_at"], question["heard_at"] is None) == (None, False)


def test_an_answer_does_not_cross_another_and_can_be_undone(
    anna: Program, world: World, talk: Talk, settings: Any
) -> None:
    settings.ANSWER_HELD_BACK = timedelta(seconds=10)
    here = f"/conversations/{talk.conversation.pk}/answers"
    edda = add_member(by=world.anna, user=make_user("edda@example.org", "Edda"), role=Role.EDITOR)
    body = {"message": talk.question.pk, "text": "At nine.", "known": 0}
    assert program_of(edda.user).post(here, body).status_code == 201
    assert error_of(anna.post(here, body))[:2] == (409, "conflict")
    delivery = Delivery.objects.get(post__in_reply_to=talk.question)
    assert anna.post(f"/deliveries/{delivery.pk}/undo").status_code == 200
    assert error_of(anna.post(f"/deliveries/{delivery.pk}/undo"))[:2] == (409, "conflict")
    assert anna.post(here, body).status_code == 201


def test_saved_replies_and_views(anna: Program, talk: Talk) -> None:
    typed = {"name": "Hours", "language": "en", "text": "At nine, {name}."}
    reply = anna.post("/brands/bottega/saved-replies", typed).json()
    assert anna.get(f"/saved-replies/{reply['id']}/for/{talk.question.pk}").json() == {"text": "At nine, Dora."}
    wrong = anna.put(f"/saved-replies/{reply['id']}", typed | {"text": "{surname}"})
    assert error_of(wrong) == (422, "refused", "text")
    view = anna.post("/brands/bottega/saved-views", {"name": "Free", "care": "nobody", "hours": 0}).json()
    assert (view["filters"], view["count"]) == ({"care": "nobody"}, 1)
    assert anna.get("/brands/bottega/saved-views").json() == [view]
    assert anna.post("/brands/bottega/saved-views/remove", {"name": "Free"}).json() == {"taken": 1}
    assert anna.post(f"/saved-replies/{reply['id']}/remove").json() == {"taken": 1}
