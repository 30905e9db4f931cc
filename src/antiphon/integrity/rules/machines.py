"""Accounts that behave as no human does: at once, like clockwork, without sleep."""

from collections import defaultdict
from collections.abc import Sequence
from statistics import fmean, pstdev

from antiphon.integrity.rules.acts import Act, Finding, beside
from antiphon.integrity.rules.together import delays

#: At once: within so many seconds, so often, which is such a share of all.
AT_ONCE, AT_ONCE_TIMES, AT_ONCE_SHARE = 3, 5, 0.5
#: Like clockwork: so many acts whose pauses hardly differ (standard deviation by mean), and are no burst.
CLOCKWORK, EVEN, PAUSE = 20, 0.05, 5.0
#: Without sleep: in so many hours of one day, so many acts.
HOURS, ACTS_A_DAY = 22, 44


def found_machines(acts: Sequence[Act], context: Sequence[Act]) -> list[Finding]:
    """Return all acts of accounts that behave as machines do; `context` tells when things were said."""
    by_actor: dict[int, list[Act]] = defaultdict(list)
    for one in acts:
        by_actor[one.actor].append(one)
    taken = delays([*context, *acts])
    found = []
    for actor, done in by_actor.items():
        shown = at_once(list(taken.get(actor, {}).values())) or clockwork(done) or sleepless(done)
        keys = [one.id for one in done]
        found += [Finding(one.id, shown, beside(one.id, keys)) for one in done if shown]
    return found


def at_once(seconds: Sequence[int]) -> dict[str, str]:
    """Return the evidence that an account acts at once, most of the time; none for people.

    >>> at_once([1, 0, 2, 1, 2, 400]), at_once([1, 0, 2, 1, 300])
    ({'seconds': '3', 'acts': '5'}, {})
    """
    quick = sum(0 <= one <= AT_ONCE for one in seconds)
    if quick < AT_ONCE_TIMES or quick < AT_ONCE_SHARE * len(seconds):
        return {}
    return {"seconds": str(AT_ONCE), "acts": str(quick)}


def clockwork(acts: Sequence[Act]) -> dict[str, str]:
    """Return the evidence that an account acts at even intervals; `acts` in order of time."""
    if len(acts) < CLOCKWORK:
        return {}
    pauses = [(acts[n].at - acts[n - 1].at).total_seconds() for n in range(1, len(acts))]
    mean = fmean(pauses)
    if mean < PAUSE or pstdev(pauses) > EVEN * mean:
        return {}
    return {"acts": str(len(acts)), "pause": str(round(mean))}


def sleepless(acts: Sequence[Act]) -> dict[str, str]:
    """Return the evidence that an account was awake for a whole day."""
    days: dict[object, list[int]] = defaultdict(list)
    for one in acts:
        days[one.at.date()].append(one.at.hour)
    for hours in days.values():
        if len(set(hours)) >= HOURS and len(hours) >= ACTS_A_DAY:
            return {"hours": str(len(set(hours))), "acts": str(len(hours))}
    return {}
