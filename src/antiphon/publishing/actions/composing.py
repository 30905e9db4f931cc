"""How a post comes to be: pictures taken in, words checked against every channel, rows written at once."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from antiphon.channels.connector import Media
from antiphon.channels.connectors import connector_for
from antiphon.channels.models import Channel
from antiphon.conversations.models import Message
from antiphon.lib import clock, images
from antiphon.lib.errors import Refusal
from antiphon.lib.wall_time import NoSuchMoment, Resolved, UnknownZone, resolve
from antiphon.organizations.models import Brand, Member
from antiphon.publishing import sentences
from antiphon.publishing.actions.illustrating import Picture, illustrate, taken_in
from antiphon.publishing.models import Content, Delivery, Post
from antiphon.publishing.outgoing import check_text
from antiphon.publishing.permissions import require_sending
from antiphon.publishing.rules import State


@dataclass(frozen=True, slots=True)
class Draft:
    """What somebody wants to say: `variants` maps a channel's id to its own text."""

    text: str
    channels: Sequence[Channel]
    language: str
    pictures: Sequence[Picture] = ()
    variants: dict[int, str] = field(default_factory=dict)
    in_reply_to: Message | None = None


@dataclass(frozen=True, slots=True)
class Moment:
    """When: at a wall time in a zone, at once (`wall` is None), or not yet (`as_draft`)."""

    wall: datetime | None = None
    zone: str = ""
    as_draft: bool = False
    late_minutes: int = 60


def compose(by: Member, draft: Draft, moment: Moment, *, request_key: str | None = None) -> Post:
    """Write a post with a delivery for each channel; raise Refusal, and write nothing, if anything does not fit.

    Of posts with the same `request_key` in one brand there is one at most: IntegrityError for the second.
    """
    require_sending(by, drafting=moment.as_draft, answering=draft.in_reply_to is not None)
    resolved = _resolved(moment, by.brand)
    _check_words(by, draft)
    pictures = [taken_in(picture) for picture in draft.pictures]
    _check_fit(draft, moment)
    with transaction.atomic():
        post = _written(by, draft, pictures, request_key)
        for channel in draft.channels:
            _deliver_on(channel, post, draft, moment, resolved)
    return post


def _written(by: Member, draft: Draft, pictures: list[images.Picture], request_key: str | None) -> Post:
    now = clock.now()
    content = Content.objects.create(brand=by.brand, text=draft.text, language=draft.language, written_at=now)
    illustrate(content, draft.pictures, pictures)
    return Post.objects.create(
        brand=by.brand,
        content=content,
        author=by,
        in_reply_to=draft.in_reply_to,
        request_key=request_key,
        created_at=now,
    )


def _deliver_on(channel: Channel, post: Post, draft: Draft, moment: Moment, resolved: Resolved | None) -> None:
    now = post.created_at
    due_at = resolved.at if resolved else now
    Delivery.objects.create(
        post=post,
        channel=channel,
        text=draft.variants.get(channel.pk, ""),
        state=State.DRAFT if moment.as_draft else State.SCHEDULED,
        state_since=now,
        wall_time=resolved.wall.isoformat(timespec="minutes") if resolved else "",
        time_zone=(moment.zone or post.brand.time_zone) if resolved else "",
        due_at=None if moment.as_draft and not resolved else due_at,
        late_minutes=moment.late_minutes,
        operation=connector_for(channel.kind).new_operation(now),
        prepared_at=None if draft.pictures else now,
    )


def _resolved(moment: Moment, brand: Brand) -> Resolved | None:
    if moment.wall is None:
        return None
    try:
        resolved = resolve(moment.wall, moment.zone or brand.time_zone)
    except UnknownZone as error:
        raise Refusal(_("This time zone is not known. Choose one such as Europe/Rome."), field="zone") from error
    except NoSuchMoment as error:
        raise Refusal(_("Give a day and an hour that the calendar knows."), field="wall") from error
    if not moment.as_draft and resolved.at < clock.now():
        raise Refusal(_("This time has passed already. Choose a later one, or send now."), field="wall")
    return resolved


def _check_words(by: Member, draft: Draft) -> None:
    foreign = [channel for channel in draft.channels if channel.brand_id != by.brand_id or channel.disconnected_at]
    if not draft.channels or foreign:
        raise Refusal(_("Choose at least one channel."), field="channels")
    if not draft.text.strip() and not draft.pictures:
        raise Refusal(_("Write something first."), field="text")
    if len(draft.text) > settings.MAX_TEXT_CHARACTERS:
        most = settings.MAX_TEXT_CHARACTERS
        raise Refusal(
            format_lazy(_("The text is longer than {most} characters. Shorten it."), most=most), field="text"
        )
    if any(not picture.alt_text.strip() and not picture.alt_waived for picture in draft.pictures):
        raise Refusal(
            _("Describe each picture for those who do not see it, or say that it is only decoration."),
            field="pictures",
        )


def _check_fit(draft: Draft, moment: Moment) -> None:
    if moment.as_draft:
        return
    media = tuple(_placeholder(picture, place) for place, picture in enumerate(draft.pictures))
    for channel in draft.channels:
        text = draft.variants.get(channel.pk) or draft.text
        found = check_text(channel, text, media, draft.in_reply_to)
        if found:
            raise Refusal(sentences.does_not_fit(channel, found[0]), field="text")


def _placeholder(picture: Picture, position: int) -> Media:
    return Media(Path(), "", picture.alt_text.strip(), 0, 0, position)
