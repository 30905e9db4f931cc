"""OAuth 2 as its clients speak it (RFC 6749, RFC 7636), through oauthlib; what a network does of its own is data."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl

import requests
from oauthlib.common import add_params_to_qs, add_params_to_uri
from oauthlib.oauth2 import WebApplicationClient
from oauthlib.oauth2.rfc6749.errors import OAuth2Error
from oauthlib.oauth2.rfc6749.parameters import parse_token_response, prepare_token_request

from antiphon.channels.connector import Door, Exchange, OAuth, Revocation
from antiphon.channels.wire.rest import Rest
from antiphon.lib.errors import ChannelError, Trouble

_HEAD = {"Accept": "application/json", "User-Agent": "Antiphon (self-hosted)"}
_FORM = {"Content-Type": "application/x-www-form-urlencoded"}
_VERIFIER_LENGTH = 64
_PASSING = frozenset({"server_error", "temporarily_unavailable", "slow_down"})
_OF_APPLICATION = frozenset({"invalid_client", "unauthorized_client", "unsupported_grant_type"})
_TOLD = ("error_description", "error_message", "message", "error_user_msg", "description")
_A_CENTURY = 100 * 365 * 86_400


class TokenRefused(ChannelError):
    """The authorization server said no: `error` is its word for why, `said` its sentence, both perhaps empty.

    AUTH means that what was granted is over, PERMISSION that it does not accept the application, a passing
    trouble that it may be asked again soon; anything else is no end of the grant either.
    """

    def __init__(self, trouble: Trouble, error: str, said: str) -> None:
        super().__init__(trouble, f"{error}: {said}")
        self.error = error
        self.said = said[:300]


@dataclass(frozen=True, slots=True)
class Client:
    """What an application is known by at the network."""

    id: str
    secret: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Tokens:
    """What was granted: `lasts` is the life of the access token, `refresh_lasts` of the other; None: not told."""

    access: str = field(repr=False)
    refresh: str = field(default="", repr=False)
    lasts: timedelta | None = None
    refresh_lasts: timedelta | None = None
    scopes: str = ""


class AuthorizationServer:
    """The authorization server of one network. Whatever asks it something raises ChannelError."""

    def __init__(self, oauth: OAuth, client: Client, door: Door) -> None:
        self._oauth = oauth
        self._client = client
        self._door = door
        self._secrets: tuple[str, ...] = (client.secret,)
        self._rest = Rest(door, oauth.token, _HEAD, self._explain)

    def address(self, redirect: str, state: str, verifier: str) -> str:
        """Return where the browser goes to sign in; an empty verifier asks without a proof key."""
        oauth = self._oauth
        asked = {
            "response_type": "code",
            oauth.client_id_name: self._client.id,
            "redirect_uri": redirect,
            "scope": oauth.scope_separator.join(oauth.scopes),
            "state": state,
        }
        if verifier:
            asked |= {"code_challenge": challenge(verifier), "code_challenge_method": "S256"}
        return str(add_params_to_uri(self._door.at(oauth.authorize), list((asked | oauth.extra).items())))

    def exchange(self, code: str, redirect: str, verifier: str) -> Tokens:
        """Return the tokens for the code that the browser brought back."""
        self._secrets += (code, verifier)
        more = {"code_verifier": verifier} if verifier else {}
        tokens = self._ask("authorization_code", code=code, redirect_uri=redirect, **more)
        return self._traded(self._oauth.lengthens, tokens) if self._oauth.lengthens else tokens

    def renew(self, held: Tokens) -> Tokens:
        """Return fresh tokens for those held. An empty refresh token means that the one held goes on."""
        self._secrets += (held.access, held.refresh)
        if self._oauth.renews:
            return self._traded(self._oauth.renews, held)
        return self._ask("refresh_token", refresh_token=held.refresh)

    def revoke(self, held: Tokens) -> None:
        """Give back what was granted; raise ChannelError if the network did not say that it is over."""
        how = self._oauth.revokes
        assert how is not None  # noqa: S101  asked by whoever calls
        self._secrets += (held.access, held.refresh)
        tokens = {"access_token": held.access} if how.access_alone else _by_kind(held)
        for kind, token in tokens.items():
            names, login = self._names() if how.names_client else ({}, None)
            asked = {how.carries: token} | ({"token_type_hint": kind} if how.hints else {}) | names
            where = "data" if how.method == "POST" else "params"
            self._given_back(how, {where: asked, "auth": login})

    def _given_back(self, how: Revocation, request: dict[str, Any]) -> None:
        try:
            told = _document(self._rest.answer(how.method, how.address, **request))
        except TokenRefused as error:
            if error.error == "invalid_token":  # it was over already
                return
            raise
        if told.get("error"):
            word, said = _error_of(told)
            raise TokenRefused(Trouble.CONTENT, self._clean(word), self._clean(said))

    def _ask(self, grant_type: str, **what: str) -> Tokens:
        names, login = self._names()
        body = add_params_to_qs(
            prepare_token_request(grant_type, include_client_id=False, **what),
            list(names.items()),
        )
        answer = self._rest.answer("POST", self._oauth.token, data=body, headers=_FORM, auth=login)
        return self._read(answer)

    def _names(self) -> tuple[dict[str, str], tuple[str, str] | None]:
        """Return what names the application in the body, and what does in the header."""
        client, name = self._client, self._oauth.client_id_name
        if not client.secret:
            return {name: client.id}, None
        if self._oauth.secret_in_header:
            return {}, (client.id, client.secret)
        return {name: client.id, "client_secret": client.secret}, None

    def _traded(self, exchange: Exchange, held: Tokens) -> Tokens:
        self._secrets += (held.access,)
        names = {"client_id": self._client.id, "client_secret": self._client.secret}
        asked = {"grant_type": exchange.grant_type, exchange.carries: held.access}
        asked |= {name: names[name] for name in exchange.sends}
        return self._read(self._rest.answer("GET", exchange.address, params=asked))

    def _read(self, answer: requests.Response) -> Tokens:
        told = _document(answer)
        refused = self._refused(told, answer.status_code)
        if refused:
            raise refused
        try:
            tokens = parse_token_response(json.dumps(told))
        except (OAuth2Error, ValueError, TypeError, AttributeError) as error:
            raise ChannelError(Trouble.BEFORE_SEND, f"the answer holds no token: {type(error).__name__}") from None
        return Tokens(
            access=_text(tokens["access_token"]),
            refresh=_text(told.get("refresh_token")),
            lasts=_span(told.get("expires_in")),
            refresh_lasts=_span(told.get("refresh_token_expires_in") or told.get("refresh_expires_in")),
            scopes=_text(told.get("scope")),
        )

    def _explain(self, answer: requests.Response) -> Trouble | ChannelError | None:
        if answer.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR or answer.is_redirect:
            return Trouble.BEFORE_SEND
        if answer.status_code == HTTPStatus.TOO_MANY_REQUESTS:
            return Trouble.LIMIT
        return self._refused(_document(answer), answer.status_code)

    def _refused(self, told: Mapping[str, Any], status: int) -> ChannelError | None:
        if status < HTTPStatus.BAD_REQUEST and ("access_token" in told or not told):
            return None
        error, said = _error_of(told)
        return TokenRefused(self._trouble(told, error, status), self._clean(error), self._clean(said))

    def _trouble(self, told: Mapping[str, Any], error: str, status: int) -> Trouble:
        whole = json.dumps(told, separators=(",", ":"), ensure_ascii=False)
        if error == "invalid_grant" or any(piece in whole for piece in self._oauth.over):
            return Trouble.AUTH
        if error in _PASSING or '"is_transient":true' in whole:
            return Trouble.BEFORE_SEND
        if error in _OF_APPLICATION or status == HTTPStatus.UNAUTHORIZED:
            return Trouble.PERMISSION
        return Trouble.CONTENT

    def _clean(self, text: str) -> str:
        for secret in self._secrets:
            text = text.replace(secret, "…") if secret else text
        return text[:300]


def _by_kind(held: Tokens) -> dict[str, str]:
    """Return the tokens by the names of RFC 7009, § 2.1; what renews the other stands first."""
    tokens = {"refresh_token": held.refresh, "access_token": held.access}
    return {kind: token for kind, token in tokens.items() if token}


def new_verifier() -> str:
    """Return a fresh proof key (RFC 7636 § 4.1)."""
    return str(WebApplicationClient("").create_code_verifier(_VERIFIER_LENGTH))


def challenge(verifier: str) -> str:
    """Return what is shown of a proof key (RFC 7636 § 4.2, S256)."""
    return str(WebApplicationClient("").create_code_challenge(verifier, "S256"))


def offers_proof_keys(oauth: OAuth, door: Door) -> bool:
    """Whether to send a proof key: what the server's own description says where it has one (RFC 8414)."""
    if not oauth.describes:
        return oauth.pkce
    try:
        told = Rest(door, oauth.describes, _HEAD).get(oauth.describes)
    except ChannelError:
        return False
    methods = told.get("code_challenge_methods_supported") if isinstance(told, dict) else None
    return isinstance(methods, list) and "S256" in methods


def register(oauth: OAuth, door: Door, *, name: str, redirect: str, website: str) -> Client:
    """Register an application where the network lets programs do it, and return what it is known by."""
    asked = {
        "client_name": name,
        "redirect_uris": redirect,
        "scopes": oauth.scope_separator.join(oauth.scopes),
        "website": website,
    }
    answer = Rest(door, oauth.registers, _HEAD).answer("POST", oauth.registers, data=asked)
    told = _document(answer)
    client = Client(_text(told.get("client_id")), _text(told.get("client_secret")))
    if not client.id:
        raise ChannelError(Trouble.BEFORE_SEND, "the answer names no application")
    return client


def _document(answer: requests.Response) -> dict[str, Any]:
    """Return the answer as names and values: JSON, else the form that older servers send; empty for anything else."""
    try:
        told = answer.json() if answer.content else {}
    except ValueError:
        told = dict(parse_qsl(answer.text[:10_000]))
    inner = told.get("data") if isinstance(told, dict) else None
    if isinstance(inner, list) and inner:
        inner = inner[0]
    if isinstance(inner, dict) and "access_token" in inner:
        return inner
    return told if isinstance(told, dict) else {}


def _error_of(told: Mapping[str, Any]) -> tuple[str, str]:
    error = told.get("error")
    inner = error if isinstance(error, dict) else told
    said = next((str(inner[name]) for name in _TOLD if inner.get(name)), "")
    word = inner.get("type") or inner.get("error_type") if isinstance(error, dict) or error is None else error
    return _text(word), said


def _text(value: Any) -> str:
    return str(value) if isinstance(value, str | int) else ""


def _span(value: Any) -> timedelta | None:
    """Return a number of seconds as a span; None for what is no number or says "for ever" by 0."""
    try:
        seconds = int(float(value))
    except (TypeError, ValueError, OverflowError):
        return None
    return timedelta(seconds=min(seconds, _A_CENTURY)) if seconds > 0 else None
