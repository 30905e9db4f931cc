"""Journeys are built from what was counted, and every model divides the same ones."""

from datetime import datetime, timedelta
from decimal import Decimal
from math import fsum
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from antiphon.integrity.actions import set_aside_by_hand
from antiphon.ledger.actions import Happened, record
from antiphon.ledger.models import Interaction
from antiphon.ledger.rules import Verb
from antiphon.lib import clock
from antiphon.people.models import Identity
from antiphon.reports.queries.attribution import MODELS, attribution_of
from antiphon.reports.queries.direct_answers import answers_of
from antiphon.reports.queries.journeys import Journeys, Kind, Untouched, conversion_of, journey_to, journeys_of
from antiphon.visits.actions.aiming import set_goal
from antiphon.visits.actions.counting import count_hits
from antiphon.visits.actions.naming import agree_to_be_named, name_visit
from antiphon.visits.rules.hits import Act, Hit, Way
from tests.ledger_rows import somebody
from tests.sales.book import give_back, sell
from tests.visits.conftest import shop
from tests.visits.shop import Shop
from tests.web.heard import ago, heard, liked, published
from tests.world import World

__all__ = ["shop"]
pytestmark = pytest.mark.django_db
MONTH = timedelta(days=30)


def journeys(world: World, kind: Kind = Kind.PURCHASE, days: int = 20) -> Journeys:
    return journeys_of(world.bottega, kind, ago(days=days), clock.now(), MONTH)


def bought(world: World, name: str, amount: str = "40.00", *, at: datetime | None = None, **more: Any) -> None:
    """Let somebody who was heard buy something."""
    made = sell(world.bottega, f"{name}-{amount}", amount, at=at or ago(hours=1), **more)
    made.identity = Identity.objects.get(name=name)
    made.save()


def test_a_purchase_looks_back_over_what_the_buyer_did(world: World) -> None:
    heard(world.site, "Mia", "Long ago", at=ago(days=60))
    heard(world.site, "Mia", "When do you open?", at=ago(days=8))
    heard(world.site, "Leo", "Hello", at=ago(days=3))
    bought(world, "Mia")
    found = journeys(world)
    assert [(len(one.met), one.conversion is not None) for one in found.traveled] == [(1, True), (1, False)]
    assert (found.traveled[0].journey.channels, found.traveled[0].journey.value) == (("social/site",), 40.0)
    won = journeys_of(world.bottega, Kind.PURCHASE, ago(days=20), clock.now(), MONTH, only_won=True)
    assert (list(won.traveled), won.untouched) == (found.won, found.untouched)


def test_what_integrity_set_aside_is_no_touch(world: World) -> None:
    post = published(world.anna, "We open on Sunday", world.site)
    uri = post.deliveries.get().uri
    liked(world.site, "Mia", uri)
    bought(world, "Mia", at=clock.now())
    assert [len(one.met) for one in journeys(world).won] == [1]
    set_aside_by_hand(world.anna, Interaction.objects.get(verb=Verb.LIKE), "Done for a gift")
    found = journeys(world)
    assert (found.won, [why for _one, why in found.untouched]) == ([], [Untouched.NO_TOUCH])


def test_what_people_say_directly_to_each_other_is_no_touch(world: World) -> None:
    mia, leo, us = somebody(world.site, "Mia"), somebody(world.site, "Leo"), world.site.identity
    for target in (us, leo, None):
        told = f"direct:{target}"
        act = {"verb": Verb.DIRECT, "at": ago(days=2), "actor": mia, "channel": world.site}
        record(Happened(**act, target=target, subject=told, source=told))
    bought(world, "Mia", at=clock.now())
    (won,) = journeys(world).won
    assert [one.uri for one in won.met] == [f"direct:{us}"]


def test_who_is_not_known_is_not_divided_and_not_lost(world: World) -> None:
    sell(world.bottega, "1", "20.00", at=ago(hours=1))
    assert [why for _one, why in journeys(world).untouched] == [Untouched.NAMELESS]


def test_what_was_given_back_as_a_whole_led_to_nothing(world: World) -> None:
    heard(world.site, "Mia", "When do you open?", at=ago(days=8))
    bought(world, "Mia")
    give_back(world.bottega, "r1", "Mia-40.00", "15.00", at=clock.now())
    assert [one.journey.value for one in journeys(world).won] == [25.0]
    give_back(world.bottega, "r2", "Mia-40.00", "25.00", at=clock.now())
    assert journeys(world).won == []


def test_money_without_a_rate_stands_apart(world: World) -> None:
    heard(world.site, "Mia", "When do you open?", at=ago(days=8))
    bought(world, "Mia")
    bought(world, "Mia", "30.00", currency="USD")
    bought(world, "Mia", "31.00")
    found = journeys(world)
    assert (found.currency, found.apart) == ("EUR", {"USD": (1, Decimal("30.00"))})
    assert sorted(one.journey.value for one in found.won) == [0.0, 31.0, 40.0]


def test_all_models_divide_the_same_purchases(world: World) -> None:
    for day in (9, 6, 2):
        heard(world.site, "Mia", "Hello", at=ago(days=day))
    heard(world.site, "Leo", "Hello", at=ago(days=3))
    bought(world, "Mia")
    bought(world, "Leo", "60.00")
    made = attribution_of(journeys(world), order=2)
    assert (made.conversions, made.journeys, made.value) == (2, 2, 100.0)
    for model in MODELS:
        assert fsum(one.cells[model].conversions for one in made.channels) == 2
        assert fsum(one.cells[model].value for one in made.channels) == 100.0
    assert [(one.channel, one.side, one.n, one.cells["markov"].sure) for one in made.channels] == [
        ("social/site", "call", 2, None)
    ]


def test_from_five_on_it_is_said_how_sure_a_credit_is(world: World) -> None:
    for name in "ABCDEF":
        heard(world.site, name, "Hello", at=ago(days=3))
    for name in "ABCDE":
        bought(world, name)
    cell = attribution_of(journeys(world)).channels[0].cells["linear"]
    assert cell.sure is not None
    assert cell.sure.low <= cell.conversions == 5.0 <= cell.sure.high


def test_one_journey_is_found_by_its_key(world: World) -> None:
    heard(world.site, "Mia", "When do you open?", at=ago(days=8))
    bought(world, "Mia")
    key = journeys(world).won[0].conversion
    assert key is not None
    again = conversion_of(world.bottega, key.key)
    assert again == key
    assert journey_to(world.bottega, key, MONTH) == journeys(world).won[0]
    nothing = ("purchase-0", "x-1", "lead-²", "purchase-" + "9" * 40)
    assert [conversion_of(world.bottega, one) for one in nothing] == [None] * 4
    assert conversion_of(world.carla.brand, key.key) is None


def test_what_buyers_say_stands_apart(world: World) -> None:
    sell(world.bottega, "1", "20.00", at=ago(hours=1), coupon="DORA10", heard="From a friend")
    sell(world.bottega, "2", "30.00", at=ago(hours=1), heard="from a FRIEND")
    told = [(one.words.lower(), one.n, one.value) for one in answers_of(world.bottega, ago(days=2), clock.now())]
    assert told == [("from a friend", 2, Decimal("50.00")), ("dora10", 1, Decimal("20.00"))]


@pytest.mark.parametrize("many", [1, 12])
def test_journeys_are_read_in_as_many_queries_however_many_there_are(world: World, many: int) -> None:
    for number in range(many):
        heard(world.site, f"Mia{number}", "Hello", at=ago(days=3))
        bought(world, f"Mia{number}")
    with CaptureQueriesContext(connection) as made:
        journeys(world)
    assert len(made) == 13


def test_a_visit_is_a_touch_of_whoever_agreed_and_else_of_a_nameless_visitor(world: World, shop: Shop) -> None:
    dora, at = somebody(world.site, "Dora"), ago(days=2).timestamp()
    come(shop, "a" * 24, at, referrer="google.it")
    come(shop, "b" * 24, at, code="abc")
    sell(world.bottega, "1", "20.00", at=ago(days=1), visit="b" * 24)
    bought(world, "Dora", visit="a" * 24)
    before = {one.conversion.name: one.journey.channels for one in journeys(world).won if one.conversion}
    assert before == {"": ("link",)}
    name_visit("a" * 24, dora, agree_to_be_named(dora, wording="You may", source="A form"), occasion="purchase")
    found = {one.conversion.name: one.journey.channels for one in journeys(world).won if one.conversion}
    assert found == {"": ("link",), "Dora": ("search",)}
    for one in journeys(world).won:
        assert one.conversion is not None
        assert journey_to(world.bottega, one.conversion, MONTH) == one


def test_a_goal_that_was_reached_is_a_conversion_of_the_visit(world: World, shop: Shop) -> None:
    set_goal(world.anna, shop.site, name="Tried it", kind="path", pattern="/try")
    come(shop, "a" * 24, ago(days=2).timestamp(), path="/try", referrer="google.it")
    found = journeys(world, Kind.GOAL)
    assert [(one.conversion.what, one.journey.channels) for one in found.won if one.conversion] == [
        ("Tried it", ("search",))
    ]


def come(shop: Shop, visitor: str, at: float, path: str = "/", **more: str) -> None:
    count_hits([Hit(site=shop.site.pk, at=at, visitor=visitor, way=Way.SCRIPT, act=Act.PAGE, path=path, **more)])
