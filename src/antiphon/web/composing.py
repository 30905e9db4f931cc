"""What somebody typed into the composer, read without losing any of it."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from antiphon.channels.models import Channel
from antiphon.lib import clock, ids
from antiphon.lib.errors import Refusal
from antiphon.organizations.models import Brand
from antiphon.publishing.drafts import Draft, Moment, Picture
from antiphon.publishing.models import Asset, Delivery, Post
from antiphon.publishing.previews import Preview, previews
from antiphon.publishing.rules.delivering import UNDECIDED, State

WHENS = ("now", "at", "draft")


@dataclass(slots=True)
class Shown:
    """A picture in the composer: kept already, with what was typed about it."""

    asset: Asset
    alt_text: str = ""
    decorative: bool = False


@dataclass(slots=True)
class Typed:
    """The composer as it was sent, or as it is offered first."""

    channels: Sequence[Channel]
    language: str
    text: str = ""
    chosen: set[int] = field(default_factory=set)
    variants: dict[int, str] = field(default_factory=dict)
    pictures: list[Shown] = field(default_factory=list)
    when: str = "now"
    wall: str = ""
    late_minutes: int = 60
    hours_differ: bool = False
    request_key: str = ""
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def lines(self) -> list[tuple[Channel, bool, str]]:
        """Return every channel with whether it is chosen and its own text."""
        return [(one, one.pk in self.chosen, self.variants.get(one.pk, "")) for one in self.channels]

    @property
    def general_error(self) -> str:
        """Return what is wrong without belonging to a field."""
        return self.errors.get("", "")

    @property
    def once(self) -> str:
        """Return the key under which the same form sent twice is one post, and a changed one another."""
        pictures = [(one.asset.pk, one.alt_text, one.decorative) for one in self.pictures]
        said = [self.text, sorted(self.chosen), sorted(self.variants.items()), pictures, self.when, self.wall]
        digest = hashlib.sha256(repr([self.request_key, self.language, *said]).encode()).hexdigest()
        return digest if self.request_key else ""

    def draft(self) -> Draft:
        """Return it as the action takes it."""
        return Draft(
            text=self.text,
            channels=[one for one in self.channels if one.pk in self.chosen],
            language=self.language,
            pictures=[
                Picture(alt_text=one.alt_text, alt_waived=one.decorative, asset=one.asset) for one in self.pictures
            ],
            variants={pk: text for pk, text in self.variants.items() if text.strip()},
        )

    def moment(self) -> Moment:
        """Return when, as the action takes it; raise Refusal if the hour cannot be read."""
        if self.when != "at":
            return Moment(as_draft=self.when == "draft", late_minutes=self.late_minutes)
        return Moment(wall=self.asked_wall(), late_minutes=self.late_minutes)

    def asked_wall(self) -> datetime:
        """Return the wall time that was typed; raise Refusal if it is none."""
        try:
            return datetime.fromisoformat(self.wall).replace(tzinfo=None)
        except ValueError:
            raise Refusal(_("Give a day and an hour."), field="wall") from None

    def previews(self) -> list[Preview]:
        """Return how it would stand on each chosen channel; a text too long for anything is not counted."""
        draft = self.draft()
        short = [one for one in draft.channels if len(self._text_for(one)) <= settings.MAX_TEXT_CHARACTERS]
        return previews(replace(draft, channels=short))

    def _text_for(self, channel: Channel) -> str:
        own = self.variants.get(channel.pk, "")
        return own if own.strip() else self.text


def offered(brand: Brand, channels: Sequence[Channel], when: str) -> Typed:
    """Return the composer as it is first seen: every channel chosen."""
    return Typed(
        channels=channels,
        language=brand.language,
        chosen={one.pk for one in channels},
        when=when,
        request_key=ids.new_secret(),
    )


def taken_up(post: Post, channels: Sequence[Channel]) -> Typed:
    """Return the composer filled with a post as it stands; its hour in the time zone that is in use."""
    deliveries = list(post.deliveries.order_by("pk"))
    kept = [one for one in deliveries if one.state != State.CANCELLED] or deliveries
    pictures = post.content.illustrations.select_related("asset")
    when, wall = _planned(kept)
    return Typed(
        channels=channels,
        language=post.content.language,
        text=post.content.text,
        chosen={one.channel_id for one in kept},
        variants={one.channel_id: one.text for one in deliveries},
        pictures=[Shown(one.asset, one.alt_text, one.alt_waived) for one in pictures],
        when=when,
        wall=wall,
        late_minutes=max((one.late_minutes for one in kept), default=60),
        hours_differ=len({one.due_at for one in kept}) > 1,
    )


def _planned(deliveries: Sequence[Delivery]) -> tuple[str, str]:
    """Return when a post goes out, as the composer asks for it: at its next hour; what failed is for now."""
    coming = [one.due_at for one in deliveries if one.due_at and one.due_at > clock.now()]
    wall = timezone.localtime(min(coming)).strftime("%Y-%m-%dT%H:%M") if coming else ""
    if all(one.state in UNDECIDED for one in deliveries):
        return "draft", wall
    return ("at", wall) if wall else ("now", "")


def typed(request: HttpRequest, brand: Brand, channels: Sequence[Channel]) -> Typed:
    """Return what was sent. Line ends become those that networks count."""
    post = request.POST
    when, language = post.get("when", "now"), post.get("language", "")
    return Typed(
        channels=channels,
        language=language if language in dict(settings.LANGUAGES) else brand.language,
        text=_unix(post.get("text", "")),
        chosen={int(pk) for pk in post.getlist("channels") if pk.isdecimal() and len(pk) < 19},
        variants={one.pk: _unix(post.get(f"variant-{one.pk}", "")) for one in channels},
        pictures=_pictures(request, brand),
        when=when if when in WHENS else "now",
        wall=post.get("wall", ""),
        request_key=post.get("request_key", "").replace("\0", "")[:80],
    )


def _pictures(request: HttpRequest, brand: Brand) -> list[Shown]:
    post = request.POST
    asked = [int(pk) for pk in post.getlist("asset") if pk.isdecimal() and len(pk) < 19 and pk != post.get("remove")]
    found = Asset.objects.filter(brand=brand).in_bulk(asked)
    return [
        Shown(found[pk], post.get(f"alt-{pk}", ""), f"decorative-{pk}" in post)
        for pk in dict.fromkeys(asked)
        if pk in found
    ]


def _unix(text: str) -> str:
    return text.replace("\r\n", "\n")
