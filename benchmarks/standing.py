"""How we stand with fifty thousand people over a million acts, on SQLite, PostgreSQL and DuckDB; and their roles."""

import argparse
import csv
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from benchmarks.house import machine, open_house, progress, table

ACTS, PEOPLE, TIMES = 1_000_000, 50_000, 3
_COLUMNS = "person INT, day INT, moment VARCHAR, inward INT, effort FLOAT8, medium INT"
BAR = "The bars: 5 s for all and for the roles, a second for what a new act changes."


def main() -> None:
    """Make the acts, reckon with each engine, compare what they say, print the table."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--told", type=Path, help="where to write what was measured: for the run on PostgreSQL")
    asked.add_argument("--now", type=float, help="the moment up to which things happened")
    options = asked.parse_args()
    now = datetime.fromtimestamp(options.now or int(time.time()), UTC)
    if options.told:
        told = _in_the_products_database(now)
        options.told.write_text(json.dumps(told | {"new": _until_a_new_act_is_seen()}), "utf-8")
        return
    sqlite = _in_the_products_database(now)
    duckdb = _in_duckdb(now)
    sqlite["new"] = _until_a_new_act_is_seen()
    postgres = _in_postgres(now)
    _tell(sqlite, postgres, duckdb)


def _tell(sqlite: dict[str, Any], postgres: dict[str, Any], duckdb: dict[str, Any]) -> None:
    engines = {"SQLite": sqlite, "PostgreSQL": postgres, "DuckDB": duckdb}
    about = (
        f"{machine()}. {ACTS:,} acts and {PEOPLE:,} people over two years, three in four acts between us and "
        "somebody. Strength, reciprocity, rhythm and urgency of all, by one statement; the median of "
        f"{TIMES} runs in seconds, as passed on the clock and as CPU of this process. Roles, parts and figures of "
        f"the network are of all acts of these two years, ties counted among all, drawn for 5,000 people. {BAR}"
    )
    rows = [
        (
            name,
            told["statement"][0],
            told["statement"][1] if name != "PostgreSQL" else "–",
            *(told[what][0] if what in told else "–" for what in ("kept", "roles", "new")),
            len(told["rows"]),
            f"{_apart(sqlite['rows'], told['rows']):.1e}",
        )
        for name, told in engines.items()
    ]
    head = (
        "Database", "All, s", "CPU, s", "All and kept, s", "Roles, s", "A new act is seen, s", "People",
        "Furthest from SQLite",
    )  # fmt: skip
    table("How we stand with everybody", about, head, rows)


def _in_the_products_database(now: datetime) -> dict[str, Any]:
    """Fill the database that is set, and reckon all."""
    open_house(postgres=os.environ.get("ANTIPHON_BENCHMARK_DATABASE_URL", ""))
    from antiphon.relationships.actions.standing import reckon
    from antiphon.relationships.queries.standing import standing_of
    from benchmarks.crowd import add_acts, add_channels
    from benchmarks.town import found_town

    progress(f"making {ACTS:,} acts with {PEOPLE:,} people")
    town = found_town(PEOPLE, now)
    add_acts(town, add_channels(town, ("mastodon", "bluesky", "community"), now), ACTS, now)
    _tend()
    progress("reckoning")
    day = now.date()
    found = standing_of(town.brand, day)
    return {
        "statement": _timed(lambda: standing_of(town.brand, day)),
        "kept": _timed(lambda: reckon(town.brand)),
        "roles": _timed(lambda: _roles(town.brand, now)),
        "rows": [[one.person, one.strength, one.reciprocity, one.urgency] for one in found],
    }


def _until_a_new_act_is_seen() -> tuple[float, float]:
    from antiphon.organizations.models import Brand
    from antiphon.relationships import tasks
    from benchmarks.crowd import a_new_act

    brand = Brand.objects.get()
    tasks.keep_standing()

    def seen() -> None:
        a_new_act(brand)
        if not tasks.keep_standing():
            raise RuntimeError("a new act was not seen")

    return _timed(seen)


def _roles(brand: Any, now: datetime) -> object:
    """Read the network of all acts as its page does, and who stands first in each role."""
    from antiphon.reports.queries.acts_among import Place
    from antiphon.reports.queries.network import network
    from benchmarks.crowd import DAYS

    found = network(brand, Place(now - timedelta(days=DAYS), now), now.date())
    return [found.first(role) for role in ("connector", "broker", "amplifier", "convener")]


def _tend() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _in_duckdb(now: datetime) -> dict[str, Any]:
    """Give DuckDB the contacts as a file of columns would hold them, and ask it the same."""
    import duckdb
    from django.db import connection

    from antiphon.organizations.models import Brand
    from antiphon.relationships.queries.standing import statement_for
    from antiphon.relationships.queries.standing.relations import media_of, touch

    progress("copying the contacts for DuckDB")
    brand, day = Brand.objects.get(), now.date()
    with tempfile.TemporaryDirectory() as folder, duckdb.connect(":memory:", config={"threads": 2}) as database:
        file = Path(folder) / "contacts.csv"
        with connection.cursor() as cursor, file.open("w", newline="", encoding="utf-8") as out:
            cursor.execute(touch(brand, day, media_of(brand)))
            csv.writer(out).writerows(cursor)
        database.execute(f"CREATE TABLE contacts ({_COLUMNS})")
        database.execute(f"INSERT INTO contacts FROM read_csv('{file}', header = false, all_varchar = true)")
        text = statement_for(
            brand,
            day,
            "SELECT * FROM contacts",
            "SELECT 0 AS person, 0 AS steward, 0 AS rhythm_days, 0 AS opted_out WHERE 1 = 0",
        )
        rows = database.execute(text).fetchall()
        told = _timed(lambda: database.execute(text).fetchall())
    return {"statement": told, "rows": [[row[0], row[1], row[4], row[14]] for row in rows]}


def _in_postgres(now: datetime) -> dict[str, Any]:
    progress("the same on PostgreSQL")
    with tempfile.TemporaryDirectory() as folder:
        told = Path(folder) / "told.json"
        within = [sys.executable, "-m", "benchmarks.standing", "--told", str(told), "--now", str(now.timestamp())]
        as_ours = 'ANTIPHON_BENCHMARK_DATABASE_URL="$ANTIPHON_DATABASE_URL" exec "$@"'
        command = [sys.executable, "-m", "tests.partners.postgres", "sh", "-c", as_ours, "sh", *within]
        subprocess.run(command, check=True)
        found: dict[str, Any] = json.loads(told.read_text("utf-8"))
    return found


def _timed(work: Callable[[], object]) -> tuple[float, float]:
    """Return the medians of what some calls took, by the clock and as CPU of this process, in seconds."""
    passed, cpu = [], []
    for _ in range(TIMES):
        clock, spent = time.perf_counter(), time.process_time()
        work()
        passed.append(time.perf_counter() - clock)
        cpu.append(time.process_time() - spent)
    return sorted(passed)[TIMES // 2], sorted(cpu)[TIMES // 2]


def _apart(one: list[list[Any]], other: list[list[Any]]) -> float:
    """Return the largest difference between two answers; raise ValueError if they are not about the same people."""
    mine, theirs = ({row[0]: row[1:] for row in rows} for rows in (one, other))
    if mine.keys() != theirs.keys():
        raise ValueError("the databases do not know the same people")
    return max(_gap(a, b) for key, row in mine.items() for a, b in zip(row, theirs[key], strict=True))


def _gap(one: float | None, other: float | None) -> float:
    if one is None or other is None:
        return 0.0 if one is other else float("inf")
    return abs(one - other)


if __name__ == "__main__":
    main()
