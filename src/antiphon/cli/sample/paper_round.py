"""The paper of the neighborhood: a little server with one feed, for the demo to follow."""

import threading
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from antiphon.cli.sample.story.paths import FEED, FEED_TITLE


class NeighborhoodPaper:
    """Serves its feed at `address` on loopback, from start to stop."""

    def __init__(self, port: int) -> None:
        self._http = ThreadingHTTPServer(("127.0.0.1", port), _Handler)
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.05,), daemon=True)

    @property
    def port(self) -> int:
        """Port of the socket."""
        return int(self._http.server_address[1])

    @property
    def address(self) -> str:
        """Address of the feed."""
        return f"http://127.0.0.1:{self.port}/feed"

    def start(self) -> None:
        """Begin to answer."""
        self._thread.start()

    def stop(self) -> None:
        """Stop answering."""
        if self._thread.is_alive():
            self._http.shutdown()
            self._thread.join()
        self._http.server_close()


class _Handler(BaseHTTPRequestHandler):
    server: ThreadingHTTPServer

    def do_GET(self) -> None:
        feed = self.path.startswith("/feed")
        body = (_feed(self.server.server_port) if feed else _article(self.path)).encode()
        self.send_response(200)
        self.send_header("Content-Type", f"{'application/rss+xml' if feed else 'text/html'}; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing: the demo speaks for itself."""


def _feed(port: int) -> str:
    home, now = f"http://127.0.0.1:{port}", datetime.now(UTC)
    items = "".join(
        f"<item><title>{escape(title)}</title><link>{home}/{len(FEED) - place}</link>"
        f"<guid isPermaLink='false'>cortile-{len(FEED) - place}</guid><description>{escape(words)}</description>"
        f"<pubDate>{format_datetime(now - timedelta(days=days))}</pubDate></item>"
        for place, (title, words, days) in enumerate(FEED)
    )
    head = f"<title>{escape(FEED_TITLE)}</title><link>{home}/</link><description>Practice</description>"
    return f"<?xml version='1.0' encoding='utf-8'?><rss version='2.0'><channel>{head}{items}</channel></rss>"


def _article(path: str) -> str:
    number = path.strip("/")
    place = len(FEED) - int(number) if number.isascii() and number.isdigit() else 0
    title, words, _days = FEED[place] if 0 <= place < len(FEED) else FEED[0]
    return (
        f"<!doctype html><html lang='en'><title>{escape(title)}</title><h1>{escape(title)}</h1><p>{escape(words)}</p>"
    )
