"""The past of the sample: told on the practice networks, then brought in as what went out from here."""

import hashlib
import random
from collections.abc import Iterable
from datetime import datetime, timedelta

from antiphon.channels.connector import Reference
from antiphon.channels.connectors import connector_for
from antiphon.cli.sample.networks import Teller, Told
from antiphon.cli.sample.stage import Stage, home
from antiphon.cli.sample.story.autumn import AUTUMN
from antiphon.cli.sample.story.notes import EVERY_WEEK, MISSED, NOTES, REFUSED, WEEKS
from antiphon.cli.sample.story.order import PLACED, WELCOME
from antiphon.cli.sample.story.summer import SUMMER
from antiphon.cli.sample.story.telling import Call
from antiphon.lib.errors import Trouble
from antiphon.publishing.actions.bringing_in import Standing, bring_in
from antiphon.publishing.actions.composing import Draft
from antiphon.publishing.models import Attempt, Content, Delivery, Post
from antiphon.publishing.rules.delivering import FenceState, State

#: How late the one call was that met a network asleep, and how long calls take otherwise (seconds).
_WORST, _USUAL = 214.0, (0.4, 2.6)
THURSDAY = 3


def tell_all(stage: Stage, teller: Teller) -> list[Told]:
    """Tell the whole past, the oldest first; return where everything stands."""
    calls = sorted((*SUMMER, *AUTUMN, *NOTES, *weekly(stage), MISSED, REFUSED), key=lambda one: -one.days)
    told = []
    for number, call in enumerate(calls):
        text = stage.with_links(call.text, short=True)
        at = stage.at(call.days, call.hour, call.minute)
        told.append(teller.tell(call, text, at, ("mastodon", "bluesky")[number % 2] if call.on == "both" else ""))
        stage.posts.append(_bring_in(stage, told[-1]))
    _place(stage, calls)
    for call, state in ((MISSED, State.MISSED), (REFUSED, State.REFUSED)):
        _fail(stage, stage.posts[calls.index(call)], state)
    _note_attempts(stage)
    return told


def weekly(stage: Stage) -> list[Call]:
    """Return what was said every Thursday at noon, the oldest first."""
    last = (stage.wall(0, 0).weekday() - THURSDAY) % 7 or 7
    return [
        Call(last + 7 * week, 12, EVERY_WEEK, minute=30, on="mastodon", likes=1, category=WELCOME)
        for week in reversed(range(WEEKS))
    ]


def _bring_in(stage: Stage, told: Told) -> Post:
    call, standing = told.call, {}
    if call.at_home:
        operation = connector_for("site").new_operation(told.at)
        address = home(f"posts/{operation}/")
        standing[stage.channels["site"]] = Standing(Reference(address, operation, address), operation)
    standing |= {stage.channels[kind]: Standing(where, "") for kind, where in told.references.items()}
    draft = Draft(told.text, list(standing), call.language, stage.shown(call.picture, call.alt))
    return bring_in(stage.anna, draft, standing, told.at)


def _place(stage: Stage, calls: Iterable[Call]) -> None:
    """Say of each post who wrote it, and to which campaign and category it belongs."""
    for post, call in zip(stage.posts, calls, strict=True):
        category, campaign = (call.category, call.campaign) if call.category else PLACED[call.days]
        post.author, post.campaign = stage.members[call.by], stage.campaigns.get(campaign)
        post.content.category = stage.categories[category]
    Post.objects.bulk_update(stage.posts, ["author", "campaign"])
    Content.objects.bulk_update([post.content for post in stage.posts], ["category"])


def _fail(stage: Stage, post: Post, state: State) -> None:
    """Let a post that stands elsewhere have missed its hour on Bluesky, or been refused there."""
    channel, due = stage.channels["bluesky"], post.created_at
    refused = state == State.REFUSED
    delivery = Delivery.objects.create(
        post=post, channel=channel, state=state, due_at=due, prepared_at=due, time_zone=stage.brand.time_zone,
        state_since=due + (timedelta(seconds=3) if refused else timedelta(hours=5)),
        wall_time=due.astimezone(stage.brand.zone).strftime("%Y-%m-%dT%H:%M"),
        operation=connector_for(channel.kind).new_operation(due), trouble=Trouble.MEDIA if refused else "",
    )  # fmt: skip
    if refused:
        said = {"trouble": Trouble.MEDIA, "detail": "the network could not read the picture"}
        Attempt.objects.create(**_attempt(delivery, due, 3.0, FenceState.FAILED), **said)


def _note_attempts(stage: Stage) -> None:
    """Note of everything that went out when its last call was made; one of them was late."""
    chance = random.Random("calls")
    live = list(Delivery.objects.live().filter(post__brand=stage.brand).order_by("live_at", "pk"))
    late = live[-9]
    Attempt.objects.bulk_create(
        Attempt(**_attempt(one, one.live_at, _WORST if one == late else chance.uniform(*_USUAL), FenceState.ACCEPTED))
        for one in live
        if one.live_at
    )


def _attempt(delivery: Delivery, due: datetime, seconds: float, fence: FenceState) -> dict[str, object]:
    sent = due + timedelta(seconds=seconds)
    return {
        "delivery": delivery,
        "number": 1,
        "operation": delivery.operation,
        "fence": fence,
        "fingerprint": hashlib.sha256(delivery.operation.encode()).hexdigest(),
        "retry_safety": connector_for(delivery.channel.kind).retry_safety,
        "worker": "workshop:1",
        "started_at": sent - timedelta(milliseconds=90),
        "sent_at": None if fence == FenceState.FAILED else sent,
        "finished_at": sent + timedelta(milliseconds=400),
    }
