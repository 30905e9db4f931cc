"""What is known on a network's bad days: lost answers, errors, nonsense, slowness; and what is never told."""

import contextlib
import logging
import time
from datetime import timedelta
from typing import Any, ClassVar

import pytest

from antiphon.channels.connector import Bounds, Capability, Reference, RetrySafety
from antiphon.lib.errors import ChannelError, Trouble, UnknownAfterSend
from tests.channels.applying import Chosen, each, needs
from tests.channels.elsewhere import redirecting_to
from tests.channels.place import (
    NetworkPlace,
    OpenFence,
    leave_in_doubt,
    send,
    send_after_doubt,
    table,
)

READING = (
    "verify",
    "limits",
    "listen",
    "thread",
    "figures",
    "reconcile",
    "finished",
    "followers",
    "accounts",
    "search",
)
GARBAGE = ["not_json", "truncated", "wrong_type", "huge"]


def knows(at: type[NetworkPlace]) -> bool:
    """Whether a post in doubt can be sent again, after a look or under its key."""
    return at.connector.retry_safety != RetrySafety.NEVER_REPLAY


def uploads(at: type[NetworkPlace]) -> bool:
    """Whether files are sent before the post."""
    return "upload" in at.requests


def read(connector: Any, step: str, place: NetworkPlace, reference: Reference) -> Any:
    """Take one of the steps that change nothing."""
    given = {
        "limits": (table(place),),
        "listen": ("",),
        "search": ("#woodwork", ""),
        "reconcile": (place.post("Nobody said this"),),
    }
    about = {"thread", "figures", "finished"}
    return getattr(connector, step)(*given.get(step, (reference,) if step in about else ()))


def take(connector: Any, step: str, place: NetworkPlace) -> Any:
    """Take one of the steps: publish a post with a picture, or one that changes nothing."""
    if step in {"publish", "upload"}:
        return send(connector, place.post("Hush", alt="A finger"))
    return read(connector, step, place, Reference("", ""))


class BadDays(Chosen):
    """Tests of faults; a part of the publishing contract."""

    at: ClassVar[type[NetworkPlace]]

    # Publishing -------------------------------------------------------------------------------------

    @needs(at=knows)
    def test_a_lost_answer_leaves_one_post_and_a_way_to_know_it(self, place: NetworkPlace) -> None:
        place.server.faults.lose_answer(*place.requests["publish"])
        post = place.post("Did you hear me?", alt="An ear")
        fence = leave_in_doubt(place, post)
        [found] = place.standing()
        assert place.open().reconcile(post).uri == found.uri
        assert send_after_doubt(place, post, fence).uri == found.uri
        assert place.standing() == [found]

    def test_a_lost_answer_leaves_us_in_doubt(self, place: NetworkPlace) -> None:
        place.server.faults.lose_answer(*place.requests["publish"])
        leave_in_doubt(place, place.post("Did you hear me?"))
        assert len(place.standing()) == 1

    def test_a_connection_reset_behind_the_fence_leaves_us_in_doubt(self, place: NetworkPlace) -> None:
        place.server.faults.reset_connection(*place.requests["publish"])
        post = place.post("Hello?")
        fence = leave_in_doubt(place, post)
        assert place.standing() == []
        if knows(self.at):
            assert place.open().reconcile(post) is None
            reference = send_after_doubt(place, post, fence)
            assert [one.uri for one in place.standing()] == [reference.uri]

    @needs(at=uploads)
    def test_a_reset_while_uploading_leaves_no_doubt(self, place: NetworkPlace, connector: Any) -> None:
        place.server.faults.reset_connection(*place.requests["upload"])
        with pytest.raises(ChannelError) as caught:
            connector.prepare(place.post("Look", alt="A square"))
        assert caught.value.trouble == Trouble.BEFORE_SEND

    def test_a_server_that_is_not_there_leaves_no_doubt(self, place: NetworkPlace, connector: Any) -> None:
        connector.verify()
        place.server.stop()
        asked = [lambda: send(connector, place.post("Anybody?"))]
        for step in [connector.verify, *asked] if "verify" in place.requests else asked:
            with pytest.raises(ChannelError) as caught:
                step()
            assert caught.value.trouble == Trouble.BEFORE_SEND

    @each("publish", "upload", "verify", "listen")
    def test_a_server_that_asks_to_wait_is_given_that_time(self, place: NetworkPlace, step: str) -> None:
        place.server.faults.too_many_requests(*place.requests[step], times=None, retry_after=123)
        connector = place.open()
        with pytest.raises(ChannelError) as caught:
            take(connector, step, place)
        assert caught.value.trouble == Trouble.LIMIT
        assert caught.value.retry_after
        if place.tells_wait:
            assert timedelta(seconds=121) < caught.value.retry_after < timedelta(seconds=125)
        assert place.standing() == []

    @pytest.mark.parametrize("after", [False, True])
    def test_a_server_error_while_publishing_is_never_taken_for_a_no(
        self, place: NetworkPlace, connector: Any, *, after: bool
    ) -> None:
        place.server.faults.server_error(*place.requests["publish"], after=after)
        post = place.post("Broken?")
        found = None
        with contextlib.suppress(UnknownAfterSend):
            found = send(connector, post)
        assert (found is not None) <= after
        if knows(self.at):
            reference = send_after_doubt(place, post, OpenFence())
            assert [one.uri for one in place.standing()] == [reference.uri]

    @needs(at=uploads)
    def test_a_server_error_before_publishing_is_tried_again_later(self, place: NetworkPlace) -> None:
        place.server.faults.server_error(*place.requests["upload"], status=503)
        with pytest.raises(ChannelError) as caught:
            send(place.open(), place.post("Look", alt="A square"))
        assert caught.value.trouble == Trouble.BEFORE_SEND

    @pytest.mark.parametrize("kind", GARBAGE)
    def test_nonsense_for_an_answer_to_a_post_leaves_us_in_doubt(self, place: NetworkPlace, kind: Any) -> None:
        place.server.faults.garbage(*place.requests["publish"], kind=kind)
        post = place.post("What did you say?")
        leave_in_doubt(place, post)
        if Capability.RECONCILE in self.capabilities:
            assert place.open().reconcile(post).uri == place.standing()[0].uri

    def test_a_slow_answer_to_a_post_is_not_waited_for(self, place: NetworkPlace) -> None:
        place.server.faults.slow_body(*place.requests["publish"], seconds=8)
        begun = time.monotonic()
        with pytest.raises(UnknownAfterSend):
            send(place.open(place.bounds(seconds=1)), place.post("Quick"))
        assert time.monotonic() - begun < 4

    @each("verify", "listen", "publish")
    def test_access_that_was_taken_away_is_named(self, place: NetworkPlace, step: str) -> None:
        place.revoke()
        with pytest.raises(ChannelError) as caught:
            take(place.open(), step, place)
        assert (caught.value.trouble, place.standing()) == (Trouble.AUTH, [])

    # Reading ----------------------------------------------------------------------------------------

    @each(*READING)
    def test_nonsense_while_reading_is_a_channel_error(self, place: NetworkPlace, step: str) -> None:
        root = send(place.open(), place.post("Read this"))
        for kind in GARBAGE:
            place.server.faults.garbage(*place.requests[step], times=None, kind=kind)  # type: ignore[arg-type]
            with pytest.raises(ChannelError) as caught:
                read(place.open(), step, place, root)
            assert not isinstance(caught.value, UnknownAfterSend)
            place.server.faults.clear()

    @each(*READING)
    def test_a_slow_answer_is_not_waited_for(self, place: NetworkPlace, step: str) -> None:
        root = send(place.open(), place.post("Read this"))
        place.server.faults.slow_body(*place.requests[step], times=None, seconds=8)
        connector = place.open(place.bounds(seconds=0.25))
        begun = time.monotonic()
        with pytest.raises(ChannelError):
            read(connector, step, place, root)
        assert time.monotonic() - begun < 4

    # Where it may not go, and what it may not tell --------------------------------------------------

    def test_a_private_address_is_refused_unless_it_is_allowed(self, place: NetworkPlace) -> None:
        connector = place.open(Bounds())
        for step in {"verify", "listen"} & set(place.requests):
            with pytest.raises(ChannelError) as caught:
                read(connector, step, place, Reference("", ""))
            assert caught.value.trouble == Trouble.BEFORE_SEND
        with pytest.raises(ChannelError):
            send(connector, place.post("Inside"))
        assert len(place.server.journal) == 0

    def test_a_redirect_to_a_private_address_is_refused(self, place: NetworkPlace) -> None:
        with redirecting_to(place.server.url) as port:
            allowed = Bounds(frozenset({f"127.0.0.1:{port}"}), total_seconds=5)
            connector = place.open_at(f"http://127.0.0.1:{port}", allowed)
            if "verify" in place.requests:
                with pytest.raises(ChannelError):
                    connector.verify()
            with pytest.raises(ChannelError):
                send(connector, place.post("Inside"))
        assert len(place.server.journal) == 0

    @each("verify", "listen", "reconcile", "publish")
    def test_no_error_and_no_log_tells_the_secret(
        self, place: NetworkPlace, caplog: pytest.LogCaptureFixture, step: str
    ) -> None:
        caplog.set_level(logging.DEBUG)
        told = []
        for trouble in ("revoke_token", "garbage", "server_error", "reset_connection"):
            getattr(place.server.faults, trouble)(times=None)
            with pytest.raises(ChannelError) as caught:
                take(place.open(), step, place)
            told.append(f"{caught.value!r} {caught.value} {caught.value.detail}")
            place.server.faults.clear()
        assert [text for text in [*told, caplog.text] if place.secret in text] == []
