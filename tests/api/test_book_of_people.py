"""The book of people by the API: who is one person, what they agreed to, what is known of them, being forgotten."""

from antiphon.people.models import Identity
from antiphon.people.tasks import compare_all
from tests.api.conftest import Program, error_of
from tests.api.talk import Talk
from tests.people.folk import met
from tests.world import World


def test_a_pair_is_decided_and_taken_back(anna: Program, world: World) -> None:
    for network in ("mastodon", "bluesky"):
        met(world.bottega, "doraconti", "Dora Conti", network=network)
    compare_all()
    (pair,) = anna.get("/brands/bottega/same-person").json()["items"]
    assert [(one["sign"], one["weight"]) for one in pair["evidence"]] == [("name", 0.5), ("username", 0.4)]
    (joined,) = anna.post(f"/same-person/{pair['id']}", {"answer": "link", "keep": pair["other"]["id"]}).json()
    assert (joined["kept"]["id"], joined["by"], joined["undone_at"]) == (pair["other"]["id"], world.anna.pk, None)
    assert anna.get("/brands/bottega/same-person").json()["items"] == []
    assert len(anna.get(f"/people/{joined['kept']['id']}").json()["identities"]) == 2
    assert anna.post(f"/joinings/{joined['id']}/take-back").json()["undone_by"] == world.anna.pk
    assert anna.get(f"/people/{joined['kept']['id']}/joinings").json()[0]["undone_at"] is not None
    assert error_of(anna.post(f"/joinings/{joined['id']}/take-back"))[1] == "conflict"


def test_what_somebody_agreed_to_is_noted_and_ended(anna: Program, talk: Talk) -> None:
    said = {"purpose": "quote", "wording": "Quote me", "source": "Talk"}
    made = anna.post(f"/people/{talk.dora.pk}/consents", said)
    assert made.status_code == 201
    assert anna.post(f"/consents/{made.json()['id']}/withdraw").json()["withdrawn_at"] is not None
    assert [one["wording"] for one in anna.get(f"/people/{talk.dora.pk}/consents").json()] == ["Quote me"]


def test_everything_is_given_and_then_forgotten(anna: Program, talk: Talk) -> None:
    known = anna.get(f"/people/{talk.dora.pk}/export").json()
    assert [one["words"] for one in known["history"]] == ["When do you open?", "Call number 1"]
    assert error_of(anna.post(f"/people/{talk.dora.pk}/erase", {"name": "Dor"})) == (422, "refused", "typed")
    assert anna.post(f"/people/{talk.dora.pk}/erase", {"name": "Dora"}).json() == {"accounts": 1}
    assert not Identity.objects.filter(name="Dora").exists()
