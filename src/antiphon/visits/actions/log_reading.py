"""How the log of a web server becomes visits: a piece at a time, each noted with how far the log is read.

A log is known again by its first line (as a keyed hash), so what was read is not read twice: whether it broke off,
grew since, was renamed or packed.
"""

import gzip
import hashlib
import hmac
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import IO

from django.conf import settings
from django.db import transaction
from django.db.models import F

from antiphon.lib import clock
from antiphon.lib.errors import Refusal
from antiphon.visits.actions.counting import count_hits, count_left_out
from antiphon.visits.actions.salting import salt_of
from antiphon.visits.door import is_machine
from antiphon.visits.models import ReadLog, TrackedSite, Visit, VisitDay
from antiphon.visits.rules.hits import BROWSER, Act, Hit, Left, Reason, Way, host_of, read_address
from antiphon.visits.rules.logs import LogLine, read_log_line
from antiphon.visits.rules.visitors import house_of, visitor_key

#: Lines in one transaction, and the longest that is read of one.
PIECE, MOST_LINE = 1_000, 16_000


@dataclass(slots=True)
class Read:
    """What became of the lines so far; `offset` is how far it is, in bytes of the text."""

    lines: int = 0
    hits: int = 0
    beside: int = 0
    left: Counter[Reason] = field(default_factory=Counter)
    offset: int = 0


def read_log(site: TrackedSite, path: Path, at_once: int = PIECE) -> Iterator[Read]:
    """Count the pages of a log from where it was left; yield after each piece what became of all lines of this run.

    Raise Refusal if it cannot be opened or unpacked, or its first line is none of the combined format; what was
    counted before it broke off stays counted.
    """
    with _opened(path) as file, _unpacking(path):
        noted = _noted(site, path, file)
        file.seek(noted.offset)
        told, reader = Read(offset=noted.offset), _Reader(site)
        while piece := _piece(file, at_once):
            reader.count(noted, piece, told)
            yield told


class _Reader:
    """Makes hits of lines, with the salts of their days."""

    def __init__(self, site: TrackedSite) -> None:
        self._site, self._host = site, site.hosts[0]
        self._salts: dict[date, bytes] = {}
        self._scripted: dict[date, bool] = {}

    def count(self, noted: ReadLog, piece: Sequence[bytes], told: Read) -> None:
        """Count a piece and note how far the log is read, together; it is understood before others are held up."""
        now = clock.now()
        judged = [self._judged(line, now) for line in piece]
        hits = [one for one in judged if isinstance(one, Hit)]
        left = Counter(one for one in judged if isinstance(one, tuple))
        self._write(noted, piece, told.offset, hits, left)
        told.offset += sum(map(len, piece))
        told.lines, told.hits = told.lines + len(piece), told.hits + len(hits)
        told.beside += len(piece) - len(hits) - left.total()
        for (_day, reason), n in left.items():
            told.left[reason] += n

    @transaction.atomic
    def _write(
        self,
        noted: ReadLog,
        piece: Sequence[bytes],
        offset: int,
        hits: Sequence[Hit],
        left: Counter[tuple[str, Reason]],
    ) -> None:
        standing = ReadLog.objects.filter(pk=noted.pk, offset=offset)
        if not standing.update(
            offset=F("offset") + sum(map(len, piece)),
            lines=F("lines") + len(piece),
            hits=F("hits") + len(hits),
            left_out=F("left_out") + left.total(),
            read_at=clock.now(),
        ):
            raise Refusal("This log is being read by another command. Wait until that is done.")
        count_hits(hits)
        count_left_out(
            Left(site=self._site.pk, day=day, reason=reason, way=Way.LOG, hits=n) for (day, reason), n in left.items()
        )

    def _judged(self, raw: bytes, now: datetime) -> Hit | tuple[str, Reason] | None:
        """Return the hit that a line is, the day and the reason why it is left out, or None if it is no page."""
        line = read_log_line(raw)
        if line is None:
            return now.date().isoformat(), Reason.UNREADABLE
        at = min(line.at.astimezone(UTC), now)
        if not line.is_page:
            return None
        if is_machine(line.agent[:600]):
            return at.date().isoformat(), Reason.BOT
        if self._is_scripted(at.date()):
            return at.date().isoformat(), Reason.COUNTED
        return self._hit(line, at) or (at.date().isoformat(), Reason.UNREADABLE)

    def _hit(self, line: LogLine, at: datetime) -> Hit | None:
        page = read_address(f"https://{self._host}{line.target}" if line.target.startswith("/") else line.target)
        if page is None:
            return None
        visitor = visitor_key(self._salt(at.date()), self._site.pk, house_of(line.address), line.agent[:600])
        return Hit(
            site=self._site.pk, at=at.timestamp(), visitor=visitor, way=Way.LOG, act=Act.PAGE, path=page.path,
            referrer=host_of(line.referrer), source=page.source, medium=page.medium, campaign=page.campaign,
            code=page.code,
        )  # fmt: skip

    def _salt(self, day: date) -> bytes:
        if day not in self._salts:
            if len(self._salts) > 3:  # a log goes on in time: salts of days before are not asked for any more
                self._salts.clear()
            self._salts[day] = salt_of(day)
        return self._salts[day]

    def _is_scripted(self, day: date) -> bool:
        """Whether the script counts on a day already: the same pages must not be counted twice."""
        if day not in self._scripted:
            rows = Visit.objects.filter(site=self._site, way__in=BROWSER, began_at__date=day)
            old = VisitDay.objects.filter(site=self._site, day=day, scripted=True)
            self._scripted[day] = rows.exists() or old.exists()
        return self._scripted[day]


def _piece(file: IO[bytes], most: int) -> list[bytes]:
    """Return the next whole lines; one without end is still being written and stays for the next time."""
    lines: list[bytes] = []
    while len(lines) < most and (line := file.readline(MOST_LINE)):
        if not line.endswith(b"\n") and len(line) < MOST_LINE:
            break
        lines.append(line)
    return lines


def _opened(path: Path) -> IO[bytes]:
    opener: Callable[[Path], IO[bytes]] = _gzip if path.suffix == ".gz" else _plain
    try:
        return opener(path)
    except OSError as error:
        raise Refusal(f"{path} cannot be read: {error.strerror}.") from error


def _plain(path: Path) -> IO[bytes]:
    return path.open("rb")


def _gzip(path: Path) -> IO[bytes]:
    return gzip.open(path, "rb")  # type: ignore[return-value]


@contextmanager
def _unpacking(path: Path) -> Iterator[None]:
    """Inside, a file that is packed badly or broke off is refused."""
    try:
        yield
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise Refusal(f"{path} cannot be unpacked: {error}.") from error


def _noted(site: TrackedSite, path: Path, file: IO[bytes]) -> ReadLog:
    """Return how far a log was read, as its first line knows it."""
    first = file.readline(MOST_LINE)
    if read_log_line(first) is None:
        raise Refusal(f"{path} does not begin with a line of the combined log format.")
    key = f"antiphon.visits.logs:{settings.SECRET_KEY}".encode()
    mark = hmac.new(key, first, hashlib.sha256).hexdigest()
    about = {"name": path.name[:200], "read_at": clock.now()}
    return ReadLog.objects.get_or_create(site=site, mark=mark, defaults=about)[0]
