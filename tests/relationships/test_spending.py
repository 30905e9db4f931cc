"""Time spent on people: timers, forgotten ones, minutes that were typed, and sums."""

from datetime import timedelta
from decimal import Decimal

import pytest

from antiphon.lib import clock
from antiphon.lib.errors import Conflict, NotAllowed, Refusal
from antiphon.people.models import Person
from antiphon.relationships.actions.capacity import Room, say_capacity
from antiphon.relationships.actions.opportunities import OpportunityGiven, open_opportunity
from antiphon.relationships.actions.spending import correct_time, note_minutes, start_timer, stop_timer
from antiphon.relationships.models import TimeSpent
from antiphon.relationships.queries import running_timer, time_sums, unsure_times
from antiphon.relationships.tasks import stop_forgotten_timers
from tests.relationships.keeping import editor, known
from tests.world import World


@pytest.fixture
def maren(world: World) -> Person:
    return known(world, "Maren")


def run_for(hours: float) -> None:
    TimeSpent.objects.filter(ended_at=None).update(started_at=clock.now() - timedelta(hours=hours))


def test_a_timer_tells_its_minutes(world: World, maren: Person) -> None:
    start_timer(world.anna, maren)
    run_for(0.5)
    spent = stop_timer(world.anna)
    assert (spent.minutes, spent.person, spent.unsure, running_timer(world.anna)) == (30, maren, False, None)


def test_a_second_timer_is_refused_and_the_first_runs_on(world: World, maren: Person) -> None:
    start_timer(world.anna, maren)
    with pytest.raises(Conflict):
        start_timer(world.anna, None)
    running = running_timer(world.anna)
    assert running is not None
    assert running.person == maren
    start_timer(editor(world), maren)


def test_without_a_timer_there_is_none_to_stop(world: World) -> None:
    with pytest.raises(Conflict):
        stop_timer(world.anna)


@pytest.mark.parametrize("by_hand", [True, False])
def test_a_forgotten_timer_counts_nowhere_until_somebody_says_how_long_it_was(
    world: World, maren: Person, by_hand: bool
) -> None:
    start_timer(world.anna, maren)
    assert stop_forgotten_timers() == 0
    run_for(9)
    if by_hand:
        stop_timer(world.anna)
    else:
        assert stop_forgotten_timers() == 1
    (spent,) = unsure_times(world.anna)
    assert (spent.minutes, spent.unsure) == (240, True)
    since = clock.now() - timedelta(days=7)
    before = time_sums([world.anna], world.bottega, since, priced=True)
    assert (before.whole.minutes, before.whole.n, before.unsure) == (0, 0, 1)
    correct_time(world.anna, spent, 25)
    after = time_sums([world.anna], world.bottega, since, priced=True)
    assert (after.whole.minutes, after.unsure) == (25, 0)


def test_only_whose_time_it_was_corrects_it(world: World, maren: Person) -> None:
    eva = editor(world)
    spent = note_minutes(eva, maren, 10, "talk")
    with pytest.raises(NotAllowed):
        correct_time(world.anna, spent, 5)
    with pytest.raises(Refusal):
        correct_time(eva, spent, -1)
    assert correct_time(eva, spent, 0).minutes == 0


@pytest.mark.parametrize("minutes", [0, -5, 1441])
def test_minutes_that_no_day_has_are_refused(world: World, minutes: int) -> None:
    with pytest.raises(Refusal) as refused:
        note_minutes(world.anna, None, minutes, "talk")
    assert (refused.value.field, TimeSpent.objects.count()) == ("minutes", 0)


def test_sums_tell_week_person_purpose_and_cost_where_a_rate_is_known(world: World, maren: Person) -> None:
    eva, now = editor(world), clock.now()
    say_capacity(world.anna, Room(rate=Decimal("30.00"), currency="eur"))
    note_minutes(world.anna, maren, 90, "talk", at=now)
    note_minutes(world.anna, None, 30, "prepare", at=now - timedelta(days=7))
    note_minutes(eva, maren, 20, "talk", at=now)
    found = time_sums([world.anna, eva], world.bottega, now - timedelta(days=30), priced=True)
    assert (found.whole.minutes, found.whole.n, found.whole.unpriced) == (140, 3, 20)
    assert found.whole.costs == {"EUR": Decimal("60.00")}
    assert [one.minutes for one in found.weeks.values()] == [110, 30]
    assert {name: one.minutes for (_pk, name), one in found.people.items()} == {"Maren": 110, "": 30}
    assert {name: one.minutes for name, one in found.purposes.items()} == {"talk": 110, "prepare": 30}
    alone = time_sums([world.anna], world.bottega, now - timedelta(days=30), priced=False)
    assert (alone.whole.minutes, alone.whole.costs, alone.whole.unpriced) == (120, {}, 120)


def test_time_for_an_opportunity_is_time_for_its_person(world: World, maren: Person) -> None:
    opened = open_opportunity(world.anna, maren, OpportunityGiven(kind="press", title="A page"))
    note_minutes(world.anna, None, 20, "prepare", opportunity=opened)
    found = time_sums([world.anna], world.bottega, clock.now() - timedelta(days=7), priced=True)
    assert [(title, one.minutes) for (_pk, title), one in found.opportunities.items()] == [("A page", 20)]
    assert {name: one.minutes for (_pk, name), one in found.people.items()} == {"Maren": 20}
    with pytest.raises(Refusal) as refused:
        note_minutes(world.carla, None, 20, "prepare", opportunity=opened)
    assert refused.value.field == "opportunity"
