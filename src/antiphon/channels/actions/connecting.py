"""Accounts become channels, and stop being channels."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import msgspec
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from antiphon.channels import limits, sentences
from antiphon.channels.actions.addressing import require_https
from antiphon.channels.actions.giving_back import give_back
from antiphon.channels.actions.limiting import READ_EVERY
from antiphon.channels.actions.registering import save_application
from antiphon.channels.actions.renewing import due_at
from antiphon.channels.connector import Capability, Connector, Credentials, Limits, Profile
from antiphon.channels.connectors import connector_for
from antiphon.channels.models import Application, Channel, Grant
from antiphon.channels.queries import (
    INSTEAD_OF_SIGNING_IN,
    OF_APPLICATION,
    application_for,
    client_of,
    credentials_of,
    door,
    grant_of,
    sealer,
)
from antiphon.channels.rules import Access
from antiphon.lib import clock
from antiphon.lib.errors import ChannelError, Refusal, Trouble
from antiphon.organizations.models import Brand, Member
from antiphon.organizations.permissions import require
from antiphon.organizations.rules import Duty
from antiphon.people.actions import meet
from antiphon.people.models import Identity, Side


@dataclass(frozen=True, slots=True)
class Found:
    """An account as its network told of it, with the session to keep and the limits that were read."""

    profile: Profile
    session: str = ""
    read: Limits | None = None


def connect(by: Member, kind: str, typed: dict[str, str], token: str = "") -> Channel:
    """Connect an account: ask the network whose it is, then keep it. Raise Refusal with what to do next.

    Where one signs in at the network, `token` may be an access token that was got there by hand: it is used
    until it ends.
    """
    require(by, Duty.CONNECT)
    made, typed = connector_for(kind), {name: value.strip() for name, value in typed.items()}
    if made.oauth and not token and not typed.get(INSTEAD_OF_SIGNING_IN):
        raise Refusal(sentences.sign_in_instead(made.name))
    require_https(made, typed)
    application = _application(by, made, typed) if made.oauth and token else None
    credentials = read_credentials(made, typed, application)
    try:
        found = look_up(made, credentials, token)
    except ChannelError as error:
        raise Refusal(sentences.on_connecting(made.name, error)) from error
    return _kept(by, credentials, found, application, token, kind=kind)


def look_up(
    made: type[Connector[Any]], credentials: Credentials, token: str = "", account: Profile | None = None
) -> Found:
    """Ask the network whose credentials these are, unless the account was chosen, and what fits there."""
    kept: list[str] = []
    connector = made(credentials, door(keep=kept.append, token=token), account)
    profile = account or connector.verify()
    read = connector.limits(limits.table(made.kind)) if made.can(Capability.LIMITS) else None
    return Found(profile, kept[-1] if kept else "", read)


def _application(by: Member, made: type[Connector[Any]], typed: dict[str, str]) -> Application | None:
    if typed.get(OF_APPLICATION[0]):
        return save_application(by, made.kind, *(typed.get(name, "") for name in OF_APPLICATION))
    return application_for(by.brand, made.kind, typed.get("server", ""))


def read_credentials(
    made: type[Connector[Any]], typed: Mapping[str, str], application: Application | None = None
) -> Credentials:
    """Return what was typed as its connector knows it; raise Refusal if something is missing."""
    client = client_of(application, sealer()) if made.oauth else None
    try:
        return credentials_of(made.credentials, msgspec.json.encode(typed), client)
    except msgspec.ValidationError as error:
        raise Refusal(_("Something is missing or not as it should be: %(what)s") % {"what": error}) from error


@transaction.atomic
def _kept(
    by: Member, credentials: Credentials, found: Found, application: Application | None, token: str, *, kind: str
) -> Channel:
    grant = _pasted(by, application, token) if token else None
    return keep_channel(by.brand, kind, credentials, found, grant)


def _pasted(by: Member, application: Application | None, token: str) -> Grant:
    now = clock.now()
    sealed = sealer().seal(token.encode())
    return Grant.objects.create(
        application=application, granted_by=by, granted_at=now, got_at=now, access_sealed=sealed
    )


@transaction.atomic
def keep_channel(
    brand: Brand, kind: str, credentials: Credentials, found: Found, grant: Grant | None = None
) -> Channel:
    """Make or renew the channel of an account that was found."""
    now, lock = clock.now(), sealer()
    identity = _met(brand, kind, found.profile)
    channel = _channel_of(brand, identity) or Channel(brand=brand, kind=kind, identity=identity)
    if channel.pk is None or channel.disconnected_at:
        channel.connected_at = channel.listen_due_at = now
        channel.disconnected_at = channel.listen_lease_until = None
    earlier = _hang(channel, grant)
    channel.credentials_sealed = lock.seal(_own(kind, credentials))
    channel.session_sealed = lock.seal(found.session.encode()) if found.session else ""
    channel.limits_read = msgspec.to_builtins(found.read) if found.read else None
    channel.limits_read_at = now if found.read else None
    channel.limits_due_at, channel.limits_failed_at = (now + READ_EVERY if found.read else None), None
    channel.trouble, channel.trouble_since, channel.quiet_until = "", None, None
    channel.pace_left = channel.pace_most = channel.pace_until = None
    channel.save()
    drop_unused(earlier)
    return channel


def _own(kind: str, credentials: Credentials) -> bytes:
    """Return what is kept with the channel: all but what names the application, which is kept once."""
    typed = msgspec.to_builtins(credentials)
    kept_once = OF_APPLICATION if connector_for(kind).oauth else ()
    return msgspec.json.encode({name: value for name, value in typed.items() if name not in kept_once})


def _met(brand: Brand, kind: str, profile: Profile) -> Identity:
    return meet(
        brand,
        network=kind,
        stable_id=profile.stable_id,
        at=clock.now(),
        handle=profile.handle,
        name=profile.name,
        url=profile.url,
        avatar_url=profile.avatar_url,
        automated=profile.automated,
        side=Side.US,
    )


def _channel_of(brand: Brand, identity: Identity) -> Channel | None:
    """Return the channel of an account, the one it was before if it was left: posts and conversations hang on it."""
    known = Channel.objects.filter(brand=brand, identity=identity)
    return known.connected().first() or known.order_by("-disconnected_at").first()


def _hang(channel: Channel, grant: Grant | None) -> Grant | None:
    """Let a channel speak with a grant from now on; return the one it spoke with before.

    Networks give the refresh token at the first consent and nothing at the next ones: none is no reason to
    lose the one that is kept, as long as the network has not said that it is over.
    """
    earlier = channel.grant
    channel.grant = grant
    if earlier and grant and earlier.pk != grant.pk and not grant.refresh_sealed:
        same = earlier.application_id == grant.application_id and earlier.trouble != Trouble.AUTH
        if same and earlier.refresh_sealed:
            grant.refresh_sealed, grant.ends_at = earlier.refresh_sealed, earlier.ends_at
            grant.due_at = due_at(grant)
            grant.save(update_fields=["refresh_sealed", "ends_at", "due_at"])
    return earlier


def drop_unused(grant: Grant | None) -> None:
    """Erase a grant on which no channel hangs any more."""
    if grant is not None and not grant.channels.exists():
        grant.delete()


def disconnect(by: Member, channel: Channel) -> Access:
    """Stop using a channel; what was said there stays, its credentials are erased.

    Then its network is told, where it has a way to: nothing of the first hangs on that. Return what came of it.
    """
    require(by, Duty.CONNECT)
    return give_back(channel, _left(channel))


@transaction.atomic
def _left(channel: Channel) -> Grant | None:
    """Leave a channel, and return what it spoke with."""
    earlier = grant_of(channel)
    channel.disconnected_at = clock.now()
    channel.credentials_sealed = channel.session_sealed = ""
    channel.grant = None
    channel.save(update_fields=["disconnected_at", "credentials_sealed", "session_sealed", "grant"])
    if earlier and not earlier.channels.exists():
        Grant.objects.filter(pk=earlier.pk).delete()  # the row goes; what it held is still to be given back
    return earlier
