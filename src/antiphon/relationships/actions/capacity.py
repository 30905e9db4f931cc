"""How much room a member says they have."""

from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from antiphon.lib.errors import Refusal
from antiphon.organizations.models import Member
from antiphon.organizations.permissions import require
from antiphon.organizations.rules import Duty
from antiphon.relationships.models import Capacity

MOST_PEOPLE, MOST_A_DAY, MOST_MINUTES, MOST_RATE = 5_000, 100, 720, Decimal(10_000)


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """What a member has room for, as they say it; see `Capacity`."""

    people: int = 150
    close: int = 15
    a_day: int | None = None
    minutes_a_day: int | None = None
    rate: Decimal | None = None
    currency: str = "EUR"
    by_mail: bool = True


@transaction.atomic
def say_capacity(by: Member, room: Room) -> Capacity:
    """Keep what a member says of their own room; nobody says it for another."""
    require(by, Duty.ANSWER)
    _between(room.people, 1, MOST_PEOPLE, "people")
    _between(room.close, 0, room.people, "close")
    _between(room.a_day, 0, MOST_A_DAY, "a_day")
    _between(room.minutes_a_day, 0, MOST_MINUTES, "minutes_a_day")
    _check_rate(room)
    values = {name: getattr(room, name) for name in Room.__slots__} | {"currency": room.currency.upper()}
    return Capacity.objects.update_or_create(member=by, defaults=values)[0]


def _between(value: int | None, least: int, most: int, field: str) -> None:
    if value is not None and not least <= value <= most:
        told = _("Give a number from %(least)d to %(most)d.") % {"least": least, "most": most}
        raise Refusal(told, field=field)


def _check_rate(room: Room) -> None:
    if room.rate is not None and not (room.rate.is_finite() and 0 <= room.rate <= MOST_RATE):
        raise Refusal(_("Give what an hour costs, from 0 to 10,000, or leave it empty."), field="rate")
    if not (len(room.currency) == 3 and room.currency.isascii() and room.currency.isalpha()):
        raise Refusal(_("Give the three letters of a currency, such as EUR."), field="currency")
