"""The frozen values that connectors and the house exchange."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from antiphon.channels.connector.forms import Settings


@dataclass(frozen=True, slots=True)
class Limits:
    """What fits: of this account where the network says so, else of the dated table in `limits/`.

    `text` and `title` map a unit of `lib.counting.UNITS` to the most of it; an empty `title` means that the
    network knows no titles. Bytes, pixels, seconds and pages are of one file; pairs are the least and the
    most. `image_ratio` is width by height. A count of 0 means that the network takes none of it, None that
    nothing limits it. `media_needed` says that words alone are not taken, `mixes` that pictures and videos
    may stand together. Where less text fits beside a file, as the question of a poll or in an answer,
    `text_with_media`, `text_with_poll` and `text_in_answer` say how much; empty means as much as alone.
    `posts_a_day` is how many posts the network takes within 24 hours. `card` says that it shows
    the preview card that we give a link, `fold` after how many characters a phone folds the text away: what others
    observed, promised by no network. Without `words` only what is shown goes out, and nothing follows what stands
    `alone`: both hold for stories. `checked` is the day (ISO) the table's
    entry was last compared with `source`.
    """

    text: dict[str, int]
    images: int
    image_bytes: int | None = None
    image_pixels: int | None = None
    image_types: frozenset[str] = frozenset({"image/jpeg", "image/png", "image/webp", "image/gif"})
    image_ratio: tuple[float, float] | None = None
    image_width: tuple[int, int] | None = None
    alt_text: int | None = None
    text_with_media: dict[str, int] = field(default_factory=dict)
    text_with_poll: dict[str, int] = field(default_factory=dict)
    text_in_answer: dict[str, int] = field(default_factory=dict)
    title: dict[str, int] = field(default_factory=dict)
    title_needed: bool = False
    media_needed: bool = False
    mixes: bool = False
    videos: int = 0
    video_bytes: int | None = None
    video_seconds: tuple[float, float] | None = None
    video_ratio: tuple[float, float] | None = None
    video_types: frozenset[str] = frozenset({"video/mp4"})
    captions: int = 0
    documents: int = 0
    document_bytes: int | None = None
    document_pages: int | None = None
    poll_options: int = 0
    poll_option: dict[str, int] = field(default_factory=dict)
    poll_hours: tuple[int, int] | None = None
    hashtags: int | None = None
    mentions: int | None = None
    posts_a_day: int | None = None
    card: bool = False
    fold: int | None = None
    words: bool = True
    alone: bool = False
    source: str = ""
    checked: str = ""

    def text_of(self, outgoing: "Outgoing") -> dict[str, int]:
        """Return what limits the text of this post: the most of it by unit, nothing where no words go out."""
        if not self.words:
            return {}
        if (outgoing.reply_to or outgoing.continues) and self.text_in_answer:
            return self.text_in_answer
        if outgoing.poll and self.text_with_poll:
            return self.text_with_poll
        return self.text_with_media if outgoing.media and self.text_with_media else self.text


@dataclass(frozen=True, slots=True)
class Profile:
    """Who an account is. `stable_id` never changes (a DID, an actor's address); `handle` may.

    `pages` are those of which the network itself has verified that they link back; `aliases` the addresses of
    accounts of which it has verified both ways that they are the same (alsoKnownAs, as for a move).
    """

    stable_id: str
    handle: str
    name: str = ""
    url: str = ""
    avatar_url: str = ""
    automated: bool = False
    pages: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Captions:
    """The words of a video as WebVTT, in one language."""

    path: Path
    language: str


@dataclass(frozen=True, slots=True)
class Media:
    """One picture, video or document of a post as it will be sent: already fitted to the channel's limits.

    `width` and `height` are of the picture, the film or the cover; `seconds` of a video, `pages` of a
    document. `cover` is a still picture that stands for it. `address` is where the open internet finds the
    file, for networks that fetch it themselves (`fetches_media`); it is empty for the others. `bytes` is its
    size, 0 where it is not known yet.
    """

    path: Path
    media_type: str
    alt_text: str
    width: int
    height: int
    position: int = 0
    title: str = ""
    seconds: float = 0
    pages: int = 0
    captions: tuple[Captions, ...] = ()
    cover: Path | None = None
    address: str = ""
    bytes: int = 0

    @property
    def is_video(self) -> bool:
        """Whether it moves."""
        return self.media_type.startswith("video/")

    @property
    def is_document(self) -> bool:
        """Whether it is read page by page."""
        return self.media_type == "application/pdf"


@dataclass(frozen=True, slots=True)
class Poll:
    """A question with its choices; the question is the text of the post. `hours` is how long it is open."""

    options: tuple[str, ...]
    hours: int
    multiple: bool = False


@dataclass(frozen=True, slots=True)
class Card:
    """What stands behind a link: shown as a preview. `picture` is already fitted, None if the page has none."""

    url: str
    title: str
    description: str = ""
    picture: Path | None = None


@dataclass(frozen=True, slots=True)
class Recipient:
    """One person who asked to be written to. `key` is stable; `leave` is the address that ends it in one click."""

    key: str
    address: str
    name: str = ""
    language: str = ""
    leave: str = ""


@dataclass(frozen=True, slots=True)
class Reference:
    """Where something stands on a network.

    `uri` is its one stable name (what the ledger keeps), `id` what the network's API wants to be
    asked with, `url` where a person opens it, `version` what pins its content (a CID), if anything.
    `processing` says that the network has taken it and still works on it: `finished` will tell.
    """

    uri: str
    id: str
    url: str = ""
    version: str = ""
    processing: bool = False


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One post as it is to stand on one network. `operation` is the same at every try.

    An answer names the message it answers, that one's root and the handle of its author. A later part of a
    thread and a first comment answer the post before them, which is our own (`continues`). `card` stands
    for the first link of the text. `settings` are of the connector's own class. `recipients` are given to
    connectors that write to people one by one (`to_recipients`).
    """

    operation: str
    text: str
    language: str
    at: datetime
    media: tuple[Media, ...] = ()
    reply_to: Reference | None = None
    reply_root: Reference | None = None
    reply_handle: str = ""
    continues: bool = False
    title: str = ""
    card: Card | None = None
    poll: Poll | None = None
    settings: Settings | None = None
    recipients: tuple[Recipient, ...] = ()

    def chosen[S: Settings](self, shape: type[S]) -> S:
        """Return the settings if they are of this shape, else what it has where nothing is said."""
        return self.settings if isinstance(self.settings, shape) else shape()


class Act(StrEnum):
    """What somebody did, in the words of ActivityStreams 2.0 where it has one."""

    POST = "post"
    REPLY = "reply"
    MENTION = "mention"
    QUOTE = "quote"
    LIKE = "like"
    SHARE = "share"
    FOLLOW = "follow"
    DIRECT = "direct"
    SUBSCRIBE = "subscribe"
    LEAVE = "leave"
    BOUNCE = "bounce"


@dataclass(frozen=True, slots=True)
class Said:
    """Words of somebody: a message with its place in a tree. `html` is still a stranger's.

    `is_question`: its author says that it is a question, whatever marks stand in it.
    """

    act: Act
    reference: Reference
    actor: Profile
    at: datetime
    text: str
    html: str = ""
    language: str = ""
    parent_uri: str = ""
    root_uri: str = ""
    pictures: tuple[tuple[str, str], ...] = ()
    is_question: bool = False


@dataclass(frozen=True, slots=True)
class Did:
    """An act without words: a like, a share, a follow. `source` is unique on the network."""

    act: Act
    actor: Profile
    at: datetime
    source: str
    subject_uri: str = ""


@dataclass(frozen=True, slots=True)
class Heard:
    """What was heard since a cursor; `cursor` is where to go on the next time."""

    said: tuple[Said, ...] = ()
    did: tuple[Did, ...] = ()
    cursor: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """A number the network tells about one of our posts. What it does not tell is absent, not zero."""

    name: str
    value: int

    @classmethod
    def each(cls, told: Mapping[str, int | str | None]) -> tuple["Figure", ...]:
        """Return the figures of these names; what is None is not told."""
        return tuple(cls(name, int(value)) for name, value in told.items() if value is not None)


@dataclass(frozen=True, slots=True)
class Pace:
    """How many requests a network still takes until a moment, from this account or from the whole application.

    `most` is how many it takes in such a span, 0 if it does not tell.
    """

    left: int
    until: datetime
    of_application: bool = False
    most: int = 0
