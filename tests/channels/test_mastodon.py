"""The Mastodon connector keeps its promise against a local server that speaks the documented protocol."""

from collections.abc import Iterator
from datetime import timedelta
from types import SimpleNamespace
from typing import Any, ClassVar

import pytest

from antiphon.channels.connector import Capability, Poll, Profile, Reference
from antiphon.channels.connectors.mastodon import Mastodon
from antiphon.channels.wire.mastodon import told_limits
from antiphon.practice.mastodon import PracticeMastodon
from tests.channels.network_contract import NetworkContract
from tests.channels.place import NetworkPlace, Standing, send, table


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
        "remove": ("DELETE", "/api/v1/statuses/*"),
        "followers": ("GET", "/api/v1/accounts/verify_credentials"),
        "search": ("GET", "/api/v1/timelines/tag/*"),
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
                pictures=tuple(
                    (media[i].description or "", media[i].width, media[i].height)
                    for i in one.media_ids
                    if not media[i].is_video
                ),
                videos=tuple(media[i].size for i in one.media_ids if media[i].is_video),
                poll=tuple(one.poll.options) if one.poll else (),
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
        self.server.limited(
            video_size_limit=5432, poll_options=3, poll_option_characters=20, poll_seconds=(4000, 7200)
        )
        told = {"text": {"mastodon_characters": 77}, "images": 2, "alt_text": 55, "image_bytes": 4321}
        polls = {"poll_options": 3, "poll_option": {"code_points": 20}, "poll_hours": (2, 2)}
        return told | polls | {"videos": 1, "video_bytes": 5432}

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

    def follow(self) -> None:
        self.ada.follow("bottega")

    def take_down(self, reference: Reference) -> None:
        self.account.delete(reference.id)


class TestMastodon(NetworkContract):
    at = MastodonPlace
    capabilities = set(Capability) - {Capability.FINISHED, Capability.ACCOUNTS}

    @pytest.fixture
    def place(self) -> Iterator[MastodonPlace]:
        with PracticeMastodon() as server:
            yield MastodonPlace(server)

    def test_a_poll_is_open_for_its_hours_and_takes_one_answer_or_several(self, place: MastodonPlace) -> None:
        for multiple in (False, True):
            send(place.open(), place.post("Which?", poll=Poll(("Teal", "Terracotta"), hours=3, multiple=multiple)))
        polls = [one.poll for one in place.server.statuses()]
        assert [one.multiple for one in polls] == [False, True]
        for one in polls:
            assert timedelta(hours=2.9) < one.expires_at - place.server.clock.now() <= timedelta(hours=3)

    def test_a_post_is_for_all_and_hides_nothing(self, place: MastodonPlace) -> None:
        answered = place.ada.post("Which wool?")
        send(place.open(), place.post("From Biella", reply_to=place.reference(answered.id)))
        asked = place.server.journal.entries("POST", "/api/v1/statuses")[-1]
        assert asked.body == {
            "status": ["From Biella"], "in_reply_to_id": [answered.id], "language": ["it"], "visibility": ["public"],
            "sensitive": ["0"],
        }  # fmt: skip
        assert asked.headers["idempotency-key"]

    def test_a_video_of_another_type_than_the_server_takes_is_not_offered(self, place: MastodonPlace) -> None:
        media = SimpleNamespace(supported_mime_types=["image/png"], image_size_limit=None)
        told = SimpleNamespace(
            statuses=SimpleNamespace(max_characters=500, max_media_attachments=4), media_attachments=media
        )
        found = told_limits(told, table(place), "https://pictures.example")
        assert (found.videos, found.poll_options, found.image_types) == (0, 4, frozenset({"image/png"}))
