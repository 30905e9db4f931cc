"""A network that fetches pictures itself has to reach us; it is said as long as it cannot."""

from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tests.api.conftest import program_of
from tests.channels.noticeboard import NoticeBoard, dropped_in
from tests.world import World

CHANNELS, SAID = (
    "/b/bottega/channels/",
    "Kiosk fetches pictures and videos itself, and cannot reach this installation",
)


@pytest.fixture
def board(tmp_path: Path, settings: Any) -> Iterator[NoticeBoard]:
    settings.PRIVATE_HOSTS, settings.NETWORK_INSTEAD = ["127.0.0.1"], {}
    with NoticeBoard() as board, dropped_in(tmp_path, "board", "kiosk"):
        yield board


@pytest.mark.parametrize(
    ("address", "said"), [("http://localhost:8000", True), ("https://antiphon.example.org", False)]
)
def test_who_cannot_be_reached_is_told_on_the_way_in_and_on_the_page(
    client: Client, world: World, board: NoticeBoard, settings: Any, address: str, said: bool
) -> None:
    settings.PUBLIC_URL = address
    client.force_login(world.anna.user)

    def told(page: Any) -> bool:
        return SAID in unescape(page.content.decode())

    assert told(client.get(CHANNELS + "new/kiosk/")) == said
    welcomed = client.post(CHANNELS + "new/kiosk/", board.typed, follow=True)
    assert "is connected." in welcomed.content.decode()
    assert unescape(welcomed.content.decode()).count(SAID) == (2 if said else 0)
    assert told(client.get(CHANNELS)) == said
    assert not told(client.get(CHANNELS + "new/board/"))


@pytest.mark.parametrize(("address", "reached"), [("http://localhost:8000", False), ("https://a.example.org", True)])
def test_programs_are_told_too(world: World, board: NoticeBoard, settings: Any, address: str, reached: bool) -> None:
    settings.PUBLIC_URL, anna = address, program_of(world.anna.user)
    known = {one["kind"]: one["media_in_reach"] for one in anna.get("/connectors").json()}
    assert (known["kiosk"], known["board"]) == (reached, True)
    made = anna.post("/brands/bottega/channels", {"kind": "kiosk", "credentials": board.typed}).json()
    assert made["media_in_reach"] == reached
