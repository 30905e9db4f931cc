"""A channel of a Discord server, through a bot."""

from collections.abc import Iterator
from datetime import datetime, timedelta
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
    Figure,
    Heard,
    Outgoing,
    Profile,
    Reference,
    RetrySafety,
    Said,
    Settings,
)
from antiphon.channels.wire.discord import (
    Guild,
    Message,
    Place,
    Reader,
    User,
    asks_to_wait,
    explain,
    likeness,
    page,
    place_of,
    readable,
    request_of,
    snowflake,
    words,
)
from antiphon.channels.wire.rest import CLOCKS_DIFFER, Gone, Rest, shaped
from antiphon.lib import ids
from antiphon.lib.errors import ChannelError, Trouble
from antiphon.lib.words import gettext_noop

_API = "https://discord.com/api/v10"
_PAGES, _PAGE = 20, 100
#: How many characters Discord takes for the key by which it knows a message again.
_NONCE = 25


class DiscordCredentials(Credentials, frozen=True, kw_only=True):
    """A bot that writes in one channel."""

    channel: Annotated[
        str,
        Field(
            gettext_noop("Number of the channel"),
            gettext_noop(
                "On Discord: User settings → Advanced → Developer mode; then the channel’s menu → Copy channel ID."
            ),
            placeholder="1234567890123456789",
        ),
    ]
    bot_token: Annotated[
        str,
        Field(
            gettext_noop("Token of the bot"),
            gettext_noop(
                "In the Developer Portal: your application → Bot → Reset token. "
                "Turn on the Message content intent there."
            ),
            secret=True,
        ),
    ]


class DiscordSettings(Settings, frozen=True, kw_only=True):
    """How a post is sent."""

    silent: Annotated[
        bool, Field(gettext_noop("Without a sound"), gettext_noop("Nobody’s phone rings for this post."))
    ] = False


class _Known(msgspec.Struct, frozen=True):
    """Who writes and where: asked once, kept sealed."""

    bot: str
    guild: str


class Discord(Connector[DiscordCredentials]):
    """A channel of a Discord server."""

    kind = "discord"
    name = "Discord"
    icon = "M7 5 4 7 2 16l5 3 2-2h6l2 2 5-3-2-9-3-2-1 2H8L7 5Zm1 6h3v3H8v-3Zm5 0h3v3h-3v-3Z"
    credentials = DiscordCredentials
    withdrawn = gettext_noop("In Discord’s Developer Portal: your application → Bot → Reset token.")
    settings = DiscordSettings
    retry_safety = RetrySafety.IDEMPOTENT
    removal = gettext_noop("The message is deleted for everybody. Answers of others stay.")
    hears = frozenset({Act.REPLY, Act.MENTION})
    #: "The past few minutes", says the documentation; two are surely among them.
    idempotency_lasts = timedelta(minutes=2)
    continues = True
    told_of_parts = frozenset({"likes"})
    tested_against = "a local server that speaks the documented protocol"
    checked = "2026-11-22"

    @classmethod
    def new_operation(cls, at: datetime) -> str:
        """Return the key of a message; the first mark of our names says nothing for the next thousand years."""
        return ids.new_id(at)[-_NONCE:]

    def verify(self) -> Profile:
        """Return the channel, if the bot sees it."""
        bot = shaped(self._api.get("users/@me"), User)
        channel = shaped(self._api.get(f"channels/{self._channel}"), Place)
        guild = shaped(self._api.get(f"guilds/{channel.guild_id}"), Guild) if channel.guild_id else Guild("")
        self._door.keep(msgspec.json.encode(_Known(bot.id, guild.id)).decode())
        return Profile(
            stable_id=channel.id,
            handle=f"#{channel.name}" if channel.name else channel.id,
            name=guild.name,
            url=page(guild.id, channel.id),
        )

    def publish(self, outgoing: Outgoing, prepared: tuple[str, ...], fence: Fence) -> Reference:  # noqa: ARG002
        """Send the message under the operation's key: for minutes a repeated key is answered with the same one."""
        reader = self._reader
        request = request_of(outgoing, silent=_is_silent(outgoing))
        channel = place_of(outgoing.reply_to)[0] if outgoing.reply_to else self._channel
        fence.open()
        answer = self._api.ask("POST", f"channels/{channel}/messages", sent=True, **request)
        return reader.reference(shaped(answer, Message, sent=True))

    def reconcile(self, outgoing: Outgoing) -> Reference | None:
        """Look through our own messages since the operation was due: by its key, else for one that says the same."""
        reader, answered = self._reader, outgoing.reply_to
        channel, answers = place_of(answered) if answered else (self._channel, "")
        wanted = likeness(outgoing.text, len(outgoing.media), answers)
        since = snowflake(outgoing.at - CLOCKS_DIFFER)
        for message in self._after(channel, str(since)):
            if message.author.id != reader.bot:
                continue
            alike = likeness(words(message), len(message.attachments), message.answers) == wanted
            if message.nonce == outgoing.operation or (message.nonce is None and alike):
                return reader.reference(message)
        return None

    def listen(self, cursor: str) -> Heard:
        """Return what answers us or names us in the channel since the cursor: the last message that was read."""
        channel = self._channel
        found = list(self._after(channel, cursor, whole=False)) if cursor else self._page(channel)
        reader = self._reader
        said = [reader.heard(one) for one in found]
        newest = max((one.id for one in found), key=int, default=cursor)
        return Heard(tuple(one for one in said if one), cursor=newest)

    def thread(self, root: Reference) -> tuple[Said, ...]:
        """Return what answers a post in the channel, at any depth, and what was said in its thread."""
        channel, post = place_of(root)
        try:
            found = shaped(self._api.get(f"channels/{channel}/messages/{post}"), Message)
        except Gone:
            return ()
        below = list(self._after(channel, post, whole=False))
        if found.thread:
            below += self._after(found.thread.id, "0", whole=False)
        return self._reader.below(root, sorted(below, key=lambda one: int(one.id)))

    def figures(self, reference: Reference) -> tuple[Figure, ...]:
        """Return how often people reacted, with whichever sign; nothing if the message is gone."""
        channel, post = place_of(reference)
        try:
            found = shaped(self._api.get(f"channels/{channel}/messages/{post}"), Message)
        except Gone:
            return ()
        return (Figure("likes", sum(one.count for one in found.reactions)),)

    def remove(self, reference: Reference) -> None:
        """Delete the message."""
        channel, post = place_of(reference)
        try:
            self._api.ask("DELETE", f"channels/{channel}/messages/{post}")
        except Gone:
            return

    def followers(self) -> int:
        """Return about how many belong to the server; Discord tells no more of a channel."""
        guild = shaped(self._api.get(f"guilds/{self._known.guild}", with_counts="true"), Guild)
        if guild.approximate_member_count is None:
            raise ChannelError(Trouble.BEFORE_SEND, "the server was told without its count")
        return guild.approximate_member_count

    @property
    def _channel(self) -> str:
        """The channel that was typed: people paste its whole address too."""
        return quote(self._credentials.channel.rstrip("/").rpartition("/")[2], safe="")

    @cached_property
    def _api(self) -> Rest:
        # Discord wants to know which program speaks, in this form.
        headers = {
            "Authorization": f"Bot {self._credentials.bot_token}",
            "User-Agent": "DiscordBot (https://antiphon.example, 1)",
        }
        return Rest(self._door, _API, headers, explain, asks_to_wait)

    @cached_property
    def _known(self) -> _Known:
        try:
            return msgspec.json.decode(self._door.kept, type=_Known)
        except msgspec.DecodeError:
            bot = shaped(self._api.get("users/@me"), User)
            channel = shaped(self._api.get(f"channels/{self._channel}"), Place)
            known = _Known(bot.id, channel.guild_id or "")
            self._door.keep(msgspec.json.encode(known).decode())
            return known

    @property
    def _reader(self) -> Reader:
        ours = self._account or Profile(self._channel, self._channel)
        return Reader(ours, self._known.bot, self._known.guild)

    def _after(self, channel: str, number: str, *, whole: bool = True) -> Iterator[Message]:
        """Yield what was said in a channel after a message, oldest first, some pages far.

        With `whole` raise ChannelError if there is more: who looks for a message must not miss it.
        """
        for _ in range(_PAGES):
            found = self._page(channel, after=number)
            yield from found
            if len(found) < _PAGE:
                return
            number = found[-1].id
        if whole:
            raise ChannelError(Trouble.BEFORE_SEND, "more was said there since than could be read")

    def _page(self, channel: str, **where: Any) -> list[Message]:
        """Return a page of messages, oldest first."""
        found = shaped(self._api.get(f"channels/{channel}/messages", limit=_PAGE, **where), list[dict[str, Any]])
        return sorted((readable(one) for one in found), key=lambda one: int(one.id))


def _is_silent(outgoing: Outgoing) -> bool:
    return isinstance(outgoing.settings, DiscordSettings) and outgoing.settings.silent
