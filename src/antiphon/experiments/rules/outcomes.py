"""What those on a list did, handed in as lines: who, and how much."""

import csv
import math
from io import StringIO

from antiphon.experiments.rules.assignment import tidy


class NoOutcome(ValueError):
    """A line that names no amount where one is expected."""

    def __init__(self, row: int) -> None:
        super().__init__(row)
        self.row = row


def outcomes_from(text: str) -> dict[str, float]:
    """Return what each did: 1 where a line holds nothing but the name, the amounts added up where it holds one.

    >>> outcomes_from("Dora@x.example;12.50\\ndora@x.example;7.50\\neva@x.example")
    {'dora@x.example': 20.0, 'eva@x.example': 1.0}
    """
    lines = text.lstrip("\ufeff")
    divider = max(",;\t", key=lines.partition("\n")[0].count)
    found: dict[str, float] = {}
    for number, row in enumerate(csv.reader(StringIO(lines), delimiter=divider), 1):
        key = tidy(row[0]) if row else ""
        if not key:
            continue
        amount = row[1].strip() if len(row) > 1 else ""
        found[key] = found.get(key, 0.0) + _amount(amount, number) if amount else 1.0
    return found


def _amount(text: str, number: int) -> float:
    try:
        value = float(text)
    except ValueError:
        raise NoOutcome(number) from None
    if not math.isfinite(value) or abs(value) > 1e12:
        raise NoOutcome(number)
    return value
