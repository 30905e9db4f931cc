"""Brands of one organization with months that are kept, for the tests of what stands side by side."""

from datetime import date
from typing import Any

from antiphon.channels.actions import open_brand
from antiphon.lib import clock
from antiphon.organizations.models import Brand
from antiphon.reports.models import BrandMonth
from antiphon.reports.returns.catalogue import return_measures
from tests.world import World

OCTOBER = date(2026, 10, 1)
_UNKNOWN: dict[str, Any] = {"value": None, "n": 0, "low": None, "high": None, "unit": "", "began": None}


def another(world: World, name: str) -> Brand:
    """Open another brand beside Bottega."""
    made = open_brand(
        world.anna, name=name, slug=name.lower(), time_zone="Europe/Rome", language="en"
    )  # fmt: skip
    return made.brand


def figure(value: float | None, n: int = 0, *ends: float, unit: str = "") -> dict[str, Any]:
    """Return a figure as it is kept."""
    low, high = ends or (None, None)
    return {"value": value, "n": n, "low": low, "high": high, "unit": unit, "began": None}


def keep(brand: Brand, followers: int | None = None, month: date = OCTOBER, **told: dict[str, Any]) -> BrandMonth:
    """Keep a month of a brand in which nothing is known but what is told."""
    figures = {name: told.get(name, _UNKNOWN) | {"before": _UNKNOWN} for name in return_measures()}
    return BrandMonth.objects.create(
        brand=brand, month=month, figures=figures, followers=followers, people=None, known_at=clock.now()
    )
