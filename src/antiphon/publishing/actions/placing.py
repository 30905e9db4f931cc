"""How something gets its hour on the plan, or another one: whatever is decided about it stays decided."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from antiphon.lib.errors import Conflict, NotAllowed, Refusal
from antiphon.lib.wall_time import Resolved, resolve
from antiphon.organizations.models import Member
from antiphon.organizations.permissions import allows, require
from antiphon.organizations.rules import Duty
from antiphon.publishing.actions.deciding import reschedule
from antiphon.publishing.hours import moment_of
from antiphon.publishing.models import Deliveries, Delivery
from antiphon.publishing.rules.delivering import State

#: States in which nobody has decided yet that it goes out: they get an hour, and stay what they are.
UNDECIDED = frozenset({State.DRAFT, State.IN_REVIEW, State.HELD})
#: States in which an hour can still be changed.
MOVABLE = UNDECIDED | {State.APPROVED, State.SCHEDULED, State.MISSED, State.REFUSED}


def movable_by(member: Member) -> frozenset[State]:
    """Return the states in which the member may change the hour of something."""
    if allows(member, Duty.PUBLISH):
        return MOVABLE
    return UNDECIDED if allows(member, Duty.WRITE) else frozenset()


def movable_of(by: Member, deliveries: Iterable[Delivery]) -> list[Delivery]:
    """Return the deliveries whose hour the member may still change: where a post has gone out, it stays."""
    return [one for one in deliveries if one.state in movable_by(by)]


@transaction.atomic
def place(by: Member, deliveries: Iterable[Delivery], wall: datetime, zone: str) -> list[Resolved]:
    """Give deliveries an hour, all or none: what is planned is put there, what is not decided is proposed for it."""
    return [_place(by, one, wall, zone) for one in deliveries]


@transaction.atomic
def move_to_day(by: Member, deliveries: Sequence[Delivery], day: date) -> list[Resolved]:
    """Put deliveries on another day of the brand's calendar, at the hour of the day that they have, all or none.

    An hour that a person chose in a zone of its own stays as it is there.
    """
    return [_move(by, one, day) for one in deliveries]


@transaction.atomic
def plan_for(by: Member, delivery: Delivery, wall: datetime, zone: str) -> Resolved:
    """Decide that a delivery goes out at an hour, and its later parts with it."""
    reschedule(by, delivery, wall, zone)
    return resolve(wall, zone)


@transaction.atomic
def propose(by: Member, delivery: Delivery, wall: datetime, zone: str) -> Resolved:
    """Say when a delivery and its later parts might go out; whether they do is for somebody else to decide."""
    require(by, Duty.WRITE)
    found = moment_of(wall, zone)
    waiting = Delivery.objects.filter(pk=delivery.pk, state__in=UNDECIDED)
    kept = found.wall.isoformat(timespec="minutes")
    if not waiting.update(wall_time=kept, time_zone=zone, due_at=found.at):
        raise Conflict(_("This has moved on in the meantime. Look again at how it stands now."))
    delivery.refresh_from_db()
    for later in _later_parts(delivery):
        propose(by, later, wall, zone)
    return found


def _place(by: Member, delivery: Delivery, wall: datetime, zone: str) -> Resolved:
    if delivery.post.brand_id != by.brand_id:
        raise NotAllowed(_("This belongs to another brand."))
    if delivery.state in UNDECIDED:
        return propose(by, delivery, wall, zone)
    if delivery.state not in MOVABLE:
        raise Conflict(_("This has gone out already, so its hour can no longer be changed."))
    return plan_for(by, delivery, wall, zone)


def _move(by: Member, delivery: Delivery, day: date) -> Resolved:
    if delivery.due_at is None:
        raise Refusal(_("This has no hour yet. Give it one."), field="wall")
    brand = delivery.channel.brand
    shown = timezone.localtime(delivery.due_at, brand.zone).replace(tzinfo=None, second=0, microsecond=0)
    chosen = datetime.fromisoformat(delivery.wall_time) if delivery.wall_time else shown
    zone = delivery.time_zone if delivery.wall_time else brand.time_zone
    return _place(by, delivery, chosen + (day - shown.date()), zone)


def _later_parts(delivery: Delivery) -> Deliveries:
    """Return what follows a delivery on its channel and is not decided: its hour is that of the first part."""
    found = Delivery.objects.filter(follows=delivery, state__in=UNDECIDED)
    return found.select_related("channel__brand", "channel__identity", "post__content")
