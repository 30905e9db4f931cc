"""What people speak of is found by the vocabulary first; what stands out besides is suggested, and remembered."""

from datetime import timedelta

import pytest

from antiphon.conversations.models import Conversation, Message
from antiphon.lib import clock
from antiphon.lib.errors import Conflict, Refusal
from antiphon.listening.actions.subjects import accept_subject, add_subject, drop_subject, reject_subject
from antiphon.listening.actions.tagging import suggest_subjects
from antiphon.listening.models import Subject, Tagged
from antiphon.listening.queries.topics import Topic, messages_about, topics
from antiphon.listening.rules.topics import Span, stretch
from antiphon.listening.tasks import tag_all
from antiphon.organizations.models import Member
from tests.listening.said import hear
from tests.world import World

PEOPLE = ("Dora", "Emil", "Fay", "Gus", "Hal")


def say_all(world: World, text: str, people: tuple[str, ...] = PEOPLE, *, days_ago: int = 0, number: int = 1) -> None:
    """Let several people say the same, some days ago."""
    for who in people:
        said = hear(world, text, who, number=number + 100 * days_ago)
        Message.objects.filter(pk=said.pk).update(sent_at=clock.now() - timedelta(days=days_ago))


def heard(member: Member, state: str = "accepted") -> list[Topic]:
    while tag_all():
        pass
    zone = member.brand.zone
    today = clock.now().astimezone(zone).date()
    return topics(member, stretch(Span.WEEK, today, zone), stretch(Span.WEEK, today, zone, 1), state)


def test_messages_are_tagged_by_the_keywords_of_their_language(world: World) -> None:
    subject = add_subject(world.anna, "Grinders", {"it": ["macinino"], "en": ["coffee grinder"], "": ["Lelit"]})
    hear(world, "Avete ancora macinini usati in bottega?", language="it")
    hear(world, "Do coffee grinders need cleaning?", "Emil", language="en")
    hear(world, "Das ist eine LELIT.", "Fay", language="de")
    hear(world, "Macinino means grinder.", "Gus", language="en")
    (topic,) = heard(world.anna)
    assert (topic.subject, topic.now, topic.before, topic.people) == (subject, 3, 0, 3)
    assert topic.movement == "not_enough"


def test_a_topic_tells_how_it_moved_and_counts_people_once(world: World) -> None:
    add_subject(world.anna, "Delivery", {"en": ["delivery"]})
    say_all(world, "Is delivery free?")
    hear(world, "What about deliveries on Monday?", number=9)
    say_all(world, "When is delivery?", days_ago=8)
    (topic,) = heard(world.anna)
    assert (topic.now, topic.before, topic.people, topic.movement) == (6, 5, 5, "up")
    assert topic.examples[0].text == "What about deliveries on Monday?"
    assert len(topic.examples) == 3


def test_what_was_said_among_few_is_counted_for_hosts_only(world: World) -> None:
    subject = add_subject(world.anna, "Delivery", {"en": ["delivery"]})
    said = hear(world, "Is delivery free?")
    Conversation.objects.filter(pk=said.conversation_id).update(confined=True)
    assert [one.now for one in heard(world.anna)] == [1]
    assert [one.now for one in heard(world.bruno)] == [0]
    assert list(messages_about(world.bruno, subject)) == []


def test_what_stands_out_is_suggested_and_a_no_is_remembered(world: World) -> None:
    say_all(world, "The workshops were lovely", number=1)
    say_all(world, "Thanks for the tea", number=2, days_ago=40)
    assert suggest_subjects(world.bottega) == 1
    (topic,) = heard(world.anna, "proposed")
    assert (topic.subject.name, topic.now, topic.people, topic.movement) == ("workshops", 5, 5, "new")
    reject_subject(world.anna, topic.subject)
    assert (suggest_subjects(world.bottega), heard(world.anna, "proposed")) == (0, [])
    with pytest.raises(Conflict):
        reject_subject(world.anna, topic.subject)


def test_an_accepted_suggestion_belongs_to_the_vocabulary(world: World) -> None:
    say_all(world, "The workshops were lovely")
    suggest_subjects(world.bottega)
    accept_subject(world.anna, Subject.objects.get())
    assert [(one.subject.name, one.now) for one in heard(world.anna)] == [("workshops", 5)]
    assert suggest_subjects(world.bottega) == 0
    drop_subject(world.anna, Subject.objects.get())
    assert (suggest_subjects(world.bottega), Tagged.objects.count()) == (0, 0)


def test_fewer_than_three_people_or_few_readers_suggest_nothing(world: World) -> None:
    for number in range(6):
        say_all(world, "The workshop", ("Dora", "Emil"), number=number)
    assert suggest_subjects(world.bottega) == 0
    say_all(world, "The workshop", number=9)
    Conversation.objects.update(confined=True)
    assert suggest_subjects(world.bottega) == 0


def test_keywords_that_can_be_found_nowhere_are_refused(world: World) -> None:
    for keywords in (
        {},
        {"en": [" ", ""]},
        {"de": ["Mühle"]},
        {"en": ["one two three four five six"]},
        {"en": ["?"]},
    ):
        with pytest.raises(Refusal):
            add_subject(world.anna, "Grinders", keywords)
    add_subject(world.anna, "Grinders", {"en": ["grinder"]})
    with pytest.raises(Conflict):
        add_subject(world.anna, "Grinders", {"it": ["macinino"]})
    assert Subject.objects.count() == 1
