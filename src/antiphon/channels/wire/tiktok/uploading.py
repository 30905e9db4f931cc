"""How a film is cut into chunks, and what is known of earlier tries to send it."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec
from msgspec import Struct

from antiphon.channels.connector import Fence
from antiphon.channels.wire.pieces import Piece

#: No chunk but the last may be smaller (but for a film that goes in one), and there may be no more of them.
_LEAST, _MOST = 5 * 1024 * 1024, 1000
#: How long an address for uploads is good for; TikTok says an hour.
_GOOD_FOR = 50 * 60.0


class Upload(Struct):
    """A film that is being sent: what is kept between preparing and publishing.

    `at` is when it was begun, in seconds since 1970; an address for uploads does not hold for long.
    """

    publish_id: str
    upload_url: str
    size: int
    chunk: int
    at: float

    @property
    def count(self) -> int:
        """Into how many chunks it is cut: what is left over goes with the last."""
        return self.size // self.chunk

    @property
    def fresh(self) -> bool:
        """Whether the address still holds."""
        return time.time() - self.at < _GOOD_FOR

    def pieces(self, path: Path) -> Iterator[Piece]:
        """Yield the chunks in their order."""
        for index in range(self.count):
            start = index * self.chunk
            last = index == self.count - 1
            yield Piece(path, start, self.size - start if last else self.chunk)

    @property
    def token(self) -> str:
        """What the house keeps of it."""
        return msgspec.json.encode(self).decode()


def upload(token: str) -> Upload | None:
    """Return the upload that the house kept, None if it kept none."""
    try:
        return msgspec.json.decode(token, type=Upload)
    except msgspec.DecodeError:
        return None


def chunk_of(size: int) -> int:
    """Return into chunks of how many bytes a film is cut: one for a small film, else as small as may be."""
    return size if size < 2 * _LEAST else max(_LEAST, -(-size // _MOST))


@dataclass(frozen=True, slots=True)
class Try:
    """One of several tries at a post, whose steps are noted behind the fence."""

    fence: Fence
    number: int

    def reached(self, step: str, value: str = "") -> None:
        """Note a step."""
        self.fence.checkpoint(f"{step} {self.number}", value)


@dataclass(frozen=True, slots=True)
class Before:
    """What is known of earlier tries: how many, what TikTok took last, and whether the answer of the last is open."""

    tries: int
    taken: str
    doubt: bool


def before(fence: Fence) -> Before:
    """Read from the steps that were noted what earlier tries came to."""
    tries, taken, doubt = 0, "", False
    while True:
        steps = {step: fence.reached(f"{step} {tries}") for step in ("asked", "taken", "refused")}
        if steps["asked"] is None and steps["taken"] is None:
            return Before(tries, taken, doubt)
        doubt = steps["taken"] is None and steps["refused"] is None
        tries, taken = tries + 1, steps["taken"] or taken
