"""What was not counted, as programs read it, take it back and set it aside."""

from antiphon.integrity.detectors import detectors
from antiphon.integrity.queries import counted
from antiphon.ledger.models import Interaction
from antiphon.ledger.rules import Verb
from tests.api.conftest import Program
from tests.api.talk import Talk
from tests.world import World


def test_a_program_sets_aside_reads_why_and_takes_back(anna: Program, world: World, talk: Talk) -> None:
    row = Interaction.objects.get(brand=world.bottega, verb=Verb.LIKE)
    said = {"because": "Done for a gift"}
    made = anna.post(f"/interactions/{row.pk}/set-aside", said).json()
    assert (made["counted"], made["exclusions"][0]["reason"]) == (False, "Done for a gift")
    listed = anna.get("/brands/bottega/not-counted").json()["items"]
    assert [one["id"] for one in listed] == [row.pk]
    told = anna.get("/brands/bottega/not-counted/in-all").json()
    assert {"verb": "like", "all": 1, "counted": 0} in told["beside"]
    assert sum(told["reasons"]["by_hand"].values()) == 1
    key, back = made["exclusions"][0]["id"], {"because": "No gift at all"}
    again = anna.post(f"/exclusions/{key}/take-back", back).json()
    assert (again["counted"], again["exclusions"][0]["rulings"][-1]["words"]) == (True, "No gift at all")
    assert row in counted(world.bottega)
    assert anna.get("/brands/bottega/not-counted").json()["items"] == []
    assert len(anna.get("/brands/bottega/not-counted?shown=back").json()["items"]) == 1


def test_an_empty_reason_and_a_second_time_are_refused(anna: Program, world: World, talk: Talk) -> None:
    row = Interaction.objects.get(brand=world.bottega, verb=Verb.LIKE)
    address = f"/interactions/{row.pk}/set-aside"
    assert anna.post(address, {"because": " "}).status_code == 422
    assert anna.post(address, {"because": "A gift"}).status_code == 200
    assert anna.post(address, {"because": "A gift"}).status_code == 409


def test_the_detectors_explain_themselves(anna: Program) -> None:
    told = anna.get("/detectors").json()
    assert [one["name"] for one in told] == [one.name for one in detectors()]
    assert all(one["how"] for one in told)
