"""The page of referrals: who brought whom, who then spoke, the rewarded apart."""

from datetime import timedelta

import pytest

from antiphon.community.models import Participant
from antiphon.lib import clock
from antiphon.people.actions import link
from antiphon.people.models import IdentityLink, Person
from antiphon.reports.queries.referrals import Referrals, activated_by, referrals
from tests.community.place import Place, ask, make_place, part_of
from tests.community.test_inviting import bring
from tests.web.readers import signed_in
from tests.world import World


@pytest.fixture
def place(world: World) -> Place:
    return make_place(world)


def seen(place: Place) -> Referrals:
    now = clock.now()
    return referrals(place.community.brand, now - timedelta(days=30), now + timedelta(minutes=1))


def since_long(place: Place) -> None:
    """Let everybody who takes part so far have come a year ago."""
    Participant.objects.filter(brand=place.community.brand).update(admitted_at=clock.now() - timedelta(days=365))


def test_who_only_joins_is_not_counted_and_a_reward_stands_apart(place: Place) -> None:
    since_long(place)
    members = Participant.objects.filter(brand=place.community.brand, identity__side="them").count()
    fay = bring(place, place.dora, "Fay")
    bring(place, place.dora, "Gil")
    ask(place, fay, "How long does the dough rest?")
    paid = bring(place, place.anna, "Ivo", reward="a bowl")
    ask(place, paid, "And the starter?")
    hal = bring(place, fay, "Hal")
    ask(place, hal, "Which flour?")
    told = seen(place)
    own = told.of_itself
    assert (own.members, own.invitations, own.joined, own.activated) == (members, 3, 3, 2)
    assert own.k == pytest.approx(2 / members)
    assert (told.rewarded.joined, told.rewarded.activated) == (1, 1)
    assert (told.generations, told.ratios) == ([members, 1, 1], [1 / members, 1.0])
    assert {one.name: (one.ref, one.came, one.rewarded) for one in told.bringers} == {
        "Dora": (1.5, 2, 0),
        "Fay": (1.0, 1, 0),
        "Anna": (0.0, 1, 1),
    }
    assert {one.name: one.generation for one in told.newcomers} == {"Fay": 1, "Gil": 1, "Ivo": 1, "Hal": 2}
    dora = part_of(place.dora).identity
    assert dora is not None
    assert activated_by(place.community.brand)[dora.person_id or 0] == 1


def test_two_accounts_of_one_person_are_one_and_nobody_brings_themselves(place: Place) -> None:
    since_long(place)
    fay, gil = bring(place, place.dora, "Fay"), bring(place, place.dora, "Gil")
    again = bring(place, place.dora, "Dora Again")
    one = part_of(fay).identity
    assert one is not None
    assert one.person_id is not None
    mine = part_of(place.dora).identity
    assert mine is not None
    for viewer, person in ((gil, one.person_id), (again, mine.person_id)):
        account = part_of(viewer).identity
        assert account is not None
        link(account, Person.objects.get(pk=person), IdentityLink.Ground.BY_HAND, clock.now())
    assert seen(place).of_itself.joined == 1


def test_a_brand_without_a_community_has_brought_nobody(world: World) -> None:
    answer = signed_in(world.anna).get("/b/bottega/referrals/").content.decode()
    assert "Nobody was brought yet" in answer


def test_the_page_shows_the_tree_the_figures_and_the_rows(place: Place) -> None:
    since_long(place)
    fay = bring(place, place.dora, "Fay")
    ask(place, fay, "How long does the dough rest?")
    client = signed_in(place.world.anna)
    answer = client.get("/b/bottega/referrals/").content.decode()
    for told in ("came by friends", "brought-tree", "Set in motion", "Fay"):
        assert told in answer
    assert seen(place).depth == 1
    assert client.get("/b/bottega/referrals/?format=csv").content.decode().splitlines()[1].split(",")[1:3] == [
        "Fay",
        "Dora",
    ]
    bring(place, fay, "Gil")
    assert seen(place).depth == 2
