"""Who is thankful for what another wrote says so, once; the author is told together, in the digest."""

from datetime import timedelta

import pytest

from antiphon.community.actions.erasing import erase
from antiphon.community.actions.grouping import GroupGiven, found_group
from antiphon.community.actions.sparing import block_participant
from antiphon.community.actions.thanking import MOST_AN_HOUR, take_thank_back, thank
from antiphon.community.actions.writing import Words, open_topic, reply, take_away
from antiphon.community.models import How, Notification, Thank, Topic, Visibility
from antiphon.community.notification_words import sentence_of
from antiphon.community.queries.notices import bundled, hydrated, notifications_read
from antiphon.community.queries.thanks import Thanked, thanks_for
from antiphon.conversations.models import Message
from antiphon.ledger.models import Interaction
from antiphon.lib import clock
from antiphon.lib.errors import Conflict, NotAllowed, Refusal
from tests.community.place import Place, ask, part_of, spark
from tests.world import PASSWORD


@pytest.fixture
def topic(place: Place) -> Topic:
    """Dora asked something."""
    return ask(place, place.dora)


def thanked(message: Message, place: Place) -> Thanked:
    """Return how it stands with a message, for Emil."""
    return thanks_for([message.pk], part_of(place.emil)).get(message.pk, Thanked())


def told(place: Place) -> list[str]:
    found = notifications_read(place.dora).filter(read_at=None)
    return [sentence_of(one, place.community.brand) for one in bundled(hydrated(found, 10))]


def test_a_thank_is_shown_once_told_and_recorded(place: Place, topic: Topic) -> None:
    words = spark(topic)
    thank(place.emil, topic, words)
    thank(place.emil, topic, words)
    assert thanked(words, place) == Thanked(1, mine=True)
    assert told(place) == ["Emil thanked you in “How long do I wedge?”"]
    line = Interaction.objects.get(verb="like")
    assert (line.actor, line.target) == (part_of(place.emil).identity, part_of(place.dora).identity)
    assert line.subject == words.uri


def test_thanks_are_told_together_and_in_the_digest(place: Place, topic: Topic) -> None:
    thank(place.emil, topic, spark(topic))
    thank(place.anna, topic, spark(topic))
    assert told(place) == ["Anna and Emil thanked you in “How long do I wedge?”"]
    assert set(Notification.objects.values_list("mail", "push_at")) == {(How.DIGEST, None)}


def test_a_thank_that_is_taken_back_is_gone_and_told_of_once(place: Place, topic: Topic) -> None:
    words = spark(topic)
    thank(place.emil, topic, words)
    take_thank_back(place.emil, topic, words)
    take_thank_back(place.emil, topic, words)
    assert (thanked(words, place), told(place)) == (Thanked(), [])
    thank(place.emil, topic, words)
    assert (thanked(words, place), told(place)) == (Thanked(1, mine=True), [])
    assert Interaction.objects.filter(verb="like").count() == 1


def test_nobody_thanks_themselves(place: Place, topic: Topic) -> None:
    with pytest.raises(Refusal, match="own words"):
        thank(place.dora, topic, spark(topic))


def test_who_is_kept_apart_does_not_thank(place: Place, topic: Topic) -> None:
    block_participant(place.dora, part_of(place.emil), blocked=True)
    with pytest.raises(NotAllowed):
        thank(place.emil, topic, spark(topic))


def test_what_one_does_not_read_one_does_not_thank_for(place: Place) -> None:
    group = found_group(place.dora, GroupGiven(name="Kiln", purpose="Fire", visibility=Visibility.HIDDEN))
    inside = open_topic(place.dora, group, "Secret", Words(source="Iron"))
    for act in (thank, take_thank_back):
        with pytest.raises(NotAllowed):
            act(place.emil, inside, spark(inside))
    assert Thank.objects.count() == 0


def test_words_that_are_gone_are_not_thanked_for(place: Place, topic: Topic) -> None:
    words = spark(topic)
    thank(place.anna, topic, words)
    take_away(place.dora, words.writing, place.square)
    with pytest.raises(Conflict):
        thank(place.emil, topic, words)
    assert thanked(words, place) == Thanked()


def test_there_is_an_end_to_thanks_in_an_hour(place: Place, topic: Topic) -> None:
    answers = [reply(place.dora, topic, spark(topic), Words(source="Yes.")) for _one in range(MOST_AN_HOUR)]
    emil, now = part_of(place.emil), clock.now()
    Thank.objects.bulk_create(Thank(writing=one, by=emil, at=now) for one in answers)
    with pytest.raises(Refusal, match="within an hour"):
        thank(place.emil, topic, spark(topic))
    Thank.objects.filter(by=emil).update(at=now - timedelta(hours=1))
    assert thank(place.emil, topic, spark(topic)).by == emil


def test_thanks_of_who_is_erased_are_gone(place: Place, topic: Topic) -> None:
    thank(place.emil, topic, spark(topic))
    user = part_of(place.emil).user
    assert user
    erase(place.community, user, typed=PASSWORD, keep_words=True)
    assert Thank.objects.count() == 0
