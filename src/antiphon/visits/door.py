"""Where hits come in: who is counted and who is left out, decided at once and without a look at the database.

The sites and the salt of the day are read again every few seconds. The address of who comes is used for the key of
the day and for the count of the minute, and forgotten.
"""

import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from functools import lru_cache

import structlog
from crawlerdetect import CrawlerDetect
from django.db import DatabaseError

from antiphon.visits.hit_files import Full, HitWriter
from antiphon.visits.rules.floods import Minute
from antiphon.visits.rules.hits import Act, Hit, Left, Reason, Way, host_of, plain, read_address, stands_on, written
from antiphon.visits.rules.visitors import visitor_key

log = structlog.get_logger(__name__)
FRESH_SECONDS = 5.0
#: A browser says who it is in less.
_MOST_AGENT = 600


class Taken(StrEnum):
    """What became of a hit at the door."""

    COUNTED = "counted"
    LEFT_OUT = "left_out"
    NO_SITE = "no_site"


@dataclass(frozen=True, slots=True)
class SiteAtTheDoor:
    """A site as it is known here."""

    pk: int
    hosts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Known:
    """What the door reads of the database: the sites by their keys, and the salt of a day."""

    sites: Mapping[str, SiteAtTheDoor]
    day: str
    salt: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Knock:
    """A hit as it comes in: `asked_not` if the browser asks not to be tracked, `address` only to make the key."""

    site: str
    url: str
    way: Way
    agent: str
    address: str
    act: Act = Act.PAGE
    name: str = ""
    referrer: str = ""
    asked_not: bool = False
    at: float | None = None


class Door:
    """Lets hits in; one for a process."""

    def __init__(self, look: Callable[[str], Known], writer: HitWriter, minute: Minute) -> None:
        self._look, self._writer, self._minute = look, writer, minute
        self._known = Known({}, "", b"")
        self._looked = -FRESH_SECONDS
        self._left: dict[tuple[int, str, Reason, Way], int] = {}
        self._left_written = 0.0
        self._lock = threading.Lock()

    def knock(self, knock: Knock, now: float) -> tuple[Taken, str]:
        """Take a hit in at a moment (seconds since 1970) or leave it out; return which, and the visitor's key.

        A moment of the hit's own that lies ahead is not believed: now holds. Raise Full if too much waits.
        """
        known = self._at(now)
        site = known.sites.get(knock.site)
        if site is None:
            return Taken.NO_SITE, ""
        visitor = visitor_key(known.salt, site.pk, knock.address, knock.agent[:_MOST_AGENT])
        reason, hit = self._judged(knock, site, visitor, now)
        if hit is None or reason:
            self._leave_out(site.pk, reason or Reason.UNREADABLE, knock.way, now)
            return Taken.LEFT_OUT, ""
        self._writer.append(written(hit), now)
        return Taken.COUNTED, visitor

    def visitor(self, site: int, address: str, agent: str, now: float) -> str:
        """Return the key that a visitor has today."""
        return visitor_key(self._at(now).salt, site, address, agent[:_MOST_AGENT])

    def tell_left_out(self, now: float) -> None:
        """Write down how many were left out since the last time."""
        with self._lock:
            left, self._left, self._left_written = self._left, {}, now
        with suppress(Full):  # where no hit is taken, it is not told either how many were left out beside
            for (site, day, reason, way), hits in left.items():
                self._writer.append(written(Left(site=site, day=day, reason=reason, way=way, hits=hits)), now)

    def _judged(
        self, knock: Knock, site: SiteAtTheDoor, visitor: str, now: float
    ) -> tuple[Reason | None, Hit | None]:
        """Return why a hit is left out, or the hit."""
        if knock.asked_not:
            return Reason.ASKED, None
        sender = visitor_key(self._known.salt, 0, knock.address, "")
        if self._minute.is_flood(site.pk, sender, now):
            return Reason.FLOOD, None
        page = read_address(knock.url)
        if page is None:
            return Reason.UNREADABLE, None
        if not stands_on(page.host, site.hosts):
            return Reason.ELSEWHERE, None
        if is_machine(knock.agent[:_MOST_AGENT]):
            return Reason.BOT, None
        return None, Hit(
            site=site.pk,
            at=now if knock.at is None else min(knock.at, now),
            visitor=visitor,
            way=knock.way,
            act=knock.act,
            path=page.path,
            name=plain(knock.name),
            referrer=host_of(knock.referrer),
            source=page.source,
            medium=page.medium,
            campaign=page.campaign,
            code=page.code,
        )

    def _at(self, now: float) -> Known:
        """Return what is known, read anew every few seconds and at the turn of the day.

        While the database does not answer what was known of this day holds; without any the hit cannot be taken.
        """
        day = day_of(now)
        if now - self._looked > FRESH_SECONDS or self._known.day != day:
            try:
                self._known = self._look(day)
            except DatabaseError:
                if self._known.day != day:
                    raise
                log.exception("sites not read anew")
            self._looked = now
        return self._known

    def _leave_out(self, site: int, reason: Reason, way: Way, now: float) -> None:
        """Count it here; a few seconds of these counts are all that a process takes with it when it is killed."""
        with self._lock:
            key = (site, day_of(now), reason, way)
            self._left[key] = self._left.get(key, 0) + 1
            begins = len(self._left) == 1 and self._left[key] == 1
        if begins:
            later = threading.Timer(1.0, lambda: self.tell_left_out(time.time()))
            later.daemon = True
            later.start()


@lru_cache(maxsize=8192)
def is_machine(agent: str) -> bool:
    """Whether a crawler or a preview says so of itself; who does not say who they are is one.

    Cardyb makes Bluesky's previews and is not on the library's list.
    """
    return bool(not agent or "Cardyb" in agent or "HeadlessChrome" in agent or CrawlerDetect().isCrawler(agent))


def day_of(at: float) -> str:
    """Return the day (UTC) of a moment, as 2026-11-22."""
    return datetime.fromtimestamp(at, UTC).date().isoformat()
