"""A live session: how long until every reader sees a vote, and what it costs, with readers who are slow among them.

`python -m benchmarks.live [READERS] [VOTES A SECOND] [SECONDS]`
"""

import asyncio
import http.client
import json
import os
import resource
import socket
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.house import machine, open_house, progress, table

if TYPE_CHECKING:
    from antiphon.community.models import LiveSession

VOTERS, QUESTIONS, SLOW = 60, 30, 10


class Readers:
    """Streams that are read: when each saw how many votes of which question."""

    def __init__(self, port: int, path: str) -> None:
        self._port, self._path = port, path
        self.events = 0
        self.seen: list[dict[tuple[int, int], float]] = []

    async def read(self) -> None:
        """Read one stream until it is cancelled."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self._port, limit=1 << 20)
        writer.write(f"GET {self._path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        seen: dict[tuple[int, int], float] = {}
        self.seen.append(seen)
        while line := await reader.readline():
            if line.startswith(b"data: "):
                self.events += 1
                at = time.monotonic()
                for one in json.loads(line[6:])["questions"]:
                    seen[one["id"], one["votes"]] = at


def main() -> None:
    """Make the session, connect the readers, let people vote, print the table."""
    readers, rate, seconds = (int(word) for word in (sys.argv[1:] + ["500", "20", "20"][len(sys.argv) - 1 :]))
    folder = open_house()
    session, ballots = _make()
    path = f"/@{session.brand.slug}/community/sessions/{session.pk}/"
    with served(folder) as (port, process):
        before = _memory(process)
        told = asyncio.run(_run(port, path, ballots, readers, rate, seconds, lambda: _memory(process)))
        memory, spent = (before, told["connected"], _memory(process)), _cpu(process)
    delays = sorted(told["delays"])
    rows = [
        ("Votes answered", f"{told['votes']:,}"),
        ("Events read", f"{told['events']:,}"),
        ("A vote is seen, median, ms", f"{_part(delays, 0.5) * 1000:,.0f}"),
        ("A vote is seen, 99th percentile, ms", f"{_part(delays, 0.99) * 1000:,.0f}"),
        ("A vote is seen, slowest, ms", f"{delays[-1] * 1000:,.0f}"),
        ("Votes that a reader never saw", f"{told['missed']:,}"),
        ("A vote is answered, 95th percentile, ms", f"{_part(sorted(told['answered']), 0.95) * 1000:,.0f}"),
        ("CPU of the server, whole run, s", f"{spent:,.1f}"),
        ("Memory without readers, with all of them, and after, MB", " → ".join(f"{one:,.0f}" for one in memory)),
    ]
    about = (
        f"{machine()}. One process, {readers} readers and {SLOW} who never read what they are sent, {rate} votes a "
        f"second for {seconds} seconds on {QUESTIONS} questions. Readers and voters run on the same cores. The bar: "
        "everybody sees a change within a second."
    )
    table("A live session", about, ("What", "Figure"), rows)


def _make() -> "tuple[LiveSession, list[tuple[str, str]]]":
    """Return a session that is open, and a path and a cookie for every vote that can be cast."""
    from antiphon.community.actions import sessions
    from antiphon.community.actions.joining import Said, join
    from antiphon.community.actions.opening import open_community
    from antiphon.community.models import Joining
    from antiphon.community.queries.participants import viewer_of
    from antiphon.lib import clock
    from antiphon.organizations.models import User
    from benchmarks.requests import cookie_of
    from benchmarks.town import found_town, this_moment

    progress("making the session")
    town = found_town(10, this_moment())
    community = open_community(town.anna, Joining.OPEN)
    join(community, town.anna.user, Said(name="Anna"))
    anna = viewer_of(community, town.anna.user)
    begins = clock.now()
    given = sessions.SessionGiven(
        title="Ask", about="Anything", starts_at=begins, ends_at=begins + timedelta(hours=1)
    )
    assert community.square
    session = sessions.announce_session(anna, community.square, given)
    sessions.open_session(anna, session)
    users = [User.objects.create(email=f"voter{n}@example.org", name=f"Voter {n}") for n in range(VOTERS)]
    for user in users:
        join(community, user, Said(name=user.name))
    askers = [viewer_of(community, user) for user in users[: QUESTIONS // 5]]
    asked = [sessions.ask_question(askers[n // 5], session, f"Question {n}, and why?") for n in range(QUESTIONS)]
    base = f"/@{session.brand.slug}/community/sessions/{session.pk}/questions/"
    cookies = [cookie_of(user) for user in users[QUESTIONS // 5 :]]
    return session, [(f"{base}{one.pk}/vote/", cookie) for cookie in cookies for one in asked]


@contextmanager
def served(folder: Path) -> Iterator[tuple[int, int]]:
    """Serve the pages; give the port and the id of the process that answers."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, min(hard, 8_192)), hard))
    command = [sys.executable, "-m", "antiphon.config.server", "127.0.0.1", str(port), str(os.getpid())]
    more = {"ANTIPHON_DATA": str(folder), "ANTIPHON_LIVE_STREAMS_A_SENDER": "100000"}
    process = subprocess.Popen(command, env=os.environ | more)
    try:
        until = time.monotonic() + 60
        while time.monotonic() < until:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
        yield port, int(children[-1]) if children else process.pid
    finally:
        process.terminate()
        process.wait(60)


async def _run(
    port: int,
    path: str,
    ballots: list[tuple[str, str]],
    readers: int,
    rate: int,
    seconds: int,
    memory: Callable[[], float],
) -> dict[str, Any]:
    slow = [await asyncio.open_connection("127.0.0.1", port) for _ in range(SLOW)]
    for _reader, writer in slow:
        writer.transport.pause_reading()  # type: ignore[attr-defined]
        writer.write(f"GET {path}stream/ HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
    listening = Readers(port, f"{path}stream/")
    progress(f"connecting {readers} readers")
    tasks = [asyncio.create_task(listening.read()) for _ in range(readers)]
    until = time.monotonic() + 60
    while listening.events < readers and time.monotonic() < until:  # noqa: ASYNC110  others count
        await asyncio.sleep(0.1)
    connected = memory()
    progress(f"{rate} votes a second for {seconds} seconds")
    voting, begun = [], time.monotonic()
    for number, (address, cookie) in enumerate(ballots[: rate * seconds]):
        await asyncio.sleep(max(0.0, begun + number / rate - time.monotonic()))
        voting.append(asyncio.create_task(asyncio.to_thread(_vote, port, address, cookie)))
    cast = list(await asyncio.gather(*voting))
    await asyncio.sleep(2)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    for _reader, writer in slow:
        writer.close()
    delays, missed = _delays(cast, listening.seen)
    answered = [after - before for before, after, _question, _votes in cast]
    return {
        "votes": len(cast), "events": listening.events, "delays": delays, "missed": missed, "answered": answered,
        "connected": connected,
    }  # fmt: skip


def _vote(port: int, address: str, cookie: str) -> tuple[float, float, int, int]:
    """Vote; return when it was sent and answered, the question, and how many votes it has."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    token = "a" * 32
    headers = {
        "Cookie": f"{cookie}; antiphon_csrf={token}", "X-CSRFToken": token, "Accept": "application/json",
        "Content-Type": "application/x-www-form-urlencoded",
    }  # fmt: skip
    before = time.monotonic()
    connection.request("POST", address, "wanted=yes", headers)
    answer = connection.getresponse()
    told = json.loads(answer.read())
    return before, time.monotonic(), int(address.split("/")[-3]), told["votes"]


def _delays(
    cast: list[tuple[float, float, int, int]], seen: list[dict[tuple[int, int], float]]
) -> tuple[list[float], int]:
    """Return how long after it was answered each vote was seen by each reader, and how many never were.

    A reader who is told of a later count has seen those before it.
    """
    delays, missed = [], 0
    for one in seen:
        counts: dict[int, list[tuple[int, float]]] = defaultdict(list)
        for (question, votes), at in one.items():
            counts[question].append((votes, at))
        for _before, after, question, votes in cast:
            times = [at for number, at in counts[question] if number >= votes]
            missed += not times
            delays += [max(0.0, min(times) - after)] if times else []
    return delays, missed


def _part(ordered: list[float], part: float) -> float:
    return ordered[min(len(ordered) - 1, int(len(ordered) * part))]


def _memory(process: int) -> float:
    status = Path(f"/proc/{process}/status").read_text()
    return int(status.split("VmRSS:")[1].split()[0]) / 1024


def _cpu(process: int) -> float:
    fields = Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    main()
