"""What a connector that speaks to a network promises besides: what arrives there, what is heard, and every fault.

The tests talk to a local server that speaks the network's protocol and does what a network does on a bad day.
"""

import contextlib
import logging
import threading
import time
import tracemalloc
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from antiphon.channels.actions import connect
from antiphon.channels.connector import Act, Bounds, Reference
from antiphon.conversations.models import Message
from antiphon.conversations.tasks import take_in
from antiphon.lib.errors import ChannelError, Trouble, UnknownAfterSend
from antiphon.people.models import Identity
from tests.channels.contract import ConnectorContract
from tests.channels.place import UNUSUAL, Closed, ClosedFence, NetworkPlace, OpenFence, outgoing, picture, send, table
from tests.world import World

WORDS_FOR_IT = 'A "loom" <seen> & from above, così'
READING = ["verify", "limits", "listen", "thread", "figures", "reconcile"]
GARBAGE = ["not_json", "truncated", "wrong_type", "huge"]
HARMFUL = (
    "<script",
    "onerror",
    "onclick",
    "onload",
    "javascript:",
    "<iframe",
    "<svg",
    "<style",
    "data:text",
    "\u202e",
)


def read(connector: Any, step: str, place: NetworkPlace, reference: Reference) -> Any:
    """Take one of the steps that change nothing."""
    arguments = {"limits": (table(place),), "listen": ("",), "thread": (reference,), "figures": (reference,)}
    post = outgoing(place.connector, "Nobody said this")
    return getattr(connector, step)(*arguments.get(step, (post,) if step == "reconcile" else ()))


class NetworkContract(ConnectorContract):
    """Tests of what arrives, what is heard, and what happens on a bad day."""

    # What arrives -----------------------------------------------------------------------------------

    def test_text_picture_and_words_for_it_arrive_unchanged(
        self, place: NetworkPlace, connector: Any, tmp_path: Path
    ) -> None:
        shown = picture(tmp_path, WORDS_FOR_IT)
        reference = send(connector, outgoing(place.connector, "Buongiorno", media=(shown,)))
        [found] = place.standing()
        assert (found.uri, found.text, found.language) == (reference.uri, "Buongiorno", "it")
        assert found.pictures == ((WORDS_FOR_IT, shown.width, shown.height),)

    def test_unusual_characters_arrive_unchanged(self, place: NetworkPlace, connector: Any, tmp_path: Path) -> None:
        send(connector, outgoing(place.connector, UNUSUAL, media=(picture(tmp_path, UNUSUAL),)))
        assert [(one.text, one.pictures[0][0]) for one in place.standing()] == [(UNUSUAL, UNUSUAL)]

    def test_nothing_can_be_seen_when_the_fence_is_opened(
        self, place: NetworkPlace, connector: Any, tmp_path: Path
    ) -> None:
        fence = OpenFence(look=place.standing)
        send(connector, outgoing(place.connector, "Once", media=(picture(tmp_path, "A square"),)), fence)
        assert fence.seen == [[]]

    def test_nothing_is_made_visible_behind_a_closed_fence(self, place: NetworkPlace, connector: Any) -> None:
        with pytest.raises(Closed):
            send(connector, outgoing(place.connector, "Not mine any more"), ClosedFence())
        assert place.standing() == []

    def test_one_operation_makes_one_post_however_often_it_is_sent(self, place: NetworkPlace, tmp_path: Path) -> None:
        post = outgoing(place.connector, "Say it once", media=(picture(tmp_path, "A square"),))
        first = send(place.open(), post)
        assert [send(place.open(), post) for _ in range(2)] == [first, first]
        assert [one.uri for one in place.standing()] == [first.uri]

    def test_two_operations_make_two_posts(self, place: NetworkPlace, connector: Any) -> None:
        uris = [send(connector, outgoing(place.connector, "Good morning")).uri for _ in range(2)]
        assert [one.uri for one in place.standing()] == uris

    def test_an_answer_hangs_on_the_very_message_it_answers(self, place: NetworkPlace, connector: Any) -> None:
        root = send(connector, outgoing(place.connector, "What should we build next?"))
        asked = place.reply(root, "A bridge?")
        heard = {said.reference.uri: said for said in connector.listen("").said}[asked.uri]
        answer = outgoing(
            place.connector, "Yes!", reply_to=heard.reference, reply_root=root, reply_handle=heard.actor.handle
        )
        reference = send(connector, answer)
        assert {one.uri: one.answers for one in place.standing()} == {root.uri: "", reference.uri: asked.uri}

    def test_limits_are_those_of_the_server(self, place: NetworkPlace, connector: Any) -> None:
        expected = place.lower_limits()
        found = connector.limits(table(place))
        assert {name: getattr(found, name) for name in expected} == expected
        assert found.text

    def test_a_look_tells_apart_what_answers_somebody(self, place: NetworkPlace, connector: Any) -> None:
        root = send(connector, outgoing(place.connector, "What should we build next?"))
        asked = connector.thread(place.reply(root, "A bridge?")) or connector.listen("").said
        to = next(said for said in asked if said.text.endswith("A bridge?")).reference
        send(connector, outgoing(place.connector, "Thank you!", reply_to=to, reply_root=root))
        assert connector.reconcile(outgoing(place.connector, "Thank you!")) is None

    def test_a_look_does_not_take_an_earlier_post_for_this_one(self, place: NetworkPlace, connector: Any) -> None:
        place.server.clock.advance(-86_400)
        send(connector, outgoing(place.connector, "Good morning"))
        place.server.clock.advance(86_400)
        assert connector.reconcile(outgoing(place.connector, "Good morning")) is None

    # What is heard ----------------------------------------------------------------------------------

    def test_what_others_say_and_do_is_heard_once(self, place: NetworkPlace, connector: Any) -> None:
        root = send(connector, outgoing(place.connector, "What should we build next?"))
        uris = {place.reply(root, "A bridge").uri, place.mention("Hello there")}
        place.react(root)
        first = connector.listen("")
        assert {said.reference.uri for said in first.said} - {root.uri} == uris
        assert sorted(did.act for did in first.did) == sorted([Act.LIKE, Act.SHARE, Act.FOLLOW])
        assert {did.subject_uri for did in first.did if did.act != Act.FOLLOW} == {root.uri}
        again = connector.listen(first.cursor)
        assert (again.said, again.did, again.cursor) == ((), (), first.cursor)

    def test_listening_goes_on_where_it_stopped(self, place: NetworkPlace) -> None:
        heard, cursor = [], ""
        for number in range(5):
            place.mention(f"Call {number}")
            found = place.open().listen(cursor)
            heard += [said.text for said in found.said]
            cursor = found.cursor
        assert [text.rpartition("Call ")[2] for text in heard] == ["0", "1", "2", "3", "4"]

    def test_a_reply_says_what_it_answers(self, place: NetworkPlace, connector: Any) -> None:
        root = send(connector, outgoing(place.connector, "First"))
        second = place.reply(root, "Second")
        third = place.reply(second, f"Third {UNUSUAL}")
        under = {said.reference.uri: said for said in connector.thread(root)}
        assert {uri: (said.parent_uri, said.root_uri) for uri, said in under.items()} == {
            second.uri: (root.uri, root.uri),
            third.uri: (second.uri, root.uri),
        }
        assert under[third.uri].text.endswith(f"Third {UNUSUAL}")
        assert [said.act for said in under.values()] == [Act.REPLY, Act.REPLY]

    def test_figures_are_those_of_the_network(self, place: NetworkPlace, connector: Any) -> None:
        root = send(connector, outgoing(place.connector, "How many?"))
        place.react(root)
        place.reply(root, "Two")
        figures = {figure.name: figure.value for figure in connector.figures(root)}
        assert figures == {"likes": 1, "shares": 1, "replies": 1}

    def test_a_post_that_was_taken_down_has_no_thread_and_no_figures(
        self, place: NetworkPlace, connector: Any
    ) -> None:
        root = send(connector, outgoing(place.connector, "Gone soon"))
        place.take_down(root)
        assert (connector.thread(root), connector.figures(root)) == ((), ())

    def test_what_strangers_write_is_kept_harmless(self, place: NetworkPlace, world: World, settings: Any) -> None:
        settings.PRIVATE_HOSTS = ["127.0.0.1"]
        channel = connect(world.anna, place.connector.kind, place.typed)
        connector = place.open()
        root = send(connector, outgoing(place.connector, "What do you say?"))
        place.reply(root, "Listen")
        place.mention("And this")
        place.react(root)
        place.server.faults.hostile_markup()
        take_in(channel, connector.listen(""))
        assert Message.objects.filter(brand=world.bottega).count() >= 2
        written = [f"{one.html} {one.url} {one.pictures}" for one in Message.objects.all()]
        written += [f"{one.url} {one.avatar_url} {one.handle}" for one in Identity.objects.all()]
        assert [text for text in written if any(harm in text.lower() for harm in HARMFUL)] == []
        plain = [*Message.objects.values_list("text", flat=True), *Identity.objects.values_list("name", flat=True)]
        assert [text for text in plain if "\u202e" in text or "\u2066" in text] == []

    @pytest.mark.parametrize("seconds", [7200.0, -7200.0])
    def test_a_server_whose_clock_is_wrong_is_heard_and_written_to(self, place: NetworkPlace, seconds: float) -> None:
        place.server.faults.skew_clock(seconds=seconds)
        connector = place.open()
        place.mention("What time is it?")
        heard = connector.listen("")
        assert len(heard.said) == 1
        assert heard.said[0].at <= datetime.now(UTC)
        assert connector.listen(heard.cursor).said == ()
        post = outgoing(place.connector, "Late")
        reference = send(connector, post)
        assert [one.uri for one in place.standing()] == [connector.reconcile(post).uri] == [reference.uri]

    # Bad days: publishing ---------------------------------------------------------------------------

    def test_a_lost_answer_leaves_one_post_and_a_way_to_know_it(
        self, place: NetworkPlace, connector: Any, tmp_path: Path
    ) -> None:
        place.server.faults.lose_answer(*place.requests["publish"])
        post = outgoing(place.connector, "Did you hear me?", media=(picture(tmp_path, "An ear"),))
        with pytest.raises(UnknownAfterSend):
            send(connector, post)
        [found] = place.standing()
        assert place.open().reconcile(post).uri == found.uri
        assert send(place.open(), post).uri == found.uri
        assert place.standing() == [found]

    def test_a_connection_reset_behind_the_fence_leaves_us_in_doubt(
        self, place: NetworkPlace, connector: Any
    ) -> None:
        place.server.faults.reset_connection(*place.requests["publish"])
        post = outgoing(place.connector, "Hello?")
        with pytest.raises(UnknownAfterSend):
            send(connector, post)
        assert (place.standing(), connector.reconcile(post)) == ([], None)
        assert [one.uri for one in place.standing()] == []
        reference = send(connector, post)
        assert [one.uri for one in place.standing()] == [reference.uri]

    def test_a_reset_while_uploading_leaves_no_doubt(
        self, place: NetworkPlace, connector: Any, tmp_path: Path
    ) -> None:
        place.server.faults.reset_connection(*place.requests["upload"])
        with pytest.raises(ChannelError) as caught:
            connector.prepare(outgoing(place.connector, "Look", media=(picture(tmp_path, "A square"),)))
        assert caught.value.trouble == Trouble.BEFORE_SEND

    def test_a_server_that_is_not_there_leaves_no_doubt(self, place: NetworkPlace, connector: Any) -> None:
        connector.verify()
        place.server.stop()
        for step in (connector.verify, lambda: send(connector, outgoing(place.connector, "Anybody?"))):
            with pytest.raises(ChannelError) as caught:
                step()
            assert caught.value.trouble == Trouble.BEFORE_SEND

    @pytest.mark.parametrize("step", ["publish", "upload", "verify", "listen"])
    def test_a_server_that_asks_to_wait_is_given_that_time(
        self, place: NetworkPlace, tmp_path: Path, step: str
    ) -> None:
        place.server.faults.too_many_requests(*place.requests[step], times=None, retry_after=123)
        post = outgoing(place.connector, "Now?", media=(picture(tmp_path, "A clock"),))
        connector = place.open()
        ask = send if step in {"publish", "upload"} else lambda *_: read(connector, step, place, Reference("", ""))
        with pytest.raises(ChannelError) as caught:
            ask(connector, post)
        assert (caught.value.trouble, caught.value.retry_after) == (Trouble.LIMIT, timedelta(seconds=123))
        assert place.standing() == []

    @pytest.mark.parametrize("after", [False, True])
    def test_a_server_error_while_publishing_is_never_taken_for_a_no(
        self, place: NetworkPlace, connector: Any, *, after: bool
    ) -> None:
        place.server.faults.server_error(*place.requests["publish"], after=after)
        post = outgoing(place.connector, "Broken?")
        found = None
        with contextlib.suppress(UnknownAfterSend):
            found = send(connector, post)
        assert (found is not None) <= after
        reference = send(place.open(), post)
        assert [one.uri for one in place.standing()] == [reference.uri]

    def test_a_server_error_before_publishing_is_tried_again_later(self, place: NetworkPlace, tmp_path: Path) -> None:
        place.server.faults.server_error(*place.requests["upload"], status=503)
        with pytest.raises(ChannelError) as caught:
            send(place.open(), outgoing(place.connector, "Look", media=(picture(tmp_path, "A square"),)))
        assert caught.value.trouble == Trouble.BEFORE_SEND

    @pytest.mark.parametrize("kind", GARBAGE)
    def test_nonsense_for_an_answer_to_a_post_leaves_us_in_doubt(self, place: NetworkPlace, kind: Any) -> None:
        place.server.faults.garbage(*place.requests["publish"], kind=kind)
        post = outgoing(place.connector, "What did you say?")
        with pytest.raises(UnknownAfterSend):
            send(place.open(), post)
        assert place.open().reconcile(post).uri == place.standing()[0].uri

    def test_a_slow_answer_to_a_post_is_not_waited_for(self, place: NetworkPlace) -> None:
        place.server.faults.slow_body(*place.requests["publish"], seconds=8)
        begun = time.monotonic()
        with pytest.raises(UnknownAfterSend):
            send(place.open(place.bounds(seconds=1)), outgoing(place.connector, "Quick"))
        assert time.monotonic() - begun < 4

    def test_access_that_was_taken_away_is_named(self, place: NetworkPlace) -> None:
        place.revoke()
        for step in ("verify", "listen"):
            with pytest.raises(ChannelError) as caught:
                read(place.open(), step, place, Reference("", ""))
            assert caught.value.trouble == Trouble.AUTH
        with pytest.raises(ChannelError) as caught:
            send(place.open(), outgoing(place.connector, "Let me in"))
        assert (caught.value.trouble, place.standing()) == (Trouble.AUTH, [])

    # Bad days: reading ------------------------------------------------------------------------------

    @pytest.mark.parametrize("step", READING)
    def test_nonsense_while_reading_is_a_channel_error(self, place: NetworkPlace, step: str) -> None:
        root = send(place.open(), outgoing(place.connector, "Read this"))
        place.mention("Well?")
        for kind in GARBAGE:
            place.server.faults.garbage(*place.requests[step], times=None, kind=kind)
            with pytest.raises(ChannelError) as caught:
                read(place.open(), step, place, root)
            assert not isinstance(caught.value, UnknownAfterSend)
            place.server.faults.clear()

    def test_a_huge_answer_is_not_kept_in_memory(self, place: NetworkPlace) -> None:
        place.server.faults.garbage(*place.requests["listen"], kind="huge", megabytes=64)
        connector = place.open()
        tracemalloc.start()
        try:
            with pytest.raises(ChannelError):
                connector.listen("")
            assert tracemalloc.get_traced_memory()[1] < 16_000_000
        finally:
            tracemalloc.stop()

    @pytest.mark.parametrize("step", READING)
    def test_a_slow_answer_is_not_waited_for(self, place: NetworkPlace, step: str) -> None:
        root = send(place.open(), outgoing(place.connector, "Read this"))
        place.server.faults.slow_body(*place.requests[step], times=None, seconds=8)
        connector = place.open(place.bounds(seconds=1))
        begun = time.monotonic()
        with pytest.raises(ChannelError):
            read(connector, step, place, root)
        assert time.monotonic() - begun < 4

    # Where it may not go, and what it may not tell --------------------------------------------------

    def test_a_private_address_is_refused_unless_it_is_allowed(self, place: NetworkPlace) -> None:
        connector = place.open(Bounds())
        for step in ("verify", "listen"):
            with pytest.raises(ChannelError) as caught:
                read(connector, step, place, Reference("", ""))
            assert caught.value.trouble == Trouble.BEFORE_SEND
        with pytest.raises(ChannelError):
            send(connector, outgoing(place.connector, "Inside"))
        assert len(place.server.journal) == 0

    def test_a_redirect_to_a_private_address_is_refused(self, place: NetworkPlace) -> None:
        with redirecting_to(place.server.url) as port:
            allowed = Bounds(frozenset({f"127.0.0.1:{port}"}), total_seconds=5)
            connector = place.open_at(f"http://127.0.0.1:{port}", allowed)
            with pytest.raises(ChannelError):
                connector.verify()
            with pytest.raises(ChannelError):
                send(connector, outgoing(place.connector, "Inside"))
        assert len(place.server.journal) == 0

    def test_no_error_and_no_log_tells_the_secret(
        self, place: NetworkPlace, caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level(logging.DEBUG)
        told = []
        for trouble in ("revoke_token", "garbage", "server_error", "reset_connection"):
            getattr(place.server.faults, trouble)(times=None)
            for step in ("verify", "listen", "reconcile"):
                with pytest.raises(ChannelError) as caught:
                    read(place.open(), step, place, Reference("", ""))
                told.append(f"{caught.value!r} {caught.value} {caught.value.detail}")
            place.server.faults.clear()
        assert [text for text in [*told, caplog.text] if place.secret in text] == []


@contextlib.contextmanager
def redirecting_to(address: str) -> Iterator[int]:
    """A server that sends everybody elsewhere; yields its port."""

    class Elsewhere(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(307)
            self.send_header("Location", address + self.path)
            self.send_header("Content-Length", "0")
            self.end_headers()

        do_POST = do_GET  # noqa: N815

        def log_message(self, *_: Any) -> None:
            """Keep quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Elsewhere) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield int(server.socket.getsockname()[1])
        finally:
            server.shutdown()
            thread.join()
