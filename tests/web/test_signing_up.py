"""Signing up, as a guest does it: by the link of a friend, through the letter, into the community."""

import re
from typing import Any

import pytest
from django.test import Client

from antiphon.community.actions.inviting import make_invitation
from antiphon.community.models import Joining, Participant
from antiphon.community.queries.inviting import token_of
from antiphon.letters.models import Letter
from tests.community.place import Place, make_place
from tests.world import World

SIGN_UP = "/@bottega/community/sign-up/"
FAY = {"name": "Fay", "email": "fay@example.org", "password": "a quiet kiln at night", "seen_by": "participants"}


@pytest.fixture
def place(world: World, settings: Any) -> Place:
    """A community by invitation only, in a house that sends letters."""
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
    return make_place(world, Joining.INVITATION)


def test_the_link_of_a_friend_leads_through_the_letter_into_the_community(place: Place) -> None:
    guest, token = Client(), token_of(make_invitation(place.dora))
    assert "Dora invites you" in guest.get(f"/@bottega/community/invited/{token}/").content.decode()
    way = guest.get(f"/@bottega/community/join/?invitation={token}")
    sent = guest.post(way["Location"], FAY)
    assert (sent.status_code, sent["Location"]) == (303, f"{SIGN_UP}sent/")
    found = re.search(r"http://localhost:8000(\S+/sign-up/\S+/)", Letter.objects.get().text)
    assert found
    assert "Welcome, Fay" in guest.get(found[1]).content.decode()
    assert not Participant.objects.filter(name="Fay").exists()
    assert guest.post(found[1])["Location"] == "/@bottega/community/"
    fay = Participant.objects.get(name="Fay")
    assert (fay.takes_part, fay.brought_by) == (True, place.dora.participant)
    assert guest.get("/@bottega/community/invitations/").status_code == 200


def test_elsewhere_the_link_asks_for_the_password(place: Place) -> None:
    guest, token = Client(), token_of(make_invitation(place.dora))
    guest.post(f"{SIGN_UP}?invitation={token}", FAY)
    found = re.search(r"http://localhost:8000(\S+/sign-up/\S+/)", Letter.objects.get().text)
    assert found
    other = Client()
    wrong = other.post(found[1], {"password": "another sentence"})
    assert (wrong.status_code, Participant.objects.filter(name="Fay").exists()) == (422, False)
    assert other.post(found[1], {"password": FAY["password"]}).status_code == 303
    assert other.get(found[1]).status_code == 404


def test_the_answer_does_not_tell_whether_an_address_is_known(place: Place) -> None:
    token = token_of(make_invitation(place.dora))
    answers = []
    for mail in ("fay@example.org", "emil@example.org"):
        answer = Client().post(f"{SIGN_UP}?invitation={token}", FAY | {"email": mail})
        answers.append((answer.status_code, answer["Location"], sorted(answer.cookies)))
    assert answers[0] == answers[1]
    assert sorted(Letter.objects.values_list("to", flat=True)) == ["emil@example.org", "fay@example.org"]


def test_where_nobody_can_sign_up_the_page_says_why(place: Place, settings: Any) -> None:
    assert "by invitation" in Client().get(SIGN_UP).content.decode()
    place.community.joining = Joining.OPEN
    place.community.save()
    settings.MAILERS = {}
    told = Client().get(SIGN_UP).content.decode()
    assert ("no letters are sent" in told, 'type="password"' in told) == (True, False)


def test_a_sender_signs_up_a_few_times_a_minute_only(place: Place, settings: Any) -> None:
    settings.PUBLIC_FORMS_A_MINUTE = 0
    answer = Client().post(f"{SIGN_UP}?invitation={token_of(make_invitation(place.dora))}", FAY)
    assert (answer.status_code, Letter.objects.count()) == (429, 0)
