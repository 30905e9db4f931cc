"""What a community knows of its members lets the book of people find who they are elsewhere."""

from antiphon.community.actions.joining import Said, change_profile, note_proven_mail
from antiphon.community.models import Participant
from antiphon.lib import clock
from antiphon.people.actions import meet, recognize
from antiphon.people.models import Identity, Suggestion
from antiphon.people.tasks import compare_all
from tests.community.place import Place
from tests.people.folk import met, person_of


def dora_of(place: Place) -> Participant:
    assert place.dora.participant
    return place.dora.participant


def identity_of(place: Place) -> Identity:
    identity = dora_of(place).identity
    assert identity
    return identity


def test_an_address_that_both_have_proven_joins_a_member_with_a_reader(place: Place) -> None:
    user = dora_of(place).user
    assert user
    reader = meet(
        place.world.bottega, network="newsletter", stable_id=f"mailto:{user.email}", handle=user.email, at=clock.now()
    )
    recognize(reader, mail=user.email, mail_verified=True)
    compare_all()
    assert (person_of(reader) == person_of(identity_of(place)), Suggestion.objects.open().count()) == (False, 1)
    note_proven_mail(dora_of(place))
    compare_all()
    assert person_of(reader) == person_of(identity_of(place))


def test_a_new_name_in_a_profile_is_compared(place: Place) -> None:
    met(place.world.bottega, "doraconti", "Dora Conti")
    change_profile(dora_of(place), Said(name="Conti Dora"))
    assert identity_of(place).traits.filter(kind="name", key="conti dora").exists()
