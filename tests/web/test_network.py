"""The page of the network: the map, the tables that say the same, filters, and what is not on it."""

import itertools
from datetime import timedelta

import pytest
from django.test import Client
from pytest_django.fixtures import DjangoAssertNumQueries

from antiphon.conversations.models import Conversation
from antiphon.integrity.models import Exclusion
from antiphon.ledger.actions import Happened, record
from antiphon.ledger.models import Interaction
from antiphon.ledger.rules import Verb
from antiphon.lib import clock
from antiphon.people.actions import link
from antiphon.people.models import Identity, IdentityLink, Person
from antiphon.relationships.models import Standing
from antiphon.reports.queries.acts_among import Place
from antiphon.reports.queries.network import Network, network
from tests.ledger_rows import somebody
from tests.web.readers import signed_in
from tests.world import World

NAMES = ("Ada", "Bea", "Cleo", "Dino", "Elio", "Fede")


def spoke(
    world: World, who: Identity, whom: Identity, days_ago: float = 1, verb: Verb = Verb.REPLY, root: str = ""
) -> Interaction:
    at = clock.now() - timedelta(days=days_ago)
    source = f"{who.pk}>{whom.pk}:{verb}:{at.isoformat()}"
    record(
        Happened(
            verb=verb, at=at, actor=who, target=whom, channel=world.site, subject=source, source=source, root=root
        )
    )  # fmt: skip
    return Interaction.objects.get(source=source)


def two_circles(world: World) -> dict[str, Identity]:
    """Ada, Bea and Cleo speak with one another; so do Dino, Elio and Fede; Cleo alone speaks with Dino."""
    who = {name: somebody(world.site, name) for name in NAMES}
    for one, other in ("AB", "BC", "AC", "DE", "EF", "DF", "CD"):
        first, second = (next(value for name, value in who.items() if name[0] == letter) for letter in (one, other))
        spoke(world, first, second)
    return who


def seen(world: World, **asked: int) -> Network:
    now = clock.now()
    place = Place(now - timedelta(days=90), now, asked.get("channel"), asked.get("group"))
    return network(world.bottega, place, now.astimezone(world.bottega.zone).date())


def person(identity: Identity) -> int:
    assert identity.person_id is not None
    return identity.person_id


def test_the_map_shows_two_parts_and_the_bridge_between_them(world: World) -> None:
    who = two_circles(world)
    found = seen(world)
    assert [len(part) for part in found.parts] == [3, 3]
    assert found.bridges == [tuple(sorted((person(who["Cleo"]), person(who["Dino"]))))]
    assert {one.name for one in found.first("broker")} == {"Cleo", "Dino"}
    assert found.members[person(who["Cleo"])].effective_size == pytest.approx(7 / 3)
    assert found.figures.density == pytest.approx(7 / 15)
    # Cleo with Ada and Bea: one of two others each in common; with Dino nobody.
    assert found.members[person(who["Cleo"])].embeddedness == pytest.approx(1 / 3)
    answer = signed_in(world.anna).get("/b/bottega/network/").content.decode()
    for name, one in who.items():
        assert answer.count(f'href="/b/bottega/people/{person(one)}/"') >= 2, name
    assert 'class="bridges" d="M' in answer


def test_who_moved_between_circles_is_told_since_the_day_that_was_kept(world: World) -> None:
    who = two_circles(world)
    assert seen(world).figures.moves is None
    began = (clock.now() - timedelta(days=100)).date()
    for place, one in enumerate([*who.values()][:5]):
        Standing.objects.create(
            brand=world.bottega, person_id=person(one), as_of=began, params_version="1", strength=50.0 - place,
            a_in=1, a_out=1, span_days=1, channels=1, intervals=0,
        )  # fmt: skip
    moved = seen(world).figures.moves
    assert moved is not None
    assert (moved.n, moved.closer + moved.held + moved.farther) == (5, 5)
    assert "n = 5 in a circle before" in signed_in(world.anna).get("/b/bottega/network/").content.decode()


def test_an_empty_network_says_what_it_is_for(world: World) -> None:
    answer = signed_in(world.anna).get("/b/bottega/network/").content.decode()
    assert "Nobody is here yet" in answer
    assert seen(world).figures.growth.quick_ratio is None


def test_one_person_alone_with_us_stands_on_an_island_of_their_own(world: World) -> None:
    ada = somebody(world.site, "Ada")
    spoke(world, ada, world.site.identity)
    spoke(world, ada, ada)
    found = seen(world)
    assert (found.parts, found.alone, dict(found.ties)) == ([[person(ada)]], 0, {})
    assert "with us alone" in signed_in(world.anna).get("/b/bottega/network/").content.decode()


def test_two_accounts_of_one_person_are_one_point(world: World) -> None:
    who = two_circles(world)
    again = somebody(world.site, "Ada Again")
    spoke(world, again, who["Fede"])
    spoke(world, again, who["Ada"])
    link(again, Person.objects.get(pk=person(who["Ada"])), IdentityLink.Ground.BY_HAND, clock.now())
    found = seen(world)
    assert len(found.members) == 6
    assert found.members[person(who["Ada"])].ties == 3


def test_what_was_said_directly_or_among_few_and_by_flagged_people_is_not_told(world: World) -> None:
    who = two_circles(world)
    spoke(world, who["Ada"], who["Fede"], verb=Verb.DIRECT)
    spoke(world, who["Bea"], who["Elio"], root="uri:few")
    now = clock.now()
    Conversation.objects.create(
        brand=world.bottega, channel=world.site, root_uri="uri:few", opened_at=now, last_at=now, confined=True
    )
    bought = spoke(world, who["Elio"], who["Ada"])
    assert person(who["Elio"]) in seen(world).members
    Exclusion.objects.create(interaction=bought, detector="test", version="1", reason="bought", at=now)
    found = seen(world)
    pairs = {frozenset(pair) for pair in found.ties}
    assert frozenset((person(who["Ada"]), person(who["Fede"]))) not in pairs
    assert person(who["Elio"]) not in found.members
    assert found.flagged == 1
    assert found.figures.pairs == 5


def test_who_is_silent_beyond_the_rhythm_is_about_to_drift_away(world: World) -> None:
    ada, us = somebody(world.site, "Ada"), world.site.identity
    for days_ago in (70, 60, 50, 40):
        spoke(world, ada, us, days_ago)
        spoke(world, us, ada, days_ago - 0.1)
    assert [one.name for one in seen(world).drifting] == ["Ada"]
    assert "silent for" in signed_in(world.anna).get("/b/bottega/network/").content.decode()
    spoke(world, ada, us, 0.01)
    assert seen(world).drifting == []


def test_a_period_and_a_channel_narrow_it_and_what_is_no_number_is_ignored(world: World) -> None:
    two_circles(world)
    client = signed_in(world.anna)
    long_ago = client.get("/b/bottega/network/?since=2020-01-01&until=2020-02-01&channel=oops&group=-1")
    assert long_ago.status_code == 200
    assert seen(world, channel=world.site.pk).figures.pairs == 7
    assert seen(world, channel=10**6).figures.pairs == 0
    csv = client.get("/b/bottega/network/?format=csv")
    assert len(csv.content.decode().splitlines()) == 7


def test_thirty_people_take_as_many_queries_as_one(
    world: World, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client: Client = signed_in(world.anna)
    two_circles(world)
    client.get("/b/bottega/network/")
    with django_assert_max_num_queries(34) as one:
        client.get("/b/bottega/network/")
    others = [somebody(world.site, f"Person {number}") for number in range(30)]
    for first, second in itertools.pairwise(others):
        spoke(world, first, second)
    with django_assert_max_num_queries(len(one.captured_queries)):
        client.get("/b/bottega/network/")


def test_growth_is_of_those_with_whom_something_passed_both_ways(world: World) -> None:
    us = world.site.identity
    for name, days in {"Old": (100, 99), "Lost": (265, 264), "New": (5, 4), "Fan": (5,)}.items():
        one = somebody(world.site, name)
        spoke(world, one, us, days[0])
        if len(days) > 1:
            spoke(world, us, one, days[1])
    grown = seen(world).figures.growth
    assert (grown.start, grown.new, grown.returned, grown.lost, grown.end) == (2, 1, 0, 1, 2)
    assert (grown.rate, grown.retention, grown.quick_ratio) == (None, None, None)


def test_of_fewer_than_five_people_no_share_is_told(world: World) -> None:
    ada, bea = (somebody(world.site, name) for name in ("Ada", "Bea"))
    spoke(world, ada, bea)
    told = seen(world).figures
    assert (told.people, told.pairs, told.density, told.gini, told.tied_to_others) == (2, 1, None, None, None)
