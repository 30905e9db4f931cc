"""The same expressions give the same results on DuckDB and on a Spark cluster of two workers."""

import json
import os
import subprocess
from datetime import date
from pathlib import Path

import pytest

from antiphon.measures.columns.exporting import Format, export
from antiphon.measures.columns.store import Store
from antiphon.organizations.models import Brand
from tests.measures.columns.cluster import spark_cluster
from tests.measures.columns.on_spark import results
from tests.measures.columns.rows import tables_of

ROOT = Path(__file__).parents[3]


@pytest.mark.nightly
@pytest.mark.skipif("ANTIPHON_SPARK_PYTHON" not in os.environ, reason="bin/check --nightly runs it")
def test_spark_gives_what_duckdb_gives(year: Brand, tmp_path: Path) -> None:
    python = Path(os.environ["ANTIPHON_SPARK_PYTHON"])
    [home] = python.parent.parent.glob("lib/python3*/site-packages/pyspark")
    since, until = date(2026, 3, 15), date(2026, 7, 2)
    store = Store(year)
    here = results(dict(tables_of(store)), since, until)
    export(year, Format.PARQUET, tmp_path / "out")
    environment = os.environ | {
        "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}",
        "PYSPARK_PYTHON": str(python),
        "SPARK_LOCAL_IP": "127.0.0.1",
        "ANTIPHON_DATA": str(tmp_path / "data"),
    }
    with spark_cluster(home, tmp_path / "cluster") as master:
        words = [master, str(tmp_path / "out" / year.slug), since.isoformat(), until.isoformat()]
        done = subprocess.run(
            [python, "-m", "tests.measures.columns.on_spark", *words],
            cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=280,
        )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    there = json.loads(done.stdout.strip().splitlines()[-1])
    assert there == here
    assert len(here["days"]) > 50
