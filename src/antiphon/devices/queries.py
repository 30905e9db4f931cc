"""Reads about devices with more than one caller."""

from collections.abc import Iterable

import msgspec
from django.conf import settings
from django.db.models import QuerySet

from antiphon.devices.models import Device
from antiphon.lib.bounds import Bounds
from antiphon.lib.secrets import Sealer, read_keys
from antiphon.lib.web_push import Reader, read_reader
from antiphon.organizations.models import Brand, User

#: A push service says yes or no in a few words.
_SECONDS, _BYTES = 10.0, 16_384


class ReaderKeys(msgspec.Struct, frozen=True):
    """The two keys of a browser, as it gives them: base64url."""

    p256dh: str
    auth: str


def devices_of(user: User, brand: Brand) -> QuerySet[Device]:
    """Return somebody's devices for a brand, the latest first."""
    return Device.objects.filter(user=user, brand=brand).order_by("-since", "-pk")


def users_with_devices(brand: Brand | int, users: Iterable[int]) -> set[int]:
    """Return which of these users have a device for a brand. One query."""
    return set(Device.objects.filter(brand=brand, user__in=list(users)).values_list("user", flat=True))


def bounds() -> Bounds:
    """Return what a request to a push service may do in this installation."""
    seconds = min(_SECONDS, settings.NETWORK_SECONDS)
    return Bounds(frozenset(settings.PRIVATE_HOSTS), min(5.0, seconds), seconds, _BYTES)


def sealer() -> Sealer:
    """Return what seals and opens what is kept of devices."""
    return Sealer(read_keys(settings.SECRETS_FILE))


def reader_of(device: Device, lock: Sealer) -> Reader:
    """Return who reads on a device."""
    keys = msgspec.json.decode(lock.open(device.reader_sealed), type=ReaderKeys)
    return read_reader(keys.p256dh, keys.auth)
