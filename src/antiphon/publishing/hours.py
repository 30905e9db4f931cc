"""The hour that somebody asks for, as a moment."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from antiphon.lib import clock
from antiphon.lib.errors import Refusal
from antiphon.lib.wall_time import NoSuchMoment, Resolved, UnknownZone, resolve


def moment_of(wall: datetime, zone: str, *, past: bool = False) -> Resolved:
    """Return the moment that a wall time means in a zone; raise Refusal if it is none, or is over and may not be."""
    try:
        found = resolve(wall, zone)
    except UnknownZone as error:
        raise Refusal(_("This time zone is not known. Choose one such as Europe/Rome."), field="zone") from error
    except NoSuchMoment as error:
        raise Refusal(_("Give a day and an hour that the calendar knows."), field="wall") from error
    if not past and found.at < clock.now():
        raise Refusal(_("This time has passed already. Choose a later one, or send now."), field="wall")
    return found
