"""How long a server asks to wait, in whichever of the ways that servers say it."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

#: A server that asks for longer than this is asked again after it all the same.
LONGEST = timedelta(days=1)


def asked_wait(headers: Mapping[str, str], now: datetime) -> timedelta | None:
    """Return what a server asks for, between nothing and a day; None if it does not ask or cannot be understood.

    `headers` have names in lower case. Read are `retry-after` (seconds or a date, RFC 9110 § 10.2.3) and the
    end of the window in `ratelimit-reset` or `x-ratelimit-reset` (Unix seconds or ISO 8601), counted from the
    server's own `date`, so that its clock may be wrong.
    """
    its_now = _moment(headers.get("date", "")) or now
    asked = headers.get("retry-after", "").strip()
    if asked.isdecimal():
        return _within_bounds(timedelta(seconds=int(asked[:9])))
    for name in ("retry-after", "x-ratelimit-reset", "ratelimit-reset"):
        until = _moment(headers.get(name, ""))
        if until is not None:
            return _within_bounds(until - its_now)
    return None


def _within_bounds(wait: timedelta) -> timedelta:
    return min(max(wait, timedelta(0)), LONGEST)


def _moment(text: str) -> datetime | None:
    try:
        if re.fullmatch(r"\d{9,11}", text.strip()):
            return datetime.fromtimestamp(int(text), UTC)
        read = datetime.fromisoformat(text) if re.match(r"\d{4}-", text) else parsedate_to_datetime(text)
    except (ValueError, OverflowError, OSError):
        return None
    return read if read.tzinfo else read.replace(tzinfo=UTC)
