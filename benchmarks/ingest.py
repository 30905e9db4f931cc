"""Hits of a site: how many a second one process takes, what the pages cost meanwhile, and that each is counted once.

`python -m benchmarks.ingest [HITS A SECOND] [SECONDS]`
"""

import asyncio
import http.client
import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.house import machine, open_house, progress, table
from benchmarks.live import served

VISITORS, CONNECTIONS = 20_000, 16
_FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0"


def main() -> None:
    """Send hits at a steady pace while a page is asked for, count them, print the table."""
    rate, seconds = (int(word) for word in (sys.argv[1:] + ["2000", "30"][len(sys.argv) - 1 :]))
    folder = open_house()
    key = _site()
    with served(folder) as (port, server):
        _asked(port, 1)
        alone = _asked(port, 5)
        with _worker(folder):
            began = _cpu(server)
            told = asyncio.run(_run(port, key, rate, seconds))
            spent = _cpu(server) - began
            waited = _counted(sum(told["answers"].values()))
    from antiphon.visits.models import LeftOut, PageView, Visit

    left_out = sum(LeftOut.objects.values_list("hits", flat=True))
    rows = [
        ("Hits sent, and answered 204", f"{rate * seconds:,}, {told['answers'].get(204, 0):,}"),
        ("Sustained, hits a second", f"{told['answers'].get(204, 0) / told['lasted']:,.0f}"),
        ("A hit is answered: median, 99th percentile, ms", _parts(told["hits"], 0.5, 0.99)),
        ("Pages counted, how many seconds after the last hit", f"{PageView.objects.count():,}, {waited:.1f}"),
        ("Visits; hits left out", f"{Visit.objects.count():,}; {left_out:,}"),
        ("CPU of the server for a hit, ms", f"{1000 * spent / (rate * seconds):.2f}"),
        ("The sign-in page before: median, 95th percentile, ms", _parts(alone, 0.5, 0.95)),
        ("The sign-in page meanwhile: median, 95th percentile, ms", _parts(told["pages"], 0.5, 0.95)),
    ]  # fmt: skip
    about = (
        f"{machine()}. One process serves the pages and takes the hits, one worker counts them; who sends {rate:,} "
        f"hits a second for {seconds} seconds, of {VISITORS:,} visitors, runs on the same cores, and asks for a page "
        "all the while."
    )
    table("Hits of a site", about, ("What", "Figure"), rows)


def _site() -> str:
    from antiphon.visits.actions.siting import add_site
    from benchmarks.town import found_town, this_moment

    town = found_town(10, this_moment())
    return add_site(town.anna, name="Shop", domains="shop.example").public_key


@contextmanager
def _worker(folder: Path) -> Iterator[None]:
    """Let a worker do everything for as long as it is needed."""
    command = ["-m", "antiphon", "worker", "--data", str(folder), "--with-parent", str(os.getpid())]
    running = subprocess.Popen([sys.executable, *command], stderr=subprocess.DEVNULL)
    try:
        yield
    finally:
        running.terminate()
        running.wait(60)


async def _run(port: int, key: str, rate: int, seconds: int) -> dict[str, object]:
    """Send hits over some connections, each at its pace; ask for a page in a thread beside."""
    answers: dict[int, int] = {}
    hits: list[float] = []
    progress(f"sending {rate:,} hits a second for {seconds} seconds")
    began = time.monotonic()
    each = rate * seconds // CONNECTIONS
    asked = asyncio.create_task(asyncio.to_thread(_asked, port, seconds))
    senders = [_send(port, key, began, each, rate / CONNECTIONS, n, answers, hits) for n in range(CONNECTIONS)]
    await asyncio.gather(*senders)
    lasted = time.monotonic() - began
    return {"answers": answers, "hits": hits, "lasted": lasted, "pages": await asked}


async def _send(
    port: int, key: str, began: float, many: int, pace: float, seed: int, answers: dict[int, int], took: list[float]
) -> None:
    chance = random.Random(seed)
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for n in range(many):
        ahead = began + n / pace - time.monotonic()
        if ahead > 0:
            await asyncio.sleep(ahead)
        writer.write(_hit(key, chance))
        asked = time.monotonic()
        head = await reader.readuntil(b"\r\n\r\n")
        took.append(time.monotonic() - asked)
        status = int(head[9:12])
        answers[status] = answers.get(status, 0) + 1
    writer.close()


def _hit(key: str, chance: random.Random) -> bytes:
    who = chance.randrange(VISITORS)
    told = {"site": key, "url": f"https://shop.example/p/{chance.randrange(500)}", "ref": "https://bsky.app/"}
    body = json.dumps(told).encode()
    head = (
        f"POST /count HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: text/plain\r\nContent-Length: {len(body)}\r\n"
        f"X-Forwarded-For: 10.1.{who // 250}.{who % 250}\r\nUser-Agent: {_FIREFOX}\r\n\r\n"
    )
    return head.encode() + body


def _asked(port: int, seconds: float) -> list[float]:
    """Ask for a page again and again; return how long each took."""
    took = []
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        began = time.monotonic()
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        line.request("GET", "/accounts/login/")
        line.getresponse().read()
        line.close()
        took.append(time.monotonic() - began)
        time.sleep(0.05)
    return took


def _counted(many: int) -> float:
    """Wait until the worker has counted so many pages; return the seconds."""
    from antiphon.visits.models import PageView

    began = time.monotonic()
    while PageView.objects.count() < many and time.monotonic() - began < 120:
        time.sleep(0.2)
    return time.monotonic() - began


def _cpu(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _parts(took: list[float], *shares: float) -> str:
    ordered = sorted(took)
    return ", ".join(f"{1000 * ordered[min(int(share * len(ordered)), len(ordered) - 1)]:.1f}" for share in shares)


if __name__ == "__main__":
    main()
