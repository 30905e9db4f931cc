"""What was published before the channel was connected: brought in as posts that are live already."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from antiphon.channels.connector import Reference
from antiphon.channels.connectors import connector_for
from antiphon.channels.models import Channel
from antiphon.lib import clock
from antiphon.organizations.models import Member
from antiphon.publishing.actions.composing import Draft
from antiphon.publishing.actions.illustrating import illustrate, taken_in
from antiphon.publishing.actions.recording import record_live
from antiphon.publishing.models import Content, Delivery, Post
from antiphon.publishing.permissions import require_sending
from antiphon.publishing.rules.delivering import State


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an earlier post stands, and under which name of ours."""

    reference: Reference
    operation: str


@transaction.atomic
def bring_in(by: Member, draft: Draft, standing: Mapping[Channel, Standing], at: datetime) -> Post:
    """Write a post that went live at `at` on each channel; nothing is sent. Its ledger lines are written too."""
    require_sending(by, drafting=False, answering=False)
    content = Content.objects.create(brand=by.brand, text=draft.text, language=draft.language, written_at=at)
    illustrate(content, draft.pictures, [taken_in(picture) for picture in draft.pictures])
    post = Post.objects.create(brand=by.brand, content=content, author=by, created_at=at)
    for channel, stands in standing.items():
        record_live(_live(post, channel, stands, at))
    return post


def _live(post: Post, channel: Channel, stands: Standing, at: datetime) -> Delivery:
    reference = stands.reference
    return Delivery.objects.create(
        post=post, channel=channel, state=State.LIVE, state_since=at, due_at=at, live_at=at,
        operation=stands.operation or connector_for(channel.kind).new_operation(clock.now()), prepared_at=at,
        uri=reference.uri, network_id=reference.id, version=reference.version, url=reference.url,
    )  # fmt: skip
