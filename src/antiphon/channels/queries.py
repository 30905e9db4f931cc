"""Reads about channels with more than one caller."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from django.conf import settings

from antiphon.channels import limits
from antiphon.channels.connector import Bounds, Connector, Credentials, Door, Limits, OAuth, Pace, Profile, Settings
from antiphon.channels.connectors import connector_for, connectors
from antiphon.channels.models import Application, Channel, Grant
from antiphon.channels.rules import Life, TokenState, is_public_address
from antiphon.channels.wire.oauth import Client
from antiphon.lib.errors import Trouble
from antiphon.lib.secrets import SealBroken, Sealer, read_keys
from antiphon.organizations.models import Brand

#: Credentials of a connector with OAuth that name its application rather than an account.
OF_APPLICATION = ("client_id", "client_secret")
#: After so many failures in a row a renewal is no longer taken for granted.
SERIOUS = 3
#: What may be typed in the place of signing in, where a connector knows such a credential.
INSTEAD_OF_SIGNING_IN = "access_token"


def sealer() -> Sealer:
    """Return what seals and opens the credentials of this installation."""
    return Sealer(read_keys(settings.SECRETS_FILE))


def bounds() -> Bounds:
    """Return what requests to networks may do in this installation."""
    return Bounds(
        private_allowed=frozenset(settings.PRIVATE_HOSTS),
        total_seconds=settings.NETWORK_SECONDS,
        max_bytes=settings.NETWORK_MAX_BYTES,
    )


def door(**more: Any) -> Door:
    """Return how requests leave for networks in this installation; `more` are further fields of the door."""
    return Door(bounds=bounds(), instead=settings.NETWORK_INSTEAD, **more)


def connector_of(
    channel: Channel,
    grant: Grant | None,
    keep: Callable[[str], None],
    pace: Callable[[Pace], None] = lambda _pace: None,
) -> Connector[Any]:
    """Return the channel's connector, with its credentials opened; `keep` stores a renewed session."""
    made, lock = connector_for(channel.kind), sealer()
    client = client_of(grant.application if grant else None, lock) if made.oauth else None
    return made(
        credentials_of(made.credentials, lock.open(channel.credentials_sealed), client),
        door(
            kept=_session(channel, lock),
            keep=keep,
            token=lock.open(grant.access_sealed).decode() if grant else "",
            pace=pace,
        ),
        profile_of(channel),
    )


def grant_of(channel: Channel) -> Grant | None:
    """Return what the channel speaks with, as it stands now: it may have been renewed since the channel was read."""
    if channel.grant_id is None:
        return None
    return Grant.objects.select_related("application").filter(pk=channel.grant_id).first()


def _session(channel: Channel, lock: Sealer) -> str:
    """Return the kept session; one that cannot be opened is no loss: the connector signs in anew."""
    try:
        return lock.open(channel.session_sealed).decode() if channel.session_sealed else ""
    except SealBroken:
        return ""


def credentials_of(shape: type[Credentials], opened: bytes, client: Client | None = None) -> Credentials:
    """Return credentials as their connector knows them, with what names the application put in."""
    typed = msgspec.json.decode(opened)
    known = {info.name for info in msgspec.structs.fields(shape)}
    named = dict(zip(OF_APPLICATION, (client.id, client.secret), strict=True)) if client else {}
    return msgspec.convert(typed | {name: value for name, value in named.items() if name in known}, type=shape)


def client_of(application: Application | None, lock: Sealer) -> Client:
    """Return what an application is known by at its network."""
    if application is None:
        return Client("")
    secret = lock.open(application.secret_sealed).decode() if application.secret_sealed else ""
    return Client(application.client_id, secret)


def application_for(brand: Brand, kind: str, server: str = "") -> Application | None:
    """Return the application through which a brand signs in at a network: its own, else its organization's."""
    found = Application.objects.filter(organization=brand.organization_id, kind=kind, server=server, replaced_at=None)
    return found.filter(brand=brand).first() or found.filter(brand=None).first()


def applications_for(brand: Brand) -> list[Application]:
    """Return the applications in force for a brand, by network and server: its own before its organization's."""
    found = Application.objects.filter(organization=brand.organization_id, replaced_at=None)
    shared = {(one.kind, one.server): one for one in found.filter(brand=None)}
    own = {(one.kind, one.server): one for one in found.filter(brand=brand)}
    return [one for _, one in sorted((shared | own).items())]


def redirect_address() -> str:
    """Return the one address to which every network sends the browser back."""
    return f"{settings.PUBLIC_URL}/channels/return/"


def profile_of(channel: Channel) -> Profile:
    """Return who we are on this channel."""
    who = channel.identity
    return Profile(stable_id=who.stable_id, handle=who.handle, name=who.name, url=who.url)


def limits_of(channel: Channel, chosen: Settings | None = None) -> Limits:
    """Return what fits on this channel: what the network said for this account, else the dated table.

    `chosen` are the settings of one post, which may make it something for which other limits hold.
    """
    read = channel.limits_read
    found = msgspec.convert(read, type=Limits) if read else limits.table(channel.kind)
    return connector_for(channel.kind).limits_for(chosen, found) if chosen else found


def settings_of(channel: Channel, typed: Mapping[str, Any]) -> Settings | None:
    """Return the settings of a post as its connector has them; None as long as they are not as it asks."""
    shape = connector_for(channel.kind).settings
    try:
        return msgspec.convert(typed, type=shape) if shape and typed else None
    except msgspec.ValidationError:
        return None


def can_be_fetched() -> bool:
    """Whether a network can fetch files from this installation; practice networks on the same machine can."""
    return is_public_address(settings.PUBLIC_URL) or bool(settings.NETWORK_INSTEAD)


def out_of_reach(made: type[Connector[Any]]) -> bool:
    """Whether a network fetches pictures and videos itself, and cannot reach this installation."""
    return made.fetches_media and not can_be_fetched()


# How long tokens last --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class TokenEnd:
    """A channel that goes silent at a moment unless somebody signs in again, and how it stands with its token."""

    channel: Channel
    ends_at: datetime
    state: TokenState


def can_renew(grant: Grant, oauth: OAuth | None) -> bool:
    """Whether a grant can be renewed: with its refresh token, or in the network's own way."""
    if oauth is None or grant.application_id is None:
        return False
    return oauth.renews is not None or (oauth.refreshes and bool(grant.refresh_sealed))


def life_of(channel: Channel) -> Life | None:
    """Return how long the channel's token lasts, None for a channel without one."""
    made, grant = connectors().get(channel.kind), channel.grant
    if grant is None or made is None:
        return None
    if made.oauth and made.oauth.outlasts:
        return Life(None, None, renewable=False)
    return Life(
        expires_at=grant.expires_at,
        ends_at=grant.ends_at,
        renewable=can_renew(grant, made.oauth),
        failing=grant.failures >= SERIOUS,
        over_since=grant.trouble_since if grant.trouble == Trouble.AUTH else None,
    )


def token_ends(channels: Iterable[Channel], now: datetime) -> list[TokenEnd]:
    """Return for which of the channels a person has to sign in again within a week, the first to end first.

    The channels carry their grant.
    """
    found = [
        TokenEnd(channel, life.good_until, life.state(now))
        for channel in channels
        if (life := life_of(channel)) and life.good_until and life.near_end(now)
    ]
    return sorted(found, key=lambda end: end.ends_at)


def tokens_near_end(brand: Brand, now: datetime) -> list[TokenEnd]:
    """Return the brand's channels whose token ends within a week or has ended, the first to end first."""
    rows = brand.channels.filter(disconnected_at=None, grant__isnull=False)
    return token_ends(rows.select_related("brand", "identity", "grant"), now)
