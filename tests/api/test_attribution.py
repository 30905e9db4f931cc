"""Attribution, as programs read it."""

from math import fsum

from tests.api.conftest import Program, error_of
from tests.reports.test_attribution import bought
from tests.sales.book import sell
from tests.web.heard import ago, heard
from tests.world import World


def test_a_program_reads_the_credits_and_the_journeys_behind_them(anna: Program, world: World) -> None:
    heard(world.site, "Mia", "When do you open?", at=ago(days=8))
    bought(world, "Mia")
    sell(world.bottega, "nobody", "20.00", at=ago(hours=2), coupon="DORA10")
    told = anna.get("/brands/bottega/attribution?order=2").json()
    assert (told["conversions"], told["untouched"], told["currency"], told["markov_order"]) == (1, 1, "EUR", 2)
    assert fsum(one["models"]["markov"]["value"] for one in told["channels"]) == told["value"] == 40.0
    assert [(one["words"], one["n"], one["value"]) for one in told["answers"]] == [("DORA10", 1, "20.00")]
    (journey,) = anna.get("/brands/bottega/attribution/journeys?channel=social/site").json()
    assert (journey["value"], [touch["channel"] for touch in journey["touches"]]) == ("40.00", ["social/site"])
    assert anna.get("/brands/bottega/attribution/journeys?channel=search").json() == []


def test_what_cannot_be_is_refused(anna: Program) -> None:
    answer = anna.get("/brands/bottega/attribution?since=2026-02-01&until=2026-01-01")
    assert (error_of(answer)[0], error_of(answer)[2]) == (422, "since")
    asked = ("of=nothing", "order=5", "look_back=0")
    assert [anna.get(f"/brands/bottega/attribution?{one}").status_code for one in asked] == [422] * 3
