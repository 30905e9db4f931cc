"""A local server that speaks the client-server interface of Matrix as it is specified: one room, us, and people."""

import itertools
from dataclasses import dataclass
from typing import Any, ClassVar
from urllib.parse import unquote

import msgspec

from antiphon.practice.distortion import Wording
from antiphon.practice.exchange import Answer, RefusalError, Request, Upload
from tests.channels.networks.bearer import BearerServer

ROOM, ALIAS = "!OGEhHVWSdvArJzumhm:bottega.example", "#bottega:bottega.example"
US = "@bottega:bottega.example"
_API = "/_matrix/client/v3"
_ROOM = f"{_API}/rooms/{{room}}"


@dataclass
class Event:
    """An event as it stands in the room; `transaction` is the key under which its sender sent it."""

    id: str
    sender: str
    type: str
    content: dict[str, Any]
    at: int
    transaction: str = ""
    state_key: str | None = None
    before: dict[str, Any] | None = None
    taken_back: bool = False

    @property
    def uri(self) -> str:
        """What we call it."""
        return f"matrix:roomid/{ROOM[1:].replace(':', '%3A')}/e/{self.id[1:]}"

    @property
    def relation(self) -> dict[str, Any]:
        """How it hangs on another event."""
        return dict(self.content.get("m.relates_to", {}))

    def written(self, reader: str) -> dict[str, Any]:
        """Return it as it is told to somebody."""
        unsigned: dict[str, Any] = {}
        if self.transaction and reader == self.sender:
            unsigned["transaction_id"] = self.transaction
        if self.before:
            unsigned["prev_content"] = self.before
        if self.taken_back:
            unsigned["redacted_because"] = {"type": "m.room.redaction"}
        told = {"event_id": self.id, "sender": self.sender, "type": self.type, "origin_server_ts": self.at}
        told |= {"content": {} if self.taken_back else self.content, "unsigned": unsigned}
        return told | ({"state_key": self.state_key} if self.state_key is not None else {})


@dataclass
class Media:
    """A file as it was uploaded."""

    file: Upload
    address: str


class MatrixServer(BearerServer):
    """A homeserver with one public room."""

    name = "matrix"
    wording = Wording(
        frozenset({"origin_server_ts"}),
        html=frozenset({"formatted_body"}),
        text=frozenset({"body", "displayname", "name"}),
    )
    routes: ClassVar[tuple[tuple[str, str, str], ...]] = (
        ("GET", f"{_API}/account/whoami", "whoami"),
        ("GET", f"{_API}/directory/room/{{alias}}", "alias"),
        ("GET", f"{_API}/sync", "sync"),
        ("GET", "/_matrix/client/v1/media/config", "config"),
        ("POST", "/_matrix/media/v3/upload", "upload"),
        ("GET", f"{_ROOM}/state/{{type}}", "state_of"),
        ("GET", f"{_ROOM}/state/{{type}}/{{key}}", "state_of"),
        ("GET", f"{_ROOM}/event/{{event}}", "one"),
        ("GET", f"{_ROOM}/context/{{event}}", "context"),
        ("GET", f"{_ROOM}/messages", "listed"),
        ("GET", f"{_ROOM}/joined_members", "joined"),
        ("PUT", f"{_ROOM}/send/{{type}}/{{key}}", "send"),
        ("PUT", f"{_ROOM}/redact/{{event}}/{{key}}", "redact"),
        ("GET", "/_matrix/client/v1/rooms/{room}/relations/{event}/{relation}/{type}", "related"),
    )

    def __init__(self) -> None:
        super().__init__()
        self.most_bytes: int | None = 50_000_000
        self.state: dict[tuple[str, str], dict[str, Any]] = {
            ("m.room.name", ""): {"name": "La Bottega"},
            ("m.room.canonical_alias", ""): {"alias": ALIAS},
            ("m.room.member", US): {"membership": "join", "displayname": "La Bottega"},
        }
        self.events: list[Event] = []
        self.media: dict[str, Media] = {}
        self.refused: dict[int, RefusalError] = {}
        self._identifiers = itertools.count(1)

    # What people do ---------------------------------------------------------------------------------

    def join(self, name: str, *, told: bool = True) -> str:
        """Let somebody come into the room; return their ID."""
        user = f"@{name.lower()}:elsewhere.example"
        with self.lock:
            content = {"membership": "join", "displayname": name}
            before = self.state.get(("m.room.member", user))
            self.state[("m.room.member", user)] = content
            if told:
                self._add(user, "m.room.member", content, state_key=user, before=before)
        return user

    def say(self, who: str, text: str, **more: Any) -> Event:
        """Let somebody write; `more` goes into the content."""
        return self.do(who, "m.room.message", {"msgtype": "m.text", "body": text, **more})

    def answer_to(self, who: str, text: str, to: str) -> Event:
        """Let somebody answer an event."""
        return self.say(who, text, **{"m.relates_to": {"m.in_reply_to": {"event_id": to}}})

    def do(self, who: str, kind: str, content: dict[str, Any]) -> Event:
        """Let somebody do anything."""
        with self.lock:
            return self._add(who, kind, content)

    def react(self, who: str, to: str, sign: str = "🧶") -> Event:
        """Let somebody react to an event."""
        relation = {"rel_type": "m.annotation", "event_id": to, "key": sign}
        return self.do(who, "m.reaction", {"m.relates_to": relation})

    def found(self, uri: str) -> Event:
        """Return an event by what we call it."""
        return next(one for one in self.events if one.uri == uri)

    # The interface ----------------------------------------------------------------------------------

    def answer(self, request: Request) -> Answer:
        """Answer whoever has our token."""
        if request.path.startswith("/_matrix"):
            self.signed_in(request)
        return super().answer(request)

    def whoami(self, _request: Request) -> Any:
        """Return who the token belongs to."""
        return {"user_id": US, "device_id": "WORKSHOP"}

    def alias(self, request: Request) -> Any:
        """Return the room behind an address."""
        if _named(request, "alias") != ALIAS:
            raise _refusal(404, "M_NOT_FOUND")
        return {"room_id": ROOM, "servers": ["bottega.example"]}

    def config(self, _request: Request) -> Any:
        """Return what may be uploaded."""
        return {} if self.most_bytes is None else {"m.upload.size": self.most_bytes}

    def upload(self, request: Request) -> Any:
        """Keep a file."""
        if self.most_bytes is not None and len(request.body) > self.most_bytes:
            raise _refusal(413, "M_TOO_LARGE")
        address = f"mxc://bottega.example/{self.number()}"
        file = Upload(request.value("filename") or "", request.content_type, request.body)
        self.media[address] = Media(file, address)
        return {"content_uri": address}

    def state_of(self, request: Request) -> Any:
        """Return what the room says of itself."""
        self._inside(request)
        found = self.state.get((_named(request, "type"), unquote(request.params.get("key", ""))))
        if found is None:
            raise _refusal(404, "M_NOT_FOUND")
        return found

    def joined(self, request: Request) -> Any:
        """Return who is in the room."""
        self._inside(request)
        there = {user: said for (kind, user), said in self.state.items() if kind == "m.room.member"}
        return {"joined": {user: {"display_name": said["displayname"]} for user, said in there.items()}}

    def one(self, request: Request) -> Any:
        """Return an event."""
        return self._wanted(request).written(US)

    def context(self, request: Request) -> Any:
        """Return where an event stands among the others."""
        wanted = self._wanted(request)
        place = self.events.index(wanted)
        return {"event": wanted.written(US), "start": f"t{place}", "end": f"t{place + 1}", "state": []}

    def listed(self, request: Request) -> Any:
        """Return a page of events; tokens are places between events."""
        self._inside(request)
        wanted = msgspec.json.decode((request.value("filter") or "{}").encode())
        most, forth = int(request.value("limit") or 10), request.value("dir") == "f"
        start = int((request.value("from") or f"t{0 if forth else len(self.events)}")[1:])
        stop = int((request.value("to") or f"t{len(self.events) if forth else 0}")[1:])
        places = range(start, stop) if forth else range(start - 1, stop - 1, -1)
        fitting = [place for place in places if _fits(self.events[place], wanted)]
        answer: dict[str, Any] = {
            "start": f"t{start}",
            "chunk": [self.events[place].written(US) for place in fitting[:most]],
        }
        if len(fitting) > most:
            answer["end"] = f"t{fitting[most - 1] + 1}" if forth else f"t{fitting[most - 1]}"
        return answer

    def sync(self, request: Request) -> Any:
        """Return what happened since, or lately."""
        wanted = msgspec.json.decode((request.value("filter") or "{}").encode())
        line = wanted.get("room", {}).get("timeline", {})
        start = int((request.value("since") or "t0")[1:])
        places = [n for n in range(start, len(self.events)) if _fits(self.events[n], line)]
        shown = places[-line.get("limit", 10) :]
        answer: dict[str, Any] = {"next_batch": f"t{len(self.events)}"}
        if shown:
            timeline = {
                "events": [self.events[place].written(US) for place in shown],
                "limited": len(shown) < len(places),
                "prev_batch": f"t{shown[0]}",
            }
            answer["rooms"] = {"join": {ROOM: {"timeline": timeline}}}
        return answer

    def send(self, request: Request) -> Any:
        """Take an event; a key that was used is answered with the event it made."""
        self._inside(request)
        key, kind = _named(request, "key"), _named(request, "type")
        known = next((one for one in self.events if one.transaction == key), None)
        if known:
            return {"event_id": known.id}
        if len(request.body) > 65_000:
            raise _refusal(413, "M_TOO_LARGE")
        said = len([one for one in self.events if one.sender == US])
        if said in self.refused:
            raise self.refused.pop(said)
        return {"event_id": self._add(US, kind, request.json, transaction=key).id}

    def redact(self, request: Request) -> Any:
        """Take an event back."""
        self._wanted(request).taken_back = True
        return {"event_id": f"${next(self._identifiers)}redaction"}

    def related(self, request: Request) -> Any:
        """Return what hangs on an event."""
        wanted, kind = unquote(request.params["event"]), _named(request, "type")
        found = [one for one in self.events if one.type == kind and one.relation.get("event_id") == wanted]
        start, most = int(request.value("from") or 0), int(request.value("limit") or 5)
        answer: dict[str, Any] = {"chunk": [one.written(US) for one in found[start : start + most]]}
        return answer | ({"next_batch": str(start + most)} if len(found) > start + most else {})

    def _inside(self, request: Request) -> None:
        if _named(request, "room") != ROOM:
            raise _refusal(403, "M_FORBIDDEN")

    def _wanted(self, request: Request) -> Event:
        self._inside(request)
        for one in self.events:
            if one.id == _named(request, "event"):
                return one
        raise _refusal(404, "M_NOT_FOUND")

    def _add(self, sender: str, kind: str, content: dict[str, Any], **more: Any) -> Event:
        now = int(self.clock.now().timestamp() * 1000)
        event = Event(f"${next(self._identifiers)}event", sender, kind, content, now, **more)
        self.events.append(event)
        return event

    # Bad days ---------------------------------------------------------------------------------------

    def unknown_token(self) -> Any:
        """Say what servers say to a token that is no longer good."""
        return {"errcode": "M_UNKNOWN_TOKEN", "error": "Invalid access token passed."}

    def too_many_requests(self, retry_after: int) -> Answer:
        """Ask to wait, as servers did before they had a head for it."""
        return _refusal(429, "M_LIMIT_EXCEEDED", retry_after_ms=retry_after * 1000).answer

    def server_error(self, status: int) -> Answer:
        """Be broken."""
        return _refusal(status, "M_UNKNOWN").answer


def _named(request: Request, name: str) -> str:
    return unquote(request.params[name])


def _fits(event: Event, wanted: dict[str, Any]) -> bool:
    return event.type in wanted.get("types", [event.type]) and event.sender in wanted.get("senders", [event.sender])


def _refusal(status: int, errcode: str, **more: Any) -> RefusalError:
    return RefusalError(status, {"errcode": errcode, "error": "No.", **more})
