"""The pages of marketing-mix models: what is missing, what came of one, and nothing that is not to be trusted."""

import csv
import sys
from datetime import timedelta
from io import StringIO
from typing import Any

from antiphon.experiments.actions.mixing import MixAsked, ask_mix, keep_mix, keep_mix_breakdown
from antiphon.experiments.models import MixModel
from antiphon.experiments.queries.mixing import week_table
from tests.api.conftest import program_of
from tests.experiments.books import past_of
from tests.web.readers import signed_in
from tests.world import World

PLACE = "/b/bottega/experiments/mix/"
SOUND = {"rhat": 1.002, "ess": 900.0, "divergences": 0, "draws": 12_000}


def asked(world: World) -> MixModel:
    found = past_of(world.bottega, 106)
    last = found.weeks[-1] + timedelta(days=6)
    return ask_mix(world.anna, MixAsked(found.weeks[0], last, ["campaign/search", "response"]))


def reckoned(world: World, **diagnostics: float) -> MixModel:
    """A model with round figures, as the fit hands them in."""
    made = asked(world)
    table = week_table(made)
    MixModel.objects.filter(pk=made.pk).update(table=table.kept(), tries=1)
    sold = zip(table.weeks, table.sales, strict=True)
    one = {
        "spent": 1000.0,
        "brought": [2719.6, 1500.0, 4100.0],
        "share": [0.1, 0.05, 0.16],
        "each": [2.7196, 1.5, 4.1],
    }
    curve = {"usual": 10.0, "more": [1.25, 0.5, 2.0], "points": [[0.0, 0.0, 0.0, 0.0], [90.0, 20.0, 10.0, 30.0]]}
    content = {
        "channels": {"campaign/search": one, "response": one | {"brought": [10.4, 1.0, 20.0]}},
        "base": [90_000.0, 80_000.0, 99_000.0],
        "curves": {"campaign/search": curve, "response": curve},
        "weeks": [[week.isoformat(), was, was, was - 9, was + 9] for week, was in sold],
        "r2": 0.826, "level": 0.9, "versions": {"pymc-marketing": "1.3.0"}, "diagnostics": SOUND | diagnostics,
    }  # fmt: skip
    keep_mix(made, content)
    return made


def test_without_years_of_sales_and_spend_the_page_says_how_many_weeks_are_missing(world: World) -> None:
    told = signed_in(world.anna).get(PLACE).text
    assert "There are not enough weeks yet" in told
    assert "known for 0 whole weeks; at least 104 are needed" in told
    assert 'href="/b/bottega/experiments/mix/"' in signed_in(world.anna).get("/b/bottega/experiments/").text


def test_without_the_extra_the_page_says_what_it_is_and_how_it_is_installed(world: World, settings: Any) -> None:
    settings.MIX_PYTHON, anna = "/nowhere/python", signed_in(world.anna)
    assert "<code>bin/mix</code>" in anna.get(PLACE).text
    assert "It waits: what reckons it is not installed here" in anna.get(f"{PLACE}{asked(world).pk}/").text
    settings.MIX_PYTHON = sys.executable
    assert "bin/mix" not in anna.get(PLACE).text


def test_a_model_is_asked_for_on_the_page_and_what_has_no_sense_is_shown_at_its_field(world: World) -> None:
    found, anna = past_of(world.bottega, 106), signed_in(world.anna)
    typed = {"first": found.weeks[0], "last": found.weeks[-1] + timedelta(days=6), "spends": ["campaign/search"]}
    short = anna.post(PLACE, typed | {"first": found.weeks[9]})
    assert (short.status_code, "There are 97 whole weeks; at least 104 are needed" in short.text) == (422, True)
    led = anna.post(PLACE, typed)
    assert (led.status_code, led["Location"]) == (303, f"{PLACE}{MixModel.objects.get().pk}/")
    assert "Have one reckoned" not in anna.get(PLACE).text


def test_what_each_spend_brought_is_shown_with_its_interval_its_curve_and_what_one_more_would_bring(
    world: World,
) -> None:
    place = f"{PLACE}{reckoned(world).pk}/"
    told = signed_in(world.bruno).get(place).text
    for words in (
        "campaign “search”", "2,720", "90 % interval: 1,500 to 4,100", "10.0 %", "2.72", "90,000", "83 %",
        "At the usual 10 EUR a week one more would bring <b>1.25</b>", "R-hat 1.002", "pymc-marketing 1.3.0",
    ):  # fmt: skip
        assert words in told, words
    rows = list(csv.DictReader(StringIO(signed_in(world.anna).get(f"{place}?format=csv").text)))
    assert (len(rows), float(rows[0]["high"]) - float(rows[0]["sales"])) == (106, 9)


def test_what_is_not_to_be_trusted_shows_no_figure_anywhere(world: World) -> None:
    made = reckoned(world, rhat=1.3, divergences=7)
    anna = signed_in(world.anna)
    pages = [
        anna.get(f"{PLACE}{made.pk}/").text,
        anna.get(PLACE).text,
        anna.get(f"{PLACE}{made.pk}/?format=csv").text,
    ]
    told = program_of(world.anna.user).get(f"/mix-models/{made.pk}").json()
    assert ["2,719" in page or "2,720" in page for page in pages] == [False] * 3
    assert ("Not to be trusted" in pages[0], "7 steps diverged" in pages[0]) == (True, True)
    assert (told["content"], told["doubts"]) == ({}, ["chains_disagree", "divergent"])


def test_programs_read_what_each_spend_brought_and_why_there_is_none(world: World) -> None:
    made, program = reckoned(world), program_of(world.bruno.user)
    told = program.get(f"/mix-models/{made.pk}").json()
    assert (told["state"], told["content"]["channels"]["response"]["brought"]) == ("done", [10.4, 1.0, 20.0])
    last = asked_again(world)
    MixModel.objects.filter(pk=last.pk).update(tries=3)
    last.refresh_from_db()
    keep_mix_breakdown(last, "MemoryError: ")
    listed = program.get("/brands/bottega/mix-models").json()["items"]
    assert [(one["state"], "MemoryError" in one["why"]) for one in listed] == [("failed", True), ("done", False)]


def test_the_list_asks_as_little_for_thirty_models_as_for_one(
    world: World, django_assert_max_num_queries: Any
) -> None:
    made, anna = reckoned(world), signed_in(world.anna)
    made.refresh_from_db()
    for _ in range(29):
        made.pk = None
        made.save()
    anna.get(PLACE)
    with django_assert_max_num_queries(18):
        told = anna.get(PLACE).text
    with django_assert_max_num_queries(10):
        program_of(world.anna.user).get("/brands/bottega/mix-models")
    assert told.count("campaign “search”") == 31


def asked_again(world: World) -> MixModel:
    known = MixModel.objects.get()
    return ask_mix(world.anna, MixAsked(known.first, known.last, ["response"]))
