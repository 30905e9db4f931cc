"""Telegram's Bot API: messages as they travel, who wrote them, and what its errors mean."""

from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Any

import msgspec
import requests

from antiphon.channels.connector import Profile, Reference
from antiphon.lib.errors import Trouble

#: The part of the number of a supergroup or channel that the addresses of its messages leave out.
_SUPERGROUP = "-100"
_BY_STATUS = {HTTPStatus.UNAUTHORIZED: Trouble.AUTH, HTTPStatus.NOT_FOUND: Trouble.AUTH}
#: Words in the description of a refusal, and what they mean for a person.
_BY_WORDS = (
    ("webhook", Trouble.PERMISSION),
    ("chat not found", Trouble.PERMISSION),
    ("rights", Trouble.PERMISSION),
    ("forbidden", Trouble.PERMISSION),
    ("upgraded to a supergroup", Trouble.PERMISSION),
    ("can't be deleted", Trouble.PERMISSION),
    ("photo", Trouble.MEDIA),
    ("image", Trouble.MEDIA),
    ("file", Trouble.MEDIA),
    ("media", Trouble.MEDIA),
)


class User(msgspec.Struct, frozen=True):
    """A person or a bot."""

    id: int
    is_bot: bool = False
    first_name: str = ""
    last_name: str = ""
    username: str = ""


class Chat(msgspec.Struct, frozen=True):
    """A channel, a group or a conversation with one person."""

    id: int
    type: str = ""
    title: str = ""
    username: str = ""


class Origin(msgspec.Struct, frozen=True):
    """Where a forwarded message comes from; a channel names its post."""

    chat: Chat | None = None
    message_id: int = 0


class Entity(msgspec.Struct, frozen=True):
    """A marked part of a text; offsets are in UTF-16 units."""

    type: str
    offset: int
    length: int


class Message(msgspec.Struct, frozen=True):
    """A message, and the one it answers; that one never tells what it answers itself."""

    message_id: int
    chat: Chat
    date: int = 0
    sender: User | None = msgspec.field(name="from", default=None)
    sender_chat: Chat | None = None
    text: str = ""
    caption: str = ""
    entities: tuple[Entity, ...] = ()
    caption_entities: tuple[Entity, ...] = ()
    reply_to_message: "Message | None" = None
    forward_origin: Origin | None = None
    is_automatic_forward: bool = False
    message_thread_id: int = 0

    def copy_of(self, channel: int) -> int:
        """Return which post of a channel this is in its discussion group, as Telegram copies it there; 0 for none."""
        origin = self.forward_origin if self.is_automatic_forward else None
        return origin.message_id if origin and origin.chat and origin.chat.id == channel else 0

    @property
    def words(self) -> str:
        """What it says, under a picture or without one."""
        return self.text or self.caption

    def mentions(self, username: str) -> bool:
        """Whether it names an account."""
        units = self.words.encode("utf-16-le", "surrogatepass")
        marked = [
            units[2 * one.offset : 2 * (one.offset + one.length)].decode("utf-16-le", "replace")
            for one in (*self.entities, *self.caption_entities)
            if one.type == "mention"
        ]
        return bool(username) and f"@{username}".lower() in [name.lower() for name in marked]


class Membership(msgspec.Struct, frozen=True):
    """What somebody is in a chat."""

    status: str
    user: User
    can_post_messages: bool = False
    can_send_messages: bool = False
    is_member: bool = False

    @property
    def is_in(self) -> bool:
        """Whether they belong to the chat."""
        return self.status in {"creator", "administrator", "member"} or (
            self.status == "restricted" and self.is_member
        )

    def may_write(self, chat: Chat) -> bool:
        """Whether they may write there: in a channel only administrators with that right do."""
        if self.status == "creator":
            return True
        if chat.type == "channel":
            return self.status == "administrator" and self.can_post_messages
        return self.is_in and (self.status != "restricted" or self.can_send_messages)


class MemberChange(msgspec.Struct, frozen=True):
    """Somebody came or went."""

    chat: Chat
    date: int
    old_chat_member: Membership
    new_chat_member: Membership


class Update(msgspec.Struct, frozen=True):
    """One thing that happened, by its number."""

    update_id: int
    message: Message | None = None
    chat_member: MemberChange | None = None


def reference(messages: tuple[Message, ...]) -> Reference:
    """Return where a post stands: its first message, and those that belong to it."""
    first = messages[0]
    numbers = ",".join(str(one.message_id) for one in messages)
    return Reference(
        uri=uri(first.chat.id, first.message_id),
        id=f"{first.chat.id}/{numbers}",
        url=page(first.chat, first.message_id),
    )


def uri(chat: int, message: int) -> str:
    """Return the lasting name of a message: the names of chats may change, their numbers do not."""
    return f"telegram:{chat}/{message}"


def place_of(reference: Reference) -> tuple[int, list[int]]:
    """Return the chat and the messages of a post."""
    chat, _, messages = reference.id.partition("/")
    return int(chat), [int(one) for one in messages.split(",")]


def page(chat: Chat, message: int = 0) -> str:
    """Return where people open a chat or one of its messages; empty for what only its two sides see."""
    number = str(chat.id)
    if chat.username:
        base = f"https://t.me/{chat.username}"
    elif number.startswith(_SUPERGROUP) and message:
        base = f"https://t.me/c/{number.removeprefix(_SUPERGROUP)}"
    else:
        return ""
    return f"{base}/{message}" if message else base


def author(message: Message) -> Profile:
    """Return who wrote a message: a person, or a channel or group that speaks itself."""
    if message.sender_chat is not None:
        return chat_profile(message.sender_chat)
    return profile(message.sender) if message.sender else chat_profile(message.chat)


def profile(user: User) -> Profile:
    """Return who a person is."""
    return Profile(
        stable_id=str(user.id),
        handle=f"@{user.username}" if user.username else "",
        name=f"{user.first_name} {user.last_name}".strip(),
        url=f"https://t.me/{user.username}" if user.username else "",
        automated=user.is_bot,
    )


def chat_profile(chat: Chat) -> Profile:
    """Return a channel or a group as an account."""
    return Profile(
        stable_id=str(chat.id),
        handle=f"@{chat.username}" if chat.username else chat.title,
        name=chat.title,
        url=page(chat),
    )


def moment(seconds: int) -> datetime:
    """Return a moment; a clock that runs ahead of ours is not believed."""
    now = datetime.now(UTC)
    try:
        return min(datetime.fromtimestamp(seconds, UTC), now)
    except (OverflowError, ValueError, OSError):
        return now


def explain(answer: requests.Response) -> Trouble | None:
    """Return what a refusal means: the status says little, the description most."""
    said = str(_document(answer).get("description", "")).lower()
    if answer.status_code == HTTPStatus.CONFLICT and "webhook" not in said:
        return Trouble.BEFORE_SEND  # somebody else is asking for updates in this moment
    if answer.status_code in {HTTPStatus.BAD_REQUEST, HTTPStatus.FORBIDDEN, HTTPStatus.CONFLICT}:
        return next((trouble for words, trouble in _BY_WORDS if words in said), None)
    return _BY_STATUS.get(HTTPStatus(answer.status_code)) if answer.status_code in _BY_STATUS else None


def asks_to_wait(answer: requests.Response) -> timedelta | None:
    """Return how long Telegram asks to wait."""
    told = _document(answer).get("parameters")
    seconds = told.get("retry_after") if isinstance(told, dict) else None
    return timedelta(seconds=min(seconds, 86_400)) if isinstance(seconds, int) and seconds > 0 else None


def _document(answer: requests.Response) -> dict[str, Any]:
    try:
        found = answer.json()
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
