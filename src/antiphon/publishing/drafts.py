"""What somebody wants to say, before it is written: frozen and clean, on no channel yet and on each of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from antiphon.channels.connector import Poll
from antiphon.channels.connectors import connector_for
from antiphon.channels.models import Channel
from antiphon.conversations.models import Message
from antiphon.lib.markup import typed_text
from antiphon.publishing.models import Asset, Campaign, Category
from antiphon.publishing.rules.framing import Frame

#: What stands between parts where they become one text.
BETWEEN = "\n\n"


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture, video or document as somebody gives it: its bytes, the words for it, or the decision to do without.

    Instead of bytes it may be an `asset` of the brand that was kept before. `frame` is the part to be shown.
    """

    data: bytes = b""
    alt_text: str = ""
    alt_waived: bool = False
    asset: Asset | None = None
    frame: Frame = field(default_factory=Frame)

    def __post_init__(self) -> None:
        object.__setattr__(self, "alt_text", typed_text(self.alt_text))


@dataclass(frozen=True, slots=True)
class Part:
    """A later part of a thread, which answers the part before it."""

    text: str
    pictures: Sequence[Picture] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "text", typed_text(self.text))


@dataclass(frozen=True, slots=True)
class CardGiven:
    """What is to stand beside the first link; `picture` is one that the brand has."""

    url: str
    title: str
    description: str = ""
    picture: Asset | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """What somebody wants to say. `variants`, `titles` and `settings` map a channel's id to what is its own.

    `parts` are the later parts of a thread, `comment` is the first comment under the post. Marks that cannot stand
    in a feed, as other programs leave them in what is pasted, are gone from its texts.
    """

    text: str
    channels: Sequence[Channel]
    language: str
    pictures: Sequence[Picture] = ()
    variants: Mapping[int, str] = field(default_factory=dict)
    in_reply_to: Message | None = None
    title: str = ""
    titles: Mapping[int, str] = field(default_factory=dict)
    settings: Mapping[int, Mapping[str, Any]] = field(default_factory=dict)
    parts: Sequence[Part] = ()
    comment: str = ""
    card: CardGiven | None = None
    poll: Poll | None = None
    campaign: Campaign | None = None
    category: Category | None = None

    def __post_init__(self) -> None:
        for name in ("text", "comment"):
            object.__setattr__(self, name, typed_text(getattr(self, name)))
        object.__setattr__(self, "title", " ".join(typed_text(self.title).split()))
        object.__setattr__(self, "variants", {pk: typed_text(text) for pk, text in self.variants.items()})
        titles = {pk: " ".join(typed_text(text).split()) for pk, text in self.titles.items()}
        object.__setattr__(self, "titles", titles)

    @property
    def texts(self) -> list[str]:
        """Return every text in it."""
        return [self.text, *self.variants.values(), *(part.text for part in self.parts), self.comment]

    @property
    def everything_shown(self) -> list[Picture]:
        """Return every picture, video and document in it, those of later parts too."""
        return [*self.pictures, *(picture for part in self.parts for picture in part.pictures)]


@dataclass(frozen=True, slots=True)
class Moment:
    """When: at a wall time in a zone, at once (`wall` is None), or not yet (`as_draft`).

    What goes out at once may be `held_back` for a while, in which it can still be undone.
    """

    wall: datetime | None = None
    zone: str = ""
    as_draft: bool = False
    late_minutes: int = 60
    held_back: timedelta = timedelta(0)


@dataclass(frozen=True, slots=True)
class Stretch:
    """One message as it would stand on one channel: the post itself (`place` 0), a later part, or the comment."""

    place: int
    text: str
    pictures: Sequence[Picture] = ()
    title: str = ""
    card: CardGiven | None = None
    poll: Poll | None = None
    is_comment: bool = False


def stretches(draft: Draft, channel: Channel) -> list[Stretch]:
    """Return the messages that a draft comes to on a channel, in their order.

    Where a post of ours cannot be continued, its parts become one text and there is no comment.
    """
    first = Stretch(
        place=0,
        text=draft.variants.get(channel.pk) or draft.text,
        pictures=tuple(draft.pictures),
        title=draft.titles.get(channel.pk) or draft.title,
        card=draft.card,
        poll=draft.poll,
    )
    if not connector_for(channel.kind).continues:
        return [_joined(first, draft, own=bool(draft.variants.get(channel.pk)))]
    later = [Stretch(place, part.text, tuple(part.pictures)) for place, part in enumerate(draft.parts, 1)]
    comment = [Stretch(len(draft.parts) + 1, draft.comment, is_comment=True)] if draft.comment.strip() else []
    return [first, *later, *comment]


def joined_text(first: str, later: Sequence[str]) -> str:
    """Return the parts of a thread as one text.

    >>> joined_text("One", ["Two", " "])
    'One\\n\\nTwo'
    """
    return BETWEEN.join(text.strip() for text in (first, *later) if text.strip()) if later else first


def _joined(first: Stretch, draft: Draft, *, own: bool) -> Stretch:
    text = first.text if own else joined_text(first.text, [part.text for part in draft.parts])
    return replace(first, text=text, pictures=tuple(draft.everything_shown))
