"""What a community knows of its members lets the book of people find who they are elsewhere."""

import pytest
from django.test import override_settings

from antiphon.community.actions.joining import Said, change_profile, join, note_proven_mail
from antiphon.community.actions.presenting import set_links, verify_next_link
from antiphon.people.actions import recognize
from antiphon.people.tasks import compare_all
from tests.community.place import Place
from tests.people.folk import met, person_of
from tests.webpages import html, small_web
from tests.world import make_user


@pytest.fixture
def dora(place: Place) -> object:
    return join(place.community, make_user("dora@home.example", "Dora"), Said(name="Dora"))


def test_a_proven_address_joins_a_member_with_a_confirmed_reader(place: Place, dora: object) -> None:
    reader = met(place.world.bottega, "dora@home.example", network="newsletter")
    recognize(reader, mail="dora@home.example", mail_verified=True)
    compare_all()
    assert person_of(reader) != person_of(dora.identity)  # type: ignore[attr-defined]
    note_proven_mail(dora)  # type: ignore[arg-type]
    compare_all()
    assert person_of(reader) == person_of(dora.identity)  # type: ignore[attr-defined]
