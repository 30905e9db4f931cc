"""Followers that came all at once without reach: found, ruled on, and let be where something brought them."""

from datetime import timedelta

import pytest
from benchmarks.truth.followers import false_alarms, score

from antiphon.integrity.actions import Said, rule_on_surge, run_detectors
from antiphon.integrity.detectors.bought_followers import BoughtFollowers
from antiphon.integrity.models import Look, Surge
from antiphon.integrity.queries import followers_aside
from antiphon.integrity.rules.surges import aside_at
from antiphon.ledger.models import Reading
from antiphon.lib.errors import Conflict, NotAllowed, Refusal
from antiphon.visits.actions.counting import count_hits
from antiphon.visits.actions.keeping import keep_visits
from antiphon.visits.actions.siting import add_site
from antiphon.visits.models import Visit
from antiphon.visits.rules.hits import Act, Hit, Way
from antiphon.visits.tasks import keep_all_tidy
from tests.integrity.grown import day_ago, followed, judge, told
from tests.world import World


def test_followers_without_reach_are_set_aside_until_they_leave(world: World) -> None:
    followed(world.site, {45: 600, 50: -200})
    assert judge(world.site) == 1
    found = Surge.objects.get()
    assert (found.followers, found.usual, found.left) == (600, 2.0, 402)
    assert found.evidence | {"views": "", "days": ""} == {"followers": "600", "usual": "2", "views": "", "days": ""}
    assert len(found.behind) == 2
    moves = followers_aside([world.site.pk])[world.site.pk]
    assert [aside_at(moves, day_ago(day)) for day in (44, 47, 58)] == [0, 600, 402]
    assert judge(world.site) == 0


def test_what_brought_them_lets_them_count_also_when_it_is_told_later(world: World) -> None:
    followed(world.site, {45: 600})
    judge(world.site)
    told(world.site, "uri:viral", "views", 45, 9000)
    assert judge(world.site) == 0
    found = Surge.objects.get()
    assert (found.undone_at is not None, found.rulings.get().ruled) == (True, "fell_away")
    assert followers_aside([world.site.pk]) == {}


def test_where_no_attention_was_ever_known_nothing_is_said(world: World) -> None:
    followed(world.site, {45: 600})
    Reading.objects.filter(name="views")._raw_delete("default")
    assert judge(world.site) == 0


def test_nothing_is_judged_twice_without_a_new_reading(world: World) -> None:
    followed(world.site, {})
    run_detectors(world.bottega, [BoughtFollowers()])
    seen = Look.objects.get().looked_at
    assert run_detectors(world.bottega, [BoughtFollowers()]) == 0
    assert (Look.objects.get().last, seen is None) == (
        Reading.objects.filter(name="followers").latest("pk").pk,
        False,
    )


def test_what_a_person_says_of_a_surge_holds(world: World) -> None:
    followed(world.site, {45: 600})
    judge(world.site)
    found = Surge.objects.get()
    rule_on_surge(world.anna, found, Said("taken_back", "We gave a talk that day"))
    assert judge(world.site) == 0
    assert followers_aside([world.site.pk]) == {}
    rule_on_surge(world.anna, found, Said("again", "The talk was a week later"))
    assert [many for _at, many in followers_aside([world.site.pk])[world.site.pk]] == [600]
    told(world.site, "uri:viral", "views", 45, 9000)
    judge(world.site)
    assert Surge.objects.standing().count() == 1


def test_whoever_sees_it_asks_for_another_look_and_who_answers_people_decides(world: World) -> None:
    followed(world.site, {45: 600})
    judge(world.site)
    found = Surge.objects.get()
    with pytest.raises(Conflict):
        rule_on_surge(world.anna, found, Said("kept", "Nobody asked"))
    with pytest.raises(NotAllowed):
        rule_on_surge(world.bruno, found, Said("taken_back", "It was the fair"))
    rule_on_surge(world.bruno, found, Said("asked", "It was the fair"))
    with pytest.raises(Conflict):
        rule_on_surge(world.bruno, found, Said("asked", "It was the fair"))
    with pytest.raises(Refusal):
        rule_on_surge(world.anna, found, Said("kept", " "))
    with pytest.raises(Refusal):
        rule_on_surge(world.carla, found, Said("asked", "Not mine"))
    rule_on_surge(world.anna, found, Said("kept", "The fair was in May"))
    ruled = [(one.ruled, one.by_id) for one in found.rulings.order_by("pk")]
    assert ruled == [("asked", world.bruno.pk), ("kept", world.anna.pk)]


def test_of_bought_followers_nearly_all_are_found_and_real_growth_is_let_be() -> None:
    found = score(range(8))
    assert (found.precision, found.recall) >= (0.95, 0.9)
    assert false_alarms(range(100_000, 100_012))[0] == 0


def test_what_visits_explained_stays_so_when_only_their_sums_are_left(world: World) -> None:
    followed(world.site, {30: 600})
    site = add_site(world.anna, name="Shop", domains="shop.example")
    for hour in range(12):
        at = (day_ago(27) + timedelta(hours=hour)).timestamp()
        count_hits([Hit(site=site.pk, at=at, visitor="a" * 24, way=Way.SCRIPT, act=Act.PAGE, path="/")])
    assert judge(world.site) == 0
    keep_visits(world.anna, 1)
    keep_all_tidy()
    assert (Visit.objects.count(), judge(world.site)) == (0, 0)


class Later(BoughtFollowers):
    """The same detector, a version later."""

    version = "2"


@pytest.mark.parametrize(("said", "standing"), [([], [600]), (["taken_back"], []), (["taken_back", "again"], [600])])
def test_a_later_version_neither_counts_twice_nor_accuses_again(
    world: World, said: list[str], standing: list[int]
) -> None:
    followed(world.site, {45: 600})
    judge(world.site)
    for one in said:
        rule_on_surge(world.anna, Surge.objects.get(), Said(one, "We know what brought them"))
    run_detectors(world.bottega, [Later()])
    assert [many for _at, many in followers_aside([world.site.pk]).get(world.site.pk, [])] == standing
    assert Surge.objects.get().version == "2"
