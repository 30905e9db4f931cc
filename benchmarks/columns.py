"""Figures of a brand read from columns: over a million acts, over a hundred million."""

import argparse
import atexit
import os
import shutil
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import django

from benchmarks.house import machine, progress, table

MONTHS, TIMES = 36, 20
_BY_MONTH = ("interactions", "exclusions")
LAST = date(2026, 11, 30)
BAR = "The bars at the 95th percentile: 100 ms over a million acts, a second over a hundred million."


def main() -> None:
    """Write acts of three years as the worker does, read figures as the pages do, print the table."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--rows", type=int, nargs="*", default=[1_000_000, 100_000_000])
    folder = _folder()
    rows = [line for many in asked.parse_args().rows for line in _measured(folder, many)]
    about = (
        f"{machine()}. One brand with acts of {MONTHS} months by one account for each fifty acts, one act in a "
        "hundred set aside; everything the figures need of the worker’s files, the roll-up of days among it. "
        f"Milliseconds until the figures are there, {TIMES} times, after a first one. {BAR}"
    )
    table("Columns", about, ("Acts", "What is read", "Median, ms", "95th percentile, ms"), rows)


def _folder() -> Path:
    """Return a folder that is thrown away; no database is needed."""
    folder = Path(tempfile.mkdtemp(prefix="antiphon-benchmark-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    os.environ |= {"ANTIPHON_DATA": str(folder), "DJANGO_SETTINGS_MODULE": "antiphon.config.settings"}
    django.setup()
    return folder


def _measured(folder: Path, many: int) -> list[tuple[object, ...]]:
    from antiphon.measures.columns.store import Store

    store = Store(cast("Any", SimpleNamespace(slug=f"brand-{many}", pk=many)), folder / "columns")
    began = time.monotonic()
    _write(store, many)
    progress(f"{many:,} acts written in {time.monotonic() - began:.0f} s")
    return [(f"{many:,}", name, *_timed(ask)) for name, ask in _questions(store).items()]


def _questions(store: Any) -> dict[str, Callable[[], object]]:
    from antiphon.measures.columns.adding_up import totals

    end = LAST + timedelta(days=1)
    return {
        "all figures of 30 days": lambda: totals(store, end - timedelta(days=30), end),
        "all figures of 90 days": lambda: totals(store, end - timedelta(days=90), end),
        "all figures of a year": lambda: totals(store, end - timedelta(days=365), end),
    }


def _timed(ask: Callable[[], object]) -> tuple[float, float]:
    ask()
    took = []
    for _ in range(TIMES):
        began = time.perf_counter()
        ask()
        took.append(1000 * (time.perf_counter() - began))
    took.sort()
    return round(took[len(took) // 2], 1), round(took[int(len(took) * 0.95) - 1], 1)


def _write(store: Any, many: int) -> None:
    """Write acts as Parquet, as the worker's files are, and add their days up."""
    import duckdb

    from antiphon.measures.columns.manifest import Manifest
    from antiphon.measures.columns.rollups import roll_up
    from antiphon.measures.columns.store import schema_of
    from antiphon.measures.columns.tables import tables

    store.folder.mkdir(parents=True, exist_ok=True)
    manifest, base = Manifest(), duckdb.connect()
    base.execute("SET memory_limit = '3GB'; SET threads = 2")
    each, people = many // MONTHS, max(1, many // 50)
    accounts = base.sql(_ACCOUNTS.format(people=people)).to_arrow_table()
    _put(store, manifest, "identities", "all", accounts, schema_of(tables()["identities"].columns))
    acts_of, aside_of = (schema_of(tables()[one].columns) for one in _BY_MONTH)
    for back, first in enumerate(_months()):
        month = f"{first:%Y-%m}"
        acts = base.sql(_ACTS.format(start=back * each, end=(back + 1) * each, first=first, people=people, back=back))
        _put(store, manifest, "interactions", month, acts.to_arrow_table(), acts_of)
        aside = base.sql(_ASIDE.format(start=back * each, end=(back + 1) * each, first=first))
        _put(store, manifest, "exclusions", month, aside.to_arrow_table(), aside_of)
        roll_up(store, manifest, [month])
    store.commit(manifest)


def _months() -> list[date]:
    """Return the first day of each month, the earliest first."""
    last = LAST.year * 12 + LAST.month - 1
    return [date(one // 12, one % 12 + 1, 1) for one in range(last - MONTHS + 1, last + 1)]


def _put(store: Any, manifest: Any, name: str, month: str, data: Any, schema: Any) -> None:
    manifest.table(name).parts.append(store.write(name, month, data.select(schema.names).cast(schema)))


_ACCOUNTS = """
SELECT range AS id, range * 7919 AS identity, range * 104729 AS person, 'mastodon' AS network,
    CASE WHEN range % 1000 = 0 THEN 'us' ELSE 'them' END AS side, false AS automated,
    TIMESTAMPTZ '2023-01-01' AS first_seen, false AS erased
FROM range({people})
"""
#: Acts of a month: more of them by few, as it is everywhere; most are likes, every third belongs to a conversation.
_ACTS = """
SELECT id, "at", "at" AS recorded_at, "at"::DATE AS day, verb, direction, actor * 7919 AS actor,
    NULL::BIGINT AS target,
    id % 6 AS channel, 'mastodon' AS network, id AS subject, root AS parent, root,
    CASE WHEN verb = 'reply' THEN (id % 40)::BIGINT ELSE 0 END AS words, id % 61 = 0 AS automated, false AS inferred,
    NULL::VARCHAR AS address
FROM (SELECT range AS id, TIMESTAMPTZ '{first} 00:00:00+00' + to_seconds((hash(range) % 2400000)::DOUBLE) AS "at",
    (['like', 'like', 'like', 'reply', 'reply', 'share', 'follow', 'post'])[1 + (hash(range * 3) % 8)::INT] AS verb,
    CASE WHEN hash(range * 5) % 20 = 0 THEN 'out' ELSE 'in' END AS direction,
    ({people} * pow((hash(range * 11) % 1000003) / 1000003.0, 2))::BIGINT AS actor,
    ({back} * 10000000 + hash(range * 13) % ({end} - {start})) // 12 AS root
    FROM range({start}, {end}))
"""
_ASIDE = """
SELECT range AS id, range AS interaction, DATE '{first}' AS day, 'burst' AS detector, '1' AS version,
    'Fresh' AS reason, TIMESTAMPTZ '{first} 00:00:00+00' AS "at", NULL::TIMESTAMPTZ AS undone_at
FROM range({start}, {end}, 100)
"""


if __name__ == "__main__":
    main()
