"""One process a person starts: it prepares the data folder, keeps the pages and the worker alive, and stops them."""

import hashlib
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import webbrowser
from collections.abc import Callable
from importlib.metadata import distributions
from pathlib import Path
from types import FrameType

import django

from antiphon.cli.preparing import bring_up_to_date
from antiphon.lib.errors import AntiphonError

_READY_SECONDS, _STOP_SECONDS = 30.0, 20.0


class CannotServe(AntiphonError):
    """The product cannot start here; says why and what to do."""


class House:
    """The product at one address: `prepare` once, then `serve`."""

    def __init__(self, host: str, port: int, *, browser: bool) -> None:
        self._host = host
        self._port = port
        self._browser = browser
        self._children: list[subprocess.Popen[bytes]] = []
        self._stopping = threading.Event()
        _check_free(host, port)
        os.environ.setdefault("ANTIPHON_PUBLIC_URL", self.address)

    @property
    def address(self) -> str:
        """Where a browser on this machine finds it: by name, since passkeys belong to names and not to numbers."""
        here = self._host in {"127.0.0.1", "0.0.0.0"}  # noqa: S104
        return f"http://{'localhost' if here else self._host}:{self._port}"

    def prepare(self) -> None:
        """Bring the database up to date and lay out the static files, unless nothing changed since the last time."""
        data = Path(os.environ.get("ANTIPHON_DATA", "var")).resolve()
        data.mkdir(parents=True, exist_ok=True)
        (data / "address").write_text(os.environ["ANTIPHON_PUBLIC_URL"])
        mark, stamp = data / ".prepared", _stamp()
        there = "ANTIPHON_DATABASE_URL" in os.environ or (data / "antiphon.sqlite3").exists()
        if there and mark.exists() and mark.read_text() == stamp:
            return
        from django.core.management import call_command  # slow, and most starts have nothing to prepare

        django.setup()
        bring_up_to_date()
        call_command("collectstatic", interactive=False, verbosity=0)
        mark.write_text(stamp)

    def serve(self, greet: Callable[[str], tuple[str, str]]) -> int:
        """Start pages and worker, greet once they answer, and stop them at SIGTERM or SIGINT; return the status."""
        for asked in (signal.SIGTERM, signal.SIGINT):
            signal.signal(asked, self._stop)
        self._start("antiphon.config.server", self._host, str(self._port), str(os.getpid()))
        try:
            if self._answers():
                self._start("antiphon", "worker", "--with-parent", str(os.getpid()))
                django.setup()
                words, page = greet(os.environ["ANTIPHON_PUBLIC_URL"])
                print(words, flush=True)
                if self._browser:
                    webbrowser.open(page)
            return self._watch()
        finally:
            self._end()

    def _start(self, *words: str) -> None:
        command = [sys.executable, "-m", *words]
        self._children.append(subprocess.Popen(command, start_new_session=True))  # noqa: S603  our own programs

    def _stop(self, _signal: int, _frame: FrameType | None) -> None:
        self._stopping.set()

    def _answers(self) -> bool:
        until = time.monotonic() + _READY_SECONDS
        while time.monotonic() < until and not self._stopping.is_set() and self._alive():
            with socket.socket() as probe:
                probe.settimeout(0.5)
                if probe.connect_ex((_reachable(self._host), self._port)) == 0:
                    return True
            time.sleep(0.02)
        return False

    def _alive(self) -> bool:
        return all(child.poll() is None for child in self._children)

    def _watch(self) -> int:
        while not self._stopping.wait(0.5):
            if not self._alive():
                print("A part of the product ended unexpectedly; its last words stand above.", file=sys.stderr)
                return 1
        return 0

    def _end(self) -> None:
        for child in self._children:
            if child.poll() is None:
                child.terminate()
        until = time.monotonic() + _STOP_SECONDS
        for child in self._children:
            try:
                child.wait(max(0.1, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()


def _check_free(host: str, port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise CannotServe(
                f"Port {port} of {host} cannot be used: {error.strerror}. Choose another with --port."
            ) from error


def _reachable(host: str) -> str:
    return "127.0.0.1" if host == "0.0.0.0" else host  # noqa: S104


def _stamp() -> str:
    """Return a digest of what calls for preparing anew: migrations, static files, libraries, the database."""
    source = Path(__file__).resolve().parent.parent
    ours = [*source.rglob("migrations/*.py"), *source.glob("web/static/**/*")]
    said = [f"{path} {path.stat().st_mtime_ns}" for path in sorted(ours)]
    said += sorted(f"{one.name} {one.version}" for one in distributions())
    said.append(os.environ.get("ANTIPHON_DATABASE_URL", ""))
    return hashlib.sha256("\n".join(said).encode()).hexdigest()
