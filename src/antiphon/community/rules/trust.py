"""How trust is earned, and what it allows in an hour. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Known:
    """What is counted of somebody: days on which they read, topics read, different people who answered or thanked."""

    days: int = 0
    topics: int = 0
    answered_by: int = 0
    thanked_by: int = 0


#: What each level asks, all of it; how much somebody writes is not among it.
NEEDED: dict[str, Known] = {
    "member": Known(days=3, topics=5, answered_by=1),
    "regular": Known(days=20, topics=40, answered_by=4, thanked_by=1),
    "elder": Known(days=60, topics=120, answered_by=8, thanked_by=4),
}


def trust_of(known: Known) -> str:
    """Return the highest level all of whose needs are met, and those of the levels below: "new" if none.

    >>> trust_of(Known(days=25, topics=60, answered_by=5, thanked_by=2))
    'regular'
    >>> trust_of(Known(days=90, topics=500, answered_by=0, thanked_by=0))
    'new'
    """
    earned = "new"
    for level, needed in NEEDED.items():
        if not _reaches(known, needed):
            break
        earned = level
    return earned


@dataclass(frozen=True, slots=True)
class Allowance:
    """What somebody may do: topics and replies in an hour, links in one writing; None is as many as they like.

    `names` is how many of those whom one writing names are told of it.
    """

    topics: int | None
    replies: int | None
    links: int | None
    names: int = 20


ALLOWED: dict[str, Allowance] = {
    "new": Allowance(topics=2, replies=10, links=2, names=3),
    "member": Allowance(topics=6, replies=40, links=10, names=10),
    "regular": Allowance(topics=12, replies=80, links=None),
    "elder": Allowance(topics=20, replies=120, links=None),
}


def may_go_on_at(written: Sequence[datetime], allowed: int | None, now: datetime) -> datetime | None:
    """Return when somebody may write again, None if they may now. `written` is when they wrote, in any order.

    >>> at = datetime(2026, 5, 1, 9, 0)
    >>> may_go_on_at([at, at + timedelta(minutes=20)], 2, at + timedelta(minutes=30))
    datetime.datetime(2026, 5, 1, 10, 0)
    """
    if allowed is None:
        return None
    lately = sorted(at for at in written if at > now - _HOUR)
    return lately[-allowed] + _HOUR if len(lately) >= allowed else None


def _reaches(known: Known, needed: Known) -> bool:
    return (
        known.days >= needed.days
        and known.topics >= needed.topics
        and known.answered_by >= needed.answered_by
        and known.thanked_by >= needed.thanked_by
    )
