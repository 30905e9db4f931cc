"""Groups as they are founded and changed: a few a day, no hidden one betrayed, no confidence broken."""

import re
from datetime import timedelta

import pytest

from antiphon.community.actions.documents import DocumentGiven, add_document
from antiphon.community.actions.grouping import GroupGiven, change_group, found_group
from antiphon.community.actions.listing import ListGiven, keep_list
from antiphon.community.actions.reshaping import merge
from antiphon.community.actions.tending import move_topic
from antiphon.community.actions.writing import Words, edit, open_topic, reply
from antiphon.community.models import Group, ListEffect, Sanction, Visibility, Writing
from antiphon.conversations.models import Message
from antiphon.lib import clock
from antiphon.lib.errors import NotAllowed, Refusal
from antiphon.web.words_form import preview_of
from tests.community.place import Place, ask, part_of, spark


def given(name: str = "Kiln", visibility: Visibility = Visibility.PUBLIC, purpose: str = "Firing") -> GroupGiven:
    """Return what a group is to be."""
    return GroupGiven(name=name, purpose=purpose, visibility=visibility)


def test_a_hidden_group_is_not_betrayed_by_the_name_of_another(place: Place) -> None:
    hidden = found_group(place.dora, given(visibility=Visibility.HIDDEN))
    assert found_group(place.emil, given()).slug == "kiln"
    assert hidden.slug.startswith("kiln-")
    clay = found_group(place.dora, given("Clay"))
    change_group(place.dora, clay, given("Clay", Visibility.HIDDEN))
    assert found_group(place.emil, given("Clay")).slug.startswith("clay-")
    with pytest.raises(Refusal, match="There is a group of this name already"):
        found_group(place.dora, given())


def test_one_founds_three_groups_a_day_and_hosts_as_many_as_they_like(place: Place) -> None:
    for number in range(3):
        found_group(place.dora, given(f"Kiln {number}"))
    with pytest.raises(NotAllowed, match="three groups"):
        found_group(place.dora, given("Kiln 4"))
    Group.objects.filter(founded_by=part_of(place.dora)).update(founded_at=clock.now() - timedelta(days=1))
    assert found_group(place.dora, given("Kiln 4")).founded_by == part_of(place.dora)
    assert [found_group(place.anna, given(f"Clay {number}")).name for number in range(4)][-1] == "Clay 3"


def test_who_is_limited_founds_no_group(place: Place) -> None:
    Sanction.objects.create(participant=part_of(place.dora), kind="limit", rule="spam", why="x", at=clock.now())
    with pytest.raises(NotAllowed, match="found a group"):
        found_group(place.dora, given())
    assert Group.objects.count() == 1


def test_what_a_list_names_does_not_stand_in_a_purpose_either(place: Place) -> None:
    keep_list(place.anna, ListGiven(name="Ours", entries="casino", effect=ListEffect.HOLD))
    with pytest.raises(Refusal, match="casino") as refusal:
        found_group(place.dora, given(purpose="The casino of clay"))
    assert (refusal.value.field, Group.objects.count()) == ("purpose", 1)


@pytest.mark.parametrize("visibility", Visibility)
def test_no_picture_from_elsewhere_tells_who_reads(place: Place, visibility: Visibility) -> None:
    words = Words(source="![a > b](https://spy.example/x.png) ![](/@bottega/community/attachments/1/)")
    topic = open_topic(place.dora, found_group(place.dora, given("Kiln", visibility)), "One", words)
    answer = reply(place.dora, topic, spark(topic), words)
    edit(place.dora, answer, Words(source=f"{words.source} ![](//spy.example/y.png)"))
    shown = [Writing.objects.get(message=spark(topic)).html, Writing.objects.get(pk=answer.pk).html]
    own = "/@bottega/community/attachments/1/"
    assert [re.findall(r'<img[^>]* src="([^"]*)"', one) for one in shown] == [[own]] * 2
    assert '<a href="https://spy.example/x.png" rel="nofollow noopener ugc">a &gt; b</a>' in shown[0]
    assert "<img" not in Message.objects.get(pk=answer.message_id).html
    previews = [preview_of(place.dora, f"![]({address})") for address in ("https://spy.example/x.png", own)]
    assert [("<img" in one, "links here" in one) for one in previews] == [(False, True), (True, False)]


def test_what_was_said_among_few_is_opened_to_nobody_else(place: Place) -> None:
    kiln = found_group(place.dora, given(visibility=Visibility.PRIVATE))
    change_group(place.dora, kiln, given())
    change_group(place.dora, kiln, given(visibility=Visibility.PRIVATE))
    clay = found_group(place.dora, given("Clay", Visibility.HIDDEN))
    add_document(place.dora, clay, DocumentGiven(title="Our recipes", url="https://example.org/a"))
    with pytest.raises(Refusal, match="among few"):
        change_group(place.dora, clay, given("Clay"))
    topic = open_topic(place.dora, kiln, "Cone 6", Words(source="Only to you."))
    with pytest.raises(Refusal, match="among few") as refusal:
        change_group(place.dora, kiln, given())
    assert refusal.value.field == "visibility"
    with pytest.raises(NotAllowed, match="among few"):
        move_topic(place.anna, topic, place.square)
    with pytest.raises(NotAllowed, match="among few"):
        merge(place.anna, topic, ask(place, place.emil))
    topic.refresh_from_db()
    assert (topic.group, topic.merged_into, topic.group.visibility) == (kiln, None, "private")
