"""What reached the server, for tests to read. No token or password is kept."""

import fnmatch
import hashlib
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from antiphon.practice.exchange import RefusalError, Request, Upload

REMOVED = "[removed]"
SECRET_HEADERS = frozenset({"authorization", "cookie", "dpop"})
SECRET_FIELDS = frozenset(
    {
        "password",
        "client_secret",
        "access_token",
        "refresh_token",
        "token",
        "code",
        "code_verifier",
        "authFactorToken",
    }
)


@dataclass
class JournalEntry:
    """One request. `status` is None until it was answered, and stays None when the answer was lost."""

    number: int
    at: datetime
    method: str
    path: str
    query: dict[str, list[str]]
    headers: dict[str, str]
    body: Any
    status: int | None = None


class Journal:
    """All requests in the order in which they arrived; thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._entries: list[JournalEntry] = []

    def __iter__(self) -> Iterator[JournalEntry]:
        return iter(self.entries())

    def __len__(self) -> int:
        return len(self.entries())

    def write(self, request: Request, at: datetime) -> JournalEntry:
        """Add a request and return its entry."""
        headers = {k: REMOVED if k in SECRET_HEADERS else v for k, v in request.headers.items()}
        query = {k: [REMOVED] if k in SECRET_FIELDS else v for k, v in request.query.items()}
        body = readable_body(request)
        with self._lock:
            number = len(self._entries) + 1
            entry = JournalEntry(number, at, request.method, request.path, query, headers, body)
            self._entries.append(entry)
        return entry

    def entries(self, method: str = "*", path: str = "*") -> list[JournalEntry]:
        """Return the requests of a method and of a path pattern (`*` and `?` as in file names)."""
        with self._lock:
            return [e for e in self._entries if matches(e.method, e.path, method, path)]

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._entries.clear()


def matches(method: str, path: str, wanted_method: str, wanted_path: str) -> bool:
    """Tell whether a request belongs to a method (or `*`) and a path pattern."""
    return wanted_method in {"*", method} and fnmatch.fnmatchcase(path, wanted_path)


def readable_body(request: Request) -> Any:
    """Body as a document: JSON as it is, forms as lists, files by name, type, size and digest."""
    try:
        if request.json is not None:
            return _without_secrets(request.json)
    except RefusalError:
        return {"unreadable": request.body[:200].decode("utf-8", "replace")}
    fields: dict[str, Any] = dict(_without_secrets(request.form))
    fields.update({name: _described(upload) for name, upload in request.files.items()})
    if not fields and request.body:
        return _described(Upload("", request.content_type, request.body))
    return fields


def _described(upload: Upload) -> dict[str, Any]:
    digest = hashlib.sha256(upload.data).hexdigest()
    return {
        "filename": upload.filename,
        "content_type": upload.content_type,
        "size": len(upload.data),
        "sha256": digest,
    }


def _without_secrets(document: Any) -> Any:
    if isinstance(document, dict):
        return {k: REMOVED if k in SECRET_FIELDS else _without_secrets(v) for k, v in document.items()}
    return [_without_secrets(item) for item in document] if isinstance(document, list) else document
