"""A ledger to be written as columns."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from antiphon.integrity.actions import run_detectors
from antiphon.ledger.rules import Verb
from tests.ledger_rows import Thread, somebody
from tests.world import World


@pytest.fixture(autouse=True)
def _own_columns(tmp_path: Path, settings: Any) -> None:
    """Keep the files of each test apart."""
    settings.DATA = tmp_path


@pytest.fixture
def thread(world: World) -> Thread:
    """Anna answers, and likes a month later; a machine answers too, one of ours cheers."""
    thread = Thread(world.site)
    thread.post()
    thread.reply("a1", somebody(world.site, "Anna"))
    thread.act("like", Verb.LIKE, somebody(world.site, "Anna"), "R", timedelta(days=40))
    thread.reply("bot", somebody(world.site, "Robot", automated=True))
    thread.reply("cheer", somebody(world.site, "Staff", ours=True))
    thread.reading("views", 120, timedelta(days=1))
    run_detectors(world.bottega)
    return thread
