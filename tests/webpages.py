"""A small web server on this machine, for what is fetched behind links."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

PAGE = """<!doctype html><html><head><meta charset="utf-8"><title>Plain title</title>
<meta property="og:title" content="  Open on
 Saturday "><meta property="og:description" content="Turn a bowl &amp; more">
<meta property="og:image" content="/bowl.png"></head><body><p>…</p></body></html>"""

type Answer = tuple[int, dict[str, str], bytes]


@dataclass
class Web:
    """What the server answers by path, and what was asked for."""

    answers: dict[str, Answer] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    url: str = ""

    @property
    def place(self) -> str:
        """Host and port, as they are allowed in a setting."""
        return self.url.removeprefix("http://")


def html(body: str = PAGE, kind: str = "text/html; charset=utf-8") -> Answer:
    """Return a page as an answer."""
    return 200, {"Content-Type": kind}, body.encode()


@contextmanager
def small_web() -> Iterator[Web]:
    """Serve until the block ends."""
    found = Web()

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found.asked.append(self.path)
            status, headers, body = found.answers.get(self.path, (404, {}, b""))
            self.send_response(status)
            for name, value in (headers | {"Content-Length": str(len(body))}).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        do_PROPFIND = do_REPORT = do_GET  # noqa: N815  the names that the library asks for

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    found.url = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield found
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
