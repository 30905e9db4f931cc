"""A simulated year with planted fraud: what the detectors find of it, and what they set aside on a year without any.

A brand posts every third day. Some like everything, most little; many are quick, and many come late; some have no
picture. Newcomers come at once, too, whom a newspaper, a talk, a class or a letter brought. What is planted is
camouflaged: who is hired also likes what they like.
"""

import random
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from antiphon.integrity.rules.acts import Act
from antiphon.integrity.rules.blocks import block_of

RUNS, POSTS, PEOPLE = 20, 120, 600
BEGIN, YEAR = datetime(2025, 1, 6, 8, tzinfo=UTC), timedelta(days=360)
US, DAY = 0, 86_400.0
WORDS = (
    "table", "chair", "oak", "linen", "wax", "lamp", "door", "hand", "light", "grain", "board", "nail", "glue",
)  # fmt: skip


@dataclass
class Year:
    """What happened, what was said, and which acts each kind of fraud planted."""

    chance: random.Random
    acts: list[Act] = field(default_factory=list)
    texts: dict[str, str] = field(default_factory=dict)
    planted: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    people: int = 1

    def newcomer(self) -> int:
        """Return an account that was not there."""
        self.people += 1
        return self.people

    def did(self, verb: str, who: int, what: str, seconds: float, kind: str = "", **more: object) -> Act:
        """Let somebody do something, so many seconds after the year began."""
        key = len(self.acts) + 1
        told = {"target": US, "root": what} | more
        one = Act(
            id=key, source=f"act:{key:07}", verb=verb, at=BEGIN + timedelta(seconds=seconds), actor=who, subject=what,
            **told,  # type: ignore[arg-type]
        )  # fmt: skip
        self.acts.append(one)
        if kind:
            self.planted[kind].add(key)
        return one

    def said(self, who: int, on: str, seconds: float, text: str, kind: str = "") -> None:
        """Let somebody answer a post in words."""
        what = f"re:{len(self.acts) + 1}"
        self.did("reply", who, what, seconds, kind, parent=on, root=on, words=len(text.split()))
        self.texts[what] = text


def clean(seed: int, posts: int = POSTS, people: int = PEOPLE) -> Year:
    """Return a year in which everybody is who they seem."""
    year = Year(random.Random(seed))
    crowd = [(year.newcomer(), min(0.6, 0.01 * year.chance.paretovariate(1.1))) for _ in range(people)]
    quick = {who: year.chance.random() < 0.25 for who, _often in crowd}
    bare = {who: year.chance.random() < 0.1 for who, _often in crowd}
    for number in range(posts):
        begin = _begin(number, posts)
        year.did("post", US, f"post:{number}", begin, target=None, words=20, ours=True)
        for who, often in crowd:
            wait = _wait(year.chance, quick=quick[who])
            if year.chance.random() < often:
                year.did("like", who, f"post:{number}", begin + wait, bare=bare[who])
            if year.chance.random() < often / 6:
                year.did("share", who, f"post:{number}", begin + 1.5 * wait, bare=bare[who])
            if year.chance.random() < often / 8:
                year.said(who, f"post:{number}", begin + 2 * wait, _sentence(year.chance))
    _among(year, [who for who, _often in crowd])
    brought = Year(random.Random(-seed - 1), year.acts, year.texts, year.planted, year.people)
    for lets in (_pressed, _gathered, _class, _reminded):
        for number in brought.chance.sample(range(posts - posts // 6), 2):
            lets(brought, number, posts)
    year.people = brought.people
    return year


def _pressed(year: Year, number: int, posts: int) -> None:
    """Let a newspaper bring many who have nothing but a handle yet: most within hours, each for itself."""
    begin = _begin(number, posts) + year.chance.uniform(1, 40) * 3600
    for _ in range(year.chance.randrange(60, 160)):
        who, moment = year.newcomer(), begin + year.chance.lognormvariate(8.6, 1.0)
        bare = year.chance.random() < 0.9
        year.did("like", who, f"post:{number}", moment, bare=bare)
        if year.chance.random() < 0.3:
            year.did("follow", who, "us", moment + 30, bare=bare)


def _gathered(year: Year, number: int, posts: int) -> None:
    """Let all in a room do the same at the end of a talk; half of them come again in the weeks after."""
    begin = _begin(number, posts) + year.chance.uniform(1, 40) * 3600
    for _ in range(year.chance.randrange(20, 60)):
        who = year.newcomer()
        year.did("like", who, f"post:{number}", begin + year.chance.uniform(0, 360), bare=True)
        if year.chance.random() < 0.5:
            later = min(posts - 1, number + year.chance.randrange(1, 6))
            year.did("like", who, f"post:{later}", _begin(later, posts) + _wait(year.chance, quick=False), bare=True)


def _class(year: Year, number: int, posts: int) -> None:
    """Let a class join together and vote at once."""
    begin = _begin(number, posts) + year.chance.uniform(1, 40) * 3600
    for _ in range(year.chance.randrange(15, 30)):
        who, moment = year.newcomer(), begin + year.chance.uniform(0, 200)
        year.did("join", who, "community", moment, target=None, bare=True)
        year.did("vote", who, f"post:{number}", moment + year.chance.uniform(30, 200), bare=True)


def _reminded(year: Year, number: int, posts: int) -> None:
    """Let a letter remind those who have been quiet for long: they come at once, and have been met before."""
    begin = _begin(number, posts) + year.chance.uniform(1, 40) * 3600
    met = BEGIN - timedelta(days=90)
    for _ in range(year.chance.randrange(15, 40)):
        year.did("like", year.newcomer(), f"post:{number}", begin + year.chance.uniform(0, 500), bare=True, seen=met)


def bent(seed: int, posts: int = POSTS, people: int = PEOPLE) -> Year:
    """Return a year in which likes, shares and comments were bought and agreed upon as well."""
    year = clean(seed, posts, people)
    chance = year.chance
    for kind, verb, many, share in (("lockstep_likes", "like", 8, 6), ("coordinated_action", "share", 6, 8)):
        _hired(year, kind, verb, [year.newcomer() for _ in range(many)], _run(chance, posts, posts // share), posts)
    for number in chance.sample(range(posts), 3):
        _burst(year, number, posts)
    _ring(year, [year.newcomer() for _ in range(4)])
    for number in chance.sample(range(posts), 2):
        _copies(year, number, posts)
    for who in [year.newcomer() for _ in range(3)]:
        for number in chance.sample(range(posts), posts // 3):
            year.did("like", who, f"post:{number}", _begin(number, posts) + chance.uniform(0.5, 2.5), "machine_like")
    _asked(year, chance.randrange(posts), posts)
    return year


def _burst(year: Year, number: int, posts: int) -> None:
    begin = _begin(number, posts) + year.chance.uniform(1, 40) * 3600
    for _ in range(25):
        moment = begin + year.chance.uniform(0, 480)
        year.did("like", year.newcomer(), f"post:{number}", moment, "fresh_burst", bare=True)


def _copies(year: Year, number: int, posts: int) -> None:
    text = " ".join(year.chance.choices(WORDS, k=9))
    for place in range(6):
        kind = "copied_comments" if place else ""
        year.said(year.newcomer(), f"post:{number}", _begin(number, posts) + 3600 * (place + 2), text, kind)


def _asked(year: Year, number: int, posts: int) -> None:
    year.texts[f"post:{number}"] = "Like this post to win a table!"
    week = BEGIN + timedelta(seconds=_begin(number, posts) + 7 * DAY)
    for one in year.acts:
        if one.verb == "like" and one.subject == f"post:{number}" and one.at <= week:
            year.planted["asked_for"].add(one.id)


def found_in(year: Year) -> dict[str, set[int]]:
    """Return what each detector sets aside, block by block as in the product."""
    from antiphon.integrity.detector import WindowDetector
    from antiphon.integrity.detectors import detectors

    return {
        one.name: set(_judged(one, year.acts, year.texts)) for one in detectors() if isinstance(one, WindowDetector)
    }


def _judged(detector: Any, acts: Sequence[Act], texts: Mapping[str, str]) -> Iterator[int]:
    blocks: dict[int, list[Act]] = defaultdict(list)
    for one in sorted(acts, key=lambda one: (one.at, one.source)):
        blocks[block_of(one.at, detector.block)].append(one)
    found: Counter[int] = Counter()
    for number in range(min(blocks) - 1, max(blocks) + 1):
        both = [*blocks[number], *blocks[number + 1]]
        judged = detector.judge(both, lambda uris: {uri: texts.get(uri, "") for uri in uris})
        found.update({one.interaction_id for one in judged})
    yield from (key for key, times in found.items() if times > detector.both)


def _begin(number: int, posts: int) -> float:
    return number * YEAR.total_seconds() / posts


def _wait(chance: random.Random, *, quick: bool) -> float:
    """Return how many seconds somebody takes: those who are told of each post minutes, the others hours."""
    return 4 + (chance.expovariate(1 / 400) if quick else chance.lognormvariate(9, 1.2))


def _sentence(chance: random.Random) -> str:
    if chance.random() < 0.3:
        return chance.choice(("Thank you so much!", "Lovely!", "Where can I get it?"))
    return " ".join(chance.choices(WORDS, k=chance.randint(6, 14)))


def _among(year: Year, crowd: Sequence[int]) -> None:
    """Let friends like what friends say, and now and then others."""
    for _ in range(len(crowd) * 2):
        one = year.chance.choice(crowd)
        other = crowd[(crowd.index(one) + year.chance.choice((1, 1, 2, 7, year.chance.randrange(300)))) % len(crowd)]
        at = year.chance.uniform(0, YEAR.total_seconds())
        if one != other:
            year.did("like", one, f"by:{other}:{at:.0f}", at, target=other)


def _run(chance: random.Random, posts: int, many: int) -> list[int]:
    """Return the numbers of posts in a campaign: every other one of a stretch, more or less."""
    first = chance.randrange(max(1, posts - 2 * many))
    return sorted(chance.sample(range(first, min(posts, first + 2 * many)), many))


def _hired(year: Year, kind: str, verb: str, who: Sequence[int], numbers: Iterable[int], posts: int) -> None:
    """Let accounts act together at some hour of the two days after a post, and each for itself on a third as many."""
    several = list(numbers)
    for number in several:
        begin = _begin(number, posts) + year.chance.uniform(0.02, 2) * DAY
        for one in who:
            if year.chance.random() < 0.9:
                year.did(verb, one, f"post:{number}", begin + year.chance.uniform(0, 50), kind)
    for one in who:
        for number in year.chance.sample(range(posts), len(several) // 3):
            year.did("like", one, f"alone:{one}:{number}", _begin(number, posts) + year.chance.uniform(0, DAY))


def _ring(year: Year, who: Sequence[int]) -> None:
    for one in who:
        for other in who:
            for _ in range(8 if one != other else 0):
                at = 100 * DAY + year.chance.uniform(0, 26 * DAY)
                year.did("like", one, f"by:{other}:{at:.1f}", at, "reciprocal_rings", target=other)


@dataclass
class Score:
    """How much was planted, how much of it was found, and how much else was set aside."""

    planted: int = 0
    found: int = 0
    wrong: int = 0

    @property
    def precision(self) -> float:
        """Return the share of what was set aside that was planted, by whichever kind; 1 of nothing."""
        return self.found / (self.found + self.wrong) if self.found + self.wrong else 1.0

    @property
    def recall(self) -> float:
        """Return the share of what was planted that was set aside; 1 of nothing."""
        return self.found / self.planted if self.planted else 1.0


def scores(seeds: Iterable[int], posts: int = POSTS, people: int = PEOPLE) -> dict[str, Score]:
    """Return the score of each detector over bent years."""
    told: dict[str, Score] = defaultdict(Score)
    for seed in seeds:
        year = bent(seed, posts, people)
        anything = set().union(*year.planted.values())
        for name, found in found_in(year).items():
            mine = year.planted[name]
            told[name].planted += len(mine)
            told[name].found += len(found & mine)
            told[name].wrong += len(found - anything)
    return dict(told)


def false_alarms(seeds: Iterable[int], posts: int = POSTS, people: int = PEOPLE) -> tuple[int, int]:
    """Return how many acts of clean years were set aside, and how many there were."""
    years = [clean(seed, posts, people) for seed in seeds]
    return sum(len(set().union(*found_in(one).values())) for one in years), sum(len(one.acts) for one in years)


def main() -> int:
    """Tell what is found, over some years."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else RUNS
    told = scores(range(runs))
    aside, acts = false_alarms(range(1000, 1000 + runs))
    print(f"{runs} simulated years with fraud, {runs} without; {POSTS} posts and {PEOPLE} people each.\n")
    print("| Detector | planted acts | precision | recall |\n|---|---:|---:|---:|")
    for name, one in sorted(told.items()):
        print(f"| `{name}` | {one.planted:,} | {one.precision:.3f} | {one.recall:.3f} |")
    print(f"\nFalse alarms: of {acts:,} acts in years without fraud {aside:,} were set aside, {aside / acts:.4%}.")
    return 0


if __name__ == "__main__":
    import os

    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "antiphon.config.settings")
    django.setup()
    sys.exit(main())
