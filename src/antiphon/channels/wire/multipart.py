"""Forms with files (RFC 7578), read from disk while they are sent: a film never lies in memory as a whole."""

import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from antiphon.channels.connector import Media

_PIECE = 65_536
#: How names are written in the head of a part: as browsers do.
_IN_A_HEAD = str.maketrans({'"': "%22", "\r": "%0D", "\n": "%0A"})


@dataclass(frozen=True, slots=True)
class File:
    """A file of a form: where it lies, and by which name and type it is sent."""

    path: Path
    name: str
    media_type: str


class Form:
    """A form as the body of a request: `requests` sends it piece by piece, with its length in the head."""

    def __init__(self, fields: Mapping[str, str], files: Mapping[str, File]) -> None:
        self._boundary = secrets.token_hex(16)
        self._parts: list[bytes | Path] = []
        for name, value in fields.items():
            self._parts += [self._head(f'name="{_in_a_head(name)}"'), value.encode(), b"\r\n"]
        for name, file in files.items():
            said = f'name="{_in_a_head(name)}"; filename="{_in_a_head(file.name)}"'
            self._parts += [self._head(said, file.media_type), file.path, b"\r\n"]
        self._parts.append(f"--{self._boundary}--\r\n".encode())

    @property
    def content_type(self) -> str:
        """The media type of the body."""
        return f"multipart/form-data; boundary={self._boundary}"

    def __len__(self) -> int:
        return sum(len(part) if isinstance(part, bytes) else part.stat().st_size for part in self._parts)

    def __iter__(self) -> Iterator[bytes]:
        for part in self._parts:
            if isinstance(part, bytes):
                yield part
            else:
                yield from _pieces(part)

    def _head(self, said: str, media_type: str = "") -> bytes:
        kind = f"\r\nContent-Type: {media_type}" if media_type else ""
        return f"--{self._boundary}\r\nContent-Disposition: form-data; {said}{kind}\r\n\r\n".encode()


def file_name(media: Media) -> str:
    """Return the name under which people see a file: the title of a document, else what the file is called."""
    if not media.is_document or not media.title:
        return media.path.name
    title = "".join(mark if mark.isprintable() and mark not in '/\\:*?"<>|' else "-" for mark in media.title)
    return f"{title.strip(' .')[:80] or 'document'}.pdf"


def _in_a_head(name: str) -> str:
    return name.translate(_IN_A_HEAD)


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            yield piece
