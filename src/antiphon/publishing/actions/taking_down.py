"""How a live post is taken down: a person asks, which is a row; a worker asks the network until it is gone.

Asking a network twice to delete the same thing does no harm: what is gone already is no error. So there is no fence
here: a lost answer, or a worker that died, only means that it is asked again.
"""

from collections.abc import Sequence
from datetime import datetime

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext_lazy as _

from antiphon.channels.actions import note_trouble, note_wellness, open_connector
from antiphon.channels.connector import Reference
from antiphon.channels.connectors import connector_for
from antiphon.conversations.actions import note_taken_down
from antiphon.lib import clock
from antiphon.lib.errors import ChannelError, Conflict, Refusal, UnknownAfterSend
from antiphon.organizations.models import Member
from antiphon.organizations.permissions import require
from antiphon.organizations.rules import Duty
from antiphon.publishing.actions.claiming import LeaseLost, mine
from antiphon.publishing.actions.rewriting import MOVED_ON
from antiphon.publishing.models import Delivery, Removal, RemovalEnd
from antiphon.publishing.queries.removing import Way, later_on, way_down
from antiphon.publishing.rules.delivering import (
    ASKED_FOR,
    NOT_OUT_YET,
    TOLD_AFTER,
    UNDER_WAY,
    State,
    wait_before_try,
)

log = structlog.get_logger(__name__)

_TO_TAKE_DOWN = (State.LIVE, State.NOT_REMOVED)
_RELEASED: dict[str, object] = {"claimed_by": "", "lease_until": None, "next_try_at": None}


# What a person decides ---------------------------------------------------------------------------------


@transaction.atomic
def take_down(by: Member, delivery: Delivery) -> None:
    """Ask that a live post be taken down from its channel, with the parts and the comment that follow it there.

    What of them has not gone out yet is dropped. Where the network lets no program delete, it waits for a person.
    Raise Refusal, and change nothing, if nothing can be taken down, or something of it is going out right now.
    """
    require(by, Duty.PUBLISH)
    delivery.refresh_from_db(fields=["state", "network_id"])
    if way_down(delivery) == Way.NONE:
        raise Refusal(_("Letters that have arrived cannot be called back."))
    for part in later_on(delivery):
        _end_later(by, part)
    _ask(by, delivery)


@transaction.atomic
def take_all_down(by: Member, deliveries: Sequence[Delivery]) -> None:
    """Ask that several live deliveries be taken down, or none of them: raise Refusal if one cannot be."""
    if not deliveries:
        raise Refusal(_("Choose at least one channel."), field="delivery")
    for delivery in deliveries:
        take_down(by, delivery)


@transaction.atomic
def let_stand(by: Member, delivery: Delivery) -> None:
    """Decide that what could not be taken down stays where it is."""
    require(by, Duty.PUBLISH)
    _change(delivery, State.NOT_REMOVED, state=State.LIVE, trouble="")
    _end(delivery, RemovalEnd.STANDS)


@transaction.atomic
def declare_gone(by: Member, delivery: Delivery) -> None:
    """Note that somebody took it down by hand, on the network itself."""
    require(by, Duty.PUBLISH)
    _change(delivery, State.NOT_REMOVED, state=State.REMOVED, trouble="")
    _end(delivery, RemovalEnd.BY_HAND)
    note_taken_down(delivery.channel, delivery.uri, delivery.state_since)


def _end_later(by: Member, part: Delivery) -> None:
    """What follows a post that is taken down goes with it, or does not go out at all."""
    state = State(part.state)
    if state in UNDER_WAY:
        raise Conflict(_("A part of it is going out at this moment. Try again when it is there."))
    if state == State.UNKNOWN:
        raise Refusal(_("A part of it may be live or not. Say first how it stands."))
    if state in NOT_OUT_YET:
        _change(part, state, state=State.CANCELLED, trouble="", held_for="")
    elif state in _TO_TAKE_DOWN:
        _ask(by, part)


def _ask(by: Member, delivery: Delivery) -> None:
    by_us = way_down(delivery) == Way.BY_US
    begins = State(delivery.state)
    if begins not in _TO_TAKE_DOWN:
        raise Conflict(MOVED_ON)
    if begins == State.NOT_REMOVED and not by_us:
        raise Refusal(_("Antiphon cannot take this down. Do it there by hand, then say that it is gone."))
    _change(delivery, begins, state=State.REMOVING if by_us else State.NOT_REMOVED, trouble="")
    _end(delivery, RemovalEnd.AGAIN)
    Removal.objects.create(delivery=delivery, asked_by=by, asked_at=delivery.state_since)


def _change(delivery: Delivery, begins: State, **fields: object) -> None:
    now = clock.now()
    free = Delivery.objects.filter(pk=delivery.pk, state=begins).free(now)
    if not free.update(state_since=now, **_RELEASED | fields):
        raise Conflict(MOVED_ON)
    delivery.refresh_from_db()


# What a worker does ------------------------------------------------------------------------------------


def remove(delivery: Delivery) -> None:
    """Ask the network to take a claimed delivery down. Whatever happens ends in a row that says so."""
    try:
        _ask_network(delivery)
    except LeaseLost:
        raise
    except ChannelError as error:
        _settle_failure(delivery, note_trouble(delivery.channel, error))
    except Exception as error:  # a bug in a connector must not make it ask for ever
        log.exception("taking down failed", delivery=delivery.pk, kind=delivery.channel.kind)
        _settle_by_hand(delivery, repr(error))
    else:
        note_wellness(delivery.channel)


def _ask_network(delivery: Delivery) -> None:
    way = way_down(delivery)
    if way != Way.BY_US:
        _settle_by_hand(delivery, "the channel is no longer connected")
        return
    if not connector_for(delivery.channel.kind).native:  # our own pages show nothing that was asked to go
        where = Reference(delivery.uri, delivery.network_id, delivery.url, delivery.version)
        open_connector(delivery.channel).remove(where)
    _settle_removed(delivery)


@transaction.atomic
def _settle_removed(delivery: Delivery) -> None:
    """It stands no more, whoever took it down: readings end, what was heard stays."""
    now = clock.now()
    if not _waiting(delivery).update(state=State.REMOVED, state_since=now, trouble="", **_RELEASED):
        raise LeaseLost(f"delivery {delivery.pk}")
    _under_way(delivery).update(tries=F("tries") + 1, detail="")
    _end(delivery, RemovalEnd.BY_US)
    note_taken_down(delivery.channel, delivery.uri, now)


@transaction.atomic
def _settle_failure(delivery: Delivery, error: ChannelError) -> None:
    """Ask again later if it may pass by itself; tell a person if it does not, or has not for a while."""
    now = clock.now()
    _under_way(delivery).update(tries=F("tries") + 1, detail=error.detail)
    removal = _under_way(delivery).first()
    asked_at, tries = (removal.asked_at, removal.tries) if removal else (delivery.state_since, 1)
    passing = error.passing or isinstance(error, UnknownAfterSend)
    wait = error.retry_after or wait_before_try(tries, settings.DELIVERY_FIRST_WAIT)
    again = now + wait if passing and now + wait < asked_at + ASKED_FOR else None
    told = _told(delivery, now) if again is None or again > asked_at + TOLD_AFTER else {}
    _waiting(delivery).update(trouble=error.trouble, **_RELEASED | {"next_try_at": again} | told)


@transaction.atomic
def _settle_by_hand(delivery: Delivery, detail: str) -> None:
    _under_way(delivery).update(detail=detail[:500])
    _waiting(delivery).update(trouble="", **_RELEASED | _told(delivery, clock.now()))


def _told(delivery: Delivery, now: datetime) -> dict[str, object]:
    """Return the change of state by which a person comes to know; none if they know already."""
    known = delivery.state == State.NOT_REMOVED
    return {} if known else {"state": State.NOT_REMOVED, "state_since": now}


def _waiting(delivery: Delivery) -> QuerySet[Delivery]:
    return mine(delivery).filter(state__in=[State.REMOVING, State.NOT_REMOVED])


def _under_way(delivery: Delivery) -> QuerySet[Removal]:
    return Removal.objects.filter(delivery=delivery, ended_at=None)


def _end(delivery: Delivery, how: RemovalEnd) -> None:
    _under_way(delivery).update(ended_at=clock.now(), end=how)
