"""Figures of a brand read from columns, with the page that shows them, over a million and a hundred million acts."""

import argparse
import resource
import shutil
import time
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from benchmarks.house import machine, open_house, progress, quantile, table

if TYPE_CHECKING:
    from antiphon.measures.columns.store import Store
    from benchmarks.requests import Caller

MONTHS, TIMES, AGAIN, NEW = 36, 40, 20, 1_000
DAYS = {"30 days": 30, "90 days": 90, "a year": 365, "three years": 3 * 365}
type Taken = tuple[float, float]
BAR = (
    "The bars: the page within 100 ms over a million acts and within a second over a hundred million, at the 95th "
    "percentile; new acts shown within a minute."
)


def main() -> None:
    """Write acts of three years as the worker does, ask for the page, add some acts; print the table."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--rows", type=int, nargs="*", default=[1_000_000, 100_000_000])
    options = asked.parse_args()
    open_house()
    from antiphon.measures.columns.store import Store
    from benchmarks.requests import Caller
    from benchmarks.town import found_town, this_moment

    town = found_town(10, this_moment())
    rows = [line for many in options.rows for line in _measured(Store(town.brand), Caller(town.anna.user), many)]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    about = (
        f"{machine()}. One brand with acts of {MONTHS} months by one account for each fifty acts, one act in a "
        "hundred set aside. The page *Over the years* through the WSGI application in this process, all middleware "
        "included: figures of these days, of as many before, of the same a year ago, and of each month. First over "
        f"days that nobody asked for before, {TIMES} times; then over the same days {AGAIN} times, each time after "
        f"{NEW:,} new acts were written as the worker does, which looks for them every 20 seconds: how long that "
        f"took is the last line. Peak memory, of writing too: {peak:.1f} GB. {BAR}"
    )
    head = ("Acts", "What is asked for", "Median, ms", "95th percentile, ms", "CPU, median, ms")
    table("Columns", about, head, rows)


def _measured(store: "Store", caller: "Caller", many: int) -> list[tuple[object, ...]]:
    began = time.monotonic()
    shutil.rmtree(store.folder, ignore_errors=True)
    _write(store, many)
    progress(f"{many:,} acts written in {time.monotonic() - began:.0f} s")
    rows = [(told, *_timed([caller.once(path) for path in asked][1:])) for told, asked in _never_asked().items()]
    taken: list[Taken] = []
    again: dict[str, list[Taken]] = {name: [] for name in DAYS}
    for number in range(AGAIN):
        taken.append(_added(store, many + NEW * number))
        for name, days in DAYS.items():
            again[name].append(caller.once(_address(days, 0)))
    rows += [(f"{name}, after new acts", *_timed(some)) for name, some in again.items()]
    rows.append((f"{NEW:,} new acts written", *_timed(taken)))
    return [(f"{many:,}", *row) for row in rows]


def _never_asked() -> dict[str, list[str]]:
    """Return pages of which each begins on another day; the first is not counted."""
    return {name: [_address(days, ago) for ago in range(TIMES, -1, -1)] for name, days in DAYS.items()}


def _address(days: int, days_ago: int) -> str:
    """Return where the page of so many days up to today stands, and of some more before."""
    last = date.today()  # noqa: DTZ011
    return f"/b/bench/results/years/?since={last - timedelta(days=days + days_ago - 1)}&until={last}"


def _timed(taken: list[Taken]) -> tuple[float, float, float]:
    """Return the median, the 95th percentile, and the median of CPU, of what took (CPU, wall) ms."""
    walls = [wall for _cpu, wall in taken]
    return quantile(walls, 0.5), quantile(walls, 0.95), quantile([cpu for cpu, _wall in taken], 0.5)


def _added(store: "Store", start: int) -> Taken:
    """Add some acts of this month as the worker does; return what it took."""
    from antiphon.measures.columns.rollups import roll_up

    manifest, first = store.manifest(), _months()[-1]
    acts = _base().sql(_ACTS.format(start=start, end=start + NEW, first=first, people=1000, back=MONTHS))
    cpu, began = time.process_time(), time.perf_counter()
    _put(store, manifest, "interactions", f"{first:%Y-%m}", acts.to_arrow_table())
    roll_up(store, manifest, [f"{first:%Y-%m}"])
    store.commit(manifest)
    return 1000 * (time.process_time() - cpu), 1000 * (time.perf_counter() - began)


def _write(store: "Store", many: int) -> None:
    """Write acts as Parquet, as the worker's files are, and add up what follows from them."""
    from antiphon.lib import clock
    from antiphon.measures.columns.manifest import Manifest
    from antiphon.measures.columns.rollups import roll_up

    store.folder.mkdir(parents=True, exist_ok=True)
    manifest, base = Manifest(at=clock.now()), _base()
    each, people = many // MONTHS, max(1, many // 50)
    _put(store, manifest, "identities", "all", base.sql(_ACCOUNTS.format(people=people)).to_arrow_table())
    for back, first in enumerate(_months()):
        month = f"{first:%Y-%m}"
        ids = {"start": back * each, "end": (back + 1) * each, "first": first}
        acts = base.sql(_ACTS.format(**ids, people=people, back=back))
        _put(store, manifest, "interactions", month, acts.to_arrow_table())
        _put(store, manifest, "exclusions", month, base.sql(_ASIDE.format(**ids)).to_arrow_table())
        roll_up(store, manifest, [month])
        if back % 12 == 11:
            progress(f"{(back + 1) * each:,} acts")
    store.commit(manifest)


def _base() -> Any:
    import duckdb

    return duckdb.connect(config={"memory_limit": "1GB"})


def _months() -> list[date]:
    """Return the first day of each month up to this one, the earliest first."""
    last = date.today().year * 12 + date.today().month - 1  # noqa: DTZ011
    return [date(one // 12, one % 12 + 1, 1) for one in range(last - MONTHS + 1, last + 1)]


def _put(store: "Store", manifest: Any, name: str, month: str, data: Any) -> None:
    from antiphon.measures.columns.store import schema_of
    from antiphon.measures.columns.tables import tables

    schema = schema_of(tables()[name].columns)
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
