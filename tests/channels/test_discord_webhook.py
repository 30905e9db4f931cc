"""The webhook of Discord keeps its promise against a local server that speaks the documented protocol."""

from collections.abc import Iterator
from typing import Any, ClassVar

import pytest

from antiphon.channels.connector import Capability, Profile, Reference
from antiphon.channels.connectors.discord_webhook import DiscordWebhook, DiscordWebhookSettings
from antiphon.lib.errors import ChannelError, Trouble
from tests.channels.network_contract import NetworkContract
from tests.channels.networks.discord import CHANNEL, GUILD, HOOK, THREAD, DiscordServer
from tests.channels.place import Standing, send
from tests.channels.test_discord import DiscordPlace

KEY = "the-key_of-the-webhook"
ADDRESS = f"https://discord.com/api/webhooks/{HOOK}/{KEY}"


class DiscordWebhookPlace(DiscordPlace):
    """A local Discord with a webhook of ours in its channel."""

    connector = DiscordWebhook
    requests: ClassVar[dict[str, tuple[str, str]]] = {
        "publish": ("POST", "/webhooks/*"),
        "verify": ("GET", "/webhooks/*"),
        "remove": ("DELETE", "/webhooks/*"),
    }
    mentions = False
    answers = False

    address = ADDRESS

    @property
    def typed(self) -> dict[str, str]:
        return {"address": self.address}

    @property
    def secret(self) -> str:
        return KEY

    @property
    def us(self) -> Profile:
        return Profile(HOOK, "La Bottega", "La Bottega", f"https://discord.com/channels/{GUILD}/{CHANNEL}")

    def standing(self) -> list[Standing]:
        return [self._standing(one) for one in self.server.messages if one.author is self.server.hooked]

    def revoke(self) -> None:
        self.server.hook_key = "another"


class TestDiscordWebhook(NetworkContract):
    at = DiscordWebhookPlace
    capabilities = {Capability.PUBLISH, Capability.REMOVE}

    @pytest.fixture
    def place(self) -> Iterator[DiscordWebhookPlace]:
        with DiscordServer() as server:
            yield DiscordWebhookPlace(server)

    @pytest.mark.parametrize("trouble", ["gone", "revoked"])
    def test_a_webhook_that_was_deleted_is_no_longer_a_way_in(
        self, place: DiscordWebhookPlace, connector: Any, trouble: str
    ) -> None:
        place.server.hook_gone, place.server.hook_key = trouble == "gone", "another" if trouble == "revoked" else KEY
        for ask in (connector.verify, lambda: send(connector, place.post("Hello?"))):
            with pytest.raises(ChannelError) as caught:
                ask()
            assert caught.value.trouble == Trouble.AUTH
            assert KEY not in caught.value.detail
        assert place.standing() == []

    @pytest.mark.parametrize(
        "address",
        [
            f"https://discordapp.com/api/webhooks/{HOOK}/{KEY}",
            f"https://ptb.discord.com/api/v10/webhooks/{HOOK}/{KEY}/",
        ],
    )
    def test_the_address_is_taken_as_discord_has_it_anywhere(self, place: DiscordWebhookPlace, address: str) -> None:
        place.address = address
        assert place.open().verify() == place.us

    @pytest.mark.parametrize("typed", ["", "https://discord.com/channels/1/2", f"{ADDRESS}/slack", f"x{ADDRESS}"])
    def test_what_is_no_address_of_a_webhook_asks_nothing(self, place: DiscordWebhookPlace, typed: str) -> None:
        place.address = typed
        with pytest.raises(ChannelError) as caught:
            place.open().verify()
        assert (caught.value.trouble, list(place.server.journal)) == (Trouble.AUTH, [])

    def test_it_writes_in_a_thread_and_takes_back_from_there(self, place: DiscordWebhookPlace) -> None:
        place.address = f"{ADDRESS}?thread_id={THREAD}"
        connector = place.open()
        reference = send(connector, place.post("In here"))
        assert reference.uri.startswith(f"https://discord.com/channels/{GUILD}/{THREAD}/")
        connector.remove(reference)
        assert place.standing() == []

    def test_nobody_is_woken_by_a_word_and_a_post_can_be_silent(
        self, place: DiscordWebhookPlace, connector: Any
    ) -> None:
        send(connector, place.post("@everyone, hush", settings=DiscordWebhookSettings(silent=True)))
        [sent] = place.server.messages
        assert (sent.allowed_mentions, sent.flags) == ({"parse": ["users"], "replied_user": True}, 1 << 12)

    def test_the_server_is_asked_for_once(self, place: DiscordWebhookPlace) -> None:
        kept: list[str] = []
        place.open(keep=kept.append).verify()
        place.server.journal.clear()
        send(place.open(kept=kept[-1]), place.post("Good morning"))
        assert [entry.method for entry in place.server.journal] == ["POST"]

    def test_it_takes_back_none_but_its_own(self, place: DiscordWebhookPlace, connector: Any) -> None:
        other = place.server.say(place.ada, "Mine")
        connector.remove(Reference(other.uri, f"{CHANNEL}/{other.id}"))
        assert place.server.messages == [other]
