"""Personal invitations: who may make them, whom they let in, how often, and who brought whom."""

from datetime import timedelta

import pytest

from antiphon.community.actions.grouping import GroupGiven, found_group
from antiphon.community.actions.inviting import (
    follow_invitation,
    join_invited,
    make_invitation,
    mark_rewarded,
    revoke_invitation,
)
from antiphon.community.actions.joining import Said, join, leave, turn_away
from antiphon.community.models import Group, GroupMember, Invitation, Joining, Participant, Visibility
from antiphon.community.permissions import Viewer
from antiphon.community.queries.inviting import (
    brought_in,
    good_invitation,
    invitation_of,
    token_of,
    tree_below,
    whole_tree,
)
from antiphon.community.queries.participants import viewer_of
from antiphon.ledger.models import Interaction
from antiphon.ledger.queries import rewards_in
from antiphon.lib import clock
from antiphon.lib.errors import Conflict, NotAllowed, Refusal
from tests.community.place import Place, add_to_group, ask, make_place, part_of
from tests.world import World


def bring(place: Place, by: Viewer, name: str, group: Group | None = None, reward: str = "") -> Viewer:
    """Let somebody new in by a fresh link."""
    return enter_by(place, make_invitation(by, group, reward=reward), name)


def enter_by(place: Place, invitation: Invitation, name: str) -> Viewer:
    """Let somebody new in by a link."""
    user = place.newcomer(name)
    join_invited(place.community, user, Said(name=name), invitation)
    return viewer_of(place.community, user)


def test_an_invitation_lets_in_where_nobody_else_comes_in_and_stands_in_the_ledger(world: World) -> None:
    place = make_place(world, Joining.INVITATION)
    fay = part_of(bring(place, place.dora, "Fay"))
    assert (fay.takes_part, fay.brought_by, fay.came_by) == (True, place.dora.participant, Invitation.objects.get())
    line = Interaction.objects.get(verb="invite")
    assert (line.actor, line.target, line.direction) == (part_of(place.dora).identity, fay.identity, "between")


def test_a_link_brings_as_many_as_it_says_however_many_hold_it(place: Place) -> None:
    invitation = make_invitation(place.dora, uses=2)
    stale = Invitation.objects.get()
    enter_by(place, invitation, "Fay")
    enter_by(place, invitation, "Gil")
    for number in range(3):
        with pytest.raises(Conflict, match="as many came"):
            enter_by(place, stale, f"Hal{number}")
    invitation.refresh_from_db()
    assert (invitation.used, Participant.objects.filter(came_by=invitation).count()) == (2, 2)


@pytest.mark.parametrize("end", ["revoked", "over", "left"])
def test_a_link_that_ended_lets_nobody_in(place: Place, end: str) -> None:
    invitation = make_invitation(place.dora)
    if end == "revoked":
        revoke_invitation(place.dora, invitation)
    elif end == "over":
        Invitation.objects.update(ends_at=clock.now() - timedelta(seconds=1))
    else:
        leave(place.community, part_of(place.dora))
    invitation.refresh_from_db()
    assert good_invitation(place.community, token_of(invitation), clock.now()) is None
    before = Participant.objects.count()
    with pytest.raises(Conflict):
        enter_by(place, Invitation.objects.select_related("by").get(), "Fay")
    assert Participant.objects.count() == before


def test_only_who_made_a_link_and_hosts_end_it(place: Place) -> None:
    invitation = make_invitation(place.dora)
    with pytest.raises(NotAllowed):
        revoke_invitation(place.emil, invitation)
    revoke_invitation(place.anna, invitation)
    with pytest.raises(Conflict):
        revoke_invitation(place.dora, invitation)


@pytest.mark.parametrize(
    ("uses", "days", "field"), [(0, 9, "uses"), (501, 9, "uses"), (1, 0, "days"), (1, 366, "days")]
)
def test_a_link_without_bounds_is_refused(place: Place, uses: int, days: int, field: str) -> None:
    with pytest.raises(Refusal) as refusal:
        make_invitation(place.dora, uses=uses, days=days)
    assert (refusal.value.field, Invitation.objects.count()) == (field, 0)


def test_a_link_is_made_by_the_product_alone(place: Place, world: World) -> None:
    token = token_of(make_invitation(place.dora))
    assert invitation_of(place.community, token) == Invitation.objects.get()
    for wrong in ("", "1", f"{token}x", "1." + token.partition(".")[2][::-1]):
        assert invitation_of(place.community, wrong) is None


def test_a_moderator_invites_into_a_hidden_group_and_nobody_else(place: Place) -> None:
    kiln = found_group(place.dora, GroupGiven(name="Kiln", purpose="Firing", visibility=Visibility.HIDDEN))
    add_to_group(place.dora, kiln, part_of(place.emil))
    with pytest.raises(NotAllowed):
        make_invitation(place.emil, kiln)
    fay = bring(place, place.dora, "Fay", kiln)
    assert GroupMember.objects.current().filter(group=kiln, participant=fay.participant).exists()


def test_into_a_private_group_a_moderator_lets_in_and_a_member_only_brings_to_the_door(place: Place) -> None:
    wheel = found_group(place.dora, GroupGiven(name="Wheel", purpose="Throwing", visibility=Visibility.PRIVATE))
    add_to_group(place.dora, wheel, part_of(place.emil))
    fay, gil = bring(place, place.dora, "Fay", wheel), bring(place, place.emil, "Gil", wheel)
    inside = {one.participant.handle: one.joined_at is not None for one in GroupMember.objects.filter(group=wheel)}
    assert (inside["fay"], inside["gil"]) == (True, False)
    follow_invitation(gil, make_invitation(place.dora, wheel))
    assert GroupMember.objects.current().filter(group=wheel, participant=gil.participant).exists()
    with pytest.raises(Conflict, match="in this group already"):
        follow_invitation(fay, make_invitation(place.dora, wheel))


def test_who_is_no_moderator_any_more_lets_nobody_into_a_hidden_group(place: Place) -> None:
    kiln = found_group(place.dora, GroupGiven(name="Kiln", purpose="Firing", visibility=Visibility.HIDDEN))
    invitation = make_invitation(place.dora, kiln)
    GroupMember.objects.filter(group=kiln).update(role="member")
    with pytest.raises(Conflict):
        enter_by(place, invitation, "Fay")


def test_a_no_of_the_hosts_holds_against_a_friend_and_not_against_a_host(world: World) -> None:
    place = make_place(world, Joining.REQUEST)
    user = place.newcomer()
    turn_away(place.anna, join(place.community, user, Said(name="Fay")))
    with pytest.raises(NotAllowed, match="said no"):
        join_invited(place.community, user, Said(name="Fay"), make_invitation(place.dora))
    assert Invitation.objects.get().used == 0
    assert join_invited(place.community, user, Said(name="Fay"), make_invitation(place.anna)).takes_part


def test_who_brought_whom_is_a_tree(place: Place) -> None:
    fay = bring(place, place.dora, "Fay")
    bring(place, fay, "Gil")
    bring(place, place.emil, "Hal")
    assert [(one.participant.name, one.depth) for one in tree_below(part_of(place.dora))] == [("Fay", 0), ("Gil", 1)]
    assert {(one.participant.name, one.depth, one.by) for one in whole_tree(place.community.brand)} == {
        ("Dora", 0, ""), ("Fay", 1, "Dora"), ("Gil", 2, "Fay"), ("Emil", 0, ""), ("Hal", 1, "Emil"),
    }  # fmt: skip


def test_first_words_within_30_days_count_and_rewards_are_counted_apart(place: Place) -> None:
    fay, gil, hal = (bring(place, place.dora, name) for name in ("Fay", "Gil", "Hal"))
    ivo = bring(place, place.anna, "Ivo", reward="a bowl")
    ask(place, fay)
    ask(place, ivo)
    late = ask(place, gil).conversation.messages.get()
    late.sent_at = part_of(gil).admitted_at + timedelta(days=31)  # type: ignore[operator]
    late.save()
    told = brought_in(place.community.brand)
    assert (told.came, told.activated, told.came_rewarded, told.activated_rewarded) == (3, 1, 1, 1)
    assert brought_in(place.community.brand, [part_of(hal).pk]).came == 0


def test_only_hosts_mark_a_reward_and_only_before_somebody_came(place: Place) -> None:
    with pytest.raises(NotAllowed):
        make_invitation(place.dora, reward="a bowl")
    invitation = make_invitation(place.dora)
    with pytest.raises(NotAllowed):
        mark_rewarded(place.dora, invitation, "a bowl")
    mark_rewarded(place.anna, invitation, "a bowl")
    enter_by(place, invitation, "Fay")
    with pytest.raises(Conflict):
        mark_rewarded(place.anna, invitation, "")


def test_who_may_earn_a_reward_and_who_came_for_one_are_told_to_the_ledger(place: Place) -> None:
    fay = part_of(bring(place, place.anna, "Fay", reward="A tin of wax"))
    bring(place, place.dora, "Gil")
    told = {(one.account, one.reward, one.came) for one in rewards_in(place.community.brand_id)}
    anna = part_of(place.anna).identity
    assert fay.identity
    assert anna
    assert told == {(anna.pk, "A tin of wax", False), (fay.identity.pk, "A tin of wax", True)}
