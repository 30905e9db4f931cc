"""Look after the installation: what is wrong or will be soon, and what to do about it."""

import argparse
from collections.abc import Iterator
from datetime import date, timedelta

import django


def arguments(parser: argparse.ArgumentParser) -> None:
    """The doctor takes no arguments."""
    _ = parser


def run(_options: argparse.Namespace) -> int:
    """Print what was found; return 1 if anything needs a person."""
    django.setup()
    found = [*_channels(), *_tokens(), *_deliveries(), *_secrets(), *_devices(), *_limits()]
    for line in found:
        print(f"• {line}")
    print("All is well." if not found else f"{len(found)} things to look at.")
    return 1 if found else 0


def _channels() -> Iterator[str]:
    from antiphon.channels.models import Channel
    from antiphon.channels.sentences import happened
    from antiphon.lib import clock

    for channel in Channel.objects.connected().select_related("identity"):
        if channel.trouble:
            yield happened(channel.trouble, str(channel))
        silent = channel.listened_at and channel.listened_at < clock.now() - timedelta(hours=1)
        if silent and not channel.trouble:
            yield f"{channel} was last listened to at {channel.listened_at:%Y-%m-%d %H:%M} UTC: is a worker running?"


def _tokens() -> Iterator[str]:
    from antiphon.channels.models import Channel
    from antiphon.channels.queries import token_ends
    from antiphon.lib import clock
    from antiphon.publishing.queries.endangered import posts_at_risk

    connected = Channel.objects.connected().select_related("brand", "identity", "grant")
    for one in posts_at_risk(token_ends(connected, clock.now())):
        when = f"{'ended' if one.end.state == 'over' else 'ends'} at {one.end.ends_at:%Y-%m-%d %H:%M} UTC"
        yield f"The sign-in of {one.end.channel} {when}, {one.count} posts are planned after that: connect it again."


def _deliveries() -> Iterator[str]:
    from antiphon.lib import clock
    from antiphon.publishing.models import Delivery
    from antiphon.publishing.rules.delivering import State

    stuck = Delivery.objects.needing_a_person().count()
    if stuck:
        yield f"{stuck} deliveries wait for a person: open Posts and decide."
    overdue = Delivery.objects.filter(state=State.SCHEDULED, due_at__lt=clock.now() - timedelta(minutes=5)).count()
    if overdue:
        yield f"{overdue} deliveries are more than 5 minutes late: is a worker running?"


def _secrets() -> Iterator[str]:
    from antiphon.channels.models import Channel, Grant
    from antiphon.channels.queries import sealer
    from antiphon.lib.secrets import SealBroken

    lock = sealer()
    for channel in Channel.objects.connected().exclude(credentials_sealed="").select_related("identity"):
        try:
            lock.open(channel.credentials_sealed)
        except SealBroken as error:
            yield f"{channel}: {error}"
    for grant in Grant.objects.select_related("application"):
        try:
            lock.open(grant.access_sealed)
        except SealBroken as error:
            yield f"{grant}: {error}"


def _devices() -> Iterator[str]:
    from antiphon.devices.models import Device, Push, PushKey
    from antiphon.devices.queries import reader_of, sealer
    from antiphon.lib import clock
    from antiphon.lib.secrets import SealBroken

    lock, lost = sealer(), 0
    for key in PushKey.objects.all():
        try:
            lock.open(key.private_sealed)
        except SealBroken as error:
            yield f"The key with which devices are told: {error}"
    for device in Device.objects.iterator():
        try:
            reader_of(device, lock)
        except SealBroken:
            lost += 1
    if lost:
        yield f"{lost} devices cannot be told: put the key file back, or ask people to let them in anew."
    late = Push.objects.waiting().filter(next_try_at__lt=clock.now() - timedelta(minutes=5)).count()
    if late:
        yield f"{late} pushes to devices are more than 5 minutes late: is a worker running?"


def _limits() -> Iterator[str]:
    from antiphon.channels.connectors import connectors
    from antiphon.channels.limits import STALE_AFTER_DAYS, table

    for kind in connectors():
        checked = table(kind).checked
        age = (date.today() - date.fromisoformat(checked)).days if checked else None  # noqa: DTZ011  a day, not a moment
        if age is None or age > STALE_AFTER_DAYS:
            when = "never" if age is None else f"{age} days ago"
            yield f"The limits of {kind} were last checked {when}: compare them with the network's and date them."
