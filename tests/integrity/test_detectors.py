"""What each detector finds, and what looks like it and is let be."""

import doctest
import importlib
import pkgutil
import random
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from antiphon.integrity import rules
from antiphon.integrity.detector import WindowDetector
from antiphon.integrity.detectors import detectors
from antiphon.integrity.detectors.asked_for import AskedFor
from antiphon.integrity.detectors.coordinated_action import CoordinatedAction
from antiphon.integrity.detectors.copied_comments import CopiedComments
from antiphon.integrity.detectors.fresh_burst import FreshBurst
from antiphon.integrity.detectors.lockstep_likes import LockstepLikes
from antiphon.integrity.detectors.machine_like import MachineLike
from antiphon.integrity.detectors.reciprocal_rings import ReciprocalRings
from antiphon.integrity.rules.acts import Act
from antiphon.integrity.rules.asking import asked_for
from antiphon.integrity.rules.bursts import Burst, found_bursts

BEGIN = datetime(2026, 3, 2, 9, tzinfo=UTC)
US = 1


def act(number: int, verb: str, actor: int, what: str, seconds: float, **more: Any) -> Act:
    made: dict[str, Any] = {"target": US, "words": 0, "root": what} | more
    return Act(
        id=number, source=f"s:{number:06}", verb=verb, at=BEGIN + timedelta(seconds=seconds), actor=actor,
        subject=what, **made,
    )  # fmt: skip


def posts(many: int, every: float = 86400) -> list[Act]:
    return [act(9000 + n, "post", US, f"post {n}", n * every, target=None, words=9, ours=True) for n in range(many)]


def found(detector: WindowDetector, acts: Iterable[Act], words: Mapping[str, str] | None = None) -> set[int]:
    return {one.interaction_id for one in detector.judge(list(acts), lambda _: words or {})}


def likes(who: Iterable[int], posts: int, wait: Any, verb: str = "like") -> list[Act]:
    """Let accounts act on posts of each day; `wait` tells the seconds after it, of an account and a post."""
    return [
        act(100 * who_ + n, verb, who_, f"post {n}", n * 86400 + wait(who_, n)) for who_ in who for n in range(posts)
    ]


@pytest.mark.parametrize("name", [one.name for one in pkgutil.iter_modules(rules.__path__)])
def test_the_worked_examples_in_the_rules_come_out(name: str) -> None:
    assert doctest.testmod(importlib.import_module(f"{rules.__name__}.{name}")).failed == 0


def test_those_who_like_the_same_at_the_same_odd_hours_are_found() -> None:
    hired = likes((11, 12, 13), 4, lambda who, n: 7000 + 9000 * n + who)
    others = likes((21, 22), 4, lambda who, n: 400 * (who - 20) * (n + 1) ** 2)
    assert found(LockstepLikes(), [*posts(4), *hired, *others]) == {one.id for one in hired}


def test_fans_who_are_all_quick_are_let_be() -> None:
    fans = likes(range(11, 17), 12, lambda who, n: (37 * who + 101 * n * (who % 5 + 1)) % 420)
    assert found(LockstepLikes(), [*posts(12), *fans]) == set()


def test_those_who_share_together_are_found_and_one_meeting_in_many_is_none() -> None:
    hired = likes((11, 12), 3, lambda who, n: 20000 + 9000 * n + 5 * who, "share")
    busy = [act(5000 + n, "share", 12, f"elsewhere {n}", n * 3600) for n in range(20)]
    assert found(CoordinatedAction(), [*posts(3), *hired]) == {one.id for one in hired}
    assert found(CoordinatedAction(), [*posts(3), *hired, *busy]) == {one.id for one in hired}
    both = [*busy, *(act(6000 + n, "share", 11, f"other {n}", n * 3600) for n in range(20))]
    assert found(CoordinatedAction(), [*posts(3), *hired, *both]) == set()


def test_a_burst_of_empty_accounts_is_found_and_a_warm_welcome_is_not() -> None:
    empty = [act(n, "like", 100 + n, "post 0", 4000 + 20 * n, bare=True) for n in range(12)]
    people = [act(50 + n, "like", 200 + n, "post 0", 4000 + 3000 * n) for n in range(5)]
    assert found(FreshBurst(), [*posts(1), *empty, *people]) == {one.id for one in empty}
    known = [act(70 + n, "like", 100 + n, "post 1", 90000 + 900 * n, bare=True) for n in range(12)]
    assert found(FreshBurst(), [*posts(2), *empty, *known]) == set()
    shown = [act(n, "like", 100 + n, "post 0", 4000 + 20 * n) for n in range(12)]
    assert found(FreshBurst(), [*posts(1), *shown]) == set()


def test_newcomers_whom_something_brought_are_let_be() -> None:
    at_once = [act(n, "vote", 100 + n, "post 0", 4000 + 20 * n, bare=True) for n in range(12)]
    assert len(found(FreshBurst(), at_once)) == 12
    for_hours = [act(50 + n, "vote", 200 + n, "post 0", 9000 + 1200 * n, bare=True) for n in range(8)]
    assert found(FreshBurst(), [*at_once, *for_hours]) == set()
    joined = [act(70 + n, "join", 100 + n, "community", 3900 + n, bare=True) for n in range(12)]
    assert found(FreshBurst(), [*at_once, *joined]) == set()
    long_known = [replace(one, seen=BEGIN - timedelta(days=200)) for one in at_once]
    assert found(FreshBurst(), long_known) == set()


def bursts_one_by_one(acts: list[Act], test: Burst) -> set[int]:
    """The rule of bursts upon one thing, as it is said: each moment is the beginning of what may be one."""
    found: set[int] = set()
    for one in acts:
        empty = [other.id for other in acts if other.bare and one.at <= other.at <= one.at + test.within]
        apart = [(abs(other.at - one.at), other.bare) for other in acts]
        nearly_all = [bare for it, bare in apart if it <= test.within]
        near, around = (sum(bare for it, bare in apart if it <= reach) for reach in (test.near, test.around))
        stands_out = sum(nearly_all) >= test.share * len(nearly_all) and near >= test.at_once * around
        if one.bare and stands_out and len(empty) >= test.least:
            found |= set(empty)
    return found


def test_many_acts_upon_one_thing_are_judged_as_each_by_itself() -> None:
    chance = random.Random(4)
    for _turn in range(20):
        moments = sorted(chance.randrange(3000) + chance.choice((0, 0, 0, 9000)) for _ in range(60))
        acts = [act(n, "like", 100 + n, "post", at, bare=chance.random() < 0.8) for n, at in enumerate(moments)]
        told = found_bursts(acts, acts, Burst(least=5))
        assert {one.interaction_id for one in told} == bursts_one_by_one(acts, Burst(least=5))
        assert len(told) == len({one.interaction_id for one in told})


def praise(pairs: Iterable[tuple[int, int]], times: int, begin: int) -> list[Act]:
    return [
        act(begin + 50 * place + n, "like", one, f"of {other}: {n}", 3600 * (n + place), target=other)
        for place, (one, other) in enumerate(pairs)
        for n in range(times)
    ]


def test_a_ring_is_found_among_many_and_friends_who_praise_others_too_are_not() -> None:
    pairs = [(one, other) for one in (11, 12, 13) for other in (11, 12, 13) if one != other]
    ring, many = praise(pairs, 5, 0), praise([(n, n + 1) for n in range(30, 40)], 2, 1000)
    assert found(ReciprocalRings(), [*ring, *many]) == {one.id for one in ring}
    assert found(ReciprocalRings(), ring) == set()
    assert found(ReciprocalRings(), [*ring, *many, *praise([(11, 30), (12, 31), (13, 32)], 4, 3000)]) == set()


def test_who_praises_somebody_that_praises_nobody_is_in_no_ring() -> None:
    assert found(ReciprocalRings(), praise([(11, 90), (12, 91), (13, 92), (14, 93)], 6, 0)) == set()


def test_a_copied_comment_is_found_but_for_the_first_who_said_it() -> None:
    said = [act(n, "reply", 10 + n, f"re {n}", 60 * n, words=8, parent="post 0") for n in range(4)]
    same = {f"re {n}": f"@bottega{n} What a lovely table, I want two!" for n in range(3)}
    assert found(CopiedComments(), said, same | {"re 3": "What a lovely chair, I want four!"}) == {1, 2}
    assert found(CopiedComments(), said[:2], same) == set()
    thanks = {f"re {n}": "Thank you so much!" for n in range(4)}
    assert found(CopiedComments(), said, thanks) == set()


def test_likes_that_were_asked_for_are_found_our_own_asking_included() -> None:
    given = [act(n, "like", 10 + n, "post 0", 600 * (n + 1)) for n in range(3)]
    text = {"post 0": "Like this post to win a table!"}
    assert found(AskedFor(), [*posts(1), *given], text) == {0, 1, 2}
    assert found(AskedFor(), [*posts(1), *given], {"post 0": "I like this post by Ada."}) == set()
    late = [act(5, "like", 15, "post 0", 8 * 86400)]
    assert found(AskedFor(), [*posts(1), *late], text) == set()


@pytest.mark.parametrize(
    ("text", "verbs"),
    [
        ("Votate per me!", {"vote"}),
        ("Votez pour notre idée", {"vote"}),
        ("Vota por nuestra mesa", {"vote"}),
        ("Mettete un mi piace", {"like"}),
        ("Dale me gusta", {"like"}),
        ("What shall we make next? Vote until Friday.", set()),
        ("They like our posts", set()),
    ],
)
def test_asking_is_understood_in_four_languages(text: str, verbs: set[str]) -> None:
    assert asked_for(text) == verbs


def test_votes_of_those_who_were_brought_for_it_are_found_and_one_friend_is_none() -> None:
    came = [act(n, "invite", 11, "here", 100 * n, target=20 + n) for n in range(3)]
    given = [act(10 + n, "vote", 20 + n, "idea", 3600 + n, target=11) for n in range(3)]
    assert found(AskedFor(), [*came, *given]) == {10, 11, 12}
    assert found(AskedFor(), [*came, *given[:2]]) == set()


def test_machines_are_found_by_haste_by_evenness_and_by_not_sleeping() -> None:
    quick = likes((11,), 6, lambda _, n: n % 3)
    even = [act(1000 + n, "like", 12, f"x {n}", 600.0 * n) for n in range(20)]
    awake = [act(2000 + n, "share", 13, f"y {n}", 15 * 3600 + 1800 * n + (n * 37) % 900) for n in range(48)]
    people = likes((14,), 9, lambda _, n: 60 * (n + 1) ** 2)
    all_of_them = [*posts(9), *quick, *even, *awake, *people]
    assert found(MachineLike(), all_of_them) == {one.id for one in (*quick, *even, *awake)}


def test_every_detector_explains_itself() -> None:
    assert len(detectors()) == 11
    assert all(one.name and one.version and one.title and one.reason and one.how for one in detectors())
    assert all(len(one.reason) <= 200 for one in detectors())
