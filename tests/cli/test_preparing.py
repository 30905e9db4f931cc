"""The tables of an empty database are made at once, and are those that migrations make one after the other."""

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

PREPARE = "import django; django.setup(); from antiphon.cli.preparing import bring_up_to_date as up; up(); up()"


def tables(folder: Path, *words: str) -> dict[str, tuple[set[object], set[object], set[object]]]:
    """Let a command make the tables in a folder; return the columns, indexes and links of each."""
    folder.mkdir()
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ANTIPHON_")}
    environment = kept | {"ANTIPHON_DATA": str(folder), "DJANGO_SETTINGS_MODULE": "antiphon.config.settings"}
    subprocess.run([sys.executable, *words], env=environment | {"PYTHONPATH": "src"}, check=True, capture_output=True)
    with sqlite3.connect(folder / "antiphon.sqlite3") as database:
        names = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        found = {name: _shape(database, name) for name in names}
    database.close()
    return found


def _shape(database: sqlite3.Connection, table: str) -> tuple[set[object], set[object], set[object]]:
    columns = {row[1:] for row in database.execute(f"PRAGMA table_info({table})")}
    indexes = {
        (unique, tuple(row[2] for row in database.execute(f"PRAGMA index_info({name})")))
        for _, name, unique, *_ in database.execute(f"PRAGMA index_list({table})")
    }
    links = {row[2:5] for row in database.execute(f"PRAGMA foreign_key_list({table})")}
    return columns, indexes, links


def test_tables_made_at_once_are_those_that_migrations_make(tmp_path: Path) -> None:
    at_once = tables(tmp_path / "at once", "-c", PREPARE)
    assert at_once == tables(tmp_path / "by migrations", "-m", "django", "migrate", "--verbosity", "0")
    assert len(at_once) > 150
