"""Channels: the accounts of a brand, what fits on them, and how they are connected."""

from datetime import datetime
from typing import Any

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from ninja import Router, Schema

from antiphon.api.access import Asked, brands_of, member_in, member_of
from antiphon.api.answers import Created, Json
from antiphon.channels import actions, sentences
from antiphon.channels.connector import Capability, Connector, Limits, describe
from antiphon.channels.connectors import connector_for, connectors
from antiphon.channels.models import Channel
from antiphon.channels.queries import limits_of
from antiphon.lib.errors import Refusal

router = Router(tags=["channels"])


class FieldJson(Json, frozen=True, kw_only=True):
    """What one has to give to connect an account."""

    name: str
    label: str
    help: str
    secret: bool


class ConnectorJson(Json, frozen=True, kw_only=True):
    """A network that can be connected, what it can do here and what it asks for."""

    kind: str
    name: str
    can: list[str]
    fields: list[FieldJson]


class LimitsJson(Json, frozen=True, kw_only=True):
    """What fits on a channel. `text` maps a unit to the most of it; null: no limit is known."""

    text: dict[str, int]
    images: int
    image_bytes: int | None
    image_pixels: int | None
    image_types: list[str]
    alt_text: int | None
    source: str
    checked: str
    read_at: datetime | None


class ChannelJson(Json, frozen=True, kw_only=True):
    """An account of the brand. `trouble` says in words what is wrong with it and what to do, or nothing."""

    id: int
    brand: str
    kind: str
    network: str
    account: str
    name: str
    url: str
    connected_at: datetime
    disconnected_at: datetime | None
    listened_at: datetime | None
    quiet_until: datetime | None
    trouble: str


class Connecting(Schema):
    """An account to connect: `credentials` are the fields that the connector asks for."""

    kind: str
    credentials: dict[str, str]


@router.get("/connectors")
def list_connectors(request: Asked) -> list[ConnectorJson]:  # noqa: ARG001
    """List the networks that can be connected."""
    return [_connector(made) for made in connectors().values()]


@router.get("/brands/{brand}/channels")
def list_channels(request: Asked, brand: str) -> list[ChannelJson]:
    """List the connected accounts of a brand, in the order in which they were connected."""
    found = member_of(request, brand).brand.channels.connected().select_related("brand", "identity")
    return [channel_json(channel) for channel in found.order_by("connected_at", "pk")]


@router.post("/brands/{brand}/channels")
def connect_channel(request: Asked, brand: str, body: Connecting) -> Created[ChannelJson]:
    """Connect an account: the network is asked whose it is. Connecting it again renews its credentials."""
    by = member_of(request, brand)
    if body.kind not in connectors():
        raise Refusal(_("There is no such network here. GET /connectors lists those there are."), field="kind")
    channel = actions.connect(by, body.kind, body.credentials)
    return Created(channel_json(channel))


@router.get("/channels/{channel_id}")
def read_channel(request: Asked, channel_id: int) -> ChannelJson:
    """Read one channel."""
    return channel_json(_channel(request, channel_id))


@router.get("/channels/{channel_id}/limits")
def read_limits(request: Asked, channel_id: int) -> LimitsJson:
    """Read what fits on a channel: what the network said for this account, else the dated table."""
    channel = _channel(request, channel_id)
    return _limits(limits_of(channel), channel.limits_read_at)


@router.post("/channels/{channel_id}/disconnect")
def disconnect_channel(request: Asked, channel_id: int) -> ChannelJson:
    """Stop using a channel; what was said there stays, its credentials are erased."""
    channel = _channel(request, channel_id)
    actions.disconnect(member_in(request, channel.brand_id), channel)
    return channel_json(channel)


def channel_json(channel: Channel) -> ChannelJson:
    """Return a channel as it is answered."""
    who = channel.identity
    return ChannelJson(
        id=channel.pk,
        brand=channel.brand.slug,
        kind=channel.kind,
        network=connector_for(channel.kind).name,
        account=who.handle,
        name=who.name,
        url=who.url,
        connected_at=channel.connected_at,
        disconnected_at=channel.disconnected_at,
        listened_at=channel.listened_at,
        quiet_until=channel.quiet_until,
        trouble=sentences.happened(channel.trouble, who.handle),
    )


def _channel(request: Asked, channel_id: int) -> Channel:
    found = Channel.objects.select_related("brand", "identity").filter(brand__in=brands_of(request))
    return get_object_or_404(found, pk=channel_id)


def _limits(limits: Limits, read_at: datetime | None) -> LimitsJson:
    return LimitsJson(
        text=limits.text,
        images=limits.images,
        image_bytes=limits.image_bytes,
        image_pixels=limits.image_pixels,
        image_types=sorted(limits.image_types),
        alt_text=limits.alt_text,
        source=limits.source,
        checked=limits.checked,
        read_at=read_at,
    )


def _connector(made: type[Connector[Any]]) -> ConnectorJson:
    fields = [
        FieldJson(
            name=name, label=gettext(field.label), help=gettext(field.help) if field.help else "", secret=field.secret
        )
        for name, field in describe(made.credentials).items()
    ]
    return ConnectorJson(
        kind=made.kind, name=made.name, can=[one for one in Capability if made.can(one)], fields=fields
    )
