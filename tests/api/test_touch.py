"""Keeping in touch by the API: the list of the day, what is noted about people, time."""

from datetime import timedelta

import pytest

from antiphon.conversations.models import Conversation
from antiphon.lib import clock
from antiphon.people.models import Person
from tests.api.conftest import Program, error_of
from tests.relationships.keeping import editor, known
from tests.world import World


@pytest.fixture
def maren(anna: Program, world: World) -> Person:
    """Maren, silent for forty days, in Anna's care with a rhythm of ten."""
    person = known(world, "Maren")
    Conversation.objects.update(waiting_on="nobody")
    anna.post(f"/people/{person.pk}/keep-in-touch", {"rhythm_days": 10})
    return person


def test_the_list_of_the_day_tells_reasons_and_the_parts_of_the_urgency(anna: Program, maren: Person) -> None:
    yesterday = (clock.now() - timedelta(days=1)).date()
    anna.post(f"/people/{maren.pk}/promises", {"what": "the photos", "due": f"{yesterday}"})
    found = anna.get("/brands/bottega/keep-in-touch").json()
    (turn,) = found["turns"]
    assert (turn["person"]["name"], turn["reasons"]) == ("Maren", ["occasion", "silence"])
    assert (turn["urgency"]["value"], turn["urgency"]["occasion"]) == (100.0, 1.0)
    assert (turn["last_words"], turn["promises"][0]["what"]) == ("Do you ship to France?", "the photos")
    assert (found["room"], found["done"], found["more"], found["kept"]) == (5, [], 0, 1)


def test_what_is_decided_and_logged_takes_somebody_off_the_list(anna: Program, maren: Person) -> None:
    anna.post(f"/people/{maren.pk}/follow-ups", {"decision": "not_today"})
    assert anna.get("/brands/bottega/keep-in-touch").json()["turns"] == []
    anna.post(f"/people/{maren.pk}/follow-ups", {"decision": "take_back"})
    assert len(anna.get("/brands/bottega/keep-in-touch").json()["turns"]) == 1
    assert error_of(anna.post(f"/people/{maren.pk}/follow-ups", {"decision": "x"})) == (422, "refused", "decision")
    told = anna.post(f"/people/{maren.pk}/contacts", {"kind": "call", "minutes": 12}).json()
    assert (told["minutes"], told["initiative"]) == (12, {"ours": 1, "theirs": 1, "n": 2, "value": None})
    assert anna.get("/brands/bottega/keep-in-touch").json()["done"] == [maren.pk]
    ahead = f"{clock.now() + timedelta(days=1):%Y-%m-%dT%H:%M:%SZ}"
    refused = anna.post(f"/people/{maren.pk}/contacts", {"kind": "call", "at": ahead})
    assert error_of(refused) == (422, "refused", "at")


def test_promises_notes_and_days_are_kept_and_given_up(anna: Program, maren: Person) -> None:
    made = anna.post(f"/people/{maren.pk}/promises", {"what": "a photo"}).json()
    assert anna.post(f"/promises/{made['id']}/settle", {"outcome": "dropped"}).json()["outcome"] == "dropped"
    assert anna.post(f"/promises/{made['id']}/settle", {"outcome": "kept"}).status_code == 409
    note = anna.post(f"/people/{maren.pk}/notes", {"text": "Likes celadon"}).json()
    assert anna.ask("PUT", f"/person-notes/{note['id']}", {"text": "Likes ash", "shared": True}).json()["shared"]
    day = anna.post(f"/people/{maren.pk}/dates", {"name": "Birthday", "day": 29, "month": 2}).json()
    touch = anna.get(f"/people/{maren.pk}/touch").json()
    assert ([one["text"] for one in touch["notes"]], touch["dates"][0]["name"]) == (["Likes ash"], "Birthday")
    anna.post(f"/person-notes/{note['id']}/tear-up")
    anna.post(f"/person-dates/{day['id']}/forget")
    touch = anna.get(f"/people/{maren.pk}/touch").json()
    assert (touch["notes"], touch["dates"], len(touch["settled"])) == ([], [], 1)


def test_a_private_note_of_another_is_not_there(anna: Program, world: World, maren: Person) -> None:
    note = editor(world).person_notes.create(
        brand=world.bottega, person=maren, text="Shy", shared=False, written_at=clock.now()
    )
    assert anna.get(f"/people/{maren.pk}/touch").json()["notes"] == []
    assert error_of(anna.ask("PUT", f"/person-notes/{note.pk}", {"text": "No"}))[:2] == (404, "not_found")


def test_hands_change_and_somebody_is_left_alone(anna: Program, world: World, maren: Person) -> None:
    eva = editor(world)
    touch = anna.post(f"/people/{maren.pk}/hand-over", {"member": eva.pk, "words": "Short letters"}).json()
    assert [(one["after"]["name"], one["words"]) for one in touch["hand_overs"]] == [
        ("Anna", ""),
        ("Eva", "Short letters"),
    ]
    refused = anna.post(f"/people/{maren.pk}/hand-over", {"member": world.bruno.pk})
    assert error_of(refused) == (422, "refused", "steward")
    anna.post(f"/people/{maren.pk}/leave-alone", {})
    assert anna.get(f"/people/{maren.pk}").json()["tie"]["urgency"] is None


def test_time_is_noted_by_a_timer_and_by_hand(anna: Program, maren: Person) -> None:
    anna.ask("PUT", "/brands/bottega/capacity", {"rate": "30.00", "a_day": 2})
    assert anna.get("/brands/bottega/capacity").json()["rate"] == "30.00"
    anna.post("/brands/bottega/timer/start", {"person": maren.pk})
    assert anna.post("/brands/bottega/timer/start", {}).status_code == 409
    assert anna.get("/brands/bottega/time").json()["running"]["person"] == maren.pk
    spent = anna.post("/brands/bottega/timer/stop").json()
    anna.post(f"/time/{spent['id']}/correct", {"minutes": 30})
    anna.post("/brands/bottega/time", {"minutes": 60, "purpose": "prepare"})
    found = anna.get("/brands/bottega/time").json()
    assert (found["whole"]["minutes"], found["whole"]["costs"]) == (90, {"EUR": "45.00"})
    assert error_of(anna.post("/brands/bottega/time", {"minutes": 0})) == (422, "refused", "minutes")


def test_what_was_said_among_few_leaves_no_address_in_what_led_to_an_opportunity(
    anna: Program, bruno: Program, maren: Person
) -> None:
    made = anna.post(f"/people/{maren.pk}/opportunities", {"kind": "sale", "title": "Ten tables"}).json()
    Conversation.objects.update(confined=True)
    told = [each.get(f"/opportunities/{made['id']}").json()["touches"] for each in (anna, bruno)]
    assert [[bool(one["subject"]) for one in touches] for touches in told] == [[True], [False]]
