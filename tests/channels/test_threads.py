"""The Threads connector keeps its promise against a local server that speaks the documented protocol."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, ClassVar

import pytest
import time_machine

from antiphon.channels.connector import Act, Capability, Profile, Reference
from antiphon.channels.connectors.threads import Threads, ThreadsSettings
from antiphon.lib.errors import ChannelError, Trouble, UnknownAfterSend
from tests.channels.network_contract import NetworkContract
from tests.channels.networks.threads import PAGES, ThreadsServer
from tests.channels.place import OpenFence, Standing, send
from tests.channels.signed_in import GraphPlace


class ThreadsPlace(GraphPlace):
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
    server: ThreadsServer

    def __init__(self, server: ThreadsServer) -> None:
        super().__init__(server, server.token)

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

    def mention(self, text: str) -> str:
        return f"threads:{self.server.add(self.ada, f'@bottega {text}').id}"

    def reply(self, to: Reference, text: str) -> Reference:
        made = self.server.reply(self.ada, to.id, text)
        return Reference(f"threads:{made.id}", made.id, self.server.permalink(made))


class TestThreads(NetworkContract):
    at = ThreadsPlace
    capabilities = set(Capability) - {Capability.FINISHED, Capability.ACCOUNTS, Capability.SEARCH}

    @pytest.fixture
    def place(self) -> Iterator[ThreadsPlace]:
        with ThreadsServer() as server:
            yield ThreadsPlace(server)

    def test_a_second_try_finds_what_the_first_one_published(self, place: ThreadsPlace, connector: Any) -> None:
        post, fence = place.post("Only once"), OpenFence()
        prepared = connector.prepare(post)
        place.server.faults.lose_answer(*place.requests["publish"])
        with pytest.raises(UnknownAfterSend):
            connector.publish(post, prepared, fence)
        again = OpenFence(steps=fence.steps)
        found = place.open().publish(post, prepared, again)
        assert ([one.uri for one in place.standing()], again.seen) == ([found.uri], [])

    def test_a_container_that_was_published_is_never_published_again(
        self, place: ThreadsPlace, connector: Any
    ) -> None:
        """Also not while the network does not show it yet."""
        post, fence = place.post("Only once"), OpenFence()
        prepared = connector.prepare(post)
        connector.publish(post, prepared, fence)
        place.server.posts.clear()
        with pytest.raises(UnknownAfterSend):
            place.open().publish(post, prepared, OpenFence(steps=fence.steps))
        assert place.standing() == []

    def test_a_container_that_expired_is_made_anew(self, place: ThreadsPlace, connector: Any) -> None:
        pictures = tuple(place.picture(f"Number {number}", name=f"number{number}") for number in (1, 2))
        for post in (place.post("Words"), place.post("Pictures", media=pictures)):
            prepared = connector.prepare(post)
            place.server.clock.advance(25 * 3600)
            connector.publish(post, prepared, OpenFence())
        assert [one.text for one in place.standing()] == ["Words", "Pictures"]

    def test_a_container_that_is_worked_on_is_waited_for_and_not_made_twice(
        self, place: ThreadsPlace, connector: Any
    ) -> None:
        post, fence = place.post("In a while"), OpenFence()
        prepared = connector.prepare(post)
        place.server.working_seconds = 60
        with pytest.raises(ChannelError) as caught:
            connector.publish(post, prepared, fence)
        assert (caught.value.trouble, fence.seen) == (Trouble.BEFORE_SEND, [])
        place.server.clock.advance(61)
        place.open().publish(post, prepared, OpenFence(steps=fence.steps))
        assert len(place.standing()) == 1
        assert len(place.server.journal.entries(*place.requests["upload"])) == 1

    def test_a_file_that_cannot_be_fetched_is_an_error_of_the_file(self, place: ThreadsPlace, connector: Any) -> None:
        picture = place.picture("Nowhere")
        for address in ("", f"{picture.address}x"):
            with pytest.raises(ChannelError) as caught:
                send(connector, place.post("Look", media=(replace(picture, address=address),)))
            assert caught.value.trouble == Trouble.MEDIA
        assert place.standing() == []

    def test_the_next_part_of_a_thread_waits_for_the_one_before(self, place: ThreadsPlace, connector: Any) -> None:
        second = place.post("Second", continues=True)
        prepared = connector.prepare(second)
        assert (prepared, place.server.containers) == (("",), {})
        first = send(connector, place.post("First"))
        connector.publish(replace(second, reply_to=first, reply_root=first), prepared, OpenFence())
        assert [(one.text, one.answers) for one in place.standing()] == [("First", ""), ("Second", first.uri)]

    def test_who_may_reply_is_told(self, place: ThreadsPlace, connector: Any) -> None:
        send(connector, place.post("Friends", settings=ThreadsSettings(reply_control="mentioned_only")))
        send(connector, place.post("Everyone"))
        assert [one.more["reply_control"] for one in place.server.posts.values()] == ["mentioned_only", ""]

    def test_a_mention_under_our_own_post_is_one_answer(self, place: ThreadsPlace, connector: Any) -> None:
        root = send(connector, place.post("What do you say?"))
        asked = place.reply(root, "Good morning @bottega")
        assert [(one.act, one.reference.uri) for one in connector.listen("").said] == [(Act.REPLY, asked.uri)]

    def test_our_own_answers_are_part_of_a_thread_and_are_not_heard(
        self, place: ThreadsPlace, connector: Any
    ) -> None:
        root = send(connector, place.post("First"))
        send(connector, place.post("Second", reply_to=root, reply_root=root, continues=True))
        assert [one.actor.stable_id for one in connector.thread(root)] == [place.us.stable_id]
        assert connector.listen("").said == ()

    def test_every_older_post_has_its_turn(self, place: ThreadsPlace) -> None:
        posts = [send(place.open(), place.post(f"Number {number}")) for number in range(8)]
        asked = f"/v1.0/{posts[0].id}/conversation"
        place.server.journal.clear()
        for minute in range(3):
            with time_machine.travel(datetime(2026, 11, 22, 12, minute, tzinfo=UTC), tick=True):
                place.open().listen("")
        assert len(place.server.journal.entries("GET", asked)) == 1
        assert len(place.server.journal.entries("GET", "*/conversation")) == 3 * 6
