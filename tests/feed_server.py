"""A site with one feed, on this machine: it says what it was asked, and answers as it is told to."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

RSS = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0"><channel><title>Wood &amp; more</title><link>https://wood.example/</link>
{items}</channel></rss>"""
ITEM = """<item><title>{title}</title><link>https://wood.example/{number}</link>
<guid isPermaLink="false">wood-{number}</guid>
<description>&lt;p&gt;About {title}&lt;script&gt;alert(1)&lt;/script&gt;&lt;/p&gt;</description>
<pubDate>Mon, 16 Mar 2026 08:00:00 GMT</pubDate></item>"""
ATOM = """<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom"><title>Planks</title><id>tag:planks.example</id>
<updated>2026-03-16T08:00:00Z</updated><entry><id>tag:planks.example:1</id><title>Oak</title>
<link href="https://planks.example/1"/><updated>2026-03-16T08:00:00Z</updated><summary>Of oak.</summary></entry>
</feed>"""


def rss(*titles: str) -> bytes:
    """Return a feed with entries of these titles, the first the newest."""
    items = [ITEM.format(title=title, number=len(titles) - place) for place, title in enumerate(titles)]
    return RSS.format(items="".join(items)).encode()


@dataclass
class FeedServer:
    """What is answered, and every request that came: its path and its headers."""

    address: str = ""
    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)


@contextmanager
def feed_server() -> Iterator[FeedServer]:
    """Serve on a free port of this machine until the end."""
    kept = FeedServer(body=rss("Oak"))

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            kept.asked.append((self.path, dict(self.headers)))
            same = kept.headers.get("ETag") and self.headers.get("If-None-Match") == kept.headers["ETag"]
            status = 304 if same and kept.status == 200 else kept.status
            moved = self.path == "/old"
            self.send_response(301 if moved else status)
            if moved:
                self.send_header("Location", "/feed")
            for name, value in kept.headers.items():
                self.send_header(name, value)
            body = b"" if moved or status == 304 else kept.body
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    kept.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield kept
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
