"""What a team does about conversations: close, put off, note, save; and who is there."""

from datetime import timedelta
from typing import Any

import pytest

from antiphon.conversations.actions.attending import attend, hear, leave
from antiphon.conversations.actions.noting import leave_note, take_note_away
from antiphon.conversations.actions.saving import save_reply, save_view, take_view_away
from antiphon.conversations.actions.triaging import assign_all, close, reopen, snooze, wake
from antiphon.conversations.models import (
    CallToAnswer,
    Conversation,
    Heard,
    Message,
    Note,
    Presence,
    SavedReply,
    SavedView,
    Waiting,
)
from antiphon.conversations.queries.attending import others_at, replies_for, unheard, words_of
from antiphon.conversations.queries.inbox import inbox, views_of
from antiphon.conversations.rules import Filters, Shelf
from antiphon.letters.models import Letter
from antiphon.lib import clock
from antiphon.lib.errors import NotAllowed, Refusal
from antiphon.organizations.actions import add_member
from antiphon.organizations.models import Member, Role
from antiphon.people.actions import anonymize
from tests.web.heard import ago, heard
from tests.world import World, make_user


@pytest.fixture
def asked(world: World) -> Message:
    return heard(world.site, "Maren", "Do you ship to France?", at=ago(hours=3))


@pytest.fixture
def edda(world: World) -> Member:
    return add_member(by=world.anna, user=make_user("edda@example.org", "Edda Neri"), role=Role.EDITOR)


def now_of(message: Message) -> Conversation:
    return Conversation.objects.get(pk=message.conversation_id)


def shelf(world: World, tab: Shelf, **more: object) -> list[int]:
    return [one.pk for one in inbox(world.anna, Filters(tab, **more))]  # type: ignore[arg-type]


def test_what_is_closed_waits_no_more_until_they_write_again(world: World, asked: Message) -> None:
    assert close(world.anna, [asked.conversation]) == 1
    assert close(world.anna, [asked.conversation]) == 0
    found = now_of(asked)
    assert (found.waiting_on, found.waiting_since) == (Waiting.NOBODY, None)
    assert (shelf(world, Shelf.WAITING), shelf(world, Shelf.CLOSED)) == ([], [found.pk])
    call = CallToAnswer.objects.get()
    assert (call.answered_at, call.closed_at) == (None, found.closed_at)
    again = heard(world.site, "Maren", "And to Corsica?", upon=asked.uri)
    found = now_of(asked)
    assert (found.waiting_on, found.waiting_since, found.closed_at) == (Waiting.US, again.sent_at, None)
    assert CallToAnswer.objects.count() == 2


def test_an_old_message_that_comes_in_late_reopens_too(world: World, asked: Message) -> None:
    close(world.anna, [asked.conversation])
    late = heard(world.site, "Idris", "Me too, please?", upon=asked.uri, at=ago(hours=1))
    assert (now_of(asked).waiting_on, now_of(asked).waiting_since) == (Waiting.US, late.sent_at)


def test_a_thanks_opens_it_and_nobody_waits(world: World, asked: Message) -> None:
    close(world.anna, [asked.conversation])
    heard(world.site, "Maren", "Thanks!", upon=asked.uri)
    assert (now_of(asked).closed_at, now_of(asked).waiting_on) == (None, Waiting.NOBODY)


def test_who_is_opened_again_waits_since_the_beginning(world: World, asked: Message) -> None:
    close(world.anna, [asked.conversation])
    assert reopen(world.anna, [asked.conversation]) == 1
    assert (now_of(asked).waiting_since, now_of(asked).closed_at) == (asked.sent_at, None)
    assert CallToAnswer.objects.get().closed_at is None


def test_what_is_put_off_comes_back_by_itself(world: World, asked: Message) -> None:
    snooze(world.anna, [asked.conversation], clock.now() + timedelta(hours=1))
    assert (shelf(world, Shelf.WAITING), shelf(world, Shelf.RESTING)) == ([], [asked.conversation_id])
    Conversation.objects.update(snoozed_until=clock.now() - timedelta(seconds=1))
    assert (shelf(world, Shelf.WAITING), shelf(world, Shelf.RESTING)) == ([asked.conversation_id], [])


def test_what_is_put_off_comes_back_at_once_when_they_write(world: World, asked: Message) -> None:
    snooze(world.anna, [asked.conversation], clock.now() + timedelta(days=1))
    heard(world.site, "Maren", "It is urgent.", upon=asked.uri)
    assert shelf(world, Shelf.WAITING) == [asked.conversation_id]
    snooze(world.anna, [asked.conversation], clock.now() + timedelta(days=1))
    assert wake(world.anna, [asked.conversation]) == 1
    assert shelf(world, Shelf.WAITING) == [asked.conversation_id]


@pytest.mark.parametrize("days", [-1, 367])
def test_nothing_is_put_off_into_the_past_or_for_ever(world: World, asked: Message, days: int) -> None:
    with pytest.raises(Refusal) as refused:
        snooze(world.anna, [asked.conversation], clock.now() + timedelta(days=days))
    assert (refused.value.field, now_of(asked).snoozed_until) == ("until", None)


def test_many_are_done_at_once_or_none(world: World, asked: Message) -> None:
    other = heard(world.site, "Idris", "And to Tunis?")
    secret = heard(world.site, "Ruth", "May I tell you something?")
    both = [asked.conversation, other.conversation]
    assert assign_all(world.anna, both, world.bruno) == 2
    Conversation.objects.filter(pk=secret.conversation_id).update(confined=True)
    with pytest.raises(Refusal, match="said among few"):
        assign_all(world.anna, [*both, secret.conversation], world.bruno)
    with pytest.raises(NotAllowed):
        close(world.carla, both)
    with pytest.raises(NotAllowed):
        close(world.bruno, both)
    assert close(world.anna, [*both, secret.conversation]) == 3


def test_filters_find_what_they_say(world: World, asked: Message) -> None:
    other = heard(world.site, "Idris", "Quanto costa il caffè?", at=ago(minutes=5))
    Conversation.objects.filter(pk=other.conversation_id).update(language="it", kind="direct")
    first, second = asked.conversation_id, other.conversation_id
    assign_all(world.anna, [other.conversation], world.anna)
    leave_note(world.anna, asked.conversation, "Ask @Bruno")
    found = {
        str(more): shelf(world, Shelf.WAITING, **more)
        for more in (
            {"channel": world.site.pk}, {"channel": 999_999}, {"kind": "direct"}, {"care": "me"}, {"care": "nobody"},
            {"care": str(world.anna.pk)}, {"hours": 2}, {"language": "it"}, {"text": "FRANCE"},
            {"text": "caffè quan"}, {"text": "idris"}, {"text": "Tunis"}, {"text": "'\"*%("}, {"noted": True},
        )
    }  # fmt: skip
    assert list(found.values()) == [
        [first, second], [], [second], [second], [first], [second], [first], [second], [first], [second], [second],
        [], [], [],
    ]  # fmt: skip
    assert [one.pk for one in inbox(world.bruno, Filters(noted=True))] == [first]


def test_a_note_tells_whom_it_names_and_nobody_else(
    world: World, asked: Message, edda: Member, settings: Any
) -> None:
    settings.MAILERS = {"default": {}}
    note = leave_note(world.anna, asked.conversation, "@edda neri, do we? @Nobody @Anna")
    assert list(note.told.all()) == [edda]
    [letter] = Letter.objects.all()
    assert (letter.to, letter.subject) == ("edda@example.org", "Bottega: Anna left you a note")
    assert f"/b/bottega/inbox/{asked.conversation_id}/#note{note.pk}" in letter.text
    take_note_away(edda, note)
    assert not Note.objects.exists()


@pytest.mark.parametrize(
    ("text", "why"), [("  ", "Write something first."), ("x" * 4001, "too long"), ("@Bruno?", "may not read")]
)
def test_a_note_that_cannot_stand_is_refused(world: World, asked: Message, text: str, why: str) -> None:
    Conversation.objects.update(confined=True)
    with pytest.raises(Refusal, match=why):
        leave_note(world.anna, now_of(asked), text)
    assert not Note.objects.exists()


def test_of_two_with_one_first_name_the_whole_name_is_asked_for(world: World, asked: Message, edda: Member) -> None:
    add_member(by=world.anna, user=make_user("other@example.org", "Edda Blu"), role=Role.EDITOR)
    with pytest.raises(Refusal, match="Several colleagues are called Edda"):
        leave_note(world.anna, asked.conversation, "@Edda, please")
    assert list(leave_note(world.anna, asked.conversation, "@Edda Neri").told.all()) == [edda]


def test_who_looks_and_who_writes_is_told_for_some_seconds(world: World, asked: Message, edda: Member) -> None:
    attend(world.anna, asked.conversation)
    attend(edda, asked.conversation, writes=True)
    attend(world.bruno, asked.conversation)  # cannot answer, so stands in nobody's way
    found = others_at(asked.conversation, world.anna)
    assert [(one.member, one.writes) for one in found] == [(edda, True)]
    Presence.objects.update(seen_at=ago(seconds=13), wrote_at=ago(seconds=13))
    assert [(one.member, one.writes) for one in others_at(asked.conversation, world.anna)] == [(edda, False)]
    Presence.objects.update(seen_at=ago(seconds=17))
    assert others_at(asked.conversation, world.anna) == []
    attend(edda, asked.conversation)
    leave(edda, asked.conversation)
    assert others_at(asked.conversation, world.anna) == []


def test_the_first_opening_of_a_message_stays(world: World, asked: Message, edda: Member) -> None:
    assert unheard(asked.conversation) == [asked]
    hear(world.anna, unheard(asked.conversation))
    hear(edda, [asked])
    assert list(Heard.objects.values_list("message", "by")) == [(asked.pk, world.anna.pk)]
    assert unheard(asked.conversation) == []


def test_a_saved_reply_is_filled_in_for_whom_we_answer(world: World, asked: Message) -> None:
    text = "Dear {name} ({handle}), {brand} ships to France. {agent}, here on {network}"
    reply = save_reply(world.anna, " Shipping ", text, "en")
    save_reply(world.anna, "Shipping", "Cher {name}", "fr")
    Message.objects.filter(pk=asked.pk).update(language="fr")
    asked.refresh_from_db()
    assert [one.language for one in replies_for(asked)] == ["fr", "en"]
    assert words_of(reply, world.anna, asked, "Site") == (
        "Dear Maren (@maren@people.example), Bottega ships to France. Anna, here on Site"
    )


def test_who_was_erased_is_not_called_by_a_name_that_is_none(world: World, asked: Message) -> None:
    reply = save_reply(world.anna, "Hello", "Hello {name}!", "en")
    anonymize(asked.author, stable_id="former:1", name="former member", at=clock.now())
    again = Message.objects.select_related("author").get(pk=asked.pk)
    assert words_of(reply, world.anna, again, "Site") == "Hello !"


@pytest.mark.parametrize(
    ("name", "text", "language", "field"),
    [
        ("", "Yes.", "en", "name"),
        ("x" * 81, "Yes.", "en", "name"),
        ("A", " ", "en", "text"),
        ("A", "x" * 5001, "en", "text"),
        ("A", "Yes.", "english", "language"),
        ("A", "Dear {first_name}", "en", "text"),
        ("Kept", "Yes.", "en", "name"),
    ],
)
def test_a_saved_reply_that_cannot_stand_is_refused(
    world: World, name: str, text: str, language: str, field: str
) -> None:
    save_reply(world.anna, "Kept", "Yes.", "en")
    with pytest.raises(Refusal) as refused:
        save_reply(world.anna, name, text, language)
    assert (refused.value.field, SavedReply.objects.count()) == (field, 1)


def test_a_view_keeps_its_filters_and_counts(world: World, asked: Message, edda: Member) -> None:
    save_view(world.anna, "Mine", Filters(care="me"))
    save_view(world.anna, "Mine", Filters(care="nobody", hours=1))
    save_view(edda, "Mine", Filters(tab=Shelf.ALL))
    [mine] = views_of(world.anna)
    assert (mine.view.name, mine.filters, mine.count, mine.more) == (
        "Mine",
        Filters(care="nobody", hours=1),
        1,
        False,
    )
    for number in range(11):
        save_view(world.anna, f"View {number}", Filters())
    with pytest.raises(Refusal, match="twelve"):
        save_view(world.anna, "One more", Filters())
    assert take_view_away(world.anna, "Mine") == 1
    assert [one.view.member_id for one in views_of(edda)] == [edda.pk]
    assert SavedView.objects.filter(member=edda).exists()
