"""The Threads connector keeps its promise against a local server that speaks the documented protocol."""

from collections.abc import Iterator
from typing import Any, ClassVar

import pytest

from antiphon.channels.connector import Act, Capability, Profile, Reference
from antiphon.channels.connectors.threads import Threads
from tests.channels.network_contract import NetworkContract
from tests.channels.networks.threads import PAGES, ThreadsServer
from tests.channels.place import NetworkPlace, Standing


class ThreadsPlace(NetworkPlace):
    """A local Threads with us and Ada on it."""

    connector = Threads
    bases = ("https://graph.threads.com",)
    requests: ClassVar[dict[str, tuple[str, str]]] = {
        "publish": ("POST", "/v1.0/*/threads_publish"),
        "upload": ("POST", "/v1.0/*/threads"),
        "verify": ("GET", "/v1.0/me"),
        "limits": ("GET", "/v1.0/*/threads_publishing_limit"),
        "listen": ("GET", "/v1.0/*/threads"),
        "thread": ("GET", "/v1.0/*/conversation"),
        "figures": ("GET", "/v1.0/*/insights"),
        "reconcile": ("GET", "/v1.0/*/threads"),
        "followers": ("GET", "/v1.0/*/threads_insights"),
        "remove": ("DELETE", "/v1.0/*"),
    }
    keeps_language = False
    shows_cards = True
    heard_acts: ClassVar[frozenset[Act]] = frozenset()
    counts: ClassVar[dict[str, int]] = {"views": 120, "likes": 1, "replies": 1, "shares": 1, "quotes": 0}
    tells_wait = False
    server: ThreadsServer

    def __init__(self, server: ThreadsServer) -> None:
        self.server = server
        self.token = server.token
        self.ada = server.add_someone("ada", "Ada")

    @property
    def typed(self) -> dict[str, str]:
        return {"client_id": "990602627938098", "client_secret": "a1b2C3D4"}

    @property
    def us(self) -> Profile:
        us = self.server.us
        return Profile(us.id, us.username, us.name, f"{PAGES}/@{us.username}")

    def standing(self) -> list[Standing]:
        return [
            Standing(
                uri=f"threads:{one.id}",
                text=one.text,
                pictures=tuple((file.alt, file.width, file.height) for file in one.files if not file.is_video),
                answers=f"threads:{one.parent}" if one.parent else "",
                videos=tuple(file.size for file in one.files if file.is_video),
                poll=tuple(one.more["poll"]),
                card=one.more["link_attachment"],
            )
            for one in self.server.posts.values()
            if one.author is self.server.us
        ]

    def lower_limits(self) -> dict[str, Any]:
        self.server.quota = 25
        return {"posts_a_day": 25}

    def revoke(self) -> None:
        self.server.tokens.clear()

    def mention(self, text: str) -> str:
        return f"threads:{self.server.add(self.ada, f'@bottega {text}').id}"

    def reply(self, to: Reference, text: str) -> Reference:
        made = self.server.reply(self.ada, to.id, text)
        return Reference(f"threads:{made.id}", made.id, self.server.permalink(made))

    def react(self, to: Reference) -> None:
        self.server.posts[to.id].likes += 1
        self.server.posts[to.id].shares += 1

    def follow(self) -> None:
        self.server.us.followers += 1

    def take_down(self, reference: Reference) -> None:
        self.server.posts.pop(reference.id)


class TestThreads(NetworkContract):
    at = ThreadsPlace
    capabilities = set(Capability) - {Capability.FINISHED, Capability.ACCOUNTS}

    @pytest.fixture
    def place(self) -> Iterator[ThreadsPlace]:
        with ThreadsServer() as server:
            yield ThreadsPlace(server)
