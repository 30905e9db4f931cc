"""The hour that somebody asks for, as a moment; the days, as a span."""

from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from antiphon.lib import clock
from antiphon.lib.errors import Refusal
from antiphon.lib.wall_time import NoSuchMoment, Resolved, UnknownZone, resolve
from antiphon.publishing.rules.spans import BadSpan, Span, between


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


def days_between(first: date, last: date | None, usual_days: int) -> Span:
    """Return the days from one to another, or so many from the first; raise Refusal if they make no span."""
    try:
        return between(first, last, usual_days)
    except BadSpan as error:
        raise Refusal(_("Give days at most three years apart, the first one first."), field="last") from error
