"""One Matrix room as its server shows it to us."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from urllib.parse import quote, urlsplit

import msgspec

from antiphon.channels.connector import Door
from antiphon.channels.wire.matrix.events import (
    MEMBER,
    MESSAGE,
    POLL,
    REACTION,
    Event,
    asks_to_wait,
    explain,
    moment,
    readable,
)
from antiphon.channels.wire.rest import Gone, Rest, shaped
from antiphon.lib.errors import ChannelError, Trouble

_PAGES, _PAGE = 20, 100
_NOTHING: dict[str, list[str]] = {"types": []}
_HEARD = {"limit": _PAGE, "types": [MESSAGE, REACTION, MEMBER]}


class Known(msgspec.Struct, frozen=True):
    """Who writes and where: asked once, kept sealed. `base` is where the server answers clients."""

    user: str
    room: str
    base: str


class _Page(msgspec.Struct, frozen=True):
    """A page of events; `end` is where to go on, if there is more."""

    chunk: list[dict[str, Any]]
    end: str = ""


class _Related(msgspec.Struct, frozen=True):
    """A page of what hangs on an event."""

    chunk: list[dict[str, Any]]
    next_batch: str = ""


class _Timeline(msgspec.Struct, frozen=True):
    """What happened in a room; where it is `limited`, more did before `prev_batch`."""

    events: list[dict[str, Any]] = []
    limited: bool = False
    prev_batch: str = ""


class _Joined(msgspec.Struct, frozen=True):
    timeline: _Timeline = _Timeline()


class _Rooms(msgspec.Struct, frozen=True):
    join: dict[str, _Joined] = {}


class _Sync(msgspec.Struct, frozen=True):
    next_batch: str
    rooms: _Rooms = _Rooms()


class _Members(msgspec.Struct, frozen=True):
    joined: dict[str, Any]


class _Who(msgspec.Struct, frozen=True):
    user_id: str


class _Alias(msgspec.Struct, frozen=True):
    room_id: str


class _Home(msgspec.Struct, frozen=True):
    base_url: str


class _Client(msgspec.Struct, frozen=True):
    homeserver: _Home = msgspec.field(name="m.homeserver")


def speaking(door: Door, base: str, token: str) -> Rest:
    """Return the interface of a server."""
    head = {"Authorization": f"Bearer {token}"}
    return Rest(door, f"{base.rstrip('/')}/_matrix", head, explain, asks_to_wait)


def base_of(door: Door, server: str) -> str:
    """Return where a server answers clients: where it says itself, else at the address that people know.

    An address that would carry the token in the open is not believed.
    """
    try:
        told = shaped(Rest(door, server).get(".well-known/matrix/client"), _Client).homeserver.base_url
    except ChannelError:
        return server
    return told if urlsplit(told).scheme in {"https", urlsplit(server).scheme} else server


def known(door: Door, server: str, room: str, token: str) -> Known:
    """Ask who the token belongs to and which room is meant."""
    base = base_of(door, server)
    api = speaking(door, base, token)
    user = shaped(api.get("client/v3/account/whoami"), _Who).user_id
    if room.startswith("#"):
        room = shaped(api.get(f"client/v3/directory/room/{_quoted(room)}"), _Alias).room_id
    return Known(user, room, base)


class Room:
    """The room of ours. What was read of it stays known as long as this lives."""

    def __init__(self, api: Rest, known: Known) -> None:
        self.api = api
        self.user = known.user
        self.id = known.room
        self._events: dict[str, Event | None] = {}
        self._names: dict[str, str] = {}

    def path(self, *named: str) -> str:
        """Return where a part of the room is asked for."""
        return "/".join(["client/v3/rooms", _quoted(self.id), *map(_quoted, named)])

    def state(self, kind: str, key: str = "") -> dict[str, Any]:
        """Return what the room says of itself or of a member; nothing if it says nothing."""
        try:
            return shaped(self.api.get(self.path("state", kind, key)), dict[str, Any])
        except Gone:
            return {}

    def name(self, user: str) -> str:
        """Return what a member calls themselves here."""
        if user not in self._names:
            told = self.state(MEMBER, user).get("displayname")
            self._names[user] = told if isinstance(told, str) else ""
        return self._names[user]

    def members(self) -> set[str]:
        """Return who has joined."""
        return set(shaped(self.api.get(self.path("joined_members")), _Members).joined)

    def event(self, identifier: str) -> Event | None:
        """Return an event, None if there is none or it was taken back."""
        if identifier not in self._events:
            try:
                found = readable([shaped(self.api.get(self.path("event", identifier)), dict[str, Any])])
            except Gone:
                found = []
            self._events[identifier] = found[0] if found and not found[0].is_gone else None
        return self._events[identifier]

    def since(self, cursor: str) -> tuple[list[Event], str]:
        """Return what happened since a cursor, oldest first, and the next one; at first what happened lately."""
        about = {
            "room": {
                "rooms": [self.id],
                "timeline": _HEARD,
                "state": _NOTHING,
                "ephemeral": _NOTHING,
                "account_data": _NOTHING,
            },
            "presence": _NOTHING,
            "account_data": _NOTHING,
        }
        asked = {"filter": _json(about), "timeout": 0, "set_presence": "offline"}
        answer = shaped(self.api.get("client/v3/sync", **asked, **({"since": cursor} if cursor else {})), _Sync)
        line = answer.rooms.join.get(self.id, _Joined()).timeline
        events = readable(line.events)
        if cursor and line.limited:
            missed = list(self._pages("b", _HEARD, **{"from": line.prev_batch, "to": cursor}))
            events = [*reversed(missed), *events]
        self._events |= {one.event_id: one for one in events if not one.is_gone}
        return events, answer.next_batch

    def after(self, identifier: str) -> list[Event]:
        """Return what was said after an event, oldest first, some pages far."""
        around = shaped(self.api.get(self.path("context", identifier), limit=0), dict[str, Any])
        start = shaped(around.get("end"), str)
        return list(self._pages("f", {"types": [MESSAGE]}, **{"from": start}))

    def own_since(self, since: datetime) -> Iterator[Event]:
        """Yield what we said, the newest first, back to a moment; raise ChannelError if that is too far."""
        for count, event in enumerate(self._pages("b", {"types": [MESSAGE, POLL], "senders": [self.user]})):
            if moment(event.origin_server_ts) < since:
                return
            if count >= _PAGES * _PAGE - 1:
                raise ChannelError(Trouble.BEFORE_SEND, "more was said there since than could be read")
            yield event

    def reactions(self, identifier: str) -> int:
        """Return how many reacted to an event."""
        path = f"client/v1/rooms/{_quoted(self.id)}/relations/{_quoted(identifier)}/m.annotation/m.reaction"
        count, more = 0, dict[str, str]()
        for _ in range(_PAGES):
            found = shaped(self.api.get(path, limit=_PAGE, **more), _Related)
            count += len(found.chunk)
            if not found.next_batch:
                break
            more = {"from": found.next_batch}
        return count

    def _pages(self, direction: str, wanted: dict[str, Any], **where: str) -> Iterator[Event]:
        for _ in range(_PAGES):
            asked = {"dir": direction, "limit": _PAGE, "filter": _json(wanted)}
            found = shaped(self.api.get(self.path("messages"), **asked, **where), _Page)
            yield from readable(found.chunk)
            if not found.end or not found.chunk:
                return
            where = where | {"from": found.end}


def _json(document: Any) -> str:
    return msgspec.json.encode(document).decode()


def _quoted(name: str) -> str:
    return quote(name, safe="")
