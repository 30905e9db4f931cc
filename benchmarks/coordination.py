"""Who acts together among 10,000,000 acts, within 60 seconds of each other: time, memory, and who is found."""

import resource
import sys
import time
from typing import Any

import numpy as np
import pyarrow as pa

from antiphon.integrity.engine.coordination import edges_of

ACTS, PLANTED, GROUP, TOGETHER, WINDOW = 10_000_000, 1_000, 10, 12, 60
MONTH = 30 * 86_400


def acts(many: int, seed: int = 7) -> pa.Table:
    """Return acts of accounts upon objects, a few of which draw most, and groups of ten that act together."""
    chance = np.random.default_rng(seed)
    accounts, objects = max(100, many // 20), max(100, many // 40)
    begin = chance.integers(0, MONTH, objects)
    what = (chance.pareto(1.2, many) * objects / 60).astype(np.int64) % objects
    who = (chance.pareto(1.1, many) * accounts / 30).astype(np.int64) % accounts
    at = begin[what] + chance.lognormal(9.5, 1.3, many).astype(np.int64)
    hired = [_group(chance, accounts + GROUP * number, begin) for number in range(PLANTED // GROUP)]
    columns = [np.concatenate([part, *(group[n] for group in hired)]) for n, part in enumerate((what, who, at))]
    keys = np.arange(len(columns[0]), dtype=np.int64) + (1 << 40)
    return pa.table({"what": columns[0], "who": columns[1], "id": keys, "at": columns[2]})


def _group(chance: Any, first: int, begin: Any) -> tuple[Any, Any, Any]:
    chosen = np.repeat(chance.integers(0, len(begin), TOGETHER), GROUP)
    moments = np.repeat(chance.integers(600, 2 * 86_400, TOGETHER), GROUP)
    who = np.tile(np.arange(first, first + GROUP), TOGETHER)
    return chosen, who, begin[chosen] + moments + chance.integers(0, 50, len(chosen))


def flagged(edges: pa.Table, table: pa.Table) -> tuple[set[int], int]:
    """Return the accounts with an edge of three things, a fifth of those of the less active; and how many edges."""
    import pyarrow.compute as pc

    often = edges.filter(pc.greater_equal(edges["objects"], 3))
    concerned = pa.chunked_array([*often["one"].chunks, *often["other"].chunks]).unique()
    theirs = table.filter(pc.is_in(table["who"], value_set=concerned))
    done = theirs.group_by("who").aggregate([("what", "count_distinct")])
    known = dict(zip(done["who"].to_pylist(), done["what_count_distinct"].to_pylist(), strict=True))
    strong = [
        (row["one"], row["other"])
        for row in often.to_pylist()
        if row["objects"] >= 0.2 * min(known[row["one"]], known[row["other"]])
    ]
    return {account for pair in strong for account in pair}, len(often)


def main() -> int:
    """Measure once."""
    many = int(sys.argv[1]) if len(sys.argv) > 1 else ACTS
    table = acts(many)
    before, busy = time.perf_counter(), time.process_time()
    edges = edges_of(table, WINDOW)
    took, busy = time.perf_counter() - before, time.process_time() - busy
    found, often = flagged(edges, table)
    planted = set(range(max(100, many // 20), max(100, many // 20) + PLANTED))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024 / 1024
    print(f"{len(table):,} acts, window {WINDOW} s, two threads of DuckDB through Ibis.\n")
    print("| | |\n|---|---:|")
    told = {
        "Seconds": f"{took:.1f}",
        "Seconds of CPU, of both cores": f"{busy:.1f}",
        "Peak memory, GB, the acts included": f"{memory:.2f}",
        "Edges between accounts": f"{len(edges):,}",
        "of three things or more": f"{often:,}",
        "Planted accounts found": f"{len(found & planted):,} of {PLANTED:,}",
        "Others found": f"{len(found - planted):,}",
    }
    for name, value in told.items():
        print(f"| {name} | {value} |")
    return 0


if __name__ == "__main__":
    sys.exit(main())
