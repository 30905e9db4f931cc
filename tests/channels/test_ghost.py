"""The Ghost connector keeps its promise against a local server that speaks the documented Admin API."""

import base64
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from antiphon.channels.actions import connect
from antiphon.channels.connector import Capability, Captions, Profile, Reference
from antiphon.channels.connectors.ghost import GhostSettings
from antiphon.channels.wire.ghost import token
from antiphon.conversations.models import Message
from antiphon.conversations.tasks import take_in
from antiphon.lib.errors import ChannelError, Refusal, Trouble
from antiphon.practice.ghost import PracticeGhost
from antiphon.publishing.actions.answering import answer
from tests.channels.ghost_place import GhostPlace
from tests.channels.network_contract import NetworkContract
from tests.channels.place import send
from tests.world import World


class PracticePlace(GhostPlace):
    """A local Ghost."""

    server: PracticeGhost

    def __init__(self, server: PracticeGhost) -> None:
        self.server = server
        self.ada = server.add_member("Ada")

    @property
    def typed(self) -> dict[str, str]:
        return {"site": self.server.url, "admin_key": self.server.key}

    @property
    def secret(self) -> str:
        return self.server.key.partition(":")[2]

    @property
    def us(self) -> Profile:
        url = self.server.url
        return Profile(url, url.removeprefix("http://"), "La Bottega", url)

    def documents(self) -> list[dict[str, Any]]:
        return [self.server.publication.post_document(one) for one in self.server.posts()]

    def file(self, address: str) -> tuple[int, int, int]:
        found = self.server.publication.state.files[address.rpartition("/")[2]]
        return found.width, found.height, found.size

    def revoke(self) -> None:
        self.server.publication.key = None

    def reply(self, to: Reference, text: str) -> Reference:
        comments = self.server.publication.state.comments
        post = comments[to.id].post_id if to.id in comments else to.id
        made = self.server.comment(self.ada, post, text, to=to.id)
        return self.reference_of(self.server.publication.post_document(self.server.publication.post(post)), made.id)

    def follow(self) -> None:
        self.server.add_member("Bea")

    def take_down(self, reference: Reference) -> None:
        self.server.publication.post(reference.id).status = "draft"


@pytest.fixture
def place() -> Iterator[PracticePlace]:
    with PracticeGhost() as server:
        yield PracticePlace(server)


class TestGhost(NetworkContract):
    at = PracticePlace
    capabilities = {
        Capability.PUBLISH,
        Capability.RECONCILE,
        Capability.LISTEN,
        Capability.THREAD,
        Capability.FIGURES,
        Capability.REMOVE,
        Capability.FOLLOWERS,
    }

    def test_a_post_has_tags_an_excerpt_readers_and_a_cover(self, place: PracticePlace) -> None:
        chosen = GhostSettings(tags="Wool,  teal , ", excerpt="In short", visibility="members", featured=True)
        shown = tuple(replace(place.picture(f"No. {one}", name=f"no{one}"), position=one) for one in (0, 1))
        send(place.open(), place.post("First line\n\nSecond", settings=chosen, media=shown))
        [post] = place.server.posts()
        assert (post.title, post.custom_excerpt, post.visibility) == ("First line", "In short", "members")
        assert (post.tags, post.featured, post.feature_image_alt) == (["Wool", "teal"], True, "No. 0")
        assert post.html.count("<img ") == 1, "the other picture is the cover"

    def test_a_picture_with_more_words_than_a_cover_may_have_stands_in_the_text(self, place: PracticePlace) -> None:
        words = "è" * 192
        send(place.open(), place.post("Look", alt=words))
        [post] = place.server.posts()
        assert (post.feature_image, place.standing()[0].pictures[0][0]) == ("", words)

    def test_a_film_stands_with_its_words_and_captions(self, place: PracticePlace) -> None:
        words = place.folder / "film.vtt"
        words.write_text("WEBVTT\n\n00:00.000 --> 00:01.000\nCiao\n")
        film = replace(place.video("A shuttle flies"), captions=(Captions(words, "it"),))
        send(place.open(), place.post("Look", media=(film,)))
        [post] = place.server.posts()
        assert 'aria-label="A shuttle flies"' in post.html
        assert '<track kind="captions" srclang="it" src="data:text/vtt;base64,' in post.html
        assert post.html.index("kg-card-begin: html") < post.html.index("<video")

    def test_a_post_that_was_taken_down_can_be_published_again_there(self, place: PracticePlace) -> None:
        post = place.post("Gone for now")
        reference = send(place.open(), post)
        place.open().remove(reference)
        assert [one.status for one in place.server.publication.state.posts.values()] == ["draft"]
        assert place.open().reconcile(post) is None

    def test_a_post_that_somebody_is_editing_is_not_taken_down_behind_their_back(self, place: PracticePlace) -> None:
        reference = send(place.open(), place.post("Stays"))
        place.server.faults.on_request(
            "received", lambda _entry: _edit(place.server, reference), *place.requests["remove"]
        )
        with pytest.raises(ChannelError) as caught:
            place.open().remove(reference)
        assert (caught.value.trouble, len(place.standing())) == (Trouble.DUPLICATE, 1)

    def test_a_refused_second_copy_is_the_first(self, place: PracticePlace) -> None:
        post = place.post("Once")
        first = send(place.open(), post)
        place.server.faults.server_error(*place.requests["publish"], status=409)
        assert send(place.open(), post) == first
        assert len(place.standing()) == 1

    def test_links_followed_from_its_mail_are_counted(self, place: PracticePlace) -> None:
        reference = send(place.open(), place.post("How many?"))
        place.server.publication.post(reference.id).clicks = 7
        assert [(one.name, one.value) for one in place.open().figures(reference)] == [("replies", 0), ("clicks", 7)]

    def test_an_edition_that_tells_no_comments_is_heard_in_silence(self, place: PracticePlace) -> None:
        root = send(place.open(), place.post("Well?"))
        place.reply(root, "Fine")
        place.server.publication.tells_comments = False
        assert place.open().listen("").said == ()
        place.server.publication.tells_comments = True
        assert [one.text for one in place.open().listen("").said] == ["Fine"]

    def test_a_hidden_comment_is_not_heard_until_it_is_shown_again(self, place: PracticePlace) -> None:
        root = send(place.open(), place.post("Well?"))
        hidden = place.server.publication.state.comments[place.reply(root, "Rude?").id]
        hidden.status = "hidden"
        place.reply(root, "Fine")
        first = place.open().listen("")
        hidden.status = "published"
        second = place.open().listen(first.cursor)
        assert [[one.text for one in heard.said] for heard in (first, second)] == [["Fine"], ["Rude?"]]

    def test_more_comments_than_a_page_holds_are_heard_once(self, place: PracticePlace) -> None:
        root = send(place.open(), place.post("Well?"))
        for number in range(230):
            place.reply(root, f"No. {number}")
        first = place.open().listen("")
        assert [one.text for one in first.said] == [f"No. {number}" for number in range(230)]
        place.reply(root, "One more")
        assert [one.text for one in place.open().listen(first.cursor).said] == ["One more"]

    def test_a_comment_is_answered_there_and_the_page_says_so(
        self, place: PracticePlace, world: World, settings: Any, client: Client
    ) -> None:
        settings.PRIVATE_HOSTS = ["127.0.0.1"]
        channel = connect(world.anna, "ghost", place.typed)
        root = send(place.open(), place.post("Well?"))
        place.reply(root, "A bridge?")
        take_in(channel, place.open().listen(""))
        message = Message.objects.get(text="A bridge?")
        with pytest.raises(Refusal, match="Ghost takes answers only on its own pages"):
            answer(world.anna, message, "Yes")
        client.force_login(world.anna.user)
        address = f"/b/bottega/inbox/{message.conversation_id}/"
        page = client.get(address).content.decode()
        assert "Ghost takes answers only on its own pages" in page
        assert (message.url in page, "?answer=" in page) == (True, False)
        assert [one.text for one in place.standing()] == ["Well?"]

    @pytest.mark.parametrize("key", ["", "abc", "abc:", ":1f", "abc:nothex", "abc:1f:2e"])
    def test_what_can_be_no_key_is_refused_without_asking(self, place: PracticePlace, key: str) -> None:
        connector = place.connector(place.connector.credentials(site=place.server.url, admin_key=key), _door(place))
        with pytest.raises(ChannelError) as caught:
            connector.verify()
        assert (caught.value.trouble, len(place.server.journal)) == (Trouble.AUTH, 0)

    def test_no_work_outlives_its_token(self, place: PracticePlace) -> None:
        connector = place.open()
        connector.verify()
        with time_machine.travel(datetime.now(UTC) + timedelta(minutes=10)):
            assert connector.verify() == place.us


def _edit(server: PracticeGhost, reference: Reference) -> None:
    server.publication.post(reference.id).updated_at += timedelta(minutes=1)


def _door(place: PracticePlace) -> Any:
    return place.open()._door


def test_a_token_is_signed_as_the_documents_say() -> None:
    now = datetime(2026, 11, 22, 12, tzinfo=UTC)
    head, claims, _mark = token("6489abc:1f2e3d", now).split(".")
    assert json.loads(_decoded(head)) == {"alg": "HS256", "typ": "JWT", "kid": "6489abc"}
    moment = int(now.timestamp())
    assert json.loads(_decoded(claims)) == {"iat": moment, "exp": moment + 300, "aud": "/admin/"}


def _decoded(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
