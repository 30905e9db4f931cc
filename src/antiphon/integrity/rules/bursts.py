"""Bursts: many fresh and empty accounts upon one thing within minutes, and hardly any before and after."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from antiphon.integrity.rules.acts import Act, Finding, beside
from antiphon.ledger.rules import SAID, Verb

#: Whoever did one of these is somebody: they spoke, or came to us by name.
PRESENT = SAID | {Verb.JOIN, Verb.ATTEND, Verb.SUBSCRIBE, Verb.DIRECT}


@dataclass(frozen=True, slots=True)
class Burst:
    """So many within so long make a burst, if they are such a share of all; who is here longer is not fresh.

    Newcomers whom something brought, as a newspaper, come for hours: `around` is so long before and after, and such
    a share `at_once` of all who are fresh and empty came so `near` to it, where it is a burst.
    """

    least: int = 10
    within: timedelta = timedelta(minutes=10)
    share: float = 0.8
    stay: timedelta = timedelta(hours=1)
    near: timedelta = timedelta(minutes=30)
    around: timedelta = timedelta(hours=6)
    at_once: float = 2 / 3


def found_bursts(acts: Sequence[Act], every: Iterable[Act], test: Burst) -> list[Finding]:
    """Return the acts of fresh and empty accounts that came in bursts; `every` act tells how long who was here.

    Empty is an account without a picture, without a name beside its handle, that neither said a word nor joined,
    subscribed or attended; fresh one that was first met, and whose acts all lie, within an hour.
    """
    stays = _stays(every)
    by_object: dict[tuple[str, str], list[Act]] = defaultdict(list)
    for one in acts:
        by_object[one.verb, one.upon].append(one)
    return [
        finding
        for some in by_object.values()
        if len(some) >= test.least
        for finding in _bursts(some, [one for one in some if _is_empty(one, stays, test)], test)
    ]


type Stays = Mapping[int, tuple[datetime, datetime, bool]]


def _stays(acts: Iterable[Act]) -> Stays:
    """Return of each account when it was first met and last acted, and whether it is somebody."""
    found: dict[int, tuple[datetime, datetime, bool]] = {}
    for one in acts:
        first, last, known = found.get(one.actor, (one.at, one.at, False))
        met = min(first, one.at, one.seen or one.at)
        found[one.actor] = (met, max(last, one.at), known or one.verb in PRESENT)
    return found


def _is_empty(one: Act, stays: Stays, test: Burst) -> bool:
    first, last, known = stays[one.actor]
    return one.bare and not known and last - first <= test.stay


def _bursts(acts: Sequence[Act], empty: Sequence[Act], test: Burst) -> Iterable[Finding]:
    """Yield the empty ones of each burst upon one thing; both are in the order of time."""
    times, moments, keys, until = [one.at for one in acts], [one.at for one in empty], list[int](), 0
    for place, one in enumerate(empty):
        end = bisect_right(moments, one.at + test.within)
        if end - place >= test.least and _stands_out(times, moments, one.at, test):
            keys += [other.id for other in empty[max(place, until) : end]]
            until = end
    minutes = str(int(test.within.total_seconds() // 60))
    for key in keys:
        yield Finding(key, {"accounts": str(len(keys)), "minutes": minutes}, beside(key, keys))


def _stands_out(times: Sequence[datetime], moments: Sequence[datetime], at: datetime, test: Burst) -> bool:
    """Whether nearly all who came just before and after a moment are fresh and empty, and hardly any hours apart."""

    def many(some: Sequence[datetime], apart: timedelta) -> int:
        return bisect_right(some, at + apart) - bisect_left(some, at - apart)

    nearly_all = many(moments, test.within) >= test.share * many(times, test.within)
    return nearly_all and many(moments, test.near) >= test.at_once * many(moments, test.around)
