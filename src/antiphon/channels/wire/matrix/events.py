"""Events of a Matrix room as they travel, and the names that people and the house know them by."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import msgspec
import requests

from antiphon.channels.connector import Profile, Reference
from antiphon.lib.errors import Trouble

MESSAGE, REACTION, MEMBER = "m.room.message", "m.reaction", "m.room.member"
#: Polls are in no published version of the specification: clients know them by this name (MSC3381).
POLL = "org.matrix.msc3381.poll.start"
TEXT_OF_POLL = "org.matrix.msc1767.text"
#: Says in the later events of a post which its first one is, so that whoever answers a picture answers the post.
PART_OF = "antiphon.part_of"

_QUOTED = re.compile(r"\A(?:>[^\n]*\n)+\n?")
_QUOTED_HTML = re.compile(r"\A\s*<mx-reply>.*?</mx-reply>", re.DOTALL)


class Event(msgspec.Struct, frozen=True):
    """One thing that happened in a room; what was taken back has no content left."""

    event_id: str
    sender: str
    type: str
    content: dict[str, Any] = {}
    origin_server_ts: int = 0
    unsigned: dict[str, Any] = {}
    state_key: str | None = None

    @property
    def is_gone(self) -> bool:
        """Whether it was taken back."""
        return not self.content or "redacted_because" in self.unsigned

    @property
    def relation(self) -> dict[str, Any]:
        """How it hangs on another event."""
        found = self.content.get("m.relates_to")
        return found if isinstance(found, dict) else {}

    @property
    def thread(self) -> str:
        """The root of the thread it stands in, empty for none."""
        return _text(self.relation.get("event_id")) if self.relation.get("rel_type") == "m.thread" else ""

    @property
    def answers(self) -> str:
        """The event it answers, empty for none; in a thread what came before may only stand in for the thread."""
        told = self.relation.get("m.in_reply_to")
        if not isinstance(told, dict) or (self.thread and self.relation.get("is_falling_back") is True):
            return self.thread
        return _text(told.get("event_id"))

    @property
    def post(self) -> str:
        """The first event of the post that this belongs to."""
        return _text(self.content.get(PART_OF)) or self.event_id

    @property
    def reacts_to(self) -> str:
        """The event it is a reaction to, empty for none."""
        return _text(self.relation.get("event_id")) if self.relation.get("rel_type") == "m.annotation" else ""

    @property
    def is_spoken(self) -> bool:
        """Whether it is somebody's words, said for the first time."""
        return self.type == MESSAGE and not self.is_gone and self.relation.get("rel_type") != "m.replace"

    @property
    def joins(self) -> bool:
        """Whether somebody came into the room with it who was not there before."""
        before = self.unsigned.get("prev_content")
        was_in = isinstance(before, dict) and before.get("membership") == "join"
        return self.type == MEMBER and self.content.get("membership") == "join" and not was_in

    @property
    def transaction(self) -> str:
        """The key under which we sent it; told only to who did."""
        return _text(self.unsigned.get("transaction_id"))

    def names(self, user: str) -> bool:
        """Whether it is meant for a user: by the list of those it mentions, or by their name in the text."""
        told = self.content.get("m.mentions")
        named = told.get("user_ids") if isinstance(told, dict) else None
        return user in named if isinstance(named, list) else user in _text(self.content.get("body"))

    def words(self) -> tuple[str, str]:
        """Return its text as plain words and as HTML, if it has any; without what older clients quote before it."""
        html = self.content.get("formatted_body") if self.content.get("format") == "org.matrix.custom.html" else ""
        text = _text(self.content.get("body"))
        return (_QUOTED.sub("", text) if self.answers else text), _QUOTED_HTML.sub("", _text(html))


def readable(raw: Iterable[dict[str, Any]]) -> list[Event]:
    """Return the events that are as documented: one that a stranger's server wrote must not hold up the others."""
    found = []
    for one in raw:
        try:
            found.append(msgspec.convert(one, Event))
        except msgspec.ValidationError:
            continue
    return found


def uri(room: str, event: str) -> str:
    """Return the lasting name of an event, as a `matrix:` address."""
    return f"matrix:roomid/{_quoted(room.removeprefix('!'))}/e/{_quoted(event.removeprefix('$'))}"


def page(user: str, *named: str) -> str:
    """Return where people open a room or one of its events, by way of the server of a user."""
    path = "/".join(_quoted(one) for one in named)
    server = user.partition(":")[2]
    return f"https://matrix.to/#/{path}" + (f"?via={server}" if named[0].startswith("!") else "")


def events_of(reference: Reference) -> list[str]:
    """Return the events of a post: the first is what others answer."""
    return reference.id.split(",")


def profile(user: str, name: str) -> Profile:
    """Return who a user is."""
    return Profile(stable_id=user, handle=user, name=name or user[1:].partition(":")[0], url=page(user, user))


def moment(milliseconds: int) -> datetime:
    """Return a moment; a clock that runs ahead of ours is not believed."""
    now = datetime.now(UTC)
    try:
        return min(datetime.fromtimestamp(milliseconds / 1000, UTC), now)
    except (OverflowError, ValueError, OSError):
        return now


def explain(answer: requests.Response) -> Trouble | None:
    """Return what a refusal means where its name says more than its status."""
    said = _document(answer).get("errcode")
    if said == "M_USER_DEACTIVATED":
        return Trouble.AUTH
    too_large = answer.status_code == HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    return Trouble.CONTENT if too_large and "/send/" in (answer.request.url or "") else None


def asks_to_wait(answer: requests.Response) -> timedelta | None:
    """Return how long a server asks to wait that says it in the body only."""
    told = _document(answer).get("retry_after_ms")
    return timedelta(milliseconds=min(told, 86_400_000)) if isinstance(told, int) and told > 0 else None


def _document(answer: requests.Response) -> dict[str, Any]:
    try:
        found = answer.json()
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _quoted(name: str) -> str:
    return quote(name, safe="")


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
