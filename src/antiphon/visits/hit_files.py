"""Files of hits: the pages append to one of their own, the worker reads all of them.

A hit is acknowledged once it stands in the file: it outlives the process that took it, killed or not. The file is not
forced to the disk, so a machine that loses power may lose what the system had not written yet, seconds as a rule.
A writer holds a lock on its file as long as it writes there: who gets the lock knows that nothing comes any more.
"""

import fcntl
import os
import secrets
import socket
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from django.conf import settings

_OPEN, _ENDING = ".new", ".hits"
#: A file is followed by the next when it is so large, or at the first hit so many seconds after it was begun.
MOST_BYTES, MOST_SECONDS = 8_000_000, 30.0


class Full(Exception):
    """No more hits are taken: so many wait that no worker can be reading them, or the disk is full."""


def folder() -> Path:
    """Return where the files are."""
    return Path(settings.DATA) / "hits"


class HitWriter:
    """Appends lines to a file of its own; one for a process, many threads."""

    def __init__(self, place: Path, most_waiting: int) -> None:
        self._place, self._most = place, most_waiting
        self._lock = threading.Lock()
        self._file = -1
        self._owner = 0
        self._bytes, self._begun = 0, 0.0

    def append(self, line: bytes, now: float) -> None:
        """Write a whole line at a moment (seconds); raise Full if too much waits, or it does not fit on the disk."""
        with self._lock:
            if self._file < 0 or self._owner != os.getpid():
                self._begin(now)
            elif self._bytes > MOST_BYTES or now - self._begun > MOST_SECONDS:
                self._end()
                self._begin(now)
            self._write(line)

    def _write(self, line: bytes) -> None:
        """Write a line; behind one that broke off nothing is written, or that would be lost with it."""
        try:
            whole = os.write(self._file, line) == len(line)
        except OSError as error:
            self._end()
            raise Full from error
        if not whole:
            self._end()
            raise Full
        self._bytes += len(line)

    def close(self) -> None:
        """End the file."""
        with self._lock:
            self._end()

    def _begin(self, now: float) -> None:
        """Begin a file: it gets its name only once it is locked, so that nobody takes it away before."""
        self._place.mkdir(parents=True, exist_ok=True)
        if waiting_bytes(self._place) > self._most:
            raise Full
        name = f"{socket.gethostname()[:40]}-{os.getpid()}-{secrets.token_hex(8)}"
        fresh = self._place / (name + _OPEN)
        file = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND, 0o600)
        fcntl.flock(file, fcntl.LOCK_EX)
        fresh.rename(fresh.with_suffix(_ENDING))
        self._file, self._owner, self._bytes, self._begun = file, os.getpid(), 0, now

    def _end(self) -> None:
        if self._file >= 0 and self._owner == os.getpid():
            os.close(self._file)
        self._file = -1


def waiting_bytes(place: Path) -> int:
    """Return how much waits in the files of a folder."""
    return sum(found.st_size for _path, found in _files(place))


def _files(place: Path) -> list[tuple[Path, os.stat_result]]:
    """Return the files of a folder with their sizes and times; a worker may take one away while it is looked at."""
    found = []
    for path in sorted(place.glob(f"*{_ENDING}")) if place.is_dir() else ():
        with suppress(FileNotFoundError):
            found.append((path, path.stat()))
    return found


def waiting_files(place: Path) -> Iterator[Path]:
    """Yield the files that are there, the oldest first."""
    yield from (path for path, _found in sorted(_files(place), key=lambda one: one[1].st_mtime_ns))


def read_from(path: Path, offset: int, most: int) -> tuple[list[bytes], int]:
    """Return at most so many whole lines of a file from an offset (bytes) on, and the offset behind them."""
    lines: list[bytes] = []
    with path.open("rb") as file:
        file.seek(offset)
        for line in file:
            if not line.endswith(b"\n") or len(lines) == most:
                break
            lines.append(line)
            offset += len(line)
    return lines, offset


def take_away(path: Path, offset: int) -> bool:
    """Erase a file that was read up to an offset, if nobody writes there any more; return whether it is gone.

    What broke off without the end of its line was never acknowledged.
    """
    with path.open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        file.seek(offset)
        if b"\n" in file.read():
            return False
        path.unlink(missing_ok=True)
        return True
