"""The page on which an owner takes the ledger away."""

import io
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from antiphon.lib import clock
from antiphon.measures.actions import KEPT, ask_for_export, claim_export, forget_exports, note_progress
from antiphon.measures.models import Export
from antiphon.measures.tasks import make_exports
from tests.ledger_rows import Thread
from tests.web.readers import signed_in
from tests.world import World

PAGE = "/b/bottega/exports/"


@pytest.fixture(autouse=True)
def _own_columns(tmp_path: Path, settings: Any) -> None:
    settings.DATA = tmp_path


def test_an_owner_asks_for_files_and_gets_them_once_the_worker_made_them(world: World) -> None:
    Thread(world.site).post()
    browser = signed_in(world.anna)
    assert "No files yet" in browser.get(PAGE).text
    assert browser.post(PAGE, {"format": "csv"}).status_code == 303
    assert "It waits for the worker." in browser.get(PAGE).text
    assert make_exports() == 1
    made = Export.objects.get()
    assert f"{PAGE}{made.pk}.zip" in browser.get(PAGE).text
    answer = browser.get(f"{PAGE}{made.pk}.zip")
    assert answer["Content-Disposition"] == f'attachment; filename="{made}"'
    with zipfile.ZipFile(io.BytesIO(b"".join(answer))) as archive:
        names = set(archive.namelist())
        assert {"bottega/interactions.csv", "bottega/dictionary.md", "bottega/datapackage.json"} <= names
        assert archive.read("bottega/interactions.csv").count(b"\n") == 2
    assert list((settings.DATA / "exports").iterdir()) == [settings.DATA / "exports" / made.file]


def test_only_one_export_is_made_at_a_time_and_the_page_says_so(world: World) -> None:
    browser = signed_in(world.anna)
    browser.post(PAGE, {"format": "csv"})
    answer = browser.post(PAGE, {"format": "parquet"})
    assert (answer.status_code, Export.objects.count()) == (422, 1)
    assert "Files are being made already. Wait until they are there." in answer.text
    assert browser.post(PAGE, {"format": "tablets"}).status_code == 422


def test_how_far_it_is_stands_on_the_page_and_a_dead_worker_is_taken_over(world: World) -> None:
    asked = ask_for_export(world.anna, "parquet")
    assert claim_export(timedelta(minutes=1)) == asked
    assert claim_export(timedelta(minutes=1)) is None
    note_progress(asked, 1200, 3000, timedelta(minutes=-1))
    assert "1,200 of 3,000 rows" in signed_in(world.anna).get(PAGE).text
    assert make_exports() == 1


def test_files_are_gone_after_a_week_and_can_be_asked_for_again(world: World) -> None:
    ask_for_export(world.anna, "csv")
    make_exports()
    Export.objects.update(gone_at=clock.now() - KEPT)
    assert forget_exports() == 1
    found = Export.objects.get()
    browser = signed_in(world.anna)
    assert "no longer kept" in browser.get(PAGE).text
    assert browser.get(f"{PAGE}{found.pk}.zip").status_code == 404
    assert list((settings.DATA / "exports").iterdir()) == []
    assert browser.post(PAGE, {"format": "csv"}).status_code == 303


def test_the_page_tells_what_is_in_the_files(world: World) -> None:
    page = signed_in(world.anna).get(PAGE).text
    assert [
        name for name in ("interactions", "readings", "exclusions", "identities", "days") if name not in page
    ] == []
