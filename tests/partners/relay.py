"""Stands in front of a real server and lets it have bad days: what comes is passed on, with faults in between."""

from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit

from antiphon.practice.exchange import Answer, Request
from antiphon.practice.faults import RevokedToken
from antiphon.practice.server import PracticeServer

_OWN_HEADS = {"transfer-encoding", "connection", "content-length", "content-type", "date", "host"}


class Relay(PracticeServer):
    """A practice server whose answers come from a real one; its refusals are those of the practice server `like`."""

    def __init__(self, like: type[PracticeServer], upstream: str, port: int = 0) -> None:
        super().__init__(port)
        self._like: Any = like
        self._upstream = upstream
        self.wording = like.wording

    def carry_out(self, request: Request) -> Answer:
        """Pass on, many at a time."""
        return self.answer(request)

    def answer(self, request: Request) -> Answer:
        """Ask the real server."""
        real = urlsplit(self._upstream)
        connection = HTTPConnection(real.hostname or "", real.port, timeout=60)
        try:
            headers = {name: value for name, value in request.headers.items() if name != "accept-encoding"}
            connection.request(request.method, request.target, request.body, headers)
            found = connection.getresponse()
            kept = {name: value for name, value in found.getheaders() if name.lower() not in _OWN_HEADS}
            return Answer(found.status, found.read(), found.headers.get("Content-Type", ""), kept)
        finally:
            connection.close()

    def too_many_requests(self, retry_after: int) -> Answer:
        """Return the network's 429."""
        return self._like.too_many_requests(self, retry_after)

    def server_error(self, status: int) -> Answer:
        """Return the network's 5xx."""
        return self._like.server_error(self, status)

    def revoked_token(self, fault: RevokedToken) -> Answer:
        """Return the network's answer to a revoked token."""
        return self._like.revoked_token(self, fault)
