"""How a claimed delivery is sent, and what is done when a worker died or an answer was lost."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import structlog
from django.conf import settings

from antiphon.channels.actions import note_trouble, note_wellness, open_connector
from antiphon.channels.connector import Capability, Connector, Outgoing, Reference
from antiphon.channels.connectors import connector_for
from antiphon.lib import clock
from antiphon.lib.errors import ChannelError, Trouble, UnknownAfterSend
from antiphon.lib.images import NotAnImage, TooManyPixels
from antiphon.publishing.actions.agreeing import hold_what_is_not_agreed
from antiphon.publishing.actions.claiming import LeaseLost
from antiphon.publishing.actions.linking import tracked
from antiphon.publishing.actions.settling import (
    DurableFence,
    ask_again_later,
    begin_attempt,
    doubtful,
    resume_sending,
    settle_failure,
    settle_missed,
    settle_prepared,
    settle_taken,
    settle_unknown,
    settle_unsent,
    stands_for_another,
)
from antiphon.publishing.actions.subscribing import leave_address
from antiphon.publishing.models import Attempt, Delivery
from antiphon.publishing.outgoing import outgoing_of
from antiphon.publishing.queries.subscribing import recipients_of
from antiphon.publishing.rules.delivering import Doubt, FenceState, Remedy, fingerprint, remedy, too_late

log = structlog.get_logger(__name__)


def prepare(delivery: Delivery) -> None:
    """Upload the pictures of a claimed delivery; nobody can see them yet, so it may be repeated freely."""
    try:
        connector, outgoing = _opened(delivery)
        tokens = connector.prepare(outgoing)
    except ChannelError as error:
        settle_failure(delivery, None, _certain(note_trouble(delivery.channel, error)))
    else:
        settle_prepared(delivery, tokens)


def send(delivery: Delivery) -> None:
    """Send a claimed delivery, once. Whatever happens ends in a row that says so."""
    if not doubtful(delivery).exists() and hold_what_is_not_agreed(delivery):
        return
    try:
        connector, outgoing = _opened(delivery)
    except ChannelError as error:
        _settle_error(delivery, None, _certain(error))
        return
    attempt = begin_attempt(delivery, type(connector), fingerprint(outgoing))
    fence = DurableFence(delivery, attempt)
    try:
        reference = connector.publish(outgoing, tuple(delivery.prepared), fence)
    except LeaseLost:
        raise
    except UnknownAfterSend as error:
        settle_unknown(
            delivery, attempt, error.detail, look_again=_something_can_be_done(delivery, attempt, type(connector))
        )
    except ChannelError as error:
        _settle_error(delivery, attempt, error)
    except Exception as error:  # a bug in a connector must not lose the post, nor send it twice
        log.exception("connector failed", delivery=delivery.pk, kind=delivery.channel.kind)
        _settle_bug(delivery, attempt, fence, repr(error))
    else:
        settle_taken(delivery, attempt, reference)
        note_wellness(delivery.channel)


def recover(delivery: Delivery) -> None:
    """Find out how far a dead worker got, and put the delivery where that leaves it. Sends nothing."""
    attempt = delivery.attempts.filter(finished_at=None).first()
    if attempt is None or attempt.fence == FenceState.PREPARED:
        settle_unsent(delivery, attempt)
        return
    can_go_on = _something_can_be_done(delivery, attempt, connector_for(delivery.channel.kind))
    settle_unknown(delivery, attempt, "the worker stopped while sending", look_again=can_go_on)


def look(delivery: Delivery) -> None:
    """Look after a claimed delivery of unknown outcome, as far as that is safe without a person."""
    made = connector_for(delivery.channel.kind)
    attempt = _last_in_doubt(delivery)
    chosen = remedy(_doubt(delivery, attempt, made), clock.now())
    if chosen == Remedy.ASK_A_PERSON:
        settle_unknown(delivery, None, "", look_again=False)
    elif chosen == Remedy.REPLAY:
        _send_again(delivery)
    else:
        _look(delivery, made, attempt, then_replay=chosen == Remedy.LOOK_THEN_REPLAY)


def ask_after(delivery: Delivery) -> None:
    """Ask the network how far it is with a post that it took and still works on. Changes nothing there."""
    standing = Reference(delivery.uri, delivery.network_id, delivery.url, delivery.version, processing=True)
    try:
        reference = open_connector(delivery.channel).finished(standing)
    except ChannelError as error:
        told = note_trouble(delivery.channel, error)
        if told.passing or isinstance(told, UnknownAfterSend):
            ask_again_later(delivery, told.retry_after or _patience(delivery))
        else:
            settle_failure(delivery, None, error)
    else:
        _go_on_after(delivery, reference)


def _go_on_after(delivery: Delivery, reference: Reference) -> None:
    if not reference.processing:
        settle_taken(delivery, None, reference)
        note_wellness(delivery.channel)
    elif clock.now() > delivery.state_since + settings.NETWORK_WORKS_FOR:
        settle_unknown(delivery, None, "the network never finished", look_again=False)
    else:
        ask_again_later(delivery, _patience(delivery))


def _patience(delivery: Delivery) -> timedelta:
    """Return how long to wait before asking again: a tenth of how long it has been at work, ≤ 5 minutes."""
    worked = clock.now() - delivery.state_since
    return min(max(settings.DELIVERY_FIRST_WAIT, worked / 10), timedelta(minutes=5))


def _look(delivery: Delivery, made: type[Connector[Any]], attempt: Attempt, *, then_replay: bool) -> None:
    settled = _sent_at(attempt) + made.settles_after
    if clock.now() < settled:
        settle_unknown(delivery, None, "", look_again=True, not_before=settled)
        return
    try:
        connector, outgoing = _opened(delivery)
        found = connector.reconcile(replace(outgoing, at=min(outgoing.at, _sent_at(attempt))))
    except ChannelError as error:
        told = note_trouble(delivery.channel, error)
        settle_unknown(delivery, None, "", look_again=told.passing or isinstance(told, UnknownAfterSend))
        return
    if found is not None and not stands_for_another(delivery, found):
        settle_taken(delivery, None, found)
        note_wellness(delivery.channel)
    elif then_replay:
        _send_again(delivery)
    elif _is_late(delivery):
        settle_missed(delivery, made.new_operation(clock.now()))
    else:
        settle_unknown(delivery, None, "", look_again=False)


def _opened(delivery: Delivery) -> tuple[Connector[Any], Outgoing]:
    """Return the channel's connector and the post as it is to be sent; raise ChannelError if one cannot be had."""
    connector = open_connector(delivery.channel)
    try:
        outgoing = outgoing_of(delivery)
        if connector.to_recipients and outgoing.reply_to is None:
            outgoing = replace(outgoing, recipients=recipients_of(delivery, leave_address))
        for media in outgoing.media:
            media.path.stat()
    except (OSError, NotAnImage, TooManyPixels) as error:
        raise ChannelError(Trouble.MEDIA, f"a picture of the post cannot be read: {error!r}") from error
    return connector, replace(outgoing, text=tracked(delivery, outgoing.text))


def _send_again(delivery: Delivery) -> None:
    resume_sending(delivery)
    send(delivery)


def _settle_error(delivery: Delivery, attempt: Attempt | None, error: ChannelError) -> None:
    settle_failure(delivery, attempt, note_trouble(delivery.channel, error))


def _settle_bug(delivery: Delivery, attempt: Attempt, fence: DurableFence, detail: str) -> None:
    if fence.is_open:
        settle_unknown(delivery, attempt, detail, look_again=False)
    else:
        settle_failure(delivery, attempt, ChannelError(Trouble.CONTENT, detail))


def _certain(error: ChannelError) -> ChannelError:
    """Before the fence nothing can be live: a lost answer to an upload only means that it is tried again."""
    if error.trouble == Trouble.UNKNOWN_AFTER_SEND:
        return ChannelError(Trouble.BEFORE_SEND, error.detail)
    return error


def _something_can_be_done(delivery: Delivery, attempt: Attempt, made: type[Connector[Any]]) -> bool:
    return remedy(_doubt(delivery, attempt, made), clock.now()) != Remedy.ASK_A_PERSON


def _doubt(delivery: Delivery, attempt: Attempt, made: type[Connector[Any]]) -> Doubt:
    return Doubt(
        sent_at=_sent_at(attempt),
        safety=made.retry_safety,
        idempotency_lasts=made.idempotency_lasts,
        can_look=made.can(Capability.RECONCILE),
        too_late=_is_late(delivery),
    )


def _last_in_doubt(delivery: Delivery) -> Attempt:
    """Return the first attempt of this operation whose outcome is open: from then on the key is running out."""
    return doubtful(delivery).order_by("number").first() or delivery.attempts.order_by("-number")[0]


def _sent_at(attempt: Attempt) -> datetime:
    return attempt.sent_at or attempt.started_at


def _is_late(delivery: Delivery) -> bool:
    return delivery.due_at is not None and too_late(delivery.due_at, delivery.late_minutes, clock.now())
