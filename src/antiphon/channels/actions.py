"""What is done to channels: the only place that writes them."""

from contextlib import suppress
from datetime import timedelta
from typing import Any

import msgspec
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from antiphon.channels import limits, sentences
from antiphon.channels.connector import Capability, Connector, Credentials, Door, Limits, Profile
from antiphon.channels.connectors import connector_for
from antiphon.channels.models import Channel
from antiphon.channels.queries import bounds, connector_of, sealer
from antiphon.lib import clock
from antiphon.lib.errors import ChannelError, Refusal, Trouble
from antiphon.lib.secrets import SealBroken, new_key, read_keys, write_keys
from antiphon.organizations.models import Brand, Member
from antiphon.organizations.permissions import require
from antiphon.organizations.rules import Duty
from antiphon.people.actions import meet
from antiphon.people.models import Identity, Side

LISTEN_EVERY = timedelta(seconds=60)


def connect(by: Member, kind: str, typed: dict[str, str]) -> Channel:
    """Connect an account: ask the network whose it is, then keep it. Raise Refusal with what to do next."""
    require(by, Duty.CONNECT)
    made = connector_for(kind)
    credentials = _credentials(made, typed)
    kept: list[str] = []
    connector = made(credentials, Door(bounds=bounds(), keep=kept.append))
    try:
        profile = connector.verify()
        read = connector.limits(limits.table(kind)) if made.can(Capability.LIMITS) else None
    except ChannelError as error:
        raise Refusal(sentences.on_connecting(made.name, error)) from error
    return _keep(by.brand, kind, credentials, kept[-1] if kept else "", profile, read)


def _credentials(made: type[Connector[Any]], typed: dict[str, str]) -> Credentials:
    try:
        return msgspec.convert({name: value.strip() for name, value in typed.items()}, type=made.credentials)
    except msgspec.ValidationError as error:
        raise Refusal(_("Something is missing or not as it should be: %(what)s") % {"what": error}) from error


@transaction.atomic
def _keep(
    brand: Brand, kind: str, credentials: Credentials, session: str, profile: Profile, read: Limits | None
) -> Channel:
    now, lock = clock.now(), sealer()
    identity = meet(
        brand,
        network=kind,
        stable_id=profile.stable_id,
        at=now,
        handle=profile.handle,
        name=profile.name,
        url=profile.url,
        avatar_url=profile.avatar_url,
        automated=profile.automated,
        side=Side.US,
    )
    channel = _channel_of(brand, identity) or Channel(brand=brand, kind=kind, identity=identity)
    if channel.pk is None or channel.disconnected_at:
        channel.connected_at = channel.listen_due_at = now
        channel.disconnected_at = channel.listen_lease_until = None
    channel.credentials_sealed = lock.seal(msgspec.json.encode(credentials))
    channel.session_sealed = lock.seal(session.encode()) if session else ""
    channel.limits_read, channel.limits_read_at = (msgspec.to_builtins(read), now) if read else (None, None)
    channel.trouble, channel.trouble_since, channel.quiet_until = "", None, None
    channel.save()
    return channel


def _channel_of(brand: Brand, identity: Identity) -> Channel | None:
    """Return the channel of an account, the one it was before if it was left: posts and conversations hang on it."""
    known = Channel.objects.filter(brand=brand, identity=identity)
    return known.connected().first() or known.order_by("-disconnected_at").first()


@transaction.atomic
def disconnect(by: Member, channel: Channel) -> None:
    """Stop using a channel; what was said there stays, its credentials are erased."""
    require(by, Duty.CONNECT)
    channel.disconnected_at = clock.now()
    channel.credentials_sealed = channel.session_sealed = ""
    channel.save(update_fields=["disconnected_at", "credentials_sealed", "session_sealed"])


def open_connector(channel: Channel) -> Connector[Any]:
    """Return the channel's connector; a session it renews is sealed and stored at once.

    Raise ChannelError if its credentials cannot be opened.
    """

    def keep(session: str) -> None:
        if session:
            Channel.objects.connected().filter(pk=channel.pk).update(session_sealed=sealer().seal(session.encode()))

    try:
        return connector_of(channel, keep)
    except (SealBroken, msgspec.DecodeError) as error:
        raise ChannelError(Trouble.AUTH, f"the stored credentials cannot be opened: {error}") from error


@transaction.atomic
def note_trouble(channel: Channel, error: ChannelError) -> None:
    """Remember what a network said no to. Passing trouble never counts against the credentials."""
    now = clock.now()
    if error.trouble == Trouble.LIMIT:
        Channel.objects.filter(pk=channel.pk).update(quiet_until=now + (error.retry_after or timedelta(minutes=5)))
    elif error.trouble in {Trouble.AUTH, Trouble.PERMISSION}:
        Channel.objects.filter(pk=channel.pk, trouble="").update(trouble=error.trouble, trouble_since=now)


def note_wellness(channel: Channel) -> None:
    """Remember that the network answered: earlier trouble is over."""
    if channel.trouble:
        Channel.objects.filter(pk=channel.pk).update(trouble="", trouble_since=None)


@transaction.atomic
def claim_listening(lease: timedelta) -> Channel | None:
    """Take the next channel whose turn to listen has come, for as long as the lease; None if none is due."""
    now = clock.now()
    for pk in Channel.objects.due_to_listen(now).order_by("listen_due_at").values_list("pk", flat=True)[:5]:
        if Channel.objects.due_to_listen(now).filter(pk=pk).update(listen_lease_until=now + lease):
            return Channel.objects.select_related("brand", "identity").get(pk=pk)
    return None


@transaction.atomic
def finish_listening(channel: Channel, cursor: str | None, wait: timedelta = LISTEN_EVERY) -> None:
    """Give the channel back; a cursor says how far was heard, None that nothing was."""
    now = clock.now()
    fields: dict[str, Any] = {"listen_lease_until": None, "listen_due_at": now + wait}
    if cursor is not None:
        fields |= {"listen_cursor": cursor, "listened_at": now}
    Channel.objects.filter(pk=channel.pk).update(**fields)


def rotate_secrets() -> int:
    """Seal every stored credential with a fresh key and forget the old keys; return how many there were.

    Safe to stop halfway: the fresh key is written beside the old ones first, and they go last.
    """
    path = settings.SECRETS_FILE
    write_keys(path, [new_key(), *read_keys(path)])
    lock, count = sealer(), 0
    for channel in Channel.objects.exclude(credentials_sealed="").iterator():
        count += _reseal(channel.pk, lock.reseal)
    write_keys(path, read_keys(path)[:1])
    return count


@transaction.atomic
def _reseal(pk: int, reseal: Any) -> int:
    channel = Channel.objects.select_for_update(of=("self",)).select_related("identity").get(pk=pk)
    try:
        channel.credentials_sealed = reseal(channel.credentials_sealed)
    except SealBroken as error:
        raise SealBroken(f"{channel}: {error} Connect it again, then rotate once more.") from error
    with suppress(SealBroken):  # a session can be had anew
        channel.session_sealed = reseal(channel.session_sealed)
    channel.save(update_fields=["credentials_sealed", "session_sealed"])
    return 1
