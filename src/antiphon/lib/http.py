"""The one door through which requests leave: addresses checked, time and size bounded.

Both client libraries of the networks go through it: `requests` (Mastodon.py) through
`guarded_session`, `httpx` (atproto) through `guarded_transport`. The address is checked where the
connection is made, on the very address that is then connected to: a name that answers differently
the second time, or a redirect into a private network, meets the same check.
"""

import ipaddress
import logging
import socket
import ssl
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from typing import Any

import httpcore
import httpx
import requests
from httpcore._backends.sync import SyncStream  # its only way to wrap a socket
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from antiphon.lib.bounds import Bounds
from antiphon.lib.errors import AntiphonError

_PIECE = 65_536
# Some networks want the token in the address: what is asked for stands in no log, not even for finding faults.
logging.getLogger("urllib3.connectionpool").setLevel(logging.INFO)


class AddressRefused(AntiphonError):
    """The address leads into this machine or a private network, and nobody allowed it."""


class AnswerTooLarge(AntiphonError):
    """The other side sent more than was agreed to read."""


class AnswerTooSlow(AntiphonError):
    """The other side did not finish its answer in time."""


def connect(host: str, port: int, bounds: Bounds, timeout: float | None = None) -> socket.socket:
    """Open a connection to the first permitted address of `host`, or raise AddressRefused or OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    permitted = [info for info in found if bounds.allows(host, port) or is_public(str(info[4][0]))]
    if not permitted:
        raise AddressRefused(f"{host} leads to a private address; allow it in ANTIPHON_PRIVATE_HOSTS if it is yours.")
    return _first_open(permitted, timeout or bounds.connect_seconds)


def is_public(address: str) -> bool:
    """Whether an IP address is one of the open internet (IPv4 mapped into IPv6 included)."""
    ip = ipaddress.ip_address(address.split("%", maxsplit=1)[0])
    if isinstance(ip, ipaddress.IPv6Address):
        ip = ip.ipv4_mapped or ip.sixtofour or ip
    return ip.is_global and not ip.is_multicast


def _first_open(found: Iterable[tuple[Any, ...]], timeout: float) -> socket.socket:
    failure: OSError | None = None
    for family, kind, protocol, _, address in found:
        sock = socket.socket(family, kind, protocol)
        sock.settimeout(timeout)
        try:
            sock.connect(address)
        except OSError as error:
            sock.close()
            failure = error
        else:
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            return sock
    raise failure or OSError("no address to connect to")


# requests ------------------------------------------------------------------------------------------


def guarded_session(bounds: Bounds) -> requests.Session:
    """Return a `requests` session that keeps to the bounds, redirects included."""
    session = requests.Session()
    session.trust_env = False
    session.max_redirects = 3
    adapter = _GuardedAdapter(bounds)
    session.mount("https://", adapter)
    session.mount("http://", adapter)
    return session


class _GuardedAdapter(HTTPAdapter):
    def __init__(self, bounds: Bounds) -> None:
        self._bounds = bounds
        super().__init__()

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = _pool_classes(self._bounds)

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        started = time.monotonic()
        kwargs["timeout"] = (self._bounds.connect_seconds, self._bounds.total_seconds)
        wants_stream = kwargs.get("stream", False)
        response = super().send(request, *args, **{**kwargs, "stream": True})
        if not wants_stream:
            with _closed_on_failure(response):
                response._content = b"".join(_bounded(_pieces(response), self._bounds, started))  # noqa: SLF001
        return response


@contextmanager
def _closed_on_failure(response: requests.Response) -> Iterator[None]:
    """What was not read to its end must not go back among the connections to be used again."""
    try:
        yield
    except BaseException:
        response.close()
        raise


def _pieces(response: requests.Response) -> Iterator[bytes]:
    """Yield the body as it comes in: to wait for full pieces would let a dripping server hold us for ever."""
    while piece := response.raw.read1(_PIECE, decode_content=True):
        yield piece


def _bounded(pieces: Iterable[bytes], bounds: Bounds, started: float) -> Iterator[bytes]:
    seen = 0
    for piece in pieces:
        seen += len(piece)
        if seen > bounds.max_bytes:
            raise AnswerTooLarge(f"more than {bounds.max_bytes} bytes")
        if time.monotonic() - started > bounds.total_seconds:
            raise AnswerTooSlow(f"more than {bounds.total_seconds} seconds")
        yield piece


def _pool_classes(bounds: Bounds) -> dict[str, type[HTTPConnectionPool]]:
    class Plain(HTTPConnection):
        def _new_conn(self) -> socket.socket:
            return connect(self._dns_host, self.port or 80, bounds)

    class Secure(HTTPSConnection):
        def _new_conn(self) -> socket.socket:
            return connect(self._dns_host, self.port or 443, bounds)

    class PlainPool(HTTPConnectionPool):
        ConnectionCls = Plain

    class SecurePool(HTTPSConnectionPool):
        ConnectionCls = Secure

    return {"http": PlainPool, "https": SecurePool}


# httpx ---------------------------------------------------------------------------------------------


def guarded_transport(bounds: Bounds, *, cut: bool = False) -> httpx.HTTPTransport:
    """Return an `httpx` transport that keeps to the bounds; every redirect passes through it again.

    With `cut` each connection is cut off when its time is over, whatever it does meanwhile: for addresses that a
    stranger gave, whose server might let the head of an answer drip. Such a transport is for one request.
    """
    return _GuardedTransport(bounds, cut=cut)


class _Backend(httpcore.SyncBackend):
    def __init__(self, bounds: Bounds, *, cut: bool) -> None:
        self._bounds = bounds
        self._cut = cut
        self._cutters: list[tuple[threading.Timer, socket.socket]] = []

    def connect_tcp(
        self, host: str, port: int, timeout: float | None = None, *_: Any, **__: Any
    ) -> httpcore.NetworkStream:
        try:
            sock = connect(host, port, self._bounds, timeout)
        except TimeoutError as error:
            raise httpcore.ConnectTimeout(str(error)) from error
        except OSError as error:
            raise httpcore.ConnectError(str(error)) from error
        if self._cut:
            self._cut_later(sock)
        return SyncStream(sock)

    def _cut_later(self, sock: socket.socket) -> None:
        # A second handle of the connection: the first becomes another object where TLS begins.
        handle = sock.dup()
        cutter = threading.Timer(self._bounds.total_seconds, _cut_off, [handle])
        cutter.daemon = True
        cutter.start()
        self._cutters.append((cutter, handle))

    def rest(self) -> None:
        """Cut nothing off any more."""
        for cutter, handle in self._cutters:
            cutter.cancel()
            handle.close()


def _cut_off(handle: socket.socket) -> None:
    with suppress(OSError):
        handle.shutdown(socket.SHUT_RDWR)
    handle.close()


@cache
def _tls() -> ssl.SSLContext:
    """Reading the certificates of the authorities takes longer than a request: once is enough."""
    return httpx.create_ssl_context(trust_env=False)


class _GuardedTransport(httpx.HTTPTransport):
    def __init__(self, bounds: Bounds, *, cut: bool) -> None:
        super().__init__(verify=_tls(), trust_env=False)
        self._bounds = bounds
        self._backend = _Backend(bounds, cut=cut)
        self._pool = httpcore.ConnectionPool(ssl_context=_tls(), network_backend=self._backend)

    def close(self) -> None:
        super().close()
        self._backend.rest()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        started = time.monotonic()
        # What is counted is what comes in: a small answer must not unfold into a huge one behind the count.
        request.headers["accept-encoding"] = "identity"
        response = super().handle_request(request)
        if response.headers.get("content-encoding", "identity") != "identity":
            response.close()
            raise AnswerTooLarge("the answer is packed, which was not agreed")
        assert isinstance(response.stream, httpx.SyncByteStream)  # noqa: S101  a synchronous transport
        pieces = _bounded(response.stream, self._bounds, started)
        try:
            return httpx.Response(response.status_code, headers=response.headers, stream=_Pieces(pieces, response))
        except BaseException:
            response.close()
            raise


class _Pieces(httpx.SyncByteStream):
    def __init__(self, pieces: Iterator[bytes], response: httpx.Response) -> None:
        self._pieces = pieces
        self._response = response

    def __iter__(self) -> Iterator[bytes]:
        return self._pieces

    def close(self) -> None:
        self._response.close()
