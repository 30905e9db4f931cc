"""Years of a simulated brand, written into its books as purchases and spend."""

from datetime import datetime, time, timedelta

from antiphon.experiments.queries.panel import yesterday_of
from antiphon.experiments.rules.mixing.weeks import monday
from antiphon.lib import clock
from antiphon.organizations.models import Brand
from antiphon.sales.models import Purchase, Spend
from tests.experiments.years import Years, years


def put_in(brand: Brand, found: Years) -> None:
    """Write years as purchases, one a week on its Monday, and as spend over the week."""
    now = clock.now()
    Purchase.objects.bulk_create(
        Purchase(
            brand=brand, source="shop", external_id=f"week {n}", amount=f"{sold:.2f}", currency="EUR",
            at=datetime.combine(week, time(12), brand.zone), received_at=now, stated_at=now,
        )
        for n, (week, sold) in enumerate(zip(found.weeks, found.sales, strict=True))
    )  # fmt: skip
    Spend.objects.bulk_create(
        Spend(
            brand=brand, amount=f"{amount:.2f}", currency="EUR", first=week, last=week + timedelta(days=6),
            noted_at=now, **_kind(name),
        )
        for name, values in found.spend.items()
        for week, amount in zip(found.weeks, values, strict=True)
        if amount
    )  # fmt: skip


def past_of(brand: Brand, many: int = 156, seed: int = 1) -> Years:
    """Write years up to the last whole week of a brand, and return them."""
    found = years(monday(yesterday_of(brand) + timedelta(days=1)) - timedelta(days=1), many, seed)
    put_in(brand, found)
    return found


def _kind(name: str) -> dict[str, str]:
    kind, _slash, campaign = name.partition("/")
    return {"side": "call", "campaign": campaign} if campaign else {"side": kind}
