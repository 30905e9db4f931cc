"""Bursts: many fresh and empty accounts upon one thing within minutes."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from antiphon.integrity.rules.acts import Act, Finding, beside
from antiphon.ledger.rules import SAID


@dataclass(frozen=True, slots=True)
class Burst:
    """So many within so long make a burst, if they are such a share of all; who stays longer is not fresh."""

    least: int = 10
    within: timedelta = timedelta(minutes=10)
    share: float = 0.8
    stay: timedelta = timedelta(hours=1)


def found_bursts(acts: Sequence[Act], every: Iterable[Act], test: Burst) -> list[Finding]:
    """Return the acts of fresh and empty accounts that came in bursts; `every` act tells how long who was here.

    Empty is an account without a picture, without a name beside its handle, that never said a word; fresh one whose
    acts all lie within an hour.
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
    """Return of each account its first and last act, and whether it ever said a word."""
    found: dict[int, tuple[datetime, datetime, bool]] = {}
    for one in acts:
        first, last, spoke = found.get(one.actor, (one.at, one.at, False))
        found[one.actor] = (min(first, one.at), max(last, one.at), spoke or one.verb in SAID)
    return found


def _is_empty(one: Act, stays: Stays, test: Burst) -> bool:
    first, last, spoke = stays[one.actor]
    return one.bare and not spoke and last - first <= test.stay


def _bursts(acts: Sequence[Act], empty: Sequence[Act], test: Burst) -> Iterable[Finding]:
    """Yield the empty ones of each burst upon one thing; both are in the order of time."""
    times, moments, keys, until = [one.at for one in acts], [one.at for one in empty], list[int](), 0
    for place, one in enumerate(empty):
        end = bisect_right(moments, one.at + test.within)
        came = bisect_right(times, one.at + test.within) - bisect_left(times, one.at)
        if end - place >= max(test.least, test.share * came):
            keys += [other.id for other in empty[max(place, until) : end]]
            until = end
    minutes = str(int(test.within.total_seconds() // 60))
    for key in keys:
        yield Finding(key, {"accounts": str(len(keys)), "minutes": minutes}, beside(key, keys))
