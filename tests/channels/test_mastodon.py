"""The Mastodon connector keeps its promise against a local server that speaks the documented protocol."""

from collections.abc import Iterator
from typing import Any, ClassVar

import pytest

from antiphon.channels.connector import Capability, Profile, Reference
from antiphon.channels.connectors.mastodon import Mastodon
from antiphon.practice.mastodon import PracticeMastodon
from tests.channels.network_contract import NetworkContract
from tests.channels.place import NetworkPlace, Standing


class MastodonPlace(NetworkPlace):
    """A local Mastodon with us and Ada on it."""

    connector = Mastodon
    requests: ClassVar[dict[str, tuple[str, str]]] = {
        "publish": ("POST", "/api/v1/statuses"),
        "upload": ("POST", "/api/v2/media"),
        "verify": ("GET", "/api/v1/accounts/verify_credentials"),
        "limits": ("GET", "/api/v[12]/instance"),
        "listen": ("GET", "/api/v1/notifications"),
        "thread": ("GET", "/api/v1/statuses/*/context"),
        "figures": ("GET", "/api/v1/statuses/*"),
        "reconcile": ("GET", "/api/v1/accounts/*"),
    }
    server: PracticeMastodon

    def __init__(self, server: PracticeMastodon) -> None:
        self.server = server
        server.limited(processing_seconds=0.1)
        self.account = server.add_account("bottega", "La Bottega")
        self.ada = server.add_account("ada", "Ada")

    @property
    def typed(self) -> dict[str, str]:
        return {"server": self.server.url, "access_token": self.account.token}

    @property
    def us(self) -> Profile:
        host = self.server.url.removeprefix("http://")
        return Profile(self.account.url.replace("/@", "/users/"), f"bottega@{host}", "La Bottega", self.account.url)

    def standing(self) -> list[Standing]:
        media = self.server.instance.state.media
        return [
            Standing(
                uri=self.reference(one.id).uri,
                text=one.text,
                language=one.language or "",
                pictures=tuple((media[i].description or "", media[i].width, media[i].height) for i in one.media_ids),
                answers=self.reference(one.in_reply_to_id).uri if one.in_reply_to_id else "",
            )
            for one in self.server.statuses()
            if one.account_id == self.account.id
        ]

    def reference(self, identifier: str) -> Reference:
        author = self.server.instance.state.accounts[self.server.instance.state.statuses[identifier].account_id]
        uri = f"{self.server.url}/users/{author.username}/statuses/{identifier}"
        return Reference(uri, identifier, f"{self.server.url}/@{author.acct}/{identifier}")

    def lower_limits(self) -> dict[str, Any]:
        self.server.limited(max_characters=77, max_media_attachments=2, description_limit=55, image_size_limit=4321)
        return {"text": {"mastodon_characters": 77}, "images": 2, "alt_text": 55, "image_bytes": 4321}

    def revoke(self) -> None:
        token = self.account.token
        self.server.revoke(self.account)
        assert token not in self.server.instance.state.tokens

    def mention(self, text: str) -> str:
        return self.reference(self.ada.post(f"@bottega {text}").id).uri

    def reply(self, to: Reference, text: str) -> Reference:
        return self.reference(self.ada.reply(to.id, text).id)

    def react(self, to: Reference) -> None:
        self.ada.favourite(to.id)
        self.ada.reblog(to.id)
        self.ada.follow("bottega")

    def take_down(self, reference: Reference) -> None:
        self.account.delete(reference.id)


class TestMastodon(NetworkContract):
    at = MastodonPlace
    capabilities = set(Capability) - {
        Capability.FINISHED,
        Capability.ACCOUNTS,
        Capability.REMOVE,
        Capability.FOLLOWERS,
    }

    @pytest.fixture
    def place(self) -> Iterator[MastodonPlace]:
        with PracticeMastodon() as server:
            yield MastodonPlace(server)
