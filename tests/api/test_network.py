"""The network and the referrals of a brand, as programs read them."""

from antiphon.ledger.rules import Verb
from tests.api.conftest import Program, error_of
from tests.ledger_rows import somebody
from tests.web.test_network import spoke, two_circles
from tests.world import World


def test_a_program_reads_the_map_its_ties_and_roles(anna: Program, world: World) -> None:
    who = two_circles(world)
    spoke(world, who["Ada"], who["Dino"], verb=Verb.SHARE)
    told = anna.get("/brands/bottega/network").json()
    ids = {one.person_id for one in who.values()}
    assert {one["id"] for one in told["people"]} == ids
    assert told["figures"]["ties"] == len(told["ties"]) == 8
    assert told["roles"]["amplifier"] == [who["Dino"].person_id]
    assert set(told["roles"]) == {"connector", "broker", "amplifier", "convener"}
    nobody = anna.get("/brands/bottega/network?since=2020-01-01&until=2020-02-01").json()
    assert (nobody["people"], nobody["figures"]["growth"]) == ([], None)


def test_days_that_cannot_be_are_refused(anna: Program, world: World) -> None:
    somebody(world.site, "Ada")
    answer = anna.get("/brands/bottega/network?since=2026-02-01&until=2026-01-01")
    assert (error_of(answer)[0], error_of(answer)[2]) == (422, "since")


def test_without_a_community_nobody_was_brought(anna: Program) -> None:
    told = anna.get("/brands/bottega/referrals").json()
    assert (told["of_itself"]["k"], told["newcomers"], told["cycle_days"]) == (None, [], None)
