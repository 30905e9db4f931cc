"""Why no number is given: each reason by name, with the numbers that its sentence needs."""

from enum import StrEnum

from antiphon.lib.errors import AntiphonError


class Fault(StrEnum):
    """What keeps a method from saying anything that could be trusted."""

    TOO_FEW_BEFORE = "too_few_before"
    TOO_FEW_AFTER = "too_few_after"
    GAPS = "gaps"
    NO_VARIANCE = "no_variance"
    TOO_SPARSE = "too_sparse"
    CONTROL_STANDS_STILL = "control_stands_still"
    CONTROLS_ALIKE = "controls_alike"
    CONTROL_MOVED = "control_moved"
    TOO_FEW_UNITS = "too_few_units"
    TOO_SMALL_ARM = "too_small_arm"
    NO_OUTCOMES = "no_outcomes"
    NOT_OVER = "not_over"
    NO_SUCH_SERIES = "no_such_series"
    NOT_FINITE = "not_finite"
    BROKEN = "broken"
    TOO_FEW_WEEKS = "too_few_weeks"
    TOO_MANY_WEEKS = "too_many_weeks"
    TOO_LITTLE_SOLD = "too_little_sold"
    NO_SPEND = "no_spend"
    TOO_MANY_SPENDS = "too_many_spends"
    TOO_LITTLE_SPENT = "too_little_spent"
    SPEND_STANDS_STILL = "spend_stands_still"
    SPENDS_ALIKE = "spends_alike"
    CONTROL_GAP = "control_gap"
    NO_RATE = "no_rate"


class Unfit(AntiphonError):
    """The rows do not carry a number. `told` holds what the sentence about it says: counts, dates, names."""

    def __init__(self, fault: Fault, **told: int | float | str) -> None:
        super().__init__(fault)
        self.fault = fault
        self.told = told
