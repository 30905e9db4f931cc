"""Pinterest's interface, version 5: accounts, boards and Pins as they travel."""

import base64
import json
import secrets
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import requests
from msgspec import Struct, field

from antiphon.channels.connector import Figure, Profile, Reference

#: Bytes that are written as text at once: a multiple of three, so that pieces can be put together.
_PIECE = 3 * 16_384
#: The names of our figures by Pinterest's own.
_FIGURES = {
    "impression": "views",
    "reaction": "likes",
    "comment": "replies",
    "save": "saves",
    "clickthrough": "clicks",
}


class Account(Struct):
    """Whose token it is."""

    username: str
    id: str = ""
    business_name: str | None = ""
    profile_image: str | None = ""
    follower_count: int = 0


class Board(Struct):
    """A board."""

    id: str
    name: str = ""


class Boards(Struct):
    """Some boards, and where the others begin."""

    items: list[Board] = field(default_factory=list)
    bookmark: str | None = None


class Metrics(Struct):
    """The numbers of a Pin since it stands; the interface knows them by two names."""

    all_time: dict[str, float] | None = None
    lifetime_metrics: dict[str, float] | None = None


class Pin(Struct):
    """A Pin."""

    id: str
    pin_metrics: Metrics | None = None


class Registered(Struct):
    """Where a film is to be sent."""

    media_id: str
    upload_url: str
    upload_parameters: dict[str, str]


class Progress(Struct):
    """How far Pinterest is with a film: `registered`, `processing`, `succeeded` or `failed`."""

    status: str


class PinBody:
    """A JSON document that holds files as Base64 text, read from disk while it is sent.

    A path anywhere in the document becomes the text of that file.
    """

    content_type = "application/json"

    def __init__(self, document: Any) -> None:
        mark, files = secrets.token_hex(16), []

        def named(path: object) -> str:
            if not isinstance(path, Path):
                raise TypeError(f"{type(path).__name__} is not part of a document")
            files.append(path)
            return mark

        written = json.dumps(document, ensure_ascii=False, default=named).split(mark)
        self._texts = [text.encode() for text in written]
        self._files = files

    def __len__(self) -> int:
        return sum(map(len, self._texts)) + sum(4 * -(-path.stat().st_size // 3) for path in self._files)

    def __iter__(self) -> Iterator[bytes]:
        for text, path in zip(self._texts, [*self._files, None], strict=True):
            yield text
            if path is not None:
                yield from _as_text(path)


def _as_text(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            yield base64.b64encode(piece)


def profile(account: Account) -> Profile:
    """Return who an account is."""
    return Profile(
        stable_id=account.id or account.username,
        handle=account.username,
        name=account.business_name or account.username,
        url=f"https://www.pinterest.com/{account.username}/",
        avatar_url=account.profile_image or "",
    )


def reference(number: str) -> Reference:
    """Return where a Pin stands."""
    address = f"https://www.pinterest.com/pin/{number}/"
    return Reference(uri=address, id=number, url=address)


def figures(pin: Pin) -> tuple[Figure, ...]:
    """Return the numbers that Pinterest tells since the Pin stands."""
    metrics = pin.pin_metrics or Metrics()
    told = metrics.all_time or metrics.lifetime_metrics or {}
    return tuple(Figure(ours, int(told[theirs])) for theirs, ours in _FIGURES.items() if theirs in told)


def asks_to_wait(answer: requests.Response) -> timedelta | None:
    """Return how long until Pinterest's window ends: it tells seconds from now."""
    left = answer.headers.get("x-ratelimit-reset", "")
    return timedelta(seconds=int(left)) if left.isdigit() else None
