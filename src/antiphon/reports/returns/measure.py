"""The promise that every measure of a return keeps, and the result it gives for some days."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import ClassVar

from django.utils.functional import Promise

from antiphon.measures.rounding import rounded
from antiphon.measures.rules.interval import Interval
from antiphon.reports.rules.known import Known, Rows


class Side(StrEnum):
    """Which return it belongs to: of what we call out to many, or of what passes between us and people."""

    CALL = "call"
    RESPONSE = "response"


class Kind(StrEnum):
    """How a result came to be, and so what its interval means.

    An estimate stands for more than was seen, and its interval says how sure it is. A count is complete: its interval
    says what chance alone might have made of it. A sum (money, minutes, followers) is what was told; it has none.
    """

    ESTIMATE = "estimate"
    COUNT = "count"
    SUM = "sum"


class Size(StrEnum):
    """Of how many hundreds a measure grows with: followers, or people in the network, when the days began."""

    FOLLOWERS = "followers"
    PEOPLE = "people"


@dataclass(frozen=True, slots=True)
class Result:
    """A number of some days with what it stands on.

    `value` is None where it is not known, which is not 0, and `sentence` says why; `n` the number of observations;
    `unit` replaces that of the measure where it is a currency; `level` is what an index compares, where that is not
    the value itself; `rows` are behind it, `aside` were left out. `began`: only from then on is anything known.
    """

    value: float | Decimal | None
    n: int
    sentence: str
    interval: Interval | None = None
    rows: tuple[Rows, ...] = ()
    aside: tuple[Rows, ...] = ()
    unit: str = ""
    level: float | None = None
    began: datetime | None = None

    @property
    def compared(self) -> float | None:
        """What an index compares with other days: never below 0; None where it is not known of all days."""
        if self.value is None or self.began:
            return None
        found = float(self.value) if self.level is None else self.level
        return found if found >= 0 else None


@dataclass(frozen=True, slots=True)
class Example:
    """A worked example: told in words, what is known in it, and the value it must give."""

    told: Promise
    known: Known
    value: float | Decimal


class ReturnMeasure(ABC):
    """One figure of a brand in some days. Subclass it in a file of its own in `catalogue/`.

    `name` stands in addresses and is never changed; `unit` follows the number; `hundredths`: the value is a share,
    written in hundredths; `less_is_better` for what it cost; `place` orders it within its side; `only_of_some`: only
    part of what there is can be known, which `sentence` must say; `size` where brands can be compared only per 100.
    `reads` are the parts of `Known` that it stands on, by their names in `queries/known`; the first says since when
    anything is known.
    """

    name: ClassVar[str]
    title: ClassVar[Promise]
    unit: ClassVar[Promise]
    definition: ClassVar[Promise]
    source: ClassVar[Promise]
    example: ClassVar[Example]
    side: ClassVar[Side]
    kind: ClassVar[Kind] = Kind.COUNT
    decimals: ClassVar[int] = 0
    hundredths: ClassVar[bool] = False
    signed: ClassVar[bool] = False
    less_is_better: ClassVar[bool] = False
    size: ClassVar[Size | None] = None
    place: ClassVar[int] = 50
    reads: ClassVar[tuple[str, ...]]

    @abstractmethod
    def of(self, known: Known) -> Result:
        """Return the result of what is known of some days."""

    def format(self, value: float | Decimal) -> str:
        """Return the number as it is written in the language of who reads."""
        number = Decimal(str(value)) * (100 if self.hundredths else 1)
        is_nought = not round(number, self.decimals)
        sign = "" if is_nought else "−" if number < 0 else "+" if self.signed else ""
        return sign + rounded(abs(number), self.decimals)
