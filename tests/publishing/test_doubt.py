"""What is done about a post of which nobody knows whether it is live, by what its network allows."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine

from antiphon.channels.actions import connect
from antiphon.lib import clock
from antiphon.publishing.actions.deciding import declare_absent, send_now
from antiphon.publishing.models import Delivery
from tests.channels.noticeboard import NoticeBoard, dropped_in
from tests.publishing.conftest import Stage

PIN = ("POST", "/notes")
TOOT = ("POST", "/api/v1/statuses")


@pytest.fixture
def board(stage: Stage, tmp_path: Path) -> Iterator[NoticeBoard]:
    """A board that is connected as two channels: one that can be read, one that cannot."""
    with NoticeBoard() as board, dropped_in(tmp_path, "board", "postcard"):
        for kind in ("board", "postcard"):
            stage.channels[kind] = connect(stage.anna, kind, board.typed)
        yield board


def looks(board: NoticeBoard) -> int:
    return len(board.journal.entries("GET", "/notes"))


def test_a_lost_answer_is_looked_after_before_anything_is_written(stage: Stage, board: NoticeBoard) -> None:
    board.faults.lose_answer(*PIN)
    post = stage.compose("Lost cat", "board")
    stage.work_until_settled()
    assert (stage.states(post), board.texts()) == ({"board": "live"}, ["Lost cat"])
    assert (len(board.journal.entries(*PIN)), looks(board)) == (1, 1)


def test_what_a_look_does_not_find_is_sent_again(stage: Stage, board: NoticeBoard) -> None:
    board.faults.reset_connection(*PIN)
    post = stage.compose("Lost cat", "board")
    stage.work_until_settled()
    assert (stage.states(post), board.texts()) == ({"board": "live"}, ["Lost cat"])
    assert (len(board.journal.entries(*PIN)), looks(board)) == (2, 1)


def test_a_look_that_fails_is_repeated_and_nothing_is_written_meanwhile(stage: Stage, board: NoticeBoard) -> None:
    board.faults.lose_answer(*PIN)
    board.faults.server_error("GET", "/notes", times=3)
    post = stage.compose("Lost cat", "board")
    stage.work_until_settled()
    assert (stage.states(post), board.texts(), looks(board)) == ({"board": "live"}, ["Lost cat"], 4)


def test_a_look_without_the_right_to_read_asks_a_person(stage: Stage, board: NoticeBoard) -> None:
    board.faults.lose_answer(*PIN)
    board.faults.revoke_token("GET", "/notes")
    post = stage.compose("Lost cat", "board")
    stage.work_until_settled()
    delivery = stage.delivery(post, "board")
    assert (delivery.state, delivery.next_try_at, delivery.channel.trouble) == ("unknown", None, "auth")


def test_two_that_say_the_same_are_told_apart(stage: Stage, board: NoticeBoard) -> None:
    first = stage.compose("Market day", "board")
    stage.work()
    board.faults.reset_connection(*PIN)
    second = stage.compose("Market day", "board")
    stage.work_until_settled()
    assert stage.states(first) == stage.states(second) == {"board": "live"}
    assert board.texts() == ["Market day", "Market day"]
    assert Delivery.objects.values("uri").distinct().count() == 2


def test_what_can_neither_be_repeated_nor_looked_for_goes_to_a_person(stage: Stage, board: NoticeBoard) -> None:
    board.faults.lose_answer(*PIN)
    post = stage.compose("Wish you were here", "postcard", "site")
    stage.work_until_settled()
    stage.work()
    delivery = stage.delivery(post, "postcard")
    assert (delivery.state, delivery.next_try_at) == ("unknown", None)
    assert stage.states(post)["site"] == "live"
    assert (len(board.journal.entries(*PIN)), board.texts()) == (1, ["Wish you were here"])
    assert [one.pk for one in Delivery.objects.needing_a_person()] == [delivery.pk]


def test_a_person_who_looked_may_send_a_postcard_again(stage: Stage, board: NoticeBoard) -> None:
    board.faults.reset_connection(*PIN)
    post = stage.compose("Wish you were here", "postcard")
    stage.work()
    delivery = stage.delivery(post, "postcard")
    before = delivery.operation
    declare_absent(stage.anna, delivery)
    send_now(stage.anna, delivery)
    stage.work()
    delivery.refresh_from_db()
    assert (delivery.state, board.texts()) == ("live", ["Wish you were here"])
    assert delivery.operation != before


def test_a_certain_no_is_no_doubt_even_where_nothing_can_be_repeated(stage: Stage, board: NoticeBoard) -> None:
    board.faults.too_many_requests(*PIN, retry_after=60)
    post = stage.compose("Wish you were here", "postcard")
    stage.work()
    assert stage.states(post) == {"postcard": "scheduled"}
    with time_machine.travel(clock.now() + timedelta(minutes=6)):
        stage.work()
    assert (stage.states(post), board.texts()) == ({"postcard": "live"}, ["Wish you were here"])


@pytest.mark.parametrize("accepted", [True, False])
def test_once_the_key_is_forgotten_it_is_looked_for_and_never_repeated(stage: Stage, *, accepted: bool) -> None:
    fault = stage.mastodon.faults.lose_answer if accepted else stage.mastodon.faults.reset_connection
    fault(*TOOT, times=None)
    post = stage.compose("Long ago", "mastodon")
    stage.work()
    tries = len(stage.mastodon.journal.entries(*TOOT))
    stage.mastodon.faults.clear()
    Delivery.objects.update(late_minutes=600, lease_until=None)
    with time_machine.travel(clock.now() + timedelta(minutes=61)):
        stage.work_until_settled()
    assert stage.states(post) == {"mastodon": "live" if accepted else "unknown"}
    assert stage.toots() == ["Long ago"] * accepted
    assert len(stage.mastodon.journal.entries(*TOOT)) == tries
    assert not stage.delivery(post, "mastodon").next_try_at


def test_a_look_that_a_person_asks_for_goes_back_to_when_it_was_sent(stage: Stage) -> None:
    stage.mastodon.faults.lose_answer(*TOOT, times=None)
    post = stage.compose("Long ago", "mastodon")
    stage.work()
    stage.mastodon.faults.clear()
    Delivery.objects.update(state="unknown", next_try_at=None, lease_until=None)
    with time_machine.travel(clock.now() + timedelta(minutes=90)):
        send_now(stage.anna, stage.delivery(post, "mastodon"))
        stage.work_until_settled()
    assert (stage.states(post), stage.toots()) == ({"mastodon": "live"}, ["Long ago"])


def test_what_is_looked_for_too_late_and_not_found_is_missed_and_can_be_sent_by_a_person(
    stage: Stage, board: NoticeBoard
) -> None:
    board.faults.reset_connection(*PIN)
    board.faults.server_error("GET", "/notes", times=1)
    post = stage.compose("Lost cat", "board")
    stage.work()
    board.faults.clear()
    Delivery.objects.update(state="unknown", next_try_at=clock.now(), live_at=None)
    board.notes.clear()
    with time_machine.travel(clock.now() + timedelta(minutes=61)):
        stage.work_until_settled()
        delivery = stage.delivery(post, "board")
        assert (delivery.state, delivery.trouble, board.texts()) == ("missed", "", [])
        send_now(stage.anna, delivery)
        stage.work()
    assert (stage.states(post), board.texts()) == ({"board": "live"}, ["Lost cat"])


def test_a_bug_in_a_connector_neither_loses_a_post_nor_sends_it_twice(stage: Stage, board: NoticeBoard) -> None:
    board.faults.garbage(*PIN, kind="wrong_type")
    post = stage.compose("Lost cat", "board")
    stage.work()
    other = stage.compose("Found dog", "board")
    stage.work_until_settled()
    assert stage.states(other) == {"board": "live"}
    delivery = stage.delivery(post, "board")
    assert (delivery.state, delivery.next_try_at) == ("unknown", None)
    assert sorted(board.texts()) == ["Found dog", "Lost cat"]
