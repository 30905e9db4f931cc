"""A local notice board with faults, and how a connector file is dropped into the house while a test runs."""

import itertools
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from antiphon.channels import connectors
from antiphon.practice.exchange import Answer, Request
from antiphon.practice.faults import RevokedToken
from antiphon.practice.server import PracticeServer

SAMPLES = Path(__file__).parent / "samples"
KEY = "the key of the case"


@dataclass(frozen=True, slots=True)
class Note:
    """A notice as it hangs."""

    id: str
    text: str
    at: str


class NoticeBoard(PracticeServer):
    """A board: whoever has the key pins notices, everybody reads them. It pins the same notice as often as asked."""

    name = "board"

    def __init__(self) -> None:
        super().__init__()
        self.notes: list[Note] = []
        #: Whether posters can be read yet: wet, dry, or run for good.
        self.ink = "dry"
        self._numbers = itertools.count(1)

    @property
    def typed(self) -> dict[str, str]:
        """What a person types to connect it."""
        return {"address": self.url, "key": KEY}

    def texts(self) -> list[str]:
        """Return what hangs there."""
        return [one.text for one in self.notes]

    def answer(self, request: Request) -> Answer:
        """Pin or read."""
        if request.bearer != KEY:
            return self.revoked_token(RevokedToken(None))
        if request.path == "/me":
            return Answer.of_json({"id": f"{self.url}/me", "name": "board"})
        if request.path.startswith("/ink/"):
            return Answer.of_json({"ink": self.ink})
        if request.method == "POST":
            self.notes.append(Note(str(next(self._numbers)), request.json["text"], self.clock.now().isoformat()))
            return Answer.of_json(_written(self.notes[-1]), 201)
        return Answer.of_json({"notes": [_written(one) for one in self.notes]})

    def too_many_requests(self, retry_after: int) -> Answer:
        """Ask to wait."""
        return Answer.of_json({}, 429, {"Retry-After": str(retry_after)})

    def server_error(self, status: int) -> Answer:
        """Be broken."""
        return Answer.of_json({}, status)

    def revoked_token(self, fault: RevokedToken) -> Answer:  # noqa: ARG002
        """Refuse."""
        return Answer.of_json({}, 401)


def _written(note: Note) -> dict[str, Any]:
    return {"id": note.id, "text": note.text, "at": note.at}


@contextmanager
def dropped_in(folder: Path, *names: str) -> Iterator[None]:
    """Drop sample connectors into the house as one drops files into its folder; take them away at the end."""
    for name in names:
        shutil.copy(SAMPLES / f"{name}.py", folder)
    connectors.__path__.append(str(folder))
    connectors.connectors.cache_clear()
    try:
        yield
    finally:
        connectors.__path__.remove(str(folder))
        for name in names:
            sys.modules.pop(f"{connectors.__name__}.{name}", None)
        connectors.connectors.cache_clear()
