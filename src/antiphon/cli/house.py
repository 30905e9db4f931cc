"""One process a person starts: it prepares the data folder, keeps the pages and the worker alive, and stops them."""

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
        """Where a browser on this machine finds it."""
        return f"http://{'127.0.0.1' if self._host == '0.0.0.0' else self._host}:{self._port}"  # noqa: S104

    def prepare(self) -> None:
        """Set up Django, bring the database up to date and lay out the static files, each only if needed."""
        django.setup()
        _migrate()
        _lay_out_static_files()

    def serve(self, greet: Callable[[str], tuple[str, str]]) -> int:
        """Start pages and worker, greet once they answer, and stop them at SIGTERM or SIGINT; return the status."""
        for asked in (signal.SIGTERM, signal.SIGINT):
            signal.signal(asked, self._stop)
        self._children = [self._start(*self._pages()), self._start(sys.executable, "-m", "antiphon", "worker")]
        try:
            if self._answers():
                words, page = greet(self.address)
                print(words, flush=True)
                if self._browser:
                    webbrowser.open(page)
            return self._watch()
        finally:
            self._end()

    def _pages(self) -> list[str]:
        from django.conf import settings

        return [
            sys.executable, "-m", "granian", "--interface", "wsgi", "--host", self._host, "--port", str(self._port),
            "--workers", "1", "--blocking-threads", "4", "--no-ws", "--log-level", "warning",
            "--static-path-route", "/static", "--static-path-mount", str(settings.STATIC_ROOT),
            "--static-path-expires", "300", "antiphon.config.wsgi:application",
        ]  # fmt: skip

    def _start(self, *words: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(words, start_new_session=True)  # noqa: S603  our own programs, no shell

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


def _migrate() -> None:
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        print("Bringing the database up to date …", file=sys.stderr, flush=True)
        call_command("migrate", verbosity=0)


def _lay_out_static_files() -> None:
    """Collect the static files if any is newer than the last time, or another version of a library is installed."""
    from django.conf import settings
    from django.core.management import call_command

    ours = (path.stat().st_mtime_ns for path in (settings.SOURCE / "web" / "static").rglob("*") if path.is_file())
    versions = sorted(f"{one.name} {one.version}" for one in distributions() if "django" in one.name.lower())
    stamp = f"{max(ours, default=0)} {' '.join(versions)}"
    mark = Path(settings.STATIC_ROOT) / ".stamp"
    if not mark.exists() or mark.read_text() != stamp:
        call_command("collectstatic", interactive=False, verbosity=0)
        mark.write_text(stamp)
