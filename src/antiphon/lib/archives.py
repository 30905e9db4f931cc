"""Files that strangers made: found in a folder, a zip, a tar or by themselves, and read within bounds."""

import gzip
import io
import itertools
import tarfile
import zipfile
import zlib
from collections.abc import Buffer, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from fnmatch import fnmatch
from pathlib import Path
from typing import IO, Any, BinaryIO

from antiphon.lib.errors import Refusal

#: Text shrinks to a tenth or a twentieth; what grows more than this when it is unpacked is a trap.
_MOST_GROWTH, _ALWAYS_FINE = 100, 64 * 1024 * 1024
_MOST_MEMBERS = 200_000
_BROKEN = (EOFError, OSError, tarfile.TarError, zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError)


class Unreadable(Refusal):
    """What was given along cannot be read; says what and where."""


class _Bounded(io.RawIOBase):
    """Reads what another file yields, and stops when it is far more than it can be."""

    def __init__(self, inner: IO[bytes], name: str, packed: int) -> None:
        super().__init__()
        self._inner, self._name = inner, name
        self._left = max(_ALWAYS_FINE, packed * _MOST_GROWTH)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Buffer, /) -> int:
        view = memoryview(buffer).cast("B")
        try:
            read = self._inner.read(len(view))
        except _BROKEN as error:
            raise Unreadable(f"{self._name} is damaged: {error}") from error
        self._left -= len(read)
        if self._left < 0:
            raise Unreadable(f"{self._name} grows beyond all measure when it is unpacked. It was not read further.")
        view[: len(read)] = read
        return len(read)


@contextmanager
def files(path: Path, *patterns: str) -> Iterator["dict[str, Opener]"]:
    """Give the files of these patterns, by name, in the order of names: each is opened when it is asked for.

    `path` is such a file itself (plain or .gz), or a folder, a .zip or a .tar.gz that holds them.
    """
    if not path.exists():
        raise Unreadable(f"There is nothing at {path}.")
    try:
        with _inside(path) as found:
            named = {name: opener for name, opener in sorted(found.items()) if _fits(name, patterns)}
            yield named or (dict(found) if path.is_file() and len(found) == 1 else {})
    except _BROKEN as error:
        raise Unreadable(f"{path.name} cannot be opened: {error}") from error


class Opener:
    """Opens one file, bounded."""

    def __init__(self, name: str, packed: int, open_it: Any) -> None:
        self.name, self._packed, self._open = name, packed, open_it

    @contextmanager
    def open(self) -> Iterator[BinaryIO]:
        """Give the bytes of the file."""
        with self._open() as inner, io.BufferedReader(_Bounded(inner, self.name, self._packed)) as bounded:
            yield bounded


@contextmanager
def _inside(path: Path) -> Iterator[dict[str, Opener]]:
    if path.is_dir():
        inner = [one for one in path.rglob("*") if one.is_file() and not one.is_symlink()]
        yield {_unpacked(one): _opener(one) for one in inner[:_MOST_MEMBERS]}
    elif zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            yield dict(_of_zip(archive))
    elif tarfile.is_tarfile(path):
        with tarfile.open(path) as tar:
            yield dict(_of_tar(tar))
    else:
        yield {_unpacked(path): _opener(path)}


def _opener(path: Path) -> Opener:
    size = path.stat().st_size
    return Opener(path.name, size, lambda: gzip.open(path) if path.suffix == ".gz" else path.open("rb"))


def _unpacked(path: Path) -> str:
    return path.stem if path.suffix == ".gz" else path.name


def _of_zip(archive: zipfile.ZipFile) -> Iterator[tuple[str, Opener]]:
    for info in archive.infolist()[:_MOST_MEMBERS]:
        if not info.is_dir():
            name = Path(info.filename).name
            yield name, Opener(name, info.compress_size, lambda info=info: archive.open(info))


def _of_tar(tar: tarfile.TarFile) -> Iterator[tuple[str, Opener]]:
    for info in itertools.islice(tar, _MOST_MEMBERS):
        if info.isfile():
            name = Path(info.name).name
            yield name, Opener(name, info.size, lambda info=info: tar.extractfile(info))


def _fits(name: str, patterns: tuple[str, ...]) -> bool:
    return any(fnmatch(name.lower(), pattern.lower()) for pattern in patterns)


def moment(text: str) -> datetime | None:
    """Return a moment in ISO 8601, UTC where it does not say; None if it is none.

    >>> moment("2015-01-27T20:09:32.720")
    datetime.datetime(2015, 1, 27, 20, 9, 32, 720000, tzinfo=datetime.timezone.utc)
    """
    try:
        read = datetime.fromisoformat(text.strip().removesuffix(" UTC"))
        return (read if read.tzinfo else read.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
