"""Posts and followers as they were told over time, and tables that are taken along."""

import csv
from datetime import timedelta
from io import StringIO

from django.test import Client

from antiphon.lib import clock
from antiphon.publishing.models import Delivery
from tests.reports.told import call_out, follow
from tests.world import World

HOUR = timedelta(hours=1)


def lamp(world: World) -> Delivery:
    """Five posts with 0 to 8 likes, and one with 12 likes of 600 views; from 100 to 108 followers."""
    now = clock.now()
    follow(world.site, (100, now - timedelta(days=30)), (108, now - timedelta(days=1)))
    for n in range(5):
        call_out(world, now - timedelta(days=20 - n), ("likes", 2 * n, HOUR), text=f"Earlier {n}")
    return call_out(world, now - timedelta(days=3), ("likes", 12, HOUR), ("views", 600, HOUR), text="=A lamp")


def table(client: Client, address: str) -> list[dict[str, str]]:
    """Return the rows of a page that is taken along as CSV."""
    answer = client.get(address)
    assert answer["Content-Type"].startswith("text/csv")
    return list(csv.DictReader(StringIO(answer.content.decode())))
