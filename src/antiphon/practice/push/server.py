"""A push service on loopback (RFC 8030): it takes messages from who can prove who they are (RFC 8292)."""

import json
import re
import secrets
from pathlib import Path
from typing import Any, ClassVar

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from antiphon.practice.clock import Clock
from antiphon.practice.exchange import Answer, RefusalError, Request
from antiphon.practice.faults import RevokedToken
from antiphon.practice.push.browser import PracticeBrowser, bytes_of
from antiphon.practice.server import PracticeServer

LARGEST = 4_096
_DAY = 86_400


class PracticePush(PracticeServer):
    """A push service. `subscribe` is what a browser does; `told` is what it would show."""

    name: ClassVar[str] = "push"

    def __init__(self, port: int = 0, *, folder: Path | None = None, clock: Clock | None = None) -> None:
        super().__init__(port, folder=folder, clock=clock)
        self._browsers: dict[str, PracticeBrowser] = {}
        self._kept: list[tuple[str, dict[str, str], bytes]] = []

    def subscribe(self, sender: str) -> PracticeBrowser:
        """Let a browser subscribe to who signs with a public key (base64url)."""
        token = secrets.token_urlsafe(24)
        browser = PracticeBrowser(f"{self.url}/push/{token}", sender)
        self._browsers[f"/push/{token}"] = browser
        return browser

    def unsubscribe(self, browser: PracticeBrowser) -> None:
        """Let a browser go: what is sent to it from now on is answered 410."""
        self._browsers = {path: one for path, one in self._browsers.items() if one is not browser}

    def told(self, browser: PracticeBrowser) -> list[Any]:
        """Return what waits for a browser, opened with its key."""
        path = next(path for path, one in self._browsers.items() if one is browser)
        return [json.loads(browser.read(body)) for at, _head, body in self._kept if at == path]

    def heads(self) -> list[dict[str, str]]:
        """Return the headers of all that was taken."""
        return [head for _at, head, _body in self._kept]

    def answer(self, request: Request) -> Answer:
        """Take a message, or raise RefusalError with what is wrong."""
        browser = self._browsers.get(request.path)
        if browser is None:
            raise _refusal(410, "no such subscription")
        if request.method != "POST":
            raise _refusal(405, "only POST")
        self._check_sender(request.headers.get("authorization", ""), browser)
        _check_message(request)
        topic = request.headers.get("topic")
        if topic:
            self._kept = [one for one in self._kept if (one[0], one[1].get("topic")) != (request.path, topic)]
        self._kept.append((request.path, request.headers, request.body))
        return Answer(201, headers={"Location": f"{self.url}/message/{secrets.token_urlsafe(8)}"})

    def _check_sender(self, header: str, browser: PracticeBrowser) -> None:
        found = re.fullmatch(r"vapid t=([\w-]+\.[\w-]+)\.([\w-]+), ?k=([\w-]+)", header)
        if found is None:
            raise _refusal(401, "no vapid authorization")
        said, signature, key = found.groups()
        if key != browser.sender:
            raise _refusal(403, "signed by somebody else than was subscribed to")
        _check_signature(said, bytes_of(signature), bytes_of(key))
        claims = json.loads(bytes_of(said.partition(".")[2]))
        left = claims["exp"] - self.clock.now().timestamp()
        if claims["aud"] != self.url or not 0 < left <= _DAY:
            raise _refusal(403, "the token is for another service, or its time is not right")
        if not re.match(r"(mailto|https):", claims.get("sub", "")):
            raise _refusal(403, "no address of who sends")

    def state(self) -> Any:
        """Return what is kept: nothing, browsers live in this process."""
        return {}

    def state_mark(self) -> str:
        """Return a mark that never changes."""
        return "-"

    def too_many_requests(self, retry_after: int) -> Answer:
        """Return the 429 of a push service."""
        return Answer(429, headers={"Retry-After": str(retry_after)})

    def server_error(self, status: int) -> Answer:
        """Return a 5xx, or a 3xx that leads on to this server."""
        return Answer(status, headers={"Location": f"{self.url}/push/elsewhere"} if status < 400 else {})

    def revoked_token(self, fault: RevokedToken) -> Answer:  # noqa: ARG002
        """Return the answer to a subscription that ended."""
        return Answer(410)


def _check_signature(said: str, signature: bytes, key: bytes) -> None:
    header = json.loads(bytes_of(said.partition(".")[0]))
    pair = encode_dss_signature(int.from_bytes(signature[:32]), int.from_bytes(signature[32:]))
    point = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), key)
    try:
        point.verify(pair, said.encode(), ec.ECDSA(hashes.SHA256()))
    except InvalidSignature:
        raise _refusal(403, "the signature is not right") from None
    if header.get("alg") != "ES256":
        raise _refusal(403, "signed in a way that is not taken")


def _check_message(request: Request) -> None:
    if not request.headers.get("ttl", "").isdecimal():
        raise _refusal(400, "no TTL")
    if request.headers.get("content-encoding") != "aes128gcm":
        raise _refusal(400, "not encrypted as it should be")
    if len(request.body) > LARGEST:
        raise _refusal(413, "too large")
    if not re.fullmatch(r"[\w-]{0,32}", request.headers.get("topic", "")):
        raise _refusal(400, "a topic has at most 32 letters of base64url")


def _refusal(status: int, why: str) -> RefusalError:
    return RefusalError(status, {"reason": why})
