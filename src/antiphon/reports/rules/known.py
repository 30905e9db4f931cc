"""What is known of a brand in some days: plain values, from which every measure of a return is reckoned.

The database is read once for all of them (`queries/known.py`); a worked example is a `Known` written by hand.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from antiphon.measures.rules.growth import Growth as InTouch
from antiphon.measures.rules.referral import Cycle
from antiphon.reports.rules.readings import Growth

_BEGAN = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Sent:
    """A post of ours that went out in these days: what its network told of it by their end, and what it opened.

    `views` and `engagements` are None where the network does not tell them; `heard` is False where nobody listens.
    `readings`, `replies` and `aside` are the ids of the rows behind it: what was told, the replies of others that are
    counted, and those that are not. `depth` is the level of the deepest of these, `done` how often others acted.
    """

    at: datetime = _BEGAN
    views: int | None = None
    engagements: int | None = None
    heard: bool = True
    depth: int = 0
    done: int = 0
    uri: str = ""
    readings: tuple[int, ...] = ()
    replies: tuple[int, ...] = ()
    aside: tuple[int, ...] = ()
    channel: int = 0
    id: int = 0


@dataclass(frozen=True, slots=True)
class Talk:
    """A conversation that was no answer to a post: `quality` in points of 100, None below five messages."""

    messages: int
    quality: float | None
    rows: tuple[int, ...] = ()
    aside: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Call:
    """A call to answer: when it was opened and due, and when a human of the team answered, if they did.

    `ended` is when somebody said that nobody waits any more.
    """

    opened: datetime
    due: datetime | None
    answered: datetime | None
    ended: datetime | None = None
    id: int = 0

    def decided(self, until: datetime) -> bool:
        """Whether it is known by a moment if it was answered in time: it was answered, or waits beyond."""
        return self._answered(until) or not self._in_time(until)

    def met(self, until: datetime) -> bool:
        """Whether it was answered in time."""
        return self._answered(until) and self._in_time(until)

    def _answered(self, until: datetime) -> bool:
        return self.answered is not None and self.answered <= until

    def _in_time(self, until: datetime) -> bool:
        ends = [at for at in (self.answered, self.ended) if at is not None and at <= until]
        return self.due is not None and min(ends, default=until) <= self.due


@dataclass(frozen=True, slots=True)
class Counted:
    """Rows of which there may be many: how many, how many in each whole week, how many were not counted."""

    n: int
    weeks: tuple[int, ...] = ()
    aside: int = 0


@dataclass(frozen=True, slots=True)
class Minutes:
    """Time that somebody noted: for the call, or for people."""

    minutes: int
    for_call: bool = False
    id: int = 0


@dataclass(frozen=True, slots=True)
class Decided:
    """An opportunity that was won or lost: `worth` in the currency the brand reckons in, or in points.

    `worth` is None for money without a rate: then `apart` says it in its own currency.
    """

    won: bool
    in_money: bool
    worth: Decimal | None
    apart: str = ""
    id: int = 0


@dataclass(frozen=True, slots=True)
class Sold:
    """A purchase: what is left of it in the currency the brand reckons in, and how much of it each side led to.

    `net` is None without a rate: then `apart` says it in its own currency. `call` and `response` are shares in
    [0, 1] by the touches that are known; what is left belongs to neither. Both are 0 where none is known.
    """

    net: Decimal | None
    call: float = 0.0
    response: float = 0.0
    apart: str = ""
    id: int = 0


@dataclass(frozen=True, slots=True)
class Put:
    """Money put into a side: in the currency the brand reckons in, None without a rate."""

    for_call: bool
    amount: Decimal | None
    apart: str = ""
    id: int = 0


@dataclass(frozen=True, slots=True)
class Known:
    """All that is known of a brand between two moments; a field that is None is not known, which is not 0.

    `began` says of the parts of which that is known since when anything was counted at all.
    """

    since: datetime = _BEGAN
    until: datetime = _BEGAN + timedelta(days=30)
    sent: tuple[Sent, ...] = ()
    followers: tuple[Growth, ...] = ()
    follower_readings: tuple[int, ...] = ()
    clicks: Counted | None = None
    leads: Counted | None = None
    visits: Counted | None = None
    brought_visits: Counted | None = None
    other_visits: int = 0
    goals: Counted | None = None
    in_touch: InTouch | None = None
    people: tuple[int, ...] = ()
    gone: tuple[int, ...] = ()
    contact_days: tuple[int, ...] = ()
    talks: tuple[Talk, ...] = ()
    calls: tuple[Call, ...] = ()
    friends: Cycle | None = None
    rewarded: int = 0
    newcomers: tuple[int, ...] = ()
    decided: tuple[Decided, ...] = ()
    sold: tuple[Sold, ...] | None = None
    put: tuple[Put, ...] | None = None
    currency: str = ""
    minutes: tuple[Minutes, ...] = ()
    unsure: int = 0
    began: Mapping[str, datetime] = field(default_factory=dict)

    @property
    def days(self) -> float:
        """How long it is, in days."""
        return (self.until - self.since) / timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows behind a figure, by what they are; `ids` None: all of that kind in these days."""

    kind: str
    ids: tuple[int, ...] | None = field(default=None)


def ids_of(groups: Iterable[tuple[int, ...]]) -> tuple[int, ...]:
    """Return the ids of several groups as one."""
    return tuple(one for some in groups for one in some)
