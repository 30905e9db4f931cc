"""How a post comes to be: pictures taken in, words checked against every channel, rows written at once."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

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
from antiphon.lib.markup import typed_text
from antiphon.lib.wall_time import NoSuchMoment, Resolved, UnknownZone, resolve
from antiphon.organizations.models import Brand, Member
from antiphon.publishing import sentences
from antiphon.publishing.actions.illustrating import Picture, illustrate, taken_in
from antiphon.publishing.models import Content, Delivery, Post
from antiphon.publishing.outgoing import check_text
from antiphon.publishing.permissions import require_sending
from antiphon.publishing.rules.delivering import State


@dataclass(frozen=True, slots=True)
class Draft:
    """What somebody wants to say: `variants` maps a channel's id to its own text.

    Marks that cannot stand in a feed, as other programs leave them in what is pasted, are gone from its texts.
    """

    text: str
    channels: Sequence[Channel]
    language: str
    pictures: Sequence[Picture] = ()
    variants: dict[int, str] = field(default_factory=dict)
    in_reply_to: Message | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "text", typed_text(self.text))
        object.__setattr__(self, "variants", {pk: typed_text(text) for pk, text in self.variants.items()})


@dataclass(frozen=True, slots=True)
class Moment:
    """When: at a wall time in a zone, at once (`wall` is None), or not yet (`as_draft`)."""

    wall: datetime | None = None
    zone: str = ""
    as_draft: bool = False
    late_minutes: int = 60


@dataclass(frozen=True, slots=True)
class Checked:
    """A draft that fits: its pictures as they were read, and the moment that its wall time means in `zone`."""

    pictures: list[images.Picture]
    resolved: Resolved | None
    zone: str


def compose(by: Member, draft: Draft, moment: Moment, *, request_key: str | None = None) -> Post:
    """Write a post with a delivery for each channel; raise Refusal, and write nothing, if anything does not fit.

    Of posts with the same `request_key` in one brand there is one at most: IntegrityError for the second.
    """
    require_sending(by, drafting=moment.as_draft, answering=draft.in_reply_to is not None)
    checked = check(by, draft, moment)
    now = clock.now()
    with transaction.atomic():
        post = Post.objects.create(
            brand=by.brand,
            content=write_content(by, draft, checked, now),
            author=by,
            in_reply_to=draft.in_reply_to,
            request_key=request_key,
            created_at=now,
        )
        for channel in draft.channels:
            Delivery.objects.create(post=post, channel=channel, **terms(channel, draft, moment, checked, now))
    return post


def check(by: Member, draft: Draft, moment: Moment) -> Checked:
    """Return what a draft comes to; raise Refusal if anything does not fit. Writes nothing."""
    resolved = _resolved(moment, by.brand)
    _check_words(by, draft)
    pictures = [taken_in(picture) for picture in draft.pictures]
    _check_fit(draft, moment)
    return Checked(pictures, resolved, moment.zone or by.brand.time_zone)


def write_content(by: Member, draft: Draft, checked: Checked, now: datetime) -> Content:
    """Write down what is to be said, with its pictures."""
    content = Content.objects.create(brand=by.brand, text=draft.text, language=draft.language, written_at=now)
    illustrate(content, draft.pictures, checked.pictures)
    return content


def terms(channel: Channel, draft: Draft, moment: Moment, checked: Checked, now: datetime) -> dict[str, Any]:
    """Return the fields of a delivery that nobody has tried yet, under an operation of its own."""
    resolved = checked.resolved
    due_at = resolved.at if resolved else now
    return {
        "text": draft.variants.get(channel.pk, ""),
        "state": State.DRAFT if moment.as_draft else State.SCHEDULED,
        "state_since": now,
        "wall_time": resolved.wall.isoformat(timespec="minutes") if resolved else "",
        "time_zone": checked.zone if resolved else "",
        "due_at": None if moment.as_draft and not resolved else due_at,
        "late_minutes": moment.late_minutes,
        "operation": connector_for(channel.kind).new_operation(now),
        "prepared_at": None if draft.pictures else now,
    }


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
    if any(len(text) > settings.MAX_TEXT_CHARACTERS for text in (draft.text, *draft.variants.values())):
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
