"""Discord's interface: messages as they travel, how one is made, who wrote it, what its errors mean."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Annotated, Any

import msgspec
import requests

from antiphon.channels.connector import Act, Outgoing, Profile, Reference, Said
from antiphon.channels.wire.multipart import File, Form, file_name
from antiphon.channels.wire.rest import shaped
from antiphon.lib.errors import ChannelError, Trouble

#: The moment from which Discord counts, in milliseconds since 1970.
_EPOCH = 1_420_070_400_000
_ORDINARY, _REPLY, _UNREADABLE = 0, 19, -1
_SUPPRESS_NOTIFICATIONS = 1 << 12
#: What all files of a message may weigh together, and what its words take of it at most.
_REQUEST_BYTES, _WORDS_BYTES = 25 * 1024 * 1024, 64 * 1024
_UNKNOWN_CHANNEL, _UNKNOWN_WEBHOOK = 10_003, 10_015


Number = Annotated[str, msgspec.Meta(pattern=r"^\d+$")]


class Numbered(msgspec.Struct, frozen=True):
    """Anything at all, by its number."""

    id: Number


class User(msgspec.Struct, frozen=True):
    """A person or a bot."""

    id: str
    username: str = ""
    global_name: str | None = None
    bot: bool = False
    avatar: str | None = None


class Place(msgspec.Struct, frozen=True):
    """A channel, or a thread in one; a conversation of two has no server around it."""

    id: str
    name: str | None = None
    guild_id: str | None = None


class Webhook(msgspec.Struct, frozen=True):
    """A way into one channel, for whoever knows its address."""

    id: str
    name: str | None = None
    guild_id: str | None = None
    channel_id: str | None = None


class Guild(msgspec.Struct, frozen=True):
    """A server."""

    id: str
    name: str = ""
    approximate_member_count: int | None = None


class Pointer(msgspec.Struct, frozen=True):
    """Which message is answered."""

    message_id: str | None = None


class Attachment(msgspec.Struct, frozen=True):
    """A file of a message."""

    url: str = ""
    description: str | None = None
    content_type: str | None = None


class Reaction(msgspec.Struct, frozen=True):
    """How many reacted with one sign."""

    count: int


class Message(msgspec.Struct, frozen=True):
    """A message, and the one it answers."""

    id: Number
    channel_id: str
    author: User
    content: str = ""
    timestamp: str = ""
    type: int = _ORDINARY
    nonce: str | int | None = None
    mentions: tuple[User, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    reactions: tuple[Reaction, ...] = ()
    message_reference: Pointer | None = None
    referenced_message: "Message | None" = None
    thread: Place | None = None
    poll: dict[str, Any] | None = None

    @property
    def answers(self) -> str:
        """The message it answers, empty for none."""
        return (self.message_reference.message_id or "") if self.message_reference and self.type == _REPLY else ""

    @property
    def is_spoken(self) -> bool:
        """Whether it is somebody's words, not a note of Discord's own."""
        return self.type in {_ORDINARY, _REPLY}


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads messages for us: `ours` is our account, `bot` the user that writes for it, `guild` our server."""

    ours: Profile
    bot: str
    guild: str

    def reference(self, message: Message) -> Reference:
        """Return where a message stands; its numbers never change."""
        return Reference(
            uri=self.uri(message.channel_id, message.id),
            id=f"{message.channel_id}/{message.id}",
            url=self.uri(message.channel_id, message.id),
        )

    def uri(self, channel: str, message: str) -> str:
        """Return the address of a message."""
        return f"{page(self.guild, channel)}/{message}"

    def heard(self, message: Message) -> Said | None:
        """Return what was said to us, None for what others say to each other."""
        if message.author.id == self.bot or not message.is_spoken:
            return None
        answered = message.referenced_message
        if message.answers and answered and answered.author.id == self.bot:
            parent = self.uri(message.channel_id, message.answers)
            return self.said(message, Act.REPLY, parent, "" if answered.answers else parent)
        named = self.bot in [one.id for one in message.mentions]
        return self.said(message, Act.MENTION) if named else None

    def said(self, message: Message, act: Act, parent: str = "", root: str = "") -> Said:
        """Return the words of a message."""
        return Said(
            act=act,
            reference=self.reference(message),
            actor=self.ours if message.author.id == self.bot else profile(message.author),
            at=moment(message.timestamp),
            text=words(message),
            parent_uri=parent,
            root_uri=root,
            pictures=tuple(
                (one.url, one.description or "")
                for one in message.attachments
                if (one.content_type or "").startswith("image/")
            ),
        )

    def below(self, root: Reference, messages: Iterable[Message]) -> tuple[Said, ...]:
        """Return of these messages, oldest first, what answers a post at any depth, or stands in its thread."""
        channel, post = place_of(root)
        under = {post: root.uri}
        found = []
        for message in messages:
            in_thread = message.channel_id == post
            parent = under.get(message.answers) or (root.uri if in_thread else "")
            if not parent or not message.is_spoken or message.channel_id not in {channel, post}:
                continue
            under[message.id] = self.uri(message.channel_id, message.id)
            found.append(self.said(message, Act.REPLY, parent, root.uri))
        return tuple(found)


def readable(raw: dict[str, Any]) -> Message:
    """Return a message; one that is not as documented keeps its number, so that it does not hold up the others."""
    try:
        return msgspec.convert(raw, Message)
    except msgspec.ValidationError:
        return Message(shaped(raw, Numbered).id, "", User(""), type=_UNREADABLE)


def page(guild: str, channel: str) -> str:
    """Return where people open a channel."""
    return f"https://discord.com/channels/{guild or '@me'}/{channel}"


def place_of(reference: Reference) -> tuple[str, str]:
    """Return the channel and the number of a message."""
    channel, _, message = reference.id.partition("/")
    return channel, message


def profile(user: User) -> Profile:
    """Return who somebody is."""
    return Profile(
        stable_id=user.id,
        handle=user.username,
        name=user.global_name or user.username,
        url=f"https://discord.com/users/{user.id}",
        avatar_url=f"https://cdn.discordapp.com/avatars/{user.id}/{user.avatar}.png" if user.avatar else "",
        automated=user.bot,
    )


def words(message: Message) -> str:
    """Return what a message says: its text, or the question of its poll."""
    question = (message.poll or {}).get("question")
    asked = question.get("text") if isinstance(question, dict) else ""
    return message.content or str(asked or "")


def request_of(outgoing: Outgoing, *, silent: bool, keyed: bool = True) -> dict[str, Any]:
    """Return a post as `requests` sends it; raise ChannelError for what Discord does not take in one message.

    With `keyed` it bears the key of its operation: only bots may give one.
    """
    files = {f"files[{n}]": File(one.path, file_name(one), one.media_type) for n, one in enumerate(outgoing.media)}
    weight = sum(file.path.stat().st_size for file in files.values())
    if weight > _REQUEST_BYTES - _WORDS_BYTES:
        raise ChannelError(Trouble.MEDIA, f"all files together have {weight} bytes: more than one message may")
    payload = _payload(outgoing, silent=silent)
    if keyed:
        payload |= {"nonce": outgoing.operation, "enforce_nonce": True}
    if not files:
        return {"json": payload}
    payload["attachments"] = [
        {"id": n, "filename": file_name(one), "description": one.alt_text or one.title}
        for n, one in enumerate(outgoing.media)
    ]
    form = Form({"payload_json": msgspec.json.encode(payload).decode()}, files)
    return {"data": form, "headers": {"Content-Type": form.content_type}}


def _payload(outgoing: Outgoing, *, silent: bool) -> dict[str, Any]:
    # Who is named is told; a word that happens to read like @everyone never wakes a whole server.
    payload: dict[str, Any] = {"allowed_mentions": {"parse": ["users"], "replied_user": True}}
    if outgoing.poll:
        payload["poll"] = {
            "question": {"text": outgoing.text},
            "answers": [{"poll_media": {"text": option}} for option in outgoing.poll.options],
            "duration": outgoing.poll.hours,
            "allow_multiselect": outgoing.poll.multiple,
        }
    elif outgoing.text:
        payload["content"] = outgoing.text
    if outgoing.reply_to:
        payload["message_reference"] = {"message_id": place_of(outgoing.reply_to)[1]}
    return payload | ({"flags": _SUPPRESS_NOTIFICATIONS} if silent else {})


def likeness(text: str, files: int, answers: str) -> tuple[str, int, str]:
    """Return what two messages have in common that say the same: Discord strips white space."""
    return re.sub(r"\s+", " ", text).strip(), files, answers


def snowflake(at: datetime) -> int:
    """Return the lowest number that a message of that moment can have."""
    return max(0, int(at.timestamp() * 1000) - _EPOCH) << 22


def moment(text: str) -> datetime:
    """Return when something was said; a clock that runs ahead of ours is not believed."""
    now = datetime.now(UTC)
    try:
        read = datetime.fromisoformat(text)
        return min((read if read.tzinfo else read.replace(tzinfo=UTC)).astimezone(UTC), now)
    except (ValueError, OverflowError):
        return now


def explain(answer: requests.Response) -> Trouble | None:
    """Return what a refusal means where its number says more than its status."""
    if answer.status_code != HTTPStatus.NOT_FOUND:
        return None
    named: dict[Any, Trouble] = {_UNKNOWN_CHANNEL: Trouble.PERMISSION, _UNKNOWN_WEBHOOK: Trouble.AUTH}
    return named.get(_document(answer).get("code"))


def asks_to_wait(answer: requests.Response) -> timedelta | None:
    """Return how long Discord asks to wait, in parts of a second."""
    seconds = _document(answer).get("retry_after")
    return timedelta(seconds=min(seconds, 86_400)) if isinstance(seconds, int | float) and seconds > 0 else None


def _document(answer: requests.Response) -> dict[str, Any]:
    try:
        found = answer.json()
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
