"""What happens to a post that a network has taken and still works on."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine

from antiphon.channels.actions import connect
from antiphon.channels.models import Channel
from antiphon.ledger.models import Interaction
from antiphon.lib import clock
from antiphon.publishing.actions.composing import Draft, Moment, compose
from antiphon.publishing.models import Delivery
from antiphon.publishing.tasks import due_work, slow_work
from tests.channels.noticeboard import NoticeBoard, dropped_in
from tests.publishing.conftest import Stage


@pytest.fixture
def board(tmp_path: Path) -> Iterator[NoticeBoard]:
    with NoticeBoard() as board, dropped_in(tmp_path, "board", "poster"):
        yield board


@pytest.fixture
def channel(stage: Stage, board: NoticeBoard) -> Channel:
    return connect(stage.anna, "poster", board.typed)


def hang(stage: Stage, channel: Channel) -> Delivery:
    """Hand a poster over, and let the worker do what is due."""
    post = compose(stage.anna, Draft("Tonight", [channel], "en"), Moment())
    stage.work()
    return post.deliveries.get()


def work_later(stage: Stage, after: timedelta) -> None:
    with time_machine.travel(clock.now() + after, tick=False):  # however long the machine takes, it is not later
        stage.work()


def test_a_post_that_is_worked_on_is_not_live_yet(stage: Stage, channel: Channel, board: NoticeBoard) -> None:
    board.ink = "wet"
    delivery = hang(stage, channel)
    assert (delivery.state, delivery.live_at, board.texts()) == ("processing", None, ["Tonight"])
    assert list(delivery.attempts.values_list("fence", flat=True)) == ["accepted"]
    assert Interaction.objects.count() == 0


def test_it_is_live_once_the_network_says_so(stage: Stage, channel: Channel, board: NoticeBoard) -> None:
    board.ink = "wet"
    delivery = hang(stage, channel)
    work_later(stage, timedelta(minutes=1))
    delivery.refresh_from_db()
    assert delivery.state == "processing"
    board.ink = "dry"
    work_later(stage, timedelta(minutes=10))
    delivery.refresh_from_db()
    assert (delivery.state, delivery.url) == ("live", f"{board.url}/notes/1")
    assert (board.texts(), Interaction.objects.filter(verb="post").count()) == (["Tonight"], 1)


def test_a_network_that_refuses_it_afterwards_is_believed(stage: Stage, channel: Channel, board: NoticeBoard) -> None:
    board.ink = "run"
    delivery = hang(stage, channel)
    work_later(stage, timedelta(minutes=1))
    delivery.refresh_from_db()
    assert (delivery.state, delivery.trouble) == ("refused", "media")


def test_a_network_that_is_away_is_asked_again(stage: Stage, channel: Channel, board: NoticeBoard) -> None:
    board.ink = "wet"
    delivery = hang(stage, channel)
    board.ink = "dry"
    board.faults.server_error("GET", "/ink/*")
    work_later(stage, timedelta(minutes=1))
    delivery.refresh_from_db()
    assert delivery.state == "processing"
    work_later(stage, timedelta(minutes=30))
    delivery.refresh_from_db()
    assert delivery.state == "live"


def test_after_a_day_a_person_is_asked(stage: Stage, channel: Channel, board: NoticeBoard) -> None:
    board.ink = "wet"
    delivery = hang(stage, channel)
    work_later(stage, timedelta(hours=25))
    assert Delivery.objects.needing_a_person().get() == delivery


def test_the_lane_of_slow_work_asks(stage: Stage, channel: Channel, board: NoticeBoard) -> None:
    """A network that takes its time must not keep others waiting: it is asked in the lane of uploads."""
    board.ink = "wet"
    hang(stage, channel)
    with time_machine.travel(clock.now() + timedelta(minutes=1)):
        assert due_work(10) == []
        assert [step.__name__ for step, _ in slow_work(10)] == ["ask_after"]
