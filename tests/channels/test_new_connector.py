"""A new network is one file: the form, the counter, the documents and the delivery follow from it."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connections
from django.test import Client

from antiphon.channels.connectors import connector_for, connectors
from antiphon.channels.models import Channel
from antiphon.cli import reference
from antiphon.cli.commands import reference as command
from antiphon.cli.main import main
from antiphon.cli.working import Worker
from antiphon.lib.errors import Refusal
from antiphon.publishing.actions.composing import Draft, Moment, compose
from antiphon.publishing.outgoing import check_text
from antiphon.publishing.rules.fitting import Misfit
from tests.channels.noticeboard import KEY, NoticeBoard, dropped_in
from tests.world import World, make_world


@pytest.fixture
def board(tmp_path: Path) -> Iterator[NoticeBoard]:
    """A running board, and its connector in the folder."""
    with NoticeBoard() as board, dropped_in(tmp_path, "board"):
        yield board


@pytest.fixture
def world(transactional_db: None, settings: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> World:
    settings.PRIVATE_HOSTS = ["127.0.0.1"]  # type: ignore[attr-defined]
    monkeypatch.setitem(connections.settings["default"], "CONN_MAX_AGE", 0)
    return make_world()


@pytest.fixture
def browser(world: World) -> Client:
    client = Client()
    client.force_login(world.anna.user)
    return client


def test_it_is_found_by_its_file_and_gone_with_it(tmp_path: Path) -> None:
    before = connectors()
    with dropped_in(tmp_path, "board"):
        assert set(connectors()) == {*before, "board"}
        assert connector_for("board").name == "Notice board"
    assert connectors() == before
    with pytest.raises(LookupError, match="no connector 'board'"):
        connector_for("board")


def test_the_documents_tell_of_it(board: NoticeBoard) -> None:
    [row] = [line for line in reference.channels_table().splitlines() if "`board`" in line]
    assert row.startswith(
        "| Notice board | `board` | looked for before anything is written again | publish, reconcile, limits |"
    )
    assert "| a local board |" in row


def test_the_documents_in_the_folder_are_those_that_the_code_tells() -> None:
    written = (command.FOLDER / "channels.md").read_text("utf-8")
    assert written == reference.channels_table(), "run `antiphon reference`"


def test_the_command_writes_the_documents(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["reference", "--folder", str(tmp_path)]) == 0
    assert (tmp_path / "channels.md").read_text("utf-8") == reference.channels_table()
    assert f"Wrote {tmp_path / 'channels.md'}.\n" in capsys.readouterr().out


def test_it_is_connected_in_its_own_form_counted_and_delivered(
    world: World, board: NoticeBoard, browser: Client
) -> None:
    page = browser.get("/b/bottega/channels/new/board/").content.decode()
    assert "Notice board" in page
    assert all(word in page for word in ("Where the board hangs.", "https://board.example", 'type="password"'))
    answer = browser.post("/b/bottega/channels/new/board/", board.typed)
    assert (answer.status_code, answer["Location"]) == (303, "/b/bottega/channels/")
    listed = browser.get("/b/bottega/channels/").content.decode()
    assert "Notice board" in listed
    assert KEY not in page + listed

    channel = Channel.objects.get(kind="board")
    assert check_text(channel, "è" * 41, (), None) == [Misfit("code_points", 41, 40)]
    with pytest.raises(Refusal, match="41 of 40"):
        compose(world.anna, Draft("è" * 41, [channel], "it"), Moment())
    post = compose(world.anna, Draft("è" * 40, [channel, world.site], "it"), Moment())
    Worker(threading.Event(), lane="delivery").once()
    assert dict(post.deliveries.values_list("channel__kind", "state")) == {"board": "live", "site": "live"}
    assert board.texts() == ["è" * 40]


def test_the_composer_counts_for_it(world: World, board: NoticeBoard, browser: Client) -> None:
    browser.post("/b/bottega/channels/new/board/", board.typed)
    page = browser.get("/b/bottega/posts/new/").content.decode()
    assert "Notice board" in page
    assert "40" in page


def test_a_wrong_key_is_said_in_the_form(world: World, board: NoticeBoard, browser: Client) -> None:
    answer = browser.post("/b/bottega/channels/new/board/", board.typed | {"key": "wrong"})
    page = answer.content.decode()
    assert (answer.status_code, Channel.objects.filter(kind="board").exists()) == (422, False)
    assert "Notice board does not accept these credentials" in page
    assert "wrong" not in page
