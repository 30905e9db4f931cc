"""The promise that every connector keeps."""

from abc import ABC
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import ClassVar, Protocol

from antiphon.channels.connector.forms import Credentials, Settings
from antiphon.channels.connector.oauth import OAuth
from antiphon.channels.connector.values import Act, Figure, Heard, Limits, Outgoing, Pace, Profile, Reference, Said
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
    FINISHED = "finished"
    REMOVE = "remove"
    FOLLOWERS = "followers"
    ACCOUNTS = "accounts"
    SEARCH = "search"


class Fence(Protocol):
    """Stands between preparing and the first change that anybody could see, and remembers each step after it."""

    def open(self) -> None:
        """Note durably that the change is about to be asked for; raise if it is no longer ours to ask."""

    def checkpoint(self, step: str, value: str = "") -> None:
        """Note durably that a step of this delivery was reached, with what it yielded (≤ 500 characters)."""

    def reached(self, step: str) -> str | None:
        """Return what a step of this delivery yielded at an earlier try, None if it was never reached."""


@dataclass(frozen=True, slots=True)
class Door:
    """How a connector reaches its network.

    `keep` stores what must survive this run (a refreshed session), sealed; `kept` is what the last
    run stored. `token` is the access token of a connector with `oauth`, which the house keeps fresh.
    `instead` maps the beginning of an address to what stands in for it (a practice network, a relay).
    `pace` is told what the network says of its rate.
    """

    bounds: Bounds = field(default_factory=Bounds)
    kept: str = field(default="", repr=False)
    keep: Callable[[str], None] = lambda _kept: None
    token: str = field(default="", repr=False)
    instead: Mapping[str, str] = field(default_factory=dict)
    pace: Callable[[Pace], None] = lambda _pace: None

    def at(self, address: str) -> str:
        """Return where an address of the network is to be asked for."""
        for base, other in self.instead.items():
            if address.startswith(base):
                return other + address.removeprefix(base)
        return address


class Connector[C: Credentials](ABC):
    """One network. Subclass it in a file of its own in `connectors/`."""

    kind: ClassVar[str]
    """The name in the database and in addresses: lower case, never changed."""
    name: ClassVar[str]
    """The name that people use."""
    icon: ClassVar[str]
    """The path of a 24 × 24 SVG drawing, in one color."""
    credentials: ClassVar[type[Credentials]]
    """What is typed to connect; with `oauth`, what names the application (`client_id`, `client_secret`).

    Any other is then asked for before signing in; one named `access_token` may be typed instead of it.
    """
    oauth: ClassVar[OAuth | None] = None
    """How one signs in at the network, where that is the way in."""
    withdrawn: ClassVar[str] = ""
    """Where a person ends at the network what lets us speak there; empty where nothing does."""
    settings: ClassVar[type[Settings] | None] = None
    """What the network wants to know of a post beyond its words."""
    retry_safety: ClassVar[RetrySafety]
    idempotency_lasts: ClassVar[timedelta | None] = None
    hears: ClassVar[frozenset[Act]] = frozenset()
    """What `listen` tells of what others say and do."""
    native: ClassVar[bool] = False
    """Whether our own pages show what is live on it."""
    answers: ClassVar[bool] = True
    """Whether what others say on it can be answered from here."""
    only_answers: ClassVar[bool] = False
    """Whether one writes on it to nobody who did not write first: it is no place for posts."""
    continues: ClassVar[bool] = False
    """Whether a post of ours can be answered by us: threads and first comments."""
    told_of_parts: ClassVar[frozenset[str]] = frozenset()
    """Which figures are told of a later part or first comment by itself, so that they add to those of the post."""
    fetches_media: ClassVar[bool] = False
    """Whether the network fetches pictures and videos itself, from an address of the open internet."""
    to_recipients: ClassVar[bool] = False
    """Whether a post goes to people one by one who asked for it."""
    removal: ClassVar[str] = ""
    """What taking a post down does there, or how a person does it where `remove` is missing; for the catalogs."""
    settles_after: ClassVar[timedelta] = timedelta(seconds=30)
    """How long after a lost answer a look at the network can still miss what was accepted."""
    tested_against: ClassVar[str] = ""
    """What the tests of this connector talk to; shown on its page and in the documents."""
    checked: ClassVar[str] = ""
    """The day (ISO) this connector was last compared with the network's documents or run against the network."""

    def __init__(self, credentials: C, door: Door, account: Profile | None = None) -> None:
        self._credentials = credentials
        self._door = door
        self._account = account

    @classmethod
    def can(cls, capability: Capability) -> bool:
        """Whether this connector overrides the method of that name."""
        return getattr(cls, capability.value) is not getattr(Connector, capability.value)

    @classmethod  # noqa: B027  most have nothing to load
    def warm_up(cls) -> None:
        """Load what the first post after a start would otherwise wait for. Asks no network."""

    @classmethod
    def new_operation(cls, at: datetime) -> str:
        """Return a fresh name for one intended post; stored before the first try."""
        return ids.new_id(at)

    @classmethod
    def wording(cls, outgoing: Outgoing) -> str:
        """Return the text as it is sent: what is counted, and what stands on the network."""
        return outgoing.text

    @classmethod
    def limits_for(cls, chosen: Settings | None, limits: Limits) -> Limits:  # noqa: ARG003
        """Return what fits of a post with these settings, where they make it something else than a post: a story."""
        return limits

    def verify(self) -> Profile:
        """Return whose credentials these are. Raise ChannelError if the network does not know."""
        raise NotImplementedError

    def limits(self, table: Limits) -> Limits:
        """Return the table's limits with what the network says for this account put over them."""
        raise NotImplementedError

    def prepare(self, outgoing: Outgoing) -> tuple[str, ...]:
        """Upload what nobody can see yet; return a token for each file. May be repeated freely.

        Raise ChannelError of BEFORE_SEND while the network still works on an upload: it is asked again.
        """
        return tuple("" for _ in outgoing.media)

    def publish(self, outgoing: Outgoing, prepared: tuple[str, ...], fence: Fence) -> Reference:
        """Make the post visible; call `fence.open()` right before asking for it.

        Raise ChannelError if it certainly is not live, UnknownAfterSend if nobody can know. A reference
        with `processing` says that the network took it and that `finished` is to be asked.
        """
        raise NotImplementedError

    def finished(self, reference: Reference) -> Reference:
        """Return where a post stands that the network was still working on; read-only, asked again and again.

        Raise ChannelError once the network has refused it.
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

    def remove(self, reference: Reference) -> None:
        """Take one of our posts down. One that is gone already is no error."""
        raise NotImplementedError

    def followers(self) -> int:
        """Return how many follow the account."""
        raise NotImplementedError

    def accounts(self) -> tuple[Profile, ...]:
        """Return the accounts that a signed-in person may speak for: pages, boards, channels."""
        raise NotImplementedError

    def search(self, query: str, cursor: str) -> Heard:
        """Return public posts of others that hold the words of `query`, or its tag if it is `#tag`, since `cursor`.

        Only as far as the account may see; with an empty cursor the latest page. What was told before may come
        again: who asks tells posts apart by their address.
        """
        raise NotImplementedError
