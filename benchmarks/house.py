"""A product of its own in a folder that is thrown away, for as long as a benchmark runs."""

import atexit
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import django


def open_house(kept: Path | None = None, postgres: str = "") -> Path:
    """Set up Django on an empty database in a folder of its own, or on that of a folder that is kept; return it.

    With the address of an empty PostgreSQL database the rows are kept there.
    """
    folder = kept or Path(tempfile.mkdtemp(prefix="antiphon-benchmark-"))
    if kept:
        kept.mkdir(parents=True, exist_ok=True)
    else:
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
    os.environ |= {
        "ANTIPHON_DATA": str(folder),
        "ANTIPHON_PRIVATE_HOSTS": "127.0.0.1",
        "ANTIPHON_LOG_LEVEL": "ERROR",
        "ANTIPHON_API_REQUESTS_A_MINUTE": "1000000",
        "DJANGO_SETTINGS_MODULE": "antiphon.config.settings",
    }
    os.environ.pop("ANTIPHON_DATABASE_URL", None)
    if postgres:
        os.environ["ANTIPHON_DATABASE_URL"] = postgres
    django.setup()
    from antiphon.cli.preparing import bring_up_to_date  # needs Django

    bring_up_to_date()
    return folder


def begin_worker(folder: Path, **environment: str) -> subprocess.Popen[bytes]:
    """Start a worker process for deliveries on the product in a folder; who starts it ends it."""
    command = ["-m", "antiphon", "worker", "--lane", "delivery", "--data", str(folder), "--with-parent"]
    with (folder / "worker.log").open("ab") as log:
        return subprocess.Popen(
            [sys.executable, *command, str(os.getpid())], env=os.environ | environment, stderr=log
        )


@contextmanager
def worker(folder: Path, **environment: str) -> Iterator[None]:
    """Let a worker process deliver for as long as it is needed."""
    process = begin_worker(folder, **environment)
    try:
        yield
    finally:
        process.terminate()
        process.wait(60)


def machine() -> str:
    """Return what the figures were measured on, and when."""
    cores = len(os.sched_getaffinity(0))
    day = datetime.now(UTC).date()
    return f"{day}, {cores} cores ({_processor()}), Python {platform.python_version()}, {_database()}"


def table(title: str, about: str, head: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Print one table of results, as Markdown."""
    print(f"### {title}\n\n{about}\n")
    print("| " + " | ".join(head) + " |")
    print("|" + "|".join("---" if place == 0 else "---:" for place in range(len(head))) + "|")
    for row in rows:
        print("| " + " | ".join(_told(cell) for cell in row) + " |")
    print(flush=True)


def cpu_milliseconds(work: Callable[[], object], *, seconds: float = 1.5, least: int = 5) -> float:
    """Return the CPU time of a call in ms: the median over about so many seconds, the first call left out."""
    work()
    taken: list[float] = []
    until = time.perf_counter() + seconds
    while time.perf_counter() < until or len(taken) < least:
        before = time.process_time()
        work()
        taken.append(time.process_time() - before)
    return statistics.median(taken) * 1000


def quantile(values: Sequence[float], share: float) -> float:
    """Return the smallest value that is not below this share of them."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def progress(text: str) -> None:
    """Say on standard error what goes on."""
    print(f"… {text}", file=sys.stderr, flush=True)


def _told(cell: object) -> str:
    return f"{cell:,.2f}" if isinstance(cell, float) else f"{cell:,}" if isinstance(cell, int) else str(cell)


def _processor() -> str:
    told = Path("/proc/cpuinfo")
    names = [line.split(":", 1)[1].strip() for line in told.read_text().splitlines() if line.startswith("model name")]
    return names[0] if names else platform.machine()


def _database() -> str:
    from django.db import connection

    if connection.vendor != "sqlite":
        return f"{connection.display_name}, Django {django.get_version()}"
    version = ".".join(str(part) for part in connection.Database.sqlite_version_info)
    return f"SQLite {version}, Django {django.get_version()}"
