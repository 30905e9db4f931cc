"""How an attempt begins, passes its fence and ends: every step one small transaction, durable at once."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Max, QuerySet

from antiphon.channels.connector import Reference
from antiphon.channels.connectors import connector_for
from antiphon.lib import clock
from antiphon.lib.errors import ChannelError, Trouble
from antiphon.publishing.actions import rows
from antiphon.publishing.actions.claiming import LeaseLost, mine
from antiphon.publishing.models import Attempt, Delivery
from antiphon.publishing.rules.delivering import FenceState, State, too_late, wait_before_try


@transaction.atomic
def begin_attempts(claimed: Sequence[Delivery]) -> None:
    """Add a row for each new try of one claim, before anything leaves the house: the `attempt` of each delivery.

    One that is no longer ours gets none.
    """
    if not claimed:
        return
    ours = Delivery.objects.filter(pk__in=[one.pk for one in claimed], claimed_by=claimed[0].claimed_by)
    last = dict(ours.values_list("pk").annotate(Max("attempts__number")))
    for one in claimed:
        one.attempt = _new_attempt(one, (last[one.pk] or 0) + 1) if one.pk in last else None
    Attempt.objects.bulk_create([one.attempt for one in claimed if one.attempt])


def _new_attempt(delivery: Delivery, number: int) -> Attempt:
    return Attempt(
        delivery=delivery,
        number=number,
        operation=delivery.operation,
        retry_safety=connector_for(delivery.channel.kind).retry_safety,
        worker=delivery.claimed_by,
        started_at=clock.now(),
    )


class DurableFence:
    """The fence of one attempt: opening it is committed before the network is asked to make anything visible."""

    def __init__(self, delivery: Delivery, attempt: Attempt, fingerprint: str) -> None:
        self._delivery = delivery
        self._attempt = attempt
        self._fingerprint = fingerprint

    @transaction.atomic
    def open(self) -> None:
        """Write down that the post is about to leave; raise LeaseLost if it is no longer ours to send."""
        ours = {"claimed_by": self._delivery.claimed_by, "state": State.SENDING}
        if not rows.holds(Delivery, self._delivery.pk, ours):
            raise LeaseLost(f"delivery {self._delivery.pk}")
        _write(self._attempt, fence=FenceState.SENDING, fingerprint=self._fingerprint, sent_at=clock.now())

    @transaction.atomic
    def checkpoint(self, step: str, value: str = "") -> None:
        """Write down that a step behind the fence was reached; raise LeaseLost if it is no longer ours."""
        if not mine(self._delivery).exists():
            raise LeaseLost(f"delivery {self._delivery.pk}")
        reached = {"value": value, "at": clock.now()}
        self._delivery.checkpoints.get_or_create(operation=self._attempt.operation, step=step, defaults=reached)

    def reached(self, step: str) -> str | None:
        """Return what a step yielded at this or an earlier try of the operation, None if it was never reached."""
        steps = self._delivery.checkpoints.filter(operation=self._attempt.operation, step=step)
        return steps.values_list("value", flat=True).first()


@transaction.atomic
def settle_taken(delivery: Delivery, attempt: Attempt | None, reference: Reference) -> None:
    """The network took the post: keep where. It is live, or will be once the network has worked on it.

    What follows from a live post is done later, apart from the send.
    """
    now = clock.now()
    ours: rows.Held = {"claimed_by": delivery.claimed_by, "state": (State.SENDING, State.UNKNOWN, State.PROCESSING)}
    changed = rows.change(Delivery, delivery.pk, _standing(delivery, reference, now), ours)
    if attempt is not None:
        _finish(attempt, FenceState.ACCEPTED, now)
    if not changed:
        raise LeaseLost(f"delivery {delivery.pk}")


def _standing(delivery: Delivery, reference: Reference, now: datetime) -> dict[str, object]:
    """Return the fields of a delivery that stands at a reference; it is asked after while it is worked on."""
    at_work = reference.processing
    since = delivery.state_since if at_work and delivery.state == State.PROCESSING else now
    return _released() | {
        "state": State.PROCESSING if at_work else State.LIVE,
        "state_since": since,
        "live_at": None if at_work else now,
        "next_try_at": now + settings.DELIVERY_FIRST_WAIT if at_work else None,
        "uri": reference.uri,
        "network_id": reference.id,
        "version": reference.version,
        "url": reference.url,
        "trouble": "",
    }


@transaction.atomic
def ask_again_later(delivery: Delivery, wait: timedelta) -> None:
    """The network still works on the post, or could not be asked: come back after a while."""
    mine(delivery).filter(state=State.PROCESSING).update(**_released() | {"next_try_at": clock.now() + wait})


@transaction.atomic
def settle_failure(delivery: Delivery, attempt: Attempt | None, error: ChannelError) -> None:
    """The post certainly does not stand: try again later, or ask a person."""
    now = clock.now()
    if attempt is not None:
        _finish(attempt, FenceState.FAILED, now, error)
    next_try = _next_try(delivery, error, now) if error.passing else None
    state = _after_failure(delivery, error, now)
    if state not in {State.SCHEDULED, State.UNKNOWN}:
        next_try = None
    mine(delivery).update(
        state=state, state_since=now, trouble=error.trouble, **_released() | {"next_try_at": next_try}
    )


@transaction.atomic
def settle_unknown(
    delivery: Delivery, attempt: Attempt | None, detail: str, *, look_again: bool, not_before: datetime | None = None
) -> None:
    """Nobody knows whether the post stands: never sent again blindly, looked after in a while but `not_before`."""
    now = clock.now()
    if attempt is not None:
        _finish(attempt, FenceState.AMBIGUOUS, now, ChannelError(Trouble.UNKNOWN_AFTER_SEND, detail))
    soon = now + wait_before_try(delivery.attempts.count(), settings.DELIVERY_FIRST_WAIT)
    mine(delivery).update(
        state=State.UNKNOWN,
        state_since=now,
        trouble=Trouble.UNKNOWN_AFTER_SEND,
        **_released() | {"next_try_at": max(soon, not_before or soon) if look_again else None},
    )


@transaction.atomic
def settle_unsent(delivery: Delivery, attempt: Attempt | None) -> None:
    """The worker died before the fence: nothing left the house, so it goes back to the queue."""
    now = clock.now()
    if attempt is not None:
        _finish(
            attempt, FenceState.FAILED, now, ChannelError(Trouble.BEFORE_SEND, "the worker stopped before sending")
        )
    state = State.UNKNOWN if doubtful(delivery).exists() else State.SCHEDULED
    mine(delivery).update(state=state, state_since=now, **_released() | {"next_try_at": now})


@transaction.atomic
def settle_missed(delivery: Delivery, operation: str) -> None:
    """A look showed that the post does not stand, and its hour has passed. A new try is a new operation."""
    mine(delivery).update(state=State.MISSED, state_since=clock.now(), operation=operation, trouble="", **_released())


@transaction.atomic
def resume_sending(delivery: Delivery) -> None:
    """After a look: go on sending what was in doubt, under the same operation."""
    if not mine(delivery).filter(state=State.UNKNOWN).update(state=State.SENDING, state_since=clock.now()):
        raise LeaseLost(f"delivery {delivery.pk}")


@transaction.atomic
def settle_prepared(delivery: Delivery, tokens: tuple[str, ...]) -> None:
    """The pictures are at the network, seen by nobody yet."""
    mine(delivery).update(prepared=list(tokens), prepared_at=clock.now(), **_released())


def doubtful(delivery: Delivery) -> QuerySet[Attempt]:
    """Return the tries of the delivery's operation that may have made it live.

    While there is one, the delivery never goes back to the queue: a later failure tells nothing of it.
    """
    return delivery.attempts.filter(operation=delivery.operation, fence=FenceState.AMBIGUOUS)


def stands_for_another(delivery: Delivery, reference: Reference) -> bool:
    """Whether what a look found is another delivery's post: two that say the same are told apart by this."""
    others = Delivery.objects.filter(channel_id=delivery.channel_id, uri=reference.uri)
    return others.exclude(pk=delivery.pk).exists()


def _after_failure(delivery: Delivery, error: ChannelError, now: datetime) -> State:
    if doubtful(delivery).exists():
        return State.UNKNOWN
    if not error.passing:
        return State.REFUSED
    late = delivery.due_at is not None and too_late(delivery.due_at, delivery.late_minutes, now)
    return State.MISSED if late else State.SCHEDULED


def _finish(attempt: Attempt, fence: FenceState, now: datetime, error: ChannelError | None = None) -> None:
    trouble, detail = (error.trouble, error.detail) if error else ("", "")
    _write(attempt, fence=fence, finished_at=now, trouble=trouble, detail=detail)


def _write(attempt: Attempt, **fields: object) -> None:
    """Write fields of a try, by one UPDATE of them alone."""
    for name, value in fields.items():
        setattr(attempt, name, value)
    rows.change(Attempt, attempt.pk, fields)


def _released() -> dict[str, object]:
    return {"claimed_by": "", "lease_until": None, "next_try_at": None}


def _next_try(delivery: Delivery, error: ChannelError, now: datetime) -> datetime:
    return now + (error.retry_after or wait_before_try(delivery.attempts.count(), settings.DELIVERY_FIRST_WAIT))
