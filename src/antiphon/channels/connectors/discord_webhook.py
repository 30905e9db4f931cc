"""A channel of a Discord server, through an incoming webhook: it writes and takes back, and does nothing else."""

import re
from functools import cached_property
from typing import Annotated

from antiphon.channels.connector import (
    Connector,
    Credentials,
    Fence,
    Field,
    Outgoing,
    Profile,
    Reference,
    RetrySafety,
    Settings,
)
from antiphon.channels.wire.discord import (
    Message,
    Reader,
    Webhook,
    asks_to_wait,
    explain,
    page,
    place_of,
    request_of,
)
from antiphon.channels.wire.rest import Gone, Rest, shaped
from antiphon.lib.errors import ChannelError, Trouble
from antiphon.lib.words import gettext_noop

_API = "https://discord.com/api/v10"
#: What people copy: on any of Discord’s hosts, of any version, with the thread it writes in behind it.
_ADDRESS = re.compile(r"https://[^/\s]+/api/(?:v\d+/)?webhooks/(\d+)/([\w-]+)/?(?:\?thread_id=(\d+))?")


class DiscordWebhookCredentials(Credentials, frozen=True, kw_only=True):
    """The way into one channel."""

    address: Annotated[
        str,
        Field(
            gettext_noop("Address of the webhook"),
            gettext_noop(
                "On Discord: Edit channel → Integrations → Webhooks → New webhook → Copy webhook URL. "
                "Whoever knows it can write there: it is kept sealed."
            ),
            secret=True,
            placeholder="https://discord.com/api/webhooks/…",
        ),
    ]


class DiscordWebhookSettings(Settings, frozen=True, kw_only=True):
    """How a post is sent."""

    silent: Annotated[
        bool, Field(gettext_noop("Without a sound"), gettext_noop("Nobody’s phone rings for this post."))
    ] = False


class DiscordWebhook(Connector[DiscordWebhookCredentials]):
    """A channel of a Discord server, for those who cannot or need not make a bot."""

    kind = "discord_webhook"
    name = "Discord webhook"
    icon = "M7 5 4 7 2 16l5 3 2-2h6l2 2 5-3-2-9-3-2-1 2H8L7 5Zm-1 6h12v3H6v-3Z"
    credentials = DiscordWebhookCredentials
    withdrawn = gettext_noop("On Discord: Edit channel → Integrations → Webhooks → Delete webhook.")
    settings = DiscordWebhookSettings
    retry_safety = RetrySafety.NEVER_REPLAY
    removal = gettext_noop("The message is deleted for everybody. Answers of others stay.")
    answers = False
    tested_against = "a local server that speaks the documented protocol"
    checked = "2026-11-22"

    def verify(self) -> Profile:
        """Return the webhook: which account it is never changes, even if it is moved to another channel."""
        found = shaped(self._api.get(""), Webhook)
        self._door.keep(found.guild_id or "")
        return Profile(
            stable_id=found.id,
            handle=found.name or found.id,
            name=found.name or "",
            url=page(found.guild_id or "", found.channel_id or ""),
        )

    def publish(self, outgoing: Outgoing, prepared: tuple[str, ...], fence: Fence) -> Reference:  # noqa: ARG002
        """Send the message and wait until Discord has kept it: without that a failure would not be told."""
        request = request_of(outgoing, silent=outgoing.chosen(DiscordWebhookSettings).silent, keyed=False)
        guild = self._guild
        fence.open()
        answer = self._api.ask("POST", "", sent=True, params=self._thread | {"wait": "true"}, **request)
        sent = shaped(answer, Message, sent=True)
        return Reader(Profile("", ""), "", guild).reference(sent)

    def remove(self, reference: Reference) -> None:
        """Delete the message."""
        _, number = place_of(reference)
        try:
            self._api.ask("DELETE", f"messages/{number}", params=self._thread)
        except Gone:
            return

    @cached_property
    def _guild(self) -> str:
        """The server that the webhook belongs to: asked once, kept sealed."""
        if not self._door.kept:
            found = shaped(self._api.get(""), Webhook)
            self._door.keep(found.guild_id or "")
            return found.guild_id or ""
        return self._door.kept

    @cached_property
    def _parts(self) -> tuple[str, str, str]:
        """The number of the webhook, its key, and the thread it writes in, empty for none."""
        match = _ADDRESS.fullmatch(self._credentials.address)
        if match is None:
            raise ChannelError(Trouble.AUTH, "what was typed is not the address of a webhook")
        return match[1], match[2], match[3] or ""

    @property
    def _thread(self) -> dict[str, str]:
        thread = self._parts[2]
        return {"thread_id": thread} if thread else {}

    @cached_property
    def _api(self) -> Rest:
        number, key, _ = self._parts
        # Discord wants to know which program speaks, in this form. The key stands in the base, which no log tells.
        headers = {"User-Agent": "DiscordBot (https://antiphon.example, 1)"}
        return Rest(self._door, f"{_API}/webhooks/{number}/{key}", headers, explain, asks_to_wait)
