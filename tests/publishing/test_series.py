"""What is said again: occurrences planned ahead, each once, on the clock of the wall; contents that rest."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import islice

import pytest
import time_machine
from django.db import connections
from hypothesis import given
from hypothesis import strategies as st

from antiphon.channels.actions import disconnect
from antiphon.lib import clock
from antiphon.lib.errors import NotAllowed, Refusal
from antiphon.lib.recurrence import BadRule, Every, Recurrence, checked, rule_of, times
from antiphon.organizations.models import Role
from antiphon.publishing.actions.composing import Draft, Moment
from antiphon.publishing.actions.deciding import drop, reschedule
from antiphon.publishing.actions.illustrating import Picture
from antiphon.publishing.actions.planning_ahead import HORIZON, plan_all, plan_series
from antiphon.publishing.actions.recurring import (
    SeriesGiven,
    change_series,
    make_series,
    skip_occurrence,
    stop_series,
)
from antiphon.publishing.actions.resolving import change_time_zone
from antiphon.publishing.actions.rewriting import rewrite
from antiphon.publishing.actions.wording import keep_variable
from antiphon.publishing.models import Category, Content, Delivery, Occurrence, Post, Series
from antiphon.publishing.rules.evergreen import Used, next_content, what_lacks
from tests.world import World, deliver, make_world, png, say

NOON = datetime(2026, 3, 16, 12, tzinfo=UTC)  # a Monday; the clocks go forward on the 29th
WEEKLY = rule_of(Every.WEEK)


def wall(typed: str) -> datetime:
    return datetime.fromisoformat(typed)


@pytest.fixture
def clock_of_march() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


def wanted(world: World, rule: str = WEEKLY, first: str = "2026-03-20T09:00", **changes: object) -> SeriesGiven:
    recurrence = Recurrence(rule, wall(first), changes.pop("ends_on", None), changes.pop("count", None))  # type: ignore[arg-type]
    usual = SeriesGiven("Friday", recurrence, [world.site], Draft("The shop is open.", [world.site], "en"))
    return replace(usual, **changes)  # type: ignore[arg-type]


def planned() -> list[tuple[str, str]]:
    rows = Delivery.objects.filter(post__occurrence__isnull=False).order_by("due_at")
    return [(one.wall_time, f"{one.due_at:%H:%M}") for one in rows]


pytestmark = pytest.mark.usefixtures("clock_of_march")


def test_pain_4_wall_times_of_a_series_survive_the_nights_when_the_clocks_change(world: World) -> None:
    make_series(world.anna, wanted(world))
    assert plan_all() == 9
    assert planned()[:3] == [
        ("2026-03-20T09:00", "08:00"),
        ("2026-03-27T09:00", "08:00"),
        ("2026-04-03T09:00", "07:00"),
    ]
    assert {one.state for one in Delivery.objects.all()} == {"scheduled"}


def test_pain_4_a_series_moves_with_the_clock_of_its_brand(world: World) -> None:
    make_series(world.anna, wanted(world, count=2))
    plan_all()
    change_time_zone(world.anna, "America/New_York")
    assert planned() == [("2026-03-20T09:00", "13:00"), ("2026-03-27T09:00", "13:00")]
    assert plan_all() == 0


def test_planning_again_makes_nothing_twice(world: World, clock_of_march: time_machine.Traveller) -> None:
    make_series(world.anna, wanted(world))
    plan_all()
    assert plan_all() == 0
    clock_of_march.shift(timedelta(days=7))
    assert plan_all() == 1
    assert Occurrence.objects.count() == Post.objects.count() == 10


@pytest.mark.parametrize("what", ["rewritten", "moved", "dropped", "thrown away"])
def test_an_occurrence_that_somebody_changed_is_never_made_again(world: World, what: str) -> None:
    series = make_series(world.anna, wanted(world))
    plan_all()
    one = Delivery.objects.select_related("post__content", "channel__brand").earliest("due_at")
    if what == "rewritten":
        rewrite(world.anna, one.post, Draft("Closed today.", [world.site], "en"), Moment(wall("2026-03-20T09:00")))
    elif what == "moved":
        reschedule(world.anna, one, wall("2026-03-21T10:00"), "Europe/Rome")
    elif what == "dropped":
        drop(world.anna, one)
    else:
        one.post.delete()
    assert plan_all() == 0
    change_series(world.anna, series, wanted(world, draft=Draft("New words.", [world.site], "en")))
    plan_all()
    texts = list(Content.objects.filter(posts__isnull=False).values_list("text", flat=True))
    assert texts.count("New words.") == 8
    assert Occurrence.objects.filter(wall_time="2026-03-20T09:00").count() == 1


def test_a_changed_series_says_the_new_words_at_the_new_times(world: World) -> None:
    series = make_series(world.anna, wanted(world, count=3))
    plan_all()
    change_series(world.anna, series, wanted(world, first="2026-03-19T18:00", count=3))
    plan_all()
    assert [when for when, _ in planned()] == ["2026-03-19T18:00", "2026-03-26T18:00", "2026-04-02T18:00"]
    assert Content.objects.count() == 4  # three occurrences and the words of the series itself


def test_it_ends_after_so_many_times_or_a_day(world: World) -> None:
    make_series(world.anna, wanted(world, count=3))
    make_series(world.anna, wanted(world, ends_on=date(2026, 4, 3), first="2026-03-20T10:00"))
    assert plan_all() == 6


def test_a_skipped_time_is_left_out(world: World) -> None:
    series = make_series(world.anna, wanted(world, count=3))
    skip_occurrence(world.anna, series, wall("2026-04-03T09:00"))
    plan_all()
    skip_occurrence(world.anna, series, wall("2026-03-20T09:00"))
    assert plan_all() == 0
    assert [when for when, _ in planned()] == ["2026-03-27T09:00"]


def test_a_stopped_series_takes_back_what_nobody_has_touched(world: World) -> None:
    series = make_series(world.anna, wanted(world, count=3))
    plan_all()
    one = Delivery.objects.select_related("post__content", "channel__brand").earliest("due_at")
    reschedule(world.anna, one, wall("2026-03-21T10:00"), "Europe/Rome")
    stop_series(world.anna, series)
    assert plan_all() == 0
    assert planned() == [("2026-03-21T10:00", "09:00")]


def test_what_has_gone_out_stays_when_a_series_stops(world: World, clock_of_march: time_machine.Traveller) -> None:
    series = make_series(world.anna, wanted(world, count=3))
    plan_all()
    clock_of_march.move_to(datetime(2026, 3, 20, 8, 0, 1, tzinfo=UTC))
    deliver()
    stop_series(world.anna, series)
    assert list(Delivery.objects.values_list("state", flat=True)) == ["live"]


def test_pictures_and_their_words_come_round_too(world: World) -> None:
    draft = Draft("A table.", [world.site], "en", [Picture(png(), "A table of oak")])
    make_series(world.anna, wanted(world, draft=draft, count=2))
    plan_all()
    shown = [[one.alt_text for one in post.content.illustrations.all()] for post in Post.objects.all()]
    assert shown == [["A table of oak"]] * 2


def test_a_variable_stands_for_what_it_stands_for_when_a_time_is_planned(
    world: World, clock_of_march: time_machine.Traveller
) -> None:
    hours = keep_variable(world.anna, "hours", "nine to five")
    make_series(
        world.anna, wanted(world, draft=Draft("Open {hours}.", [world.site], "en"), ends_on=date(2026, 5, 22))
    )
    plan_all()
    keep_variable(world.anna, "hours", "ten to six", hours)
    clock_of_march.shift(timedelta(days=7))
    plan_all()
    said = list(Post.objects.order_by("pk").values_list("content__text", flat=True))
    assert said == ["Open nine to five."] * 9 + ["Open ten to six."]
    with pytest.raises(Refusal, match="no variable"):
        make_series(world.anna, wanted(world, draft=Draft("Open {hour}.", [world.site], "en")))


def test_drafts_wait_for_somebody_who_may_publish(world: World) -> None:
    make_series(world.bruno, wanted(world, as_draft=True, count=2))
    plan_all()
    assert list(Delivery.objects.values_list("state", "wall_time")) == [
        ("draft", "2026-03-20T09:00"),
        ("draft", "2026-03-27T09:00"),
    ]


def test_it_says_why_it_cannot_go_on(world: World) -> None:
    too_long = Draft("x" * 49_000, [world.site], "en")
    series = make_series(world.anna, wanted(world, draft=too_long))
    Content.objects.filter(series=series).update(text="x" * 51_000)
    assert plan_all() == 0
    assert Series.objects.get().trouble == "refused"
    Content.objects.filter(series=series).update(text="x")
    world.anna.role = Role.ANALYST
    world.anna.save()
    plan_all()
    assert Series.objects.get().trouble == "not_allowed"
    world.anna.role = Role.OWNER
    world.anna.save()
    disconnect(world.anna, world.site)
    plan_all()
    assert Series.objects.get().trouble == "no_channel"
    assert not Post.objects.exists()


def test_a_series_belongs_to_its_brand_and_to_who_may_publish(world: World) -> None:
    series = make_series(world.anna, wanted(world))
    with pytest.raises(NotAllowed):
        make_series(world.bruno, wanted(world))
    for member in (world.bruno, world.carla):
        with pytest.raises(NotAllowed):
            stop_series(member, series)
        with pytest.raises(NotAllowed):
            skip_occurrence(member, series, wall("2026-03-20T09:00"))
    with pytest.raises(Refusal):
        make_series(world.carla, wanted(world))


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": " "}, "name"),
        ({"channels": []}, "channels"),
        ({"draft": None}, "text"),
        ({"rule": "FREQ=SECONDLY"}, "rule"),
        ({"rule": "FREQ=DAILY;COUNT=3"}, "rule"),
        ({"rule": "FREQ=DAILY;INTERVAL=0"}, "rule"),
        ({"rule": "FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=31"}, "rule"),
        ({"rule": "nonsense"}, "rule"),
        ({"rule": "FREQ=DAILY\nEXDATE:20260320T090000"}, "rule"),
        ({"count": 0}, "count"),
        ({"ends_on": date(2026, 3, 1)}, "ends_on"),
        ({"cool_down_days": -1}, "cool_down_days"),
        ({"most_cycles": 0}, "most_cycles"),
        ({"zone": "Nowhere/Land"}, "zone"),
    ],
)
def test_what_cannot_be_followed_is_refused(world: World, changes: dict[str, object], field: str) -> None:
    with pytest.raises(Refusal) as refused:
        make_series(world.anna, wanted(world, **changes))  # type: ignore[arg-type]
    assert refused.value.field == field
    assert not Series.objects.exists()
    assert not Content.objects.exists()


def evergreen(world: World, tips: Category, **changes: object) -> SeriesGiven:
    return wanted(world, draft=None, category=tips, **({"cool_down_days": 14} | changes))


def tip(world: World, tips: Category, text: str) -> Content:
    post = say(world.anna, world.site, text)
    Content.objects.filter(pk=post.content_id).update(category=tips)
    deliver()
    return post.content


def test_pain_14_evergreen_contents_take_turns_and_rest(world: World) -> None:
    tips = Category.objects.create(brand=world.bottega, name="Tips")
    one, two = tip(world, tips, "Oil the plane."), tip(world, tips, "Dry the saw.")
    tip(world, Category.objects.create(brand=world.bottega, name="News"), "We moved.")
    say(world.anna, world.site, "Not live.", moment=Moment(as_draft=True))
    make_series(world.anna, evergreen(world, tips, first="2026-03-27T09:00"))
    plan_all()
    said = list(Occurrence.objects.order_by("wall_time").values_list("wall_time", "source"))
    assert said[:4] == [
        ("2026-04-03T09:00", one.pk),  # on the 27th both still rest
        ("2026-04-10T09:00", two.pk),
        ("2026-04-17T09:00", one.pk),
        ("2026-04-24T09:00", two.pk),
    ]
    assert Series.objects.get().trouble == "resting"
    assert plan_all() == 0


def test_pain_14_a_content_is_said_again_so_many_times_at_most(world: World) -> None:
    tips = Category.objects.create(brand=world.bottega, name="Tips")
    tip(world, tips, "Oil the plane.")
    make_series(world.anna, evergreen(world, tips, most_cycles=2, cool_down_days=7, first="2026-03-27T09:00"))
    assert plan_all() == 2
    assert plan_all() == 0


def test_pain_14_recurrence_goes_on_beyond_a_month(world: World, clock_of_march: time_machine.Traveller) -> None:
    make_series(world.anna, wanted(world, rule=rule_of(Every.MONTH, 3), first="2026-03-31T09:00"))
    for _ in range(26):
        plan_all()
        clock_of_march.shift(timedelta(days=14))
    assert [when[:10] for when, _ in planned()] == ["2026-03-31", "2026-12-31", "2027-03-31"]


def test_an_empty_pool_waits_for_its_first_content(world: World, clock_of_march: time_machine.Traveller) -> None:
    tips = Category.objects.create(brand=world.bottega, name="Tips")
    make_series(world.anna, evergreen(world, tips, first="2026-04-10T09:00", count=1))
    assert plan_all() == 0
    assert Series.objects.get().trouble == "resting"
    tip(world, tips, "Oil the plane.")
    assert plan_all() == 1
    assert Series.objects.get().trouble == ""


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_make_each_occurrence_once() -> None:
    world = make_world()
    series = make_series(world.anna, wanted(world, first=f"{clock.now() + timedelta(days=3):%Y-%m-%dT%H:%M}"))
    begin = threading.Barrier(3)

    def look() -> None:
        begin.wait()
        plan_series(series.pk)
        connections.close_all()

    threads = [threading.Thread(target=look) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Post.objects.count() == Occurrence.objects.count() == len(set(planned())) == (HORIZON.days - 3) // 7 + 1


RULES = st.builds(
    rule_of, st.sampled_from(Every), st.integers(1, 6), st.lists(st.integers(0, 6), min_size=1, max_size=7)
)


@given(RULES, st.datetimes(wall("2020-01-01"), wall("2030-01-01")), st.integers(1, 20))
def test_times_come_in_order_at_the_same_hour(rule: str, first: datetime, count: int) -> None:
    first = first.replace(second=0, microsecond=0)
    found = list(times(checked(Recurrence(rule, first, None, count)), first + timedelta(days=365 * 8)))
    assert found == sorted(set(found))
    assert {one.time() for one in found} <= {first.time()}
    assert len(found) <= count
    assert list(islice(found, 1)) >= [first] or not found


@pytest.mark.parametrize(
    "rule", ["", "FREQ=", "FREQ=HOURLY", "BYDAY=MO", "FREQ=WEEKLY;BYDAY=XX", "FREQ=DAILY;INTERVAL=x"]
)
def test_no_rule_is_said_to_be_none(rule: str) -> None:
    with pytest.raises(BadRule):
        checked(Recurrence(rule, wall("2026-03-20T09:00")))


@given(
    st.lists(st.builds(Used, st.integers(0, 9), st.lists(st.datetimes(), min_size=1).map(tuple), st.integers(0, 4))),
    st.datetimes(),
    st.integers(0, 60),
)
def test_what_is_chosen_has_rested_and_was_not_said_too_often(pool: list[Used], at: datetime, days: int) -> None:
    rest = timedelta(days=days)
    chosen = next_content(pool, at, cool_down=rest, most_cycles=3)
    ready = {one.content for one in pool if not one.rests(at, rest) and one.cycles < 3}
    assert (chosen in ready) if ready else chosen is None


SAID = st.lists(st.datetimes(wall("2026-01-01"), wall("2026-06-01")), min_size=1).map(tuple)


@given(st.lists(st.builds(Used, st.integers(0, 9), SAID, st.integers(0, 4))), st.integers(0, 60))
def test_what_is_waited_for_is_said_then_or_can_be(pool: list[Used], days: int) -> None:
    at, rest = wall("2026-03-16T12:00"), timedelta(days=days)
    wait = what_lacks(pool, at, cool_down=rest, most_cycles=3)
    assert (wait is None) is (next_content(pool, at, cool_down=rest, most_cycles=3) is not None)
    if wait is not None and wait.until is not None:
        assert next_content(pool, wait.until, cool_down=rest, most_cycles=3) is not None
        assert next_content(pool, at + (wait.until - at) / 2, cool_down=rest, most_cycles=3) is None
    if wait is not None and wait.comes_at is not None:
        assert wait.content in {one.content for one in pool if wait.comes_at in one.said}
        assert wait.comes_at == min(said for one in pool for said in one.said if said > at and one.cycles < 3)
