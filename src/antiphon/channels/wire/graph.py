"""Meta's Graph API, as Facebook, Instagram and Threads speak it: one way to ask, its errors and its usage.

Sources: developers.facebook.com, "Handling Errors" (Graph API), "Error Codes" (Instagram Platform, 2026-06-02),
"Rate Limits".
"""

import json
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import requests

from antiphon.channels.connector import Door, Pace
from antiphon.channels.wire.rest import Gone, Rest, understood
from antiphon.lib.errors import ChannelError, Trouble

#: The edition of the interface; each lives for about two years (v25.0: until 2028-07-29).
EDITION = "v25.0"
_USAGE, _BUSINESS_USAGE = "x-app-usage", "x-business-use-case-usage"
_AUTH = frozenset({102, 190, 2500})
_PERMISSION = frozenset({3, 10, 25, *range(200, 300)})
_LIMIT = frozenset({4, 9, 17, 32, 341, 368, 613, *range(80_000, 80_015)})
_MEDIA = frozenset({324, 352, 389, 9004, 36_000, 36_001, 36_003})
_PASSING = frozenset({-2, -1, 1, 2})
_NOT_READY, _NOT_FOUND = 9007, 24
#: What its finer numbers say better than the code they come with.
_BY_SUBCODE: dict[tuple[int, int], Trouble] = {
    (1, 2_207_057): Trouble.MEDIA,
    (4, 2_207_051): Trouble.CONTENT,
    (100, 2_207_023): Trouble.MEDIA,
    (100, 2_207_028): Trouble.MEDIA,
}
_GONE = frozenset({(100, 33), (-2, 2_207_020), (_NOT_FOUND, 2_207_006), (_NOT_FOUND, 2_207_008)})
_DUPLICATE = 506


class Graph(Rest):
    """One of Meta's interfaces under `base`, asked with an access token that never stands in an address."""

    def __init__(self, door: Door, base: str, token: str) -> None:
        super().__init__(door, base, {"Authorization": f"Bearer {token}"}, explain, regained)

    def answer(self, method: str, path: str, *, sent: bool = False, **request: Any) -> requests.Response:
        """Return the whole answer; how much of what it allows in an hour is used up is passed on."""
        answered = super().answer(method, path, sent=sent, **request)
        self._note_usage(answered)
        return answered

    def change(self, path: str, fields: dict[str, Any], *, sent: bool = False) -> dict[str, Any]:
        """Return the answer to a form; what is not text travels as JSON, what is empty does not."""
        filled = {name: value for name, value in fields.items() if value not in (None, "", [], {})}
        found = self.ask("POST", path, sent=sent, data={name: _written(value) for name, value in filled.items()})
        with understood(f"POST {path}", sent=sent):
            return {**found}

    def all(self, path: str, pages: int, **query: Any) -> Iterator[dict[str, Any]]:
        """Yield what is listed, page after page, at most so many."""
        after: str | None = None
        for _ in range(pages):
            found = self.get(path, **query, after=after)
            with understood(f"GET {path}"):
                listed, paging = [{**one} for one in found["data"]], found.get("paging") or {}
                after = str(paging["cursors"]["after"]) if paging.get("next") else None
            yield from listed
            if after is None:
                return

    def recent(
        self, path: str, since: datetime, pages: int, stamp: str = "timestamp", **query: Any
    ) -> Iterator[dict[str, Any]]:
        """Yield what is listed, the newest first, back to a moment of our clock; `stamp` names its moment."""
        its_since: datetime | None = None
        for one in self.all(path, pages, **query):
            its_since = its_since or since + self.ahead
            with understood(path):
                if instant(one[stamp]) < its_since:
                    return
            yield one

    def insights(self, identifier: str, names: Mapping[str, str]) -> dict[str, int]:
        """Return figures of a post by our names, of theirs; what the network does not tell of it is left out."""
        found = self.get(f"{identifier}/insights", metric=",".join(names))
        with understood("insights"):
            told = {str(one["name"]): int(one["values"][0]["value"]) for one in found["data"] if one["values"]}
        return {name: told[theirs] for theirs, name in names.items() if theirs in told}

    def insights_if_any(self, identifier: str, names: Mapping[str, str]) -> dict[str, int]:
        """Return the same, nothing where too few people saw it or the application may not know."""
        try:
            return self.insights(identifier, names)
        except ChannelError as error:
            if error.trouble not in {Trouble.PERMISSION, Trouble.CONTENT}:
                raise
            return {}

    def _note_usage(self, answered: requests.Response) -> None:
        for header, of_application in ((_USAGE, True), (_BUSINESS_USAGE, False)):
            used = _percent(_decoded(answered.headers.get(header, "")))
            if used is not None:
                # The hour slides: some of what is used up comes back every minute.
                soon = datetime.now(UTC) + timedelta(minutes=10)
                self._door.pace(Pace(max(0, 100 - used), soon, of_application=of_application, most=100))


def explain(answer: requests.Response) -> Trouble | ChannelError | None:
    """Return the trouble that an error of the Graph API means; None if it is none of its errors."""
    error = error_of(answer)
    code, subcode = _number(error.get("code")), _number(error.get("error_subcode"))
    if code is None:
        return None
    detail = f"{code}/{subcode}: {str(error.get('message', ''))[:300]}"
    if (code, subcode) in _GONE or code == _NOT_FOUND:
        return Gone(detail)
    if code == _NOT_READY:
        return ChannelError(Trouble.BEFORE_SEND, detail)
    return _BY_SUBCODE.get((code, subcode or 0)) or _by_code(code, passing=error.get("is_transient") is True)


def _by_code(code: int, *, passing: bool) -> Trouble:
    kinds = {
        Trouble.AUTH: code in _AUTH,
        Trouble.PERMISSION: code in _PERMISSION,
        Trouble.LIMIT: code in _LIMIT,
        Trouble.DUPLICATE: code == _DUPLICATE,
        Trouble.MEDIA: code in _MEDIA,
        Trouble.BEFORE_SEND: passing or code in _PASSING,
    }
    return next((kind for kind, fits in kinds.items() if fits), Trouble.CONTENT)


def error_of(answer: requests.Response) -> dict[str, Any]:
    """Return what an answer says of its error; nothing if it is none of the Graph API."""
    try:
        body = answer.json()
    except ValueError:
        return {}
    error = body.get("error") if isinstance(body, dict) else None
    return error if isinstance(error, dict) else {}


def regained(answer: requests.Response) -> timedelta | None:
    """Return after how long access is regained, which is told in minutes; None if it is not told."""
    told = _decoded(answer.headers.get(_BUSINESS_USAGE, ""))
    waits = [entry.get("estimated_time_to_regain_access") for entry in _entries(told)]
    longest = max((wait for wait in waits if isinstance(wait, int)), default=0)
    return timedelta(minutes=longest) if longest else None


def instant(text: str) -> datetime:
    """Return a moment of the Graph API, by its own clock."""
    return datetime.fromisoformat(text).astimezone(UTC)


def moment(text: str) -> datetime:
    """Return a moment of the Graph API; a clock that runs ahead of ours is not believed."""
    return min(instant(text), datetime.now(UTC))


def essence(text: str) -> str:
    """Return the words of a text without what may come back otherwise: white space, the @ of names."""
    return re.sub(r"\s+", " ", text.replace("@", "")).strip()


def _percent(told: Any) -> int | None:
    numbers = [
        value
        for entry in _entries(told)
        for name, value in entry.items()
        if name in {"call_count", "total_time", "total_cputime"} and isinstance(value, int)
    ]
    return max(numbers, default=None)


def _entries(told: Any) -> list[dict[str, Any]]:
    """Return the entries of a usage head: one for the application, or some for each account."""
    if not isinstance(told, dict):
        return []
    inner = [entry for value in told.values() if isinstance(value, list) for entry in value]
    return [entry for entry in inner if isinstance(entry, dict)] or [told]


def _decoded(header: str) -> Any:
    try:
        return json.loads(header) if header else None
    except ValueError:
        return None


def _written(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _number(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None
