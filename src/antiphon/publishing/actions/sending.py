"""How a claimed delivery is sent, and what is done when a worker died or an answer was lost."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import structlog
from django.conf import settings
from django.db import DatabaseError

from antiphon.channels.actions import lent_connector, note_trouble, note_wellness, open_connector
from antiphon.channels.connector import Capability, Connector, Outgoing, Reference
from antiphon.channels.connectors import connector_for
from antiphon.lib import clock
from antiphon.lib.errors import ChannelError, Trouble, UnknownAfterSend
from antiphon.lib.images import NotAnImage, TooManyPixels
from antiphon.publishing.actions.agreeing import hold_unagreed, unagreed_of
from antiphon.publishing.actions.claiming import LeaseLost
from antiphon.publishing.actions.linking import tracked
from antiphon.publishing.actions.settling import (
    DurableFence,
    ask_again_later,
    begin_attempts,
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
from antiphon.publishing.queries.showing import shown_by
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


def begin(claimed: Sequence[Delivery]) -> list[Delivery]:
    """Begin a try of all that was claimed together and may go out as it stands; what may not is held.

    What many deliveries need is read once for all of them: they may all be due in the same second.
    """
    held = unagreed_of(claimed)
    for one in held:
        hold_unagreed(one)
    agreed = [one for one in claimed if one not in held]
    shown = shown_by(agreed)
    for one in agreed:
        one.shown = shown[one.pk]
    begin_attempts(agreed)
    return [one for one in agreed if one.attempt]


def send(delivery: Delivery) -> None:
    """Send a delivery whose try has begun, once. Whatever happens ends in a row that says so."""
    attempt = delivery.attempt
    if attempt is None:
        raise LeaseLost(f"delivery {delivery.pk}")
    try:
        with lent_connector(delivery.channel) as connector:
            outgoing = _readied(delivery, connector)
            fence = DurableFence(delivery, attempt, fingerprint(outgoing))
            reference = connector.publish(outgoing, tuple(delivery.prepared), fence)
    except (LeaseLost, DatabaseError):  # who recovers it reads in its row how far it came
        raise
    except Exception as error:  # noqa: BLE001  a bug in a connector must not lose the post, nor send it twice
        _settle_trouble(delivery, attempt, error)
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
    return connector, _readied(delivery, connector)


def _readied(delivery: Delivery, connector: Connector[Any]) -> Outgoing:
    """Return the post as it is to be sent; raise ChannelError if something of it cannot be had."""
    try:
        outgoing = outgoing_of(delivery)
        if connector.to_recipients and outgoing.reply_to is None:
            outgoing = replace(outgoing, recipients=recipients_of(delivery, leave_address))
        for media in outgoing.media:
            media.path.stat()
    except (OSError, NotAnImage, TooManyPixels) as error:
        raise ChannelError(Trouble.MEDIA, f"a picture of the post cannot be read: {error!r}") from error
    return replace(outgoing, text=tracked(delivery, outgoing.text))


def _send_again(delivery: Delivery) -> None:
    resume_sending(delivery)
    begin_attempts([delivery])
    send(delivery)


def _settle_trouble(delivery: Delivery, attempt: Attempt, error: Exception) -> None:
    """Write down what a try ended in: before its fence was open nothing can be live."""
    left = attempt.fence == FenceState.SENDING
    if not isinstance(error, ChannelError):
        log.error("connector failed", delivery=delivery.pk, kind=delivery.channel.kind, exc_info=error)
    if not left:
        told = _certain(error) if isinstance(error, ChannelError) else ChannelError(Trouble.CONTENT, repr(error))
        settle_failure(delivery, attempt, note_trouble(delivery.channel, told))
    elif isinstance(error, ChannelError) and not isinstance(error, UnknownAfterSend):
        settle_failure(delivery, attempt, note_trouble(delivery.channel, error))
    else:
        made = connector_for(delivery.channel.kind)
        can_go_on = isinstance(error, ChannelError) and _something_can_be_done(delivery, attempt, made)
        settle_unknown(delivery, attempt, getattr(error, "detail", repr(error)), look_again=can_go_on)


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
