"""Reads about channels with more than one caller."""

from collections.abc import Callable
from typing import Any

import msgspec
from django.conf import settings

from antiphon.channels import limits
from antiphon.channels.connector import Bounds, Connector, Credentials, Door, Limits, Profile
from antiphon.channels.connectors import connector_for
from antiphon.channels.models import Channel
from antiphon.lib.secrets import SealBroken, Sealer, read_keys


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


def connector_of(channel: Channel, keep: Callable[[str], None]) -> Connector[Any]:
    """Return the channel's connector, with its credentials opened; `keep` stores a renewed session."""
    made = connector_for(channel.kind)
    lock = sealer()
    return made(
        credentials_of(made.credentials, lock.open(channel.credentials_sealed)),
        Door(bounds=bounds(), kept=_session(channel, lock), keep=keep),
        profile_of(channel),
    )


def _session(channel: Channel, lock: Sealer) -> str:
    """Return the kept session; one that cannot be opened is no loss: the connector signs in anew."""
    try:
        return lock.open(channel.session_sealed).decode() if channel.session_sealed else ""
    except SealBroken:
        return ""


def credentials_of(shape: type[Credentials], opened: bytes) -> Credentials:
    """Return credentials as their connector knows them."""
    return msgspec.json.decode(opened, type=shape)


def profile_of(channel: Channel) -> Profile:
    """Return who we are on this channel."""
    who = channel.identity
    return Profile(stable_id=who.stable_id, handle=who.handle, name=who.name, url=who.url)


def limits_of(channel: Channel) -> Limits:
    """Return what fits on this channel: what the network said for this account, else the dated table."""
    if channel.limits_read:
        return msgspec.convert(channel.limits_read, type=Limits)
    return limits.table(channel.kind)
