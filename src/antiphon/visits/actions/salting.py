"""How the salt of a day is made, and thrown away when the day is over."""

import secrets
from datetime import UTC, date, datetime, time, timedelta

from django.db import transaction

from antiphon.lib import clock
from antiphon.visits.models import DailySalt
from antiphon.visits.rules.visitors import SALT_BYTES

#: Pages of a process that has not noticed yet that the day is over may ask for a moment more.
_GRACE = timedelta(minutes=5)
#: For how long a salt of a past day is kept while a log of that day is read.
_LOG = timedelta(hours=1)


def salt_of(day: date) -> bytes:
    """Return the salt of a day (UTC), the same for all who ask; of a day that is over a new one, for an hour.

    The one that visitors of that day had is kept no longer for it: what still stands of it is not made to last.
    """
    if day >= clock.now().date():  # pages ask again and again, and wait for nobody who writes
        for known in DailySalt.objects.filter(day=day):
            return bytes.fromhex(known.salt)
    return _made(day)


@transaction.atomic
def _made(day: date) -> bytes:
    now, over = clock.now(), datetime.combine(day + timedelta(days=1), time(), UTC) + _GRACE
    until = over if day >= now.date() else max(over, now + _LOG)
    fresh = {"salt": secrets.token_hex(SALT_BYTES), "kept_until": until}
    found, is_new = DailySalt.objects.get_or_create(day=day, defaults=fresh)
    if not is_new and over < found.kept_until < until:
        DailySalt.objects.filter(pk=found.pk).update(kept_until=until)
    return bytes.fromhex(found.salt)


@transaction.atomic
def throw_salts_away() -> int:
    """Erase the salts whose time is over; return how many went."""
    return DailySalt.objects.filter(kept_until__lt=clock.now()).delete()[0]
