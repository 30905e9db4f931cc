"""Standings out of real rows of the ledger: as the rules say, of today, and renewed when something is new."""

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from pytest_django.fixtures import DjangoAssertNumQueries

from antiphon.integrity.models import Exclusion
from antiphon.ledger.actions import Happened, record
from antiphon.ledger.models import Interaction
from antiphon.ledger.rules import Verb
from antiphon.people.actions import link
from antiphon.people.models import Identity, IdentityLink, Person
from antiphon.relationships.actions import keep_in_touch
from antiphon.relationships.actions.standing import reckon
from antiphon.relationships.models import Reckoning, Standing
from antiphon.relationships.queries import ties, touches_of
from antiphon.relationships.queries.standing import standing_of
from antiphon.relationships.rules.zones import offsets
from antiphon.relationships.tasks import standing as tasks
from tests.ledger_rows import somebody
from tests.world import World

NOW = datetime(2026, 3, 30, 10, tzinfo=UTC)
TODAY = date(2026, 3, 30)
VERBS = (Verb.LIKE, Verb.REPLY, Verb.REPLY, Verb.SHARE, Verb.DIRECT, Verb.VOTE)


@pytest.fixture(autouse=True)
def _monday(world: World) -> Iterator[None]:
    tasks.forget()
    with time_machine.travel(NOW - timedelta(minutes=1), tick=False):
        yield


def look() -> int:
    """Look a minute after what happened."""
    with time_machine.travel(NOW, tick=False):
        return tasks.keep_standing()


def spoke(world: World, who: Identity, at: datetime, *, to_us: bool = True, verb: Verb = Verb.REPLY) -> Interaction:
    us = world.site.identity
    actor, target = (who, us) if to_us else (us, who)
    source = f"{who.pk}:{to_us}:{verb}:{at.isoformat()}"
    record(
        Happened(
            verb=verb, at=at, actor=actor, target=target, channel=world.site, subject=f"uri:{source}", source=source
        )
    )
    return Interaction.objects.get(source=source)


def person_of(identity: Identity) -> int:
    assert identity.person_id is not None
    return identity.person_id


def a_past(world: World, people: int) -> list[Identity]:
    """Let people and us say things at random moments, over two changes of the clocks."""
    chance = random.Random(3)
    crowd = [somebody(world.site, f"Person {number}") for number in range(people)]
    for _ in range(people * 15):
        at = NOW - timedelta(seconds=chance.randrange(200 * 86_400), microseconds=chance.randrange(1_000_000))
        spoke(world, chance.choice(crowd), at, to_us=chance.random() < 0.6, verb=chance.choice(VERBS))
    return crowd


def assert_as_ties_say(world: World) -> None:
    people = list(Person.objects.filter(brand=world.bottega).values_list("pk", flat=True))
    found = {one.person: one for one in standing_of(world.bottega, TODAY)}
    for person, tie in ties(world.bottega, people, TODAY).items():
        if tie.strength.value is None:
            assert person not in found
            continue
        one = found[person]
        told = (one.strength, one.a_in, one.a_out, one.stake or 0.0, one.urgency)
        urgency, stake = tie.urgency.value or 0.0, tie.urgency.stake * 100
        assert told == pytest.approx((tie.strength.value, tie.strength.a_in, tie.strength.a_out, stake, urgency))
        assert (one.gap, one.rhythm_days, one.rhythm_source) == (tie.gap, tie.rhythm.days, tie.rhythm_source)
        assert (one.span_days, one.channels) == (tie.strength.span, tie.strength.channels)
        assert one.reciprocity == (pytest.approx(tie.reciprocity) if tie.reciprocity is not None else None)


def test_all_at_once_says_what_one_by_one_says(world: World) -> None:
    crowd = a_past(world, 12)
    keep_in_touch(world.anna, Person.objects.get(pk=person_of(crowd[0])), 5)
    for one in crowd[1:4]:
        keep_in_touch(world.anna, Person.objects.get(pk=person_of(one)), None)
    assert_as_ties_say(world)
    some = [person_of(one) for one in crowd[:4]]
    whole = {one.person: one for one in standing_of(world.bottega, TODAY)}
    assert {one.person: one for one in standing_of(world.bottega, TODAY, some)} == {one: whole[one] for one in some}


def test_a_day_ends_with_the_brands_clock_to_the_last_microsecond(world: World) -> None:
    anna = somebody(world.site, "Anna")
    midnights = [datetime(2026, 3, 27, 23, tzinfo=UTC), datetime(2026, 3, 29, 22, tzinfo=UTC)]
    for midnight in midnights:
        spoke(world, anna, midnight - timedelta(microseconds=1))
        spoke(world, anna, midnight)
    [found] = standing_of(world.bottega, TODAY)
    days = [touch.day.day for touch in touches_of(world.bottega, [person_of(anna)], TODAY)[person_of(anna)]]
    assert days == [27, 28, 29, 30]
    assert found.a_in == pytest.approx(sum(2 * 2 ** (-(30 - day) / 90) for day in days))


def test_the_clocks_of_a_zone_are_known_to_the_second(world: World) -> None:
    first, last = datetime(2025, 9, 1, tzinfo=UTC), NOW
    assert offsets(world.bottega.zone, first, last) == [
        (datetime(2026, 3, 29, 1, tzinfo=UTC), 7200),
        (datetime(2025, 10, 26, 1, tzinfo=UTC), 3600),
        (first, 7200),
    ]


def test_machines_what_was_set_aside_and_strangers_make_no_standing(world: World) -> None:
    assert standing_of(world.bottega, TODAY) == []
    robot, anna = somebody(world.site, "Robot", automated=True), somebody(world.site, "Anna")
    spoke(world, robot, NOW - timedelta(days=1))
    spoke(world, anna, NOW - timedelta(days=1), verb=Verb.VOTE)
    bought = spoke(world, anna, NOW - timedelta(days=2))
    assert [one.person for one in standing_of(world.bottega, TODAY)] == [person_of(anna)]
    aside = Exclusion.objects.create(interaction=bought, detector="test", version="1", reason="bought", at=NOW)
    assert standing_of(world.bottega, TODAY) == []
    assert ties(world.bottega, [person_of(anna)], TODAY)[person_of(anna)].strength.value is None
    Exclusion.objects.filter(pk=aside.pk).update(undone_at=NOW)
    assert len(standing_of(world.bottega, TODAY)) == 1


def test_another_brand_is_not_seen(world: World) -> None:
    spoke(world, somebody(world.site, "Anna"), NOW - timedelta(days=1))
    assert standing_of(world.carla.brand, TODAY) == []


def test_the_first_look_reckons_all_and_a_new_act_renews_one(world: World) -> None:
    anna, bea = somebody(world.site, "Anna"), somebody(world.site, "Bea")
    for one in (anna, bea):
        spoke(world, one, NOW - timedelta(days=9))
    assert look() == 2
    before = {one.person_id: one for one in Standing.objects.all()}
    assert look() == 0
    spoke(world, anna, NOW)
    assert look() == 1
    after = {one.person_id: one for one in Standing.objects.all()}
    assert (before[person_of(anna)].gap, after[person_of(anna)].gap) == (9, 0)
    assert after[person_of(anna)].strength > before[person_of(anna)].strength
    assert after[person_of(bea)].pk == before[person_of(bea)].pk
    assert look() == 0


def test_joining_two_accounts_and_taking_it_back_reckon_anew(world: World) -> None:
    anna, again = somebody(world.site, "Anna"), somebody(world.site, "Anna Rossi")
    spoke(world, anna, NOW - timedelta(days=9))
    spoke(world, again, NOW - timedelta(days=2))
    look()
    apart = {one.person_id: one.a_in for one in Standing.objects.all()}
    other = Person.objects.get(pk=person_of(again))
    link(again, Person.objects.get(pk=person_of(anna)), IdentityLink.Ground.BY_HAND, NOW)
    look()
    [joined] = Standing.objects.all()
    assert joined.a_in == pytest.approx(sum(apart.values()))
    assert (joined.person_id, joined.span_days) == (person_of(anna), 7)
    link(again, other, IdentityLink.Ground.BY_HAND, NOW)
    look()
    assert {one.person_id: one.a_in for one in Standing.objects.all()} == pytest.approx(apart)


def test_a_new_day_takes_the_place_of_the_old_one_but_the_end_of_a_month_stays(world: World) -> None:
    spoke(world, somebody(world.site, "Anna"), NOW - timedelta(days=9))
    for days in (0, 1, 2, 3):
        with time_machine.travel(NOW + timedelta(days=days), tick=False):
            tasks.keep_standing()
    kept = list(Standing.objects.order_by("as_of").values_list("as_of", flat=True))
    assert kept == [date(2026, 3, 31), date(2026, 4, 2)]
    assert Reckoning.objects.get(brand=world.bottega).as_of == date(2026, 4, 2)


def test_as_many_statements_for_one_as_for_thirty(
    world: World, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    spoke(world, somebody(world.site, "Anna"), NOW)
    with django_assert_max_num_queries(18):
        reckon(world.bottega)
    a_past(world, 30)
    with django_assert_max_num_queries(18):
        assert reckon(world.bottega) >= 30
