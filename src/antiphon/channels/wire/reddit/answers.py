"""What Reddit answers to who asks it to change something, and what its errors mean."""

import re
from datetime import timedelta
from http import HTTPStatus

import requests

from antiphon.channels.wire.reddit.records import Answer, Made
from antiphon.lib.errors import ChannelError, Trouble

_SPAN = re.compile(r"(\d+) (millisecond|second|minute|hour)")
_SECONDS = {"millisecond": 0.001, "second": 1.0, "minute": 60.0, "hour": 3600.0}
#: What Reddit's own names of errors mean; what is not here is about the words.
_TROUBLE = {
    "RATELIMIT": Trouble.LIMIT,
    "USER_REQUIRED": Trouble.AUTH,
    "ALREADY_SUB": Trouble.DUPLICATE,
    "SUBREDDIT_NOTALLOWED": Trouble.PERMISSION,
    "SUBREDDIT_NOTALLOWED_BANNED": Trouble.PERMISSION,
    "THREAD_LOCKED": Trouble.PERMISSION,
    "TOO_OLD": Trouble.PERMISSION,
    "IMAGE_ERROR": Trouble.MEDIA,
    "NO_IMAGES": Trouble.PERMISSION,
    "NO_LINKS": Trouble.PERMISSION,
    "NO_SELFS": Trouble.PERMISSION,
}


def made(answer: Answer) -> Made:
    """Return what was made; raise ChannelError with what Reddit says instead, inside an answer of success."""
    told = answer.json
    if not told.errors:
        return told.data or Made()
    first = told.errors[0]
    name, words = (first[0] or "", " ".join(part or "" for part in first[1:]))
    trouble = _TROUBLE.get(name, Trouble.CONTENT)
    wait = _wait(told.ratelimit, words) if trouble == Trouble.LIMIT else None
    raise ChannelError(trouble, f"{name}: {words}", retry_after=wait)


def _wait(seconds: float, words: str) -> timedelta:
    spans = (int(amount) * _SECONDS[unit] for amount, unit in _SPAN.findall(words))
    return timedelta(seconds=seconds or sum(spans) or 600)


def explain(answer: requests.Response) -> Trouble | None:
    """Return what Reddit means where its status alone says less: by a community's rules, words are refused."""
    if answer.status_code == HTTPStatus.BAD_REQUEST:
        return Trouble.CONTENT
    if answer.status_code == HTTPStatus.FORBIDDEN and "USER_REQUIRED" in answer.text:
        return Trouble.AUTH
    return None


def asks_to_wait(answer: requests.Response) -> timedelta | None:
    """Return how long until Reddit's window ends: it tells seconds from now."""
    left = answer.headers.get("x-ratelimit-reset", "")
    return timedelta(seconds=float(left)) if left.replace(".", "", 1).isdigit() else None
