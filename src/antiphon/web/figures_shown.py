"""A figure as pages show it: its name, its value in words, what it was counted from, and what it means."""

from dataclasses import dataclass

from antiphon.measures.rounding import rounded


@dataclass(frozen=True, slots=True)
class Shown:
    """A figure; `value` is empty where it is not known."""

    label: str
    value: str
    n: str
    definition: str


def number(value: float | None, decimals: int) -> str:
    """Return a number as it is written; empty where it is not known."""
    return "" if value is None else rounded(value, decimals)


def hundredths(share: float | None, decimals: int = 0) -> str:
    """Return a share in hundredths; empty where it is not known."""
    return "" if share is None else f"{rounded(100 * share, decimals)} %"
