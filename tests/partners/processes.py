"""Start a server as a child process, wait until it answers, stop it by its process id."""

import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path


class PartnerFailedError(Exception):
    """A real server did not start; the text holds the end of its log."""


def free_port() -> int:
    """A TCP port on 127.0.0.1 that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def start(
    command: Sequence[object],
    *,
    log: Path,
    env: Mapping[str, str] | None = None,
    user: str | None = None,
    cwd: Path | None = None,
) -> subprocess.Popen[bytes]:
    """Start `command`, as `user` and their group if given, with its output going to `log`.

    It ends when this process ends, however that happens.
    """
    with log.open("ab") as output:
        return subprocess.Popen(
            [*_ending_with_parent(), *map(str, command)],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=env,
            user=user,
            group=user,
            extra_groups=[] if user else None,
            cwd=cwd,
            start_new_session=True,
        )


def _ending_with_parent() -> list[str]:
    setpriv = shutil.which("setpriv")
    return [setpriv, "--pdeathsig", "TERM", "--"] if setpriv else []


def wait_for_port(port: int, process: subprocess.Popen[bytes], *, log: Path, seconds: float = 30) -> None:
    """Return once something listens on `port`. Raises PartnerFailedError when that never comes."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise PartnerFailedError(f"ended with status {process.returncode}:\n{log_end(log)}")
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise PartnerFailedError(f"nothing listens on port {port} after {seconds} s:\n{log_end(log)}")


def stop(process: subprocess.Popen[bytes], *, first: signal.Signals = signal.SIGTERM, seconds: float = 15) -> None:
    """Ask the process to end, insist after `seconds`, and wait until it is gone."""
    if process.poll() is None:
        process.send_signal(first)
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            process.kill()
    process.wait()


def log_end(log: Path, lines: int = 40) -> str:
    """The last `lines` lines of a server's log."""
    return "\n".join(log.read_text(errors="replace").splitlines()[-lines:])
