"""The devices on which the token's user is told what is new in a community (Web Push)."""

from datetime import datetime

from django.http import Http404
from django.shortcuts import get_object_or_404
from ninja import Field, Router, Schema

from antiphon.api.access import Asked, member_of, user_of
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
    return _all(*_who(request, brand))


@router.post("/communities/{brand}/devices")
def keep_device(request: Asked, brand: str, body: DeviceBody) -> Created[DeviceJson]:
    """Tell one on a device from now on; the same subscription again changes its name."""
    return Created(_kept(*_who(request, brand), body))


@router.post("/communities/{brand}/devices/{device_id}/forget")
def drop_device(request: Asked, brand: str, device_id: int) -> dict[str, bool]:
    """Forget a device, and what waits for it."""
    return _forgotten(*_who(request, brand), device_id)


@router.get("/brands/{brand}/devices")
def list_team_devices(request: Asked, brand: str) -> DevicesJson:
    """List the devices on which a member of the team is told, the latest first, and the key to subscribe to."""
    return _all(*_of_team(request, brand))


@router.post("/brands/{brand}/devices")
def keep_team_device(request: Asked, brand: str, body: DeviceBody) -> Created[DeviceJson]:
    """Tell a member of the team on a device from now on; they need not take part in the community."""
    return Created(_kept(*_of_team(request, brand), body))


@router.post("/brands/{brand}/devices/{device_id}/forget")
def drop_team_device(request: Asked, brand: str, device_id: int) -> dict[str, bool]:
    """Forget a device, and what waits for it."""
    return _forgotten(*_of_team(request, brand), device_id)


def _all(user: User, brand: Brand) -> DevicesJson:
    return DevicesJson(key=push_key().public, items=[_shown(one) for one in devices_of(user, brand)])


def _kept(user: User, brand: Brand, body: DeviceBody) -> DeviceJson:
    given = Subscription(body.endpoint, body.keys.p256dh, body.keys.auth)
    return _shown(register_device(user, brand, given, body.name))


def _forgotten(user: User, brand: Brand, key: int) -> dict[str, bool]:
    get_object_or_404(Device, brand=brand, pk=key)
    forget_device(user, brand, key)
    return {"forgotten": True}


def _of_team(request: Asked, brand: str) -> tuple[User, Brand]:
    member = member_of(request, brand)
    return member.user, member.brand


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
