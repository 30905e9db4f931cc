"""When some days of a brand begin and end, as a program asks for them."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from antiphon.lib import clock
from antiphon.lib.errors import Refusal
from antiphon.organizations.models import Brand

LONGEST = timedelta(days=3660)
_LOOK_BACK = timedelta(days=89)


def moments_of(brand: Brand, since: date | None, until: date | None) -> tuple[datetime, datetime]:
    """Return when some days of a brand begin and end, not later than now; the last 90 without any."""
    now = clock.now()
    last = until or timezone.localdate(now, brand.zone)
    first = since or last - _LOOK_BACK
    if first > last or last - first > LONGEST:
        raise Refusal(_("Give days of at most ten years, the first one first."), field="since")
    end = datetime.combine(last + timedelta(days=1), time(), brand.zone)
    return datetime.combine(first, time(), brand.zone), min(now, end)
