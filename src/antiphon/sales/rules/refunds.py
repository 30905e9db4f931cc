"""What of the refunds of a purchase counts: never more than was paid, whatever order they came in. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum


class Uncounted(StrEnum):
    """Why a refund, or a part of it, does not count."""

    WAITS = "waits"
    """Its purchase is not known yet."""
    MORE = "more"
    """More was given back than was paid."""
    OTHER = "other"
    """It is in another currency than its purchase."""


@dataclass(frozen=True, slots=True, order=True)
class GivenBack:
    """A refund: when, its id, how much."""

    at: datetime
    key: int
    amount: Decimal
    currency: str


@dataclass(frozen=True, slots=True)
class RefundCount:
    """How much of a refund counts, and why the rest does not."""

    key: int
    counted: Decimal
    left_out: Decimal
    why: Uncounted | None


def counted(paid: Decimal, currency: str, refunds: Iterable[GivenBack]) -> list[RefundCount]:
    """Return how much of each refund counts, the first given first, until all that was paid is given back.

    >>> day = datetime(2026, 3, 2)
    >>> one, two = counted(Decimal(50), "EUR", [GivenBack(day, n, Decimal(30), "EUR") for n in (1, 2)])
    >>> one.counted, two.counted, two.left_out
    (Decimal('30'), Decimal('20'), Decimal('10'))
    """
    left, found = paid, []
    for one in sorted(refunds):
        if one.currency != currency:
            found.append(RefundCount(one.key, Decimal(0), one.amount, Uncounted.OTHER))
            continue
        takes = min(left, one.amount)
        left -= takes
        over = one.amount - takes
        found.append(RefundCount(one.key, takes, over, Uncounted.MORE if over else None))
    return found
