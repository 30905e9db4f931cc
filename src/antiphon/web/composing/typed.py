"""The composer as it was sent, or as it is offered first."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import msgspec
from django.conf import settings
from django.utils.translation import gettext as _

from antiphon.channels.connector import Field, Poll, describe
from antiphon.channels.connectors import connector_for
from antiphon.channels.models import Channel
from antiphon.channels.queries import limits_of
from antiphon.lib.errors import Refusal
from antiphon.publishing.drafts import CardGiven, Draft, Moment, Part, Picture
from antiphon.publishing.models import Asset, Campaign, Category
from antiphon.publishing.previews import Preview, previews
from antiphon.publishing.rules.framing import Frame

WHENS = ("now", "at", "draft", "queue", "review")


@dataclass(slots=True)
class Piece:
    """A picture, video or document in the composer: kept already, with what was typed about it.

    `prefix` begins the names of its fields: that of the part of the thread in which it stands.
    """

    asset: Asset
    alt_text: str = ""
    decorative: bool = False
    frame: Frame = field(default_factory=Frame)
    prefix: str = ""

    @property
    def key(self) -> str:
        """What names it in the form."""
        return f"{self.prefix}{self.asset.pk}"

    @property
    def is_cut(self) -> bool:
        """Whether a part of it was chosen, or a focus."""
        return self.frame != Frame()

    @property
    def numbers(self) -> list[tuple[str, str, float, float]]:
        """Return the numbers of the frame: (name, label, percent, least)."""
        frame = self.frame
        rows = [
            ("left", _("From the left"), frame.left, 0),
            ("top", _("From the top"), frame.top, 0),
            ("width", _("Width"), frame.width, 2),
            ("height", _("Height"), frame.height, 2),
            ("focusx", _("Focus, across"), frame.focus_x, 0),
            ("focusy", _("Focus, down"), frame.focus_y, 0),
        ]
        return [(name, label, round(share * 100, 1), least) for name, label, share, least in rows]

    def picture(self) -> Picture:
        """Return it as the action takes it."""
        return Picture(alt_text=self.alt_text, alt_waived=self.decorative, asset=self.asset, frame=self.frame)


@dataclass(slots=True)
class PartTyped:
    """A later part of a thread; `number` is counted from 1."""

    number: int
    text: str = ""
    pieces: list[Piece] = field(default_factory=list)

    @property
    def prefix(self) -> str:
        """What the names of its fields begin with."""
        return f"p{self.number}-"

    @property
    def place(self) -> int:
        """Which part of the thread it is, as people count: the post itself is the first."""
        return self.number + 1


@dataclass(slots=True)
class CardTyped:
    """The preview card of a link."""

    url: str
    title: str = ""
    description: str = ""
    picture: Asset | None = None


@dataclass(slots=True)
class PollTyped:
    """The answers of a poll, empty ones too."""

    options: list[str]
    hours: str = "24"
    multiple: bool = False


@dataclass(slots=True)
class OwnField:
    """One thing that a network wants to know: how it is asked for, and what was typed."""

    name: str
    asked: Field
    value: Any
    is_choice: bool
    is_flag: bool
    needed: bool


@dataclass(slots=True)
class Line:
    """A channel in the composer, with what is its own."""

    channel: Channel
    chosen: bool
    text: str
    title: str
    fields: list[OwnField]
    has_title: bool
    error: str = ""

    @property
    def is_own(self) -> bool:
        """Whether anything was typed for this channel alone."""
        return bool(self.text or self.title or self.error or any(one.value for one in self.fields))


@dataclass(slots=True)
class Typed:
    """The whole form. `fields` is it as it was sent; `seen` names the content that was taken up, if one was."""

    channels: Sequence[Channel]
    language: str
    text: str = ""
    title: str = ""
    chosen: set[int] = field(default_factory=set)
    variants: dict[int, str] = field(default_factory=dict)
    titles: dict[int, str] = field(default_factory=dict)
    settings: dict[int, dict[str, Any]] = field(default_factory=dict)
    pieces: list[Piece] = field(default_factory=list)
    parts: list[PartTyped] = field(default_factory=list)
    comment: str | None = None
    card: CardTyped | None = None
    poll: PollTyped | None = None
    campaign: Campaign | None = None
    category: Category | None = None
    when: str = "now"
    wall: str = ""
    late_minutes: int = 60
    hours_differ: bool = False
    request_key: str = ""
    seen: str = ""
    fields: dict[str, list[str]] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    focus: str = ""

    @property
    def lines(self) -> list[Line]:
        """Return every channel with what is its own."""
        return [self._line(one) for one in self.channels]

    @property
    def general_error(self) -> str:
        """Return what is wrong without belonging to a field."""
        return self.errors.get("", "")

    @property
    def has_titles(self) -> bool:
        """Whether any channel shows titles."""
        return any(limits_of(one).title for one in self.channels)

    @property
    def everything_shown(self) -> list[Piece]:
        """Return every picture, video and document, those of later parts too."""
        return [*self.pieces, *(piece for part in self.parts for piece in part.pieces)]

    @property
    def wordless(self) -> bool:
        """Whether it was refused because something that is shown has no words for those who do not see it."""
        shown = self.everything_shown
        return "pictures" in self.errors and any(not one.alt_text.strip() and not one.decorative for one in shown)

    @property
    def once(self) -> str:
        """Return the key under which the same form sent twice is one post, and a changed one another."""
        shown = [piece.key for piece in self.everything_shown]
        said = sorted((name, values) for name, values in self.fields.items() if name != "seen")
        digest = hashlib.sha256(repr([said, shown]).encode()).hexdigest()
        return digest if self.request_key else ""

    @property
    def says_something(self) -> bool:
        """Whether anything was typed that would be missed."""
        texts = [
            self.text,
            self.title,
            self.comment or "",
            *self.variants.values(),
            *(one.text for one in self.parts),
        ]
        return any(text.strip() for text in texts) or bool(self.everything_shown)

    def draft(self) -> Draft:
        """Return it as the action takes it; raise Refusal if a number cannot be read."""
        return Draft(
            text=self.text,
            channels=[one for one in self.channels if one.pk in self.chosen],
            language=self.language,
            pictures=[piece.picture() for piece in self.pieces],
            variants={pk: text for pk, text in self.variants.items() if text.strip()},
            title=self.title,
            titles={pk: title for pk, title in self.titles.items() if title.strip()},
            settings=self.settings,
            parts=[Part(one.text, [piece.picture() for piece in one.pieces]) for one in self.parts],
            comment=self.comment or "",
            card=self._card(),
            poll=self._poll(),
            campaign=self.campaign,
            category=self.category,
        )

    def refuse_unfinished(self) -> None:
        """Raise Refusal for what was begun and cannot be sent like this: it would be missing without a word."""
        if self.card is not None and self._card() is None:
            raise Refusal(_("Give the link card a title, or take it out."), field="card")

    def moment(self) -> Moment:
        """Return when, as the action takes it; raise Refusal if the hour cannot be read."""
        if self.when != "at":
            return Moment(as_draft=self.when != "now", late_minutes=self.late_minutes)
        return Moment(wall=self.asked_wall(), late_minutes=self.late_minutes)

    def asked_wall(self) -> datetime:
        """Return the wall time that was typed; raise Refusal if it is none."""
        try:
            return datetime.fromisoformat(self.wall).replace(tzinfo=None)
        except ValueError:
            raise Refusal(_("Give a day and an hour."), field="wall") from None

    def previews(self) -> list[Preview]:
        """Return how it would stand on each chosen channel; what is too long for anything is not counted."""
        if self.poll is not None and not self.poll.hours.isdecimal():
            return []
        draft = self.draft()
        if any(len(text) > settings.MAX_TEXT_CHARACTERS for text in draft.texts):
            return []
        filled = replace(draft, parts=[part for part in draft.parts if part.text.strip() or part.pictures])
        return previews(filled)

    def _line(self, channel: Channel) -> Line:
        return Line(
            channel=channel,
            chosen=channel.pk in self.chosen,
            text=self.variants.get(channel.pk, ""),
            title=self.titles.get(channel.pk, ""),
            fields=_own_fields(channel, self.settings.get(channel.pk, {})),
            has_title=bool(limits_of(channel).title),
            error=self.errors.get(f"settings-{channel.pk}", ""),
        )

    def _card(self) -> CardGiven | None:
        card = self.card
        if card is None or not card.url.strip() or not card.title.strip():
            return None
        return CardGiven(card.url.strip(), card.title.strip(), card.description.strip(), card.picture)

    def _poll(self) -> Poll | None:
        if self.poll is None:
            return None
        if not self.poll.hours.isdecimal() or len(self.poll.hours) > 6:
            raise Refusal(_("Say for how many hours the poll is open: from 1 hour to 365 days."), field="poll")
        options = tuple(option.strip() for option in self.poll.options if option.strip())
        return Poll(options, int(self.poll.hours), multiple=self.poll.multiple)


def _own_fields(channel: Channel, typed: dict[str, Any]) -> list[OwnField]:
    shape = connector_for(channel.kind).settings
    if shape is None:
        return []
    infos = {info.encode_name: info for info in msgspec.structs.fields(shape)}
    return [
        OwnField(
            name=f"set-{channel.pk}-{name}",
            asked=asked,
            value=typed.get(name, infos[name].default if not infos[name].required else ""),
            is_choice=bool(asked.choices),
            is_flag=_is_flag(infos[name].type),
            needed=infos[name].required,
        )
        for name, asked in describe(shape).items()
    ]


def _is_flag(shape: Any) -> bool:
    return getattr(shape, "__origin__", shape) is bool
