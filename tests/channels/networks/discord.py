"""A local server that speaks Discord's documented interface: one server with a channel, a bot, and people."""

import itertools
import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, ClassVar

import msgspec

from antiphon.lib.counting import utf16_units
from antiphon.practice.clock import iso
from antiphon.practice.distortion import Wording
from antiphon.practice.exchange import Answer, RefusalError, Request, Upload
from antiphon.practice.faults import RevokedToken
from tests.channels.networks.bearer import BearerServer

CHANNEL, GUILD, BOT = "41771983423143937", "41771983423143936", "80351110224678912"
#: A webhook of the channel, and a thread in it.
HOOK, THREAD = "223704706495545344", "41771983423143940"
#: For how long a repeated nonce is known again: "the past few minutes".
REMEMBERED = timedelta(minutes=3)
_EPOCH = 1_420_070_400_000


@dataclass
class Said:
    """A message as it stands."""

    id: str
    channel: str
    author: dict[str, Any]
    at: datetime
    content: str = ""
    answers: "Said | None" = None
    nonce: str = ""
    uploads: list[tuple[str, Upload]] = field(default_factory=list)
    reactions: dict[str, int] = field(default_factory=dict)
    poll: dict[str, Any] | None = None
    flags: int = 0
    allowed_mentions: dict[str, Any] = field(default_factory=dict)
    has_thread: bool = False

    @property
    def uri(self) -> str:
        """Where people open it."""
        return f"https://discord.com/channels/{GUILD}/{self.channel}/{self.id}"


class DiscordServer(BearerServer):
    """Discord with one server of ours."""

    name = "discord"
    wording = Wording(
        frozenset({"timestamp"}),
        html=frozenset(),
        text=frozenset({"content", "global_name", "description", "name"}),
    )
    routes: ClassVar[tuple[tuple[str, str, str], ...]] = (
        ("GET", "/users/@me", "me"),
        ("GET", "/channels/{channel}", "channel"),
        ("GET", "/guilds/{guild}", "guild"),
        ("GET", "/channels/{channel}/messages", "listed"),
        ("GET", "/channels/{channel}/messages/{message}", "one"),
        ("POST", "/channels/{channel}/messages", "create"),
        ("DELETE", "/channels/{channel}/messages/{message}", "delete"),
        ("GET", "/webhooks/{hook}/{key}", "hook"),
        ("POST", "/webhooks/{hook}/{key}", "execute"),
        ("DELETE", "/webhooks/{hook}/{key}/messages/{message}", "delete_of_hook"),
    )

    def __init__(self) -> None:
        super().__init__()
        self.bot = {"id": BOT, "username": "bottega-bot", "global_name": None, "bot": True}
        self.hooked = {"id": HOOK, "username": "La Bottega", "bot": True}
        self.hook_key, self.hook_gone = "the-key_of-the-webhook", False
        self.messages: list[Said] = []
        self.members = 120
        self.may_write = True
        self.tells_nonce = False
        self._counts = itertools.count()
        self._people = itertools.count(90_351_110_224_678_912)

    # What people do ---------------------------------------------------------------------------------

    def person(self, name: str) -> dict[str, Any]:
        """Return somebody new."""
        return {"id": str(next(self._people)), "username": name.lower(), "global_name": name}

    def say(self, who: dict[str, Any], text: str, to: Said | None = None, channel: str = CHANNEL) -> Said:
        """Let somebody write."""
        with self.lock:
            return self._add(channel, who, content=text, answers=to)

    def say_in_thread(self, who: dict[str, Any], text: str, under: Said) -> Said:
        """Let somebody write in the thread of a message, which is started if there is none."""
        under.has_thread = True
        return self.say(who, text, channel=under.id)

    def found(self, uri: str) -> Said:
        """Return a message."""
        return next(one for one in self.messages if one.uri == uri)

    # The interface ----------------------------------------------------------------------------------

    def answer(self, request: Request) -> Answer:
        """Answer whoever is our bot, or knows the address of our webhook."""
        by_hook = request.path.startswith("/webhooks/")
        if not by_hook and request.headers.get("authorization") != f"Bot {self.token}":
            raise RefusalError(401, self.unknown_token())
        if not request.headers.get("user-agent", "").startswith("DiscordBot ("):
            raise RefusalError(403, {"message": "blocked", "code": 40_333})
        return super().answer(request)

    def me(self, _request: Request) -> Any:
        """Return the bot."""
        return self.bot

    def channel(self, request: Request) -> Any:
        """Return the channel."""
        if request.params["channel"] != CHANNEL:
            raise _refusal(404, "Unknown Channel", 10_003)
        return {"id": CHANNEL, "type": 0, "guild_id": GUILD, "name": "news"}

    def guild(self, request: Request) -> Any:
        """Return the server, with its count if that is asked for."""
        told: dict[str, Any] = {"id": GUILD, "name": "La Bottega"}
        return told | ({"approximate_member_count": self.members} if request.flag("with_counts") else {})

    def listed(self, request: Request) -> Any:
        """Return messages of a channel, newest first: those right after one, or the last."""
        here = [one for one in self.messages if one.channel == request.params["channel"]]
        most, after = int(request.value("limit") or 50), request.value("after")
        chosen = [one for one in here if int(one.id) > int(after)][:most] if after else here[-most:]
        return [self.written(one) for one in reversed(chosen)]

    def one(self, request: Request) -> Any:
        """Return a message."""
        return self.written(self._wanted(request))

    def create(self, request: Request) -> Any:
        """Make a message, or return the one that was made under this nonce in the last minutes."""
        if not self.may_write:
            raise _refusal(403, "Missing Permissions", 50_013)
        asked = request.json or msgspec.json.decode((request.value("payload_json") or "{}").encode())
        known = self._known(str(asked.get("nonce", ""))) if asked.get("enforce_nonce") else None
        return self.written(known or self._made(request, asked), with_nonce=True)

    def delete(self, request: Request) -> Answer:
        """Delete a message."""
        self.messages.remove(self._wanted(request))
        return Answer(204)

    def hook(self, request: Request) -> Any:
        """Return the webhook."""
        self._let_in(request)
        return {"id": HOOK, "type": 1, "name": "La Bottega", "guild_id": GUILD, "channel_id": CHANNEL}

    def execute(self, request: Request) -> Any:
        """Make a message of the webhook; who does not wait is told nothing. It knows no key and answers nobody."""
        self._let_in(request)
        asked = request.json or msgspec.json.decode((request.value("payload_json") or "{}").encode())
        if {"nonce", "enforce_nonce", "message_reference"} & set(asked):
            raise _refusal(400, "Invalid Form Body", 50_035)
        request.params["channel"] = request.value("thread_id") or CHANNEL
        made = self._made(request, asked, self.hooked)
        return self.written(made) if request.flag("wait") else Answer(204)

    def delete_of_hook(self, request: Request) -> Answer:
        """Delete a message of the webhook, in the thread that is named if it stands in one."""
        self._let_in(request)
        wanted = self._wanted(request)
        if wanted.author is not self.hooked or wanted.channel != (request.value("thread_id") or CHANNEL):
            raise _refusal(404, "Unknown Message", 10_008)
        self.messages.remove(wanted)
        return Answer(204)

    def _let_in(self, request: Request) -> None:
        if self.hook_gone or request.params["hook"] != HOOK:
            raise _refusal(404, "Unknown Webhook", 10_015)
        if request.params["key"] != self.hook_key:
            raise _refusal(401, "Invalid Webhook Token", 50_027)

    def written(self, said: Said, *, with_nonce: bool = False, with_answered: bool = True) -> dict[str, Any]:
        """Return a message as an object of the interface."""
        told: dict[str, Any] = {
            "id": said.id,
            "channel_id": said.channel,
            "author": said.author,
            "content": said.content,
            "timestamp": iso(said.at),
            "type": 19 if said.answers else 0,
            "mentions": self._mentions(said),
            "attachments": [
                {
                    "id": str(number),
                    "filename": file.filename,
                    "description": words or None,
                    "content_type": file.content_type,
                    "url": f"https://cdn.discordapp.com/attachments/{said.channel}/{number}/{file.filename}",
                }
                for number, (words, file) in enumerate(said.uploads)
            ],
        }
        if said.reactions:
            told["reactions"] = [
                {"count": count, "emoji": {"id": None, "name": sign}} for sign, count in said.reactions.items()
            ]
        if said.poll:
            told["poll"] = said.poll
        if said.has_thread:
            told["thread"] = {"id": said.id, "name": "About it", "guild_id": GUILD}
        if said.nonce and (with_nonce or self.tells_nonce):
            told["nonce"] = said.nonce
        if said.answers and with_answered:
            told["message_reference"] = {"message_id": said.answers.id, "channel_id": said.channel}
            told["referenced_message"] = self.written(said.answers, with_answered=False)
        return told

    def _made(self, request: Request, asked: dict[str, Any], author: dict[str, Any] | None = None) -> Said:
        if utf16_units(asked.get("content", "")) > 2000 or len(str(asked.get("nonce", ""))) > 25:
            raise _refusal(400, "Invalid Form Body", 50_035)
        if not (asked.get("content") or asked.get("poll") or request.files):
            raise _refusal(400, "Cannot send an empty message", 50_006)
        wanted = (asked.get("message_reference") or {}).get("message_id")
        answered = next((one for one in self.messages if one.id == wanted), None)
        if wanted and answered is None:
            raise _refusal(400, "Invalid Form Body", 50_035)
        described = {str(one["id"]): one.get("description", "") for one in asked.get("attachments", [])}
        uploads = [
            (described.get(name.removeprefix("files[").rstrip("]"), ""), file) for name, file in request.files.items()
        ]
        more = {name: asked[name] for name in ("poll", "flags", "allowed_mentions") if name in asked}
        nonce = str(asked.get("nonce", ""))
        content = asked.get("content", "").strip()
        channel = request.params["channel"]
        return self._add(
            channel, author or self.bot, content=content, answers=answered, nonce=nonce, uploads=uploads, **more
        )

    def _known(self, nonce: str) -> Said | None:
        since = self.clock.now() - REMEMBERED
        return next((one for one in self.messages if nonce and one.nonce == nonce and one.at >= since), None)

    def _add(self, channel: str, author: dict[str, Any], **more: Any) -> Said:
        at = self.clock.now()
        number = (int(at.timestamp() * 1000) - _EPOCH << 22) + next(self._counts)
        said = Said(str(number), channel, author, at, **more)
        self.messages.append(said)
        return said

    def _mentions(self, said: Said) -> list[dict[str, Any]]:
        people = {one.author["id"]: one.author for one in self.messages} | {BOT: self.bot}
        named = re.findall(r"<@(\d+)>", said.content)
        if said.answers:
            named.append(said.answers.author["id"])
        return [people[number] for number in dict.fromkeys(named) if number in people]

    def _wanted(self, request: Request) -> Said:
        for one in self.messages:
            if one.id == request.params["message"]:
                return one
        raise _refusal(404, "Unknown Message", 10_008)

    # Bad days ---------------------------------------------------------------------------------------

    def unknown_token(self) -> Any:
        """Say what Discord says to a token that is no longer good."""
        return {"message": "401: Unauthorized", "code": 0}

    def too_many_requests(self, retry_after: int) -> Answer:
        """Ask to wait, in parts of a second."""
        said = {"message": "You are being rate limited.", "retry_after": retry_after + 0.25, "global": False}
        head = {
            "X-RateLimit-Limit": "5",
            "X-RateLimit-Remaining": "0",
            "X-RateLimit-Reset-After": f"{retry_after}.25",
        }
        return Answer.of_json(said, 429, head)

    def server_error(self, status: int) -> Answer:
        """Be broken."""
        return Answer.of_json({"message": f"{status}: Internal Server Error", "code": 0}, status)

    def revoked_token(self, fault: RevokedToken) -> Answer:  # noqa: ARG002
        """Refuse the token."""
        return Answer.of_json(self.unknown_token(), 401)


def _refusal(status: int, message: str, code: int) -> RefusalError:
    return RefusalError(status, {"message": message, "code": code})
