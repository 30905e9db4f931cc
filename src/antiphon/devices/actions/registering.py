"""A browser is made a device of somebody's, and forgotten again."""

import hashlib
from dataclasses import dataclass

import msgspec
from django.db import transaction
from django.utils.translation import gettext as _

from antiphon.devices.models import Device, Push, PushKey
from antiphon.devices.queries import ReaderKeys, bounds, devices_of, sealer
from antiphon.devices.rules import LONGEST_NAME, MOST_DEVICES, may_be_asked
from antiphon.lib import clock
from antiphon.lib.errors import Conflict, NotAllowed, Refusal
from antiphon.lib.secrets import SealBroken
from antiphon.lib.web_push import encoded, new_key, point_of, read_reader
from antiphon.organizations.models import Brand, User


@dataclass(frozen=True, slots=True)
class Subscription:
    """What a browser gives whoever may push to it: an address and two keys (base64url)."""

    endpoint: str
    p256dh: str
    auth: str


@transaction.atomic
def push_key() -> PushKey:
    """Return the key of this installation; make it if there is none yet, or none that can be opened."""
    found = PushKey.objects.filter(pk=1).first()
    if found is not None and _opens(found):
        return found
    if found is not None:
        found.delete()
    private = new_key()
    made = {
        "public": encoded(point_of(private)),
        "private_sealed": sealer().seal(private),
        "made_at": clock.now(),
    }
    return PushKey.objects.get_or_create(pk=1, defaults=made)[0]


def _opens(key: PushKey) -> bool:
    try:
        return bool(sealer().open(key.private_sealed))
    except SealBroken:
        return False


@transaction.atomic
def register_device(user: User, brand: Brand, given: Subscription, name: str) -> Device:
    """Let a browser tell somebody what a brand's pages have for them; the same browser again changes its name.

    A browser that somebody else used before is theirs no more. Raise Refusal where no push may be sent to its
    address, its keys are none, or there are too many devices already.
    """
    address = given.endpoint.strip()
    _check(given, address)
    User.objects.select_for_update().get(pk=user.pk)
    digest = hashlib.sha256(address.encode()).hexdigest()
    before = Device.objects.select_for_update().filter(digest=digest).first()
    if before is not None and (before.user_id, before.brand_id) == (user.pk, brand.pk):
        return _kept(before, given, name)
    if before is not None:
        _take_over(before, given)
    if devices_of(user, brand).count() >= MOST_DEVICES:
        raise Refusal(_("You have ten devices here. Forget one of them first."), field="endpoint")
    device = Device(user=user, brand=brand, digest=digest, since=clock.now())
    device.address_sealed = sealer().seal(address.encode())
    return _kept(device, given, name)


@transaction.atomic
def forget_device(user: User, brand: Brand, pk: int) -> None:
    """Forget a device, and what waits for it; raise NotAllowed if it is somebody else's, Conflict if it is gone."""
    found = Device.objects.filter(brand=brand, pk=pk).first()
    if found is None:
        raise Conflict(_("This device is forgotten already."))
    if found.user_id != user.pk:
        raise NotAllowed(_("This is not a device of yours."))
    found.delete()


@transaction.atomic
def forget_devices(user: User, brand: Brand) -> int:
    """Forget all devices of somebody for a brand; return how many there were."""
    found = devices_of(user, brand)
    number = found.count()
    found.delete()
    return number


def _check(given: Subscription, address: str) -> None:
    if not may_be_asked(address, bounds().allows):
        raise Refusal(
            _("Nothing can be sent to this address: it has to begin with https and lead to a public server."),
            field="endpoint",
        )
    try:
        read_reader(given.p256dh, given.auth)
    except ValueError:
        raise Refusal(_("The keys of this browser cannot be read."), field="p256dh") from None


def _take_over(before: Device, given: Subscription) -> None:
    """Let go of who used the browser before; that it is the same one, its keys show."""
    keys = msgspec.json.decode(sealer().open(before.reader_sealed), type=ReaderKeys)
    if keys != ReaderKeys(given.p256dh, given.auth):
        raise Refusal(_("This address belongs to another browser."), field="endpoint")
    before.delete()


def _kept(device: Device, given: Subscription, name: str) -> Device:
    device.name = " ".join(name.split())[:LONGEST_NAME] or _("A browser")
    device.reader_sealed = sealer().seal(msgspec.json.encode(ReaderKeys(given.p256dh, given.auth)))
    device.failures = 0
    device.save()
    return device


@transaction.atomic
def drop_waiting(user: User, brand: Brand, topics: list[str]) -> int:
    """Let go of what waits to be pushed about something that was read meanwhile; return how many pushes."""
    waiting = Push.objects.waiting().filter(device__user=user, device__brand=brand, topic__in=topics)
    return waiting.delete()[0] if topics else 0
