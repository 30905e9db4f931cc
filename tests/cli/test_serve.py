"""`antiphon serve` and `antiphon demo`: they start, say where, and stop cleanly."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def started(*words: str, folder: Path, port: int) -> Iterator[subprocess.Popen[str]]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("ANTIPHON_")}
    environment["PYTHONPATH"] = "src"
    process = subprocess.Popen(
        [sys.executable, "-m", "antiphon", *words, "--port", str(port), "--data", str(folder), "--no-browser"],
        env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        yield process
    finally:
        process.kill()
        process.communicate(timeout=30)


def read(address: str, seconds: float = 60) -> str:
    until = time.monotonic() + seconds
    while True:
        try:
            with urllib.request.urlopen(address, timeout=10) as answer:
                return str(answer.read().decode())
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)


def stopped(process: subprocess.Popen[str], asked: signal.Signals) -> tuple[int, str, str]:
    process.send_signal(asked)
    out, errors = process.communicate(timeout=30)
    return process.returncode, out, errors


def test_a_killed_product_leaves_nothing_running(tmp_path: Path) -> None:
    port = free_port()
    with started("serve", folder=tmp_path / "data", port=port) as process:
        read(f"http://127.0.0.1:{port}/accounts/login/")
        process.kill()
        process.communicate(timeout=30)
    until = time.monotonic() + 20
    while not is_free(port) and time.monotonic() < until:
        time.sleep(0.1)
    assert is_free(port)


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0


@pytest.mark.parametrize("asked", [signal.SIGTERM, signal.SIGINT])
def test_serve_gives_a_one_time_link_and_stops_when_asked(tmp_path: Path, asked: signal.Signals) -> None:
    port = free_port()
    with started("serve", folder=tmp_path / "data", port=port) as process:
        assert "<html" in read(f"http://127.0.0.1:{port}/accounts/login/")
        assert process.stdout
        lines = [process.stdout.readline() for _ in range(3)]
        link = re.search(r"http://localhost:\d+/welcome/[\w-]{40,}/", lines[2])
        assert link, lines
        assert "<form" in read(link.group())
        status, _, errors = stopped(process, asked)
    assert (status, "Traceback" in errors) == (0, False)
    assert is_free(port)


def test_a_taken_port_is_said_in_a_sentence(tmp_path: Path) -> None:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        port = int(holder.getsockname()[1])
        with started("serve", folder=tmp_path / "data", port=port) as process:
            out, errors = process.communicate(timeout=30)
    assert (process.returncode, errors) == (1, "")
    assert "--port" in out


def test_the_demo_shows_a_living_organization(tmp_path: Path) -> None:
    port, folder = free_port(), tmp_path / "demo"
    with started("demo", folder=folder, port=port) as process:
        page = read(f"http://127.0.0.1:{port}/@bottega-lenta/", seconds=120)
        assert "Bottega Lenta" in page
        feed = read(f"http://127.0.0.1:{port}/@bottega-lenta/feed.atom")
        assert (feed.count("<entry"), 'xml:lang="en"' in feed) == (30, True)
        status, out, _ = stopped(process, signal.SIGTERM)
    assert status == 0
    assert "sign in as anna@bottega-lenta.example" in out
    assert (folder / "secrets.key").stat().st_mode & 0o077 == 0


def test_the_demo_never_clears_a_folder_that_is_not_its_own(tmp_path: Path) -> None:
    precious = tmp_path / "letters.txt"
    precious.write_text("keep me")
    with started("demo", folder=tmp_path, port=free_port()) as process:
        out, _ = process.communicate(timeout=30)
    assert (process.returncode, precious.read_text()) == (1, "keep me")
    assert "--data" in out
