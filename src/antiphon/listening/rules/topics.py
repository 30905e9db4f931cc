"""What people speak of more than before: topics of a stretch of time, and how they move."""

import math
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, tzinfo
from enum import StrEnum

from antiphon.lib.wall_time import bounds_of_days

#: Of fewer messages nothing is said but that it is not enough yet.
ENOUGH = 5
#: A word of fewer people is no topic: it may be one person’s.
ENOUGH_PEOPLE = 3
MOST_SUGGESTED = 8


class Span(StrEnum):
    """How long a stretch of time is."""

    WEEK = "week"
    MONTH = "month"

    @property
    def days(self) -> int:
        """Whole days of the brand."""
        return 7 if self is Span.WEEK else 30


@dataclass(frozen=True, slots=True)
class Stretch:
    """Whole days from `first` to `last`, and the moments at which they begin and end."""

    first: date
    last: date
    begins: datetime
    ends: datetime


def stretch(span: Span, today: date, zone: tzinfo, back: int = 0) -> Stretch:
    """Return the last 7 or 30 days up to today, or so many of such stretches before.

    >>> from datetime import UTC
    >>> one = stretch(Span.WEEK, date(2026, 3, 15), UTC, back=1)
    >>> one.first.isoformat(), one.last.isoformat()
    ('2026-03-02', '2026-03-08')
    """
    last = today - timedelta(days=span.days * back)
    first = last - timedelta(days=span.days - 1)
    return Stretch(first, last, *bounds_of_days(first, last, zone))


class Movement(StrEnum):
    """How a topic moved against the stretch before."""

    NOT_ENOUGH = "not_enough"
    NEW = "new"
    UP = "up"
    LEVEL = "level"
    DOWN = "down"
    GONE = "gone"


def movement(now: int, before: int) -> Movement:
    """Return how a number of messages moved; with fewer than five both times nothing can be said.

    >>> [movement(*pair).value for pair in ((4, 3), (6, 0), (9, 5), (5, 9), (0, 6), (7, 7))]
    ['not_enough', 'new', 'up', 'down', 'gone', 'level']
    """
    if max(now, before) < ENOUGH:
        return Movement.NOT_ENOUGH
    if not before:
        return Movement.NEW
    if not now:
        return Movement.GONE
    return Movement.LEVEL if now == before else Movement.UP if now > before else Movement.DOWN


def class_weights(counts: Mapping[str, int], classes: Sequence[Mapping[str, int]]) -> dict[str, float]:
    """Return c-TF-IDF of the terms of one class: share of its words × ln(1 + A / f), over all classes, this one too.

    A is the mean number of words of a class, f how often the term stands in all of them (M. Grootendorst, BERTopic,
    2022, eq. 3). A class is here what was said in one stretch of time.

    Two classes of 10 words: “cup” stands 4 times in the first alone, “tea” 4 times in each. A = 10;
    cup: 0.4 · ln(1 + 10/4) = 0.501; tea: 0.4 · ln(1 + 10/8) = 0.324.

    >>> first, second = {"cup": 4, "tea": 4, "saw": 2}, {"tea": 4, "jar": 6}
    >>> {term: round(weight, 3) for term, weight in class_weights(first, [first, second]).items()}
    {'cup': 0.501, 'tea': 0.324, 'saw': 0.358}
    """
    whole = sum(counts.values())
    mean = sum(sum(one.values()) for one in classes) / len(classes) if classes else 0
    everywhere: Counter[str] = Counter()
    for one in classes:
        everywhere.update(one)
    return {term: n / whole * math.log(1 + mean / everywhere[term]) for term, n in counts.items() if n}


@dataclass(frozen=True, slots=True)
class Spoken:
    """The terms of one message: by stem how each was written; who spoke, and in which language."""

    who: int
    language: str
    terms: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Suggested:
    """A term that may be a topic: its stem, how it is mostly written, in how many messages, of how many people."""

    language: str
    stem: str
    written: str
    messages: int
    people: int
    weight: float


@dataclass(slots=True)
class _Tally:
    people: set[int] = field(default_factory=set)
    written: Counter[str] = field(default_factory=Counter)


def suggested(
    now: Iterable[Spoken], before: Sequence[Iterable[Spoken]], known: Collection[tuple[str, str]],
    most: int = MOST_SUGGESTED,
) -> list[Suggested]:  # fmt: skip
    """Return the terms that say most of a stretch against those before, at least five messages of three people each.

    A term counts once a message, in each language by itself. `known` are languages and stems that are left out.
    """
    tallies: dict[str, dict[str, _Tally]] = defaultdict(lambda: defaultdict(_Tally))
    for one in now:
        for stem, written in one.terms.items():
            tally = tallies[one.language][stem]
            tally.people.add(one.who)
            tally.written[written] += 1
    past = [_counted(stretch) for stretch in before]
    found = [
        one
        for language, terms in tallies.items()
        for one in _in_language(language, terms, [counts.get(language, {}) for counts in past])
        if (one.language, one.stem) not in known
    ]
    return sorted(found, key=lambda one: (-one.weight, one.stem))[:most]


def _counted(spoken: Iterable[Spoken]) -> dict[str, Counter[str]]:
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for one in spoken:
        counts[one.language].update(one.terms.keys())
    return counts


def _in_language(language: str, terms: Mapping[str, _Tally], past: Sequence[Mapping[str, int]]) -> list[Suggested]:
    counts = {stem: tally.written.total() for stem, tally in terms.items()}
    weights = class_weights(counts, [counts, *past])
    return [
        Suggested(language, stem, tally.written.most_common(1)[0][0], counts[stem], len(tally.people), weights[stem])
        for stem, tally in terms.items()
        if counts[stem] >= ENOUGH and len(tally.people) >= ENOUGH_PEOPLE
    ]
