"""Why something about money cannot be taken, as one word each. Pure; `sales.sentences` says it to people."""

from enum import StrEnum

from antiphon.lib.errors import AntiphonError


class Fault(StrEnum):
    """What is wrong with an amount, a row or a payload."""

    NO_ID = "no_id"
    LONG_ID = "long_id"
    NO_AMOUNT = "no_amount"
    NO_NUMBER = "no_number"
    NEGATIVE = "negative"
    NOTHING = "nothing"
    NOTHING_SPENT = "nothing_spent"
    TOO_MUCH = "too_much"
    DECIMALS = "decimals"
    NO_CURRENCY = "no_currency"
    CURRENCY = "currency"
    NO_MOMENT = "no_moment"
    FUTURE = "future"
    LONG_AGO = "long_ago"
    NO_PURCHASE = "no_purchase"
    DIFFERS = "differs"
    TWICE = "twice"
    CALLED_OFF = "called_off"
    NO_DAYS = "no_days"
    DAYS = "days"
    SIDE = "side"
    CHANNEL = "channel"
    RATE = "rate"
    SAME_CURRENCY = "same_currency"
    COLUMNS = "columns"
    ROW = "row"
    ROWS = "rows"
    NO_JSON = "no_json"
    SHAPE = "shape"


class Unfit(AntiphonError):
    """Something told about money cannot be taken; `field` is what of it is wrong."""

    def __init__(self, fault: Fault, field: str = "") -> None:
        super().__init__(f"{fault}: {field}")
        self.fault = fault
        self.field = field
