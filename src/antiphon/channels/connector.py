"""The promise that every connector keeps, and the words that connectors and the house exchange.

A connector speaks to one network and goes both ways: it publishes and it listens. One file in
`connectors/` holds one connector; nothing else has to be edited: the form that connects a channel,
the counter in the composer, the icon and the table in the documents follow from the class. What a
connector can do is which methods it overrides: a method left alone *is* the missing capability.

A connector knows no models and no Django. It is given credentials, an account and a door to the
network, and answers with the frozen values of this module, or raises `ChannelError`.
"""

from abc import ABC
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Annotated, ClassVar, Protocol

import msgspec

from antiphon.lib import ids
from antiphon.lib.bounds import Bounds


class RetrySafety(StrEnum):
    """What may be done with a post of which nobody knows whether it went out."""

    EXACTLY_ONCE = "exactly_once"
    """We choose the address of what is made: a second create cannot make a second one."""
    IDEMPOTENT = "idempotent"
    """The network recognizes a repeated key, for `idempotency_lasts`."""
    RECONCILE_FIRST = "reconcile_first"
    """Look before writing again."""
    NEVER_REPLAY = "never_replay"
    """Nothing to look at and no key: a person decides."""


class Capability(StrEnum):
    """What a connector may be able to do; each is a method of the same name."""

    PUBLISH = "publish"
    RECONCILE = "reconcile"
    LISTEN = "listen"
    THREAD = "thread"
    FIGURES = "figures"
    LIMITS = "limits"


class Credentials(msgspec.Struct, frozen=True, kw_only=True):
    """What a person types to connect a channel; the fields of the subclass make the form.

    A field is described by `Annotated[str, Field(label, help, secret=…)]`. None of them is ever printed.
    """

    def __repr__(self) -> str:
        return f"{type(self).__name__}(…)"


@dataclass(frozen=True, slots=True)
class Field:
    """How one credential is asked for. Labels are looked up in the catalogs when shown."""

    label: str
    help: str = ""
    secret: bool = False
    placeholder: str = ""


@dataclass(frozen=True, slots=True)
class Limits:
    """What fits: of this account where the network says so, else of the dated table in `limits/`.

    `text` maps a unit of `lib.counting.UNITS` to the most of it. Bytes and pixels are of one file.
    `checked` is the day (ISO) the table's entry was last compared with `source`.
    """

    text: dict[str, int]
    images: int
    image_bytes: int | None = None
    image_pixels: int | None = None
    image_types: frozenset[str] = frozenset({"image/jpeg", "image/png", "image/webp", "image/gif"})
    alt_text: int | None = None
    source: str = ""
    checked: str = ""


@dataclass(frozen=True, slots=True)
class Profile:
    """Who an account is. `stable_id` never changes (a DID, an actor's address); `handle` may."""

    stable_id: str
    handle: str
    name: str = ""
    url: str = ""
    avatar_url: str = ""
    automated: bool = False


@dataclass(frozen=True, slots=True)
class Media:
    """One picture of a post as it will be sent: already fitted to the channel's limits."""

    path: Path
    media_type: str
    alt_text: str
    width: int
    height: int
    position: int = 0


@dataclass(frozen=True, slots=True)
class Reference:
    """Where something stands on a network.

    `uri` is its one stable name (what the ledger keeps), `id` what the network's API wants to be
    asked with, `url` where a person opens it, `version` what pins its content (a CID), if anything.
    """

    uri: str
    id: str
    url: str = ""
    version: str = ""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One post as it is to stand on one network. `operation` is the same at every try.

    An answer names the message it answers, that one's root and the handle of its author.
    """

    operation: str
    text: str
    language: str
    at: datetime
    media: tuple[Media, ...] = ()
    reply_to: Reference | None = None
    reply_root: Reference | None = None
    reply_handle: str = ""


class Fence(Protocol):
    """Stands between preparing and the first change that anybody could see."""

    def open(self) -> None:
        """Note durably that the change is about to be asked for; raise if it is no longer ours to ask."""


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


@dataclass(frozen=True, slots=True)
class Said:
    """Words of somebody: a message with its place in a tree. `html` is still a stranger's."""

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


@dataclass(frozen=True, slots=True)
class Door:
    """How a connector reaches its network.

    `keep` stores what must survive this run (a refreshed session), sealed; `kept` is what the last
    run stored.
    """

    bounds: Bounds = field(default_factory=Bounds)
    kept: str = ""
    keep: Callable[[str], None] = lambda _kept: None


class Connector[C: Credentials](ABC):
    """One network. Subclass it in a file of its own in `connectors/`."""

    kind: ClassVar[str]
    """The name in the database and in addresses: lower case, never changed."""
    name: ClassVar[str]
    """The name that people use."""
    icon: ClassVar[str]
    """The path of a 24 × 24 SVG drawing, in one color."""
    credentials: ClassVar[type[Credentials]]
    retry_safety: ClassVar[RetrySafety]
    idempotency_lasts: ClassVar[timedelta | None] = None
    native: ClassVar[bool] = False
    """Whether our own pages show what is live on it."""
    settles_after: ClassVar[timedelta] = timedelta(seconds=30)
    """How long after a lost answer a look at the network can still miss what was accepted."""
    tested_against: ClassVar[str] = ""
    """What the tests of this connector talk to; shown in the documents."""

    def __init__(self, credentials: C, door: Door, account: Profile | None = None) -> None:
        self._credentials = credentials
        self._door = door
        self._account = account

    @classmethod
    def can(cls, capability: Capability) -> bool:
        """Whether this connector overrides the method of that name."""
        return getattr(cls, capability.value) is not getattr(Connector, capability.value)

    @classmethod
    def new_operation(cls, at: datetime) -> str:
        """Return a fresh name for one intended post; stored before the first try."""
        return ids.new_id(at)

    @classmethod
    def wording(cls, outgoing: Outgoing) -> str:
        """Return the text as it is sent: what is counted, and what stands on the network."""
        return outgoing.text

    def verify(self) -> Profile:
        """Return whose credentials these are. Raise ChannelError if the network does not know."""
        raise NotImplementedError

    def limits(self, table: Limits) -> Limits:
        """Return the table's limits with what the network says for this account put over them."""
        raise NotImplementedError

    def prepare(self, outgoing: Outgoing) -> tuple[str, ...]:
        """Upload what nobody can see yet; return one token for each picture. May be repeated freely."""
        return tuple("" for _ in outgoing.media)

    def publish(self, outgoing: Outgoing, prepared: tuple[str, ...], fence: Fence) -> Reference:
        """Make the post visible; call `fence.open()` right before asking for it.

        Raise ChannelError if it certainly is not live, UnknownAfterSend if nobody can know.
        """
        raise NotImplementedError

    def reconcile(self, outgoing: Outgoing) -> Reference | None:
        """Return where this operation's post stands, or None if it certainly does not."""
        raise NotImplementedError

    def listen(self, cursor: str) -> Heard:
        """Return what was said and done to us since `cursor` (empty: as far back as the network gives)."""
        raise NotImplementedError

    def thread(self, root: Reference) -> tuple[Said, ...]:
        """Return the conversation under one of our posts, without the post itself."""
        raise NotImplementedError

    def figures(self, reference: Reference) -> tuple[Figure, ...]:
        """Return the numbers the network tells about one of our posts."""
        raise NotImplementedError


def describe(credentials: type[Credentials]) -> dict[str, Field]:
    """Return the fields of a form: the name of each credential and how it is asked for."""
    described = {}
    for info in msgspec.structs.fields(credentials):
        notes = getattr(info.type, "__metadata__", ())
        described[info.name] = next((note for note in notes if isinstance(note, Field)), Field(info.name))
    return described


__all__ = [
    "Act",
    "Annotated",
    "Bounds",
    "Capability",
    "Connector",
    "Credentials",
    "Did",
    "Door",
    "Fence",
    "Field",
    "Figure",
    "Heard",
    "Limits",
    "Media",
    "Outgoing",
    "Profile",
    "Reference",
    "RetrySafety",
    "Said",
    "describe",
]
