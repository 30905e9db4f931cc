"""What local servers have in common whose network is asked with an access token and answers in JSON."""

import base64
import hashlib
import io
import itertools
from dataclasses import dataclass
from typing import Any, ClassVar
from urllib.parse import urlencode

from PIL import Image

from antiphon.practice.exchange import Answer, RefusalError, Request
from antiphon.practice.faults import RevokedToken
from antiphon.practice.server import PracticeServer

TOKEN = "the access token of the workshop"
CLIENT_ID, CLIENT_SECRET = "an application", "the secret of the application"


@dataclass(frozen=True)
class SigningIn:
    """How one signs in at a network: where, and what it insists on.

    `asks` are parameters without which it gives no refresh token; `bodies` says that the secret stands in the
    body, not in the head. `rotates` that each refresh token is good once.
    """

    authorize: str
    token: str
    asks: tuple[tuple[str, str], ...] = ()
    client: str = "client_id"
    separator: str = " "
    bodies: bool = False
    proves: bool = False
    rotates: bool = False


class BearerServer(PracticeServer):
    """A network with one account of ours. A subclass names its routes: method, path and the method that answers."""

    routes: ClassVar[tuple[tuple[str, str, str], ...]]
    #: Without addresses nobody signs in: the token was given by hand.
    signing_in: ClassVar[SigningIn] = SigningIn("", "")

    def __init__(self) -> None:
        super().__init__()
        self.token = TOKEN
        self.refresh_token = ""
        self.asked: dict[str, str] = {}
        self.numbers = itertools.count(1_000)

    def number(self) -> str:
        """Return a number that nothing has yet."""
        return str(next(self.numbers))

    def carry_out(self, request: Request) -> Answer:
        """Let people sign in and programs fetch tokens; the rest is for whoever has one."""
        way = self.signing_in
        with self.lock:
            if (request.method, request.path) == ("GET", way.authorize):
                return self._authorized(request)
            if (request.method, request.path) == ("POST", way.token):
                return self._granted(request)
        return super().carry_out(request)

    def _authorized(self, request: Request) -> Answer:
        self.asked = {name: values[0] for name, values in request.query.items()}
        back = urlencode({"code": "a code", "state": self.asked["state"]})
        return Answer(302, b"", headers={"Location": f"{self.asked['redirect_uri']}?{back}"})

    def _granted(self, request: Request) -> Answer:
        wrong = self._wrong_client(request) or self._wrong_grant(request)
        if wrong:
            return Answer.of_json(
                {"error": wrong, "error_description": wrong}, 401 if wrong == "invalid_client" else 400
            )
        if not self.refresh_token or self.signing_in.rotates:
            self.refresh_token = f"a refresh token {self.number()}"
        self.token = f"an access token {self.number()}"
        way, told = self.signing_in, {"access_token": self.token, "token_type": "bearer", "expires_in": 3600}
        for name, value in way.asks:
            if value not in self.asked.get(name, "").split(way.separator):
                return Answer.of_json(told)
        return Answer.of_json(told | {"refresh_token": self.refresh_token})

    def _wrong_client(self, request: Request) -> str:
        way = self.signing_in
        given = f"{request.value(way.client)}:{request.value('client_secret')}"
        if not way.bodies:
            given = base64.b64decode(request.headers.get("authorization", "Basic ").partition(" ")[2]).decode()
        right = self.asked.get(way.client) == CLIENT_ID and given == f"{CLIENT_ID}:{CLIENT_SECRET}"
        return "" if right else "invalid_client"

    def _wrong_grant(self, request: Request) -> str:
        if request.value("grant_type") == "refresh_token":
            return "" if request.value("refresh_token") == self.refresh_token else "invalid_grant"
        proof = base64.urlsafe_b64encode(hashlib.sha256((request.value("code_verifier") or "").encode()).digest())
        proved = self.asked.get("code_challenge") == proof.rstrip(b"=").decode()
        right = request.value("code") == "a code" and request.value("redirect_uri") == self.asked["redirect_uri"]
        return "" if right and (proved or not self.signing_in.proves) else "invalid_grant"

    def answer(self, request: Request) -> Answer:
        """Answer whoever has the token, or is asked for none."""
        for method, template, name in self.routes:
            params = matched(template, request.path) if method == request.method else None
            if params is not None:
                request.params = params
                answered = getattr(self, name)(request)
                return answered if isinstance(answered, Answer) else Answer.of_json(answered)
        raise RefusalError(404, {"error": f"no such address: {request.method} {request.path}"})

    def signed_in(self, request: Request) -> None:
        """Refuse whoever has no good token."""
        if request.bearer != self.token:
            raise RefusalError(401, self.unknown_token())

    def unknown_token(self) -> Any:
        """Return what the network says to a token that is no longer good."""
        return {"error": "invalid token"}

    def too_many_requests(self, retry_after: int) -> Answer:
        """Ask to wait."""
        return Answer.of_json({"error": "too many requests"}, 429, {"Retry-After": str(retry_after)})

    def server_error(self, status: int) -> Answer:
        """Be broken."""
        return Answer.of_json({"error": "internal error"}, status)

    def revoked_token(self, fault: RevokedToken) -> Answer:  # noqa: ARG002
        """Refuse the token."""
        return Answer.of_json(self.unknown_token(), 401)


def matched(template: str, path: str) -> dict[str, str] | None:
    """Return what a path says where the template has braces; None if it is another path."""
    wanted, given = template.rstrip("/").split("/"), path.rstrip("/").split("/")
    if len(wanted) != len(given):
        return None
    pairs = list(zip(wanted, given, strict=True))
    if any(want != have for want, have in pairs if not want.startswith("{")):
        return None
    return {want.strip("{}"): have for want, have in pairs if want.startswith("{")}


def size_of(data: bytes) -> tuple[int, int]:
    """Return the width and height of a picture."""
    with Image.open(io.BytesIO(data)) as opened:
        return opened.size
