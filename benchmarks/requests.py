"""Requests to the product inside this process: through its WSGI application, without a server or a socket."""

import io
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from antiphon.organizations.models import User
from benchmarks.house import cpu_milliseconds


@dataclass(frozen=True, slots=True)
class Measured:
    """What one request cost: CPU in ms, queries, and the size of the answer in KB."""

    cpu: float
    queries: int
    kilobytes: float


def cookie_of(user: User) -> str:
    """Sign a user in; return the cookies of it as a header says them."""
    client = Client()
    client.force_login(user)
    return "; ".join(f"{name}={cookie.value}" for name, cookie in client.cookies.items())


class Caller:
    """Asks for pages as a signed-in user, or as a program with a token."""

    def __init__(self, user: User | None = None, token: str = "") -> None:
        self._application = get_wsgi_application()
        self._headers = {"HTTP_AUTHORIZATION": f"Bearer {token}"} if token else {}
        if user:
            self._headers["HTTP_COOKIE"] = cookie_of(user)

    def measure(self, path: str) -> Measured:
        """Return what a request costs; raise AssertionError if it is not answered with 200."""
        size = len(self._ask(path))
        with CaptureQueriesContext(connection) as captured:
            self._ask(path)
        queries = len(captured)
        return Measured(cpu_milliseconds(lambda: self._ask(path)), queries, size / 1024)

    def once(self, path: str) -> tuple[float, float]:
        """Return what a single request costs: CPU and time that passes, both in ms."""
        before, began = time.process_time(), time.perf_counter()
        self._ask(path)
        return (time.process_time() - before) * 1000, (time.perf_counter() - began) * 1000

    def begin(self, path: str) -> None:
        """Ask for a page that a worker may have to reckon first."""
        self._ask(path, "200", "202")

    def size(self, path: str) -> tuple[int, float]:
        """Return how many queries a request asks, and the size of its answer in KB."""
        with CaptureQueriesContext(connection) as captured:
            answer = self._ask(path)
        return len(captured), len(answer) / 1024

    def statements(self, path: str) -> list[tuple[str, float]]:
        """Return what a request asks of the database, and how many seconds each took."""
        with CaptureQueriesContext(connection) as captured:
            self._ask(path)
        return [(one["sql"], float(one["time"])) for one in captured.captured_queries]

    def _ask(self, path: str, *well: str) -> bytes:
        status: list[str] = []
        answer = self._application(self._environ(path), lambda told, _headers, _error=None: status.append(told))
        body = b"".join(answer)
        answer.close()  # type: ignore[attr-defined]
        assert status[0][:3] in (well or ("200",)), f"{path}: {status[0]}"
        return body

    def _environ(self, path: str) -> dict[str, Any]:
        parts = urlsplit(path)
        return {
            "REQUEST_METHOD": "GET", "PATH_INFO": parts.path, "QUERY_STRING": parts.query, "SERVER_NAME": "127.0.0.1",
            "SERVER_PORT": "8000", "HTTP_HOST": "127.0.0.1:8000", "REMOTE_ADDR": "127.0.0.1",
            "SERVER_PROTOCOL": "HTTP/1.1", "wsgi.url_scheme": "http", "wsgi.input": io.BytesIO(), **self._headers,
        }  # fmt: skip
