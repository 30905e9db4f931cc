"""Who follows whom and what, and what stands in a feed."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from antiphon.community.actions.following import follow_hashtag, follow_person, tag_word
from antiphon.community.actions.grouping import GroupGiven, found_group, join_group
from antiphon.community.actions.joining import Said, change_profile
from antiphon.community.actions.writing import Words, edit, open_topic, reply, take_away
from antiphon.community.models import Follow, Hashtag, SeenBy, Tagging, Visibility
from antiphon.community.permissions import Viewer
from antiphon.community.queries.feed import home_feed, tagged
from antiphon.ledger.models import Interaction
from antiphon.lib.errors import NotAllowed, Refusal
from tests.community.place import Place, ask, part_of, spark


def texts(viewer: Viewer) -> list[str]:
    return [item.message.text for item in home_feed(viewer, 30)]


def test_to_follow_leaves_one_line_in_the_ledger(place: Place) -> None:
    for _ in range(2):
        follow_person(place.dora, part_of(place.emil))
    line = Interaction.objects.get(verb="follow")
    assert (line.actor, line.target) == (part_of(place.dora).identity, part_of(place.emil).identity)
    follow_person(place.dora, part_of(place.emil), follows=False)
    assert (Follow.objects.count(), Interaction.objects.filter(verb="follow").count()) == (0, 1)


def test_one_follows_nobody_whom_one_may_not_see_nor_oneself_nor_as_a_guest(place: Place) -> None:
    change_profile(part_of(place.emil), Said(name="Emil", seen_by=SeenBy.HOSTS))
    for viewer, whom, wrong in (
        (place.dora, place.emil, Refusal),
        (place.dora, place.dora, Refusal),
        (place.guest(), place.dora, NotAllowed),
    ):
        with pytest.raises(wrong):
            follow_person(viewer, part_of(whom))
    with pytest.raises(Refusal):
        follow_hashtag(place.dora, "two words")
    assert Follow.objects.count() == 0


def test_a_feed_holds_people_groups_and_hashtags_by_time_and_nothing_of_ones_own(place: Place) -> None:
    glazes = found_group(place.anna, GroupGiven(name="Glazes", purpose="All about them"))
    join_group(place.dora, glazes)
    follow_person(place.dora, part_of(place.emil))
    follow_hashtag(place.dora, "#Ash")
    topic = ask(place, place.emil, title="One", text="by emil")
    open_topic(place.anna, glazes, "Two", Words(source="in glazes"))
    open_topic(place.anna, place.square, "Three", Words(source="of #ash"))
    open_topic(place.anna, place.square, "Four", Words(source="none of it"))
    reply(place.emil, topic, spark(topic), Words(source="emil again #ash"))
    open_topic(place.dora, glazes, "Five", Words(source="my own #ash"))
    assert texts(place.dora) == ["emil again #ash", "of #ash", "in glazes", "by emil"]


def test_a_feed_holds_nothing_that_one_may_not_read(place: Place) -> None:
    kiln = found_group(place.emil, GroupGiven(name="Kiln", purpose="Firing", visibility=Visibility.HIDDEN))
    follow_person(place.dora, part_of(place.emil))
    follow_hashtag(place.dora, "ash")
    open_topic(place.emil, kiln, "Secret", Words(source="Cone 6 #ash"))
    assert (texts(place.dora), tagged(place.guest(), "ash", 9)) == ([], [])


def test_hashtags_follow_what_is_written_now(place: Place) -> None:
    topic = ask(place, place.dora, text="of #Ash and #ash and #città")
    assert set(Tagging.objects.values_list("hashtag__word", flat=True)) == {"ash", "città"}
    edit(place.dora, spark(topic).writing, Words(source="of #ash"))
    assert [one.hashtag.word for one in Tagging.objects.all()] == ["ash"]
    take_away(place.dora, spark(topic).writing, topic.group)
    assert (Tagging.objects.count(), Hashtag.objects.count()) == (0, 2)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("#Ash", "ash"), (" città ", "città"), ("a_b", "a_b"), ("a b", ""), ("12", ""), ("", ""), ("a/b", "")],
)
def test_a_hashtag_is_one_word(typed: str, kept: str) -> None:
    assert tag_word(typed) == kept


def test_a_feed_asks_the_same_number_of_queries_for_one_and_for_many(place: Place) -> None:
    follow_person(place.dora, part_of(place.emil))
    follow_hashtag(place.dora, "ash")
    counts = []
    for number in (1, 15):
        for one in range(number):
            ask(place, place.emil, title=f"Topic {one}", text="of #ash")
        with CaptureQueriesContext(connection) as captured:
            home_feed(place.dora, 1 if number == 1 else 16)
        counts.append(len(captured))
    assert counts[0] == counts[1]
