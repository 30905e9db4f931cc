"""How a guest comes by an account: a letter proves the address, and nothing tells whose addresses are known."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from antiphon.community.actions.inviting import make_invitation
from antiphon.community.actions.joining import Said
from antiphon.community.actions.signing_up import (
    Asked,
    confirm_sign_up,
    forget_old_sign_ups,
    sign_up,
    sign_up_invited,
    sign_up_of,
)
from antiphon.community.models import Joining, Participant, SignUp
from antiphon.letters.models import Letter
from antiphon.lib import clock
from antiphon.lib.errors import Conflict, NotAllowed, Refusal
from antiphon.organizations.models import User
from tests.community.place import Place, make_place
from tests.world import World

PASSWORD = "a quiet kiln at night"


@pytest.fixture
def mail(settings: Any) -> None:
    """This installation sends letters."""
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}


def fay(**changed: Any) -> Asked:
    """Return what Fay types."""
    said = Said(name="Fay", handle="fay", interests=("Raku",))
    return Asked(**{"mail": "fay@example.org", "password": PASSWORD, "said": said, "language": "it"} | changed)


def secret_in_the_letter() -> str:
    """Return what the link of the only letter opens."""
    found = re.search(r"/community/sign-up/(\S+)/", Letter.objects.get().text)
    assert found
    return found[1]


@pytest.mark.usefixtures("mail")
def test_a_letter_proves_the_address_and_then_there_is_an_account_that_takes_part(place: Place) -> None:
    sign_up(place.community, fay())
    assert (User.objects.filter(email="fay@example.org").exists(), Letter.objects.get().confidential) == (False, True)
    secret = secret_in_the_letter()
    made = confirm_sign_up(place.community, secret, password=PASSWORD)
    assert made.user
    assert (made.handle, made.takes_part, made.user.language) == ("fay", True, "it")
    assert (made.user.check_password(PASSWORD), [one.name for one in made.interests.all()]) == (True, ["Raku"])
    assert not SignUp.objects.exists()
    with pytest.raises(Conflict):
        confirm_sign_up(place.community, secret, password=PASSWORD)


@pytest.mark.usefixtures("mail")
def test_to_who_has_an_account_another_letter_goes_and_nothing_else_happens(place: Place) -> None:
    assert sign_up(place.community, fay(mail="Dora@example.org")) is None
    letter = Letter.objects.get()
    assert (letter.to, "/sign-up/" in letter.text, "/community/join/" in letter.text) == (
        "dora@example.org", False, True,
    )  # fmt: skip
    assert not SignUp.objects.exists()


@pytest.mark.usefixtures("mail")
def test_who_opens_the_link_elsewhere_says_the_password(place: Place) -> None:
    sign_up(place.community, fay())
    with pytest.raises(Refusal) as refusal:
        confirm_sign_up(place.community, secret_in_the_letter(), password="not this one")
    assert (refusal.value.field, User.objects.filter(email="fay@example.org").exists()) == ("password", False)


@pytest.mark.usefixtures("mail")
def test_a_link_ends_after_two_days_and_is_forgotten(place: Place) -> None:
    sign_up(place.community, fay())
    SignUp.objects.update(ends_at=clock.now() - timedelta(seconds=1))
    assert sign_up_of(place.community, secret_in_the_letter()) is None
    assert (forget_old_sign_ups(), SignUp.objects.count()) == (1, 0)


@pytest.mark.usefixtures("mail")
def test_an_address_gets_three_letters_a_day_at_most(place: Place) -> None:
    for _again in range(5):
        sign_up(place.community, fay())
    assert Letter.objects.count() == 3
    SignUp.objects.update(written_at=clock.now() - timedelta(hours=4))
    for _again in range(2):
        sign_up(place.community, fay())
    assert Letter.objects.count() == 4


@pytest.mark.usefixtures("mail")
def test_who_signs_up_in_the_name_of_another_does_not_shut_them_out(place: Place) -> None:
    for number in range(4):
        sign_up(place.community, fay(password=f"a stranger's sentence {number}", said=Said(name="Mallory")))
    own = sign_up(place.community, fay())
    assert own
    letters = [re.search(r"/community/sign-up/(\S+)/", one.text) for one in Letter.objects.order_by("pk")]
    secret = next(found[1] for found in letters if found)
    assert (len(letters), sign_up_of(place.community, secret, own.pk)) == (3, own)
    with pytest.raises(Refusal):
        confirm_sign_up(place.community, secret, password="not this one")
    with transaction.atomic():
        made = confirm_sign_up(place.community, secret, password=PASSWORD)
        assert made.user
        assert (made.name, made.user.check_password(PASSWORD)) == ("Fay", True)
        transaction.set_rollback(True)
    assert confirm_sign_up(place.community, secret, browser=own.pk).name == "Fay"
    assert SignUp.objects.count() == 0


@pytest.mark.usefixtures("mail")
@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"mail": "nowhere"}, "email"),
        ({"password": "short"}, "password"),
        ({"password": "1234567890123"}, "password"),
        ({"said": Said(name=" ")}, "name"),
        ({"said": Said(name="Fay", handle="Fáy!")}, "handle"),
        ({"said": Said(name="Fay", interests=tuple(f"interest {number}" for number in range(13)))}, "interests"),
    ],
)
def test_what_cannot_be_is_refused_and_no_letter_goes(place: Place, changed: dict[str, Any], field: str) -> None:
    with pytest.raises(Refusal) as refusal:
        sign_up(place.community, fay(**changed))
    assert (refusal.value.field, Letter.objects.count(), SignUp.objects.count()) == (field, 0, 0)


@pytest.mark.usefixtures("mail")
def test_a_handle_that_somebody_took_meanwhile_stops_nobody(place: Place) -> None:
    sign_up(place.community, fay(said=Said(name="Fay", handle="dora")))
    made = confirm_sign_up(place.community, secret_in_the_letter(), password=PASSWORD)
    assert made.handle == "fay"


@pytest.mark.usefixtures("mail")
def test_where_people_ask_who_signed_up_waits_for_a_host(world: World) -> None:
    place = make_place(world, Joining.REQUEST)
    sign_up(place.community, fay())
    made = confirm_sign_up(place.community, secret_in_the_letter(), password=PASSWORD)
    assert (made.takes_part, Participant.objects.waiting().get()) == (False, made)


@pytest.mark.usefixtures("mail")
def test_the_invitation_goes_along_through_signing_up(world: World) -> None:
    place = make_place(world, Joining.INVITATION)
    with pytest.raises(NotAllowed):
        sign_up(place.community, fay())
    sign_up(place.community, fay(invitation=make_invitation(place.dora, uses=1)))
    made = confirm_sign_up(place.community, secret_in_the_letter(), password=PASSWORD)
    assert (made.takes_part, made.brought_by) == (True, place.dora.participant)


def test_without_mail_only_an_invitation_makes_an_account(place: Place, settings: Any) -> None:
    settings.MAILERS = {}
    with pytest.raises(NotAllowed, match="No letters"):
        sign_up(place.community, fay())
    with pytest.raises(NotAllowed):
        sign_up_invited(place.community, fay())
    invitation = make_invitation(place.dora)
    assert sign_up_invited(place.community, fay(invitation=invitation)).brought_by == place.dora.participant
    with pytest.raises(Refusal) as refusal:
        sign_up_invited(place.community, fay(invitation=invitation))
    assert refusal.value.field == "email"
