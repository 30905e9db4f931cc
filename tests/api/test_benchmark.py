"""The brands of an organization side by side, for programs."""

import pytest

from tests.api.conftest import Program
from tests.reports.benched import another, figure, keep
from tests.world import World

pytestmark = pytest.mark.django_db


def test_programs_are_told_the_same(anna: Program, world: World) -> None:
    keep(world.bottega, followers=1000, leads=figure(40, 40, 30, 51))
    keep(another(world, "Lamps"), followers=100, leads=figure(38, 38, 28, 49))
    told = anna.get("/brands/bottega/benchmark").json()
    assert (told["month"], told["months"]) == ("2026-10", ["2026-10"])
    assert [one["brand"] for one in told["brands"]] == ["bottega", "lamps"]
    leads = next(one for one in told["measures"] if one["name"] == "leads")
    assert (leads["size_of"], leads["compared"], leads["apart"]) == ("followers", True, [["lamps", "bottega"]])
    assert [(one["value"], one["each_hundred"], one["before"]) for one in leads["brands"]] == [
        (40, 4, None), (38, 38, None)]  # fmt: skip
    assert anna.get("/brands/bottega/benchmark?month=soon").status_code == 422
