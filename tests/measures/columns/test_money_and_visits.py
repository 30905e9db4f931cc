"""Visits and sales are taken away too: what came of it, and nobody by whom it could be known."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from antiphon.lib import clock
from antiphon.measures.columns.exporting import Format, export
from antiphon.measures.columns.writing import keep_up
from antiphon.sales.actions.spending import note_spend, take_spend_back
from antiphon.sales.models import Purchase, Refund, Spend
from antiphon.sales.rules.spend import SpendTold
from antiphon.visits.actions.aiming import set_goal
from antiphon.visits.actions.siting import add_site
from antiphon.visits.models import Goal, GoalReached, TrackedSite, Visit
from tests.ledger_rows import somebody
from tests.sales.book import give_back, sell
from tests.world import World

AT = datetime(2026, 3, 31, 22, 30, tzinfo=UTC)


def visit(site: TrackedSite, began: datetime = AT, **more: Any) -> Visit:
    told = {"received_at": began, "last_at": began + timedelta(seconds=90), "pages": 3, "way": "script", **more}
    return Visit.objects.create(
        brand=site.brand, site=site, visitor="a-key-of-a-visitor", began_at=began, source_kind="social",
        source="mastodon", campaign="spring", landing_path="/lamps", **told,
    )  # fmt: skip


def held(world: World, folder: Path, question: str) -> list[tuple[Any, ...]]:
    """Bring the columns up to date, take them away, ask."""
    keep_up(world.bottega)
    export(world.bottega, Format.DUCKDB, folder)
    with duckdb.connect(str(folder / "bottega" / "antiphon.duckdb"), read_only=True) as base:
        return base.execute(question).fetchall()


@pytest.fixture
def site(world: World) -> TrackedSite:
    return add_site(world.anna, name="Shop", domains="shop.example")


def test_visits_stand_there_with_their_goals_and_without_their_visitor(
    world: World, site: TrackedSite, tmp_path: Path
) -> None:
    first = visit(site)
    visit(site, clock.now())  # it may go on
    goal = set_goal(world.anna, site=site, name="Bought", kind="path", pattern="/thanks")
    GoalReached.objects.create(goal=goal, visit=first, at=AT)
    rows = held(world, tmp_path, "FROM visits")
    assert [(row[0], row[2], row[-2:]) for row in rows] == [(first.pk, date(2026, 4, 1), (3, 90))]
    assert "a-key-of-a-visitor" not in str(rows)
    told = held(world, tmp_path, "FROM visits_by_month")
    assert told == [(date(2026, 4, 1), "social", "mastodon", 1, 1)]
    Visit.objects.filter(pk=first.pk).update(pages=4)
    assert held(world, tmp_path, "SELECT pages FROM visits") == [(4,)]
    assert Goal.objects.count() == 1


def test_purchases_and_what_was_given_back_stand_there_without_the_buyers_name(world: World, tmp_path: Path) -> None:
    bea = somebody(world.site, "Bea")
    lamp = sell(world.bottega, "4711", "100.10", at=AT)
    sell(world.bottega, "4712", "50", "CHF", at=AT)
    give_back(world.bottega, "r1", "4711", "20.05", at=AT)
    month = date(2026, 4, 1)
    told = [(month, "CHF", 1, Decimal(50), Decimal(0)), (month, "EUR", 1, Decimal("100.10"), Decimal("20.05"))]
    assert held(world, tmp_path, "FROM sales_by_month") == told
    Purchase.objects.filter(pk=lamp.pk).update(identity=bea)
    buyers = "SELECT count(*) FROM purchases JOIN identities USING (identity) JOIN refunds USING (purchase)"
    assert held(world, tmp_path, buyers) == [(1,)]
    Purchase.objects.filter(pk=lamp.pk).update(called_off_at=AT)
    assert held(world, tmp_path, "SELECT currency FROM sales_by_month") == [("CHF",)]
    assert "4711" not in str(held(world, tmp_path, "FROM purchases") + held(world, tmp_path, "FROM refunds"))
    assert Refund.objects.count() == 1


def test_what_was_put_in_stands_there_until_it_is_taken_back(world: World, tmp_path: Path) -> None:
    day = date(2026, 3, 1)
    told = SpendTold(side="call", amount=Decimal("310.00"), currency="EUR", first=day, last=day + timedelta(days=30))
    note_spend(world.anna, told)
    standing = "SELECT side, amount, currency, first FROM spend WHERE taken_back_at IS NULL"
    assert held(world, tmp_path, standing) == [("call", Decimal(310), "EUR", day)]
    take_spend_back(world.anna, Spend.objects.get())
    assert held(world, tmp_path, standing) == []
