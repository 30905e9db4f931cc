"""The door of this process, made at the first hit."""

import atexit
import threading
import time
from datetime import date

from django.conf import settings

from antiphon.visits.actions.salting import salt_of
from antiphon.visits.door import Door, Known, SiteAtTheDoor
from antiphon.visits.hit_files import HitWriter, folder
from antiphon.visits.models import TrackedSite
from antiphon.visits.rules.floods import Minute

_doors: list[Door] = []
_making = threading.Lock()


def door() -> Door:
    """Return the door of this process."""
    if not _doors:
        with _making:
            if not _doors:
                _doors.append(_made())
    return _doors[0]


def forget_door() -> None:
    """Let the next hit make the door anew, as in a test with a folder of its own."""
    _doors.clear()


def _made() -> Door:
    minute = Minute(settings.HITS_A_MINUTE_A_SENDER, settings.HITS_A_MINUTE_A_SITE)
    made = Door(_look, HitWriter(folder(), settings.HITS_WAITING_MAX_BYTES), minute)
    atexit.register(lambda: made.tell_left_out(time.time()))
    return made


def _look(day: str) -> Known:
    sites = {one.public_key: SiteAtTheDoor(one.pk, one.hosts) for one in TrackedSite.objects.counted()}
    return Known(sites, day, salt_of(date.fromisoformat(day)))
