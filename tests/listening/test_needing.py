"""Needs: kept from what people said, merged, planned, done, and told to each who asked."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from antiphon.channels.connector import Act, Reference
from antiphon.conversations.actions import Spoken, keep_ours
from antiphon.conversations.models import Conversation, Message
from antiphon.lib import clock
from antiphon.lib.errors import Conflict, NotAllowed, Refusal
from antiphon.listening.actions.needing import Voiced, add_voice, log_need, merge_needs, move_need, note_told
from antiphon.listening.models import Need, Voice
from antiphon.listening.queries.needs import askers, counts_of_needs, needs_page, quote_of, steps_of
from antiphon.organizations.actions import add_member
from antiphon.organizations.models import Role
from antiphon.people.actions import anonymize
from tests.listening.said import hear
from tests.world import World, make_user


def answer(world: World, message: Message) -> Message:
    uri = f"{message.uri}/answer"
    return keep_ours(world.site, Spoken(Reference(uri, uri, uri), clock.now(), "It is there!", "en", answers=message))


def test_a_need_goes_from_logged_to_told_and_keeps_who_when_and_why(world: World) -> None:
    message = hear(world, "Ciao! I need a course on dovetails.")
    need = log_need(world.anna, Voiced(message, 6, 35), "need", " A course   on dovetails ")
    assert (need.subject, need.state, quote_of(Voice.objects.get())) == (
        "A course on dovetails", "logged", "I need a course on dovetails.",
    )  # fmt: skip
    move_need(world.anna, need, "planned", "Four have asked")
    move_need(world.anna, need, "done")
    with pytest.raises(Conflict) as refused:
        move_need(world.anna, need, "told")
    assert str(refused.value) == "1 person who asked has not been told yet."
    answer(world, message)
    move_need(world.anna, need, "told")
    history = [(step.state, step.why, step.by) for step in steps_of(need)]
    assert history == [
        ("logged", "", world.anna), ("planned", "Four have asked", world.anna), ("done", "", world.anna),
        ("told", "", world.anna),
    ]  # fmt: skip


def test_an_answer_from_before_it_was_done_tells_nobody(world: World) -> None:
    message = hear(world, "I need a saw.")
    need = log_need(world.anna, Voiced(message), "need", "Saws")
    answer(world, message)
    move_need(world.anna, need, "planned")
    move_need(world.anna, need, "done")
    assert [one.told for one in askers(need)] == [False]


def test_people_are_told_in_other_ways_and_who_went_is_not_waited_for(world: World) -> None:
    first = hear(world, "I need a saw.", "Dora")
    need = log_need(world.anna, Voiced(first), "need", "Saws")
    add_voice(world.anna, need, Voiced(hear(world, "I need one too.", "Emil")))
    with pytest.raises(Refusal):
        note_told(world.anna, need, first.author, "At the market")
    move_need(world.anna, need, "planned")
    move_need(world.anna, need, "done")
    note_told(world.anna, need, first.author, "At the market")
    with pytest.raises(Conflict):
        note_told(world.anna, need, first.author, "Again")
    assert [one.told for one in askers(need)] == [True, False]
    emil = Voice.objects.get(identity__name="Emil").identity
    anonymize(emil, stable_id="gone:1", name="former member", at=clock.now())
    assert [one.told for one in askers(need)] == [True, True]
    assert move_need(world.anna, need, "told").state == "told"


def test_needs_that_say_the_same_become_one_counted_by_people(world: World) -> None:
    one = log_need(world.anna, Voiced(hear(world, "I need a saw.", "Dora")), "need", "Saws")
    add_voice(world.anna, one, Voiced(hear(world, "Still I need a saw.", "Dora", number=2)))
    other = log_need(world.anna, Voiced(hear(world, "Where are saws?", "Emil")), "question", "Where are saws")
    (_, row), more = needs_page(world.anna, "logged")
    assert (row.need, row.people, row.voices, more) == (one, 1, 2, False)
    merge_needs(world.anna, other, one)
    (row,), _ = needs_page(world.anna, "logged")
    assert (row.need, row.people, row.voices, row.quote) == (one, 2, 3, "Where are saws?")
    assert [step.into for step in steps_of(other)] == [None, one]
    assert counts_of_needs(world.anna) == {"logged": 1, "planned": 0, "done": 0, "told": 0, "declined": 0}
    with pytest.raises(NotAllowed):
        move_need(world.anna, other, "planned")
    with pytest.raises(Refusal):
        merge_needs(world.anna, one, one)


def test_who_spoke_first_where_only_hosts_hear_is_asked_by_what_they_said_in_public(world: World) -> None:
    first = hear(world, "I need a saw.", "Dora")
    need = log_need(world.anna, Voiced(first), "need", "Saws")
    second = hear(world, "Still I need a saw.", "Dora", number=2)
    add_voice(world.anna, need, Voiced(second))
    hidden = Conversation.objects.get(pk=first.conversation_id)
    hidden.pk, hidden.root_uri, hidden.confined = None, "hidden", True
    hidden.save()
    Message.objects.filter(pk=first.pk).update(conversation=hidden)
    assert [one.voice.message for one in askers(need)] == [first]
    assert [one.voice.message for one in askers(need, world.bruno)] == [second]


def test_a_state_that_does_not_follow_is_refused(world: World) -> None:
    need = log_need(world.anna, Voiced(hear(world, "I need a saw.")), "need", "Saws")
    for state in ("done", "told", "logged", "lost"):
        with pytest.raises(Refusal):
            move_need(world.anna, need, state)
    assert need.steps.count() == 1


def test_a_message_voices_a_need_of_a_kind_once_and_never_ours(world: World) -> None:
    message = hear(world, "I need a saw.")
    need = log_need(world.anna, Voiced(message), "need", "Saws")
    with pytest.raises(Conflict):
        log_need(world.anna, Voiced(message), "need", "Saws again")
    with pytest.raises(Conflict):
        add_voice(world.anna, need, Voiced(message))
    with pytest.raises(Refusal):
        log_need(world.anna, Voiced(answer(world, message)), "need", "Ours")
    for kind, subject in (("joy", "Saws"), ("want", "  ")):
        with pytest.raises(Refusal):
            log_need(world.anna, Voiced(message), kind, subject)


def test_what_was_said_among_few_is_for_hosts_alone(world: World) -> None:
    host = world.anna
    analyst = add_member(by=host, user=make_user("a@example.org", "Ada"), role=Role.ANALYST)
    need = log_need(host, Voiced(hear(world, "I need help, in confidence.")), "need", "Help")
    Conversation.objects.update(confined=True)
    assert [len(needs_page(one, "logged")[0]) for one in (host, analyst)] == [1, 0]
    for stranger in (analyst, world.carla):
        with pytest.raises(NotAllowed):
            move_need(stranger, need, "planned")


def test_a_quote_is_the_words_as_they_stand(world: World) -> None:
    message = hear(world, "I need a saw.")
    log_need(world.anna, Voiced(message, 0, 12), "need", "Saws")
    Message.objects.filter(pk=message.pk).update(text="")
    assert quote_of(Voice.objects.select_related("message").get()) == ""


def test_a_page_of_needs_costs_as_much_for_thirty_as_for_one(world: World) -> None:
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as counted:
            needs_page(world.anna, "logged")
        return len(counted)

    log_need(world.anna, Voiced(hear(world, "I need a saw.")), "need", "Saws")
    few = queries()
    for number in range(2, 31):
        log_need(
            world.anna, Voiced(hear(world, "I need a saw.", number=number, act=Act.MENTION)), "need", f"Saws {number}"
        )
    assert (Need.objects.count(), queries()) == (30, few)
    assert few == 3
