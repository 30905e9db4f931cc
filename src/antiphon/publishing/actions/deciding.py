"""What a person decides about a delivery: send it now, put it off, drop it, say how it stands."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from antiphon.channels.connector import Reference
from antiphon.channels.connectors import connector_for
from antiphon.lib import clock
from antiphon.lib.errors import Conflict, Refusal
from antiphon.organizations.models import Member
from antiphon.organizations.permissions import require
from antiphon.organizations.rules import Duty
from antiphon.publishing import sentences
from antiphon.publishing.actions.agreeing import end_if_nothing_waits, require_agreed
from antiphon.publishing.actions.settling import doubtful
from antiphon.publishing.hours import moment_of
from antiphon.publishing.models import Delivery
from antiphon.publishing.outgoing import misfits_of, shows_files
from antiphon.publishing.queries.removing import later_on
from antiphon.publishing.rules.delivering import State, sources_of

#: States from which a person may put a delivery on another moment.
_MOVABLE = (State.DRAFT, State.APPROVED, State.REFUSED, State.MISSED, State.HELD, State.SCHEDULED)
#: What the column of a delivery's address holds.
_LONGEST_ADDRESS = 700


@transaction.atomic
def send_now(by: Member, delivery: Delivery) -> None:
    """Send at once what is scheduled, was refused or missed. What may be live is looked after first."""
    require(by, Duty.PUBLISH)
    _refuse_alone(delivery)
    now = clock.now()
    if doubtful(delivery).exists():
        _change(delivery, [State.UNKNOWN], due_at=now, next_try_at=now)
    else:
        _refuse_misfits(delivery)
        _schedule(by, delivery, due_at=now, wall_time="", time_zone="")


@transaction.atomic
def reschedule(by: Member, delivery: Delivery, wall: datetime, zone: str) -> None:
    """Put a delivery that has not gone out on another hour: one UPDATE, one source of truth."""
    require(by, Duty.PUBLISH)
    _refuse_alone(delivery)
    resolved = moment_of(wall, zone)
    if doubtful(delivery).exists():
        raise Refusal(_("This post may be live already. Say first how it stands."))
    _refuse_misfits(delivery)
    wall_time = resolved.wall.isoformat(timespec="minutes")
    _schedule(by, delivery, due_at=resolved.at, time_zone=zone, wall_time=wall_time)


@transaction.atomic
def drop(by: Member, delivery: Delivery) -> None:
    """Decide that a delivery does not go out; what would follow it does not either."""
    require(by, Duty.PUBLISH)
    _change(delivery, sources_of(State.CANCELLED), state=State.CANCELLED, next_try_at=None)
    for part in later_on(delivery):
        if part.state in sources_of(State.CANCELLED):
            _change(part, [State(part.state)], state=State.CANCELLED, next_try_at=None)
    end_if_nothing_waits(delivery.post)


@transaction.atomic
def declare_live(by: Member, delivery: Delivery, url: str) -> None:
    """Settle an unknown outcome: somebody looked, and it stands at this address."""
    require(by, Duty.PUBLISH)
    if not url.startswith(("https://", "http://")) or len(url) > _LONGEST_ADDRESS:
        raise Refusal(_("Give the address of the post, beginning with https://."), field="url")
    reference = Reference(uri=url, id="", url=url)
    _change(
        delivery,
        [State.UNKNOWN],
        state=State.LIVE,
        live_at=clock.now(),
        uri=reference.uri,
        url=url,
        next_try_at=None,
        trouble="",
    )


@transaction.atomic
def declare_absent(by: Member, delivery: Delivery) -> None:
    """Settle an unknown outcome: somebody looked, and it does not stand. A new try is a new operation."""
    require(by, Duty.PUBLISH)
    operation = connector_for(delivery.channel.kind).new_operation(clock.now())
    _change(delivery, [State.UNKNOWN], state=State.MISSED, operation=operation, next_try_at=None, trouble="")


def _schedule(by: Member, delivery: Delivery, **when: object) -> None:
    """Put a delivery on another moment, and the parts that follow it, as far as they have not gone out."""
    for one in [delivery, *(part for part in later_on(delivery) if part.state in _MOVABLE)]:
        require_agreed(by, one)
        ready = {"state": State.SCHEDULED, "next_try_at": None, "trouble": "", "held_for": ""}
        _change(one, _MOVABLE, **ready, **when, **_prepared_anew(one))


def _refuse_alone(delivery: Delivery) -> None:
    """A part of a thread goes out with the one before it, at its hour."""
    if delivery.follows is not None and delivery.follows.state != State.LIVE:
        raise Refusal(_("This goes out right after the post before it. Choose the moment of that one."))


def _refuse_misfits(delivery: Delivery) -> None:
    """A draft was never measured, and limits may have changed since: what does not fit is not sent."""
    found = misfits_of(delivery)
    if found:
        raise Refusal(sentences.does_not_fit(delivery.channel, found[0]), field="text")


def _prepared_anew(delivery: Delivery) -> dict[str, object]:
    """Networks throw away uploads that no post names after some hours, so pictures are uploaded again."""
    return {"prepared_at": None if shows_files(delivery) else clock.now()}


def _change(delivery: Delivery, states: Iterable[State], **fields: object) -> None:
    now = clock.now()
    free = Delivery.objects.filter(pk=delivery.pk, state__in=states).free(now)
    # A worker that slept beyond its lease must not put its own end to what a person has decided.
    if not free.update(state_since=now, claimed_by="", lease_until=None, **fields):
        raise Conflict(_("This has moved on in the meantime. Look again at how it stands now."))
    delivery.refresh_from_db()
