"""Who may be one person, decided on a page; joined by hand; taken back."""

import pytest
from django.test import Client

from antiphon.people.models import Merge, Suggestion
from antiphon.people.tasks import compare_all
from tests.people.folk import met, person_of
from tests.world import World

SAME = "/b/bottega/people/same/"


@pytest.fixture
def anna(client: Client, world: World) -> Client:
    client.force_login(world.anna.user)
    return client


@pytest.fixture
def suggestion(world: World) -> Suggestion:
    for network, name in (("mastodon", "Dora Conti"), ("bluesky", "Conti Dóra")):
        met(world.bottega, "doraconti", name, network=network)
    compare_all()
    return Suggestion.objects.get()


def test_an_empty_page_says_what_comes_up_here(anna: Client) -> None:
    assert "Nobody to decide about" in anna.get(SAME).content.decode()


def test_a_pair_stands_side_by_side_with_what_speaks_for_it(anna: Client, suggestion: Suggestion) -> None:
    page = anna.get(SAME).content.decode()
    assert "@doraconti@town.example" in page
    assert "@doraconti@bluesky.example" in page
    assert ("the same full name" in page, "the same rare username" in page, "<b>70</b>" in page) == (True, True, True)


def test_one_person_is_called_as_was_chosen_and_old_addresses_lead_on(anna: Client, suggestion: Suggestion) -> None:
    done = anna.post(f"{SAME}{suggestion.pk}/", {"answer": "link", "keep": suggestion.other_id})
    assert (done.status_code, done["Location"]) == (303, SAME)
    merge = Merge.objects.get()
    assert (merge.kept.name, merge.score) == ("Conti Dóra", pytest.approx(0.7))
    gone = anna.get(f"/b/bottega/people/{merge.gone_id}/")
    assert gone["Location"] == f"/b/bottega/people/{merge.kept_id}/"
    page = anna.get(gone["Location"]).content.decode()
    assert ("joined by Anna" in page, "the same rare username" in page) == (True, True)
    assert anna.post(f"/b/bottega/people/joined/{merge.pk}/take-back/").status_code == 303
    assert anna.get(f"/b/bottega/people/{merge.gone_id}/").status_code == 200
    assert "taken back by Anna" in anna.get(f"/b/bottega/people/{merge.kept_id}/").content.decode()
    assert anna.post(f"/b/bottega/people/joined/{merge.pk}/take-back/").status_code == 422


@pytest.mark.parametrize("answer", ["not", "later"])
def test_who_is_not_the_same_or_put_off_is_gone_from_the_page(
    anna: Client, suggestion: Suggestion, answer: str
) -> None:
    anna.post(f"{SAME}{suggestion.pk}/", {"answer": answer})
    assert "Nobody to decide about" in anna.get(SAME).content.decode()
    assert not Merge.objects.exists()


def test_somebody_is_found_without_accents_and_joined_by_hand(anna: Client, world: World) -> None:
    one = person_of(met(world.bottega, "niccolo", "Niccolò Rossi"))
    other = person_of(met(world.bottega, "nr", "Niccolo R.", network="bluesky"))
    page = anna.get(f"/b/bottega/people/{one.pk}/join/?q=NÍCC").content.decode()
    assert f'name="other" value="{other.pk}"' in page
    done = anna.post(f"/b/bottega/people/{one.pk}/join/", {"other": other.pk, "name": "Niccolò Rossi"})
    assert done["Location"] == f"/b/bottega/people/{one.pk}/"
    assert Merge.objects.get().gone == other
    assert anna.post(f"/b/bottega/people/{one.pk}/join/", {"other": "<x>"}).status_code == 404


def test_a_person_is_called_otherwise(anna: Client, world: World) -> None:
    one = person_of(met(world.bottega, "niccolo", "Nic"))
    assert anna.post(f"/b/bottega/people/{one.pk}/name/", {"name": "Niccolò Rossi"}).status_code == 303
    assert "<h1>Niccolò Rossi</h1>" in anna.get(f"/b/bottega/people/{one.pk}/").content.decode()
    assert anna.post(f"/b/bottega/people/{one.pk}/name/", {"name": " "}).status_code == 422
