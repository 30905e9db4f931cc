"""Attribution of ten million touches: Markov of order 1 and Shapley, beside the C++ package ChannelAttribution.

The touches are made once, as Parquet, with what is stored when a touch comes in. Each measurement is a process of
its own with its own peak of memory. The peer is installed into a folder that is thrown away; it gets its paths from
DuckDB in the same run, which is the work it asks for. It is under the GPL and no part of the product.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from benchmarks.house import progress, table

JOURNEYS, CHANNELS = 2_000_000, 12
PEER = ("ChannelAttribution==2.2.5", "matplotlib", "duckdb", "pyarrow", "pandas<3")
LIMIT = "1500MB"


def main() -> None:
    """Make the touches, measure each way, print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--journeys", type=int, default=JOURNEYS)
    parser.add_argument("--only", help="measure one way in this process, on a folder")
    parser.add_argument("--folder", type=Path)
    options = parser.parse_args()
    if options.only:
        print(json.dumps(WAYS[options.only](options.folder)))
        return
    with tempfile.TemporaryDirectory(prefix="antiphon-attribution-") as name:
        _measure(Path(name), options.journeys)


def _measure(folder: Path, journeys: int) -> None:
    progress(f"making the touches of {journeys:,} journeys")
    touches = make(folder, journeys)
    rows = []
    for way, name in NAMES.items():
        progress(name)
        told = _alone(way, folder)
        rows.append((name, told["seconds"], told["megabytes"]))
        if way == "both":
            found = told["credits"]
    progress("ChannelAttribution")
    rows.append(_peer(folder, found))
    about = (
        f"{_machine()}. {touches:,} touches in {journeys:,} journeys through {CHANNELS} channels, 12 % with a "
        "conversion. Each way in a process of its own; what is imported is not counted. The bar for both models: "
        "10 s, 2 GB."
    )
    table("Attribution", about, ("What is reckoned", "Seconds", "Peak of memory, MB"), rows)


def _machine() -> str:
    cores = len(os.sched_getaffinity(0))
    return (
        f"{datetime.now(UTC).date()}, {cores} cores, Python {platform.python_version()}, DuckDB {version('duckdb')}"
    )


def make(folder: Path, journeys: int) -> int:
    """Make the touches in a process of its own; return how many."""
    return int(_alone("make", folder, str(journeys))["touches"])


def _make(folder: Path) -> dict[str, Any]:
    import duckdb

    journeys = int((folder / "journeys").read_text())
    known = duckdb.connect()
    known.execute(f"SET memory_limit='{LIMIT}'")
    known.execute(f"SET temp_directory='{folder}/spill'")
    known.execute(f"COPY ({_TOUCHES.format(journeys=journeys, channels=CHANNELS)}) TO '{folder}/touches.parquet'")
    (count,) = known.execute(f"SELECT count(*) FROM '{folder}/touches.parquet'").fetchall()[0]  # noqa: S608
    return {"touches": count}


#: Journeys of 1 to 9 touches; which channels and whether they convert follows from hashes, so all runs are alike.
_TOUCHES = """
WITH journeys AS (
  SELECT i AS journey, 1 + (hash(i * 7 + 1) % 9)::INT AS many, hash(i * 13 + 5) % 100 < 12 AS converted,
         10 + (hash(i * 3) % 1000) / 10.0 AS worth FROM range({journeys}) AS all_of_them(i)),
steps AS (SELECT *, unnest(range(many)) AS place FROM journeys),
named AS (
  SELECT *, 'channel/' || lpad(((hash(journey * 31 + place * 17) % 97) % {channels})::VARCHAR, 2, '0') AS channel,
         CASE WHEN place > 0 THEN 'channel/' || lpad(((hash(journey * 31 + (place - 1) * 17) % 97)
         % {channels})::VARCHAR, 2, '0') END AS previous FROM steps)
SELECT journey, journey * 16 + place AS id,
       TIMESTAMP '2026-01-01' + to_seconds(journey % 1000000 + place * 3600) AS at, channel, previous,
       place = many - 1 AS is_last, converted, CASE WHEN converted THEN worth ELSE 0.0 END AS value FROM named
"""


def _timed(folder: Path, work: Callable[[Any], dict[str, Any]]) -> dict[str, Any]:
    import ibis

    from antiphon.measures.engine import attribution  # noqa: F401

    known = ibis.duckdb.connect()
    known.raw_sql(f"SET memory_limit='{LIMIT}'")
    known.raw_sql(f"SET temp_directory='{folder}/spill'")
    touches = known.read_parquet(folder / "touches.parquet")
    start = time.perf_counter()
    told = work(touches)
    return told | {"seconds": time.perf_counter() - start, "megabytes": _peak()}


def _both(folder: Path) -> dict[str, Any]:
    from antiphon.measures.engine.attribution import markov_model, shapley

    def work(touches: Any) -> dict[str, Any]:
        return {"credits": markov_model(touches).credits.conversions, "shapley": shapley(touches).conversions}

    return _timed(folder, work)


def _one(model: str) -> Callable[[Path], dict[str, Any]]:
    def way(folder: Path) -> dict[str, Any]:
        from antiphon.measures.engine.attribution import MODELS, markov_model

        if model.startswith("markov"):
            return _timed(folder, lambda touches: {"states": markov_model(touches, int(model[-1])).states})
        return _timed(folder, lambda touches: {"n": len(MODELS[model](touches).conversions)})

    return way


def _peak() -> float:
    """Return the peak of memory of this process, in MB."""
    status = Path("/proc/self/status").read_text("utf-8")
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


def _alone(way: str, folder: Path, journeys: str = "") -> dict[str, Any]:
    if journeys:
        (folder / "journeys").write_text(journeys)
    command = [sys.executable, "-m", "benchmarks.attribution", "--only", way, "--folder", str(folder)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def _peer(folder: Path, ours: dict[str, float]) -> tuple[object, ...]:
    """Return the row of the peer; says so where it cannot be installed."""
    place = folder / "peer"
    try:
        subprocess.run(["uv", "venv", "-q", "--python", sys.executable, place], check=True, capture_output=True)
        install = ["uv", "pip", "install", "-q", "--python", place / "bin" / "python", *PEER]
        subprocess.run(install, check=True, capture_output=True)
        command = [place / "bin" / "python", "-c", _PEER, folder]
        done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    except (OSError, subprocess.CalledProcessError) as trouble:
        print(getattr(trouble, "stderr", trouble), file=sys.stderr)
        return ("ChannelAttribution: could not be installed here", "", "")
    told = json.loads(done.stdout.rpartition("credits of the peer: ")[2])
    off = max(abs(told["credits"][name] / credit - 1) for name, credit in ours.items())
    name = (
        f"ChannelAttribution 2.2.5, Markov alone, its paths by DuckDB; up to {100 * off:.1f} % off the exact solution"
    )
    return (name, told["seconds"], told["megabytes"])


_PEER = """
import json, sys, time
from pathlib import Path
import duckdb, pandas
import ChannelAttribution
start = time.perf_counter()
known = duckdb.connect()
paths = known.execute(f'''SELECT path, sum(won) AS conversions, sum(lost) AS lost FROM (
  SELECT string_agg(channel, ' > ' ORDER BY id) AS path, max(converted)::INT AS won, 1 - max(converted)::INT AS lost
  FROM '{sys.argv[1]}/touches.parquet' GROUP BY journey) GROUP BY path''').df()
made = ChannelAttribution.markov_model(paths, 'path', 'conversions', var_null='lost', flg_pro=False, verbose=False)
seconds = time.perf_counter() - start
made = made['result'] if isinstance(made, dict) else made
peak = int(Path('/proc/self/status').read_text().split('VmHWM:')[1].split()[0]) / 1024
credits = dict(zip(made['channel_name'], made['total_conversions']))
print('\\ncredits of the peer: ' + json.dumps({'seconds': seconds, 'megabytes': peak, 'credits': credits}))
"""

NAMES = {
    "both": "Markov of order 1 and Shapley",
    "markov1": "Markov of order 1",
    "shapley": "Shapley",
    "linear": "Linear",
    "time_decay": "Time decay",
    "markov2": "Markov of order 2",
}
WAYS: dict[str, Callable[[Path], dict[str, Any]]] = {
    "make": _make,
    "both": _both,
    **{name: _one(name) for name in NAMES if name != "both"},
}


if __name__ == "__main__":
    main()
