"""How planned hours keep to the clock on the wall, whatever becomes of time zones."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from antiphon.lib import clock
from antiphon.lib.errors import Refusal
from antiphon.lib.wall_time import UnknownZone, resolve, zone_named
from antiphon.organizations.actions import set_time_zone
from antiphon.organizations.models import Brand, Member
from antiphon.publishing.models import Deliveries, Delivery, Series
from antiphon.publishing.rules.delivering import State

#: States in which an hour is still ahead.
_WAITING = frozenset({State.DRAFT, State.IN_REVIEW, State.APPROVED, State.SCHEDULED, State.HELD})

type _Hour = tuple[str, str, datetime]


@transaction.atomic
def resolve_again() -> int:
    """Put what waits to the moments that its wall times mean by today's time zone data; return how many moved.

    A new edition of the data, in which a country keeps or gives up its summer time, is the reason.
    """
    ahead = _waiting().filter(due_at__gt=clock.now())
    return sum(_moved(ahead, hour, hour[1]) for hour in _hours(ahead))


@transaction.atomic
def change_time_zone(by: Member, zone: str) -> int:
    """Let the brand live by another clock: what is planned keeps its hour there; return how many moved.

    What somebody planned on a clock of its own choice stays on that one. Raise Refusal for an unknown zone.
    """
    try:
        zone_named(zone)
    except UnknownZone as error:
        raise Refusal(_("This time zone is not known. Choose one such as Europe/Rome."), field="zone") from error
    before = Brand.objects.select_for_update().get(pk=by.brand_id).time_zone
    set_time_zone(by, zone)
    planned = _waiting().filter(post__brand=by.brand, time_zone=before, due_at__gt=clock.now())
    moved = sum(_moved(planned, hour, zone) for hour in _hours(planned))
    Series.objects.filter(brand=by.brand, time_zone=before).update(time_zone=zone)
    return moved


def _waiting() -> Deliveries:
    return Delivery.objects.filter(state__in=_WAITING).exclude(Q(wall_time="") | Q(time_zone=""))


def _hours(deliveries: Deliveries) -> Iterable[_Hour]:
    """Return the hours for which anything is planned, each once."""
    rows = deliveries.order_by().values_list("wall_time", "time_zone", "due_at").distinct()
    return [(wall, zone, due) for wall, zone, due in rows if due is not None]


def _moved(deliveries: Deliveries, hour: _Hour, zone: str) -> int:
    """Put what is planned for an hour to the moment that its wall time means in a zone. One UPDATE."""
    wall, before, due = hour
    found = resolve(datetime.fromisoformat(wall), zone)
    if found.at == due and zone == before:
        return 0
    here = deliveries.filter(wall_time=wall, time_zone=before, due_at=due).free(clock.now())
    pks = list(here.values_list("pk", flat=True))
    kept = found.wall.isoformat(timespec="minutes")
    return Delivery.objects.filter(pk__in=pks, due_at=due).update(wall_time=kept, time_zone=zone, due_at=found.at)
