"""Lines of a web server's log, in the combined format of Apache and nginx."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

#: host ident user [time] "request" status bytes "referrer" "browser"; what stands behind is not read.
_COMBINED = re.compile(
    rb'(\S{1,60}) \S+ [^\[\n]{1,200}? ?\[([^\]]{20,30})\] "(\S{1,16}) (\S{1,4000})(?: [^"]*)?" (\d{3}) \S+'
    rb'(?: "((?:[^"\\]|\\.){0,4000})" "((?:[^"\\]|\\.){0,2000})")?'
)
_MOMENT = re.compile(r"(\d\d)/(\w{3})/(\d{4}):(\d\d):(\d\d):(\d\d) ([+-])(\d\d)(\d\d)")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_FIRST_YEAR = 1970
#: What a page needs and is none itself.
_BESIDE = re.compile(
    r"\.(?:css|js|mjs|map|png|jpe?g|gif|svg|webp|avif|ico|bmp|woff2?|ttf|otf|eot|mp[34]|webm|ogg|wav|m3u8|ts|zip|gz|"
    r"json|xml|txt|rss|atom|webmanifest|wasm)$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class LogLine:
    """A request as a log tells it; `target` is path and query."""

    address: str
    at: datetime
    method: str
    target: str
    status: int
    referrer: str
    agent: str

    @property
    def is_page(self) -> bool:
        """Whether somebody was given a page: a GET that was answered, of nothing that only belongs to a page.

        304 is a page too: the browser had it already.
        """
        given = self.method == "GET" and (200 <= self.status < 300 or self.status == 304)
        return given and not _BESIDE.search(self.target.partition("?")[0])


def read_log_line(line: bytes) -> LogLine | None:
    """Return what a line says; None if it is not of this format.

    >>> told = b'192.0.2.1 - - [22/Nov/2026:12:00:00 +0100] "GET /tea?a=1 HTTP/2.0" 200 51 "-" "Mozilla/5.0"'
    >>> line = read_log_line(told)
    >>> line.target, line.at.isoformat(), line.referrer, line.is_page
    ('/tea?a=1', '2026-11-22T12:00:00+01:00', '', True)
    """
    found = _COMBINED.match(line)
    if found is None:
        return None
    address, at, method, target, status, referrer, agent = (
        (part or b"").decode("utf-8", "replace") for part in found.groups()
    )
    when = _moment(at)
    if when is None:
        return None
    return LogLine(
        address, when, method, target, int(status), referrer if referrer != "-" else "", agent if agent != "-" else ""
    )


def _moment(told: str) -> datetime | None:
    """Return the moment that a log tells, whatever language this machine speaks."""
    found = _MOMENT.fullmatch(told)
    if found is None or found[2] not in _MONTHS or int(found[3]) < _FIRST_YEAR:
        return None
    day, year, hour, minute, second, zone_hours, zone_minutes = (int(found[n]) for n in (1, 3, 4, 5, 6, 8, 9))
    beyond = timedelta(hours=zone_hours, minutes=zone_minutes) * (-1 if found[7] == "-" else 1)
    try:
        return datetime(year, _MONTHS.index(found[2]) + 1, day, hour, minute, second, tzinfo=timezone(beyond))
    except ValueError:
        return None
