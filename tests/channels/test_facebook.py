"""The connector of Facebook Pages keeps its promise against a local server that speaks the documented protocol."""

from collections.abc import Iterator
from typing import ClassVar

import pytest

from antiphon.channels.connector import Act, Capability, Media, Profile, Reference
from antiphon.channels.connectors.facebook import Facebook
from tests.channels.network_contract import NetworkContract
from tests.channels.networks.facebook import PAGES, FacebookServer
from tests.channels.networks.graph import Post
from tests.channels.place import NetworkPlace, Standing


class FacebookPlace(NetworkPlace):
    """A local Facebook with our page and Ada on it."""

    connector = Facebook
    bases = ("https://graph.facebook.com", "https://graph-video.facebook.com")
    requests: ClassVar[dict[str, tuple[str, str]]] = {
        "publish": ("POST", "/v25.0/*/feed"),
        "upload": ("POST", "/v25.0/*/photos"),
        "verify": ("GET", "/v25.0/*"),
        "listen": ("GET", "/v25.0/*/published_posts"),
        "thread": ("GET", "/v25.0/*/comments"),
        "figures": ("GET", "/v25.0/*_*"),
        "finished": ("GET", "/v25.0/*"),
        "reconcile": ("GET", "/v25.0/*/published_posts"),
        "followers": ("GET", "/v25.0/*"),
        "accounts": ("GET", "/v25.0/me/accounts"),
        "remove": ("DELETE", "/v25.0/*"),
    }
    keeps_language = False
    shows_cards = True
    heard_acts: ClassVar[frozenset[Act]] = frozenset()
    counts: ClassVar[dict[str, int]] = {
        "likes": 1, "replies": 1, "shares": 1, "views": 800, "reach": 500, "clicks": 21,
    }  # fmt: skip
    tells_wait = False
    server: FacebookServer

    def __init__(self, server: FacebookServer) -> None:
        self.server = server
        self.token = server.person_token
        self.ada = server.add_someone("ada", "Ada")

    @property
    def typed(self) -> dict[str, str]:
        return {"client_id": "990602627938098", "client_secret": "a1b2C3D4"}

    @property
    def us(self) -> Profile:
        us = self.server.us
        return Profile(us.id, us.username, us.name, f"{PAGES}/{us.username}")

    def media(self, alt: str) -> tuple[Media, ...]:
        """Only a video takes its time."""
        return (self.video(alt),) if self.server.keeps_working else super().media(alt)

    def standing(self) -> list[Standing]:
        return [self.shown(post) for post in self.server.posts.values() if post.author is self.server.us]

    def shown(self, post: Post) -> Standing:
        return Standing(
            uri=f"facebook:{post.id}",
            text=post.text,
            pictures=tuple((file.alt, file.width, file.height) for file in post.files if not file.is_video),
            answers=f"facebook:{post.parent}" if post.parent else "",
            videos=tuple(file.size for file in post.files if file.is_video),
            card=post.more.get("link", ""),
        )

    def revoke(self) -> None:
        self.server.tokens.clear()

    def mention(self, text: str) -> str:
        return f"facebook:{self.server.add(self.ada, text, more={'names': self.server.us.id}).id}"

    def reply(self, to: Reference, text: str) -> Reference:
        made = self.server.say(self.ada, to.id, text)
        return Reference(f"facebook:{made.id}", made.id, f"{PAGES}/{made.id}")

    def react(self, to: Reference) -> None:
        self.server.posts[to.id].likes += 1
        self.server.posts[to.id].shares += 1

    def follow(self) -> None:
        self.server.us.followers += 1

    def take_down(self, reference: Reference) -> None:
        self.server.posts.pop(reference.id)

    def keep_working(self) -> None:
        self.server.keeps_working = True

    def be_done(self) -> None:
        for film in self.server.films.values():
            self.server.finish(film)

    def refuse_it(self) -> None:
        for film in self.server.films.values():
            film.status = "error"


class TestFacebook(NetworkContract):
    at = FacebookPlace
    capabilities = set(Capability) - {Capability.LIMITS}

    @pytest.fixture
    def place(self) -> Iterator[FacebookPlace]:
        with FacebookServer() as server:
            yield FacebookPlace(server)
