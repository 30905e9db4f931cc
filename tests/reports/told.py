"""Posts of Bottega with what their networks told over time, written by the product's own actions."""

from datetime import UTC, datetime, timedelta

from antiphon.channels.connector import Reference
from antiphon.channels.models import Channel
from antiphon.ledger.actions import note_reading
from antiphon.publishing.actions.bringing_in import Standing, bring_in
from antiphon.publishing.actions.composing import Draft
from antiphon.publishing.actions.recording import record_live
from antiphon.publishing.models import Content, Continuation, Delivery, Post
from antiphon.publishing.rules.delivering import State
from tests.world import World

NOON = datetime(2026, 10, 1, 12, tzinfo=UTC)


def call_out(world: World, at: datetime, *told: tuple[str, int, timedelta], text: str = "A call") -> Delivery:
    """Let a post go out at a moment, and the network tell (name, value, how long after)."""
    uri = f"https://bottega.example/posts/{at.timestamp():.0f}"
    where = {world.site: Standing(Reference(uri, uri, uri), "")}
    delivery = bring_in(world.anna, Draft(text, [world.site], "en"), where, at).deliveries.get()
    for name, value, after in told:
        note_reading(world.site, uri, name, value, at + after)
    return delivery


def carry_on(first: Delivery, *told: tuple[str, int, timedelta], text: str = "And more") -> Delivery:
    """Let a later part of a post go out a minute after it, and the network tell (name, value, how long after)."""
    at, uri, before = (first.live_at or NOON) + timedelta(minutes=1), f"{first.uri}/more", first.post
    content = Content.objects.create(brand=before.brand, text=text, language="en", written_at=at)
    post = Post.objects.create(
        brand=before.brand, content=content, author=before.author, continues=before,
        continues_as=Continuation.THREAD, created_at=at,
    )  # fmt: skip
    part = Delivery.objects.create(
        post=post, channel=first.channel, follows=first, state=State.LIVE, state_since=at, live_at=at,
        operation=uri, uri=uri, url=uri,
    )  # fmt: skip
    record_live(part)
    for name, value, after in told:
        note_reading(first.channel, uri, name, value, at + after)
    return part


def follow(channel: Channel, *told: tuple[int, datetime]) -> None:
    """Let the network tell how many follow, at moments."""
    for value, at in told:
        note_reading(channel, channel.identity.stable_id, "followers", value, at)
