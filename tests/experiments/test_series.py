"""What is counted by day: on the brand's wall, by channel, and never before it was known."""

from datetime import UTC, datetime, time

import pytest

from antiphon.experiments.queries.series import COUNTABLES, Days, daily, known_since, series_names
from antiphon.experiments.rules.faults import Unfit
from antiphon.ledger.rules import Verb
from antiphon.visits.actions.aiming import set_goal
from antiphon.visits.actions.counting import count_hits
from antiphon.visits.actions.keeping import keep_visits
from antiphon.visits.actions.siting import add_site
from antiphon.visits.models import Visit
from antiphon.visits.rules.hits import Act, Hit, Way
from antiphon.visits.tasks import keep_all_tidy
from tests.experiments.past import DAYS, acts, day_of
from tests.world import World

LAST = Days(day_of(DAYS - 2), day_of(DAYS))


@pytest.mark.parametrize("name", COUNTABLES)
def test_what_never_happened_is_nothing_each_day_and_known_since_never(world: World, name: str) -> None:
    assert (daily(world.bottega, name, LAST), known_since(world.bottega, name)) == ([0.0, 0.0, 0.0], None)


def test_a_series_is_counted_by_day_in_all_and_on_a_channel(world: World) -> None:
    acts(world.site, Verb.REPLY, [0] * (DAYS - 1) + [2, 3])
    acts(world.site, Verb.LIKE, [1])
    site = f"replies/{world.site.pk}"
    assert [daily(world.bottega, name, LAST) for name in ("replies", site, "replies/0")] == [
        [0.0, 2.0, 3.0], [0.0, 2.0, 3.0], [0.0, 0.0, 0.0],
    ]  # fmt: skip
    assert (known_since(world.bottega, site), known_since(world.bottega, "replies/0")) == (day_of(0), None)
    assert series_names(world.bottega) == ["replies", site, "likes", f"likes/{world.site.pk}"]


@pytest.mark.parametrize("name", ["weather", "replies/x", "leads/-1"])
def test_a_series_that_is_none_is_said_to_be_none(world: World, name: str) -> None:
    with pytest.raises(Unfit) as unfit:
        daily(world.bottega, name, LAST)
    assert unfit.value.told == {"name": name}


def test_days_of_visits_of_which_only_sums_are_left_stay_in_the_series(world: World) -> None:
    site = add_site(world.anna, name="Shop", domains="shop.example")
    set_goal(world.anna, site, name="Ordered", kind="path", pattern="/thanks")
    noon = datetime.combine(day_of(0), time(12), UTC)
    for visitor in "ab":
        hit = Hit(
            site=site.pk, at=noon.timestamp(), visitor=visitor * 24, way=Way.SCRIPT, act=Act.PAGE, path="/thanks"
        )
        count_hits([hit])
    days = Days(day_of(0), day_of(1))

    def told() -> list[object]:
        brand, names = world.bottega, ("visits", "goals")
        return [(name in series_names(brand), known_since(brand, name), daily(brand, name, days)) for name in names]

    before = told()
    assert before == [(True, day_of(0), [2.0, 0.0])] * 2
    keep_visits(world.anna, 1)
    keep_all_tidy()
    assert (Visit.objects.count(), told()) == (0, before)
