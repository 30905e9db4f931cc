"""How detectors are run: only around what is new, in whatever order it came, and on when one of them throws."""

import random
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext

from antiphon.integrity.actions import (
    answer_second_look,
    ask_second_look,
    run_detectors,
    set_aside_again,
    set_aside_by_hand,
    take_back,
)
from antiphon.integrity.detector import Act, Finding, RowDetector, WindowDetector, Words
from antiphon.integrity.detectors.coordinated_action import CoordinatedAction
from antiphon.integrity.detectors.lockstep_likes import LockstepLikes
from antiphon.integrity.models import Exclusion, Look, Ruling, SecondLook
from antiphon.integrity.queries import counted, failing
from antiphon.integrity.tasks import judge_all
from antiphon.ledger.actions import Happened, record
from antiphon.ledger.models import Interaction
from antiphon.ledger.rules import Verb
from antiphon.lib.errors import Conflict, NotAllowed, Refusal
from antiphon.organizations.models import Brand
from antiphon.people.actions import anonymize
from tests.ledger_rows import START, somebody
from tests.world import World


class Throws(RowDetector):
    name, version, title, reason, how = "throws", "1", "Throws", "It throws", "Always"

    def find(self, rows: QuerySet[Interaction]) -> Iterable[Finding]:  # noqa: ARG002
        raise ValueError("no such column")


class Sifts(RowDetector):
    """Finds nothing, and notes how many rows it was shown."""

    name, version, title, reason, how = "sifts", "1", "Sifts", "Nothing", "Never"
    shown: list[int]
    known = ""

    def concerned(self, brand: Brand) -> str:  # noqa: ARG002
        return self.known

    def find(self, rows: QuerySet[Interaction]) -> Iterable[Finding]:
        self.shown.append(rows.count())
        return []


class Watches(WindowDetector):
    """Finds nothing, and notes which blocks it was shown."""

    name, version, title, reason, how = "watches", "1", "Watches", "Nothing", "Never"
    verbs = frozenset({Verb.LIKE})
    shown: list[int]

    def judge(self, acts: Sequence[Act], words: Words) -> Iterable[Finding]:  # noqa: ARG002
        self.shown.append(len(acts))
        return []


def like(world: World, who: str, what: int, after: timedelta) -> Happened:
    return Happened(
        verb=Verb.LIKE, at=START + after, actor=somebody(world.site, who), target=world.site.identity,
        channel=world.site, subject=f"uri:{what}", source=f"like:{who}:{what}",
    )  # fmt: skip


def story(world: World) -> list[Happened]:
    """Two who like four things together over three blocks of time, one who does so by chance, and others."""
    acts = []
    for what in range(4):
        begin = timedelta(days=13 * what)
        acts += [like(world, who, what, begin + timedelta(seconds=9 * n)) for n, who in enumerate(("One", "Two"))]
        acts += [like(world, f"Ada {n}", what, begin + timedelta(hours=2 + 5 * n)) for n in range(3)]
    return [*acts, *(like(world, "Two", 100 + n, timedelta(days=n, hours=7)) for n in range(3))]


def standing() -> set[str]:
    return set(Exclusion.objects.standing().values_list("interaction__source", flat=True))


TOGETHER = {f"like:{who}:{what}" for who in ("One", "Two") for what in range(4)}


@pytest.mark.parametrize("seed", range(3))
def test_the_order_of_arrival_never_matters(world: World, seed: int) -> None:
    acts = story(world)
    random.Random(seed).shuffle(acts)
    for place, act in enumerate(acts):
        record(act)
        if place % (5 + seed) == 0:
            run_detectors(world.bottega, [LockstepLikes()])
    run_detectors(world.bottega, [LockstepLikes()])
    assert standing() == TOGETHER


@pytest.mark.parametrize(("source", "found"), [("community:voted", 8), ("community:question-voted", 0)])
def test_who_votes_together_in_live_sessions_acts_as_anybody_there(world: World, source: str, found: int) -> None:
    for act in story(world):
        record(replace(act, verb=Verb.VOTE, source=f"{source}:{act.source}"))
    run_detectors(world.bottega, [CoordinatedAction()])
    assert len(standing()) == found


def test_what_more_becomes_known_lets_an_exclusion_fall_and_stand_again(world: World) -> None:
    for act in story(world):
        record(act)
    run_detectors(world.bottega, [LockstepLikes()])
    for n in range(25):
        for place, who in enumerate(("One", "Two")):
            record(like(world, who, 1000 * (place + 1) + n, timedelta(days=1.5 * n, hours=1)))
    run_detectors(world.bottega, [LockstepLikes()])
    assert standing() == set()
    assert set(Ruling.objects.values_list("ruled", flat=True)) == {"fell_away"}


def test_only_the_blocks_around_what_is_new_are_judged(world: World) -> None:
    watches = Watches()
    for what in range(30):
        record(like(world, "Ada", what, timedelta(days=28 * what)))
    watches.shown = []
    run_detectors(world.bottega, [watches])
    assert len(watches.shown) > 30
    watches.shown = []
    run_detectors(world.bottega, [watches])
    assert watches.shown == []
    record(like(world, "Ben", 400, timedelta(days=28 * 29)))
    Look.objects.update(mark=Interaction.objects.order_by("-pk")[1].pk)
    run_detectors(world.bottega, [watches])
    assert watches.shown == [3, 2]


def test_what_an_account_does_weeks_later_speaks_for_it_where_both_judgements_count(world: World) -> None:
    class Once(LockstepLikes):
        """Finds likes of whoever likes nothing else."""

        def judge(self, acts: Sequence[Act], words: Words) -> Iterable[Finding]:  # noqa: ARG002
            done = Counter(one.actor for one in acts)
            return [Finding(one.id) for one in acts if done[one.actor] == 1]

    record(like(world, "Ada", 1, timedelta(0)))
    record(like(world, "Ada", 2, timedelta(days=28)))
    run_detectors(world.bottega, [Once()])
    assert standing() == {"like:Ada:1", "like:Ada:2"}
    Once.both, Once.version = True, "2"
    run_detectors(world.bottega, [Once()])
    assert standing() == set()


def test_a_detector_that_throws_is_told_of_while_the_others_go_on(world: World) -> None:
    for act in story(world):
        record(act)
    assert run_detectors(world.bottega, [Throws(), LockstepLikes()]) == len(TOGETHER)
    assert Look.objects.get(detector="throws").failure == "ValueError: no such column"
    assert failing(world.bottega) == []
    Look.objects.filter(detector="lockstep_likes").update(failed_at=START, failure="once")
    run_detectors(world.bottega, [LockstepLikes()])
    assert failing(world.bottega) == []


def test_what_came_while_a_detector_threw_is_judged_once_it_works_again(world: World) -> None:
    class Stumbles(LockstepLikes):
        well = False

        def judge(self, acts: Sequence[Act], words: Words) -> Iterable[Finding]:
            if not self.well:
                raise ValueError("no such column")
            return super().judge(acts, words)

    stumbles = Stumbles()
    for act in story(world):
        record(act)
        run_detectors(world.bottega, [stumbles])
    assert (standing(), [one.detector for one in failing(world.bottega)]) == (set(), ["lockstep_likes"])
    stumbles.well = True
    run_detectors(world.bottega, [stumbles])
    assert (standing(), failing(world.bottega)) == (TOGETHER, [])


def test_another_version_judges_anew_what_the_one_before_judged(world: World) -> None:
    for act in story(world):
        record(act)
    run_detectors(world.bottega, [LockstepLikes()])

    class Mended(LockstepLikes):
        version = "2"

        def judge(self, acts: Sequence[Act], words: Words) -> Iterable[Finding]:  # noqa: ARG002
            return []

    run_detectors(world.bottega, [Mended()])
    assert standing() == set()
    assert Exclusion.objects.filter(undone_because="judged again by version 2").count() == len(TOGETHER)


def test_who_may_not_answer_judges_nothing_and_a_reason_is_asked_for(world: World) -> None:
    record(like(world, "Ada", 1, timedelta(0)))
    row = Interaction.objects.get()
    with pytest.raises(NotAllowed):
        set_aside_by_hand(world.bruno, row, "A gift")
    with pytest.raises(Refusal):
        set_aside_by_hand(world.anna, row, " ")
    with pytest.raises(Refusal):
        set_aside_by_hand(world.carla, row, "A gift")
    assert row in counted(world.bottega)


def test_what_was_set_aside_by_hand_is_taken_back_and_set_aside_again_with_its_history(world: World) -> None:
    record(like(world, "Ada", 1, timedelta(0)))
    row = Interaction.objects.get()
    made = set_aside_by_hand(world.anna, row, "A gift")
    with pytest.raises(Conflict):
        set_aside_by_hand(world.anna, row, "A gift")
    take_back(made, "No gift at all", world.anna)
    with pytest.raises(Conflict):
        take_back(made, "Once more", world.anna)
    set_aside_again(world.anna, made, "A gift after all")
    assert row not in counted(world.bottega)
    told = list(made.rulings.order_by("pk").values_list("ruled", "words", "by"))
    assert told == [
        ("set_aside", "A gift", world.anna.pk),
        ("taken_back", "No gift at all", world.anna.pk),
        ("again", "A gift after all", world.anna.pk),
    ]


def test_what_judges_row_by_row_sees_what_is_new_and_all_when_other_accounts_are_concerned(world: World) -> None:
    sifts = Sifts()
    sifts.shown = []
    for what in range(3):
        record(like(world, "Ada", what, timedelta(hours=what)))
    run_detectors(world.bottega, [sifts])
    run_detectors(world.bottega, [sifts])
    Look.objects.update(mark=Interaction.objects.latest("pk").pk)
    record(like(world, "Ben", 9, timedelta(hours=9)))
    run_detectors(world.bottega, [sifts])
    sifts.known = "others"
    run_detectors(world.bottega, [sifts])
    assert sifts.shown == [3, 1, 4]


class Finds(LockstepLikes):
    """Finds all likes, or none."""

    name, everything = "finds", True

    def judge(self, acts: Sequence[Act], words: Words) -> Iterable[Finding]:  # noqa: ARG002
        return [Finding(one.id) for one in acts] if self.everything else []


class FindsNone(Finds):
    everything = False


def judged_anew(world: World, judge: Finds) -> int:
    Look.objects.update(mark=0, last=0, beyond=0, whole_at=None)
    with CaptureQueriesContext(connection) as asked:
        run_detectors(world.bottega, [judge])
    return sum("integrity_ruling" in one["sql"] and one["sql"].startswith("SELECT") for one in asked)


def test_who_ruled_last_is_asked_once_for_all(world: World) -> None:
    judge = Finds()
    for what in range(5):
        record(like(world, "Ada", what, timedelta(minutes=what)))
    judged_anew(world, judge)
    assert judged_anew(world, FindsNone()) == 1
    assert judged_anew(world, judge) == 1
    assert len(standing()) == 5


def test_what_a_person_set_aside_again_stays_whatever_a_newer_version_says(world: World) -> None:
    judge = Finds()
    for what in range(2):
        record(like(world, "Ada", what, timedelta(minutes=what)))
    run_detectors(world.bottega, [judge])
    made = Exclusion.objects.get(interaction__source="like:Ada:0")
    take_back(made, "A real one", world.anna)
    set_aside_again(world.anna, made, "Not real after all")
    Ruling.objects.update(by=None)  # whoever ruled has left since

    class Newer(Finds):
        version, everything = "2", False

    run_detectors(world.bottega, [Newer()])
    assert standing() == {"like:Ada:0"}


def test_what_an_erased_person_wrote_to_be_looked_at_again_goes(world: World) -> None:
    record(like(world, "Ada", 1, timedelta(0)))
    row = Interaction.objects.get()
    made = set_aside_by_hand(world.anna, row, "A gift")
    answer_second_look(world.anna, ask_second_look(row.actor, made, "I am Ada, 12 Elm Road"), "No", granted=False)
    anonymize(row.actor, stable_id="erased:1", name="somebody", at=START)
    judge_all()
    assert SecondLook.objects.get().words == ""
    assert made.rulings.count() == 3
