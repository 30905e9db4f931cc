"""How somebody comes into the team, becomes something else and goes."""

from datetime import timedelta

import pytest

from antiphon.lib import clock
from antiphon.lib.errors import Conflict, NotAllowed, Refusal
from antiphon.organizations.actions import (
    accept_invitation,
    change_role,
    end_membership,
    invite,
    withdraw_invitation,
)
from antiphon.organizations.models import Key, Member, Role
from antiphon.organizations.queries import open_invitations
from tests.world import World, make_user


def test_who_opens_the_link_becomes_what_it_says_once(world: World) -> None:
    _key, secret = invite(world.anna, Role.CLIENT, name="Dora")
    dora = accept_invitation(secret, make_user("dora@example.org", "Dora"))
    assert (dora.brand, dora.role) == (world.bottega, "client")
    with pytest.raises(Refusal):
        accept_invitation(secret, make_user("eva@example.org", "Eva"))
    assert open_invitations(world.bottega, clock.now()) == []


def test_only_the_digest_of_a_link_is_kept(world: World) -> None:
    key, secret = invite(world.anna, Role.AUTHOR)
    assert secret not in [str(value) for value in Key.objects.filter(pk=key.pk).values().get().values()]


def test_a_link_ends_after_seven_days(world: World) -> None:
    key, secret = invite(world.anna, Role.AUTHOR)
    assert key.expires_at == key.created_at + timedelta(days=7)
    Key.objects.filter(pk=key.pk).update(expires_at=clock.now() - timedelta(seconds=1))
    with pytest.raises(Refusal):
        accept_invitation(secret, make_user("dora@example.org", "Dora"))


def test_a_link_that_was_withdrawn_opens_nothing(world: World) -> None:
    key, secret = invite(world.anna, Role.AUTHOR)
    withdraw_invitation(world.anna, key)
    with pytest.raises(Refusal):
        accept_invitation(secret, make_user("dora@example.org", "Dora"))


def test_a_link_that_was_accepted_cannot_be_withdrawn(world: World) -> None:
    key, secret = invite(world.anna, Role.AUTHOR)
    accept_invitation(secret, make_user("dora@example.org", "Dora"))
    with pytest.raises(Conflict):
        withdraw_invitation(world.anna, key)


def test_a_member_does_not_join_twice_and_the_link_stays_good(world: World) -> None:
    key, secret = invite(world.anna, Role.EDITOR)
    with pytest.raises(Refusal, match="member of this brand already"):
        accept_invitation(secret, world.bruno.user)
    assert [one.pk for one in open_invitations(world.bottega, clock.now())] == [key.pk]


def test_the_link_of_an_invitation_makes_no_first_account(world: World) -> None:
    from antiphon.organizations.actions import use_setup_key

    with pytest.raises(Refusal):
        use_setup_key(invite(world.anna, Role.OWNER)[1])


def test_what_is_no_mail_address_is_refused_at_its_field(world: World) -> None:
    with pytest.raises(Refusal) as caught:
        invite(world.anna, Role.AUTHOR, mail="dora")
    assert caught.value.field == "mail"
    assert not Key.objects.exists()


def test_an_owner_gives_another_role(world: World) -> None:
    change_role(world.anna, world.bruno, Role.APPROVER)
    assert Member.objects.get(pk=world.bruno.pk).role == "approver"


def test_who_was_let_go_is_a_member_no_longer(world: World) -> None:
    end_membership(world.anna, world.bruno)
    assert Member.objects.get(pk=world.bruno.pk).left_at is not None
    with pytest.raises(Conflict):
        change_role(world.anna, world.bruno, Role.EDITOR)


def test_the_last_owner_neither_steps_down_nor_leaves(world: World) -> None:
    for leave in (
        lambda: change_role(world.anna, world.anna, Role.EDITOR),
        lambda: end_membership(world.anna, world.anna),
    ):
        with pytest.raises(Refusal, match="needs an owner"):
            leave()
    change_role(world.anna, world.bruno, Role.OWNER)
    end_membership(world.anna, world.anna)
    assert list(world.bottega.members.filter(left_at=None).values_list("user__name", "role")) == [("Bruno", "owner")]


@pytest.mark.parametrize("role", [role for role in Role if role != Role.OWNER])
def test_nobody_but_an_owner_changes_the_team(world: World, role: Role) -> None:
    Member.objects.filter(pk=world.bruno.pk).update(role=role)
    world.bruno.refresh_from_db()
    for act in (
        lambda: invite(world.bruno, Role.OWNER),
        lambda: change_role(world.bruno, world.bruno, Role.OWNER),
        lambda: end_membership(world.bruno, world.anna),
    ):
        with pytest.raises(NotAllowed):
            act()


def test_an_owner_of_another_brand_changes_nobody_here(world: World) -> None:
    with pytest.raises(Conflict):
        end_membership(world.carla, world.bruno)
    with pytest.raises(Conflict):
        change_role(world.carla, world.bruno, Role.OWNER)
    assert Member.objects.get(pk=world.bruno.pk).role == "author"
