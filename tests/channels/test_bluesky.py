"""The Bluesky connector keeps its promise against a local server that speaks the protocol, with faults."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar

import pytest
import time_machine

from antiphon.channels.connector import Capability, Captions, Card, Profile, Reference
from antiphon.channels.connectors.bluesky import Bluesky
from antiphon.practice.bluesky import PracticeBluesky
from antiphon.practice.bluesky.records import Record
from tests.channels.network_contract import NetworkContract
from tests.channels.place import NetworkPlace, Standing, outgoing, send

# The client library uploads in a way that its HTTP library frowns upon.
pytestmark = pytest.mark.filterwarnings("ignore:Use 'content=:DeprecationWarning")

PASSWORD = "abcd-efgh-ijkl-mnop"
SIGN_IN = "/xrpc/com.atproto.server.createSession"


def embedded(record: Record, name: str) -> Any:
    """Return a part of what stands under a post."""
    return record.value.get("embed", {}).get(name, {})


class BlueskyPlace(NetworkPlace):
    """A local Bluesky with us and Ada on it."""

    connector = Bluesky
    requests: ClassVar[dict[str, tuple[str, str]]] = {
        "publish": ("POST", "/xrpc/com.atproto.repo.createRecord"),
        "upload": ("POST", "/xrpc/com.atproto.repo.uploadBlob"),
        "verify": ("POST", SIGN_IN),
        "limits": ("GET", "/xrpc/com.atproto.server.describeServer"),
        "listen": ("GET", "/xrpc/app.bsky.notification.listNotifications"),
        "thread": ("GET", "/xrpc/app.bsky.feed.getPostThread"),
        "figures": ("GET", "/xrpc/app.bsky.feed.getPosts"),
        "reconcile": ("GET", "/xrpc/com.atproto.repo.getRecord"),
        "remove": ("POST", "/xrpc/com.atproto.repo.deleteRecord"),
        "followers": ("GET", "/xrpc/app.bsky.actor.getProfile"),
        "search": ("GET", "/xrpc/app.bsky.feed.searchPosts"),
    }
    shows_cards = True
    server: PracticeBluesky

    def __init__(self, server: PracticeBluesky) -> None:
        self.server = server
        self.account = server.add_account("bottega", "La Bottega", password=PASSWORD)
        self.ada = server.add_account("ada", "Ada")

    @property
    def typed(self) -> dict[str, str]:
        handle = self.account.handle
        return {"service": self.server.url, "handle": handle, "app_password": PASSWORD, "pages": self.server.url}

    @property
    def secret(self) -> str:
        return self.account.password

    @property
    def us(self) -> Profile:
        account = self.account
        return Profile(account.did, account.handle, "La Bottega", f"{self.server.url}/profile/{account.did}")

    def standing(self) -> list[Standing]:
        return [
            Standing(
                uri=one.uri,
                text=one.value["text"],
                language=(one.value.get("langs") or [""])[0],
                pictures=tuple(
                    (shown["alt"], shown["aspectRatio"]["width"], shown["aspectRatio"]["height"])
                    for shown in embedded(one, "images") or embedded(one, "items")
                ),
                videos=tuple(video["size"] for video in [embedded(one, "video")] if video),
                card=embedded(one, "external").get("uri", ""),
                answers=one.parent,
            )
            for one in self.server.posts()
            if one.did == self.account.did
        ]

    def lower_limits(self) -> dict[str, Any]:
        self.server.limited(blob_upload_limit=4321)
        return {"image_bytes": 4321, "video_bytes": 4321}

    def revoke(self) -> None:
        self.server.revoke(self.account)
        self.server.network.state.accounts[self.account.did].password = "changed"

    def mention(self, text: str) -> str:
        return self.ada.post(f"@{self.account.handle} {text}").uri

    def reply(self, to: Reference, text: str) -> Reference:
        made = self.ada.reply(to.uri, text)
        return Reference(made.uri, made.uri, "", made.cid)

    def react(self, to: Reference) -> None:
        self.ada.like(to.uri)
        self.ada.repost(to.uri)
        self.ada.follow(self.account.handle)

    def speak_dated(self, text: str, created_at: str) -> None:
        """Let Ada speak to us and write any date on it."""
        network = self.server.network
        record = network.state.records[self.mention(text)]
        network.keep(replace(record, value=record.value | {"createdAt": created_at}))

    def follow(self) -> None:
        self.ada.follow(self.account.handle)

    def take_down(self, reference: Reference) -> None:
        self.account.delete(reference.uri)


@pytest.fixture
def place() -> Iterator[BlueskyPlace]:
    with PracticeBluesky() as server:
        yield BlueskyPlace(server)


class TestBluesky(NetworkContract):
    at = BlueskyPlace
    capabilities = set(Capability) - {Capability.FINISHED, Capability.ACCOUNTS}

    def test_a_session_is_kept_so_that_no_post_signs_in_anew(self, place: BlueskyPlace) -> None:
        kept: list[str] = []
        place.open(keep=kept.append).verify()
        for number in range(3):
            send(place.open(kept=kept[-1], keep=kept.append), outgoing(Bluesky, f"Post {number}"))
        assert len(place.server.journal.entries("POST", SIGN_IN)) == 1
        assert len(kept) == 1

    def test_a_session_that_ran_out_is_renewed_and_kept(self, place: BlueskyPlace) -> None:
        kept: list[str] = []
        place.open(keep=kept.append).verify()
        with time_machine.travel(datetime.now(UTC) + timedelta(hours=3)):
            send(place.open(kept=kept[-1], keep=kept.append), outgoing(Bluesky, "Three hours later"))
        assert len(place.server.journal.entries("POST", SIGN_IN)) == 1
        assert len(place.server.journal.entries("POST", "/xrpc/com.atproto.server.refreshSession")) == 1
        assert len(kept) == 2

    def test_a_session_that_was_ended_is_opened_again_with_the_password(self, place: BlueskyPlace) -> None:
        kept: list[str] = []
        place.open(keep=kept.append).verify()
        place.server.revoke(place.account)
        send(place.open(kept=kept[-1], keep=kept.append), outgoing(Bluesky, "Here again"))
        assert [len(kept), len(place.standing())] == [2, 1]

    def test_an_answer_in_a_thread_of_strangers_names_its_true_root(self, place: BlueskyPlace) -> None:
        bea = place.server.add_account("bea", "Bea")
        opened = bea.post("Who mends chairs?")
        asked = place.ada.reply(opened.uri, f"@{place.account.handle} does, I think")
        heard = Reference(asked.uri, asked.uri, "", asked.cid)
        made = send(place.open(), outgoing(Bluesky, "We do", reply_to=heard, reply_root=heard))
        answer = place.server.network.state.records[made.uri].value["reply"]
        assert (answer["root"]["uri"], answer["parent"]["uri"]) == (opened.uri, asked.uri)
        assert answer["root"]["cid"] == opened.cid

    @pytest.mark.parametrize("kept", ["nonsense", ":::"])
    def test_a_kept_session_that_cannot_be_read_is_not_fatal(self, place: BlueskyPlace, kept: str) -> None:
        assert place.open(kept=kept).verify().stable_id == place.us.stable_id

    @pytest.mark.parametrize("count", [4, 5, 10])
    def test_more_than_four_pictures_are_a_gallery(self, place: BlueskyPlace, count: int) -> None:
        shown = tuple(place.picture(f"Number {number}", name=f"number{number}") for number in range(count))
        send(place.open(), place.post("Many", media=shown))
        [record] = place.server.posts()
        kind = "app.bsky.embed.gallery" if count > 4 else "app.bsky.embed.images"
        assert record.value["embed"]["$type"] == kind
        assert place.standing()[0].pictures == tuple((f"Number {number}", 48, 32) for number in range(count))

    def test_a_video_arrives_with_its_words_shape_and_captions(self, place: BlueskyPlace) -> None:
        words = place.folder / "film.vtt"
        words.write_text("WEBVTT\n\n00:00.000 --> 00:01.000\nCiao\n")
        film = replace(place.video("A shuttle flies"), captions=(Captions(words, "it"),))
        send(place.open(), place.post("Look", media=(film,)))
        [record] = place.server.posts()
        embed = record.value["embed"]
        shape = embed["aspectRatio"]
        assert (embed["alt"], shape["width"], shape["height"]) == (film.alt_text, 640, 360)
        [spoken] = embed["captions"]
        assert (spoken["lang"], spoken["file"]["mimeType"]) == ("it", "text/vtt")
        assert spoken["file"]["size"] == words.stat().st_size

    def test_the_preview_of_a_link_has_its_title_and_picture(self, place: BlueskyPlace) -> None:
        for picture in (place.picture("").path, None):
            card = Card("https://example.org/wool", "On wool", "All about it", picture)
            send(place.open(), place.post("Read", card=card))
        with_picture, without = [embedded(one, "external") for one in place.server.posts()]
        assert (with_picture["title"], with_picture["description"]) == ("On wool", "All about it")
        assert with_picture["thumb"]["mimeType"] == "image/png"
        assert "thumb" not in without

    def test_links_mentions_and_tags_are_marked_by_byte(self, place: BlueskyPlace) -> None:
        send(
            place.open(),
            outgoing(Bluesky, f"Però 👩‍🚀 @{place.ada.handle} https://example.org/è?a=b #lana @no.body.test"),
        )
        [record] = [one for one in place.server.posts() if one.did == place.account.did]
        words = record.value["text"].encode()
        marked = {
            words[one["index"]["byteStart"] : one["index"]["byteEnd"]].decode(): one["features"][0]
            for one in record.value["facets"]
        }
        assert {shown: feature["$type"].partition("#")[2] for shown, feature in marked.items()} == {
            f"@{place.ada.handle}": "mention",
            "https://example.org/è?a=b": "link",
            "#lana": "tag",
        }
        assert marked[f"@{place.ada.handle}"]["did"] == place.ada.did

    def test_a_date_that_a_stranger_made_up_is_not_believed(self, place: BlueskyPlace) -> None:
        for said in ("2099-01-01T00:00:00.000Z", "0001-01-01T00:00:00.000Z"):
            place.speak_dated("Old or new?", said)
        heard = place.open().listen("")
        assert len(heard.said) == 2
        assert all(one.at <= datetime.now(UTC) for one in heard.said)

    def test_what_the_network_shows_late_is_heard_all_the_same(self, place: BlueskyPlace) -> None:
        place.mention("First")
        cursor = place.open().listen("").cursor
        place.ada.post(f"@{place.account.handle} Earlier, shown late", at=datetime.now(UTC) - timedelta(minutes=2))
        found = place.open().listen(cursor)
        assert [said.text.partition(" ")[2] for said in found.said] == ["Earlier, shown late"]
        assert place.open().listen(found.cursor).said == ()

    def test_a_cursor_of_an_earlier_edition_is_understood(self, place: BlueskyPlace) -> None:
        place.mention("First")
        moment = place.open().listen("").cursor.partition(" ")[0]
        assert [said.text.partition(" ")[2] for said in place.open().listen(moment).said] == ["First"]
        assert len(place.open().listen("not a moment").said) == 1
