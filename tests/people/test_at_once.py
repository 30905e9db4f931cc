"""What is done to a person at the same moment is done one after the other: nothing is lost."""

import threading

import pytest
from django.db import connections, transaction

from antiphon.people.actions import join_people
from antiphon.relationships.actions import keep_in_touch
from antiphon.relationships.models import HandOver, Relationship
from tests.community.test_at_once import at_once
from tests.people.folk import met, person_of
from tests.world import World


@pytest.mark.django_db(transaction=True)
def test_who_is_met_while_they_are_joined_belongs_to_who_is_kept(world: World) -> None:
    kept, gone = met(world.bottega, "dora", "Dora"), met(world.bottega, "dora", "Dora", network="bluesky")

    def meet_again() -> None:
        try:
            met(world.bottega, "dora", "Dora Conti", network="bluesky")
        finally:
            connections.close_all()

    meeting = threading.Thread(target=meet_again)
    with transaction.atomic():
        join_people(world.anna, person_of(kept), person_of(gone))
        meeting.start()
        meeting.join(0.5)
    meeting.join(30)
    assert person_of(gone) == person_of(kept)


@pytest.mark.django_db(transaction=True)
def test_two_who_begin_to_keep_in_touch_at_once_keep_one_relationship(world: World) -> None:
    dora = person_of(met(world.bottega, "dora", "Dora"))
    assert at_once([lambda: keep_in_touch(world.anna, dora, 30)] * 3) == (3, 0)
    assert (Relationship.objects.count(), HandOver.objects.count()) == (1, 1)
