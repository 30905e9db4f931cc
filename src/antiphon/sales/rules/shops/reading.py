"""How a payload is read, whichever shop sent it: a field is what it should be, or the payload is unfit. Pure."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from antiphon.sales.rules.faults import Fault, Unfit
from antiphon.sales.rules.told import PurchaseTold, RefundTold

#: The names under which a shop hands on what the product asked for: the key of the visit, how they heard, and in
#: which words they agreed that the visit bears their name.
VISIT, HEARD, AGREED = "antiphon_visit", "antiphon_heard", "antiphon_agreed"


@dataclass(frozen=True, slots=True)
class Found:
    """What a payload tells of: a purchase, refunds, or neither. `about` names it at the shop."""

    purchase: PurchaseTold | None = None
    refunds: Sequence[RefundTold] = ()
    about: str = ""


def object_in(body: bytes) -> Mapping[str, Any]:
    """Return the JSON object that a body is; numbers with a point are kept exactly. Raise Unfit for anything else."""
    try:
        told = json.loads(body, parse_float=Decimal)
    except (ValueError, RecursionError):
        raise Unfit(Fault.NO_JSON) from None
    return mapping(told, "")


def mapping(told: object, field: str) -> Mapping[str, Any]:
    """Return an object; raise Unfit for anything else."""
    if not isinstance(told, dict):
        raise Unfit(Fault.SHAPE, field)
    return told


def some(told: Mapping[str, Any], field: str) -> Iterator[Mapping[str, Any]]:
    """Yield the objects of a list; none if there is no list; raise Unfit if it holds anything else."""
    for one in told.get(field) or ():
        yield mapping(one, field)


def text(told: Mapping[str, Any], field: str) -> str:
    """Return a text or a number as text, empty for nothing; raise Unfit for anything else."""
    value = told.get(field)
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
        raise Unfit(Fault.SHAPE, field)
    return str(value)


def amount(told: Mapping[str, Any], field: str) -> Decimal:
    """Return an amount as it stands there, below 0 too; raise Unfit for none."""
    value = text(told, field)
    try:
        number = Decimal(value)
    except ArithmeticError:
        raise Unfit(Fault.NO_AMOUNT if not value else Fault.NO_NUMBER, field) from None
    if not number.is_finite():
        raise Unfit(Fault.NO_NUMBER, field)
    return number


def moment(told: Mapping[str, Any], *fields: str) -> datetime | None:
    """Return the first moment there is in some fields, in UTC where no zone is named; None if all are empty."""
    for field in fields:
        value = text(told, field)
        if not value:
            continue
        try:
            at = datetime.fromisoformat(value)
        except ValueError:
            raise Unfit(Fault.NO_MOMENT, field) from None
        return at if at.tzinfo else at.replace(tzinfo=UTC)
    return None


def named(told: Mapping[str, Any], field: str, key: str, name: str) -> str:
    """Return the value of a pair in a list of pairs, as shops keep what is not theirs; empty if there is none."""
    for one in some(told, field):
        if one.get(key) == name and isinstance(one.get("value"), str):
            return str(one["value"])
    return ""
