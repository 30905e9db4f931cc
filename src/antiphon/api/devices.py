"""The devices on which the token's user is told what is new in a community (Web Push)."""

from datetime import datetime

from django.http import Http404
from django.shortcuts import get_object_or_404
from ninja import Field, Router, Schema

from antiphon.api.access import Asked, user_of
from antiphon.api.answers import Created, Json
from antiphon.community.permissions import require_part
from antiphon.community.queries.participants import community_of, viewer_of
from antiphon.devices.actions.registering import Subscription, forget_device, push_key, register_device
from antiphon.devices.models import Device
from antiphon.devices.queries import devices_of
from antiphon.devices.rules import LONGEST_ADDRESS, LONGEST_NAME
from antiphon.organizations.models import Brand, User

router = Router(tags=["community"])


class DeviceJson(Json, frozen=True, kw_only=True):
    """A device: its name, since when it is told, when it last was, how often in a row it was not reached."""

    id: int
    name: str
    since: datetime
    last_good_at: datetime | None
    failures: int


class DevicesJson(Json, frozen=True, kw_only=True):
    """One's devices; `key` is what they subscribe to (`applicationServerKey`, base64url)."""

    key: str
    items: list[DeviceJson]


class KeysBody(Schema):
    """The two keys of a subscription, base64url."""

    p256dh: str = Field(max_length=200)
    auth: str = Field(max_length=100)


class DeviceBody(Schema):
    """A subscription, as browsers write it (RFC 8291, Push API), and what the device is called."""

    endpoint: str = Field(max_length=LONGEST_ADDRESS)
    keys: KeysBody
    name: str = Field("", max_length=LONGEST_NAME)


@router.get("/communities/{brand}/devices")
def list_devices(request: Asked, brand: str) -> DevicesJson:
    """List the devices on which one is told, the latest first, and the key to subscribe to."""
    user, found = _who(request, brand)
    return DevicesJson(key=push_key().public, items=[_shown(one) for one in devices_of(user, found)])


@router.post("/communities/{brand}/devices")
def keep_device(request: Asked, brand: str, body: DeviceBody) -> Created[DeviceJson]:
    """Tell one on a device from now on; the same subscription again changes its name."""
    user, found = _who(request, brand)
    given = Subscription(body.endpoint, body.keys.p256dh, body.keys.auth)
    return Created(_shown(register_device(user, found, given, body.name)))


@router.post("/communities/{brand}/devices/{device_id}/forget")
def drop_device(request: Asked, brand: str, device_id: int) -> dict[str, bool]:
    """Forget a device, and what waits for it."""
    user, found = _who(request, brand)
    get_object_or_404(Device, brand=found, pk=device_id)
    forget_device(user, found, device_id)
    return {"forgotten": True}


def _who(request: Asked, brand: str) -> tuple[User, Brand]:
    """Return who asks and of which brand; for whoever does not take part there is nothing."""
    community = community_of(brand)
    viewer = viewer_of(community, user_of(request)) if community else None
    if viewer is None or not viewer.takes_part:
        raise Http404
    user = require_part(viewer).user
    if user is None:
        raise Http404
    return user, viewer.brand


def _shown(device: Device) -> DeviceJson:
    return DeviceJson(
        id=device.pk,
        name=device.name,
        since=device.since,
        last_good_at=device.last_good_at,
        failures=device.failures,
    )
