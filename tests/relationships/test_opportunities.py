"""Opportunities: opened, moved, won and lost; what they are worth; what led there."""

from datetime import timedelta
from decimal import Decimal

import pytest

from antiphon.ledger.models import AppendOnly
from antiphon.lib import clock
from antiphon.lib.errors import Conflict, NotAllowed, Refusal
from antiphon.people.models import Person
from antiphon.relationships.actions.opportunities import (
    OpportunityGiven,
    change_opportunity,
    move_opportunity,
    open_opportunity,
)
from antiphon.relationships.models import Opportunity, StageChange
from antiphon.relationships.queries.opportunities import chances_of, opportunities_of, origin_of, sums, valued
from antiphon.relationships.rules.opportunity import Side, Stage
from tests.api.talk import make_talk
from tests.web.heard import heard
from tests.web.readers import count_queries
from tests.world import World

TABLES = OpportunityGiven("sale", "Ten tables", Decimal(2000), "eur")


@pytest.fixture
def dora(world: World) -> Person:
    return make_talk(world).dora


def opened(world: World, person: Person, given: OpportunityGiven = TABLES, *stages: str) -> Opportunity:
    made = open_opportunity(world.anna, person, given)
    for stage in stages:
        made = move_opportunity(world.anna, made, stage, "The price was right.")
    return made


def test_it_begins_at_the_first_contact_in_the_hands_of_who_opens_it(world: World, dora: Person) -> None:
    made = opened(world, dora)
    assert (made.stage, made.owner, made.currency) == ("prospect", world.anna, "EUR")
    assert [one.stage for one in made.changes.all()] == ["prospect"]


def test_won_and_lost_ask_why_and_can_be_taken_up_again(world: World, dora: Person) -> None:
    made = opened(world, dora)
    with pytest.raises(Refusal, match="why"):
        move_opportunity(world.anna, made, "lost", "  ")
    lost = move_opportunity(world.anna, made, "lost", "Too far away.")
    assert (lost.stage, lost.why, lost.closed_at is None) == ("lost", "Too far away.", False)
    again = move_opportunity(world.anna, lost, "proposal")
    assert (again.why, again.closed_at) == ("", None)
    assert [(one.stage, one.why) for one in made.changes.all()] == [
        ("prospect", ""),
        ("lost", "Too far away."),
        ("proposal", ""),
    ]
    with pytest.raises(Conflict):
        move_opportunity(world.anna, again, "proposal")


def test_what_is_written_down_later_has_its_own_day_and_none_lies_ahead(world: World, dora: Person) -> None:
    then = clock.now() - timedelta(days=9)
    made = open_opportunity(world.anna, dora, TABLES, at=then)
    moved = move_opportunity(world.anna, made, "won", "At once.", at=then + timedelta(days=1))
    assert (made.opened_at, moved.closed_at) == (then, then + timedelta(days=1))
    with pytest.raises(Refusal, match="future"):
        open_opportunity(world.anna, dora, TABLES, at=clock.now() + timedelta(days=1))


def test_its_way_stands_as_it_was(world: World, dora: Person) -> None:
    change = opened(world, dora).changes.get()
    with pytest.raises(AppendOnly):
        change.save()
    with pytest.raises(AppendOnly):
        StageChange.objects.all().delete()


@pytest.mark.parametrize(
    "given",
    [
        OpportunityGiven("war", "x"),
        OpportunityGiven("sale", " "),
        OpportunityGiven("sale", "x", Decimal(-1)),
        OpportunityGiven("sale", "x", Decimal(1), "EURO"),
        OpportunityGiven("sale", "x", Decimal(1), "12€"),
    ],
)
def test_what_makes_no_sense_is_refused_and_nothing_is_written(
    world: World, dora: Person, given: OpportunityGiven
) -> None:
    with pytest.raises(Refusal):
        open_opportunity(world.anna, dora, given)
    assert not Opportunity.objects.exists()


def test_neither_an_author_nor_another_brand_opens_one(world: World, dora: Person) -> None:
    with pytest.raises(NotAllowed):
        open_opportunity(world.bruno, dora, TABLES)
    with pytest.raises(Refusal, match="another brand"):
        open_opportunity(world.carla, dora, TABLES)
    with pytest.raises(Refusal, match="introduces themselves"):
        open_opportunity(world.anna, dora, OpportunityGiven("sale", "x", introduced_by=dora))


def test_the_chance_is_drawn_from_what_was_decided(world: World, dora: Person) -> None:
    for outcome in ["won"] * 4 + ["lost"] * 2:
        opened(world, dora, TABLES, "proposal", outcome)
    opened(world, dora, OpportunityGiven("press", "An article", Decimal(5)), "lost")
    now = opened(world, dora, TABLES, "proposal")
    (told,) = valued([now], chances_of(world.bottega))
    assert (told.chance.share, told.chance.won, told.chance.closed) == (0.6, 4, 6)
    assert told.expected == Decimal("1200.00")
    assert chances_of(world.bottega)[False, Stage.PROPOSAL].closed == 0
    assert chances_of(world.bottega)[False, Stage.PROSPECT].closed == 1


def test_money_and_points_and_two_currencies_are_never_added_up(world: World, dora: Person) -> None:
    for given in (
        TABLES,
        OpportunityGiven("sale", "More", Decimal(1000), "EUR"),
        OpportunityGiven("sale", "Abroad", Decimal(100), "CHF"),
        OpportunityGiven("testimonial", "A word", Decimal(8)),
    ):
        opened(world, dora, given)
    told = sums(valued(opportunities_of(world.bottega).open(), chances_of(world.bottega)))
    assert [(one.unit, one.n, one.value, one.expected) for one in told] == [
        ("CHF", 1, Decimal(100), Decimal("10.00")),
        ("EUR", 2, Decimal(3000), Decimal("300.00")),
        ("", 1, Decimal(8), Decimal("0.80")),
    ]


def test_what_was_said_under_a_post_is_the_call_and_all_else_the_response(world: World, dora: Person) -> None:
    made = opened(world, dora)
    origin = origin_of(made, world.anna)
    assert [(one.interaction.verb, one.side) for one in origin.touches] == [("like", Side.CALL), ("reply", Side.CALL)]
    assert origin.shares == {Side.CALL: 1.0, Side.RESPONSE: 0.0}


def test_a_conversation_that_they_began_is_the_response_and_later_contacts_led_nowhere(world: World) -> None:
    said = heard(world.site, "Mia", "Do you make tables?", at=clock.now() - timedelta(days=3))
    person = said.author.person
    assert person is not None
    made = opened(world, person)
    heard(world.site, "Mia", "And chairs?", at=clock.now() + timedelta(hours=1))
    heard(world.site, "Mia", "Long ago", at=clock.now() - timedelta(days=400))
    origin = origin_of(made, world.anna)
    assert [one.side for one in origin.touches] == [Side.RESPONSE]
    assert origin.touches[0].message == said


def test_nobody_known_before_has_no_origin(world: World) -> None:
    stranger = Person.objects.create(brand=world.bottega, name="Zoe", created_at=clock.now())
    assert origin_of(opened(world, stranger), world.anna).shares is None


def test_what_it_is_can_be_changed_and_how_far_it_is_stays(world: World, dora: Person) -> None:
    made = opened(world, dora, TABLES, "proposal")
    changed = change_opportunity(world.anna, made, OpportunityGiven("partnership", "Tables and more", Decimal(9)))
    assert (changed.kind, changed.currency, changed.stage, changed.owner) == (
        "partnership",
        "",
        "proposal",
        world.anna,
    )


def test_thirty_are_read_in_as_many_queries_as_one(world: World, dora: Person) -> None:
    def read() -> object:
        return sums(valued(opportunities_of(world.bottega), chances_of(world.bottega)))

    opened(world, dora, TABLES, "won")
    one = count_queries(read)
    for _number in range(30):
        opened(world, dora, TABLES, "won")
    assert count_queries(read) == one
