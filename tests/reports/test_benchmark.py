"""Brands side by side: what is kept of their months, on each hundred, and what is sure between them."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pypdfium2
import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from antiphon.organizations.models import Brand, Member, Role
from antiphon.publishing.actions.linking import make_link
from antiphon.publishing.models import Click
from antiphon.reports.actions.benchmarking import keep_month
from antiphon.reports.actions.reporting import make_report
from antiphon.reports.models import BrandMonth
from antiphon.reports.pdf import report_pdf
from antiphon.reports.queries.benchmark import kept_of
from antiphon.reports.returns.benchmark import Beside, beside_each_other
from antiphon.reports.returns.beside_words import stand_sureness
from antiphon.reports.returns.reckoning import returns_of
from antiphon.reports.rules.months import bounds
from antiphon.reports.rules.spans import Span, Then
from antiphon.reports.tasks import keep_months
from tests.reports.benched import OCTOBER, another, figure, keep
from tests.reports.told import NOON, call_out, follow
from tests.world import World

pytestmark = pytest.mark.django_db
LATER = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _later() -> Iterator[None]:
    with time_machine.travel(LATER):
        yield


def all_months() -> int:
    done = 0
    while some := keep_months():
        done += some
    return done


def beside(world: World, name: str) -> Beside:
    brands = list(world.bottega.organization.brands.order_by("pk"))
    found = beside_each_other(brands, kept_of(brands, OCTOBER))
    return next(one for one in found if one.measure.name == name)


def test_a_brand_alone_has_no_months_reckoned(world: World) -> None:
    assert (keep_months(), BrandMonth.objects.count()) == (0, 0)


def test_months_are_reckoned_once_a_day_and_a_month_that_is_over_not_again(world: World) -> None:
    world.bottega.created_at = LATER - timedelta(days=90)
    world.bottega.save()
    another(world, "Lamps")
    assert all_months() == 5
    kept = BrandMonth.objects.order_by("brand__name", "month").values_list("brand__slug", "month")
    assert list(kept) == [
        ("bottega", date(2026, 8, 1)), ("bottega", date(2026, 9, 1)), ("bottega", OCTOBER),
        ("bottega", date(2026, 11, 1)), ("lamps", date(2026, 11, 1)),
    ]  # fmt: skip
    assert keep_months() == 0
    with time_machine.travel(LATER + timedelta(days=1, hours=1)):
        assert all_months() == 2


def test_what_is_kept_of_a_month_is_what_the_returns_say_of_it(world: World) -> None:
    world.bottega.created_at = world.site.connected_at = NOON - timedelta(days=60)
    world.bottega.save()
    world.site.save()
    call_out(world, NOON + timedelta(days=4), ("likes", 12, timedelta(hours=3)), ("views", 600, timedelta(hours=3)))
    follow(world.site, (100, NOON - timedelta(days=9)), (108, NOON + timedelta(days=20)))
    another(world, "Lamps")
    all_months()
    kept = BrandMonth.objects.get(brand=world.bottega, month=OCTOBER)
    told = returns_of(world.bottega, Span(*bounds(OCTOBER, "Europe/Rome")))
    assert {name: (one["value"], one["n"]) for name, one in kept.figures.items()} == {
        one.measure.name: (None if one.now.value is None else float(one.now.value), one.now.n) for one in told
    }
    assert (kept.followers, kept.figures["reach"]["value"]) == (100, 600)
    [stand, _other] = beside(world, "reach").stands
    assert stand.each
    assert stand.each.value == 600


def test_a_count_is_compared_on_each_hundred_followers_and_not_as_it_is(world: World) -> None:
    keep(world.bottega, followers=1000, leads=figure(40, 40, 30, 51))
    keep(another(world, "Lamps"), followers=100, leads=figure(38, 38, 28, 49))
    found = beside(world, "leads")
    assert [(one.slug, other.slug) for one, other in found.apart] == [("lamps", "bottega")]
    assert [one.each and one.each.value for one in found.stands] == [4, 38]


def test_nothing_is_said_of_brands_whose_intervals_overlap_or_are_not_known(world: World) -> None:
    keep(world.bottega, engagement_rate=figure(0.05, 40, 0.04, 0.06), leads=figure(40, 40, 30, 51))
    keep(another(world, "Lamps"), engagement_rate=figure(0.06, 30, 0.045, 0.08), leads=figure(4, 4, 2, 7))
    rate, leads = beside(world, "engagement_rate"), beside(world, "leads")
    assert (rate.is_compared, rate.apart) == (True, [])
    assert (leads.is_compared, leads.apart) == (False, [])


def test_the_more_brands_the_further_apart_they_must_lie(world: World) -> None:
    keep(world.bottega, engagement_rate=figure(0.05, 40, 0.04, 0.06))
    keep(another(world, "Lamps"), engagement_rate=figure(0.072, 40, 0.062, 0.082))
    assert len(beside(world, "engagement_rate").apart) == 1
    for n in range(4):
        keep(another(world, f"More{n}"), engagement_rate=figure(0.06, 40, 0.05, 0.07))
    assert beside(world, "engagement_rate").apart == []


def test_what_was_not_reckoned_or_is_not_known_is_no_nought(world: World) -> None:
    keep(world.bottega, visits=figure(0, 0, 0, 0.7))
    another(world, "Lamps")
    known, missing = beside(world, "visits").stands
    assert known.now
    assert (known.now.value, missing.told, missing.now) == (0, None, None)
    assert beside(world, "leads").is_known is False


def test_a_report_holds_the_brands_that_its_maker_sees_only_where_it_is_asked_to(
    world: World,
) -> None:
    keep(world.bottega, followers=1000, leads=figure(40, 40, 30, 51), visits=figure(9, 9, 4, 16))
    keep(another(world, "Lamps"), followers=100, leads=figure(38, 38, 28, 49))
    assert make_report(world.anna, OCTOBER).content["brands"] == []
    assert make_report(world.bruno, OCTOBER, with_brands=True).content["brands"] == []
    made = make_report(world.anna, OCTOBER, with_brands=True)
    [leads] = made.content["brands"]
    assert (leads["says"], [(one["brand"], one["number"], one["each"]) for one in leads["rows"]]) == (
        ["Lamps lies surely above Bottega."],
        [("Bottega", "40", "4.0"), ("Lamps", "38", "38.0")],
    )
    words = "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(report_pdf(made)))
    assert "Lamps lies surely above Bottega." in words


def test_a_report_holds_no_brand_that_its_maker_may_only_look_at(world: World) -> None:
    keep(world.bottega, leads=figure(40, 40, 30, 51))
    lamps = another(world, "Lamps")
    keep(lamps, leads=figure(38, 38, 28, 49))
    Member.objects.filter(pk=world.bruno.pk).update(role=Role.OWNER)
    bruno = Member.objects.get(pk=world.bruno.pk)
    there = Member.objects.create(brand=lamps, user=bruno.user, role=Role.ANALYST)
    assert make_report(bruno, OCTOBER, with_brands=True).content["brands"] == []
    Member.objects.filter(pk=there.pk).update(role=Role.EDITOR)
    assert len(make_report(bruno, OCTOBER, with_brands=True).content["brands"]) == 1


def test_a_month_that_was_counted_in_part_is_compared_with_no_brand_and_no_other_days(world: World) -> None:
    link = make_link(world.anna, "https://bottega.example/a")
    Brand.objects.update(created_at=NOON - timedelta(days=90))
    follow(world.site, (100, NOON - timedelta(days=9)), (108, NOON + timedelta(days=20)))
    another(world, "Lamps")
    before, within = NOON - timedelta(days=8), NOON + timedelta(days=9)
    Click.objects.bulk_create(
        Click(link=link, at=day + timedelta(hours=n)) for day in (before, within) for n in range(20)
    )
    told = []
    for began in (before, within):
        type(link).objects.update(made_at=began)
        BrandMonth.objects.all().delete()
        all_months()
        told.append(beside(world, "link_clicks").stands[0])
    assert [one.now and one.now.value for one in told] == [20, 20]
    assert [one.told and one.told.then[Then.BEFORE].value for one in told] == [None, None]
    assert [one.compared is None for one in told] == [False, True]
    assert ["Counted only since 10 Oct" in stand_sureness(one) for one in told] == [False, True]


def test_a_month_is_reckoned_before_anything_is_held(world: World) -> None:
    with CaptureQueriesContext(connection) as asked:
        keep_month(world.bottega, OCTOBER)
    held = [one["sql"].startswith("SAVEPOINT") for one in asked]
    assert (held[0], held.index(True) > 10) == (False, True)
