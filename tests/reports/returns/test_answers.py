"""What is asked of a large brand is reckoned by a worker, kept with its moment, and reckoned anew in time."""

import json
from datetime import timedelta
from typing import Any

import pypdfium2
import pytest
from django.test import Client
from django.utils.formats import date_format
from django.utils.translation import override

from antiphon.api.periods import moments_of
from antiphon.lib import clock
from antiphon.people.models import Identity
from antiphon.publishing.actions.linking import make_link
from antiphon.publishing.models import Click
from antiphon.reports.actions.answering import claim_answer, forget_what_is_kept, keep_answer
from antiphon.reports.actions.reporting import have_report_made
from antiphon.reports.answers.attribution import AttributionAsked, attribution_told, journeys_told, untouched_told
from antiphon.reports.answers.returns import reckon_returns, returns_told
from antiphon.reports.models import KeptAnswer, KeptRows, Question, Report
from antiphon.reports.queries.journeys import Kind
from antiphon.reports.returns.catalogue import return_measures
from antiphon.reports.rules.spans import Span
from antiphon.reports.tasks import reckon_all
from antiphon.sales.models import Purchase
from tests.reports.told import call_out
from tests.sales.book import sell
from tests.web.heard import ago, heard
from tests.web.over_time import HOUR, table
from tests.web.readers import count_queries, page, signed_in
from tests.world import World

pytestmark = pytest.mark.django_db
PAGE = "/b/bottega/returns/"


@pytest.fixture(autouse=True)
def _large(settings: Any) -> None:
    """Let every brand with an interaction be a large one."""
    settings.ROWS_AT_ONCE = 0


def called(world: World) -> Client:
    call_out(world, clock.now() - timedelta(days=9), ("views", 600, HOUR), text="A lamp")
    return signed_in(world.anna)


def test_a_large_brand_is_told_that_it_is_reckoned_and_then_what_it_comes_to(world: World) -> None:
    anna = called(world)
    first = anna.get(PAGE)
    assert (first.status_code, "It is being reckoned." in first.content.decode()) == (202, True)
    assert anna.get(f"{PAGE}reach/?format=csv").status_code == 202
    assert reckon_all() == 1
    shown = page(anna, PAGE)
    assert "600" in shown.words
    assert "As of" in shown.words
    rows = table(anna, f"{PAGE}reach/?format=csv")
    assert [(row["what"], row["number"], row["counted"]) for row in rows] == [("views", "600", "yes")]
    assert (anna.get("/b/bottega/returns.pdf").status_code, reckon_all()) == (200, 0)


def test_an_answer_is_reckoned_anew_once_it_is_no_longer_fresh(world: World) -> None:
    anna = called(world)
    anna.get(PAGE)
    reckon_all()
    call_out(world, clock.now() - timedelta(days=8), ("views", 200, HOUR))
    assert "600" in page(anna, PAGE).words
    assert reckon_all() == 0
    KeptAnswer.objects.update(asked_at=ago(minutes=9), made_at=ago(minutes=8))
    assert "It is being reckoned anew." in page(anna, PAGE).words
    assert reckon_all() == 1
    assert "800" in page(anna, PAGE).words


def test_an_answer_of_yesterday_is_not_shown_and_one_that_nobody_wants_is_thrown_away(world: World) -> None:
    anna = called(world)
    anna.get(PAGE)
    reckon_all()
    KeptAnswer.objects.update(asked_at=ago(days=2), made_at=ago(days=2))
    assert anna.get(PAGE).status_code == 202
    reckon_all()
    KeptAnswer.objects.update(asked_at=ago(days=3), made_at=ago(days=2))
    reckon_all()
    assert not KeptAnswer.objects.exists()


def test_what_cannot_be_reckoned_says_so_and_is_tried_again_later(world: World) -> None:
    anna = called(world)
    anna.get(PAGE)
    KeptAnswer.objects.update(question="nonsense")
    assert (reckon_all(), reckon_all()) == (1, 0)
    KeptAnswer.objects.update(question=Question.RETURNS)
    words = anna.get(PAGE).content.decode()
    assert "could not be reckoned" in words
    KeptAnswer.objects.update(held_until=ago(minutes=1))
    assert (reckon_all(), anna.get(PAGE).status_code) == (1, 200)


def test_the_rows_behind_a_figure_are_opened_page_by_page(world: World) -> None:
    anna = called(world)
    for minutes in range(120):
        call_out(world, clock.now() - timedelta(days=8, minutes=minutes), ("views", 10 + minutes, HOUR))
    anna.get(PAGE)
    reckon_all()
    pages = [page(anna, f"{PAGE}reach/?page={number}").words for number in (1, 2)]
    assert [("A lamp" in words) for words in pages] == [False, True]
    assert count_queries(lambda: anna.get(f"{PAGE}reach/")) < 30


def test_attribution_and_its_journeys_are_the_same_whether_kept_or_reckoned_at_once(
    world: World, settings: Any
) -> None:
    for days in (8, 2):
        heard(world.site, "Mia", f"When do you open in {days} days?", at=ago(days=days))
    made = sell(world.bottega, "mia", "40.00", at=ago(hours=1), coupon="DORA10")
    made.identity = Identity.objects.get(name="Mia")
    made.save()
    sell(world.bottega, "nobody", "20.00", at=ago(hours=2))
    asked = AttributionAsked(Span(ago(days=20), clock.now()), Kind.PURCHASE, 30)

    def told() -> list[Any]:
        questions = (
            attribution_told(world.bottega, asked),
            journeys_told(world.bottega, asked, "social/site", 0, 9),
            untouched_told(world.bottega, asked, 0, 9),
        )
        return [one.value for one in questions]

    assert told() == [None] * 3
    assert reckon_all() == 1
    kept = told()
    settings.ROWS_AT_ONCE = 9
    assert kept == told()
    assert [one.journey.channels for one in kept[1].page] == [("social/site", "social/site")]
    assert [one.what for one in kept[2].page] == [str(Purchase.objects.get(external_id="nobody"))]


def test_the_report_of_a_large_brand_is_made_aside(world: World) -> None:
    called(world)
    month = clock.now().astimezone(world.bottega.zone).date().replace(day=1)
    assert (have_report_made(world.anna, month, "it"), Report.objects.count()) == (None, 0)
    assert reckon_all() == 1
    made = Report.objects.get()
    assert (made.month, made.language, made.made_by) == (month, "it", world.anna)
    assert len(made.content["returns"]) == len(return_measures())


def test_an_answer_that_was_thrown_away_while_it_was_reckoned_is_not_kept(world: World) -> None:
    called(world).get(PAGE)
    answer = claim_answer()
    assert answer
    content, rows = reckon_returns(answer, json.loads(answer.about))
    forget_what_is_kept(world.bottega)
    keep_answer(answer, content, rows, clock.now())
    assert (KeptAnswer.objects.count(), KeptRows.objects.count(), "reach rows 0" in rows) == (0, 0, True)


def test_an_answer_too_old_to_be_shown_says_since_when_it_is_asked_anew(world: World) -> None:
    called(world)
    span = Span(*moments_of(world.bottega, None, None))
    returns_told(world.bottega, span)
    reckon_all()
    KeptAnswer.objects.update(asked_at=ago(days=2), made_at=ago(days=2))
    told = returns_told(world.bottega, span)
    assert (told.value, told.as_of > ago(minutes=1)) == (None, True)


def test_an_old_answer_says_of_when_it_is_wherever_it_is_taken(world: World) -> None:
    anna = called(world)
    anna.get(PAGE)
    reckon_all()
    made = ago(hours=3)
    KeptAnswer.objects.update(asked_at=made, made_at=made)
    here = made.astimezone(world.bottega.zone)
    assert table(anna, f"{PAGE}?format=csv")[0]["as of"] == here.isoformat()
    printed = pypdfium2.PdfDocument(anna.get("/b/bottega/returns.pdf").content)
    words = " ".join(printed[len(printed) - 1].get_textpage().get_text_range().split())
    with override("en"):
        assert f"Made on {date_format(here, 'DATETIME_FORMAT')}" in words


def test_a_report_that_waits_is_made_though_somebody_is_erased_meanwhile(world: World) -> None:
    called(world)
    have_report_made(world.anna, clock.now().astimezone(world.bottega.zone).date().replace(day=1))
    forget_what_is_kept(world.bottega)
    assert (reckon_all(), Report.objects.count()) == (1, 1)


def test_the_rows_behind_an_old_answer_are_those_that_it_knew(world: World) -> None:
    anna, link = called(world), make_link(world.anna, "https://bottega.example/a")
    type(link).objects.update(made_at=ago(days=99))
    Click.objects.create(link=link, at=ago(hours=4))
    anna.get(PAGE)
    reckon_all()
    KeptAnswer.objects.update(asked_at=ago(hours=3), made_at=ago(hours=3))
    Click.objects.create(link=link, at=ago(hours=1))
    rows = table(anna, f"{PAGE}link_clicks/?format=csv")
    assert [(row["kind"], row["counted"]) for row in rows] == [("click", "yes")]
