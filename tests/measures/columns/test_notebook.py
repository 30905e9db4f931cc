"""The example notebook in the documents answers its question from a file that was taken away."""

import json
from pathlib import Path
from typing import Any

import pytest

from antiphon.measures.columns.exporting import Format, export
from antiphon.measures.columns.writing import keep_up
from tests.ledger_rows import Thread
from tests.world import World

NOTEBOOK = Path(__file__).parents[3] / "docs" / "how-to" / "what-it-brought.ipynb"


def test_every_cell_of_the_notebook_runs_on_what_is_taken_away(
    world: World, thread: Thread, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    keep_up(world.bottega)
    export(world.bottega, Format.DUCKDB, tmp_path)
    monkeypatch.setenv("ANTIPHON_DUCKDB", str(tmp_path / "bottega" / "antiphon.duckdb"))
    cells = [one for one in json.loads(NOTEBOOK.read_text("utf-8"))["cells"] if one["cell_type"] == "code"]
    names: dict[str, Any] = {}
    for cell in cells:
        exec("".join(cell["source"]), names)  # noqa: S102  it is ours
    told = capsys.readouterr().out
    assert [(str(month), people) for month, people, _talks in names["months"]] == [
        ("2026-03-01", 1),
        ("2026-04-01", 1),
    ]
    assert "sales_by_month" in told
    names["base"].close()


def test_the_notebook_is_kept_without_what_it_gave() -> None:
    cells = json.loads(NOTEBOOK.read_text("utf-8"))["cells"]
    assert [one["id"] for one in cells if one.get("outputs") or one.get("execution_count")] == []
