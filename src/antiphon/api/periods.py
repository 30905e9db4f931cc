"""When some days of a brand begin and end, as a program asks for them."""

from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from antiphon.lib import clock
from antiphon.lib.errors import Refusal
from antiphon.lib.wall_time import bounds_of_days
from antiphon.organizations.models import Brand

LONGEST = timedelta(days=3660)
#: Figures of days outside of these years would have to be compared with days that no calendar has.
_YEARS = range(2000, 9000)
_LOOK_BACK = timedelta(days=89)


def moments_of(brand: Brand, since: date | None, until: date | None) -> tuple[datetime, datetime]:
    """Return when some days of a brand begin and end, not later than now; the last 90 without any.

    Days that are still to come end when they begin.
    """
    now = clock.now()
    last = until or timezone.localdate(now, brand.zone)
    if last.year not in _YEARS or (since and since.year not in _YEARS):
        raise Refusal(_("Give a day."), field="since" if last.year in _YEARS else "until")
    first = since or last - _LOOK_BACK
    if first > last or last - first > LONGEST:
        raise Refusal(_("Give days of at most ten years, the first one first."), field="since")
    begin, end = bounds_of_days(first, last, brand.zone)
    return begin, max(begin, min(now, end))
