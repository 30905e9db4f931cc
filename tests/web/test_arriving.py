"""Invitations to an event or a live session: who follows one arrives there, and never past the rules of a group."""

import pytest
from django.test import Client

from antiphon.community.actions import events
from antiphon.community.actions.grouping import GroupGiven, found_group
from antiphon.community.actions.inviting import follow_invitation, join_invited, make_invitation
from antiphon.community.actions.joining import Said
from antiphon.community.actions.sessions import end_session
from antiphon.community.models import Group, Invitation, Participant, Target, Topic, Visibility
from antiphon.community.queries.inviting import token_of, tree_below
from antiphon.lib.errors import Conflict, Refusal
from antiphon.web.arriving import place_of
from tests.community.place import Place, add_to_group, ask, make_place, part_of
from tests.community.test_events import plan
from tests.community.test_sessions import announce
from tests.web.test_live import client_of
from tests.world import World


@pytest.fixture
def place(world: World) -> Place:
    return make_place(world)


def door(invitation: Invitation) -> str:
    return f"/@bottega/community/invited/{token_of(invitation)}/"


def joined(place: Place, invitation: Invitation, name: str = "Fay") -> str:
    """Follow a link as somebody with an account who has not joined; return where they arrive."""
    client = Client()
    client.force_login(place.newcomer(name))
    page = client.get(door(invitation)).content.decode()
    assert "Come in" in page
    way = f"/@bottega/community/join/?invitation={token_of(invitation)}"
    return str(client.post(way, {"name": name, "seen_by": "everybody"})["Location"])


def kiln_of(place: Place) -> Group:
    kiln = found_group(place.anna, GroupGiven(name="Kiln", purpose="Firing", visibility=Visibility.PRIVATE))
    add_to_group(place.anna, kiln, part_of(place.dora))
    return kiln


def test_who_follows_an_invitation_to_an_event_or_a_session_arrives_there(place: Place) -> None:
    event, session = plan(place), announce(place)
    ways = [
        joined(place, make_invitation(place.dora, topic=topic), name)
        for topic, name in ((event.topic, "Fay"), (session.topic, "Gil"))
    ]
    assert ways == [
        f"/@bottega/community/events/{event.pk}/",
        f"/@bottega/community/sessions/{session.pk}/",
    ]
    assert [one.participant.name for one in tree_below(part_of(place.dora))] == ["Gil", "Fay"]
    assert set(Invitation.objects.values_list("target", flat=True)) == {Target.EVENT, Target.SESSION}


def test_into_a_private_group_only_a_moderator_lets_people_in(place: Place) -> None:
    event = plan(place, kiln_of(place))
    by_member, by_host = (make_invitation(one, topic=event.topic) for one in (place.dora, place.anna))
    assert "Raku night" not in Client().get(door(by_member)).content.decode()
    assert "Raku night" in Client().get(door(by_host)).content.decode()
    assert joined(place, by_member, "Fay") == "/@bottega/community/"
    assert joined(place, by_host, "Gil") == f"/@bottega/community/events/{event.pk}/"
    waiting = Participant.objects.get(name="Fay").groups.get()
    assert (waiting.group.slug, waiting.joined_at) == ("kiln", None)
    with pytest.raises(Refusal):
        make_invitation(place.emil, topic=event.topic)


def test_who_takes_part_already_is_led_on_and_uses_nothing_up(place: Place) -> None:
    event = plan(place)
    invitation = make_invitation(place.dora, topic=event.topic)
    assert (
        f'href="/@bottega/community/events/{event.pk}/"'
        in client_of(place.emil).get(door(invitation)).content.decode()
    )
    with pytest.raises(Conflict):
        follow_invitation(place.emil, invitation)
    invitation.refresh_from_db()
    assert invitation.used == 0


def test_one_invites_to_nothing_that_is_over_or_is_no_event(place: Place) -> None:
    off, session = plan(place), announce(place)
    events.call_off(place.anna, off, "It rains")
    end_session(place.anna, session)
    for topic in (off.topic, session.topic, ask(place, place.dora)):
        with pytest.raises(Refusal):
            make_invitation(place.dora, topic=Topic.objects.get(pk=topic.pk))


def test_a_link_to_an_event_brings_no_more_than_it_says(place: Place) -> None:
    invitation = make_invitation(place.dora, topic=plan(place).topic, uses=1)
    join_invited(place.community, place.newcomer("Fay"), Said(name="Fay"), invitation)
    with pytest.raises(Conflict):
        join_invited(place.community, place.newcomer("Gil"), Said(name="Gil"), invitation)


def test_the_link_is_made_from_the_page_of_the_event(place: Place) -> None:
    event, dora = plan(place), client_of(place.dora)
    way = f"/@bottega/community/invitations/?topic={event.topic_id}"
    assert way in dora.get(f"/@bottega/community/events/{event.pk}/").content.decode()
    assert "To “Raku night”" in dora.get(way).content.decode()
    dora.post(way, {"topic": event.topic_id, "uses": "3", "days": "9"})
    made = Invitation.objects.get()
    assert (made.topic, made.target, made.group) == (event.topic, Target.EVENT, None)
    assert place_of(place.emil, made) == f"/@bottega/community/events/{event.pk}/"
