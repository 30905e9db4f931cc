"""The LinkedIn connector keeps its promise against a local server that speaks the documented protocol."""

import time
from collections.abc import Iterator
from typing import Any, ClassVar

import pytest

from antiphon.channels.connector import Act, Capability, Profile, Reference
from antiphon.channels.connectors.linkedin import LinkedIn
from antiphon.lib.errors import UnknownAfterSend
from tests.channels.network_contract import NetworkContract
from tests.channels.networks.linkedin import TOKEN, LinkedInServer, kind_of
from tests.channels.networks.linkedin_records import Post
from tests.channels.place import NetworkPlace, Standing, send

PAGES = "https://www.linkedin.com"


class LinkedInPlace(NetworkPlace):
    """A local LinkedIn with our page and Ada on it."""

    connector = LinkedIn
    bases = ("https://api.linkedin.com",)
    requests: ClassVar[dict[str, tuple[str, str]]] = {
        "publish": ("POST", "/rest/posts"),
        "upload": ("POST", "/rest/images"),
        "verify": ("GET", "/rest/organizations/*"),
        "listen": ("GET", "/rest/organizationalEntityNotifications"),
        "thread": ("GET", "/rest/socialActions/*/comments"),
        "figures": ("GET", "/rest/organizationalEntityShareStatistics"),
        "reconcile": ("GET", "/rest/posts"),
        "followers": ("GET", "/rest/networkSizes/*"),
        "accounts": ("GET", "/rest/organizationAcls"),
        "remove": ("DELETE", "/rest/posts/*"),
    }
    keeps_language = False
    shows_cards = True
    heard_acts: ClassVar[frozenset[Act]] = frozenset({Act.LIKE, Act.SHARE})
    counts: ClassVar[dict[str, int]] = {
        "views": 900, "reach": 700, "clicks": 12, "likes": 1, "replies": 1, "shares": 1,
    }  # fmt: skip
    tells_wait = False
    token = TOKEN
    server: LinkedInServer

    def __init__(self, server: LinkedInServer) -> None:
        self.server = server

    @property
    def typed(self) -> dict[str, str]:
        return {"client_id": "78abcdefgh", "client_secret": "a1b2C3D4", "speaks_for": "pages"}

    @property
    def us(self) -> Profile:
        return Profile(self.server.page, "bottega", "La Bottega", f"{PAGES}/company/bottega/")

    def standing(self) -> list[Standing]:
        posts = [self.shown(post) for post in self.server.posts if post.author == self.us.stable_id]
        ours = [one for one in self.server.comments if one.actor == self.us.stable_id]
        above = {post.activity: post.urn for post in self.server.posts}
        return posts + [Standing(one.urn, one.text, answers=one.parent or above[one.thread]) for one in ours]

    def shown(self, post: Post) -> Standing:
        content = post.body.get("content") or {}
        media = content.get("media")
        several = (content.get("multiImage") or {}).get("images") or ([media] if media else [])
        pictures = [one for one in several if ":image:" in one["id"]]
        return Standing(
            uri=post.urn,
            text=post.text,
            pictures=tuple((one["altText"], *self.measured(one["id"])) for one in pictures),
            videos=tuple(len(self.server.assets[one["id"]].data) for one in several if ":video:" in one["id"]),
            documents=tuple(len(self.server.assets[one["id"]].data) for one in several if ":document:" in one["id"]),
            poll=tuple(one["text"] for one in (content.get("poll") or {}).get("options", [])),
            card=(content.get("article") or {}).get("source", ""),
        )

    def measured(self, urn: str) -> tuple[int, int]:
        kind = kind_of(self.server, urn)
        return kind.width, kind.height

    def revoke(self) -> None:
        self.server.tokens.clear()

    def mention(self, text: str) -> str:
        return self.server.mention(text)

    def reply(self, to: Reference, text: str) -> Reference:
        made = self.server.say(self.server.ada, to.id, text)
        return Reference(made.urn, made.urn, to.url)

    def react(self, to: Reference) -> None:
        self.server.react(self.server.post(to.id))

    def follow(self) -> None:
        self.server.followers += 1

    def take_down(self, reference: Reference) -> None:
        self.server.posts.remove(self.server.post(reference.id))


class TestLinkedIn(NetworkContract):
    at = LinkedInPlace
    capabilities = set(Capability) - {Capability.FINISHED, Capability.LIMITS}

    @pytest.fixture
    def place(self) -> Iterator[LinkedInPlace]:
        with LinkedInServer() as server:
            yield LinkedInPlace(server)

    @pytest.mark.parametrize("kind", ["huge"])
    def test_nonsense_for_an_answer_to_a_post_leaves_us_in_doubt(self, place: LinkedInPlace, kind: Any) -> None:
        """The name of a post stands in the head of the answer, which has no body to speak of."""
        place.server.faults.garbage(*place.requests["publish"], kind=kind)
        post = place.post("What did you say?")
        with pytest.raises(UnknownAfterSend):
            send(place.open(), post)
        assert place.open().reconcile(post).uri == place.standing()[0].uri

    def test_a_slow_answer_to_a_post_is_not_waited_for(self, place: LinkedInPlace) -> None:
        """Its head is slow: it has no body."""
        place.server.on_request("accepted", lambda _entry: time.sleep(3), *place.requests["publish"])
        begun = time.monotonic()
        with pytest.raises(UnknownAfterSend):
            send(place.open(place.bounds(seconds=1)), place.post("Quick"))
        assert time.monotonic() - begun < 2.5
