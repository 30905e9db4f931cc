"""What of all that a bot is told is said or done to us."""

from dataclasses import dataclass, field
from typing import Any

import msgspec

from antiphon.channels.connector import Act, Did, Heard, Reference, Said
from antiphon.channels.wire.rest import shaped
from antiphon.channels.wire.telegram.messages import (
    MemberChange,
    Message,
    Update,
    User,
    author,
    moment,
    page,
    profile,
    uri,
)

#: Of how many posts the copies in the discussion group are remembered.
_REMEMBERED = 100


def update(raw: dict[str, Any]) -> Update:
    """Return an update; one that is not as documented keeps its number, so that it does not hold up the others."""
    try:
        return msgspec.convert(raw, Update)
    except msgspec.ValidationError:
        return Update(shaped(raw.get("update_id"), int))


@dataclass(frozen=True, slots=True)
class Cursor:
    """How far was heard, and which messages of the discussion group are the copies of which posts."""

    offset: int = 0
    copies: dict[int, int] = field(default_factory=dict)

    @classmethod
    def read(cls, cursor: str) -> "Cursor":
        """Return what was written before; the beginning if nothing was."""
        offset, *pairs = cursor.split() or ["0"]
        split = [pair.partition(":") for pair in pairs]
        return cls(int(offset), {int(copy): int(post) for copy, _, post in split})

    def and_then(self, updates: list[Update], channel: int) -> "Cursor":
        """Return how far was heard with these."""
        offset = max((one.update_id + 1 for one in updates), default=self.offset)
        seen = [one.message for one in updates if one.message]
        copies = {one.message_id: one.copy_of(channel) for one in seen if one.copy_of(channel)}
        latest = sorted((self.copies | copies).items())[-_REMEMBERED:]
        return Cursor(max(offset, self.offset), dict(latest))

    def written(self) -> str:
        """Return it as text."""
        pairs = [f"{copy}:{post}" for copy, post in self.copies.items()]
        return " ".join([str(self.offset), *pairs]) if self.offset else ""


@dataclass(frozen=True, slots=True)
class Ear:
    """Tells what is meant for us: `chat` is our channel or group, `bot` who writes there for us."""

    chat: int
    bot: User
    cursor: Cursor

    def hear(self, updates: list[Update]) -> Heard:
        """Return what was said and done to us."""
        after = self.cursor.and_then(updates, self.chat)
        ear = Ear(self.chat, self.bot, after)
        said = [ear.said(one.message) for one in updates if one.message]
        did = [ear.joined(one.update_id, one.chat_member) for one in updates if one.chat_member]
        return Heard(tuple(one for one in said if one), tuple(one for one in did if one), after.written())

    def said(self, message: Message) -> Said | None:
        """Return what was said to us, None for what others say to each other."""
        parent, root = self._answered(message)
        act = self._act(message, parent)
        if act is None or message.is_automatic_forward:
            return None
        where = Reference(
            uri=uri(message.chat.id, message.message_id),
            id=f"{message.chat.id}/{message.message_id}",
            url=page(message.chat, message.message_id),
        )
        return Said(
            act, where, author(message), moment(message.date), message.words, parent_uri=parent, root_uri=root
        )

    def joined(self, number: int, change: MemberChange) -> Did | None:
        """Return that somebody joined us."""
        came = not change.old_chat_member.is_in and change.new_chat_member.is_in
        if change.chat.id != self.chat or not came:
            return None
        who = change.new_chat_member.user
        return Did(Act.FOLLOW, profile(who), moment(change.date), f"joined:{change.chat.id}/{who.id}/{number}")

    def _act(self, message: Message, parent: str) -> Act | None:
        if message.chat.type == "private":
            return Act.DIRECT
        if parent:
            return Act.REPLY
        return Act.MENTION if message.mentions(self.bot.username) else None

    def _answered(self, message: Message) -> tuple[str, str]:
        """Return what a message answers and the post of ours above it; empty where it is not known to be ours."""
        answered = message.reply_to_message
        if answered is None:
            return "", ""
        if post := answered.copy_of(self.chat):
            return uri(self.chat, post), uri(self.chat, post)
        parent = uri(message.chat.id, answered.message_id)
        if post := self.cursor.copies.get(message.message_thread_id, 0):
            return parent, uri(self.chat, post)
        by_us = answered.sender is not None and answered.sender.id == self.bot.id
        return (parent, "") if by_us else ("", "")
