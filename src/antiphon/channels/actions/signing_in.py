"""Signing in at a network: from the button to the channel, through the network's own pages."""

import hmac
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import msgspec
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from antiphon.channels import sentences
from antiphon.channels.actions.addressing import require_https
from antiphon.channels.actions.connecting import Found, drop_unused, keep_channel, look_up, read_credentials
from antiphon.channels.actions.registering import registered
from antiphon.channels.actions.renewing import take_over
from antiphon.channels.connector import Capability, Connector, Credentials, OAuth, Profile
from antiphon.channels.connectors import connector_for
from antiphon.channels.models import Application, Channel, Grant, SignIn
from antiphon.channels.queries import application_for, client_of, credentials_of, door, redirect_address, sealer
from antiphon.channels.wire.oauth import AuthorizationServer, TokenRefused, Tokens, new_verifier, offers_proof_keys
from antiphon.lib import clock, ids
from antiphon.lib.errors import ChannelError, Refusal
from antiphon.organizations.models import Member, User
from antiphon.organizations.permissions import require
from antiphon.organizations.queries import digest
from antiphon.organizations.rules import Duty

#: How long a person may take at the network's pages, and how long to choose the account after that.
LASTS = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Departure:
    """Where the browser is to go, and what is waited for."""

    sign_in: SignIn
    address: str


# There ----------------------------------------------------------------------------------------------


def begin_sign_in(by: Member, kind: str, typed: Mapping[str, str], session: str) -> Departure:
    """Begin to sign in at a network; `typed` is what it wants to know beforehand, `session` names the browser.

    Raise Refusal if the network is not reached or no application is registered there.
    """
    require(by, Duty.CONNECT)
    forget_unfinished()
    made = connector_for(kind)
    if made.oauth is None:
        raise Refusal(_("%(network)s knows no signing in here.") % {"network": made.name}, field="kind")
    typed = {name: _address(value) if name == "server" else value.strip() for name, value in typed.items()}
    require_https(made, typed)
    oauth = made.oauth.at(typed)
    application = _application(by, made, oauth, typed)
    credentials = read_credentials(made, typed, application)
    verifier = new_verifier() if offers_proof_keys(oauth, door()) else ""
    return _departure(by, oauth, application, credentials, verifier, session)


def _address(server: str) -> str:
    server = server.strip().rstrip("/")
    full = server if "://" in server else f"https://{server}"
    if urlsplit(full).scheme not in {"http", "https"} or not urlsplit(full).hostname or " " in full:
        raise Refusal(_("Type the address of the server, such as https://social.example."), field="server")
    return f"{urlsplit(full).scheme}://{urlsplit(full).netloc}"


def _application(by: Member, made: type[Connector[Any]], oauth: OAuth, typed: Mapping[str, str]) -> Application:
    if oauth.registers:
        return registered(by.brand, made.kind, oauth, typed)
    known = application_for(by.brand, made.kind)
    if known is None:
        raise Refusal(sentences.application_needed(made.name), field="client_id")
    return known


@transaction.atomic
def _departure(
    by: Member, oauth: OAuth, application: Application, credentials: Credentials, verifier: str, session: str
) -> Departure:
    now, lock, state = clock.now(), sealer(), ids.new_secret()
    sign_in = SignIn.objects.create(
        brand=by.brand,
        member=by,
        kind=application.kind,
        application=application,
        state_digest=digest(state),
        session_digest=digest(session),
        verifier_sealed=lock.seal(verifier.encode()) if verifier else "",
        typed_sealed=lock.seal(msgspec.json.encode(credentials)),
        redirect_address=redirect_address(),
        began_at=now,
        expires_at=now + LASTS,
    )
    server = AuthorizationServer(oauth, client_of(application, lock), door())
    return Departure(sign_in, server.address(sign_in.redirect_address, state, verifier))


def forget_unfinished() -> None:
    """Erase the sign-ins that nobody finished in time, with what was granted to them."""
    for sign_in in SignIn.objects.filter(expires_at__lt=clock.now()).select_related("grant"):
        with transaction.atomic():
            sign_in.delete()
            drop_unused(sign_in.grant)


# And back -------------------------------------------------------------------------------------------


def finish_sign_in(user: User, returned: Mapping[str, str], session: str) -> SignIn:
    """Take what the browser brought back from the network, once; return the sign-in with what was granted.

    Raise Refusal if it is not what was waited for, or if the network said no.
    """
    sign_in = _waited_for(user, returned.get("state", ""), session)
    name = connector_for(sign_in.kind).name
    if returned.get("error") or not returned.get("code"):
        said = returned.get("error_description") or returned.get("error_message") or ""
        raise Refusal(sentences.on_signing_in(name, returned.get("error", ""), said))
    try:
        tokens = _exchanged(sign_in, returned["code"])
    except TokenRefused as error:
        raise Refusal(sentences.on_signing_in(name, error.error, error.said)) from error
    except ChannelError as error:
        raise Refusal(sentences.on_connecting(name, error)) from error
    return _granted(sign_in, tokens)


@transaction.atomic
def _waited_for(user: User, state: str, session: str) -> SignIn:
    """Return the sign-in that this answer belongs to, and let no other answer belong to it."""
    now = clock.now()
    found = SignIn.objects.select_related("member__brand", "member__user", "application", "brand__organization")
    sign_in = found.filter(state_digest=digest(state)).first()
    its_browser = sign_in is not None and hmac.compare_digest(sign_in.session_digest, digest(session))
    if sign_in is None or not its_browser or sign_in.member.user_id != user.pk:
        raise Refusal(sentences.NOT_WAITED_FOR)
    require(sign_in.member, Duty.CONNECT)
    if sign_in.expires_at <= now:
        raise Refusal(sentences.TOOK_TOO_LONG)
    if not SignIn.objects.filter(pk=sign_in.pk, returned_at=None).update(returned_at=now):
        raise Refusal(sentences.NOT_WAITED_FOR)
    return sign_in


def _exchanged(sign_in: SignIn, code: str) -> Tokens:
    lock, made = sealer(), connector_for(sign_in.kind)
    assert made.oauth is not None  # noqa: S101  it began with one
    oauth = made.oauth.at({"server": sign_in.application.server})
    verifier = lock.open(sign_in.verifier_sealed).decode() if sign_in.verifier_sealed else ""
    server = AuthorizationServer(oauth, client_of(sign_in.application, lock), door())
    return server.exchange(code, sign_in.redirect_address, verifier)


@transaction.atomic
def _granted(sign_in: SignIn, tokens: Tokens) -> SignIn:
    now = clock.now()
    grant = Grant(application=sign_in.application, granted_by=sign_in.member, granted_at=now)
    take_over(grant, tokens)
    grant.save()
    sign_in.grant, sign_in.verifier_sealed, sign_in.expires_at = grant, "", now + LASTS
    sign_in.save(update_fields=["grant", "verifier_sealed", "expires_at"])
    return sign_in


# Whose account --------------------------------------------------------------------------------------


def accounts_of(sign_in: SignIn) -> tuple[Profile, ...]:
    """Ask the network for which accounts the person who signed in may speak; raise Refusal if it does not say."""
    made = connector_for(sign_in.kind)
    connector = made(_typed(sign_in), door(token=_token(sign_in)), None)
    try:
        return connector.accounts() if made.can(Capability.ACCOUNTS) else (connector.verify(),)
    except ChannelError as error:
        raise Refusal(sentences.on_connecting(made.name, error)) from error


def choose_accounts(by: Member, sign_in: SignIn, stable_ids: Iterable[str]) -> list[Channel]:
    """Connect the accounts that were chosen, all with what was granted; raise Refusal and connect none."""
    require(by, Duty.CONNECT)
    if sign_in.grant is None or sign_in.expires_at <= clock.now() or sign_in.member_id != by.pk:
        raise Refusal(sentences.TOOK_TOO_LONG)
    offered = {account.stable_id: account for account in accounts_of(sign_in)}
    chosen = [offered[one] for one in dict.fromkeys(stable_ids) if one in offered]
    if not chosen:
        raise Refusal(_("Choose an account."), field="accounts")
    made, typed, token = connector_for(sign_in.kind), _typed(sign_in), _token(sign_in)
    try:
        found = [look_up(made, typed, token, account) for account in chosen]
    except ChannelError as error:
        raise Refusal(sentences.on_connecting(made.name, error)) from error
    return _connected(sign_in, typed, found)


@transaction.atomic
def _connected(sign_in: SignIn, typed: Credentials, found: list[Found]) -> list[Channel]:
    gone, _rows = SignIn.objects.filter(pk=sign_in.pk).delete()
    if not gone:  # it was finished in this moment in another window
        raise Refusal(sentences.TOOK_TOO_LONG)
    return [keep_channel(sign_in.brand, sign_in.kind, typed, one, sign_in.grant) for one in found]


def _typed(sign_in: SignIn) -> Credentials:
    made, lock = connector_for(sign_in.kind), sealer()
    return credentials_of(made.credentials, lock.open(sign_in.typed_sealed), client_of(sign_in.application, lock))


def _token(sign_in: SignIn) -> str:
    if sign_in.grant is None:
        raise Refusal(sentences.TOOK_TOO_LONG)
    return sealer().open(sign_in.grant.access_sealed).decode()
