"""Reckon the expressions of the columns on a Spark cluster, and print what they give: run with Spark's own Python.

`python -m tests.measures.columns.on_spark MASTER FOLDER SINCE UNTIL`, where FOLDER holds tables as Parquet.
"""

import json
import os
import sys
from datetime import date
from pathlib import Path
from typing import Any

import django


def results(tables: dict[str, Any], since: date, until: date) -> dict[str, list[dict[str, Any]]]:
    """Return what each expression gives, on the engine that the tables belong to, in an order of its own."""
    from antiphon.measures.columns.expressions import by_day, conversations, days, newcomers, people, sums

    every_day = days(tables)
    asked = {
        "days": every_day,
        "sums": sums(every_day, since, until),
        "people": people(tables, since, until),
        "conversations": conversations(tables, since, until),
        "newcomers": newcomers(tables, since, until),
        "by_day": by_day(every_day, since, until),
    }
    found = {name: expression.to_pyarrow().to_pylist() for name, expression in asked.items()}
    return {name: sorted(_plain(row) for row in rows) for name, rows in found.items()}  # type: ignore[misc]


def _plain(row: dict[str, Any]) -> str:
    return json.dumps(row, sort_keys=True, default=str)


def main() -> None:
    """Print the results as JSON in the last line."""
    master, folder, since, until = sys.argv[1:]
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "antiphon.config.settings")
    django.setup()
    import ibis
    from pyspark.sql import SparkSession

    spark = SparkSession.builder.master(master).appName("antiphon")  # type: ignore[attr-defined]
    settings = {
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.ui.enabled": "false",
        "spark.executor.memory": "700m",
        "spark.sql.shuffle.partitions": "4",
        "spark.sql.session.timeZone": "UTC",
    }
    for name, value in settings.items():
        spark = spark.config(name, value)
    con = ibis.pyspark.connect(spark.getOrCreate())
    tables = {
        one.name: con.read_parquet(str(one), table_name=one.name) for one in Path(folder).iterdir() if one.is_dir()
    }
    print(json.dumps(results(tables, date.fromisoformat(since), date.fromisoformat(until))))


if __name__ == "__main__":
    main()
