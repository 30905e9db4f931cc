"""Whom to get back to today: what speaks for somebody, what sets it back, and never more than there is room for."""

from datetime import date, datetime, timedelta

import pytest
from pytest_django.fixtures import DjangoAssertNumQueries

from antiphon.conversations.models import CallToAnswer, Conversation, Message
from antiphon.ledger.models import AppendOnly, Interaction
from antiphon.lib import clock
from antiphon.lib.errors import NotAllowed, Refusal
from antiphon.listening.actions.needing import Voiced, log_need, move_need, note_told
from antiphon.listening.queries.needs import quote_of
from antiphon.organizations.models import Member
from antiphon.people.actions import join_people
from antiphon.people.models import Person
from antiphon.relationships.actions.capacity import Room, say_capacity
from antiphon.relationships.actions.following_up import Spoke, decide_follow_up, log_contact, take_back_follow_up
from antiphon.relationships.actions.keeping import hand_over, keep_in_touch, let_go, opt_out
from antiphon.relationships.actions.opportunities import OpportunityGiven, move_opportunity, open_opportunity
from antiphon.relationships.actions.remembering import note_down, promise, remember_date
from antiphon.relationships.models import Encounter, FollowUp, HandOver, Relationship
from antiphon.relationships.queries import history, initiatives, remembered, ties, today_list
from tests.relationships.keeping import editor, known, later
from tests.world import World


@pytest.fixture
def maren(world: World) -> Person:
    """Maren, silent for forty days and with nothing owed to her, in Anna's care with a rhythm of ten."""
    person = known(world, "Maren")
    Conversation.objects.update(waiting_on="nobody")
    keep_in_touch(world.anna, person, 10)
    return person


def names(member: Member, now: datetime | None = None) -> list[str]:
    return [str(turn.person) for turn in today_list(member, now or clock.now()).turns]


def reasons(member: Member, now: datetime | None = None) -> list[tuple[str, ...]]:
    return [turn.reasons for turn in today_list(member, now or clock.now()).turns]


def test_who_is_silent_beyond_the_rhythm_comes_up_with_the_last_words(world: World, maren: Person) -> None:
    (turn,) = today_list(world.anna, clock.now()).turns
    # 40 days at a rhythm of 10: ρ 4, s 3/7; one mention then: S = 100 · 1/5 · .7 = 14, v .14; U = 6.
    assert (turn.reasons, round(turn.tie.urgency.value or 0, 6)) == (("silence",), 6.0)
    assert turn.last_words is not None
    assert turn.last_words.text == "Do you ship to France?"


def test_who_waits_for_an_answer_is_first_and_leads_to_the_conversation(world: World, maren: Person) -> None:
    idris = known(world, "Idris", days_ago=6)
    keep_in_touch(world.anna, idris, None)
    first, second = today_list(world.anna, clock.now()).turns
    assert (str(first.person), first.reasons, str(second.person)) == ("Idris", ("owed",), "Maren")
    assert first.about.owed is not None
    assert first.about.owed.conversation == CallToAnswer.objects.latest("pk").conversation_id
    assert (first.about.owed.target, first.tie.urgency.value) == (8 * 3600, 100.0)


def test_people_of_others_and_of_nobody_are_not_on_ones_list(world: World, maren: Person) -> None:
    known(world, "Idris", days_ago=9)
    assert (names(world.anna), names(editor(world))) == (["Maren"], [])


@pytest.mark.parametrize(("decision", "days"), [("not_today", 1), ("done", 15), ("left_out", 31)])
def test_a_decision_takes_somebody_off_the_list_for_a_while(
    world: World, maren: Person, decision: str, days: int
) -> None:
    decide_follow_up(world.anna, maren, decision)
    assert names(world.anna) == []
    if days > 1:
        assert names(world.anna, later(days=days - 2)) == []
    assert names(world.anna, later(days=days)) == ["Maren"]


def test_a_decision_can_be_taken_back(world: World, maren: Person) -> None:
    decide_follow_up(world.anna, maren, "left_out")
    take_back_follow_up(world.anna, maren)
    assert names(world.anna) == ["Maren"]


def test_words_of_theirs_reset_the_silence_and_lift_what_was_decided(world: World, maren: Person) -> None:
    decide_follow_up(world.anna, maren, "left_out")
    FollowUp.objects.update(at=clock.now() - timedelta(days=20))
    known(world, "Maren", days_ago=12, text="Nice shop!")
    Conversation.objects.update(waiting_on="nobody")
    tie = ties(world.bottega, [maren.pk], clock.now().astimezone(world.bottega.zone).date())[maren.pk]
    assert (tie.gap, names(world.anna)) == (12, ["Maren"])


def test_a_promise_that_was_due_yesterday_is_as_urgent_as_can_be_until_it_is_settled(
    world: World, maren: Person
) -> None:
    yesterday = clock.now().astimezone(world.bottega.zone).date() - timedelta(days=1)
    promise(world.anna, maren, "the photos", yesterday)
    decide_follow_up(world.anna, maren, "left_out")
    (turn,) = today_list(world.anna, later(days=1)).turns
    assert (turn.tie.urgency.value, turn.reasons) == (100.0, ("occasion",))


def test_a_day_worth_a_word_comes_up_in_the_week_before(world: World, maren: Person) -> None:
    day = (clock.now().astimezone(world.bottega.zone) + timedelta(days=8)).date()
    remember_date(world.anna, maren, "Birthday", day.day, day.month)
    assert reasons(world.anna) == [("silence",)]
    assert reasons(world.anna, later(days=8)) == [("occasion", "silence")]


def test_an_opportunity_that_may_be_decided_is_an_occasion_until_it_is(world: World, maren: Person) -> None:
    day = clock.now().astimezone(world.bottega.zone).date()
    opened = open_opportunity(world.anna, maren, OpportunityGiven(kind="press", title="A page", expected_on=day))
    assert reasons(world.anna) == [("occasion", "silence")]
    move_opportunity(world.anna, opened, "won", "Printed")
    assert reasons(world.anna) == [("silence",)]


def test_who_wants_to_be_left_alone_is_on_nobodys_list(world: World, maren: Person) -> None:
    promise(world.anna, maren, "the photos", clock.now().date())
    opt_out(world.anna, maren)
    assert names(world.anna) == []
    opt_out(world.anna, maren, wanted=True)
    assert names(world.anna) == ["Maren"]


def test_our_words_without_an_answer_leave_the_ball_in_their_court(world: World, maren: Person) -> None:
    log_contact(world.anna, maren, Spoke(kind="letter", at=clock.now() - timedelta(days=25)))
    (turn,) = today_list(world.anna, clock.now()).turns
    assert (turn.tie.unanswered, turn.tie.urgency.silence) == (25, pytest.approx((2.5 - 1) / 7 * 0.25))


def test_the_list_is_never_longer_than_the_room_and_what_is_done_counts(world: World) -> None:
    for number in range(6):
        keep_in_touch(world.anna, known(world, f"Person {number}", days_ago=30 + number), 10)
    assert len(names(world.anna)) == 5
    say_capacity(world.anna, Room(a_day=2))
    found = today_list(world.anna, clock.now())
    assert (len(found.turns), found.room, found.more) == (2, 2, 4)
    decide_follow_up(world.anna, found.turns[0].person, "done")
    again = today_list(world.anna, clock.now())
    assert ([str(one) for one in again.done], len(again.turns)) == ([str(found.turns[0].person)], 1)
    say_capacity(world.anna, Room(a_day=0))
    assert names(world.anna) == []


def test_a_list_of_thirty_takes_as_many_queries_as_of_one(
    world: World, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    say_capacity(world.anna, Room(a_day=40))
    for number in range(30):
        person = known(world, f"Person {number}", days_ago=30 + number)
        keep_in_touch(world.anna, person, 10)
        note_down(world.anna, person, "Likes clay")
        if number == 0:
            with django_assert_num_queries(21):
                today_list(world.anna, clock.now())
    with django_assert_num_queries(21):
        assert len(today_list(world.anna, clock.now()).turns) == 30


def test_what_somebody_needs_is_remembered_until_they_were_told(world: World, maren: Person) -> None:
    message = Message.objects.get()
    need = log_need(world.anna, Voiced(message), "need", "Delivery to France")
    (turn,) = today_list(world.anna, clock.now()).turns
    assert [(one.need, quote_of(one)) for one in turn.needs] == [(need, "Do you ship to France?")]
    today = clock.now().date()
    assert [one.need for one in remembered(world.anna, maren, today).needs] == [need]
    for state in ("planned", "done"):
        move_need(world.anna, need, state)
    note_told(world.anna, need, message.author, "on the phone")
    (turn,) = today_list(world.anna, clock.now()).turns
    assert (turn.needs, remembered(world.anna, maren, today).needs) == ((), [])


def test_what_one_entry_voiced_and_promised_is_known_of_the_person_whom_it_was_joined_into(
    world: World, maren: Person
) -> None:
    other = known(world, "Maren H", days_ago=50, text="Is there a book?")
    log_need(world.anna, Voiced(Message.objects.get(text="Is there a book?")), "want", "A book")
    note_down(world.anna, other, "Likes ash")
    join_people(world.anna, maren, other)
    told = remembered(world.anna, maren, clock.now().date())
    assert ([one.text for one in told.notes], [str(one.need) for one in told.needs]) == (["Likes ash"], ["A book"])


def test_one_key_used_for_two_people_loses_neither_contact(world: World, maren: Person) -> None:
    other, spoke = known(world, "Ada"), Spoke(kind="call", at=clock.now(), minutes=5)
    made = [log_contact(world.anna, one, spoke, "a-key") for one in (maren, other, maren)]
    assert [one.person for one in made] == [maren, other, maren]
    assert Encounter.objects.count() == 2


def test_a_call_was_a_contact_of_both_sides_and_resets_everything(world: World, maren: Person) -> None:
    before = ties(world.bottega, [maren.pk], date.max.replace(year=2100))[maren.pk]
    made = log_contact(
        world.anna, maren, Spoke(kind="call", at=clock.now(), ours=False, minutes=20, words="The new kiln")
    )
    lines = Interaction.objects.filter(subject=made.uri).order_by("pk")
    assert [(line.verb, line.direction) for line in lines] == [("meeting", "in"), ("meeting", "out")]
    today = clock.now().astimezone(world.bottega.zone).date()
    tie = ties(world.bottega, [maren.pk], today)[maren.pk]
    assert (tie.gap, tie.strength.a_out, names(world.anna)) == (0, 8.0, [])
    assert before.strength.a_in < tie.strength.a_in
    assert initiatives(world.bottega, [maren.pk], today)[maren.pk].theirs == 2
    told = history(maren).events
    assert [event.encounter.words for event in told if event.encounter] == ["The new kiln"]
    assert world.anna.time_spent.get().minutes == 20


def test_who_begins_is_told_by_the_first_words_of_a_thread(world: World, maren: Person) -> None:
    log_contact(world.anna, maren, Spoke(kind="letter", at=clock.now()))
    found = initiatives(world.bottega, [maren.pk], later(days=1).date())[maren.pk]
    assert (found.ours, found.theirs, found.value, found.enough) == (1, 1, 0.5, False)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"at": timedelta(hours=2)}, "at"),
        ({"kind": "dream"}, "kind"),
        ({"minutes": -1}, "minutes"),
        ({"minutes": 1441}, "minutes"),
        ({"words": "x" * 2001}, "words"),
    ],
)
def test_a_contact_that_cannot_be_is_refused(
    world: World, maren: Person, change: dict[str, object], field: str
) -> None:
    said: dict[str, object] = {"kind": "call", "at": clock.now()} | change
    if isinstance(said["at"], timedelta):
        said["at"] = clock.now() + said["at"]
    with pytest.raises(Refusal) as refused:
        log_contact(world.anna, maren, Spoke(**said))  # type: ignore[arg-type]
    assert (refused.value.field, Encounter.objects.count()) == (field, 0)


def test_words_from_a_clock_that_is_ahead_are_words_of_today(world: World, maren: Person) -> None:
    known(world, "Maren", days_ago=-1 / 48, text="Nice!")
    tie = ties(world.bottega, [maren.pk], later(hours=0.5).astimezone(world.bottega.zone).date())[maren.pk]
    assert tie.gap == 0


def test_a_person_goes_from_hand_to_hand_and_it_stays_on_record(world: World, maren: Person) -> None:
    eva = editor(world)
    hand_over(world.anna, maren, eva, "She likes short letters")
    let_go(eva, maren)
    assert [(one.before, one.after, one.words) for one in HandOver.objects.all()] == [
        (None, world.anna, ""),
        (world.anna, eva, "She likes short letters"),
        (eva, None, ""),
    ]
    with pytest.raises(AppendOnly):
        HandOver.objects.all().update(words="")
    with pytest.raises(AppendOnly):
        HandOver.objects.earliest("pk").save()
    kept = keep_in_touch(world.anna, maren, None)
    assert (kept.ended_at, HandOver.objects.count(), Relationship.objects.count()) == (None, 4, 1)


def test_nobody_gets_a_person_who_cannot_answer_people(world: World, maren: Person) -> None:
    for to in (world.bruno, world.carla, world.anna):
        with pytest.raises(Refusal) as refused:
            hand_over(world.anna, maren, to)
        assert refused.value.field == "steward"


def test_a_steward_who_left_leaves_people_in_nobodys_hands(world: World, maren: Person) -> None:
    eva = editor(world)
    hand_over(world.anna, maren, eva)
    eva.left_at = clock.now()
    eva.save()
    assert [one.person for one in Relationship.objects.without_steward()] == [maren]
    assert ties(world.bottega, [maren.pk], clock.now().date())[maren.pk].circle is None
    with pytest.raises(NotAllowed):
        decide_follow_up(eva, maren, "done")


@pytest.mark.parametrize(
    ("room", "field"),
    [
        (Room(people=0), "people"),
        (Room(people=5, close=6), "close"),
        (Room(a_day=101), "a_day"),
        (Room(minutes_a_day=-1), "minutes_a_day"),
        (Room(currency="EURO"), "currency"),
    ],
)
def test_room_that_nobody_has_is_refused(world: World, room: Room, field: str) -> None:
    with pytest.raises(Refusal) as refused:
        say_capacity(world.anna, room)
    assert refused.value.field == field


def test_an_erased_person_takes_everything_along_that_was_kept(world: World, maren: Person) -> None:
    promise(world.anna, maren, "the photos", clock.now().date())
    log_contact(world.anna, maren, Spoke(kind="call", at=clock.now(), minutes=5))
    maren.identities.update(person=None)
    maren.delete()
    assert (Encounter.objects.count(), HandOver.objects.count(), FollowUp.objects.count()) == (0, 0, 0)
    assert (names(world.anna), world.anna.time_spent.get().person) == ([], None)
