"""Sessions: tokens shaped as JSON Web Tokens, signed with a key of this server."""

import base64
import hashlib
import hmac
import json
import secrets
from datetime import datetime, timedelta
from typing import Any

from antiphon.practice.bluesky.network import Network, invalid_request
from antiphon.practice.bluesky.records import Account, RefreshToken
from antiphon.practice.exchange import RefusalError, Request

ACCESS, REFRESH = "com.atproto.access", "com.atproto.refresh"
KINDS = {ACCESS: "at+jwt", REFRESH: "refresh+jwt"}


def authentication_required(message: str = "Authentication Required", error: str = "") -> RefusalError:
    """Return XRPC's 401."""
    return RefusalError(401, {"error": error or "AuthenticationRequired", "message": message})


def tokens(network: Network, account: Account, refresh_id: str | None = None) -> dict[str, str]:
    """Make an access token and a refresh token."""
    now, limits = network.clock.now(), network.limits
    identifier = refresh_id or secrets.token_urlsafe(24)
    expires_at = now + timedelta(seconds=limits.refresh_seconds)
    network.revision += 1
    network.state.refresh_tokens.setdefault(identifier, RefreshToken(identifier, account.did, expires_at))
    access_until = now + timedelta(seconds=limits.access_seconds)
    return {
        "accessJwt": _signed(network, account, ACCESS, access_until, {}),
        "refreshJwt": _signed(network, account, REFRESH, expires_at, {"jti": identifier}),
    }


def rotated(network: Network, token: RefreshToken) -> dict[str, str]:
    """Exchange a refresh token; the old one stays good for the grace period and leads to the same next one."""
    now = network.clock.now()
    grace = now + timedelta(seconds=network.limits.refresh_grace_seconds)
    token.expires_at = min(token.expires_at, grace)
    token.next_id = token.next_id or secrets.token_urlsafe(24)
    return tokens(network, network.state.accounts[token.did], token.next_id)


def user(network: Network, request: Request) -> Account:
    """Return the account of the access token, or refuse in the PDS's words."""
    claims = _claims(network, request, ACCESS)
    account = network.state.accounts.get(claims["sub"])
    if account is None:
        raise invalid_request("Token could not be verified", "InvalidToken")
    if claims["generation"] != account.generation:
        raise invalid_request("Token has been revoked", "ExpiredToken")
    if not account.active:
        raise authentication_required("Account has been taken down", "AccountTakedown")
    return account


def viewer(network: Network, request: Request) -> Account | None:
    """Return the account that asks; None for the public."""
    return user(network, request) if request.bearer else None


def refresh_token(network: Network, request: Request) -> RefreshToken:
    """Return the refresh token of a request, or refuse."""
    token = network.state.refresh_tokens.get(_claims(network, request, REFRESH)["jti"])
    if token is None or token.expires_at <= network.clock.now():
        raise invalid_request("Token has been revoked", "ExpiredToken")
    return token


def _signed(network: Network, account: Account, scope: str, until: datetime, more: dict[str, str]) -> str:
    claims: dict[str, Any] = {
        "scope": scope,
        "sub": account.did,
        "iat": int(network.clock.now().timestamp()),
        "exp": int(until.timestamp()),
        "aud": service_did(network),
        "generation": account.generation,
    }
    head = _encoded(json.dumps({"typ": KINDS[scope], "alg": "HS256"}).encode())
    body = f"{head}.{_encoded(json.dumps(claims | more).encode())}"
    return f"{body}.{_signature(network, body)}"


def service_did(network: Network) -> str:
    """Return the identifier of this server."""
    return "did:web:" + network.url.removeprefix("http://").replace(":", "%3A")


def _claims(network: Network, request: Request, scope: str) -> dict[str, Any]:
    if request.bearer is None:
        raise authentication_required(error="AuthMissing")
    body, _, signature = request.bearer.rpartition(".")
    if not hmac.compare_digest(signature, _signature(network, body)):
        raise invalid_request("Token could not be verified", "InvalidToken")
    claims: dict[str, Any] = json.loads(_decoded(body.partition(".")[2]))
    if claims["exp"] <= network.clock.now().timestamp():
        raise invalid_request("Token has expired", "ExpiredToken")
    if claims["scope"] != scope:
        raise invalid_request("Token could not be verified", "InvalidToken")
    return claims


def _signature(network: Network, body: str) -> str:
    key = network.state.signing_key.encode()
    return _encoded(hmac.new(key, body.encode(), hashlib.sha256).digest())


def _encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _decoded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
