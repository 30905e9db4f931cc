"""What two do at the same moment is done one after the other: nobody is in twice, votes twice, or is left alone."""

import threading
from collections.abc import Callable, Sequence

import pytest
from django.db import connections

from antiphon.community.actions.flagging import Complaint, flag_message
from antiphon.community.actions.grouping import GroupGiven, end_group_membership, found_group, give_group_role
from antiphon.community.actions.inviting import join_invited, make_invitation
from antiphon.community.actions.joining import Said, join
from antiphon.community.actions.polling import PollGiven, open_poll, vote
from antiphon.community.actions.writing import Words, edit
from antiphon.community.models import Flag, FlagKind, Group, GroupMember, GroupRole, Participant, PollVote
from antiphon.lib.errors import Refusal
from tests.community.place import add_to_group, ask, make_place, part_of, spark
from tests.world import World


def at_once(acts: Sequence[Callable[[], object]]) -> tuple[int, int]:
    """Do all of it at the same moment; return how much was done and how much refused. Anything else is a fault."""
    start, done, refused, faults = threading.Barrier(len(acts)), [], [], []

    def run(act: Callable[[], object]) -> None:
        try:
            start.wait(20)
            done.append(act())
        except Refusal as refusal:
            refused.append(refusal)
        except Exception as fault:  # noqa: BLE001  told to the thread that asserts
            faults.append(fault)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert faults == []
    return len(done), len(refused)


@pytest.mark.django_db(transaction=True)
def test_nobody_is_in_twice_and_a_link_for_one_lets_in_one(world: World) -> None:
    place = make_place(world)
    fay, gus, ivo = (place.newcomer(name) for name in ("Fay", "Gus", "Ivo"))
    assert at_once([lambda: join(place.community, fay, Said(name="Fay"))] * 3) == (1, 2)
    link = make_invitation(place.dora, uses=1)
    assert at_once(
        [lambda user=user: join_invited(place.community, user, Said(name=user.name), link) for user in (gus, ivo)]  # type: ignore[misc]
    ) == (1, 1)
    link.refresh_from_db()
    here = Participant.objects.filter(user__in=[fay, gus, ivo])
    assert (here.filter(user=fay).count(), here.filter(came_by=link).count(), link.used) == (1, 1, 1)


@pytest.mark.django_db(transaction=True)
def test_a_vote_a_flag_and_an_edit_twice_at_once_are_one_each_and_lose_nothing(world: World) -> None:
    place = make_place(world)
    topic = ask(place, place.dora)
    message = spark(topic)
    poll = open_poll(place.dora, topic, PollGiven(question="Which?", options=("Red", "Blue")))
    red = poll.options.get(position=1).pk
    assert at_once([lambda: vote(place.emil, poll, [red])] * 2) == (1, 1)
    assert at_once([lambda: flag_message(place.emil, topic, message, Complaint(FlagKind.SPAM))] * 2) == (2, 0)
    assert (PollVote.objects.count(), Flag.objects.count()) == (1, 1)
    edits = [lambda n=n: edit(place.dora, message.writing, Words(source=f"Edit {n}")) for n in (1, 2)]  # type: ignore[misc]
    assert at_once(edits) == (2, 0)
    message.writing.refresh_from_db()
    kept = {*message.writing.revisions.values_list("source", flat=True), message.writing.source}
    assert kept == {"My clay *cracks*.", "Edit 1", "Edit 2"}


@pytest.mark.django_db(transaction=True)
def test_of_two_moderators_who_go_at_once_one_stays_and_nobody_founds_more_than_they_may(world: World) -> None:
    place = make_place(world)
    kiln = found_group(place.dora, GroupGiven(name="Kiln", purpose="Firing"))
    other = add_to_group(place.dora, kiln, part_of(place.emil))
    give_group_role(place.dora, other, GroupRole.MODERATOR)
    add_to_group(place.dora, kiln, part_of(place.anna))
    own = GroupMember.objects.get(group=kiln, participant=part_of(place.dora))
    goes = [lambda: end_group_membership(place.dora, own), lambda: end_group_membership(place.emil, other)]
    assert at_once(goes) == (1, 1)
    assert GroupMember.objects.current().filter(group=kiln, role=GroupRole.MODERATOR).count() == 1
    founds = [
        lambda n=n: found_group(place.dora, GroupGiven(name=f"Clay {n}", purpose="Clay"))  # type: ignore[misc]
        for n in range(4)
    ]
    assert at_once(founds) == (2, 2)
    assert Group.objects.filter(founded_by=part_of(place.dora)).count() == 3
