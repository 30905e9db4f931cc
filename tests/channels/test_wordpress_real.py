"""The WordPress connector keeps its whole promise against WordPress itself, with faults on the way to it."""

import re
import time
from dataclasses import replace
from typing import Any

import pytest
import requests

from antiphon.channels.connector import Reference
from antiphon.channels.connectors.wordpress import WordPressSettings
from antiphon.lib.errors import ChannelError, Trouble
from tests.channels.network_contract import NetworkContract
from tests.channels.place import send
from tests.channels.test_wordpress import TestWordPress as Practised
from tests.channels.wordpress_place import API, OURS, WordPressPlace, numbers
from tests.partners.relay import Relay
from tests.partners.wordpress import WordPress

pytestmark = pytest.mark.partner


class RealPlace(WordPressPlace):
    """A real WordPress, emptied; the relay in front of it is what the connector knows."""

    server: Relay

    def __init__(self, server: Relay, site: WordPress) -> None:
        self.server = server
        self._site = site
        self._own = site.password
        for kind in ("posts", "media", "comments"):
            for one in self.documents(kind):
                self.ask("DELETE", f"{kind}/{one['id']}?force=true")
        made = self.ask("POST", f"users/{OURS}/application-passwords", json={"name": f"Test of {time.time_ns()}"})
        self.password, self._given = made["password"], made["uuid"]

    def ask(self, method: str, route: str, **more: Any) -> Any:
        """Ask WordPress as anna, past the relay."""
        answer = requests.request(
            method, f"{self._site.address}{API}/{route}", auth=("anna", self._own), timeout=30, **more
        )
        answer.raise_for_status()
        return answer.json()

    def documents(self, kind: str) -> list[dict[str, Any]]:
        return list(self.ask("GET", f"{kind}?context=edit&per_page=100"))

    def revoke(self) -> None:
        self.ask("DELETE", f"users/{OURS}/application-passwords/{self._given}")

    def reply(self, to: Reference, text: str) -> Reference:
        post, parent = numbers(to)
        form = {"author": "Ada", "email": "ada@guests.example", "comment": text}
        place = {"comment_post_ID": str(post), "comment_parent": str(parent)}
        address = f"{self._site.address}/wp-comments-post.php"
        answer = requests.post(address, form | place, timeout=30, allow_redirects=False)
        made = re.search(r"#comment-(\d+)", answer.headers.get("Location", ""))
        assert made, answer.text
        return Reference(self.uri(post, int(made[1])), f"{post}/{made[1]}")

    def take_down(self, reference: Reference) -> None:
        self.ask("DELETE", f"posts/{reference.id}")


@pytest.fixture
def place(wordpress: WordPress, wordpress_relay: Relay) -> RealPlace:
    return RealPlace(wordpress_relay, wordpress)


class TestRealWordPress(NetworkContract):
    at = RealPlace
    capabilities = Practised.capabilities

    def test_an_article_stands_on_its_page_as_it_was_meant(self, place: RealPlace) -> None:
        chosen = WordPressSettings(categories="News", tags="teal, warp", excerpt="In short")
        title, text = "Wool & <linen>", "First 1 < 2\n\nSecond https://example.org/a?b=1&c=2"
        media = (place.picture('A "loom"'), place.video("A shuttle"), place.document("How to weave"))
        media = tuple(replace(one, position=number) for number, one in enumerate(media))
        reference = send(place.open(), place.post(text, title=title, settings=chosen, media=media))
        page = requests.get(f"{place._site.address}/?rest_route=/wp/v2/posts/{reference.id}", timeout=30).json()
        shown = page["content"]["rendered"]
        assert "<p>First 1 &lt; 2</p>" in shown
        assert '<a href="https://example.org/a?b=1&amp;c=2" rel="noopener">' in shown
        assert "<video controls" in shown
        assert "How to weave</a>" in shown
        assert page["title"]["rendered"] == "Wool &amp; &lt;linen&gt;"
        terms = [place.ask("GET", f"{kind}?post={reference.id}") for kind in ("categories", "tags")]
        names = [one["name"] for found in terms for one in found]
        assert names == ["News", "teal", "warp"]
        file = requests.get(place.documents("media")[-1]["source_url"], timeout=30)
        assert (file.status_code, file.headers["Content-Type"]) == (200, "image/png")

    def test_a_contributor_is_refused_when_they_connect(self, place: RealPlace, wordpress: WordPress) -> None:
        who = {"site": place.server.url, "user": "bruno", "app_password": wordpress.contributors}
        connector = place.connector(place.connector.credentials(**who), place.open()._door)
        with pytest.raises(ChannelError) as caught:
            connector.verify()
        assert caught.value.trouble == Trouble.PERMISSION

    def test_an_answer_is_written_once(self, place: RealPlace) -> None:
        root = send(place.open(), place.post("Well?"))
        post = place.post('"So" -- that\'s how...', reply_to=place.reply(root, "How?"), reply_root=root)
        first = send(place.open(), post)
        assert [send(place.open(), post), place.open().reconcile(post)] == [first, first]
        assert [one.text for one in place.standing()] == ["Well?", post.text]
