"""The server and its sessions: `com.atproto.server` and `com.atproto.identity`."""

import secrets
from datetime import timedelta
from typing import Any

from antiphon.practice.bluesky.network import Network, invalid_request
from antiphon.practice.bluesky.records import Account
from antiphon.practice.bluesky.repo_api import RATE_LIMITED, rate_limit_headers
from antiphon.practice.bluesky.sessions import (
    authentication_required,
    refresh_token,
    rotated,
    service_did,
    tokens,
    user,
)
from antiphon.practice.exchange import Answer, RefusalError, Request
from antiphon.practice.routing import Router

router = Router[Network]()
FIVE_MINUTES = 300


@router.on("GET", "/xrpc/_health")
def health(_: Network, __: Request) -> Answer:
    """Say that the server is up."""
    return Answer.of_json({"version": "practice"})


@router.on("GET", "/xrpc/com.atproto.server.describeServer")
def describe_server(network: Network, _: Request) -> Answer:
    """Return what the server offers."""
    return Answer.of_json(
        {
            "did": service_did(network),
            "availableUserDomains": [".test"],
            "inviteCodeRequired": True,
            "blobUploadLimit": network.limits.blob_upload_limit,
            "links": {},
            "contact": {},
        }
    )


@router.on("GET", "/xrpc/com.atproto.identity.resolveHandle")
def resolve_handle(network: Network, request: Request) -> Answer:
    """Return the DID of a handle."""
    account = network.find_account(request.value("handle") or "")
    if account is None:
        raise invalid_request("Unable to resolve handle", "HandleNotFound")
    return Answer.of_json({"did": account.did})


@router.on("POST", "/xrpc/com.atproto.server.createSession")
def create_session(network: Network, request: Request) -> Answer:
    """Open a session with handle (or DID) and password."""
    body = request.json or {}
    identifier = str(body.get("identifier", ""))
    _count_session(network, identifier)
    account = network.find_account(identifier)
    password = str(body.get("password", ""))
    if account is None or not secrets.compare_digest(account.password, password):
        raise authentication_required("Invalid identifier or password")
    if not account.active:
        raise authentication_required("Account has been taken down", "AccountTakedown")
    return Answer.of_json(tokens(network, account) | _session(network, account))


def _count_session(network: Network, identifier: str) -> None:
    limits, now, key = network.limits, network.clock.now(), f"session {identifier}"
    window = now - timedelta(seconds=FIVE_MINUTES)
    recent = [s for s in network.spent_points.get(key, []) if s[0] > window]
    if limits.enforce_rate_limit and len(recent) >= limits.sessions_per_five_minutes:
        wait = int((recent[0][0] - window).total_seconds()) + 1
        most = limits.sessions_per_five_minutes
        raise RefusalError(429, RATE_LIMITED, rate_limit_headers(network, most, FIVE_MINUTES, wait))
    network.spent_points[key] = [*recent, (now, 1)]


def _session(network: Network, account: Account) -> dict[str, Any]:
    document = did_document(network, account)
    return {"did": account.did, "handle": account.handle, "didDoc": document, "active": account.active}


def did_document(network: Network, account: Account) -> dict[str, Any]:
    """Return the DID document: this server is the account's PDS."""
    service = {
        "id": "#atproto_pds",
        "type": "AtprotoPersonalDataServer",
        "serviceEndpoint": network.url,
    }
    return {
        "@context": ["https://www.w3.org/ns/did/v1"],
        "id": account.did,
        "alsoKnownAs": [f"at://{account.handle}"],
        "verificationMethod": [],
        "service": [service],
    }


@router.on("POST", "/xrpc/com.atproto.server.refreshSession")
def refresh_session(network: Network, request: Request) -> Answer:
    """Exchange a refresh token for new tokens."""
    token = refresh_token(network, request)
    account = network.state.accounts[token.did]
    if not account.active:
        raise authentication_required("Account has been taken down", "AccountTakedown")
    return Answer.of_json(rotated(network, token) | _session(network, account))


@router.on("POST", "/xrpc/com.atproto.server.deleteSession")
def delete_session(network: Network, request: Request) -> Answer:
    """End a session."""
    token = refresh_token(network, request)
    network.revision += 1
    del network.state.refresh_tokens[token.id]
    return Answer.of_json({})


@router.on("GET", "/xrpc/com.atproto.server.getSession")
def get_session(network: Network, request: Request) -> Answer:
    """Return whose token it is."""
    return Answer.of_json(_session(network, user(network, request)))
