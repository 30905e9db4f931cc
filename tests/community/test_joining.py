"""How people come into a community, what they say of themselves, and how they go."""

import pytest

from antiphon.community.actions.joining import Said, Welcome, admit, change_profile, join, leave, turn_away
from antiphon.community.actions.opening import open_community
from antiphon.community.models import Joining, Participant, SeenBy
from antiphon.community.queries.participants import participants_seen, viewer_of
from antiphon.ledger.models import Interaction
from antiphon.lib.errors import Conflict, NotAllowed, Refusal
from antiphon.organizations.models import Role
from antiphon.people.models import Side
from tests.community.place import Place, enter, make_place, part_of
from tests.publishing.flows import join as take_on
from tests.world import World


def test_an_open_community_lets_people_in_at_once(place: Place) -> None:
    fay = join(place.community, place.newcomer("Fáy Ó"), Said(name="Fáy Ó", interests=("Glazes", "glazes ", "Raku")))
    assert (fay.handle, fay.takes_part) == ("fay-o", True)
    assert sorted(one.name for one in fay.interests.all()) == ["Raku", "glazes"]
    assert fay.identity
    assert (fay.identity.side, fay.identity.person is not None) == (Side.THEM, True)
    joined = Interaction.objects.get(actor=fay.identity)
    assert (joined.verb, joined.direction) == ("join", "in")


def test_who_asks_waits_for_a_host(world: World) -> None:
    place = make_place(world, Joining.REQUEST)
    fay = join(place.community, place.newcomer(), Said(name="Fay", reason="I make bowls."))
    assert not fay.takes_part
    with pytest.raises(NotAllowed):
        admit(place.dora, fay)
    admit(place.anna, fay)
    fay.refresh_from_db()
    assert (fay.takes_part, fay.admitted_by) == (True, world.anna)
    with pytest.raises(Conflict):
        turn_away(place.anna, fay)


def test_who_was_turned_away_does_not_ask_again(world: World) -> None:
    place = make_place(world, Joining.REQUEST)
    user = place.newcomer()
    turn_away(place.anna, join(place.community, user, Said(name="Fay")))
    with pytest.raises(NotAllowed, match="The hosts have said no"):
        join(place.community, user, Said(name="Fay"))


def test_by_invitation_only_the_invited_and_the_team_come_in(world: World) -> None:
    place = make_place(world, Joining.INVITATION)
    user = place.newcomer()
    with pytest.raises(NotAllowed, match="by invitation"):
        join(place.community, user, Said(name="Fay"))
    assert join(place.community, user, Said(name="Fay"), Welcome(place.dora.participant)).takes_part
    edda = take_on(world, "Edda", Role.EDITOR)
    inside = join(place.community, edda.user, Said(name="Edda"))
    assert inside.identity
    assert (inside.takes_part, inside.identity.side) == (True, Side.US)


@pytest.mark.parametrize(
    ("said", "field"),
    [
        (Said(name=" "), "name"),
        (Said(name="Fay", handle="Fay!"), "handle"),
        (Said(name="Fay", handle="admin"), "handle"),
        (Said(name="Fay", handle="dora"), "handle"),
        (Said(name="Fay", words="x" * 2_001), "words"),
        (Said(name="Fay", interests=tuple(f"interest {number}" for number in range(13))), "interests"),
    ],
)
def test_what_cannot_be_said_is_refused_and_nobody_comes_in(place: Place, said: Said, field: str) -> None:
    user = place.newcomer()
    before = Participant.objects.count()
    with pytest.raises(Refusal) as refusal:
        join(place.community, user, said)
    assert (refusal.value.field, Participant.objects.count()) == (field, before)


def test_one_comes_in_once_and_may_come_back(place: Place) -> None:
    user = place.dora.participant.user if place.dora.participant else None
    assert user
    with pytest.raises(Conflict):
        join(place.community, user, Said(name="Dora"))
    leave(place.community, part_of(place.dora))
    assert viewer_of(place.community, user).participant is None
    assert join(place.community, user, Said(name="Dora")).handle == "dora-2"


def test_a_profile_is_seen_by_whom_its_owner_says(place: Place) -> None:
    fay = enter(place.community, "Fay")
    change_profile(part_of(fay), Said(name="Fay", seen_by=SeenBy.HOSTS))
    change_profile(part_of(place.dora), Said(name="Dora", seen_by=SeenBy.EVERYBODY))
    seen = {
        name: sorted(participants_seen(viewer).values_list("handle", flat=True))
        for name, viewer in {"guest": place.guest(), "emil": place.emil, "fay": fay, "anna": place.anna}.items()
    }
    assert seen == {
        "guest": ["dora"],
        "emil": ["anna", "dora", "emil"],
        "fay": ["anna", "dora", "emil", "fay"],
        "anna": ["anna", "dora", "emil", "fay"],
    }


def test_a_community_is_opened_once_by_who_hosts(world: World) -> None:
    with pytest.raises(NotAllowed):
        open_community(world.bruno, Joining.OPEN)
    made = open_community(world.anna, Joining.OPEN)
    assert (made.square and made.square.slug, made.channel.kind) == ("square", "community")
    with pytest.raises(Conflict):
        open_community(world.anna, Joining.OPEN)
