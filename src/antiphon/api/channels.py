"""Channels: the accounts of a brand, what fits on them, and how they are connected."""

from collections.abc import Iterable
from datetime import datetime

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from msgspec import structs
from ninja import Router, Schema

from antiphon.api.access import Asked, brands_of, member_in, member_of
from antiphon.api.answers import Created, Json
from antiphon.api.networks import ConnectorJson, connector_json
from antiphon.channels import actions, sentences
from antiphon.channels.connector import Limits
from antiphon.channels.connectors import connector_for, connectors
from antiphon.channels.models import Channel
from antiphon.channels.queries import life_of, limits_of, out_of_reach, token_ends
from antiphon.channels.rules import Access
from antiphon.lib import clock
from antiphon.lib.errors import Refusal
from antiphon.publishing.queries.endangered import posts_at_risk

router = Router(tags=["channels"])


class LimitsJson(Json, frozen=True, kw_only=True):
    """What fits on a channel. `text` and `title` map a unit to the most of it; null: no limit is known.

    `captions` is in how many languages a video may have them. 0 says that nothing of the kind is taken.
    `read_at` is when the network said so of this account, `failed_at` when asking it again was last in vain.
    """

    text: dict[str, int]
    images: int
    image_bytes: int | None
    image_pixels: int | None
    image_types: list[str]
    alt_text: int | None
    title: dict[str, int]
    media_needed: bool
    videos: int
    video_bytes: int | None
    video_seconds: tuple[float, float] | None
    captions: int
    documents: int
    document_bytes: int | None
    document_pages: int | None
    poll_options: int
    hashtags: int | None
    mentions: int | None
    source: str
    checked: str
    read_at: datetime | None
    failed_at: datetime | None


class TokenJson(Json, frozen=True, kw_only=True):
    """How it stands with the token of a channel.

    `state` is lasting, renewed, good, ending, failing or over. `good_until` is when the channel goes silent unless
    somebody signs in again, null as long as it is renewed by itself or lasts; `posts_at_risk` counts what is
    planned for after that. `renewed_at` is when it is renewed next, `failing_since` when that was first in vain.
    """

    state: str
    good_until: datetime | None
    renewed_at: datetime | None
    failing_since: datetime | None
    posts_at_risk: int


class ChannelJson(Json, frozen=True, kw_only=True):
    """An account of the brand. `trouble` says in words what is wrong with it and what to do, or nothing.

    `token` is null where nobody signed in at the network. `media_in_reach` is false where the network fetches
    pictures and videos itself and cannot reach this installation: posts that show any do not go out there.
    """

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
    media_in_reach: bool
    token: TokenJson | None


class LeftJson(ChannelJson, frozen=True, kw_only=True):
    """A channel that was left. `access` is what became at the network of what let us speak there.

    ended: the network withdrew it; doubtful: it did not confirm that; shared: other channels may speak with the
    same, so it was not asked; stands: it has no way to be asked from here; none: there was nothing to withdraw.
    `left_to_do` says in words what a person may have to do there, or nothing.
    """

    access: str
    left_to_do: str


class Connecting(Schema):
    """An account to connect: `credentials` are the fields that the connector asks for.

    Where one signs in at the network, `access_token` may be a token that was got there by hand.
    """

    kind: str
    credentials: dict[str, str]
    access_token: str = ""


@router.get("/connectors")
def list_connectors(request: Asked) -> list[ConnectorJson]:  # noqa: ARG001
    """List the networks that can be connected."""
    return [connector_json(made) for made in connectors().values()]


@router.get("/brands/{brand}/channels")
def list_channels(request: Asked, brand: str) -> list[ChannelJson]:
    """List the connected accounts of a brand, in the order in which they were connected."""
    rows = member_of(request, brand).brand.channels.connected().select_related("brand", "identity", "grant")
    return channels_json(rows.order_by("connected_at", "pk"))


@router.post("/brands/{brand}/channels")
def connect_channel(request: Asked, brand: str, body: Connecting) -> Created[ChannelJson]:
    """Connect an account: the network is asked whose it is. Connecting it again renews its credentials."""
    by = member_of(request, brand)
    if body.kind not in connectors():
        raise Refusal(_("There is no such network here. GET /connectors lists those there are."), field="kind")
    channel = actions.connect(by, body.kind, body.credentials, body.access_token.strip())
    return Created(channels_json([channel])[0])


@router.get("/channels/{channel_id}")
def read_channel(request: Asked, channel_id: int) -> ChannelJson:
    """Read one channel."""
    return channels_json([_channel(request, channel_id)])[0]


@router.get("/channels/{channel_id}/limits")
def read_limits(request: Asked, channel_id: int) -> LimitsJson:
    """Read what fits on a channel: what the network said for this account, else the dated table."""
    channel = _channel(request, channel_id)
    return _limits(limits_of(channel), channel)


@router.post("/channels/{channel_id}/disconnect")
def disconnect_channel(request: Asked, channel_id: int) -> LeftJson:
    """Stop using a channel; what was said there stays, its credentials are erased. Its network is told."""
    channel = _channel(request, channel_id)
    access = actions.disconnect(member_in(request, channel.brand_id), channel)
    told = sentences.on_leaving(connector_for(channel.kind), access) if access != Access.ENDED else ""
    return LeftJson(**structs.asdict(channels_json([channel])[0]), access=access, left_to_do=told)


def channels_json(channels: Iterable[Channel]) -> list[ChannelJson]:
    """Return channels as they are answered, with as many queries for many as for one."""
    rows, now = list(channels), clock.now()
    at_risk = {one.end.channel.pk: one.count for one in posts_at_risk(token_ends(rows, now))}
    return [_channel_json(channel, at_risk.get(channel.pk, 0), now) for channel in rows]


def _token(channel: Channel, at_risk: int, now: datetime) -> TokenJson | None:
    life, grant = life_of(channel), channel.grant
    if life is None or grant is None:
        return None
    return TokenJson(
        state=life.state(now),
        good_until=life.good_until,
        renewed_at=grant.due_at if life.renewable else None,
        failing_since=grant.trouble_since,
        posts_at_risk=at_risk,
    )


def _channel_json(channel: Channel, at_risk: int, now: datetime) -> ChannelJson:
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
        media_in_reach=not out_of_reach(connector_for(channel.kind)),
        token=_token(channel, at_risk, now),
    )


def _channel(request: Asked, channel_id: int) -> Channel:
    found = Channel.objects.select_related("brand", "identity", "grant").filter(brand__in=brands_of(request))
    return get_object_or_404(found, pk=channel_id)


def _limits(limits: Limits, channel: Channel) -> LimitsJson:
    return LimitsJson(
        text=limits.text,
        images=limits.images,
        image_bytes=limits.image_bytes,
        image_pixels=limits.image_pixels,
        image_types=sorted(limits.image_types),
        alt_text=limits.alt_text,
        title=limits.title,
        media_needed=limits.media_needed,
        videos=limits.videos,
        video_bytes=limits.video_bytes,
        video_seconds=limits.video_seconds,
        captions=limits.captions,
        documents=limits.documents,
        document_bytes=limits.document_bytes,
        document_pages=limits.document_pages,
        poll_options=limits.poll_options,
        hashtags=limits.hashtags,
        mentions=limits.mentions,
        source=limits.source,
        checked=limits.checked,
        read_at=channel.limits_read_at,
        failed_at=channel.limits_failed_at,
    )
