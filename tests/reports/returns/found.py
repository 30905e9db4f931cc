"""A finding that stands, for tests."""

from datetime import timedelta

from antiphon.lib import clock
from antiphon.organizations.models import Brand
from antiphon.reports.models import ReturnFinding


def a_finding(brand: Brand) -> ReturnFinding:
    """Write down that posts in the morning brought more."""
    now = clock.now()
    return ReturnFinding.objects.create(
        brand=brand, rule="hour", key="morning", name="", n=20, value=1.6, low=1.3, high=2.0, rest_n=80,
        rest_value=0.9, rest_low=0.8, rest_high=1.0, since=now - timedelta(days=180), until=now, found_at=now,
    )  # fmt: skip
