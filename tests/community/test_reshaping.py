"""Topics that are split and merged: addresses stay, the ledger is untouched, nothing unread is lost."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from antiphon.community.actions.reading import note_read
from antiphon.community.actions.reshaping import merge, split
from antiphon.community.actions.writing import Words, reply
from antiphon.community.models import Reshaping, Topic
from antiphon.community.queries.topics import merged_topic, new_to, topics_read, tree_of, unread_in
from antiphon.conversations.models import CallToAnswer
from antiphon.ledger.models import Interaction
from antiphon.lib.errors import Conflict, NotAllowed, Refusal
from tests.community.place import Place, ask, enter, part_of, spark


def waiting(topic: Topic) -> tuple[str, int]:
    """Return who waits in a topic, and how many calls to answer are open."""
    conversation = topic.conversation
    conversation.refresh_from_db()
    return conversation.waiting_on, CallToAnswer.objects.filter(conversation=conversation, answered_at=None).count()


def test_a_branch_becomes_a_topic_and_takes_its_calls_along(place: Place) -> None:
    topic = ask(place, place.dora, text="I like clay.")
    first = reply(place.emil, topic, spark(topic), Words(source="So do I."))
    aside = reply(place.anna, topic, first.message, Words(source="Do you?"))
    call = reply(place.emil, topic, aside.message, Words(source="How hot is your kiln?"))
    last = reply(place.dora, topic, spark(topic), Words(source="Thank you."))
    lines = list(Interaction.objects.values_list())
    waited = waiting(topic)
    made = split(place.anna, topic, aside.message, " Kilns ")
    topic.refresh_from_db()
    assert [one.id for one in tree_of(topic)] == [spark(topic).pk, first.message_id, last.message_id]
    assert [(one.id, one.depth) for one in tree_of(made)] == [(aside.message_id, 0), (call.message_id, 1)]
    assert (made.title, made.group, made.opened_by, made.replies) == ("Kilns", topic.group, part_of(place.anna), 1)
    assert (topic.replies, list(Interaction.objects.values_list())) == (2, lines)
    assert (waited[1], waiting(made)) == (1, ("us", 1))
    assert waiting(topic)[1] == 1, "the words that answered the question have gone with the branch"
    call.message.refresh_from_db()
    assert reply(place.anna, made, call.message, Words(source="1,240 °C.")).message.conversation == made.conversation
    assert waiting(made) == ("nobody", 0)


def test_a_topic_goes_below_another_and_can_be_taken_out_again(place: Place) -> None:
    first, second = ask(place, place.dora, "One"), ask(place, place.emil, "Two", "How hot?")
    root = spark(second)
    below = reply(place.dora, second, root, Words(source="Hot."))
    merge(place.anna, second, first)
    for one in (first, second):
        one.refresh_from_db()
    assert [(one.id, one.depth) for one in tree_of(first)] == [
        (spark(first).pk, 0),
        (root.pk, 1),
        (below.message_id, 2),
    ]
    assert (first.replies, second.merged_into, list(topics_read(place.dora))) == (2, first, [first])
    assert merged_topic(place.guest(), second.pk) == first
    assert (waiting(second), waiting(first)[1]) == (("nobody", 0), 1)
    with pytest.raises(Conflict):
        merge(place.anna, first, second)
    root.refresh_from_db()
    again = split(place.anna, first, root, "Two again")
    assert (again.pk, again.merged_into, len(tree_of(again))) == (second.pk, None, 2)
    assert list(Reshaping.objects.order_by("pk").values_list("kind", "source", "target", "number")) == [
        ("merge", second.pk, first.pk, 2),
        ("split", first.pk, second.pk, 2),
    ]


def test_what_was_read_stays_read_and_what_was_not_stays_new(place: Place) -> None:
    dora = part_of(place.dora)
    first, second = ask(place, place.emil, "One"), ask(place, place.emil, "Two")
    read = reply(place.emil, first, spark(first), Words(source="Read"))
    new = reply(place.emil, first, spark(first), Words(source="New"))
    whole = [one.id for one in tree_of(first)]
    note_read(dora, first, [spark(first).pk, read.message_id], whole)
    note_read(dora, second, [spark(second).pk], [spark(second).pk])
    later = reply(place.emil, second, spark(second), Words(source="Later"))
    merge(place.anna, second, first)
    assert unread_in(dora, [first]) == {first.pk: 2}
    assert new_to(dora, first, tree_of(first)) == [later.message_id, new.message_id]
    made = split(place.anna, first, new.message, "Apart")
    assert unread_in(dora, [first, made]) == {first.pk: 1, made.pk: 1}


def test_pages_are_read_in_any_order(place: Place) -> None:
    topic, dora = ask(place, place.emil), part_of(place.dora)
    keys = [
        spark(topic).pk,
        *(reply(place.emil, topic, spark(topic), Words(source="x")).message_id for _ in range(3)),
    ]
    note_read(dora, topic, [keys[0], keys[3]], keys)
    assert new_to(dora, topic, tree_of(topic)) == keys[1:3]
    assert unread_in(dora, [topic]) == {topic.pk: 2}
    note_read(dora, topic, keys[1:3], keys)
    assert unread_in(dora, [topic]) == {topic.pk: 0}


def test_only_moderators_reshape_and_the_opening_post_stays(place: Place) -> None:
    topic, other = ask(place, place.dora), ask(place, place.dora)
    answer = reply(place.emil, topic, spark(topic), Words(source="Yes"))
    for act in (lambda: split(place.dora, topic, answer.message, "Mine"), lambda: merge(place.dora, topic, other)):
        with pytest.raises(NotAllowed):
            act()
    with pytest.raises(Refusal, match="title"):
        split(place.anna, topic, answer.message, " ")
    with pytest.raises(Refusal, match="opens the topic"):
        split(place.anna, topic, spark(topic), "Title")
    with pytest.raises(Conflict):
        split(place.anna, other, answer.message, "Title")
    assert Reshaping.objects.count() == 0


def test_a_topic_is_split_with_as_many_queries_for_thirty_readers_as_for_one(place: Place) -> None:
    counts = []
    for number in (1, 30):
        topic = ask(place, place.emil)
        answer = reply(place.emil, topic, spark(topic), Words(source="Apart"))
        keys = [spark(topic).pk, answer.message_id]
        for one in range(number):
            note_read(part_of(enter(place.community, f"R{number}{one}")), topic, keys, keys)
        with CaptureQueriesContext(connection) as asked:
            made = split(place.anna, topic, answer.message, f"Apart {number}")
        counts.append(len(asked))
    reader = place.community.brand.participants.get(handle="r3029")
    assert (counts[0], unread_in(reader, [topic, made])) == (counts[1], {topic.pk: 0, made.pk: 0})
