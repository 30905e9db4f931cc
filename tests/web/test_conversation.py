"""What a team does on the pages of the inbox: triage, notes, saved replies, and answers that can be undone."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from antiphon.conversations.models import Conversation, Heard, Message, Note, SavedReply, SavedView
from antiphon.lib import clock
from antiphon.organizations.actions import add_member
from antiphon.organizations.models import Role
from antiphon.people.actions import anonymize
from antiphon.publishing.models import Delivery
from tests.web.heard import ago, heard, work_on
from tests.web.readers import page, signed_in
from tests.world import World, make_user

INBOX = "/b/bottega/inbox/"
PART = {"HX-Request": "true"}


@pytest.fixture
def anna(client: Client, world: World) -> Client:
    client.force_login(world.anna.user)
    return client


@pytest.fixture
def edda(world: World) -> Client:
    return signed_in(add_member(by=world.anna, user=make_user("edda@example.org", "Edda"), role=Role.EDITOR))


@pytest.fixture
def asked(world: World) -> Message:
    return heard(world.site, "Maren", "Do you ship to France?", at=ago(hours=3))


@pytest.fixture
def held_back(settings: Any) -> None:
    settings.ANSWER_HELD_BACK = timedelta(seconds=10)


def page_of(message: Message) -> str:
    return f"{INBOX}{message.conversation_id}/"


def words(client: Client, address: str) -> str:
    return client.get(address).content.decode()


@pytest.mark.usefixtures("held_back")
def test_an_answer_waits_ten_seconds_and_can_be_undone(anna: Client, asked: Message) -> None:
    anna.post(page_of(asked), {"message": asked.pk, "text": "Yes, on Mondays."})
    delivery = Delivery.objects.get()
    assert timedelta(seconds=5) < (delivery.due_at or clock.now()) - clock.now() <= timedelta(seconds=10)
    work_on()
    delivery.refresh_from_db()
    assert delivery.state == "scheduled"
    shown = words(anna, page_of(asked))
    assert "goes out in <antiphon-countdown>" in shown
    undo = f"{page_of(asked)}answers/{delivery.pk}/undo/"
    assert f'action="{undo}"' in shown
    back = anna.post(undo)
    delivery.refresh_from_db()
    assert (back.status_code, delivery.state) == (303, "cancelled")
    assert ">Yes, on Mondays.</textarea>" in words(anna, back["Location"])
    work_on()
    assert Message.objects.count() == 1


@pytest.mark.usefixtures("held_back")
def test_an_answer_is_undone_without_leaving(anna: Client, asked: Message) -> None:
    anna.post(page_of(asked), {"message": asked.pk, "text": "Yes."})
    undo = f"{page_of(asked)}answers/{Delivery.objects.get().pk}/undo/"
    part = anna.post(undo, headers=PART | {"HX-Target": f"slot{asked.pk}"}).content.decode()
    assert part.startswith(f'<div class="slot" id="slot{asked.pk}">')
    assert ">Yes.</textarea>" in part


@pytest.mark.usefixtures("held_back")
def test_what_a_worker_has_taken_is_undone_no_more(anna: Client, asked: Message) -> None:
    anna.post(page_of(asked), {"message": asked.pk, "text": "Yes."})
    Delivery.objects.update(due_at=ago(seconds=1))
    work_on()
    delivery = Delivery.objects.get()
    refused = anna.post(f"{page_of(asked)}answers/{delivery.pk}/undo/")
    delivery.refresh_from_db()
    assert (refused.status_code, delivery.state) == (422, "live")
    assert "gone out already" in refused.content.decode()


def test_two_who_answer_at_once_are_told_of_each_other(anna: Client, edda: Client, asked: Message) -> None:
    forms = [words(one, f"{page_of(asked)}?answer={asked.pk}") for one in (anna, edda)]
    known = [re.findall(r'name="known" value="(\d+)"', form) for form in forms]
    assert known == [["0"], ["0"]]
    assert edda.post(page_of(asked), {"message": asked.pk, "text": "Yes.", "known": "0"}).status_code == 303
    mine = {"message": asked.pk, "text": "We do, on Mondays.", "known": "0"}
    crossed = anna.post(page_of(asked), mine)
    told = crossed.content.decode()
    assert (crossed.status_code, Delivery.objects.count()) == (422, 1)
    assert "Edda has answered meanwhile: “Yes.”" in told
    assert ">We do, on Mondays.</textarea>" in told
    assert "Send it all the same" in told
    [now_known] = re.findall(r'name="known" value="(\d+)"', told)
    assert anna.post(page_of(asked), mine | {"known": now_known}).status_code == 303
    assert Delivery.objects.count() == 2


def test_one_does_not_cross_oneself(anna: Client, asked: Message) -> None:
    for text in ("Yes.", "And to Corsica."):
        assert anna.post(page_of(asked), {"message": asked.pk, "text": text, "known": "0"}).status_code == 303


def test_who_else_looks_or_writes_is_told_on_the_page(anna: Client, edda: Client, asked: Message) -> None:
    edda.get(page_of(asked))
    assert "Edda looks at this too." in words(anna, page_of(asked))
    edda.post(page_of(asked) + "room/", {"message": asked.pk, "text": "We"})
    line = anna.post(page_of(asked) + "presence/", headers=PART | {"HX-Target": "others"}).content.decode()
    assert line.startswith('<p class="others notice warn"')
    assert "Edda is writing an answer here." in line
    edda.post(page_of(asked), {"message": asked.pk, "text": "We do."})
    assert "Edda" not in anna.post(page_of(asked) + "presence/").content.decode()


def test_opening_a_page_is_hearing_and_looking_for_it_is_not(anna: Client, world: World, asked: Message) -> None:
    anna.get(INBOX)
    anna.head(INBOX)
    assert not Heard.objects.exists()
    anna.get(page_of(asked))
    assert list(Heard.objects.values_list("message", "by")) == [(asked.pk, world.anna.pk)]


def test_a_saved_reply_goes_into_the_field_after_what_was_typed(anna: Client, asked: Message) -> None:
    kept = {"name": "Shipping", "language": "en", "text": "Dear {name}, we do. {agent}"}
    assert anna.post(INBOX + "replies/", kept).status_code == 303
    form = words(anna, f"{page_of(asked)}?answer={asked.pk}")
    assert "Shipping · en" in form
    typed = {"message": asked.pk, "text": "Good question!", "reply": SavedReply.objects.get().pk, "act": "insert"}
    filled = anna.post(page_of(asked), typed)
    assert filled.status_code == 200
    assert ">Good question!\n\nDear Maren, we do. Anna</textarea>" in filled.content.decode()
    assert not Delivery.objects.exists()


def test_a_reply_with_an_unknown_name_in_braces_is_refused_where_it_was_typed(anna: Client) -> None:
    typed = {"name": "Hours", "language": "en", "text": "Dear {first_name}"}
    refused = anna.post(INBOX + "replies/", typed)
    assert refused.status_code == 422
    assert "Nothing is known as {first_name}." in refused.content.decode()
    assert ">\nDear {first_name}</textarea>" in refused.content.decode()


def test_a_saved_reply_is_changed_and_taken_away(anna: Client) -> None:
    anna.post(INBOX + "replies/", {"name": "Hours", "language": "en", "text": "At nine."})
    address = f"{INBOX}replies/{SavedReply.objects.get().pk}/"
    assert ">\nAt nine.</textarea>" in words(anna, address)
    anna.post(address, {"name": "Hours", "language": "en", "text": "At ten."})
    assert SavedReply.objects.get().text == "At ten."
    anna.post(address, {"remove": "1"})
    assert "No reply is kept yet" in words(anna, INBOX + "replies/")


def test_a_note_stands_beside_the_messages(anna: Client, asked: Message) -> None:
    assert "Nobody outside reads them." in words(anna, page_of(asked))
    left = anna.post(page_of(asked) + "notes/", {"text": "<b>Ask</b> the weaver"})
    note = Note.objects.get()
    assert left["Location"] == f"{page_of(asked)}#note{note.pk}"
    assert "&lt;b&gt;Ask&lt;/b&gt; the weaver" in words(anna, page_of(asked))
    empty = anna.post(page_of(asked) + "notes/", {"text": " "})
    assert (empty.status_code, "Write something first." in empty.content.decode()) == (422, True)
    anna.post(f"{page_of(asked)}notes/{note.pk}/")
    assert not Note.objects.exists()


def test_chosen_conversations_are_put_in_order_without_a_script(anna: Client, world: World, asked: Message) -> None:
    other = heard(world.site, "Idris", "And to Tunis?")
    chosen = {"chosen": [asked.conversation_id, other.conversation_id], "back": "kind=mention&evil=//x"}
    for act, tab in (("close", "closed"), ("reopen", "waiting"), ("snooze:tomorrow", "resting"), ("wake", "waiting")):
        done = anna.post(INBOX + "triage/", chosen | {"act": act})
        assert (done.status_code, done["Location"]) == (303, INBOX + "?kind=mention")
        shown = page(anna, f"{INBOX}?tab={tab}").all("input", name="chosen")
        assert {one["value"] for one in shown} == {str(asked.conversation_id), str(other.conversation_id)}
    anna.post(INBOX + "triage/", chosen | {"act": "assign", "member": world.anna.pk})
    assert Conversation.objects.filter(assignee=world.anna).count() == 2


@pytest.mark.parametrize(
    ("sent", "why"),
    [
        ({"act": "close", "chosen": []}, "Choose at least one"),
        ({"act": "burn"}, "Choose what to do"),
        ({"act": "snooze"}, "Choose until when"),
        ({"act": "snooze", "at": "yesterday"}, "a day and an hour"),
        ({"act": "snooze", "at": "2020-01-01T09:00"}, "passed already"),
        ({"act": "assign", "member": "999999"}, "not a member"),
    ],
)
def test_what_cannot_be_done_is_said_and_changes_nothing(
    anna: Client, asked: Message, sent: dict[str, Any], why: str
) -> None:
    refused = anna.post(INBOX + "triage/", {"chosen": [asked.conversation_id]} | sent)
    assert (refused.status_code, why in refused.content.decode()) == (422, True)
    found = Conversation.objects.get()
    assert (found.closed_at, found.snoozed_until, found.assignee) == (None, None, None)


def test_one_conversation_is_put_off_and_says_until_when(anna: Client, asked: Message) -> None:
    anna.post(page_of(asked) + "triage/", {"act": "snooze:monday"})
    assert "Anna put it off until" in words(anna, page_of(asked))
    anna.post(page_of(asked) + "triage/", {"act": "close"})
    assert "Done since" in words(anna, page_of(asked))


def test_a_view_is_kept_with_its_count_and_taken_away(anna: Client, asked: Message) -> None:
    filtered = words(anna, INBOX + "?care=nobody&hours=2")
    assert 'name="filters" value="care=nobody&amp;hours=2"' in filtered
    kept = anna.post(INBOX + "views/", {"name": "Old & free", "filters": "care=nobody&hours=2"})
    assert kept["Location"] == f"{INBOX}?care=nobody&hours=2&view={SavedView.objects.get().pk}"
    assert "<span>Old &amp; free</span> <b>1</b>" in words(anna, kept["Location"])
    anna.post(INBOX + "views/away/", {"name": "Old & free"})
    assert not SavedView.objects.exists()


def test_a_thread_of_two_hundred_levels_is_shown(anna: Client, world: World, asked: Message) -> None:
    last = asked
    for number in range(200):
        last = heard(
            world.site, f"Person {number}", "And then?", upon=last.uri, at=ago(hours=2) + timedelta(seconds=number)
        )
    shown = words(anna, page_of(asked))
    assert shown.count("<article") == 201
    assert shown.count("level-6") == 195
    assert "answers Person 198" in shown


@pytest.mark.usefixtures("held_back")
def test_who_is_erased_in_the_middle_of_a_conversation_leaves_it_whole(
    anna: Client, world: World, asked: Message
) -> None:
    anna.post(page_of(asked), {"message": asked.pk, "text": "Yes."})
    anna.post(page_of(asked) + "notes/", {"text": "She is nice."})
    anonymize(asked.author, stable_id="former:1", name="former member", at=clock.now())
    for address in (INBOX, page_of(asked), f"{page_of(asked)}?answer={asked.pk}"):
        shown = words(anna, address)
        assert ("Maren" in shown, "former member" in shown) == (False, True)
    Delivery.objects.update(due_at=ago(seconds=1))
    work_on()
    assert Conversation.objects.get().waiting_on == "nobody"


def test_long_names_and_words_stand_in_the_inbox(anna: Client, world: World) -> None:
    heard(world.site, "N" * 300, "Q" * 5000 + "?")
    shown = words(anna, INBOX)
    assert "N" * 300 in shown
    assert "Q" * 181 not in shown


def test_an_analyst_reads_and_is_offered_nothing_to_do(world: World, asked: Message) -> None:
    reader = signed_in(add_member(by=world.anna, user=make_user("ada@example.org", "Ada"), role=Role.ANALYST))
    for address in (INBOX, page_of(asked)):
        shown = words(reader, address)
        assert ("triage" in shown, 'name="chosen"' in shown, "Leave a note" in shown) == (False, False, False)
