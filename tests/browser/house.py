"""The product as a person starts it, in a folder of its own, with a practice Mastodon and Bluesky in reach."""

import os
import re
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Self
from urllib.request import urlopen

from antiphon.practice import PracticeBluesky, PracticeMastodon
from tests.partners import processes

HANDLE, BRAND, SLUG = "bottega", "La Bottega", "bottega"
_READY_SECONDS = 300
_BROKEN, _REFUSED = '"level": "error"', '"logger": "django.security.'
_SOURCE = Path(__file__).parents[2] / "src"


class Product:
    """`antiphon COMMAND` with its real worker, in a data folder; `greeting` is what it said once it answered."""

    def __init__(self, folder: Path, command: str, **settings: str) -> None:
        self.data = folder / "data"
        self.port = processes.free_port()
        self._said, self._log = folder / "said", folder / "log"
        self._command = command
        self._settings = settings
        self._running = ExitStack()

    def __enter__(self) -> Self:
        with ExitStack() as starting:
            self._process = self._started()
            starting.callback(processes.stop, self._process, seconds=30)
            self.greeting = eventually(self._greeting, seconds=_READY_SECONDS)
            self._running = starting.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._running.close()

    @property
    def address(self) -> str:
        """Where it answers, without a final slash."""
        return re.findall(r"http://\S+", self.greeting)[0]

    def read(self, path: str) -> str:
        """Return what anybody reads at a path."""
        with urlopen(self.address + path, timeout=20) as answer:
            return str(answer.read().decode())

    def breakdowns(self) -> list[str]:
        """Return what the product wrote about errors of its own; what it refused from outside is none."""
        lines = self._log.read_text(errors="replace").splitlines()
        return [line for line in lines if line.startswith("Traceback") or (_BROKEN in line and _REFUSED not in line)]

    def peak_memory(self) -> int:
        """Return the most bytes that a process of the product has held at once."""
        return max(_peak(pid) for pid in _family(self._process.pid))

    def _started(self) -> subprocess.Popen[bytes]:
        environment = {name: value for name, value in os.environ.items() if not name.startswith("ANTIPHON_")}
        environment |= {"PYTHONPATH": str(_SOURCE)} | self._settings
        words = [self._command, "--port", str(self.port), "--data", str(self.data), "--no-browser"]
        with self._said.open("wb") as said, self._log.open("wb") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "antiphon", *words], env=environment, stdout=said, stderr=log
            )

    def _greeting(self) -> str:
        assert self._process.poll() is None, self._log.read_text()
        said = self._said.read_text()
        return said if said.count("\n") > 1 else ""


class House(Product):
    """`antiphon serve` of a brand that begins today: `link` makes the first account.

    `mastodon` and `bluesky` hold the brand's own account and those of Ada and Bruno, who act when a test says so.
    """

    def __init__(self, folder: Path, prepared: Path | None = None) -> None:
        settings = {
            "ANTIPHON_PRIVATE_HOSTS": "127.0.0.1,localhost",
            "ANTIPHON_DELIVERY_FIRST_WAIT_SECONDS": "1",
            "ANTIPHON_NETWORK_SECONDS": "10",
        }
        super().__init__(folder, "serve", **settings)
        self.mastodon, self.bluesky = PracticeMastodon(), PracticeBluesky()
        if prepared:
            shutil.copytree(prepared, self.data)

    def __enter__(self) -> Self:
        with ExitStack() as starting:
            for network in (self.mastodon, self.bluesky):
                starting.enter_context(network)
                network.add_account(HANDLE, BRAND)
                network.add_account("ada", "Ada")
                network.add_account("bruno", "Bruno")
            super().__enter__()
            self._running.push(starting.pop_all())
        return self

    @property
    def link(self) -> str:
        """The one-time link."""
        return re.findall(r"http://\S+", self.greeting)[1]

    def page(self, path: str = "") -> str:
        """Return the address of a page of the brand, such as `inbox/`."""
        return f"{self.address}/b/{SLUG}/{path}"

    def listen_now(self) -> None:
        """Let the channels and conversations be due now: nobody waits for the minute to be over."""
        with closing(sqlite3.connect(self.data / "antiphon.sqlite3", timeout=20)) as database, database:
            database.execute("UPDATE channels_channel SET listen_due_at = '2020-01-01 00:00:00'")
            database.execute(
                "UPDATE conversations_conversation SET refresh_due_at = '2020-01-01 00:00:00'"
                " WHERE refresh_due_at IS NOT NULL"
            )


def eventually[Answer](
    read: Callable[[], Answer], until: Callable[[Answer], bool] = bool, *, seconds: float = 20
) -> Answer:
    """Call `read` until `until` holds of its answer (until it is true, if not said), and return that answer."""
    deadline = time.monotonic() + seconds
    while not until(answer := read()):
        assert time.monotonic() < deadline, answer
        time.sleep(0.1)
    return answer


def _family(pid: int) -> list[int]:
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(one for child in children for one in _family(int(child)))]


def _peak(pid: int) -> int:
    status = Path(f"/proc/{pid}/status").read_text()
    found = re.search(r"VmHWM:\s+(\d+) kB", status)
    return int(found.group(1)) * 1024 if found else 0
