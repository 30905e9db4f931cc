"""Ties with people, out of real rows of the ledger: strength, silence, history, and who is found."""

from datetime import date, datetime, timedelta

import pytest
from pytest_django.fixtures import DjangoAssertNumQueries

from antiphon.channels.connector import Act, Profile, Reference, Said
from antiphon.conversations.actions import receive
from antiphon.ledger.actions import Happened, record
from antiphon.ledger.rules import Verb
from antiphon.lib.errors import Refusal
from antiphon.people.models import Identity, Person
from antiphon.relationships.actions import keep_in_touch, let_go
from antiphon.relationships.queries import (
    Asked,
    Sought,
    history,
    out_of_touch,
    people_page,
    strengths,
    ties,
    touches_of,
)
from antiphon.relationships.rules import Circle
from tests.ledger_rows import START, somebody
from tests.world import World

TODAY = date(2026, 3, 2)


def spoke(world: World, who: Identity, *, to_us: bool, days_ago: float, verb: Verb = Verb.REPLY) -> None:
    """Record words of theirs to us, or of ours to them."""
    us, at = world.site.identity, START - timedelta(days=days_ago)
    actor, target = (who, us) if to_us else (us, who)
    record(
        Happened(
            verb=verb,
            at=at,
            actor=actor,
            target=target,
            channel=world.site,
            subject=f"uri:{at.timestamp()}",
            source=f"{actor.pk}:{target.pk}:{verb}:{at.timestamp()}",
        )
    )


def person_of(identity: Identity) -> Person:
    assert identity.person is not None
    return identity.person


def test_strength_is_made_of_both_directions_and_shows_its_addends(world: World) -> None:
    anna = somebody(world.site, "Anna")
    for days_ago in (0, 90, 180):
        spoke(world, anna, to_us=True, days_ago=days_ago, verb=Verb.DIRECT if days_ago == 180 else Verb.REPLY)
    for days_ago in (0, 90):
        spoke(world, anna, to_us=False, days_ago=days_ago)
    person = person_of(anna).pk
    found = strengths(world.bottega, [person], TODAY)[person]
    # The oracle of 3.1 with one channel in place of two: the factor is .8, not .85.
    assert (found.a_in, found.a_out, found.span, found.channels) == (4.0, 3.0, 180, 1)
    assert found.value == pytest.approx(100 * 6.5 / 10.5 * 0.8)
    assert len(found.because) == 5


def test_strengths_of_thirty_people_take_as_many_queries_as_of_one(
    world: World, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    people = []
    for number in range(30):
        one = somebody(world.site, f"Person {number}")
        spoke(world, one, to_us=True, days_ago=number)
        people.append(person_of(one).pk)
    with django_assert_num_queries(2):
        strengths(world.bottega, people[:1], TODAY)
    with django_assert_num_queries(2):
        found = strengths(world.bottega, people, TODAY)
    assert all(one.value for one in found.values())


def test_contacts_fall_on_days_of_the_brand_and_later_ones_are_not_known_yet(world: World) -> None:
    anna = somebody(world.site, "Anna")
    for hours in (22, 23.5):
        record_at(world, anna, datetime(2026, 3, 1, tzinfo=START.tzinfo) + timedelta(hours=hours))
    person = person_of(anna).pk
    days = [touch.day for touch in touches_of(world.bottega, [person], TODAY)[person]]
    assert days == [date(2026, 3, 1), date(2026, 3, 2)]
    assert [touch.day for touch in touches_of(world.bottega, [person], date(2026, 3, 1))[person]] == [days[0]]


def record_at(world: World, who: Identity, at: datetime) -> None:
    record(
        Happened(
            verb=Verb.REPLY,
            at=at,
            actor=who,
            target=world.site.identity,
            channel=world.site,
            subject=f"uri:{at}",
            source=f"at:{at}",
        )
    )


def test_acts_of_machines_make_no_tie(world: World) -> None:
    robot = somebody(world.site, "Robot", automated=True)
    spoke(world, robot, to_us=True, days_ago=1)
    assert strengths(world.bottega, [person_of(robot).pk], TODAY)[person_of(robot).pk].value is None


def test_a_pair_has_its_own_rhythm(world: World) -> None:
    anna = somebody(world.site, "Anna")
    for days_ago in (50, 40, 30, 20):
        spoke(world, anna, to_us=True, days_ago=days_ago)
        spoke(world, anna, to_us=False, days_ago=days_ago - 0.1)
    tie = ties(world.bottega, [person_of(anna).pk], TODAY)[person_of(anna).pk]
    assert (tie.rhythm.days, tie.rhythm_source, tie.gap, tie.reciprocity) == (10.0, "pair", 20, 1.0)
    assert tie.silent_too_long


def test_a_promise_stands_before_the_usual_rhythm_and_the_circle_before_nothing(world: World) -> None:
    anna, bea, carlo = (somebody(world.site, name) for name in ("Anna", "Bea", "Carlo"))
    for one in (anna, bea, carlo):
        spoke(world, one, to_us=True, days_ago=20)
    keep_in_touch(world.anna, person_of(anna), 5)
    keep_in_touch(world.anna, person_of(bea), None)
    found = ties(world.bottega, [person_of(one).pk for one in (anna, bea, carlo)], TODAY)
    seen = [(tie.rhythm.days, tie.rhythm_source, tie.circle) for tie in found.values()]
    assert seen == [(5.0, "promise", Circle.INNERMOST), (7.0, "circle", Circle.INNERMOST), (None, "", None)]


def test_who_is_silent_beyond_the_rhythm_is_out_of_touch_with_what_they_last_said(world: World) -> None:
    receive(world.site, said("Anna", "See you soon?", days_ago=40))
    receive(world.site, said("Bea", "Thanks!", days_ago=2))
    anna, bea = somebody(world.site, "Anna"), somebody(world.site, "Bea")
    keep_in_touch(world.anna, person_of(anna), 10)
    keep_in_touch(world.anna, person_of(bea), 10)
    found = out_of_touch(world.bottega, TODAY, 5)
    assert [(str(one.person), one.tie.gap, one.tie.rhythm.days) for one in found] == [("Anna", 40, 10.0)]
    assert found[0].last_words is not None
    assert found[0].last_words.text == "See you soon?"
    assert found[0].tie.urgency.value == pytest.approx(100 * (3 / 7) * stake_of_one_mention())


def stake_of_one_mention() -> float:
    return (1 / 5) * 0.7


def said(name: str, text: str, *, days_ago: float) -> Said:
    at = START - timedelta(days=days_ago)
    who = Profile(f"id:{name}", f"@{name.lower()}", name)
    return Said(Act.MENTION, Reference(f"uri:{name}/{days_ago}", ""), who, at, text)


def test_out_of_touch_takes_the_same_queries_for_one_and_for_thirty(
    world: World, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(30):
        receive(world.site, said(f"P{number}", "Hello", days_ago=50))
        keep_in_touch(world.anna, person_of(somebody(world.site, f"P{number}")), 10)
    out_of_touch(world.bottega, TODAY, 1)  # who speaks most is kept from now on
    with django_assert_num_queries(7):
        assert len(out_of_touch(world.bottega, TODAY, 1)) == 1
    with django_assert_num_queries(7):
        assert len(out_of_touch(world.bottega, TODAY, 30)) == 30


def test_history_goes_both_ways_and_keeps_the_words(world: World) -> None:
    receive(world.site, said("Anna", "Do you ship to France?", days_ago=3))
    anna = somebody(world.site, "Anna")
    spoke(world, anna, to_us=False, days_ago=2)
    spoke(world, anna, to_us=True, days_ago=1, verb=Verb.FOLLOW)
    found = history(person_of(anna), limit=2)
    assert [(event.interaction.verb, event.ours) for event in found.events] == [("follow", False), ("reply", True)]
    assert found.more
    rest = history(person_of(anna), Asked(before=found.end), limit=2)
    assert [event.message.text for event in rest.events if event.message] == ["Do you ship to France?"]
    assert not rest.more


def test_people_are_found_by_name_and_by_handle(world: World) -> None:
    for name in ("Anna", "Bea", "Carlo"):
        somebody(world.site, name)
    assert [line.person.name for line in people_page(world.bottega, TODAY, Sought(search="bea")).lines] == ["Bea"]
    assert [line.person.name for line in people_page(world.bottega, TODAY, Sought(search="@car")).lines] == ["Carlo"]
    page = people_page(world.bottega, TODAY, limit=2)
    assert (len(page.lines), page.count, page.after) == (2, 3, page.lines[-1].person.pk)


def test_our_own_accounts_are_no_people(world: World) -> None:
    assert people_page(world.bottega, TODAY).lines == []


def test_a_page_of_people_takes_the_same_queries_for_one_and_for_thirty(
    world: World, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(30):
        spoke(world, somebody(world.site, f"P{number}"), to_us=True, days_ago=number)
    with django_assert_num_queries(6):
        people_page(world.bottega, TODAY, limit=1)
    with django_assert_num_queries(6):
        assert len(people_page(world.bottega, TODAY, limit=30).lines) == 30


def test_who_keeps_in_touch_is_the_steward_and_can_let_go(world: World) -> None:
    person = person_of(somebody(world.site, "Anna"))
    kept = keep_in_touch(world.anna, person, 30)
    assert (kept.steward, kept.rhythm_days, kept.brand) == (world.anna, 30, world.bottega)
    assert keep_in_touch(world.anna, person, None).pk == kept.pk
    let_go(world.anna, person)
    assert not world.bottega.relationships.kept().exists()


@pytest.mark.parametrize("days", [0, 731])
def test_a_promise_has_bounds(world: World, days: int) -> None:
    with pytest.raises(Refusal) as refused:
        keep_in_touch(world.anna, person_of(somebody(world.site, "Anna")), days)
    assert refused.value.field == "rhythm_days"


def test_an_author_and_another_brand_keep_in_touch_with_nobody_here(world: World) -> None:
    person = person_of(somebody(world.site, "Anna"))
    for by in (world.bruno, world.carla):
        with pytest.raises(Refusal):
            keep_in_touch(by, person, 30)
