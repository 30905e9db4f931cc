"""Visits are kept as long as the brand says; older days become sums, and a site that is deleted leaves word."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from antiphon.lib import clock
from antiphon.lib.errors import Conflict, Refusal
from antiphon.organizations.models import Brand
from antiphon.visits.actions.aiming import set_goal
from antiphon.visits.actions.counting import count_hits
from antiphon.visits.actions.keeping import delete_site, keep_visits, sum_oldest_day
from antiphon.visits.actions.siting import add_site
from antiphon.visits.models import GoalReached, LeftOut, PageView, TrackedSite, Visit, VisitDay
from antiphon.visits.queries.figures import By, lines_of, sums_of, visits_between, visits_by_day
from antiphon.visits.queries.goals import goals_told
from antiphon.visits.queries.keeping import deleted_within, last_summed, old_days
from antiphon.visits.rules.hits import Act, Hit, Way
from antiphon.visits.tasks import keep_all_tidy
from tests.community.test_at_once import at_once
from tests.visits.shop import NOON, Shop
from tests.web.readers import signed_in
from tests.world import World

DAY = 86_400.0
FIRST, LAST = date(2026, 2, 20), date(2026, 3, 10)
SINCE, UNTIL = datetime(2026, 2, 20, tzinfo=UTC), datetime(2026, 3, 11, tzinfo=UTC)


def come(site: TrackedSite, at: float, visitor: str, path: str = "/", source: str = "", campaign: str = "") -> None:
    hit = Hit(
        site=site.pk, at=at, visitor=visitor * 24, way=Way.SCRIPT, act=Act.PAGE, path=path, source=source,
        campaign=campaign,
    )  # fmt: skip
    count_hits([hit])


def told(brand: Brand) -> tuple[Any, ...]:
    """Return all figures of the days, as the pages show them."""
    visits, old = visits_between(brand, SINCE, UNTIL), old_days(brand, FIRST, LAST)
    lines = [lines_of(visits, by, brand.zone, old=old) for by in (By.SOURCE, By.CAMPAIGN, By.DAY)]
    goals = [(one.goal.name, one.reached, one.visits, sorted(one.sources)) for one in goals_told(brand, SINCE, UNTIL)]
    return sums_of(visits, old), lines, visits_by_day(visits, FIRST, LAST, old), goals


def filled(world: World, shop: Shop) -> None:
    set_goal(world.anna, shop.site, name="Ordered", kind="path", pattern="/thanks")
    for day in range(3):
        at, (one, other) = NOON + day * DAY, ("ab", "cd", "ef")[day]
        come(shop.site, at, one, source="news", campaign="spring")
        come(shop.site, at + 60, one, "/thanks")
        come(shop.site, at + 7200, one)
        come(shop.site, at, other, "/tea", source="news")


def test_the_figures_of_older_days_stay_what_they_were_when_their_visits_are_gone(world: World, shop: Shop) -> None:
    filled(world, shop)
    before = told(world.bottega)
    keep_all_tidy()
    assert (told(world.bottega), Visit.objects.count(), last_summed(world.bottega)) == (before, 9, None)
    keep_visits(world.anna, 1)
    late = Visit.objects.filter(began_at__gte=datetime.fromtimestamp(NOON + DAY * 1.5, UTC))
    assert late.update(began_at=clock.now(), last_at=clock.now()) == 3
    before, kept = told(world.bottega), 3
    keep_all_tidy()
    assert told(world.bottega) == before
    assert (Visit.objects.count(), last_summed(world.bottega)) == (kept, date(2026, 3, 2))
    assert set(PageView.objects.values_list("visit", flat=True)) <= set(Visit.objects.values_list("pk", flat=True))
    page = signed_in(world.anna).get("/b/bottega/visits/?since=2026-03-01&until=2026-03-02").text
    assert "only sums of each day are left" in page


def test_what_comes_in_late_of_a_day_that_has_sums_is_added(world: World, shop: Shop) -> None:
    keep_visits(world.anna, 1)
    for n in range(2):
        come(shop.site, NOON - 400 * DAY + n * 7200, "a", source="news")
        keep_all_tidy()
    rows = VisitDay.objects.order_by("source_kind").values_list("source_kind", "visits")
    assert list(rows) == [("", 2), ("campaign", 2)]


@pytest.mark.parametrize("months", [0, 121])
def test_nobody_keeps_visits_for_no_time_or_for_ever(months: int, world: World) -> None:
    with pytest.raises(Refusal) as why:
        keep_visits(world.anna, months)
    assert why.value.field == "months"


def test_a_site_that_is_deleted_leaves_only_the_word_of_it(world: World, shop: Shop) -> None:
    filled(world, shop)
    other = add_site(world.anna, name="Blog", domains="blog.example")
    come(other, NOON, "9")
    LeftOut.objects.create(
        brand=world.bottega, site=shop.site, day=date(2026, 3, 1), reason="bot", way="script", hits=5
    )
    anna = signed_in(world.anna)
    address = f"/b/bottega/sites/{shop.site.pk}/delete/"
    assert "9 visits with their pages" in anna.get(address).text
    assert anna.post(address, {"typed": "Blog"}).status_code == 422
    assert anna.post(address, {"typed": "Shop"}).status_code == 303
    assert sums_of(visits_between(world.bottega, SINCE, UNTIL)).visits == 1
    come(shop.site, NOON, "8")
    keep_all_tidy()
    assert (Visit.objects.get().site, GoalReached.objects.count(), LeftOut.objects.count()) == (other, 0, 0)
    (gone,) = deleted_within(world.bottega, FIRST, LAST)
    assert (gone.erased_visits, gone.erased_first, gone.erased_last) == (9, date(2026, 3, 1), date(2026, 3, 3))
    assert "was deleted on" in anna.get("/b/bottega/visits/?since=2026-03-01&until=2026-03-02").text
    assert "Shop" not in anna.get("/b/bottega/sites/").text
    assert anna.get(address).status_code == 404
    with pytest.raises(Conflict):
        delete_site(world.anna, gone, "Shop")


@pytest.mark.django_db(transaction=True)
def test_two_workers_add_up_a_day_once(world: World, shop: Shop) -> None:
    keep_visits(world.anna, 1)
    when = datetime.fromtimestamp(NOON - 400 * DAY, UTC)
    about = {"site": shop.site, "way": "script", "source_kind": "direct", "landing_path": "/"}
    moments = {"began_at": when, "last_at": when, "received_at": when}
    rows = [Visit(brand=world.bottega, visitor=f"{n:024}", **about, **moments) for n in range(1200)]
    Visit.objects.bulk_create(rows)
    assert at_once([lambda: sum_oldest_day(world.bottega)] * 2) == (2, 0)
    assert (Visit.objects.count(), VisitDay.objects.get(source_kind="").visits) == (0, 1200)
