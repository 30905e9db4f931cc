"""How long tokens last, when they are renewed, when a network is given a rest, what it can fetch. Pure."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

#: How long before its end a token is renewed at the latest, where its life is long enough.
MARGIN = timedelta(minutes=10)
#: How long before the end a person is told.
WARNING = timedelta(days=7)
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=1), timedelta(minutes=15)
#: At most so many of the last requests are kept back.
RESERVE = 10


def renewal_due(got_at: datetime, expires_at: datetime) -> datetime:
    """Return when to renew: after two thirds of the life, ten minutes before the end where that is earlier.

    A life so short that ten minutes are more than two thirds of it is renewed after its first third.
    """
    life = expires_at - got_at
    return max(got_at + life / 3, min(got_at + life * 2 / 3, expires_at - MARGIN))


def wait_after(failures: int) -> timedelta:
    """Return how long to wait after so many failures in a row (≥ 1): a minute, doubled each time, at most 15."""
    return min(FIRST_WAIT * float(2 ** min(failures - 1, 10)), LONGEST_WAIT)


def is_public_address(address: str) -> bool:
    """Whether the open internet can reach an address, as far as it can be told without asking anybody.

    A network that fetches files itself needs https:// and a host with a dot that is no number of a private network.
    """
    found = re.match(r"https://([^/:?#]+)", address.lower())
    host = found[1] if found else ""
    return "." in host and not re.search(r"(^|\.)(localhost|local|internal|test|[\d.]+)$", host)


class TokenState(StrEnum):
    """How it stands with the token of a channel."""

    LASTING = "lasting"
    """The network tells no end: it lasts until somebody withdraws it there."""
    RENEWED = "renewed"
    """It is renewed by itself ahead of its end."""
    GOOD = "good"
    """It is good until a day that is more than a week away."""
    ENDING = "ending"
    """It ends within a week, and only a person can renew it."""
    FAILING = "failing"
    """It would be renewed by itself, but the network has not let it for a while."""
    OVER = "over"
    """It has ended, or the network has withdrawn it."""


class Access(StrEnum):
    """What became at the network of what let us speak there, once the channel was left."""

    NONE = "none"
    """Nothing did."""
    ENDED = "ended"
    """The network was told, and said that it is over."""
    DOUBTFUL = "doubtful"
    """The network was told, and did not say that it is over."""
    SHARED = "shared"
    """Other channels may speak with the same: the network was not told."""
    STANDS = "stands"
    """The network documents no way to end it from here: a person does it there."""


@dataclass(frozen=True, slots=True)
class Life:
    """The life of a token: `expires_at` of what is sent with each request, `ends_at` of what renews it.

    None is a moment that the network does not tell: it lasts until it is withdrawn. `renewable` says
    whether a new one can be had without a person, `failing` that the last tries to were in vain, `over_since`
    when the network said that it is over.
    """

    expires_at: datetime | None
    ends_at: datetime | None
    renewable: bool
    failing: bool = False
    over_since: datetime | None = None

    @property
    def good_until(self) -> datetime | None:
        """When it ends unless a person signs in again, None as long as it is renewed by itself or lasts."""
        if self.over_since:
            return self.over_since
        if not self.renewable:
            return self.expires_at
        ends = [self.ends_at, self.expires_at if self.failing else None]
        return min((end for end in ends if end), default=None)

    def state(self, now: datetime) -> TokenState:
        """Return how it stands with the token."""
        until = self.good_until
        if until is None:
            return TokenState.RENEWED if self.renewable and self.expires_at else TokenState.LASTING
        if until <= now:
            return TokenState.OVER
        if self.renewable and self.failing and until == self.expires_at:
            return TokenState.FAILING
        return TokenState.ENDING if until - now <= WARNING else TokenState.GOOD

    def near_end(self, now: datetime) -> bool:
        """Whether a person is to be told by now."""
        return self.state(now) in {TokenState.ENDING, TokenState.FAILING, TokenState.OVER}


@dataclass(frozen=True, slots=True)
class Remaining:
    """How many requests are left until a moment, of how many."""

    left: int
    most: int
    until: datetime

    @property
    def few(self) -> bool:
        """Whether the rest is kept back: the last twentieth, at most ten."""
        return self.left <= min(RESERVE, self.most // 20)

    @property
    def for_posts(self) -> bool:
        """Whether what is left is kept for what goes out: less than a quarter."""
        return self.left * 4 < self.most


def remaining(left: int, most: int, until: datetime, known: Remaining | None) -> Remaining:
    """Return what is left, with the most that was told or seen in this span of time."""
    seen = known.most if known and _same_span(known, until) else 0
    return Remaining(left, max(most, left, seen), until)


def worth_noting(fresh: Remaining, known: Remaining | None, now: datetime) -> bool:
    """Whether it says so much more than what is known that a row is written for it."""
    if known is None or known.until <= now:
        return True
    if not _same_span(known, fresh.until):  # another of the network's counters
        return fresh.for_posts
    crossed = (fresh.few, fresh.for_posts) != (known.few, known.for_posts)
    return crossed or abs(known.left - fresh.left) * 10 >= fresh.most


def _same_span(known: Remaining, until: datetime) -> bool:
    return abs(known.until - until) < timedelta(minutes=1)
