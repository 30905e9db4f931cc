"""Feeds of others, in RSS or Atom: asked for politely through the guarded door, and read with care."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from io import BytesIO
from time import struct_time
from typing import Any

import feedparser
import requests

from antiphon.lib import clock
from antiphon.lib.bounds import Bounds
from antiphon.lib.errors import AntiphonError
from antiphon.lib.http import AddressRefused, AnswerTooLarge, AnswerTooSlow, guarded_session
from antiphon.lib.markup import clean_text, plain_text
from antiphon.lib.retry_after import asked_wait

_ACCEPT = "application/atom+xml, application/rss+xml, application/xml;q=0.9, text/xml;q=0.8, */*;q=0.1"
_PERMANENT = frozenset({301, 308})
_GONE, _NOT_MODIFIED, _OK, _TOO_MANY, _UNAVAILABLE = 410, 304, 200, 429, 503
_MOST_ENTRIES, _MOST_TEXT, _MOST_TITLE, _MOST_ADDRESS = 200, 2_000, 300, 1_000


class FeedTrouble(StrEnum):
    """Why a feed could not be read."""

    UNREACHABLE = "unreachable"
    REFUSED = "refused"
    MISSING = "missing"
    GONE = "gone"
    ASKED_TO_WAIT = "asked_to_wait"
    SERVER = "server"
    TOO_LARGE = "too_large"
    TOO_SLOW = "too_slow"
    NO_FEED = "no_feed"


class FeedUnread(AntiphonError):
    """A feed could not be read. `wait` is how long its server asked us to stay away, if it did."""

    def __init__(self, trouble: FeedTrouble, detail: str = "", wait: timedelta | None = None) -> None:
        super().__init__(f"{trouble}: {detail[:200]}")
        self.trouble, self.wait = trouble, wait


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """One entry: `id` names it within its feed, `text` is plain and cut."""

    id: str
    title: str
    text: str
    link: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class FeedRead:
    """What a server answered: entries, newest first as the feed has them; none and `unchanged` if it says so.

    `address` is where the feed is now, `etag` and `modified` are what to send along the next time.
    """

    address: str
    unchanged: bool = False
    title: str = ""
    etag: str = ""
    modified: str = ""
    entries: tuple[FeedEntry, ...] = field(default=())


def fetch(address: str, bounds: Bounds, *, agent: str, etag: str = "", modified: str = "") -> FeedRead:
    """Return what a feed says; raise FeedUnread, with the reason, if it says nothing that can be read."""
    asked = {"User-Agent": agent, "Accept": _ACCEPT}
    asked |= {"If-None-Match": etag} if etag else {}
    asked |= {"If-Modified-Since": modified} if modified else {}
    try:
        answer = guarded_session(bounds).get(address, headers=asked)
    except AddressRefused as error:
        raise FeedUnread(FeedTrouble.REFUSED, str(error)) from error
    except AnswerTooLarge as error:
        raise FeedUnread(FeedTrouble.TOO_LARGE) from error
    except AnswerTooSlow as error:
        raise FeedUnread(FeedTrouble.TOO_SLOW) from error
    except (requests.RequestException, OSError, ValueError) as error:
        raise FeedUnread(FeedTrouble.UNREACHABLE, str(error)) from error
    return _read(answer, address)


def _read(answer: requests.Response, asked: str) -> FeedRead:
    now_at = answer.url if answer.history and all(one.status_code in _PERMANENT for one in answer.history) else asked
    if answer.status_code == _NOT_MODIFIED:
        return FeedRead(now_at, unchanged=True)
    if answer.status_code != _OK:
        raise _failure(answer)
    title, entries = parse(answer.content, answer.headers.get("Content-Type", ""), answer.url)
    etag, modified = answer.headers.get("ETag", "")[:500], answer.headers.get("Last-Modified", "")[:100]
    return FeedRead(now_at, title=title, etag=etag, modified=modified, entries=entries)


def parse(data: bytes, content_type: str, address: str) -> tuple[str, tuple[FeedEntry, ...]]:
    """Return the title and the entries of a feed; raise FeedUnread for what is none.

    The reader is given a stream: of bytes that look like a path or an address it would open that.
    """
    found = feedparser.parse(
        BytesIO(data), response_headers={"content-type": content_type, "content-location": address}
    )
    if not found.get("version") or (found.get("bozo") and not found.entries):
        raise FeedUnread(FeedTrouble.NO_FEED)
    entries = tuple(one for entry in found.entries[:_MOST_ENTRIES] if (one := _entry(entry)) is not None)
    return _plain(found.feed.get("title", ""))[:_MOST_TITLE], entries


def _entry(entry: Mapping[str, Any]) -> FeedEntry | None:
    link = str(entry.get("link") or "")
    link = link if link.startswith(("https://", "http://")) and len(link) <= _MOST_ADDRESS else ""
    name, title = str(entry.get("id") or link), _plain(entry.get("title", ""))[:_MOST_TITLE]
    text = _plain(entry.get("summary", ""))[:_MOST_TEXT]
    if not name or not (title or text):
        return None
    return FeedEntry(
        name[:600], title, text, link, _moment(entry.get("published_parsed") or entry.get("updated_parsed"))
    )


def _plain(source: object) -> str:
    return clean_text(plain_text(str(source or ""))).strip()


def _moment(at: struct_time | None) -> datetime | None:
    """Return a moment of the feed, which the reader gives in UTC."""
    try:
        return datetime(*at[:6], tzinfo=UTC) if at else None
    except ValueError:
        return None


def _failure(answer: requests.Response) -> FeedUnread:
    status = answer.status_code
    if status == _GONE:
        return FeedUnread(FeedTrouble.GONE)
    if status in {_TOO_MANY, _UNAVAILABLE}:
        return FeedUnread(FeedTrouble.ASKED_TO_WAIT, str(status), asked_wait(answer.headers, clock.now()))
    trouble = FeedTrouble.SERVER if status >= 500 else FeedTrouble.MISSING
    return FeedUnread(trouble, str(status))
