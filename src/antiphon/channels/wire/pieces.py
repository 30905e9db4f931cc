"""Parts of a file as bodies of requests, read from disk while they are sent."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

#: Read and sent at once: of small ones, an upload would keep the threads that send posts from their turn.
_PIECE = 1_048_576


@dataclass(frozen=True, slots=True)
class Piece:
    """So many bytes of a file from a place in it; `requests` sends it with its length in the head."""

    path: Path
    start: int
    length: int

    @property
    def last(self) -> int:
        """The place of its last byte, as a `Content-Range` names it."""
        return self.start + self.length - 1

    def __len__(self) -> int:
        return self.length

    def __iter__(self) -> Iterator[bytes]:
        left = self.length
        with self.path.open("rb") as file:
            file.seek(self.start)
            while left and (read := file.read(min(_PIECE, left))):
                left -= len(read)
                yield read
