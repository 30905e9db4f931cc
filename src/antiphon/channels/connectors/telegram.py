"""Telegram channels and groups, through a bot: it writes, hears comments and who joins; it cannot read back."""

from functools import cached_property
from typing import Annotated, Any
from urllib.parse import quote

import msgspec

from antiphon.channels.connector import (
    Act,
    Connector,
    Credentials,
    Fence,
    Field,
    Heard,
    Outgoing,
    Profile,
    Reference,
    RetrySafety,
    Settings,
)
from antiphon.channels.wire.rest import Rest, shaped
from antiphon.channels.wire.telegram.hearing import Cursor, Ear, update
from antiphon.channels.wire.telegram.messages import (
    Chat,
    Membership,
    Message,
    User,
    asks_to_wait,
    chat_profile,
    explain,
    place_of,
    reference,
)
from antiphon.channels.wire.telegram.sending import call_of
from antiphon.lib.errors import ChannelError, Trouble
from antiphon.lib.words import gettext_noop

_API = "https://api.telegram.org"
#: One page at a time: to ask for the next is to tell Telegram to forget this one, which nobody has stored yet.
_PAGE = 100


class TelegramCredentials(Credentials, frozen=True, kw_only=True):
    """A bot that writes for one channel or group."""

    chat: Annotated[
        str,
        Field(
            gettext_noop("Channel or group"),
            gettext_noop("Its public name, or its number if it has none."),
            placeholder="@channel",
        ),
    ]
    bot_token: Annotated[
        str,
        Field(
            gettext_noop("Token of the bot"),
            gettext_noop(
                "From @BotFather: /newbot. Make one bot for this channel alone, and let it administer the channel "
                "and its discussion group."
            ),
            secret=True,
        ),
    ]


class TelegramSettings(Settings, frozen=True, kw_only=True):
    """How a post is sent."""

    silent: Annotated[
        bool, Field(gettext_noop("Without a sound"), gettext_noop("Nobody’s phone rings for this post."))
    ] = False


class Telegram(Connector[TelegramCredentials]):
    """A channel or group on Telegram."""

    kind = "telegram"
    name = "Telegram"
    icon = "M2 11 22 3l-3 18-7-5-3 4-1-6L18 7 6 13Z"
    credentials = TelegramCredentials
    withdrawn = gettext_noop("In Telegram: write /revoke to @BotFather.")
    settings = TelegramSettings
    retry_safety = RetrySafety.NEVER_REPLAY
    removal = gettext_noop("The message is deleted for everybody. Comments in the group may stay.")
    hears = frozenset({Act.REPLY, Act.MENTION, Act.DIRECT, Act.FOLLOW})
    continues = True
    tested_against = "a local server that speaks the documented protocol"
    checked = "2026-11-22"

    def verify(self) -> Profile:
        """Return the channel, if the bot may write there."""
        bot = self._remembered(self._ask("getMe", User))
        chat = self._ask("getChat", Chat, chat_id=self._typed)
        ours = self._ask("getChatMember", Membership, chat_id=chat.id, user_id=bot.id)
        if not ours.may_write(chat):
            raise ChannelError(Trouble.PERMISSION, f"the bot is {ours.status} there and may not write")
        return chat_profile(chat)

    def publish(self, outgoing: Outgoing, prepared: tuple[str, ...], fence: Fence) -> Reference:  # noqa: ARG002
        """Send the message; Telegram takes files only together with it."""
        call, said = call_of(outgoing), _manner(outgoing)
        chat = self._chat
        if outgoing.reply_to:
            chat, (first, *_) = place_of(outgoing.reply_to)
            said["reply_parameters"] = {"message_id": first}
        request = call.request(chat_id=chat, **said)
        fence.open()
        answer = self._api.ask("POST", call.method, sent=True, **request)
        sent = _result(answer, sent=True)
        return reference(shaped(sent if isinstance(sent, list) else [sent], tuple[Message, ...], sent=True))

    def remove(self, reference: Reference) -> None:
        """Delete the message with all that belongs to it; what is gone already is left out by Telegram."""
        chat, messages = place_of(reference)
        self._ask("deleteMessages", bool, chat_id=chat, message_ids=messages)

    def followers(self) -> int:
        """Return how many are in the channel, the bot among them."""
        return self._ask("getChatMemberCount", int, chat_id=self._chat)

    def listen(self, cursor: str) -> Heard:
        """Return comments, mentions, private messages to the bot, and who joined.

        Telegram keeps what happened for a day, and no longer than until what came after it is asked for.
        """
        before = Cursor.read(cursor)
        wanted: dict[str, Any] = {"allowed_updates": ["message", "chat_member"], "limit": _PAGE, "timeout": 0}
        if before.offset:
            wanted["offset"] = before.offset
        found = self._ask("getUpdates", list[dict[str, Any]], **wanted)
        ours = int(self._account.stable_id) if self._account else 0
        return Ear(ours, self._bot, before).hear([update(one) for one in found])

    @property
    def _chat(self) -> int | str:
        return int(self._account.stable_id) if self._account else self._typed

    @property
    def _typed(self) -> str:
        """What was typed as Telegram takes it: people paste whole addresses too."""
        name = self._credentials.chat.rstrip("/").rpartition("/")[2]
        return name if name.removeprefix("-").isdecimal() else f"@{name.removeprefix('@')}"

    @cached_property
    def _api(self) -> Rest:
        base = f"{_API}/bot{quote(self._credentials.bot_token, safe=':')}"
        return Rest(self._door, base, explain=explain, asks_to_wait=asks_to_wait)

    @cached_property
    def _bot(self) -> User:
        """The bot itself: who it is never changes, so that it is asked once."""
        try:
            return msgspec.json.decode(self._door.kept, type=User)
        except msgspec.DecodeError:
            return self._remembered(self._ask("getMe", User))

    def _remembered(self, bot: User) -> User:
        self._door.keep(msgspec.json.encode(bot).decode())
        return bot

    def _ask[T](self, method: str, shape: type[T], **fields: Any) -> T:
        return shaped(_result(self._api.post(method, fields)), shape)


def _manner(outgoing: Outgoing) -> dict[str, Any]:
    """Return what the person chose for this post beyond its words."""
    chosen = outgoing.settings
    return {"disable_notification": True} if isinstance(chosen, TelegramSettings) and chosen.silent else {}


def _result(answer: Any, *, sent: bool = False) -> Any:
    return shaped(answer, dict[str, Any], sent=sent).get("result")
