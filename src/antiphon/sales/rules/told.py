"""What is told of a purchase and of a refund, whichever way it comes in, and whether it can be taken. Pure."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from antiphon.sales.rules.faults import Fault, Unfit
from antiphon.sales.rules.money import amount_of, currency_of

#: How far ahead the clock of a shop may be.
AHEAD = timedelta(minutes=10)
LONGEST_ID, LONGEST_CODE, LONGEST_VISIT, LONGEST_WORDS = 200, 80, 64, 300
_NOT_TICKED = frozenset({"no", "off", "false", "0", "none", "null"})
_EARLIEST = datetime(1970, 1, 2, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class PurchaseTold:
    """A purchase as a source tells it. `key` is its name there; `stated_at` when the source said so.

    `heard` is what the buyer answered to “how did you hear of us”, `visit` the key of the visit that ended in it.
    `agreed` are the words in which the buyer agreed that this visit bears their name, empty if they did not;
    `called_off` says that it stands no more.
    """

    key: str
    at: datetime
    amount: Decimal
    currency: str
    mail: str = ""
    coupon: str = ""
    visit: str = ""
    heard: str = ""
    agreed: str = ""
    stated_at: datetime | None = None
    called_off: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundTold:
    """Money given back as a source tells it; `of` is the key of the purchase there.

    `called_off` says that it did not go through after all, as where a bank sends it back or a dispute is won.
    """

    key: str
    of: str
    at: datetime
    amount: Decimal
    currency: str
    reason: str = ""
    called_off: bool = False


def fit_purchase(told: PurchaseTold, now: datetime) -> PurchaseTold:
    """Return a purchase as it can be kept; raise Unfit if it cannot."""
    currency = currency_of(told.currency)
    return replace(
        told,
        key=key_of(told.key, "id"),
        at=moment_of(told.at, now),
        amount=amount_of(told.amount, currency),
        currency=currency,
        mail=_line(told.mail, LONGEST_WORDS),
        coupon=_line(told.coupon, LONGEST_CODE),
        visit=_line(told.visit, LONGEST_VISIT),
        heard=_line(told.heard, LONGEST_WORDS),
        agreed=agreed_words(told.agreed),
    )


def fit_refund(told: RefundTold, now: datetime) -> RefundTold:
    """Return a refund as it can be kept; raise Unfit if it cannot: it gives something back, of some purchase."""
    currency = currency_of(told.currency)
    amount = amount_of(told.amount, currency)
    if not amount:
        raise Unfit(Fault.NOTHING, "amount")
    if not told.of.strip():
        raise Unfit(Fault.NO_PURCHASE, "purchase")
    return replace(
        told,
        key=key_of(told.key, "id"),
        of=key_of(told.of, "purchase"),
        at=moment_of(told.at, now),
        amount=amount,
        currency=currency,
        reason=_line(told.reason, LONGEST_WORDS),
    )


def key_of(typed: str, field: str) -> str:
    """Return the name of something at its source; raise Unfit for none and for one that is too long."""
    key = _line(typed, LONGEST_ID + 1)
    if not key:
        raise Unfit(Fault.NO_ID, field)
    if len(key) > LONGEST_ID:
        raise Unfit(Fault.LONG_ID, field)
    return key


def moment_of(at: datetime, now: datetime) -> datetime:
    """Return a moment in UTC; raise Unfit for one in the future, or before there were shops on the web."""
    if at > now + AHEAD:
        raise Unfit(Fault.FUTURE, "at")
    if at < _EARLIEST:
        raise Unfit(Fault.LONG_AGO, "at")
    return at.astimezone(UTC)


def agreed_words(told: str) -> str:
    """Return in which words somebody agreed; empty for whatever a box that is not ticked is told as.

    >>> agreed_words(" You may join my visit with my name. "), agreed_words("No"), agreed_words("yes")
    ('You may join my visit with my name.', '', 'yes')
    """
    words = _line(told, LONGEST_WORDS)
    return "" if words.lower() in _NOT_TICKED else words


def coupon_key(code: str) -> str:
    """Return a coupon code as it is compared: however it was typed.

    >>> coupon_key(" Spring-10 ")
    'SPRING-10'
    """
    return "".join(code.split()).upper()


def _line(text: str, most: int) -> str:
    return " ".join(text.replace("\0", "").split())[:most]
