"""What is found, by whom, and what never is."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from antiphon.community.actions.bringing_along import bring_along
from antiphon.community.actions.erasing import erase
from antiphon.community.actions.following import follow_person
from antiphon.community.actions.grouping import GroupGiven, change_group, found_group
from antiphon.community.actions.indexing import index_missing, rebuild
from antiphon.community.actions.joining import Said, change_profile
from antiphon.community.actions.writing import Words, edit, open_topic, reply, take_away
from antiphon.community.models import (
    Follow,
    Group,
    MessageWords,
    NameWords,
    Participant,
    SeenBy,
    Tagging,
    Topic,
    Visibility,
)
from antiphon.community.permissions import Viewer
from antiphon.community.queries.feed import tagged
from antiphon.community.queries.finding import find_groups, find_people, find_topics, messages_read, similar_topics
from antiphon.community.queries.matching import best_names
from antiphon.community.queries.topics import topics_read
from antiphon.community.rules.asking import question
from antiphon.community.rules.brought import Author, Entry
from antiphon.lib import clock
from tests.community.place import Place, add_to_group, ask, enter, part_of, spark


def titles(viewer: Viewer, typed: str) -> list[str]:
    return [hit.topic.title for hit in find_topics(viewer, question(typed), 20)]


def names(viewer: Viewer, typed: str) -> list[str]:
    return [one.name for one in find_people(viewer, question(typed), 20)]


@pytest.mark.parametrize(
    ("said", "typed"),
    [
        ("The kiln is cold.", "KILN"),
        ("La città è fredda: perché?", "citta perche"),
        ("¿Mañana habrá esmalte?", "manana ESMALTE"),
        ("Un bol cassé au four, cœur brisé", "casse coeur"),
        ("cafe\u0301 noir", "café"),
        ("الطين يتشقق في الشتاء", "الطين"),
        ("𝔊laze 🏺 𐐀bc", "𐐀b"),
        ("Wood-fired, at 1280°", '"wood fired" 1280'),
        ("They go to the kilns", "kil"),
    ],
)
def test_words_are_found_without_accents_and_capitals_in_any_script(place: Place, said: str, typed: str) -> None:
    topic = ask(place, place.dora, title="One", text=said)
    ask(place, place.dora, title="Another", text="Nothing of that")
    assert titles(place.guest(), typed) == [topic.title]


@pytest.mark.parametrize(
    "typed", ["", "   ", '"', '""', "-", "*", "AND OR NOT", "-kiln", "NEAR(", "a:b", "'; --", "🏺", "\x00"]
)
def test_signs_and_operators_alone_find_nothing_and_never_fail(place: Place, typed: str) -> None:
    ask(place, place.dora, title="Title", text="Nothing of that kiln.")
    assert titles(place.dora, typed) == []


def test_words_in_a_row_and_words_that_must_not_be_there(place: Place) -> None:
    ask(place, place.dora, title="One", text="red iron oxide")
    ask(place, place.dora, title="Two", text="iron, red with oxide")
    assert titles(place.dora, '"iron oxide"') == ["One"]
    assert titles(place.dora, 'red -"iron oxide"') == ["Two"]
    assert titles(place.dora, "red -oxide") == []


def test_titles_come_first_then_the_latest_words(place: Place) -> None:
    for number in range(2):
        ask(place, place.dora, title=f"Topic {number}", text="about celadon")
    ask(place, place.dora, title="A celadon that forgives", text="Iron.")
    ask(place, place.dora, title="Later", text="celadon once more")
    assert titles(place.dora, "celadon") == ["A celadon that forgives", "Later", "Topic 1", "Topic 0"]
    assert titles(place.dora, "forgives iron") == ["A celadon that forgives"]


def test_what_one_may_not_read_is_not_found_by_any_of_its_words(place: Place) -> None:
    secret = GroupGiven(name="Zaffre", purpose="Cobalt", visibility=Visibility.HIDDEN)
    kiln = found_group(place.emil, secret)
    topic = open_topic(place.emil, kiln, "Quicksilver", Words(source="Vermilion"))
    reply(place.emil, topic, spark(topic), Words(source="Malachite"))
    viewers = (place.emil, place.dora, place.guest())
    for word in ("quicksilver", "vermilion", "malachite", "verm", "-zaffre quicksilver"):
        assert [titles(viewer, word) for viewer in viewers] == [["Quicksilver"], [], []]
    for word in ("zaffre", "cobalt"):
        assert [find_groups(viewer, question(word), 9) for viewer in viewers] == [[kiln], [], []]
    assert similar_topics(place.dora, "Quicksilver") == []
    add_to_group(place.emil, kiln, part_of(place.dora))
    assert titles(place.dora, "malachite") == ["Quicksilver"]


def test_the_readable_are_found_behind_many_that_are_not(place: Place) -> None:
    topic = ask(place, place.dora, title="Open", text="cobalt")
    kiln = found_group(place.emil, GroupGiven(name="Kiln", purpose="Firing", visibility=Visibility.HIDDEN))
    for number in range(4):
        open_topic(place.emil, kiln, f"Hidden {number}", Words(source="cobalt"))
    found = messages_read(place.dora, question("cobalt"), look=2)
    assert found == [(topic.pk, spark(topic).pk)]


def test_words_that_were_taken_away_or_changed_vanish_at_once(place: Place) -> None:
    topic = ask(place, place.dora, title="Title", text="vermilion")
    written = spark(topic).writing
    edit(place.dora, written, Words(source="malachite"))
    assert (titles(place.dora, "vermilion"), titles(place.dora, "malachite")) == ([], ["Title"])
    take_away(place.dora, written, topic.group)
    assert titles(place.dora, "malachite") == []
    assert MessageWords.objects.count() == 0


def test_who_does_not_want_to_be_found_is_not(place: Place) -> None:
    ask(place, place.dora, title="Vermilion", text="malachite")
    assert (titles(place.emil, "malachite"), names(place.emil, "dora")) == (["Vermilion"], ["Dora"])
    change_profile(part_of(place.dora), Said(name="Dora", searchable=False))
    assert (titles(place.emil, "malachite"), titles(place.emil, "vermilion")) == ([], [])
    assert names(place.emil, "dora") == []
    assert similar_topics(place.emil, "Vermilion") == []


def test_people_are_found_as_far_as_they_may_be_seen(place: Place) -> None:
    change_profile(part_of(place.dora), Said(name="Dóra Nagy", words="Wood kilns"))
    change_profile(part_of(place.emil), Said(name="Emil", words="wood too", seen_by=SeenBy.HOSTS))
    found = [sorted(names(viewer, "wood")) for viewer in (place.anna, place.dora, place.guest())]
    assert found == [["Dóra Nagy", "Emil"], ["Dóra Nagy"], []]
    assert names(place.emil, "nagy dora") == ["Dóra Nagy"]


def test_a_group_is_found_by_what_it_is_called_now(place: Place) -> None:
    group = found_group(place.dora, GroupGiven(name="Glazes", purpose="All about them"))
    change_group(place.dora, group, GroupGiven(name="Émaux", purpose="Tout"))
    assert [find_groups(place.guest(), question(word), 9) for word in ("emaux", "glazes")] == [[group], []]


def test_excerpts_show_the_words_that_were_found(place: Place) -> None:
    ask(place, place.dora, title="Celadòn", text="x " * 400 + "behold the <b>Celadón</b> here")
    hit = find_topics(place.guest(), question("celad"), 9)[0]
    assert [piece.text for piece in hit.title if piece.found] == ["Celadòn"]
    assert [piece.text for piece in hit.pieces if piece.found] == ["Celadón"]


def test_similar_topics_share_half_of_the_telling_words_and_the_likest_comes_first(place: Place) -> None:
    for title in ("Why does my clay crack at the rim?", "My clay", "What cracks porcelain", "Clay cracked in winter"):
        ask(place, place.dora, title=title)
    found = [topic.title for topic in similar_topics(place.emil, "Does clay crack at the foot?")]
    assert found == ["Why does my clay crack at the rim?"]
    alike = [topic.title for topic in similar_topics(place.emil, "Clay, winter")]
    assert (alike[0], set(alike[1:])) == ("Clay cracked in winter", {"Why does my clay crack at the rim?", "My clay"})


def test_the_index_is_rebuilt_and_reads_what_nobody_told_it_of(place: Place) -> None:
    topic = ask(place, place.dora, title="Title", text="vermilion")
    found = {"messages": MessageWords.objects.count(), "names": NameWords.objects.count()}
    with connection.cursor() as cursor:
        cursor.execute("UPDATE community_messagewords SET words = 'nonsense'")
    rebuild()
    assert found == {"messages": MessageWords.objects.count(), "names": NameWords.objects.count()}
    assert (titles(place.dora, "vermilion"), titles(place.dora, "nonsense")) == ([topic.title], [])
    NameWords.objects.all().delete()
    MessageWords.objects.all().delete()
    assert titles(place.dora, "vermilion") == []
    assert index_missing() == Group.objects.count() + Participant.objects.count() + 2 * Topic.objects.count()
    assert titles(place.dora, "vermilion") == [topic.title]
    assert index_missing() == 0


def test_who_is_erased_is_not_found_by_anything_they_said(place: Place) -> None:
    ask(place, place.dora, title="Vermilion", text="malachite #ash")
    follow_person(place.emil, part_of(place.dora))
    user = part_of(place.dora).user
    assert user
    user.set_password("correct horse")
    user.save()
    erase(place.community, user, typed="correct horse", keep_words=False)
    kept = " ".join(str(row) for model in (MessageWords, NameWords) for row in model.objects.all())
    assert [word for word in ("vermilion", "malachite", "dora") if word in kept] == []
    assert (Follow.objects.count(), Tagging.objects.count()) == (0, 0)


def test_what_is_brought_along_is_found_at_once_with_its_hashtags_and_people(place: Place) -> None:
    nina = Author("nina", "Nina Rossi")
    row = Entry(key="1", author=nina, at=clock.now(), title="How fine?", text="Vermilion grains", tags=("beans",))
    ask(place, place.dora)
    list(bring_along(place.anna, place.square, [row], "elsewhere"))
    assert (titles(place.dora, "vermilion"), names(place.dora, "rossi")) == (["How fine?"], ["Nina Rossi"])
    assert [item.topic.title for item in tagged(place.dora, "beans", 9)] == ["How fine?"]


def test_names_behind_many_that_one_may_not_read_are_found_all_the_same(place: Place) -> None:
    oldest = ask(place, place.dora, title="Cobalt and rust")
    kiln = found_group(place.emil, GroupGiven(name="Kiln", purpose="Firing", visibility=Visibility.HIDDEN))
    for number in range(5):
        open_topic(place.emil, kiln, f"Cobalt {number}", Words(source="x"))
    mine = best_names("topic", question("cobalt"), topics_read(place.dora), 3, look=2)
    theirs = best_names("topic", question("cobalt"), topics_read(place.emil), 3, look=2)
    assert (mine, len(theirs)) == ([oldest.pk], 3)


def test_a_search_asks_the_same_number_of_queries_for_one_and_for_many(
    place: Place,
) -> None:
    counts = []
    for number in (1, 12):
        for one in range(number):
            ask(place, enter(place.community, f"P{number}{one}"), title=f"Topic {one}", text="celadon")
        with CaptureQueriesContext(connection) as captured:
            find_topics(place.dora, question("celadon"), 30)
        counts.append(len(captured))
    assert counts[0] == counts[1]
