"""What is worth doing is said only where it is sure enough, once, and later with whether it helped."""

from collections.abc import Sequence
from datetime import timedelta
from random import Random
from typing import Any

import pytest

from antiphon.ledger.rules import Verb
from antiphon.lib import clock
from antiphon.lib.errors import Refusal
from antiphon.reports.actions.finding import decide_finding, look_now
from antiphon.reports.answers.outcomes import findings_told
from antiphon.reports.models import FindingDecision, FindingsLook
from antiphon.reports.returns.findings_words import evidence, helped, says, to_do
from antiphon.reports.rules.findings import Observed, Rule, found
from antiphon.reports.tasks import look_for_findings, reckon_all
from tests.ledger_rows import Thread, somebody
from tests.reports.returns.found import a_finding
from tests.web.readers import page, signed_in
from tests.world import World


def observed(key: str, values: Sequence[float]) -> list[Observed]:
    return [Observed(Rule.CATEGORY, key, key.title(), value) for value in values]


def test_what_stands_out_on_both_sides_is_found_and_the_rest_is_not() -> None:
    draw = Random(3)
    usual = [*observed("tips", [draw.gauss(1, 0.3) for _ in range(40)])]
    usual += observed("news", [draw.gauss(1, 0.3) for _ in range(40)])
    told = found([*usual, *observed("people", [draw.gauss(2, 0.3) for _ in range(20)])])
    assert ("people", True) in {(one.key, one.better) for one in told}
    assert found(usual) == []


def test_of_too_few_nothing_is_said_however_much_they_brought() -> None:
    assert found([*observed("people", [9.0, 9.5] * 7), *observed("tips", [1.0, 1.1] * 30)]) == []


def test_where_nothing_differs_it_is_rarely_said_that_something_does() -> None:
    draw = Random(4)
    alarms = 0
    for _ in range(150):
        told = [Observed(Rule.CHANNEL, str(n % 2), "", float(draw.random() < 0.4)) for n in range(80)]
        alarms += bool(found(told))
    assert alarms / 150 <= 0.05


def posts_by_the_hour(world: World) -> None:
    """Sixteen posts in the morning with four or five likes each, and sixteen in the evening with one or two."""
    anna, start = somebody(world.site, "Anna"), clock.now().replace(hour=7, minute=0) - timedelta(days=40)
    for n in range(32):
        thread = Thread(world.site, prefix=f"p{n}", start=start + timedelta(days=n // 2, hours=12 * (n % 2)))
        thread.post()
        for like in range((1 if n % 2 else 4) + (n // 2) % 2):
            thread.act(f"like{like}", Verb.LIKE, anna, "R")


@pytest.mark.django_db
def test_a_look_finds_the_better_hour_writes_it_once_and_is_kept(world: World) -> None:
    posts_by_the_hour(world)
    new = {(row.rule, row.key): row for row in look_now(world.anna) or ()}
    assert set(new) == {("hour", "morning"), ("hour", "evening")}
    assert (new["hour", "morning"].n, new["hour", "morning"].low > new["hour", "morning"].rest_high) == (16, True)
    assert look_now(world.anna) == []
    assert [row.found for row in FindingsLook.objects.order_by("pk")] == [2, 0]
    assert look_for_findings() == 0  # ours was looked through today, and the other brand has nothing


@pytest.mark.django_db
def test_a_finding_speaks_in_sentences_and_says_when_it_is_too_early(world: World) -> None:
    row = a_finding(world.bottega)
    assert says(row) == "What goes out in the morning brings more."
    assert "1.60 times as much as is usual on its channel (1.30 to 2.00, n = 20)" in evidence(row)
    assert to_do(row) == "Keep hours free there in the queue."
    decide_finding(world.anna, row, "follow")
    (stands,) = findings_told(world.bottega).value or ()
    assert stands.outcome is not None
    assert helped(row, stands.outcome).startswith("Too early to say")
    decide_finding(world.anna, row, "leave")
    assert [one.outcome for one in findings_told(world.bottega).value or ()] == [None]


@pytest.mark.django_db
def test_of_a_large_brand_the_worker_looks_and_says_whether_it_helped(world: World, settings: Any) -> None:
    posts_by_the_hour(world)
    row = a_finding(world.bottega)
    then = clock.now() - timedelta(days=20)
    FindingDecision.objects.create(finding=row, decision="follow", by=world.anna, at=then)
    at_once = findings_told(world.bottega).value
    settings.ROWS_AT_ONCE = 0
    assert look_now(world.anna) is None
    assert [one.outcome for one in findings_told(world.bottega).value or ()] == [None]
    assert "Whether it helped is being reckoned." in page(signed_in(world.anna), "/b/bottega/findings/").words
    assert reckon_all() == 2
    told = {one.finding.key: one.outcome for one in findings_told(world.bottega).value or ()}
    assert set(told) == {"morning", "evening"}
    assert [told["morning"]] == [one.outcome for one in at_once or ()]


@pytest.mark.django_db
def test_nonsense_is_refused_and_changes_nothing(world: World) -> None:
    row = a_finding(world.bottega)
    with pytest.raises(Refusal):
        decide_finding(world.anna, row, "perhaps")
    with pytest.raises(Refusal):
        decide_finding(world.carla, row, "follow")
    assert row.decisions.count() == 0
