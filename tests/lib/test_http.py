"""The one door: where it does not lead, how long it stays open, how much comes through."""

import gzip
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx
import pytest
import requests

from antiphon.lib.bounds import Bounds
from antiphon.lib.http import (
    AddressRefused,
    AnswerTooLarge,
    AnswerTooSlow,
    guarded_session,
    guarded_transport,
    is_public,
)

type Fetch = Callable[[str, Bounds], bytes]


class Server(ThreadingHTTPServer):
    """Answers with what its address asks for; `seen` are the paths that arrived."""

    daemon_threads = True

    def __init__(self) -> None:
        self.seen: list[str] = []
        self.target = ""
        super().__init__(("127.0.0.1", 0), Handler)

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.socket.getsockname()[1]}"


class Handler(BaseHTTPRequestHandler):
    server: Server
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.server.seen.append(self.path)
        getattr(self, "say_" + self.path.strip("/"))()

    def answer(self, body: bytes, *headers: tuple[str, str], status: int = 200) -> None:
        self.send_response(status)
        for name, value in (*headers, ("Content-Length", str(len(body)))):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def say_hello(self) -> None:
        self.answer(b"hello")

    def say_elsewhere(self) -> None:
        self.answer(b"", ("Location", self.server.target), status=302)

    def say_packed(self) -> None:
        self.answer(gzip.compress(b"x" * 50_000_000), ("Content-Encoding", "gzip"))

    def say_much(self) -> None:
        self.answer(b"x" * 2_000_000)

    def say_slowly(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "100")
        self.end_headers()
        for _ in range(100):
            self.wfile.write(b"x")
            time.sleep(0.1)

    def say_nothing(self) -> None:
        time.sleep(5)
        self.answer(b"late")

    def log_message(self, *_: Any) -> None:
        """Keep quiet."""


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def through_requests(url: str, bounds: Bounds) -> bytes:
    with guarded_session(bounds) as session:
        return session.get(url).content


def through_httpx(url: str, bounds: Bounds) -> bytes:
    timeout = httpx.Timeout(bounds.total_seconds)
    transport = guarded_transport(bounds)
    with httpx.Client(transport=transport, follow_redirects=True, timeout=timeout, trust_env=False) as client:
        return client.get(url).content


@pytest.fixture(params=[through_requests, through_httpx], ids=["requests", "httpx"])
def fetch(request: pytest.FixtureRequest) -> Fetch:
    found: Fetch = request.param
    return found


def caused_by(error: BaseException | None, kind: type[BaseException]) -> bool:
    while error is not None:
        inner = [one for one in error.args if isinstance(one, BaseException)]
        if isinstance(error, kind) or any(caused_by(one, kind) for one in inner):
            return True
        error = error.__cause__ or error.__context__
    return False


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.216.34", True), ("2606:2800:220:1:248:1893:25c8:1946", True),
        ("127.0.0.1", False), ("10.1.2.3", False), ("172.16.0.1", False), ("192.168.1.1", False),
        ("169.254.169.254", False), ("100.64.0.1", False), ("0.0.0.0", False), ("224.0.0.1", False),  # noqa: S104
        ("255.255.255.255", False), ("192.0.2.1", False),
        ("::1", False), ("::", False), ("fe80::1", False), ("fe80::1%eth0", False), ("fc00::1", False),
        ("ff02::1", False), ("::ffff:127.0.0.1", False), ("::ffff:10.0.0.1", False), ("::ffff:93.184.216.34", True),
        ("2002:7f00:1::", False), ("2002:a00:1::", False),
    ],
)  # fmt: skip
def test_only_the_open_internet_is_public(address: str, public: bool) -> None:
    assert is_public(address) == public


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost", "127.1", "0x7f000001", "2130706433", "0.0.0.0"])  # noqa: S104
def test_no_way_of_writing_this_machine_leads_to_it(server: Server, fetch: Fetch, name: str) -> None:
    port = server.host.partition(":")[2]
    with pytest.raises(Exception) as caught:
        fetch(f"http://{name}:{port}/hello", Bounds(total_seconds=5))
    assert caused_by(caught.value, AddressRefused)
    assert server.seen == []


def test_what_the_operator_allows_is_reached(server: Server, fetch: Fetch) -> None:
    assert fetch(f"http://{server.host}/hello", Bounds(frozenset({server.host}))) == b"hello"
    assert fetch(f"http://{server.host}/hello", Bounds(frozenset({"127.0.0.1"}))) == b"hello"


def test_a_permission_is_for_that_host_and_that_port(server: Server, fetch: Fetch) -> None:
    for allowed in ("127.0.0.1:1", "localhost", "127.0.0.2"):
        with pytest.raises(Exception) as caught:
            fetch(f"http://{server.host}/hello", Bounds(frozenset({allowed}), total_seconds=5))
        assert caused_by(caught.value, AddressRefused)
    assert server.seen == []


def test_a_redirect_is_checked_like_the_first_address(server: Server, fetch: Fetch) -> None:
    port = server.host.partition(":")[2]
    server.target = f"http://localhost:{port}/hello"
    with pytest.raises(Exception) as caught:
        fetch(f"http://{server.host}/elsewhere", Bounds(frozenset({"127.0.0.1"}), total_seconds=5))
    assert caused_by(caught.value, AddressRefused)
    assert server.seen == ["/elsewhere"]


def test_a_proxy_of_the_environment_is_not_used(
    server: Server, fetch: Fetch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    assert fetch(f"http://{server.host}/hello", Bounds(frozenset({"127.0.0.1"}))) == b"hello"


@pytest.mark.parametrize("path", ["much", "packed"])
def test_more_than_was_agreed_is_not_read(server: Server, fetch: Fetch, path: str) -> None:
    with pytest.raises(AnswerTooLarge):
        fetch(f"http://{server.host}/{path}", Bounds(frozenset({"127.0.0.1"}), max_bytes=1_000_000))


def test_a_dripping_answer_is_cut_off(server: Server, fetch: Fetch) -> None:
    begun = time.monotonic()
    with pytest.raises(AnswerTooSlow):
        fetch(f"http://{server.host}/slowly", Bounds(frozenset({"127.0.0.1"}), total_seconds=1))
    assert time.monotonic() - begun < 3


def test_silence_is_not_waited_for(server: Server, fetch: Fetch) -> None:
    begun = time.monotonic()
    with pytest.raises((requests.Timeout, httpx.TimeoutException)):
        fetch(f"http://{server.host}/nothing", Bounds(frozenset({"127.0.0.1"}), total_seconds=1))
    assert time.monotonic() - begun < 3
