"""What a person agreed to, on their page: noted, withdrawn, and what was said in letters and forms."""

import pytest
from django.test import Client

from antiphon.lib import clock
from antiphon.people.actions import meet
from antiphon.people.models import Consent
from antiphon.publishing.models import LandingPage, Lead
from tests.community.place import make_place, part_of
from tests.people.folk import met, person_of
from tests.world import World


@pytest.fixture
def anna(client: Client, world: World) -> Client:
    client.force_login(world.anna.user)
    return client


def test_a_member_notes_what_was_said_and_takes_note_of_its_end(anna: Client, world: World) -> None:
    dora = person_of(met(world.bottega, "dora", "Dora"))
    page = f"/b/bottega/people/{dora.pk}/"
    assert "they agreed to nothing yet" in anna.get(page).content.decode()
    typed = {
        "purpose": "quote",
        "wording": "You may quote me",
        "source": "At the fair",
        "given_at": "2026-03-05T10:00",
    }
    assert anna.post(page + "consents/", typed).status_code == 303
    consent = Consent.objects.get()
    assert (consent.given_at.isoformat(), consent.noted_by) == ("2026-03-05T09:00:00+00:00", world.anna)
    assert "You may quote me" in anna.get(page).content.decode()
    again = anna.post(page + "consents/", typed)
    assert (again.status_code, "They agreed to this already" in again.content.decode()) == (422, True)
    anna.post(f"/b/bottega/people/consents/{consent.pk}/withdraw/")
    assert "ended on" in anna.get(page).content.decode()


@pytest.mark.parametrize("wrong", [{"wording": " "}, {"purpose": "x"}, {"given_at": "2999-01-01T00:00"}])
def test_what_is_not_said_is_asked_for_at_its_field(anna: Client, world: World, wrong: dict[str, str]) -> None:
    dora = person_of(met(world.bottega, "dora", "Dora"))
    typed = {"purpose": "quote", "wording": "Yes", "source": "Talk"} | wrong
    refused = anna.post(f"/b/bottega/people/{dora.pk}/consents/", typed)
    assert (refused.status_code, 'aria-invalid="true"' in refused.content.decode()) == (422, True)
    assert not Consent.objects.exists()


def test_what_was_agreed_in_a_form_and_in_a_profile_stands_there_too(anna: Client, world: World) -> None:
    page = LandingPage.objects.create(
        brand=world.bottega, slug="wool", title="On wool", consent="Write to me", made_at=clock.now()
    )
    reader = meet(world.bottega, network="mail", stable_id="mailto:e@a.example", handle="e@a.example", at=clock.now())
    Lead.objects.create(page=page, identity=reader, address="e@a.example", consent="Write to me", at=clock.now())
    shown = anna.get(f"/b/bottega/people/{person_of(reader).pk}/").content.decode()
    assert ("being written to, for “On wool”" in shown, "Write to me" in shown) == (True, True)
    place = make_place(world)
    identity = part_of(place.dora).identity
    assert identity
    shown = anna.get(f"/b/bottega/people/{person_of(identity).pk}/").content.decode()
    assert ("mail of the community" in shown, "In the community" in shown) == (True, True)
