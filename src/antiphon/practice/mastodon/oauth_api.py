"""Applications, tokens and the sign-in page; the instance documents."""

import base64
import hashlib
import html
import secrets
from urllib.parse import urlencode

from antiphon.practice.exchange import Answer, RefusalError, Request
from antiphon.practice.mastodon.access import is_granted, token_of
from antiphon.practice.mastodon.entities import instance_entity, instance_entity_v1
from antiphon.practice.mastodon.instance import Instance, unprocessable
from antiphon.practice.mastodon.records import Account, Application, Grant
from antiphon.practice.pages import document
from antiphon.practice.routing import Router

router = Router[Instance]()
OUT_OF_BAND = "urn:ietf:wg:oauth:2.0:oob"
BAD_CLIENT = (
    "Client authentication failed due to unknown client, no client authentication included, "
    "or unsupported authentication method."
)
BAD_GRANT = (
    "The provided authorization grant is invalid, expired, revoked, does not match the redirection URI "
    "used in the authorization request, or was issued to another client."
)


def _oauth_error(status: int, error: str, description: str) -> RefusalError:
    return RefusalError(status, {"error": error, "error_description": description})


@router.on("GET", "/api/v2/instance")
def instance_v2(instance: Instance, _: Request) -> Answer:
    """Return the instance and its limits."""
    return Answer.of_json(instance_entity(instance))


@router.on("GET", "/api/v1/instance")
def instance_v1(instance: Instance, _: Request) -> Answer:
    """Return the instance as older clients expect it."""
    return Answer.of_json(instance_entity_v1(instance))


@router.on("GET", "/.well-known/oauth-authorization-server")
def metadata(instance: Instance, _: Request) -> Answer:
    """Return where and how tokens are given."""
    url = instance.url
    return Answer.of_json(
        {
            "issuer": f"{url}/",
            "authorization_endpoint": f"{url}/oauth/authorize",
            "token_endpoint": f"{url}/oauth/token",
            "revocation_endpoint": f"{url}/oauth/revoke",
            "app_registration_endpoint": f"{url}/api/v1/apps",
            "scopes_supported": ["read", "write", "follow", "push", "profile"],
            "response_types_supported": ["code"],
            "response_modes_supported": ["query"],
            "code_challenge_methods_supported": ["S256"],
            "grant_types_supported": ["authorization_code", "client_credentials", "password"],
            "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
        }
    )


@router.on("POST", "/api/v1/apps")
def register(instance: Instance, request: Request) -> Answer:
    """Register an application."""
    name, uris = request.value("client_name"), " ".join(request.values("redirect_uris")).split()
    if not name or not uris:
        raise unprocessable("Validation failed: Application name can't be blank, Redirect URI can't be blank")
    application = Application(
        client_id=secrets.token_urlsafe(32),
        client_secret=secrets.token_urlsafe(32),
        name=name,
        redirect_uris=uris,
        scopes=request.value("scopes") or "read",
        website=request.value("website"),
    )
    instance.revision += 1
    instance.state.applications[application.client_id] = application
    secret = {"client_secret": application.client_secret, "client_secret_expires_at": 0}
    return Answer.of_json(_application_entity(application) | secret)


def _application_entity(application: Application) -> dict[str, object]:
    return {
        "id": application.client_id[:8],
        "name": application.name,
        "website": application.website,
        "scopes": application.scopes.split(),
        "redirect_uri": "\n".join(application.redirect_uris),
        "redirect_uris": application.redirect_uris,
        "client_id": application.client_id,
    }


@router.on("GET", "/api/v1/apps/verify_credentials")
def verify_application(instance: Instance, request: Request) -> Answer:
    """Return the application of the token."""
    token = token_of(instance, request)
    application = instance.state.applications.get(token.client_id or "") if token else None
    if not application:
        raise RefusalError(401, {"error": "The access token is invalid"})
    return Answer.of_json(_application_entity(application))


def _asked(instance: Instance, request: Request) -> tuple[Application, str, str]:
    application = instance.state.applications.get(request.value("client_id") or "")
    if not application:
        raise _oauth_error(401, "invalid_client", BAD_CLIENT)
    redirect_uri = request.value("redirect_uri") or OUT_OF_BAND
    if redirect_uri not in application.redirect_uris:
        raise _oauth_error(400, "invalid_redirect_uri", "The redirect URI included is not valid.")
    scopes = request.value("scope") or "read"
    if not all(is_granted(scope, application.scopes) for scope in scopes.split()):
        message = "The requested scope is invalid, unknown, or malformed."
        raise _oauth_error(400, "invalid_scope", message)
    return application, redirect_uri, scopes


@router.on("GET", "/oauth/authorize")
def authorize_page(instance: Instance, request: Request) -> Answer:
    """Show the sign-in page."""
    application, _, scopes = _asked(instance, request)
    return Answer.of_html(_sign_in_page(instance, request, application, scopes, ""))


@router.on("POST", "/oauth/authorize")
def authorize(instance: Instance, request: Request) -> Answer:
    """Check name and password, then send the code to the application or show it."""
    application, redirect_uri, scopes = _asked(instance, request)
    account = _signed_in(instance, request)
    if not account:
        page = _sign_in_page(instance, request, application, scopes, "That name and password do not match.")
        return Answer.of_html(page, 422)
    code = secrets.token_urlsafe(32)
    challenge = request.value("code_challenge")
    grant = Grant(account.id, application.client_id, redirect_uri, scopes, challenge)
    instance.state.grants_by_code[code] = grant
    if redirect_uri == OUT_OF_BAND:
        return Answer.of_html(document("Authorization code", f"<main><code>{code}</code></main>"))
    parameters = {"code": code} | ({"state": state} if (state := request.value("state")) else {})
    joint = "&" if "?" in redirect_uri else "?"
    return Answer(302, headers={"Location": f"{redirect_uri}{joint}{urlencode(parameters)}"})


def _signed_in(instance: Instance, request: Request) -> Account | None:
    account = instance.find_account(request.value("username") or "")
    password = request.value("password") or ""
    return account if account and secrets.compare_digest(account.password, password) else None


def _sign_in_page(instance: Instance, request: Request, application: Application, scopes: str, error: str) -> str:
    kept = ("client_id", "redirect_uri", "scope", "state", "response_type", "code_challenge")
    hidden = "".join(
        f'<input type="hidden" name="{name}" value="{html.escape(request.value(name) or "")}">' for name in kept
    )
    local = [a for a in instance.state.accounts.values() if not a.domain]
    names = "".join(f'<option value="{html.escape(a.username)}">' for a in local)
    alert = f'<p role="alert">{html.escape(error)}</p>' if error else ""
    body = (
        f"<main><h1>Sign in to the practice server</h1>{alert}"
        f"<p><strong>{html.escape(application.name)}</strong> asks for: {html.escape(scopes)}.</p>"
        f'<form method="post" action="/oauth/authorize">{hidden}'
        '<p><label>Name <input name="username" list="names" autocomplete="username" required></label></p>'
        f'<datalist id="names">{names}</datalist>'
        '<p><label>Password <input name="password" type="password" autocomplete="current-password" required>'
        "</label></p><p><button>Sign in and allow</button></p></form></main>"
    )
    return document("Sign in", body)


@router.on("POST", "/oauth/token")
def token(instance: Instance, request: Request) -> Answer:
    """Give a token for a code, for a password, or to the application itself."""
    application = _client(instance, request)
    account_id, scopes = _granted(instance, request, application)
    access_token = instance.issue_token(account_id, application.client_id, scopes)
    created_at = int(instance.state.tokens[access_token].created_at.timestamp())
    answer = {"access_token": access_token, "token_type": "Bearer", "scope": scopes, "created_at": created_at}
    return Answer.of_json(answer)


def _client(instance: Instance, request: Request) -> Application:
    identifier, secret = request.value("client_id"), request.value("client_secret")
    scheme, _, basic = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "basic":
        identifier, _, secret = base64.b64decode(basic).decode().partition(":")
    application = instance.state.applications.get(identifier or "")
    if not application or not secrets.compare_digest(application.client_secret, secret or ""):
        raise _oauth_error(401, "invalid_client", BAD_CLIENT)
    return application


def _granted(instance: Instance, request: Request, application: Application) -> tuple[str | None, str]:
    kind = request.value("grant_type")
    if kind == "authorization_code":
        grant = _exchanged(instance, request, application)
        return grant.account_id, grant.scopes
    scopes = request.value("scope") or "read"
    if not all(is_granted(scope, application.scopes) for scope in scopes.split()):
        raise _oauth_error(400, "invalid_scope", "The requested scope is invalid, unknown, or malformed.")
    if kind == "client_credentials":
        return None, scopes
    account = _signed_in(instance, request) if kind == "password" else None
    if not account:
        raise _oauth_error(400, "invalid_grant", BAD_GRANT)
    return account.id, scopes


def _exchanged(instance: Instance, request: Request, application: Application) -> Grant:
    grant = instance.state.grants_by_code.pop(request.value("code") or "", None)
    fits = (
        grant
        and grant.client_id == application.client_id
        and grant.redirect_uri == (request.value("redirect_uri") or OUT_OF_BAND)
        and _verified(grant.challenge, request.value("code_verifier"))
    )
    if not grant or not fits:
        raise _oauth_error(400, "invalid_grant", BAD_GRANT)
    return grant


def _verified(challenge: str | None, verifier: str | None) -> bool:
    """Check a proof key (RFC 7636, S256)."""
    if challenge is None:
        return True
    digest = hashlib.sha256((verifier or "").encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode() == challenge


@router.on("POST", "/oauth/revoke")
def revoke(instance: Instance, request: Request) -> Answer:
    """Make a token useless."""
    application = _client(instance, request)
    known = instance.state.tokens.get(request.value("token") or "")
    if known and known.client_id != application.client_id:
        message = "You are not authorized to revoke this token"
        raise _oauth_error(403, "unauthorized_client", message)
    instance.revision += 1
    instance.state.tokens.pop(request.value("token") or "", None)
    return Answer.of_json({})
