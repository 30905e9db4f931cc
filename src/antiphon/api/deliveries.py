"""Deliveries: a post on one channel, how it stands there, and what a person decides about it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from ninja import Router, Schema
from pydantic import NaiveDatetime

from antiphon.api.access import Asked, brands_of, member_in
from antiphon.api.answers import Json
from antiphon.channels import sentences
from antiphon.organizations.models import Member
from antiphon.publishing.actions import deciding, taking_down
from antiphon.publishing.actions.queueing import to_next_slot
from antiphon.publishing.models import Attempt, Delivery, HoldReason
from antiphon.publishing.sentences import happened as happened_to

router = Router(tags=["deliveries"])


class DeliveryJson(Json, frozen=True, kw_only=True):
    """A post on one channel.

    `text` is its own variant, empty where it says what the post says. `held_for` says in a word why it is on
    hold, if it is; `happened` says in words what went wrong and what to do next. `wall_time` in `time_zone` is
    what a person chose, `due_at` the moment that it means.
    """

    id: int
    post: int
    channel: int
    kind: str
    account: str
    text: str
    state: str
    state_since: datetime
    due_at: datetime | None
    wall_time: str
    time_zone: str
    live_at: datetime | None
    url: str
    trouble: str
    held_for: str
    happened: str


class AttemptJson(Json, frozen=True, kw_only=True):
    """One try at a delivery: `fence` says how far it got."""

    number: int
    fence: str
    started_at: datetime
    sent_at: datetime | None
    finished_at: datetime | None
    trouble: str
    happened: str


class TriedJson(DeliveryJson, frozen=True, kw_only=True):
    """A delivery with all that was tried."""

    attempts: list[AttemptJson]


class Rescheduling(Schema):
    """Another hour: `at` as a clock on the wall shows it, in `time_zone` or else in that of the brand."""

    at: NaiveDatetime
    time_zone: str = ""


class Found(Schema):
    """Where a post was found."""

    url: str


class _Row(NamedTuple):
    id: int
    post: int
    channel: int
    kind: str
    account: str
    text: str
    state: str
    state_since: datetime
    due_at: datetime | None
    wall_time: str
    time_zone: str
    live_at: datetime | None
    url: str
    trouble: str
    held_for: str


_COLUMNS = (
    "pk", "post_id", "channel_id", "channel__kind", "channel__identity__handle", "text", "state", "state_since",
    "due_at", "wall_time", "time_zone", "live_at", "url", "trouble", "held_for",
)  # fmt: skip


@router.get("/deliveries/{delivery_id}")
def read_delivery(request: Asked, delivery_id: int) -> TriedJson:
    """Read a delivery with all that was tried."""
    return _tried(_delivery(request, delivery_id))


@router.post("/deliveries/{delivery_id}/send-now")
def send_now(request: Asked, delivery_id: int) -> TriedJson:
    """Send at once what is scheduled, was refused or missed; what may be live is looked after first."""
    delivery, by = _to_decide(request, delivery_id)
    deciding.send_now(by, delivery)
    return _tried(delivery)


@router.post("/deliveries/{delivery_id}/reschedule")
def reschedule(request: Asked, delivery_id: int, body: Rescheduling) -> TriedJson:
    """Put a delivery that has not gone out on another hour."""
    delivery, by = _to_decide(request, delivery_id)
    deciding.reschedule(by, delivery, body.at, body.time_zone or by.brand.time_zone)
    return _tried(delivery)


@router.post("/deliveries/{delivery_id}/next-slot")
def next_slot(request: Asked, delivery_id: int) -> TriedJson:
    """Put a delivery into the next free slot of its channel."""
    delivery, by = _to_decide(request, delivery_id)
    to_next_slot(by, delivery)
    delivery.refresh_from_db()
    return _tried(delivery)


@router.post("/deliveries/{delivery_id}/drop")
def drop(request: Asked, delivery_id: int) -> TriedJson:
    """Decide that a delivery does not go out."""
    delivery, by = _to_decide(request, delivery_id)
    deciding.drop(by, delivery)
    return _tried(delivery)


@router.post("/deliveries/{delivery_id}/declare-live")
def declare_live(request: Asked, delivery_id: int, body: Found) -> TriedJson:
    """Settle an unknown outcome: somebody looked, and the post stands at this address."""
    delivery, by = _to_decide(request, delivery_id)
    deciding.declare_live(by, delivery, body.url)
    return _tried(delivery)


@router.post("/deliveries/{delivery_id}/declare-absent")
def declare_absent(request: Asked, delivery_id: int) -> TriedJson:
    """Settle an unknown outcome: somebody looked, and the post does not stand."""
    delivery, by = _to_decide(request, delivery_id)
    deciding.declare_absent(by, delivery)
    return _tried(delivery)


@router.post("/deliveries/{delivery_id}/take-down")
def take_down(request: Asked, delivery_id: int) -> TriedJson:
    """Ask that a live post be taken down, with what follows it; or ask again. By hand where no program can."""
    delivery, by = _to_decide(request, delivery_id)
    taking_down.take_down(by, delivery)
    return _tried(delivery)


@router.post("/deliveries/{delivery_id}/declare-gone")
def declare_gone(request: Asked, delivery_id: int) -> TriedJson:
    """Note that somebody took it down by hand, on the network itself."""
    delivery, by = _to_decide(request, delivery_id)
    taking_down.declare_gone(by, delivery)
    return _tried(delivery)


@router.post("/deliveries/{delivery_id}/let-stand")
def let_stand(request: Asked, delivery_id: int) -> TriedJson:
    """Decide that what could not be taken down stays where it is."""
    delivery, by = _to_decide(request, delivery_id)
    taking_down.let_stand(by, delivery)
    return _tried(delivery)


def deliveries_of(posts: Iterable[int]) -> dict[int, list[DeliveryJson]]:
    """Return the deliveries of posts, by post. One query, however many posts."""
    found: dict[int, list[DeliveryJson]] = {post: [] for post in posts}
    for row in _rows(Delivery.objects.filter(post__in=found).order_by("pk")):
        found[row.post].append(DeliveryJson(**_fields(row)))
    return found


def _rows(found: QuerySet[Delivery]) -> list[_Row]:
    return [_Row(*row) for row in found.values_list(*_COLUMNS)]


def _fields(row: _Row) -> dict[str, Any]:
    held = str(HoldReason(row.held_for).label) if row.held_for else ""
    happened = happened_to(row.state, row.trouble, row.account) or held
    return row._asdict() | {"happened": happened}


def _tried(delivery: Delivery) -> TriedJson:
    (row,) = _rows(Delivery.objects.filter(pk=delivery.pk))
    return TriedJson(**_fields(row), attempts=[_attempt(one, row.account) for one in delivery.attempts.all()])


def _attempt(attempt: Attempt, account: str) -> AttemptJson:
    return AttemptJson(
        number=attempt.number,
        fence=attempt.fence,
        started_at=attempt.started_at,
        sent_at=attempt.sent_at,
        finished_at=attempt.finished_at,
        trouble=attempt.trouble,
        happened=sentences.happened(attempt.trouble, account),
    )


def _to_decide(request: Asked, delivery_id: int) -> tuple[Delivery, Member]:
    delivery = _delivery(request, delivery_id)
    return delivery, member_in(request, delivery.post.brand_id)


def _delivery(request: Asked, delivery_id: int) -> Delivery:
    found = Delivery.objects.select_related("channel__identity", "post__content")
    return get_object_or_404(found.filter(post__brand__in=brands_of(request)), pk=delivery_id)
