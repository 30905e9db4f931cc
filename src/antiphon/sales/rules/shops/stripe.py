"""What Stripe tells: payments that came in, and refunds that went out. Pure.

A payment is named by its payment intent, or by the charge where there is none, so that a checkout and its charge are
one purchase. What is paid by a subscription names no payment at its checkout: there the charge tells of it alone.
A charge that is only authorized is no payment before it is captured. What a bank takes back in a dispute is given
back, unless the dispute is won; a refund that fails after it went out is none. Amounts
are whole numbers of the smallest unit of their currency.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from antiphon.sales.rules.faults import Fault, Unfit
from antiphon.sales.rules.shops.reading import AGREED, HEARD, VISIT, Found, mapping, object_in, some, text
from antiphon.sales.rules.told import PurchaseTold, RefundTold

_CHECKOUTS = frozenset({"checkout.session.completed", "checkout.session.async_payment_succeeded"})
_CHARGES = frozenset({"charge.succeeded", "charge.captured"})
_REFUNDS = frozenset({"refund.created", "refund.updated", "refund.failed", "charge.refund.updated"})
#: Money leaves because of a dispute, and comes back; one that is closed says by its status which of the two holds.
_WITHDRAWN, _REINSTATED = "charge.dispute.funds_withdrawn", "charge.dispute.funds_reinstated"
_CLOSED = "charge.dispute.closed"
#: Currencies whose amounts have no smaller unit there, and those with three decimals; all others have two,
#: ISK and UGX too.
_NONE = frozenset(
    ["BIF", "CLP", "DJF", "GNF", "JPY", "KMF", "KRW", "MGA", "PYG", "RWF", "VND", "VUV", "XAF", "XOF", "XPF"]
)
_THREE = frozenset(["BHD", "JOD", "KWD", "OMR", "TND"])


def found_in(topic: str, body: bytes, received_at: datetime) -> Found:  # noqa: ARG001  every shop takes them
    """Return the payment or the refunds of an event; nothing of a test and of anything else."""
    event = object_in(body)
    kind = text(event, "type")
    told = mapping(mapping(event.get("data") or {}, "data").get("object") or {}, "data.object")
    about = _of(told)
    if event.get("livemode") is not True:
        return Found(about=about)
    if kind in _CHECKOUTS and told.get("payment_status") == "paid" and told.get("payment_intent"):
        return Found(_purchase(told, "amount_total", "customer_details", event), about=about)
    if kind in _CHARGES and told.get("captured") is not False:
        field = "amount" if told.get("amount_captured") is None else "amount_captured"
        return Found(_purchase(told, field, "billing_details", event), about=about)
    return Found(refunds=list(_given_back(kind, told, about)), about=about)


def _given_back(kind: str, told: Mapping[str, Any], of: str) -> Iterator[RefundTold]:
    """Yield what was given back, or what was not after all."""
    status = told.get("status")
    if kind in _REFUNDS and status in {"succeeded", "failed", "canceled"}:
        yield _refund(told, of, called_off=status != "succeeded")
    elif kind == "charge.refunded":
        refunds = mapping(told.get("refunds") or {}, "refunds")
        yield from (
            _refund(one, of) for one in some(refunds, "data") if one.get("status", "succeeded") == "succeeded"
        )
    elif kind == _WITHDRAWN or (kind == _CLOSED and status == "lost"):
        yield _refund(told, of)
    elif kind == _REINSTATED or (kind == _CLOSED and status == "won"):
        yield _refund(told, of, called_off=True)


def _of(told: Mapping[str, Any]) -> str:
    """Return by what a payment is named."""
    own = "charge" if text(told, "object") in {"refund", "dispute"} else "id"
    return text(told, "payment_intent") or text(told, own)


def _purchase(told: Mapping[str, Any], field: str, buyer: str, event: Mapping[str, Any]) -> PurchaseTold:
    currency, extra = text(told, "currency").upper(), mapping(told.get("metadata") or {}, "metadata")
    mail = text(mapping(told.get(buyer) or {}, buyer), "email")
    return PurchaseTold(
        key=_of(told),
        at=_moment(told, "created"),
        amount=_amount(told, field, currency),
        currency=currency,
        mail=mail or text(told, "receipt_email") or text(told, "customer_email"),
        coupon=text(extra, "coupon"),
        visit=text(extra, VISIT),
        heard=text(extra, HEARD),
        agreed=text(extra, AGREED),
        stated_at=_moment(event, "created"),
    )


def _refund(told: Mapping[str, Any], of: str, *, called_off: bool = False) -> RefundTold:
    currency = text(told, "currency").upper()
    return RefundTold(
        key=text(told, "id"),
        of=of,
        at=_moment(told, "created"),
        amount=_amount(told, "amount", currency),
        currency=currency,
        reason=text(told, "reason"),
        called_off=called_off,
    )


def _amount(told: Mapping[str, Any], field: str, currency: str) -> Decimal:
    value = told.get(field)
    if not isinstance(value, int) or isinstance(value, bool):
        raise Unfit(Fault.NO_AMOUNT, field)
    places = 0 if currency in _NONE else 3 if currency in _THREE else 2
    return Decimal(value).scaleb(-places)


def _moment(told: Mapping[str, Any], field: str) -> datetime:
    value = told.get(field)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 < value < 10**11:
        raise Unfit(Fault.NO_MOMENT, field)
    return datetime.fromtimestamp(value, UTC)
