"""Somebody is in a group once they say so: invited, answered, not pestered."""

from datetime import timedelta

import pytest

from antiphon.community.actions.grouping import (
    GroupGiven,
    admit_to_group,
    end_group_membership,
    found_group,
    give_group_role,
    join_group,
)
from antiphon.community.actions.sparing import block_participant
from antiphon.community.actions.taking_in import INVITED_A_DAY, answer_group_invitation, invite_to_group
from antiphon.community.models import Group, GroupMember, GroupRole, Notification, Visibility
from antiphon.community.notification_words import path_of, sentence_of
from antiphon.community.queries.groups import group_invitations, groups_found
from antiphon.community.queries.knowing import known_to
from antiphon.community.queries.notices import Bundle, notifications_read
from antiphon.ledger.models import Interaction
from antiphon.lib import clock
from antiphon.lib.errors import Conflict, NotAllowed, Refusal
from tests.community.place import Place, enter, part_of


@pytest.fixture
def kiln(place: Place) -> Group:
    """Dora's hidden group."""
    return found_group(place.dora, GroupGiven(name="Kiln", purpose="Firing", visibility=Visibility.HIDDEN))


def test_who_is_invited_is_not_in_the_group_until_they_say_yes(place: Place, kiln: Group) -> None:
    emil, lines = part_of(place.emil), Interaction.objects.count()
    made = invite_to_group(place.dora, kiln, emil)
    assert (groups_found(place.emil).filter(pk=kiln.pk).exists(), known_to(part_of(place.dora), [emil])) == (
        False,
        set(),
    )
    told = notifications_read(place.emil).get()
    assert sentence_of(Bundle((told,)), place.community.brand) == "Dora invites you into the group “Kiln”"
    assert path_of(Bundle((told,)), place.community.brand) == f"/@bottega/community/group-invitations/{made.pk}/"
    assert (Interaction.objects.count(), list(group_invitations(place.emil))) == (lines, [made])
    for act in (
        lambda: admit_to_group(place.dora, made),
        lambda: give_group_role(place.dora, made, GroupRole.MODERATOR),
        lambda: answer_group_invitation(place.anna, made, accepted=True),
        lambda: invite_to_group(place.dora, kiln, emil),
    ):
        with pytest.raises((Conflict, NotAllowed)):
            act()
    answer_group_invitation(place.emil, made, accepted=True)
    assert (groups_found(place.emil).filter(pk=kiln.pk).exists(), Interaction.objects.count()) == (True, lines + 1)
    assert known_to(part_of(place.dora), [emil]) == {emil.pk}
    with pytest.raises(Conflict, match="answered already"):
        answer_group_invitation(place.emil, made, accepted=False)


def test_who_declines_is_left_in_peace_and_may_still_come_by_themselves(place: Place, kiln: Group) -> None:
    emil = part_of(place.emil)
    answer_group_invitation(place.emil, invite_to_group(place.dora, kiln, emil), accepted=False)
    with pytest.raises(Refusal, match="30 days"):
        invite_to_group(place.dora, kiln, emil)
    assert (Notification.objects.count(), list(group_invitations(place.emil))) == (0, [])
    GroupMember.objects.update(invited_at=clock.now() - timedelta(days=31))
    end_group_membership(place.dora, invite_to_group(place.dora, kiln, emil))
    assert list(group_invitations(place.emil)) == []
    clay = found_group(place.dora, GroupGiven(name="Clay", purpose="Clay", visibility=Visibility.PRIVATE))
    asked = join_group(place.emil, clay)
    assert (asked.joined_at, invite_to_group(place.dora, clay, emil).joined_at is not None) == (None, True)
    wheel = found_group(place.dora, GroupGiven(name="Wheel", purpose="Clay", visibility=Visibility.PRIVATE))
    invite_to_group(place.dora, wheel, emil)
    assert join_group(place.emil, wheel).joined_at is not None


def test_one_invites_a_bounded_number_a_day_and_nobody_who_blocked_them(place: Place, kiln: Group) -> None:
    dora, now = part_of(place.dora), clock.now()
    mine = {"group": place.square, "participant": part_of(place.anna), "asked_at": now, "left_at": now}
    GroupMember.objects.bulk_create(
        GroupMember(**mine, invited_at=now, invited_by=dora) for _ in range(INVITED_A_DAY - 1)
    )
    block_participant(place.emil, part_of(place.dora), blocked=True)
    with pytest.raises(NotAllowed, match="cannot write to each other"):
        invite_to_group(place.dora, kiln, part_of(place.emil))
    invite_to_group(place.dora, kiln, part_of(enter(place.community, "Fay")))
    with pytest.raises(NotAllowed, match="many people today"):
        invite_to_group(place.dora, kiln, part_of(place.anna))
