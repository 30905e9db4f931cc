"""What lies on the local LinkedIn: posts, comments, files, and how they are written."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import unquote

from antiphon.practice.exchange import Answer, RefusalError, Request


@dataclass
class Asset:
    """A picture, a film or a document that was announced."""

    urn: str
    data: bytes = b""
    size: int = 0
    status: str = "WAITING_UPLOAD"
    thumbnail: bytes = b""
    captions: dict[str, str] = field(default_factory=dict)


@dataclass
class Post:
    """A post as it stands: its words as people read them."""

    urn: str
    author: str
    text: str
    at: datetime
    body: dict[str, Any]
    likes: int = 0
    shares: int = 0
    changed: datetime | None = None

    @property
    def activity(self) -> str:
        """The name under which others act upon it."""
        return self.urn.replace(":share:", ":activity:")


@dataclass
class Comment:
    """A comment, or what answers one."""

    number: str
    thread: str
    actor: str
    text: str
    at: datetime
    parent: str = ""

    @property
    def urn(self) -> str:
        """Its name."""
        return f"urn:li:comment:({self.thread},{self.number})"


@dataclass
class Note:
    """What the page's admins are told."""

    number: int
    action: str
    at: datetime
    made: str
    post: Post
    more: dict[str, Any] = field(default_factory=dict)


def refusal(status: int, code: str, message: str, number: int = 0) -> RefusalError:
    """Return an error of LinkedIn."""
    told: dict[str, Any] = {"status": status, "code": code, "message": message}
    return RefusalError(status, told | ({"serviceErrorCode": number} if number else {}))


def understood(commentary: str) -> str:
    """Return what LinkedIn shows of a text: it is cut at the first reserved character that was not escaped."""
    shown, marks = "", iter(enumerate(commentary))
    for place, mark in marks:
        if mark == "\\":
            shown += next(marks, (0, ""))[1]
        elif mark == "#" and re.match(r"#\w*[^\W\d_]", commentary[place:]):
            shown += mark
        elif mark in "|{}@[]()<>#*_~":
            break
        else:
            shown += mark
    return shown


def milliseconds(moment: datetime) -> int:
    """Return a moment as LinkedIn writes it."""
    return int(moment.timestamp() * 1000)


def listed(request: Request, entries: Iterable[Any]) -> Answer:
    """Return one page of a list."""
    found, start, count = list(entries), int(request.value("start") or 0), int(request.value("count") or 10)
    paging = {"start": start, "count": count, "links": [], "total": len(found)}
    return Answer.of_json({"paging": paging, "elements": found[start : start + count]})


def named(request: Request, name: str) -> str:
    """Return what a path names, decoded; Rest.li wants the colons of URNs escaped."""
    if ":" in request.params[name].replace("(id:", ""):
        raise refusal(400, "ILLEGAL_ARGUMENT", "Syntax exception in path variables")
    return unquote(request.params[name])
