"""Until when something is put off, as it is chosen on a page: a usual moment, or a day and an hour."""

from collections.abc import Mapping
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from antiphon.conversations.rules import Until, moment_until
from antiphon.lib import clock
from antiphon.lib.errors import Refusal
from antiphon.lib.wall_time import NoSuchMoment, resolve
from antiphon.organizations.models import Brand

#: The usual moments, in the order in which they are offered.
CHOICES = (
    (Until.LATER, _("In three hours")),
    (Until.TOMORROW, _("Tomorrow at nine")),
    (Until.MONDAY, _("On Monday at nine")),
    (Until.WEEK, _("In a week")),
)


def until_in(asked: Mapping[str, str], brand: Brand) -> datetime:
    """Return the moment that was chosen with `act`, as `snooze:monday`; else the one that is typed."""
    chosen, typed = asked.get("act", "").partition(":")[2], asked.get("at", "").strip()
    if chosen in set(Until):
        return moment_until(Until(chosen), clock.now(), brand.time_zone)
    if not typed:
        raise Refusal(_("Choose until when it rests."), field="until")
    return _typed(typed, brand)


def _typed(typed: str, brand: Brand) -> datetime:
    try:
        return resolve(datetime.fromisoformat(typed).replace(tzinfo=None), brand.time_zone).at
    except (ValueError, NoSuchMoment) as error:
        raise Refusal(_("Give a day and an hour that the calendar knows."), field="until") from error
