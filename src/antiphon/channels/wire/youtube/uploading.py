"""How a film is sent so that it can be gone on with: pieces to one address, which knows how far it came."""

import hashlib
import json
import re
import time
from http import HTTPStatus
from pathlib import Path

import msgspec
import requests

from antiphon.channels.wire.pieces import Piece
from antiphon.channels.wire.rest import Rest, shaped, understood
from antiphon.channels.wire.youtube.records import Video
from antiphon.lib.errors import ChannelError, Trouble

UPLOADS = "https://www.googleapis.com/upload/youtube/v3"
#: A piece is a multiple of 256 KiB, as the protocol asks.
PIECE = 32 * 256 * 1024
#: How often a connection may be lost before we come back later, and how long we wait after each time.
_PATIENCE, _WAITS = 4, 0.1
_REMEMBERED = 20


def begin(rest: Rest, path: Path, media_type: str, body: object) -> str:
    """Return the address that takes a film; nothing is visible before it is made public."""
    head = {"X-Upload-Content-Type": media_type, "X-Upload-Content-Length": str(path.stat().st_size)}
    asked = {"uploadType": "resumable", "part": "snippet,status"}
    answer = rest.answer("POST", f"{UPLOADS}/videos", params=asked, json=body, headers=head)
    with understood("upload"):
        return answer.headers["Location"]


def send(rest: Rest, address: str, path: Path, *, resumed: bool) -> Video:
    """Send a film, or what is missing of it, and return what YouTube made of it.

    A lost connection is gone on from where the film came to. Raise Gone if the address holds no longer.
    """
    size, start, lost, asks = path.stat().st_size, 0, 0, resumed
    while True:
        try:
            answer = _ask(rest, address, size) if asks else _put(rest, address, path, start, size)
        except ChannelError as error:
            lost += 1
            if error.trouble != Trouble.BEFORE_SEND or lost > _PATIENCE:
                raise
            time.sleep(_WAITS * 2**lost)
            asks = True
            continue
        if answer.status_code != HTTPStatus.PERMANENT_REDIRECT:
            break
        start, asks = _came_to(answer), False
    with understood("upload"):
        return shaped(answer.json(), Video)


def _put(rest: Rest, address: str, path: Path, start: int, size: int) -> requests.Response:
    piece = Piece(path, start, min(PIECE, size - start))
    return rest.answer(
        "PUT", address, data=piece, headers={"Content-Range": f"bytes {piece.start}-{piece.last}/{size}"}
    )


def _ask(rest: Rest, address: str, size: int) -> requests.Response:
    """Ask how far a film came; if it came whole, the answer is what was made of it."""
    return rest.answer("PUT", address, headers={"Content-Range": f"bytes */{size}", "Content-Length": "0"})


def _came_to(answer: requests.Response) -> int:
    found = re.fullmatch(r"bytes=0-(\d+)", answer.headers.get("Range", ""))
    return int(found[1]) + 1 if found else 0


class Addresses:
    """The addresses of uploads that were begun, by what is sent there; made of what the house kept."""

    def __init__(self, kept: str) -> None:
        try:
            self._known = msgspec.json.decode(kept or "{}", type=dict[str, str])
        except msgspec.DecodeError:
            self._known = {}

    def of(self, operation: str, path: Path) -> str:
        """Return the address that takes this film of this post, or nothing."""
        return self._known.get(_name(operation, path), "")

    def with_one(self, operation: str, path: Path, address: str) -> str:
        """Return what is to be kept once one more is known."""
        self._known[_name(operation, path)] = address
        self._known = dict(list(self._known.items())[-_REMEMBERED:])
        return json.dumps(self._known)


def _name(operation: str, path: Path) -> str:
    told = f"{operation}|{path.name}|{path.stat().st_size}"
    return hashlib.sha256(told.encode()).hexdigest()[:16]
