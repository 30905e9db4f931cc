"""The hand-computed sheet of sales, and short ways to sell something."""

import csv
from collections.abc import Iterable
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from antiphon.lib import clock
from antiphon.organizations.models import Brand
from antiphon.sales.actions.purchasing import take_purchase, take_refund
from antiphon.sales.models import ExchangeRate, Purchase, Refund
from antiphon.sales.rules.told import PurchaseTold, RefundTold

type Row = dict[str, str]
SHEET = Path(__file__).resolve().parent.parent / "figures" / "sales.csv"
MARCH = datetime(2026, 3, 2, 12, tzinfo=UTC)


def sheet() -> list[Row]:
    with SHEET.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def of_kind(rows: Iterable[Row], kind: str) -> list[Row]:
    return [row for row in rows if row["kind"] == kind]


def tell(brand: Brand, row: Row) -> None:
    """Tell what a row of the sheet says, if it says that something was sold or given back."""
    if row["kind"] == "purchase":
        sell(brand, row["id"], row["amount"], row["currency"], at=datetime.fromisoformat(row["at"]))
    elif row["kind"] == "refund":
        give_back(brand, row["id"], row["of"], row["amount"], row["currency"], at=datetime.fromisoformat(row["at"]))


def sell(brand: Brand, key: str, amount: str, currency: str = "EUR", **more: Any) -> Purchase:
    told = {"at": MARCH, **more}
    source = told.pop("source", "shop")
    return take_purchase(brand, source, PurchaseTold(key=key, amount=Decimal(amount), currency=currency, **told))[0]


def give_back(brand: Brand, key: str, of: str, amount: str, currency: str = "EUR", **more: Any) -> Refund:
    told = {"at": MARCH, **more}
    return take_refund(brand, "shop", RefundTold(key=key, of=of, amount=Decimal(amount), currency=currency, **told))[
        0
    ]


def rate(brand: Brand, day: date, quote: str, value: str, base: str = "EUR") -> None:
    ExchangeRate.objects.create(
        brand=brand, day=day, base=base, quote=quote, rate=Decimal(value), noted_at=clock.now()
    )
