"""How something gets another day or hour, and what stays as it is."""

from datetime import UTC, date, datetime
from itertools import pairwise

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from antiphon.lib.errors import Conflict, NotAllowed, Refusal
from antiphon.publishing.actions.composing import Moment
from antiphon.publishing.actions.placing import move_to_day, place, propose
from antiphon.publishing.models import Delivery
from antiphon.publishing.rules.spans import View, span_of
from tests.world import World, say

NINE = datetime.fromisoformat("2026-03-20T09:00")


def wall(typed: str) -> datetime:
    return datetime.fromisoformat(typed)


def planned(world: World, at: datetime = NINE, **moment: object) -> Delivery:
    post = say(world.anna, world.site, "Open on Saturday.", moment=Moment(wall=at, **moment))  # type: ignore[arg-type]
    return Delivery.objects.select_related("channel__brand", "post__content").get(post=post)


@pytest.fixture(autouse=True)
def _in_march() -> object:
    with time_machine.travel(datetime(2026, 3, 16, 12, tzinfo=UTC), tick=False):
        yield


def test_on_another_day_it_keeps_its_hour_on_the_wall_when_the_clocks_change(world: World) -> None:
    one = planned(world)
    assert one.due_at == datetime(2026, 3, 20, 8, tzinfo=UTC)
    move_to_day(world.anna, [one], date(2026, 3, 31))
    assert (one.wall_time, one.due_at) == ("2026-03-31T09:00", datetime(2026, 3, 31, 7, tzinfo=UTC))
    assert one.state == "scheduled"


def test_an_hour_that_the_clocks_skip_becomes_the_first_after_it(world: World) -> None:
    one = planned(world, wall("2026-03-28T02:30"))
    (found,) = move_to_day(world.anna, [one], date(2026, 3, 29))
    assert (found.shifted, one.wall_time) == ("gap", "2026-03-29T03:00")


def test_an_hour_chosen_on_another_clock_stays_that_clocks(world: World) -> None:
    one = planned(world, wall("2026-03-20T20:00"), zone="America/New_York")  # the 21st at 01:00 in Rome
    move_to_day(world.anna, [one], date(2026, 3, 24))
    assert (one.wall_time, one.time_zone) == ("2026-03-23T20:00", "America/New_York")


def test_a_draft_gets_an_hour_and_stays_a_draft(world: World) -> None:
    post = say(world.anna, world.site, "A thought", moment=Moment(as_draft=True))
    one = Delivery.objects.select_related("post", "channel__brand").get(post=post)
    place(world.bruno, [one], NINE, "Europe/Rome")
    assert (one.state, one.wall_time, one.time_zone) == ("draft", "2026-03-20T09:00", "Europe/Rome")
    assert one.due_at == datetime(2026, 3, 20, 8, tzinfo=UTC)


def test_all_or_none(world: World) -> None:
    one, gone = planned(world), planned(world)
    Delivery.objects.filter(pk=gone.pk).update(state="live")
    gone.refresh_from_db()
    with pytest.raises(Conflict):
        place(world.anna, [one, gone], wall("2026-03-25T09:00"), "Europe/Rome")
    assert Delivery.objects.get(pk=one.pk).wall_time == "2026-03-20T09:00"


def test_who_may_only_write_proposes_and_does_not_plan(world: World) -> None:
    one = planned(world)
    with pytest.raises(NotAllowed):
        move_to_day(world.bruno, [one], date(2026, 3, 24))
    with pytest.raises(NotAllowed):
        move_to_day(world.carla, [one], date(2026, 3, 24))


@pytest.mark.parametrize("day", [date(2026, 3, 10), date(2026, 3, 16)])
def test_nothing_is_put_into_the_past(world: World, day: date) -> None:
    with pytest.raises(Refusal, match="passed already"):
        move_to_day(world.anna, [planned(world)], day)


def test_an_hour_is_not_proposed_for_what_was_decided_meanwhile(world: World) -> None:
    with pytest.raises(Conflict):
        propose(world.anna, planned(world), NINE, "Europe/Rome")


def test_the_later_parts_of_a_thread_go_where_the_first_goes(world: World) -> None:
    first, second = planned(world), planned(world)
    Delivery.objects.filter(pk=second.pk).update(follows=first)
    move_to_day(world.anna, [first], date(2026, 3, 31))
    second.refresh_from_db()
    assert (second.wall_time, second.state) == ("2026-03-31T09:00", "scheduled")


@given(st.sampled_from(View), st.dates(min_value=date(2, 1, 1), max_value=date(9998, 12, 31)))
def test_a_span_holds_its_day_and_its_neighbours_adjoin(view: View, day: date) -> None:
    span = span_of(view, day)
    assert span.first <= day <= span.last
    assert all((after - before).days == 1 for before, after in pairwise(span.days))
    assert span_of(view, span.before).first < span.first
    assert span_of(view, span.after).last > span.last
    if view in {View.MONTH, View.WEEK}:
        assert (span.first.weekday(), span.last.weekday()) == (0, 6)
