"""Starters: planned for a day, told to who is named, started by a person, never by the product."""

from datetime import UTC, date, datetime

import pytest
import time_machine

from antiphon.community.actions import starting
from antiphon.community.actions.grouping import GroupGiven, found_group
from antiphon.community.actions.joining import leave
from antiphon.community.actions.starting import StarterGiven
from antiphon.community.actions.writing import Words
from antiphon.community.models import (
    Group,
    GroupMember,
    HeldWriting,
    Kind,
    Notification,
    Starter,
    StarterTurn,
    Topic,
    Visibility,
)
from antiphon.community.queries.starters import own_turns, turns_ahead, turns_of_month
from antiphon.conversations.models import Message
from antiphon.ledger.models import Interaction
from antiphon.lib import clock
from antiphon.lib.errors import Conflict, NotAllowed, Refusal
from antiphon.organizations.models import Brand
from tests.community.place import Place, moderator_of, part_of

SUNDAY = datetime(2026, 10, 4, 9, 0, tzinfo=UTC)


def plan(place: Place, first: datetime, rule: str = "", by: str = "dora", ends_on: date | None = None) -> Starter:
    """Plan a starter on the square."""
    given = StarterGiven(
        title="What broke this week?", source="Show us …", first=first, rule=rule, responsible=by, ends_on=ends_on
    )
    return starting.plan_starter(place.anna, place.square, given)


def due(starter: Starter) -> list[str]:
    """Return when the turns of a starter are due, in UTC."""
    return [f"{one.due_at:%m-%d %H:%M}" for one in starter.turns.order_by("due_at")]


def test_a_weekly_ritual_keeps_its_hour_over_the_night_in_which_clocks_change(place: Place) -> None:
    with time_machine.travel(SUNDAY, tick=False):
        weekly = plan(place, datetime.fromisoformat("2026-10-11T18:00"), "FREQ=WEEKLY", ends_on=date(2026, 11, 1))
    assert due(weekly) == ["10-11 16:00", "10-18 16:00", "10-25 17:00", "11-01 17:00"]


def test_an_hour_that_the_clocks_skip_is_told_when_they_go_on(place: Place) -> None:
    with time_machine.travel(datetime(2026, 3, 1, tzinfo=UTC), tick=False):
        night = plan(place, datetime.fromisoformat("2026-03-29T02:30"))
    assert due(night) == ["03-29 01:00"]
    with time_machine.travel(datetime(2026, 3, 29, 0, 59, tzinfo=UTC), tick=False):
        assert starting.tell_of_turns() == 0
    with time_machine.travel(datetime(2026, 3, 29, 1, 0, tzinfo=UTC), tick=False):
        assert (starting.tell_of_turns(), starting.tell_of_turns()) == (1, 0)


def test_an_hour_that_comes_twice_is_told_once(place: Place) -> None:
    with time_machine.travel(SUNDAY, tick=False):
        night = plan(place, datetime.fromisoformat("2026-10-25T02:30"))
    assert due(night) == ["10-25 00:30"]
    told = []
    for hour in (0, 1, 2):
        with time_machine.travel(datetime(2026, 10, 25, hour, 30, tzinfo=UTC), tick=False):
            told.append(starting.tell_of_turns())
    assert told == [1, 0, 0]


def test_who_is_named_is_told_once_on_the_page_and_by_mail_and_nothing_is_posted(place: Place) -> None:
    with time_machine.travel(SUNDAY, tick=False):
        plan(place, datetime.fromisoformat("2026-10-05T18:00"))
    before = Message.objects.count()
    with time_machine.travel(datetime(2026, 10, 5, 16, 0, tzinfo=UTC), tick=False):
        starting.tell_of_turns()
        (told,) = Notification.objects.filter(participant=part_of(place.dora))
        assert [one.starter.title for one in own_turns(place.dora, clock.now())] == ["What broke this week?"]
    turn = StarterTurn.objects.get()
    assert (told.kind, told.mail, told.path) == ("turn", "now", f"/@bottega/community/starters/turns/{turn.pk}/")
    assert told.title == "It is your turn to start “What broke this week?” in The square"
    assert Message.objects.count() == before


def test_started_in_ones_own_name_it_is_done_and_leads_to_its_topic(place: Place) -> None:
    turn = plan(place, datetime.fromisoformat("2190-10-05T18:00")).turns.get()
    made = starting.start_turn(place.dora, turn, "My kiln broke", Words(source="Look."), Kind.DISCUSSION)
    turn.refresh_from_db()
    assert isinstance(made, Topic)
    assert (made.opened_by, turn.topic, turn.settled_by) == (part_of(place.dora), made, part_of(place.dora))
    with pytest.raises(Conflict):
        starting.skip_turn(place.dora, turn, "Late")


def test_words_that_are_held_leave_it_open(place: Place) -> None:
    place.community.held_first = 1
    place.community.save()
    turn = plan(place, datetime.fromisoformat("2190-10-05T18:00")).turns.get()
    made = starting.start_turn(place.dora, turn, "My kiln broke", Words(source="Look."), Kind.DISCUSSION)
    turn.refresh_from_db()
    assert (isinstance(made, HeldWriting), turn.settled_at) == (True, None)


def test_it_is_skipped_with_a_reason_or_done_another_way(place: Place) -> None:
    first, second = (plan(place, datetime.fromisoformat(f"2190-10-{day:02}T18:00")).turns.get() for day in (5, 6))
    with pytest.raises(Refusal):
        starting.skip_turn(place.dora, first, "  ")
    starting.skip_turn(place.dora, first, "Holidays")
    starting.finish_turn(place.anna, second)
    assert [(one.is_skipped, one.why_not) for one in StarterTurn.objects.all()] == [(True, "Holidays"), (False, "")]


def test_every_act_leaves_its_line(place: Place) -> None:
    starter = plan(place, datetime.fromisoformat("2190-10-05T18:00"))
    starting.finish_turn(place.dora, starter.turns.get())
    starting.end_starter(place.anna, starter)
    lines = Interaction.objects.filter(verb__in=["plan", "settle"]).order_by("pk")
    assert list(lines.values_list("verb", "actor__name")) == [("plan", "Anna"), ("settle", "Dora"), ("plan", "Anna")]


def test_only_who_keeps_order_plans_and_only_in_their_groups(place: Place) -> None:
    given = StarterGiven(title="T", first=datetime.fromisoformat("2190-01-01T09:00"))
    kiln = found_group(place.emil, GroupGiven(name="Kiln", purpose="Firing", visibility=Visibility.PRIVATE))
    mo = moderator_of(place, kiln)
    starting.plan_starter(mo, kiln, given)
    for viewer, group in ((place.dora, place.square), (mo, place.square), (place.dora, kiln)):
        with pytest.raises(NotAllowed):
            starting.plan_starter(viewer, group, given)
    with pytest.raises(Refusal):
        starting.plan_starter(
            mo, kiln, StarterGiven(title="T", first=datetime.fromisoformat("2190-01-01T09:00"), responsible="dora")
        )
    with pytest.raises(NotAllowed):
        starting.finish_turn(place.dora, StarterTurn.objects.get())


def test_what_cannot_come_round_or_has_passed_is_refused(place: Place) -> None:
    for first, rule in (
        (datetime.fromisoformat("2020-01-01T00:00"), ""),
        (datetime.fromisoformat("2190-01-01T00:00"), "FREQ=HOURLY"),
        (datetime.fromisoformat("2190-01-01T00:00"), "FREQ=MONTHLY;BYMONTHDAY=40"),
    ):
        with pytest.raises(Refusal):
            plan(place, first, rule)
    assert Starter.objects.count() == 0


def test_changed_it_keeps_what_was_told_and_lays_out_the_rest_anew(place: Place) -> None:
    with time_machine.travel(SUNDAY, tick=False):
        weekly = plan(place, datetime.fromisoformat("2026-10-05T18:00"), "FREQ=WEEKLY", ends_on=date(2026, 10, 20))
    with time_machine.travel(datetime(2026, 10, 6, tzinfo=UTC), tick=False):
        starting.tell_of_turns()
        given = StarterGiven(
            title="Other",
            first=datetime.fromisoformat("2026-10-07T09:00"),
            rule="FREQ=WEEKLY",
            ends_on=date(2026, 10, 20),
        )
        starting.change_starter(place.anna, weekly, given)
    assert due(weekly) == ["10-05 16:00", "10-07 07:00", "10-14 07:00"]


def test_ended_it_comes_round_no_more(place: Place) -> None:
    with time_machine.travel(SUNDAY, tick=False):
        weekly = plan(place, datetime.fromisoformat("2026-10-05T18:00"), "FREQ=WEEKLY")
        starting.end_starter(place.anna, weekly)
        assert (due(weekly), starting.lay_out_starters()) == ([], 0)


def test_the_days_of_a_ritual_are_laid_out_as_time_goes_on_each_once(place: Place) -> None:
    with time_machine.travel(SUNDAY, tick=False):
        monthly = plan(place, datetime.fromisoformat("2026-10-05T18:00"), "FREQ=MONTHLY")
        assert (len(due(monthly)), starting.lay_out_starters()) == (3, 0)
    with time_machine.travel(datetime(2026, 11, 4, tzinfo=UTC), tick=False):
        assert (starting.lay_out_starters(), starting.lay_out_starters()) == (1, 0)


def test_it_keeps_its_hour_on_the_wall_when_the_brand_moves(place: Place) -> None:
    with time_machine.travel(SUNDAY, tick=False):
        starter = plan(place, datetime.fromisoformat("2026-10-05T18:00"))
        Brand.objects.filter(pk=place.community.brand_id).update(time_zone="Europe/London")
        starting.lay_out_starters()
    assert due(starter) == ["10-05 17:00"]


def test_of_who_has_left_nothing_is_asked_and_it_stays_open(place: Place) -> None:
    with time_machine.travel(SUNDAY, tick=False):
        plan(place, datetime.fromisoformat("2026-10-05T18:00"))
        leave(place.community, part_of(place.dora))
    with time_machine.travel(datetime(2026, 10, 5, 17, tzinfo=UTC), tick=False):
        starting.tell_of_turns()
        (turn,) = turns_of_month(place.anna, date(2026, 10, 31))
    assert (Notification.objects.count(), turn.settled_at) == (0, None)


def test_who_is_no_longer_in_the_group_is_told_nothing_of_it(place: Place) -> None:
    kiln = found_group(place.anna, GroupGiven(name="Kiln", purpose="Firing", visibility=Visibility.HIDDEN))
    now = clock.now()
    dora = GroupMember.objects.create(group=kiln, participant=part_of(place.dora), asked_at=now, joined_at=now)
    first = datetime.fromisoformat("2026-10-05T18:00")
    with time_machine.travel(SUNDAY, tick=False):
        starting.plan_starter(place.anna, kiln, StarterGiven(title="Secret", first=first, responsible="dora"))
    GroupMember.objects.filter(pk=dora.pk).update(left_at=now)
    with time_machine.travel(datetime(2026, 10, 5, 17, tzinfo=UTC), tick=False):
        starting.tell_of_turns()
        assert (own_turns(place.dora, clock.now()), turns_ahead(place.dora)) == ([], [])
    assert Notification.objects.count() == 0


def test_nothing_is_started_in_a_closed_group(place: Place) -> None:
    with time_machine.travel(SUNDAY, tick=False):
        plan(place, datetime.fromisoformat("2026-10-05T18:00"))
    Group.objects.update(closed_at=clock.now())
    with time_machine.travel(datetime(2026, 10, 5, 17, tzinfo=UTC), tick=False):
        assert starting.tell_of_turns() == 0
