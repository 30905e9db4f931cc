"""How many follow a channel over time, as a page and as CSV."""

import pytest

from antiphon.publishing.models import Delivery
from tests.web.over_time import lamp, table
from tests.web.readers import page, signed_in
from tests.world import World

pytestmark = pytest.mark.django_db
PAGE = "/b/bottega/results/"


@pytest.fixture
def told(world: World) -> Delivery:
    return lamp(world)


def test_followers_open_into_their_readings(world: World, told: Delivery) -> None:
    anna, address = signed_in(world.anna), f"{PAGE}followers/{world.site.pk}/"
    assert "100" in page(anna, address).words
    assert [row["followers"] for row in table(anna, f"{address}?format=csv")] == ["100", "108"]
