"""Meta's Graph API: what its errors mean, and what it says of its rate."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from antiphon.channels.connector import Bounds, Door, Pace
from antiphon.channels.wire.graph import Graph
from antiphon.channels.wire.rest import Gone
from antiphon.lib.errors import ChannelError, Trouble, UnknownAfterSend
from antiphon.practice.exchange import Answer, RefusalError, Request
from tests.channels.networks.graph import GraphServer, error, usage

TOKEN = "EAAtoken"


class Stub(GraphServer):
    """A server that answers every request alike."""

    answered: Any = {"id": "1"}

    def answer(self, request: Request) -> Answer:  # noqa: ARG002
        if isinstance(self.answered, RefusalError):
            raise self.answered
        return Answer.of_json(self.answered, headers=self.heads)

    heads: dict[str, str] = {}


def graph(server: Stub, **more: Any) -> Graph:
    door = Door(Bounds(frozenset({"127.0.0.1"})), **more)
    return Graph(door, server.url, TOKEN)


@pytest.mark.parametrize(
    ("code", "subcode", "trouble"),
    [
        (190, 460, Trouble.AUTH),
        (190, 463, Trouble.AUTH),
        (102, None, Trouble.AUTH),
        (10, None, Trouble.PERMISSION),
        (200, None, Trouble.PERMISSION),
        (299, None, Trouble.PERMISSION),
        (4, None, Trouble.LIMIT),
        (17, 2_446_079, Trouble.LIMIT),
        (32, None, Trouble.LIMIT),
        (613, None, Trouble.LIMIT),
        (80_001, None, Trouble.LIMIT),
        (9, 2_207_042, Trouble.LIMIT),
        (368, None, Trouble.LIMIT),
        (506, None, Trouble.DUPLICATE),
        (9004, 2_207_052, Trouble.MEDIA),
        (36_000, 2_207_004, Trouble.MEDIA),
        (36_003, 2_207_009, Trouble.MEDIA),
        (352, 2_207_026, Trouble.MEDIA),
        (100, 2_207_028, Trouble.MEDIA),
        (1, 2_207_057, Trouble.MEDIA),
        (4, 2_207_051, Trouble.CONTENT),
        (100, None, Trouble.CONTENT),
        (-2, 2_207_003, Trouble.BEFORE_SEND),
        (1, None, Trouble.BEFORE_SEND),
        (2, None, Trouble.BEFORE_SEND),
        (9007, 2_207_027, Trouble.BEFORE_SEND),
    ],
)
def test_an_error_is_named(code: int, subcode: int | None, trouble: Trouble) -> None:
    with Stub() as server:
        server.answered = error(code, "It did not work", subcode)
        with pytest.raises(ChannelError) as caught:
            graph(server).get("me")
    assert caught.value.trouble == trouble


@pytest.mark.parametrize(("code", "subcode"), [(100, 33), (24, 2_207_006), (-2, 2_207_020)])
def test_what_is_not_there_is_told_apart(code: int, subcode: int) -> None:
    with Stub() as server:
        server.answered = error(code, "It is not there", subcode)
        with pytest.raises(Gone):
            graph(server).get("1789")


def test_a_passing_error_while_publishing_leaves_us_in_doubt() -> None:
    with Stub() as server:
        server.answered = error(2, "Please retry your request later", is_transient=True)
        with pytest.raises(UnknownAfterSend):
            graph(server).change("me/media_publish", {"creation_id": "1"}, sent=True)


def test_a_container_that_is_not_ready_was_certainly_not_published() -> None:
    with Stub() as server:
        server.answered = error(9007, "The media is not ready", 2_207_027)
        with pytest.raises(ChannelError) as caught:
            graph(server).change("me/media_publish", {"creation_id": "1"}, sent=True)
    assert (type(caught.value), caught.value.trouble) == (ChannelError, Trouble.BEFORE_SEND)


def test_the_minutes_until_access_is_regained_are_waited_for() -> None:
    with Stub() as server:
        server.faults.too_many_requests(retry_after=600)
        with pytest.raises(ChannelError) as caught:
            graph(server).get("me")
    assert (caught.value.trouble, caught.value.retry_after) == (Trouble.LIMIT, timedelta(minutes=10))


def test_what_is_used_up_of_the_hour_is_passed_on() -> None:
    told: list[Pace] = []
    with Stub() as server:
        server.heads = {
            "X-App-Usage": '{"call_count": 28, "total_time": 41, "total_cputime": 25}',
            "X-Business-Use-Case-Usage": str(usage("1", 96, 0)).replace("'", '"'),
        }
        graph(server, pace=told.append).get("me")
    assert [(one.left, one.most, one.of_application) for one in told] == [(59, 100, True), (4, 100, False)]
    assert all(timedelta(0) < one.until - datetime.now(UTC) <= timedelta(minutes=10) for one in told)


@pytest.mark.parametrize("head", ["", "nonsense", "[]", '{"call_count": "many"}'])
def test_a_usage_that_cannot_be_read_is_no_error(head: str) -> None:
    told: list[Pace] = []
    with Stub() as server:
        server.heads = {"X-App-Usage": head}
        assert graph(server, pace=told.append).get("me") == {"id": "1"}
    assert told == []


def test_the_token_never_stands_in_an_address() -> None:
    with Stub() as server:
        server.answered = {
            "data": [{"id": "1"}],
            "paging": {"cursors": {"after": "x"}, "next": "https://x/?access_token=T"},
        }
        assert len(list(graph(server).all("me/media", 2, fields="id"))) == 2
        assert [TOKEN in f"{entry.path}{entry.query}" for entry in server.journal] == [False, False]
        assert [entry.query.get("after") for entry in server.journal] == [None, ["x"]]
