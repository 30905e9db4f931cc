"""The HTTP foundation: sockets, faults, journal and the life of a practice server."""

import socket
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar, Self

from antiphon.practice.clock import Clock
from antiphon.practice.distortion import Wording
from antiphon.practice.exchange import Answer, RefusalError, Request
from antiphon.practice.faults import Faults, RevokedToken
from antiphon.practice.journal import Journal
from antiphon.practice.serving import serve
from antiphon.practice.storage import FileStore, Folder

SAVE_EVERY = 1.0


class PracticeServer:
    """A server on loopback, in threads of this process. Use it in a `with` block, or start and stop it.

    `port=0` takes a free port. With a `folder` the state is written there once a second and at the end.
    """

    name: ClassVar[str] = "practice"
    wording = Wording()

    def __init__(self, port: int = 0, *, folder: Path | None = None, clock: Clock | None = None) -> None:
        self.clock = clock or Clock()
        self.faults = Faults()
        self.journal = Journal()
        self.on_request = self.faults.on_request
        self.lock = threading.RLock()
        self.folder = Folder(folder) if folder else None
        self.files = FileStore(folder / "files" if folder else None)
        self._http = _HTTPServer(("127.0.0.1", port), _Handler)
        self._http.practice = self
        self._stopped = threading.Event()
        self._threads: list[threading.Thread] = []
        self._saved = ""

    @property
    def port(self) -> int:
        """Port of the socket."""
        return int(self._http.server_address[1])

    @property
    def url(self) -> str:
        """Address of the server, without a final slash."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> Self:
        """Begin to answer."""
        self._threads = [threading.Thread(target=self._http.serve_forever, args=(0.05,), daemon=True)]
        if self.folder:
            self._threads.append(threading.Thread(target=self._keep_saving, daemon=True))
        for thread in self._threads:
            thread.start()
        return self

    def stop(self) -> None:
        """Stop answering, close every connection and write the state."""
        self._stopped.set()
        if self._threads:
            self._http.shutdown()
        self._http.server_close()
        self._http.close_connections()
        for thread in self._threads:
            thread.join()
        self.save()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _keep_saving(self) -> None:
        while not self._stopped.wait(SAVE_EVERY):
            self.save()

    def save(self) -> None:
        """Write the state to the folder, if there is one and something changed."""
        if not self.folder:
            return
        with self.lock:
            mark = self.state_mark()
            if mark != self._saved:
                self.folder.save(self.state(), self.name)
                self._saved = mark

    def carry_out(self, request: Request) -> Answer:
        """Carry a request out under the lock; a refusal becomes its answer."""
        with self.lock:
            try:
                return self.answer(request)
            except RefusalError as refusal:
                return refusal.answer

    def state(self) -> Any:
        """Return what has to be written to the folder."""
        raise NotImplementedError

    def state_mark(self) -> str:
        """Return a mark that changes whenever the state does."""
        raise NotImplementedError

    def answer(self, request: Request) -> Answer:
        """Answer a request, or raise RefusalError."""
        raise NotImplementedError

    def too_many_requests(self, retry_after: int) -> Answer:
        """Return this network's 429."""
        raise NotImplementedError

    def server_error(self, status: int) -> Answer:
        """Return this network's 5xx."""
        raise NotImplementedError

    def revoked_token(self, fault: RevokedToken) -> Answer:
        """Return this network's answer to a revoked token."""
        raise NotImplementedError


class _HTTPServer(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128
    practice: PracticeServer

    def __init__(self, *arguments: Any) -> None:
        self._open: set[socket.socket] = set()
        self._open_lock = threading.Lock()
        super().__init__(*arguments)

    def process_request(self, request: Any, client_address: Any) -> None:
        with self._open_lock:
            self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        with self._open_lock:
            self._open.discard(request)
        super().shutdown_request(request)

    def close_connections(self) -> None:
        with self._open_lock:
            for connection in self._open:
                _shut(connection)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of clients that went away; let every other error be seen."""
        if not isinstance(sys.exception(), ConnectionError | TimeoutError):
            super().handle_error(request, client_address)


def _shut(connection: socket.socket) -> None:
    try:
        connection.shutdown(socket.SHUT_RDWR)
    except OSError:
        return


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: _HTTPServer

    def _serve(self) -> None:
        serve(self.server.practice, self)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = do_OPTIONS = _serve  # noqa: N815

    def log_message(self, *_: Any) -> None:
        """Keep quiet: the journal tells what happened."""
