"""Promises, notes, days and reminders; and that nobody but stewards is ever written to."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.core.cache import cache

from antiphon.conversations.models import Conversation, Message
from antiphon.letters.models import Letter
from antiphon.lib import clock
from antiphon.lib.errors import Conflict, NotAllowed, Refusal
from antiphon.people.actions import join_people, part_people
from antiphon.people.models import Merge, Person
from antiphon.relationships import tasks
from antiphon.relationships.actions.capacity import Room, say_capacity
from antiphon.relationships.actions.following_up import Spoke, decide_follow_up, log_contact
from antiphon.relationships.actions.keeping import hand_over, keep_in_touch, opt_out
from antiphon.relationships.actions.opportunities import OpportunityGiven, change_opportunity, open_opportunity
from antiphon.relationships.actions.remembering import (
    change_note,
    forget_date,
    note_down,
    promise,
    remember_date,
    settle_promise,
    tear_up_note,
)
from antiphon.relationships.actions.spending import start_timer, stop_timer
from antiphon.relationships.actions.telling import remind
from antiphon.relationships.models import PersonDate, PersonNote, Promise
from antiphon.relationships.queries import (
    coming,
    notes_for_export,
    out_of_touch,
    people_of,
    remembered,
    reminded_for,
    ties,
    today_list,
)
from antiphon.relationships.queries.opportunities import opportunities_with, origin_of
from antiphon.relationships.queries.standing import standing_of
from tests.relationships.keeping import editor, known
from tests.world import World


@pytest.fixture
def maren(world: World) -> Person:
    return known(world, "Maren")


@pytest.fixture(autouse=True)
def _mail_is_on(settings: Any) -> None:
    settings.MAILERS = {"default": {}}


def today(world: World) -> date:
    return clock.now().astimezone(world.bottega.zone).date()


def remind_all(world: World) -> list[str]:
    """Remind as the worker does from seven in the morning on; return to whom letters were written."""
    now = clock.now()
    for steward, waiting in reminded_for(world.bottega, today(world), now).items():
        remind(steward, waiting, now)
    return list(Letter.objects.order_by("pk").values_list("to", flat=True))


def test_a_promise_is_open_until_it_is_kept_or_dropped(world: World, maren: Person) -> None:
    made = promise(world.anna, maren, " the photos ", today(world))
    assert (made.what, made.by, made.settled_at) == ("the photos", world.anna, None)
    settled = settle_promise(world.anna, made, "kept")
    assert (settled.outcome, settled.settled_by, settled.settled_at is not None) == ("kept", world.anna, True)
    with pytest.raises(Conflict):
        settle_promise(world.anna, made, "dropped")
    assert [one.what for one in remembered(world.anna, maren, today(world)).settled] == ["the photos"]


@pytest.mark.parametrize(
    ("what", "due", "field"),
    [
        (" ", None, "what"),
        ("x" * 301, None, "what"),
        ("photos", date(2999, 1, 1), "due"),
        ("p", date(1, 1, 1), "due"),
    ],
)
def test_a_promise_of_nothing_or_of_another_age_is_refused(
    world: World, maren: Person, what: str, due: date | None, field: str
) -> None:
    with pytest.raises(Refusal) as refused:
        promise(world.anna, maren, what, due)
    assert (refused.value.field, Promise.objects.count()) == (field, 0)


def test_a_private_note_is_for_its_author_alone_not_for_the_owner(world: World, maren: Person) -> None:
    eva = editor(world)
    note_down(eva, maren, "Shy on the phone")
    note_down(eva, maren, "Likes celadon", shared=True)
    assert [one.text for one in remembered(world.anna, maren, today(world)).notes] == ["Likes celadon"]
    assert len(remembered(eva, maren, today(world)).notes) == 2
    keep_in_touch(world.anna, maren, 10)
    promise(world.anna, maren, "the photos", today(world))
    (turn,) = today_list(world.anna, clock.now()).turns
    assert [one.text for one in turn.notes] == ["Likes celadon"]


def test_only_its_author_changes_a_note_and_throws_it_away(world: World, maren: Person) -> None:
    eva = editor(world)
    note = note_down(eva, maren, "Likes celadon", shared=True)
    for change in (lambda: change_note(world.anna, note, "No", shared=True), lambda: tear_up_note(world.anna, note)):
        with pytest.raises(NotAllowed):
            change()
    assert change_note(eva, note, "Likes ash", shared=False).text == "Likes ash"
    tear_up_note(eva, note)
    assert not PersonNote.objects.exists()


def test_notes_count_nowhere(world: World, maren: Person) -> None:
    before = ties(world.bottega, [maren.pk], today(world))[maren.pk].strength
    note_down(world.anna, maren, "Likes celadon", shared=True)
    assert ties(world.bottega, [maren.pk], today(world))[maren.pk].strength == before


def test_an_export_has_shared_notes_and_ones_own_and_names_who_keeps_others(world: World, maren: Person) -> None:
    eva = editor(world)
    note_down(eva, maren, "Shy on the phone")
    note_down(eva, maren, "Likes celadon", shared=True)
    note_down(world.anna, maren, "Met at the fair")
    told, others = notes_for_export(world.anna, maren)
    assert ({one.text for one in told}, others) == ({"Likes celadon", "Met at the fair"}, [eva])


@pytest.mark.parametrize(
    ("day", "month", "year", "field"),
    [(31, 4, None, "day"), (30, 2, None, "day"), (1, 1, 1, "year"), (1, 1, 2999, "year")],
)
def test_a_day_that_no_year_has_is_refused(
    world: World, maren: Person, day: int, month: int, year: int | None, field: str
) -> None:
    with pytest.raises(Refusal) as refused:
        remember_date(world.anna, maren, "Birthday", day, month, year)
    assert (refused.value.field, PersonDate.objects.count()) == (field, 0)


def test_what_comes_within_a_month_is_told_in_order_the_overdue_first(world: World, maren: Person) -> None:
    now = today(world)
    promise(world.anna, maren, "late", now - timedelta(days=3))
    promise(world.anna, maren, "far", now + timedelta(days=31))
    promise(world.anna, maren, "some day")
    day = now + timedelta(days=9)
    kept = remember_date(world.anna, maren, "Birthday", day.day, day.month)
    found = coming(world.bottega, [maren.pk], now)
    assert [str(one.promise or one.date) for one in found] == ["late", "Birthday"]
    forget_date(world.anna, kept)
    assert len(coming(world.bottega, [maren.pk], now)) == 1


def test_the_steward_is_reminded_once_when_a_promise_falls_due(world: World, maren: Person) -> None:
    eva, now = editor(world), today(world)
    keep_in_touch(world.anna, maren, 10)
    hand_over(world.anna, maren, eva)
    promise(world.anna, maren, "the photos", now)
    promise(world.anna, maren, "later", now + timedelta(days=1))
    remember_date(world.anna, maren, "Birthday", now.day, now.month)
    assert remind_all(world) == ["eva@example.org"]
    letter = Letter.objects.get()
    assert "Promised to Maren" in letter.text
    assert "Maren: Birthday, today" in letter.text
    assert "later" not in letter.text
    assert remind_all(world) == ["eva@example.org"]


def test_who_wants_no_mail_gets_none_and_who_left_is_not_reminded(world: World, maren: Person) -> None:
    eva = editor(world)
    promise(eva, maren, "the photos", today(world))
    eva.left_at = clock.now()
    eva.save()
    assert remind_all(world) == []
    say_capacity(world.anna, Room(by_mail=False))
    keep_in_touch(world.anna, maren, None)
    assert remind_all(world) == []
    assert Promise.objects.get().reminded_at is not None


def test_the_product_never_writes_to_a_person_by_itself(world: World, maren: Person) -> None:
    """All that this floor does for somebody who can be reached, and no word leaves but to the team."""
    maren.identities.update(network="mail", stable_id="maren@people.example", handle="maren@people.example")
    Conversation.objects.update(waiting_on="us")
    outgoing = [made for made in apps.get_models() if made.__name__ in {"Delivery", "Push", "OutgoingAnswer"}]
    messages = Message.objects.count()
    keep_in_touch(world.anna, maren, 1)
    for text in ("the photos", "a visit"):
        promise(world.anna, maren, text, today(world) - timedelta(days=1))
    remember_date(world.anna, maren, "Birthday", today(world).day, today(world).month)
    note_down(world.anna, maren, "Likes celadon", shared=True)
    for kind in ("call", "meeting", "event", "letter"):
        log_contact(world.anna, maren, Spoke(kind=kind, at=clock.now() - timedelta(days=60), minutes=5))
    for decision in ("done", "not_today", "left_out"):
        decide_follow_up(world.anna, maren, decision)
    settle_promise(world.anna, Promise.objects.earliest("pk"), "dropped")
    start_timer(world.anna, maren)
    stop_timer(world.anna)
    hand_over(world.anna, maren, editor(world))
    opt_out(world.anna, maren)
    remind_all(world)
    tasks.remind_stewards()
    tasks.stop_forgotten_timers()
    team = set(world.bottega.members.values_list("user__email", flat=True))
    assert {*Letter.objects.values_list("to", flat=True)} <= team
    assert Letter.objects.exists()
    assert [made.__name__ for made in outgoing if made._default_manager.exists()] == []
    assert Message.objects.count() == messages


def test_what_was_noted_about_two_who_are_one_stands_together_and_parts_again(world: World, maren: Person) -> None:
    other = known(world, "Maren H.", days_ago=50)
    keep_in_touch(world.anna, other, 10)
    note_down(world.anna, other, "Likes celadon")
    promise(world.anna, other, "the photos", today(world))
    remember_date(world.anna, other, "Birthday", 3, 5)
    opened = open_opportunity(world.anna, other, OpportunityGiven("sale", "Ten tables"))
    join_people(world.anna, maren, other)
    known_now = remembered(world.anna, maren, today(world))
    assert (len(known_now.notes), len(known_now.promises), len(known_now.dates)) == (1, 1, 1)
    assert (people_of(world.anna), len(known_now.hand_overs)) == ([maren.pk], 1)
    tie = ties(world.bottega, [maren.pk], today(world))[maren.pk]
    assert (tie.kept is not None, tie.rhythm.days) == (True, 10.0)
    assert [turn.person for turn in today_list(world.anna, clock.now()).turns] == [maren]
    cache.clear()
    assert [one.person for one in out_of_touch(world.bottega, today(world))] == [maren]
    (stood,) = standing_of(world.bottega, today(world))
    assert (stood.person, stood.rhythm_days, stood.rhythm_source) == (maren.pk, 10.0, "promise")
    (warned,) = reminded_for(world.bottega, known_now.promises[0].due or today(world), clock.now()).values()
    assert {one.person for one in warned} == {maren}
    assert list(opportunities_with(maren)) == [opened]
    opened.refresh_from_db()
    assert len(origin_of(opened, world.anna).touches) == 2
    with pytest.raises(Refusal, match="themselves"):
        change_opportunity(world.anna, opened, OpportunityGiven("sale", "Ten tables", introduced_by=maren))
    part_people(world.anna, Merge.objects.get())
    assert (people_of(world.anna), remembered(world.anna, maren, today(world)).notes) == ([other.pk], [])


def test_who_asked_under_one_entry_to_be_left_alone_is_left_alone(world: World, maren: Person) -> None:
    other = known(world, "Maren H.", days_ago=50)
    for one in (maren, other):
        keep_in_touch(world.anna, one, 10)
    opt_out(world.anna, other)
    join_people(world.anna, maren, other)
    assert ties(world.bottega, [maren.pk], today(world))[maren.pk].urgency.value is None
    (stood,) = standing_of(world.bottega, today(world))
    assert stood.urgency is None
    opt_out(world.anna, maren, wanted=True)
    assert ties(world.bottega, [maren.pk], today(world))[maren.pk].urgency.value is not None
