"""Programs plan experiments, divide lists and read what came of them."""

from antiphon.experiments.tasks import measure_all
from antiphon.ledger.rules import Verb
from tests.api.conftest import Program, error_of
from tests.experiments.past import DAYS, JUMP, acts, day_of, steady
from tests.world import World

DAYS_OF_IT = {"name": "Letter", "begins": day_of(JUMP).isoformat(), "ends": day_of(DAYS).isoformat()}


def test_a_program_plans_a_test_and_reads_why_there_is_no_number(anna: Program, world: World) -> None:
    acts(world.site, Verb.REPLY, [n % 2 for n in steady(1)][:9])
    assert [one["name"] for one in anna.get("/brands/bottega/series-counted").json()] == [
        "replies", f"replies/{world.site.pk}",
    ]  # fmt: skip
    made = anna.post("/brands/bottega/experiments", DAYS_OF_IT | {"treated": ["replies"]}).json()
    assert (made["kind"], made["planned_before"], [one["done_at"] for one in made["measurements"]]) == (
        "before_after", False, [None],
    )  # fmt: skip
    measure_all()
    told = anna.get(f"/experiments/{made['id']}").json()["measurements"][0]
    assert (told["fault"], told["content"]) == ("too_sparse", {})
    assert "at least 10 are needed" in told["why"]
    assert [one["id"] for one in anna.get("/brands/bottega/experiments").json()["items"]] == [made["id"]]


def test_a_program_divides_a_list_and_hands_in_what_they_did(anna: Program) -> None:
    keys = [f"{n}@x.example" for n in range(80)]
    made = anna.post("/brands/bottega/holdouts", DAYS_OF_IT | {"keys": keys, "share": 0.5}).json()
    assert made["arms"] == {"held_out": 40, "treated": 40}
    units = anna.get(f"/experiments/{made['id']}/units").json()["items"]
    treated = [one["key"] for one in units if one["arm"] == "treated"]
    handed = anna.post(f"/experiments/{made['id']}/outcomes", {"text": "\n".join(treated[:20])})
    assert handed.json() == {"known": 20, "unknown": 0}
    measure_all()
    told = anna.get(f"/experiments/{made['id']}").json()["measurements"][0]["content"]
    assert (told["treated_mean"], told["held_mean"], told["mean"]["value"]) == (0.5, 0.0, 0.5)


def test_what_has_no_sense_is_refused_at_its_field(anna: Program) -> None:
    short = anna.post("/brands/bottega/holdouts", DAYS_OF_IT | {"keys": ["a"], "share": 0.5})
    wide = anna.post("/brands/bottega/holdouts", DAYS_OF_IT | {"keys": ["a"] * 9, "share": 0.95})
    unknown = anna.post("/brands/bottega/experiments", DAYS_OF_IT | {"treated": ["weather"]})
    assert [error_of(one)[2] for one in (short, wide, unknown)] == ["keys", "share", "treated"]


def test_who_is_on_a_list_is_told_only_to_who_may_plan_tests(anna: Program, bruno: Program) -> None:
    keys = [f"{n}@x.example" for n in range(80)]
    made = anna.post("/brands/bottega/holdouts", DAYS_OF_IT | {"keys": keys, "share": 0.5}).json()
    rows = "\n".join([",".join(["day", *keys[:59]]), *(f"{day_of(n)},{n}" for n in range(2))])
    anna.post(f"/experiments/{made['id']}/outcomes", {"text": rows})
    whole, part = (one.get(f"/experiments/{made['id']}").json() for one in (anna, bruno))
    listed = bruno.get("/brands/bottega/experiments").json()["items"][0]
    assert len(whole["treated"] + whole["controls"]) == 59
    assert [one[side] for one in (part, listed) for side in ("treated", "controls")] == [[], [], [], []]
