"""How a post comes to be: what is shown taken in, words checked against every channel, rows written at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from antiphon.channels.connectors import connector_for
from antiphon.channels.models import Channel
from antiphon.lib import clock
from antiphon.lib.wall_time import Resolved
from antiphon.organizations.models import Brand, Member
from antiphon.publishing.actions.agreeing import keep_and_ask, may_skip
from antiphon.publishing.actions.checking import check_fit, check_settings, check_words
from antiphon.publishing.actions.illustrating import Taken, illustrate, taken_in
from antiphon.publishing.drafts import Draft, Moment, joined_text
from antiphon.publishing.hours import moment_of
from antiphon.publishing.models import Card, Content, Continuation, Delivery, Poll, PollOption, Post
from antiphon.publishing.permissions import require_sending
from antiphon.publishing.queries.agreeing import flows_in_force
from antiphon.publishing.rules.delivering import State

__all__ = ["Checked", "Draft", "Moment", "check", "compose", "must_ask", "terms", "write_content", "write_later"]


@dataclass(frozen=True, slots=True)
class Checked:
    """A draft that fits: what it shows as it was looked at, the settings as they are kept, and when.

    `parts` holds what each later part of the thread shows; `zone` is that of the wall time in `resolved`.
    """

    pictures: list[Taken]
    parts: list[list[Taken]]
    settings: Mapping[int, dict[str, Any]]
    resolved: Resolved | None
    zone: str


def compose(by: Member, draft: Draft, moment: Moment, *, request_key: str | None = None) -> Post:
    """Write a post with a delivery for each channel; raise Refusal, and write nothing, if anything does not fit.

    Later parts and a first comment are posts of their own that continue it. Of posts with the same `request_key`
    in one brand there is one at most: IntegrityError for the second. Where somebody's yes is asked for first, the
    post waits for it instead of being scheduled.
    """
    require_sending(by, drafting=moment.as_draft or must_ask(by, draft), answering=draft.in_reply_to is not None)
    checked = check(by, draft, moment)
    now = clock.now()
    with transaction.atomic():
        post = Post.objects.create(
            brand=by.brand,
            content=write_content(by, draft, checked, now),
            author=by,
            in_reply_to=draft.in_reply_to,
            campaign=draft.campaign,
            request_key=request_key,
            created_at=now,
        )
        for channel in draft.channels:
            Delivery.objects.create(post=post, channel=channel, **terms(channel, draft, moment, checked, now))
        write_later(post, draft, moment, checked, now)
        keep_and_ask(by, post)
    return post


def must_ask(by: Member, draft: Draft) -> bool:
    """Whether somebody's yes is asked for before this goes out: then whoever may write may plan it."""
    campaign, channels = draft.campaign.pk if draft.campaign else None, [channel.pk for channel in draft.channels]
    flows = [] if draft.in_reply_to else flows_in_force(by.brand_id, campaign, channels)
    return bool(flows) and not may_skip(by, flows)


def check(by: Member, draft: Draft, moment: Moment) -> Checked:
    """Return what a draft comes to; raise Refusal if anything does not fit. Writes nothing."""
    resolved = _resolved(moment, by.brand)
    check_words(by, draft, resolved.at if resolved else clock.now())
    settings = check_settings(draft, as_draft=moment.as_draft)
    pictures = [taken_in(picture) for picture in draft.pictures]
    parts = [[taken_in(picture) for picture in part.pictures] for part in draft.parts]
    if not moment.as_draft:
        check_fit(draft, pictures, parts)
    return Checked(pictures, parts, settings, resolved, moment.zone or by.brand.time_zone)


def write_content(by: Member, draft: Draft, checked: Checked, now: datetime) -> Content:
    """Write down what is to be said, with what it shows, its card and its poll."""
    content = Content.objects.create(
        brand=by.brand, title=draft.title, text=draft.text, language=draft.language, category=draft.category,
        written_at=now,
    )  # fmt: skip
    illustrate(content, draft.pictures, checked.pictures)
    _write_card(content, draft)
    _write_poll(content, draft)
    return content


def terms(channel: Channel, draft: Draft, moment: Moment, checked: Checked, now: datetime) -> dict[str, Any]:
    """Return the fields of a delivery that nobody has tried yet, under an operation of its own."""
    return {
        "text": _own_text(channel, draft),
        "title": draft.titles.get(channel.pk, ""),
        "settings": checked.settings.get(channel.pk, {}),
        **_when(moment, checked, now),
        **_begun(channel, now, shows=bool(draft.everything_shown or (draft.card and draft.card.picture))),
    }


def write_later(post: Post, draft: Draft, moment: Moment, checked: Checked, now: datetime) -> None:
    """Write the later parts of a thread and the first comment, where the channel lets a post of ours be continued."""
    channels = [channel for channel in draft.channels if connector_for(channel.kind).continues]
    before = post
    for part, taken in zip(draft.parts, checked.parts, strict=True):
        content = _content_of(post, part.text, now)
        illustrate(content, part.pictures, taken)
        before = _continued(before, Continuation.THREAD, content, now)
        _deliver_later(before, channels, _when(moment, checked, now), now, shows=bool(taken))
    if draft.comment.strip():
        comment = _continued(post, Continuation.COMMENT, _content_of(post, draft.comment, now), now)
        _deliver_later(comment, channels, _when(moment, checked, now), now, shows=False)


def _continued(before: Post, how: Continuation, content: Content, now: datetime) -> Post:
    return Post.objects.create(
        brand=before.brand, content=content, author=before.author, continues=before, continues_as=how,
        campaign=before.campaign, created_at=now,
    )  # fmt: skip


def _deliver_later(
    post: Post, channels: Sequence[Channel], when: dict[str, Any], now: datetime, *, shows: bool
) -> None:
    before = {one.channel_id: one for one in Delivery.objects.filter(post=post.continues)}
    for channel in channels:
        Delivery.objects.create(
            post=post, channel=channel, follows=before[channel.pk], **when, **_begun(channel, now, shows=shows)
        )


def _content_of(post: Post, text: str, now: datetime) -> Content:
    return Content.objects.create(brand=post.brand, text=text, language=post.content.language, written_at=now)


def _own_text(channel: Channel, draft: Draft) -> str:
    """Return the text of a channel where it is not that of the content."""
    own = draft.variants.get(channel.pk, "")
    if own or connector_for(channel.kind).continues or not draft.parts:
        return own
    return joined_text(draft.text, [part.text for part in draft.parts])


def _when(moment: Moment, checked: Checked, now: datetime) -> dict[str, Any]:
    resolved = checked.resolved
    due_at = resolved.at if resolved else now + moment.held_back
    return {
        "state": State.DRAFT if moment.as_draft else State.SCHEDULED,
        "state_since": now,
        "wall_time": resolved.wall.isoformat(timespec="minutes") if resolved else "",
        "time_zone": checked.zone if resolved else "",
        "due_at": None if moment.as_draft and not resolved else due_at,
        "late_minutes": moment.late_minutes,
    }


def _begun(channel: Channel, now: datetime, *, shows: bool) -> dict[str, Any]:
    operation = connector_for(channel.kind).new_operation(now)
    return {"operation": operation, "prepared_at": None if shows else now}


def _write_card(content: Content, draft: Draft) -> None:
    card = draft.card
    if card is not None:
        Card.objects.create(
            content=content, url=card.url, title=card.title, description=card.description, picture=card.picture
        )


def _write_poll(content: Content, draft: Draft) -> None:
    if draft.poll is None:
        return
    poll = Poll.objects.create(content=content, hours=draft.poll.hours, multiple=draft.poll.multiple)
    PollOption.objects.bulk_create(
        PollOption(poll=poll, position=place, text=text) for place, text in enumerate(draft.poll.options)
    )


def _resolved(moment: Moment, brand: Brand) -> Resolved | None:
    if moment.wall is None:
        return None
    return moment_of(moment.wall, moment.zone or brand.time_zone, past=moment.as_draft)
