"""A local authorization server (RFC 6749, RFC 7636, RFC 8414) with a small network behind it, and its moods."""

import base64
import hashlib
import itertools
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from antiphon.practice.exchange import Answer, RefusalError, Request
from antiphon.practice.faults import RevokedToken
from antiphon.practice.server import PracticeServer

CLIENT_ID, CLIENT_SECRET = "the-guild-knows-us", "what only the guild and we know"


@dataclass(frozen=True)
class Code:
    """What was shown when somebody signed in."""

    challenge: str
    redirect: str
    at: datetime


@dataclass
class Habits:
    """How the server behaves: seconds that tokens last, and what it does with refresh tokens.

    `refresh` is rotating (each works once), lasting (the same goes on), empty (given as an empty text when
    renewed), once (given at the first sign-in and never again) or none. `refuses` is the error with which
    people come back instead of a code.
    """

    access_seconds: int | None = 7200
    refresh_seconds: int | None = None
    code_seconds: int = 60
    refresh: str = "rotating"
    refuses: str = ""
    says: str = ""
    needs_proof: bool = True
    describes: bool = True
    pace: dict[str, str] = field(default_factory=dict)


class AuthorizationServer(PracticeServer):
    """A guild: whoever signs in may speak for its chapters. It counts how often each refresh token was used."""

    name = "guild"

    def __init__(self) -> None:
        super().__init__()
        self.habits = Habits()
        self.chapters = {"chapter:1": "Weavers", "chapter:2": "Dyers"}
        self.notes: list[str] = []
        self.registered: dict[str, str] = {CLIENT_ID: CLIENT_SECRET}
        self.asked: list[dict[str, str]] = []
        self.refreshed: list[str] = []
        self.given_back: list[tuple[str, str]] = []
        self._codes: dict[str, Code] = {}
        self._access: dict[str, datetime | None] = {}
        self._refresh: set[str] = set()
        self._numbers = itertools.count(1)

    # What a test does to it ---------------------------------------------------------------------

    def withdraw(self) -> None:
        """Let the person withdraw what was granted: every token is worthless."""
        with self.lock:
            self._access.clear()
            self._refresh.clear()

    def forget_access(self) -> None:
        """Let the access tokens be worthless before their time; refresh tokens go on."""
        with self.lock:
            self._access.clear()

    # The protocol -------------------------------------------------------------------------------

    def answer(self, request: Request) -> Answer:
        """Answer a browser, a client of OAuth, or whoever has a token."""
        asked = {
            "/authorize": self._authorize,
            "/token": self._token,
            "/lengthen": self._trade,
            "/renew": self._trade,
            "/apps": self._register,
            "/revoke": self._revoke,
            "/.well-known/oauth-authorization-server": self._describe,
        }.get(request.path)
        return asked(request) if asked else self._behind(request)

    def _authorize(self, request: Request) -> Answer:
        asked = {name: values[0] for name, values in request.query.items()}
        self.asked.append(asked)
        if asked.get("client_id") not in self.registered:
            return Answer.of_html("<p>This application is not known.</p>", 400)
        if self.habits.refuses:
            told = {"error": self.habits.refuses, "error_description": self.habits.says, "state": asked["state"]}
        else:
            code = self._fresh("code")
            self._codes[code] = Code(asked.get("code_challenge", ""), asked["redirect_uri"], self.clock.now())
            told = {"code": code, "state": asked["state"]}
        return Answer(302, headers={"Location": f"{asked['redirect_uri']}?{urlencode(told)}"})

    def _token(self, request: Request) -> Answer:
        self._check_client(request)
        if request.value("grant_type") == "refresh_token":
            return self._renewed(request.value("refresh_token") or "")
        return self._exchanged(request)

    def _check_client(self, request: Request) -> None:
        name, secret = request.value("client_id"), request.value("client_secret")
        scheme, _, login = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() == "basic":
            name, _, secret = base64.b64decode(login).decode().partition(":")
        if self.registered.get(name or "") != secret:
            raise RefusalError(401, {"error": "invalid_client", "error_description": "Wrong secret"})

    def _exchanged(self, request: Request) -> Answer:
        code = self._codes.pop(request.value("code") or "", None)
        if code is None or code.at + timedelta(seconds=self.habits.code_seconds) < self.clock.now():
            raise refused("invalid_grant", "The code is over")
        proves = code.challenge == shown(request.value("code_verifier") or "")
        needs = self.habits.needs_proof or code.challenge
        if code.redirect != request.value("redirect_uri") or (needs and not proves):
            raise refused("invalid_grant", "The proof does not fit")
        gives = {"rotating", "lasting", "empty", "once"}
        answer = self._given(self._fresh("refresh") if self.habits.refresh in gives else None)
        self.habits.refresh = "none" if self.habits.refresh == "once" else self.habits.refresh
        return answer

    def _renewed(self, token: str) -> Answer:
        self.refreshed.append(token)
        if token not in self._refresh:
            raise refused("invalid_grant", "The refresh token is over")
        if self.habits.refresh == "rotating":
            self._refresh.discard(token)
            return self._given(self._fresh("refresh"))
        return self._given("" if self.habits.refresh == "empty" else None)

    def _given(self, refresh: str | None) -> Answer:
        access = self._fresh("access")
        seconds = self.habits.access_seconds
        self._access[access] = self.clock.now() + timedelta(seconds=seconds) if seconds else None
        told: dict[str, Any] = {"access_token": access, "token_type": "Bearer", "scope": "speak listen"}
        told |= {"expires_in": seconds} if seconds else {}
        if refresh is not None:
            self._refresh |= {refresh} - {""}
            told["refresh_token"] = refresh
            told |= {"refresh_token_expires_in": self.habits.refresh_seconds} if self.habits.refresh_seconds else {}
        return Answer.of_json(told)

    def _trade(self, request: Request) -> Answer:
        """Trade a token for one that lasts 60 days, as Meta's networks do."""
        held = request.value("access_token") or ""
        if not self._is_good(held):
            raise RefusalError(400, {"error": {"message": "Session has expired", "type": "OAuth", "code": 190}})
        self.habits.access_seconds = 60 * 86_400
        return self._given(None)

    def _register(self, request: Request) -> Answer:
        name, secret = self._fresh("client"), self._fresh("secret")
        self.registered[name] = secret
        return Answer.of_json(
            {"client_id": name, "client_secret": secret, "redirect_uri": request.value("redirect_uris")}
        )

    def _revoke(self, request: Request) -> Answer:
        """End a token, and with what renews it whatever was had by it (RFC 7009)."""
        self._check_client(request)
        token = request.value("token") or ""
        self.given_back.append((request.value("token_type_hint") or "", token))
        if token in self._refresh:
            self.withdraw()
        self._access.pop(token, None)
        return Answer.of_json({})

    def _describe(self, _request: Request) -> Answer:
        if not self.habits.describes:
            return Answer.of_json({"error": "not found"}, 404)
        return Answer.of_json({"issuer": self.url, "code_challenge_methods_supported": ["S256"]})

    # The network behind it ------------------------------------------------------------------------

    def _behind(self, request: Request) -> Answer:
        if not self._is_good(request.bearer or ""):
            return self.revoked_token(RevokedToken(None))
        if request.path == "/chapters":
            told = [{"id": key, "name": name} for key, name in self.chapters.items()]
            return Answer.of_json({"chapters": told}, headers=self.habits.pace)
        if request.path == "/notes" and request.method == "POST":
            self.notes.append(f"{request.json['chapter']}: {request.json['text']}")
            return Answer.of_json({"id": str(len(self.notes))}, 201, self.habits.pace)
        return Answer.of_json({"notes": self.notes}, headers=self.habits.pace)

    def _is_good(self, token: str) -> bool:
        ends = self._access.get(token)
        return token in self._access and (ends is None or ends > self.clock.now())

    def _fresh(self, what: str) -> str:
        return f"{what}-{next(self._numbers)}-of-the-guild"

    def too_many_requests(self, retry_after: int) -> Answer:
        """Ask to wait."""
        return Answer.of_json({"error": "slow_down"}, 429, {"Retry-After": str(retry_after)})

    def server_error(self, status: int) -> Answer:
        """Be broken."""
        return Answer.of_json({"error": "server_error"}, status)

    def revoked_token(self, fault: RevokedToken) -> Answer:  # noqa: ARG002
        """Refuse."""
        return Answer.of_json({"error": "invalid_token"}, 401)


def refused(error: str, said: str) -> RefusalError:
    """Return the refusal of a token endpoint."""
    return RefusalError(400, {"error": error, "error_description": said})


def shown(verifier: str) -> str:
    """Return what is shown of a proof key (RFC 7636 § 4.6)."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
