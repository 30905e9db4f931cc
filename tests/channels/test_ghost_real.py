"""The Ghost connector keeps its whole promise against Ghost itself, with faults on the way to it.

Only where ANTIPHON_TEST_GHOST names the folder of an installed Ghost.
"""

import time
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests

from antiphon.channels.connector import Captions, Profile, Reference
from antiphon.channels.connectors.ghost import GhostSettings
from antiphon.practice.images import file_kind
from tests.channels.ghost_place import GhostPlace
from tests.channels.network_contract import NetworkContract
from tests.channels.place import send
from tests.channels.test_ghost import TestGhost as Practised
from tests.partners.ghost import Ghost
from tests.partners.relay import Relay

pytestmark = pytest.mark.partner


class RealPlace(GhostPlace):
    """A real Ghost, emptied; the relay in front of it is what the connector knows."""

    server: Relay

    def __init__(self, server: Relay, site: Ghost) -> None:
        self.server = server
        self._site = site
        site.ask("DELETE", "posts/?filter=status:[draft,published,sent]")
        made = site.ask("POST", "integrations/?include=api_keys", json={"integrations": [{"name": _fresh("Test")}]})
        [self._integration] = made["integrations"]
        [self.key] = [one["secret"] for one in self._integration["api_keys"] if one["type"] == "admin"]
        self.ada = self._member("Ada")

    def _member(self, name: str) -> str:
        member = {"name": name, "email": f"{_fresh(name.lower())}@members.example"}
        return str(self._site.ask("POST", "members/", json={"members": [member]})["members"][0]["id"])

    @property
    def typed(self) -> dict[str, str]:
        return {"site": self.server.url, "admin_key": self.key}

    @property
    def secret(self) -> str:
        return self.key.partition(":")[2]

    @property
    def us(self) -> Profile:
        url = self.server.url
        return Profile(url, url.removeprefix("http://"), "La Bottega", url)

    def documents(self) -> list[dict[str, Any]]:
        query = "posts/?filter=status:published&formats=html&order=id asc&limit=100"
        return list(self._site.ask("GET", query)["posts"])

    def file(self, address: str) -> tuple[int, int, int]:
        answer = requests.get(self._site.address + urlsplit(address).path, timeout=30)
        answer.raise_for_status()
        kind = file_kind(answer.content)
        return (kind.width, kind.height, len(answer.content)) if kind else (0, 0, len(answer.content))

    def revoke(self) -> None:
        self._site.ask("DELETE", f"integrations/{self._integration['id']}/")

    def reply(self, to: Reference, text: str) -> Reference:
        above = self._comments().get(to.id)
        comment = {"member_id": self.ada, "html": f"<p>{text}</p>"}
        if above:
            comment["parent_id"] = above["parent_id"] or above["id"]
            comment |= {"in_reply_to_id": above["id"]} if above["parent_id"] else {}
        else:
            comment["post_id"] = to.id
        made = self._site.ask("POST", "comments/", json={"comments": [comment]})["comments"][0]
        return self.reference_of(self._comments()[made["id"]]["post"], made["id"])

    def _comments(self) -> dict[str, dict[str, Any]]:
        return {one["id"]: one for one in self._site.ask("GET", "comments/?limit=100")["comments"]}

    def follow(self) -> None:
        self._member("Bea")

    def take_down(self, reference: Reference) -> None:
        [post] = self._site.ask("GET", f"posts/{reference.id}/")["posts"]
        draft = {"status": "draft", "updated_at": post["updated_at"]}
        self._site.ask("PUT", f"posts/{reference.id}/", json={"posts": [draft]})


def _fresh(name: str) -> str:
    return f"{name}-{time.time_ns()}"


@pytest.fixture
def place(ghost: Ghost, ghost_relay: Relay) -> RealPlace:
    return RealPlace(ghost_relay, ghost)


class TestRealGhost(NetworkContract):
    at = RealPlace
    capabilities = Practised.capabilities

    def test_a_post_stands_on_its_page_as_it_was_meant(self, place: RealPlace) -> None:
        words = place.folder / "film.vtt"
        words.write_text("WEBVTT\n\n00:00.000 --> 00:01.000\nCiao\n")
        film = replace(place.video("A shuttle"), captions=(Captions(words, "it"),))
        media = (place.picture('A "loom"'), film, place.document("How to weave"))
        media = tuple(replace(one, position=number) for number, one in enumerate(media))
        chosen = GhostSettings(tags="Wool, teal", excerpt="In short", featured=True)
        text = "First 1 < 2\n\nSecond https://example.org/a?b=1&c=2"
        reference = send(place.open(), place.post(text, title="Wool & <linen>", settings=chosen, media=media))
        [post] = place.documents()
        assert (post["title"], post["custom_excerpt"], post["featured"]) == ("Wool & <linen>", "In short", True)
        assert ([one["name"] for one in post["tags"]], post["feature_image_alt"]) == (["Wool", "teal"], 'A "loom"')
        page = requests.get(f"{place._site.address}{urlsplit(reference.url).path}", timeout=30).text
        assert "First 1 &lt; 2" in page
        assert "https://example.org/a?b=1&amp;c=2" in page
        assert 'srclang="it"' in page
        assert "How to weave</a>" in page
        moved = requests.get(place._site.address + urlsplit(reference.uri).path, timeout=30, allow_redirects=False)
        assert (moved.status_code, moved.headers["Location"]) == (301, urlsplit(reference.url).path)
