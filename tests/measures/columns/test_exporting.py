"""What is taken away is whole, and described column by column."""

import csv
import json
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest

from antiphon.cli.main import main
from antiphon.ledger.models import Interaction
from antiphon.measures.columns.dictionary import as_text, described
from antiphon.measures.columns.exporting import Format, export
from antiphon.measures.columns.views import VIEWS
from antiphon.measures.columns.writing import keep_up
from tests.ledger_rows import Thread
from tests.world import World

DICTIONARY = Path(__file__).parents[3] / "docs" / "reference" / "data-dictionary.md"
COLUMNS = {one.name: [column.name for column in one.columns] for one in described()}


@pytest.fixture
def ready(world: World, thread: Thread) -> World:
    keep_up(world.bottega)
    return world


def acts(world: World) -> set[str]:
    return {str(pk) for pk in Interaction.objects.filter(brand=world.bottega).values_list("pk", flat=True)}


def test_the_dictionary_in_the_documents_is_that_of_the_columns() -> None:
    assert DICTIONARY.read_text("utf-8") == as_text(), "run `antiphon reference`"


def test_parquet_holds_every_column_of_the_dictionary_and_every_row(ready: World, tmp_path: Path) -> None:
    export(ready.bottega, Format.PARQUET, tmp_path / "out")
    place = tmp_path / "out" / "bottega"
    found = {name: pq.read_table(place / name) for name in COLUMNS}
    assert {name: [one for one in table.column_names if one != "month"] for name, table in found.items()} == COLUMNS
    assert {str(pk) for pk in found["interactions"]["id"].to_pylist()} == acts(ready)


def test_csv_has_the_same_rows_and_a_package_that_describes_them(ready: World, tmp_path: Path) -> None:
    export(ready.bottega, Format.CSV, tmp_path)
    place = tmp_path / "bottega"
    package = json.loads((place / "datapackage.json").read_text("utf-8"))
    told = {one["name"]: [field["name"] for field in one["schema"]["fields"]] for one in package["resources"]}
    assert told == COLUMNS
    with (place / "interactions.csv").open(newline="") as file:
        assert {row["id"] for row in csv.DictReader(file)} == acts(ready)


def test_the_duckdb_file_says_what_its_columns_mean_and_its_views_count(ready: World, tmp_path: Path) -> None:
    export(ready.bottega, Format.DUCKDB, tmp_path)
    with duckdb.connect(str(tmp_path / "bottega" / "antiphon.duckdb"), read_only=True) as base:
        told = base.execute("SELECT table_name, column_name, comment FROM duckdb_columns() WHERE NOT internal")
        comments = {(table, column): comment for table, column, comment in told.fetchall()}
        wanted = {(one.name, column.name): str(column.definition) for one in described() for column in one.columns}
        assert {key: comments[key] for key in wanted} == wanted
        assert base.execute("SELECT verb FROM theirs ORDER BY id").fetchall() == [("reply",), ("like",)]
        assert [view.name for view in VIEWS if not base.table(view.name).columns] == []
        assert base.execute("SELECT address, views, replies FROM own_posts").fetchall() == [("uri:post/R", 120, 1)]


def test_an_earlier_export_is_replaced(ready: World, tmp_path: Path) -> None:
    for _ in range(2):
        export(ready.bottega, Format.PARQUET, tmp_path)
    assert pq.read_table(tmp_path / "bottega" / "interactions").num_rows == len(acts(ready))


def test_a_brand_without_a_past_is_exported_too(world: World, tmp_path: Path) -> None:
    keep_up(world.carla.brand)
    for how in Format:
        export(world.carla.brand, how, tmp_path)
    assert pq.read_table(tmp_path / "cards" / "interactions").num_rows == 0


def test_the_command_writes_where_it_was_told(
    ready: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["export", "--format", "csv", "--to", str(tmp_path / "out"), "--brand", "bottega"]) == 0
    assert "Bottega: 13 files in" in capsys.readouterr().out
    assert main(["export", "--to", str(tmp_path), "--brand", "nobody"]) == 1
    assert "There is no brand 'nobody'. There are: bottega, cards." in capsys.readouterr().out
    (tmp_path / "file").write_text("")
    assert main(["export", "--to", str(tmp_path / "file"), "--brand", "bottega"]) == 1
    assert "It cannot be written to" in capsys.readouterr().out
