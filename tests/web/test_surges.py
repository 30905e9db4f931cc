"""Followers that were not counted: the figures with and without, the readings behind them, and what is said of it."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from antiphon.integrity.models import Surge
from antiphon.reports.actions.reporting import make_report
from antiphon.reports.sheet import sheet_of
from tests.integrity.grown import surge
from tests.web.readers import signed_in
from tests.world import World

PAGE = "/b/bottega/results/not-counted/"


@pytest.fixture
def found(world: World) -> Surge:
    return surge(world.site)


def test_followers_are_shown_with_and_without_wherever_they_stand(world: World, found: Surge) -> None:
    anna = signed_in(world.anna)
    without = "+118 without those who are not counted"
    assert "+718" in (page := anna.get(f"/b/bottega/results/followers/{world.site.pk}/").text)
    assert without in page
    assert f"{PAGE}followers/{found.pk}/" in page
    assert without in anna.get(reverse("channel_results", args=["bottega"])).text
    returns = anna.get(reverse("return_figure", args=["bottega", "follower_growth"])).text
    assert "With those who are not counted it would be 718." in returns
    assert f"{PAGE}followers/{found.pk}/" in returns


def test_a_surge_opens_into_its_readings_and_what_was_looked_at(world: World, found: Surge) -> None:
    anna = signed_in(world.anna)
    assert f"{PAGE}followers/{found.pk}/" in anna.get(PAGE).text
    page = anna.get(f"{PAGE}followers/{found.pk}/").text
    assert '<th scope="row">looks at posts</th><td class="num">250</td><td class="num">250</td>' in page
    assert page.count('<td class="num">') == 2 + 2 * len(found.behind)
    assert '<td class="num">892</td><td class="num">292</td>' in page


def test_who_may_not_decide_asks_and_who_answers_people_decides(world: World, found: Surge) -> None:
    anna, bruno, at = signed_in(world.anna), signed_in(world.bruno), f"{PAGE}followers/{found.pk}/"
    assert 'value="taken_back"' not in bruno.get(at).text
    said(bruno, found, "asked", "There was a fair")
    assert "<form" not in bruno.get(at).text.split("<main")[1]
    assert "another look is asked for" in anna.get(PAGE).text
    assert anna.post(f"{at}rule/", {"says": "taken_back", "because": " "}).status_code == 422
    said(anna, found, "taken_back", "The fair brought them")
    assert "There was a fair" in anna.get(at).text
    assert "+718" in (page := anna.get(f"/b/bottega/results/followers/{world.site.pk}/").text)
    assert "without those who are not counted" not in page
    assert f"{PAGE}followers/{found.pk}/" in anna.get(PAGE, {"shown": "back"}).text


def said(who: Client, found: Surge, says: str, because: str) -> None:
    answer = who.post(f"{PAGE}followers/{found.pk}/rule/", {"says": says, "because": because})
    assert answer.status_code == 303


def test_the_report_of_a_month_tells_growth_with_and_without(world: World, found: Surge) -> None:
    report = make_report(world.anna, (found.last + timedelta(days=1)).replace(day=1))
    [channel] = [one for one in sheet_of(report).channels if one.handle == world.site.identity.handle]
    change = next(one for one in report.content["channels"] if one["handle"] == channel.handle)
    assert (change["aside"], change["change"] > 600) == (600, True)
    assert channel.change == (
        f"+{change['change'] - 600} without those who are not counted, +{change['change']} with them"
    )
