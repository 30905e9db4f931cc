"""The queue: which slot comes next, and that nobody gets another's."""

import threading
from datetime import UTC, datetime, time, timedelta
from itertools import islice, pairwise

import pytest
import time_machine
from django.db import connections
from hypothesis import given
from hypothesis import strategies as st

from antiphon.lib.errors import NotAllowed, Refusal
from antiphon.publishing.actions.composing import Moment
from antiphon.publishing.actions.queueing import add_slots, remove_slot, to_next_slot
from antiphon.publishing.models import Category, Content, Delivery, Slot
from antiphon.publishing.rules.slots import WeekHour, coming
from tests.world import World, make_world, say

MONDAY, WEDNESDAY, SUNDAY = 0, 2, 6
NOON = datetime(2026, 3, 16, 12, tzinfo=UTC)  # a Monday


def wall(typed: str) -> datetime:
    return datetime.fromisoformat(typed)


def draft(world: World, text: str = "A thought") -> Delivery:
    post = say(world.anna, world.site, text, moment=Moment(as_draft=True))
    return Delivery.objects.select_related("channel__brand", "post__content__category").get(post=post)


@pytest.fixture
def _frozen() -> object:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.mark.usefixtures("_frozen")
def test_what_is_queued_takes_the_next_free_slot(world: World) -> None:
    add_slots(world.anna, world.site, [MONDAY, WEDNESDAY], "09:30")
    found = [to_next_slot(world.anna, draft(world)).wall for _ in range(3)]
    assert found == [wall("2026-03-18T09:30"), wall("2026-03-23T09:30"), wall("2026-03-25T09:30")]
    assert set(Delivery.objects.values_list("state", flat=True)) == {"scheduled"}


@pytest.mark.usefixtures("_frozen")
def test_who_may_only_write_gets_a_slot_and_keeps_a_draft(world: World) -> None:
    add_slots(world.anna, world.site, [WEDNESDAY], "09:30")
    one = draft(world)
    to_next_slot(world.bruno, one)
    assert (one.state, one.wall_time) == ("draft", "2026-03-18T09:30")
    assert to_next_slot(world.anna, draft(world)).wall == wall("2026-03-25T09:30")


@pytest.mark.usefixtures("_frozen")
def test_a_missed_one_comes_back_into_the_queue(world: World) -> None:
    add_slots(world.anna, world.site, [WEDNESDAY], "09:30")
    one = draft(world)
    Delivery.objects.filter(pk=one.pk).update(state="missed", due_at=NOON - timedelta(days=1))
    one.refresh_from_db()
    assert to_next_slot(world.anna, one).wall == wall("2026-03-18T09:30")
    assert one.state == "scheduled"


@pytest.mark.usefixtures("_frozen")
def test_a_slot_of_a_category_is_kept_for_it(world: World) -> None:
    tips = Category.objects.create(brand=world.bottega, name="Tips")
    add_slots(world.anna, world.site, [WEDNESDAY], "09:30", tips)
    add_slots(world.anna, world.site, [SUNDAY], "18:00")
    one, other = draft(world), draft(world)
    Content.objects.filter(pk=other.post.content_id).update(category=tips)
    other = Delivery.objects.select_related("channel__brand", "post__content__category").get(pk=other.pk)
    assert to_next_slot(world.anna, one).wall == wall("2026-03-22T18:00")
    assert to_next_slot(world.anna, other).wall == wall("2026-03-18T09:30")


@pytest.mark.usefixtures("_frozen")
def test_without_a_slot_it_says_so(world: World) -> None:
    with pytest.raises(Refusal, match=r"Own site \(.+\) keeps no hour free yet") as refusal:
        to_next_slot(world.anna, draft(world))
    assert refusal.value.field == "slot"
    tips = Category.objects.create(brand=world.bottega, name="Tips")
    add_slots(world.anna, world.site, [SUNDAY], "18:00", tips)
    with pytest.raises(Refusal, match=r"Own site \(.+\) keeps its hours for other content"):
        to_next_slot(world.anna, draft(world))


@pytest.mark.usefixtures("_frozen")
def test_slots_keep_their_hour_on_the_wall_when_the_clocks_change(world: World) -> None:
    add_slots(world.anna, world.site, [SUNDAY], "02:30")
    found = [to_next_slot(world.anna, draft(world)).at for _ in range(3)]
    assert found == [
        datetime(2026, 3, 22, 1, 30, tzinfo=UTC),
        datetime(2026, 3, 29, 1, 0, tzinfo=UTC),  # 02:30 is skipped: 03:00 in summer time
        datetime(2026, 4, 5, 0, 30, tzinfo=UTC),
    ]


@pytest.mark.parametrize(("days", "at"), [([], "09:00"), ([7], "09:00"), ([1], "9"), ([1], "25:00"), ([1], "")])
def test_a_slot_that_cannot_be_is_refused(world: World, days: list[int], at: str) -> None:
    with pytest.raises(Refusal):
        add_slots(world.anna, world.site, days, at)
    assert not Slot.objects.exists()


def test_one_slot_an_hour_and_all_days_or_none(world: World) -> None:
    add_slots(world.anna, world.site, [MONDAY], "09:30")
    with pytest.raises(Refusal, match="already"):
        add_slots(world.anna, world.site, [SUNDAY, MONDAY], "09:30")
    assert Slot.objects.count() == 1


def test_only_who_publishes_for_the_brand_keeps_its_slots(world: World) -> None:
    (slot,) = add_slots(world.anna, world.site, [MONDAY], "09:30")
    for member in (world.bruno, world.carla):
        with pytest.raises(NotAllowed):
            add_slots(member, world.site, [SUNDAY], "09:30")
        with pytest.raises(NotAllowed):
            remove_slot(member, slot)


@pytest.mark.django_db(transaction=True)
def test_two_people_at_once_never_get_the_same_slot() -> None:
    world = make_world()
    add_slots(world.anna, world.site, range(7), "09:30")
    waiting = [draft(world, f"Thought {number}") for number in range(8)]
    begin = threading.Barrier(4)

    def queue(mine: list[Delivery]) -> None:
        begin.wait()
        for one in mine:
            to_next_slot(world.anna, one)
        connections.close_all()

    threads = [threading.Thread(target=queue, args=(waiting[number::4],)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    taken = list(Delivery.objects.values_list("due_at", flat=True))
    assert len(set(taken)) == 8


HOURS = st.builds(WeekHour, st.integers(0, 6), st.times().map(lambda at: time(at.hour, at.minute)))


@given(st.sets(HOURS, min_size=1, max_size=8), st.datetimes(wall("2020-01-01T00:00"), wall("2030-01-01T00:00")))
def test_weekly_hours_come_in_order_and_each_every_week(hours: set[WeekHour], after: datetime) -> None:
    found = list(islice(coming(hours, after), 2 * len(hours)))
    assert found[0] > after
    assert all(one < other for one, other in pairwise(found))
    assert found[-1] - after <= timedelta(days=14)
    assert {WeekHour(wall.weekday(), wall.time()) for wall in found} == hours
