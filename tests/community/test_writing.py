"""Topics, replies, edits: what is written, where it is kept, and who may."""

import pytest

from antiphon.community.actions.grouping import GroupGiven, change_group, found_group
from antiphon.community.actions.saying import say
from antiphon.community.actions.tending import close_topic, mark_answer, move_topic, pin_topic, sum_up
from antiphon.community.actions.writing import Words, edit, open_topic, reply, take_away
from antiphon.community.models import Kind, Standing, Topic, Visibility, Writing
from antiphon.community.queries.finding import find_topics
from antiphon.community.queries.summaries import summaries_of
from antiphon.community.queries.topics import lines_of, topics_read, tree_of
from antiphon.community.rules.asking import question
from antiphon.conversations.models import CallToAnswer, Message
from antiphon.conversations.queries import inbox
from antiphon.conversations.rules import Filters, Shelf
from antiphon.ledger.models import Interaction
from antiphon.lib import clock
from antiphon.lib.errors import Conflict, NotAllowed, Refusal
from antiphon.organizations.models import Member
from antiphon.relationships.queries.history import history
from tests.community.place import Place, add_to_group, ask, enter, part_of, spark
from tests.web.readers import signed_in


def test_a_topic_is_a_conversation_with_its_line_in_the_ledger(place: Place) -> None:
    topic = ask(place, place.dora)
    message = spark(topic)
    assert (message.text, message.html) == ("My clay cracks.", "<p>My clay <em>cracks</em>.</p>\n")
    line = Interaction.objects.get(subject=message.uri)
    assert (line.verb, line.direction, line.words) == ("post", "in", 3)
    assert (topic.replies, topic.group) == (0, place.square)


def test_a_question_waits_for_us_until_somebody_of_the_team_answers(place: Place) -> None:
    topic = ask(place, place.dora, text="Why does my clay crack?")
    assert CallToAnswer.objects.filter(conversation=topic.conversation, answered_at=None).count() == 1
    reply(place.anna, topic, spark(topic), Words(source="It dries too fast."))
    assert CallToAnswer.objects.filter(conversation=topic.conversation, answered_at=None).count() == 0


def test_replies_stand_in_a_tree(place: Place) -> None:
    topic = ask(place, place.dora)
    first = reply(place.emil, topic, spark(topic), Words(source="Longer."))
    deep = reply(place.dora, topic, first.message, Words(source="How long?"))
    beside = reply(place.anna, topic, spark(topic), Words(source="Ten minutes."))
    lines = lines_of(tree_of(topic), place.dora.participant)
    assert [(line.message.pk, line.placed.depth) for line in lines] == [
        (spark(topic).pk, 0), (first.message_id, 1), (deep.message_id, 2), (beside.message_id, 1),
    ]  # fmt: skip
    topic.refresh_from_db()
    assert (topic.replies, topic.last_at) == (3, beside.message.sent_at)
    among_them = Interaction.objects.get(subject=deep.message.uri)
    assert (among_them.verb, among_them.direction) == ("reply", "between")


@pytest.mark.parametrize(
    ("title", "source", "warning", "field"),
    [
        (" ", "Words", "", "title"),
        ("t" * 201, "Words", "", "title"),
        ("Title", " \n ", "", "source"),
        ("Title", "x" * 50_001, "", "source"),
        ("Title", "Words", "w" * 201, "warning"),
    ],
)
def test_what_does_not_fit_is_refused_and_nothing_is_kept(
    place: Place, title: str, source: str, warning: str, field: str
) -> None:
    with pytest.raises(Refusal) as refusal:
        open_topic(place.dora, place.square, title, Words(source=source, warning=warning))
    assert (refusal.value.field, Topic.objects.count(), Message.objects.count()) == (field, 0, 0)


def test_an_edit_keeps_how_it_stood_before(place: Place) -> None:
    topic = ask(place, place.dora)
    writing = Writing.objects.get(message=spark(topic))
    edit(place.dora, writing, Words(source="My clay **breaks**."))
    edit(place.dora, writing, Words(source="My clay **breaks**."))
    assert [one.source for one in writing.revisions.all()] == ["My clay *cracks*."]
    assert (spark(topic).text, writing.edited_at is not None) == ("My clay breaks.", True)
    with pytest.raises(NotAllowed):
        edit(place.anna, writing, Words(source="Mine now."))


def test_words_are_taken_away_and_the_tree_stays(place: Place) -> None:
    topic = ask(place, place.dora)
    writing = reply(place.emil, topic, spark(topic), Words(source="Rude words"))
    answer = reply(place.dora, topic, writing.message, Words(source="Pardon?"))
    with pytest.raises(NotAllowed):
        take_away(place.dora, writing, place.square, "I do not like it")
    with pytest.raises(Refusal, match="Say why"):
        take_away(place.anna, writing, place.square)
    take_away(place.anna, writing, place.square, "Rude")
    writing.refresh_from_db()
    assert (writing.message.text, writing.source, writing.removed_by) == ("", "Rude words", place.anna.participant)
    assert [one.id for one in tree_of(topic)][-1] == answer.message_id
    with pytest.raises(Conflict):
        take_away(place.anna, writing, place.square, "Rude")


def test_a_title_goes_with_the_words_that_it_is_made_of_or_that_a_moderator_takes(place: Place) -> None:
    note, asked, rude = say(place.dora, Words(source="Rude words")), ask(place, place.dora), ask(place, place.emil)
    assert isinstance(note, Topic)
    for viewer, topic, why in ((place.dora, note, ""), (place.dora, asked, ""), (place.anna, rude, "Rude")):
        take_away(viewer, spark(topic).writing, place.square, why)
        topic.refresh_from_db()
    gone = "Words that were taken away"
    assert [one.title for one in (note, asked, rude)] == [gone, "How long do I wedge?", gone]
    assert [one.taken_title for one in (note, asked, rude)] == ["Rude words", "", "How long do I wedge?"]
    assert find_topics(place.dora, question("rude"), 10) == []


def test_in_a_private_group_only_its_members_read_and_write(place: Place) -> None:
    kiln = found_group(place.dora, GroupGiven(name="Kiln", purpose="Firing", visibility=Visibility.HIDDEN))
    topic = open_topic(place.dora, kiln, "Cone 6", Words(source="Who fires at cone 6?"))
    with pytest.raises(NotAllowed):
        open_topic(place.emil, kiln, "Hello", Words(source="Hello"))
    read = {
        name: topics_read(viewer).filter(pk=topic.pk).exists()
        for name, viewer in {
            "guest": place.guest(),
            "dora": place.dora,
            "emil": place.emil,
            "anna": place.anna,
        }.items()
    }
    assert read == {"guest": False, "dora": True, "emil": False, "anna": True}
    add_to_group(place.dora, kiln, part_of(place.emil))
    assert reply(place.emil, topic, spark(topic), Words(source="I do.")).pk


def test_a_closed_topic_is_only_read(place: Place) -> None:
    topic = ask(place, place.dora)
    with pytest.raises(NotAllowed):
        close_topic(place.dora, topic, closed=True)
    close_topic(place.anna, topic, closed=True)
    with pytest.raises(NotAllowed, match="closed"):
        reply(place.emil, topic, spark(topic), Words(source="Too late"))


def test_a_question_has_an_answer_a_pin_a_place_and_a_summary(place: Place) -> None:
    topic = ask(place, place.dora)
    answer = reply(place.emil, topic, spark(topic), Words(source="Ten minutes."))
    with pytest.raises(NotAllowed):
        mark_answer(place.emil, topic, answer.message)
    mark_answer(place.dora, topic, answer.message)
    pin_topic(place.anna, topic, pinned=True)
    sum_up(place.emil, topic, "Ten minutes, by hand.")
    clay = found_group(place.anna, GroupGiven(name="Clay", purpose="All about clay"))
    move_topic(place.anna, topic, clay)
    topic.refresh_from_db()
    assert (topic.answer, topic.summary, topic.group) == (answer.message, "Ten minutes, by hand.", clay)
    with pytest.raises(Refusal, match="Only a question"):
        mark_answer(place.anna, open_topic(place.anna, clay, "News", Words(source="x"), Kind.ESSAY), None)


def test_who_sums_up_first_is_not_overwritten_by_anybody_and_what_stood_is_kept(place: Place) -> None:
    topic, fay = ask(place, place.dora), enter(place.community, "Fay")
    sum_up(place.emil, topic, "Ten minutes.")
    with pytest.raises(NotAllowed, match="summed this topic up"):
        sum_up(fay, topic, "Buy my clay.")
    sum_up(place.emil, topic, "Ten minutes, by hand.")
    sum_up(place.dora, topic, "Ten minutes, by hand, on plaster.")
    Standing.objects.create(participant=part_of(fay), trust="regular", counted_at=clock.now())
    sum_up(fay, topic, "")
    sum_up(place.anna, topic, "Ten minutes.")
    told = [(one.by.name if one.by else "", one.text, one.is_first) for one in summaries_of(topic)]
    assert told == [
        ("Anna", "Ten minutes.", False),
        ("Fay", "", False),
        ("Dora", "Ten minutes, by hand, on plaster.", False),
        ("Emil", "Ten minutes, by hand.", False),
        ("Emil", "Ten minutes.", True),
    ]
    page = signed_in(place.world.anna).get(f"/@bottega/community/topics/{topic.pk}/summary/").content.decode()
    assert ("<del>" in page or "gone" in page, "Dora" in page) == (True, True)


def test_words_of_a_group_that_not_everybody_reads_are_told_to_hosts_of_the_team_only(place: Place) -> None:
    kiln = found_group(place.dora, GroupGiven(name="Kiln", purpose="Firing", visibility=Visibility.HIDDEN))
    topic = open_topic(place.dora, kiln, "Cone 6", Words(source="Who fires at cone 6?"))
    person = topic.conversation.messages.get().author.person
    assert person

    def told(member: Member) -> tuple[list[int], list[str]]:
        listed = [one.pk for one in inbox(member, Filters(tab=Shelf.ALL))]
        hosts = member == place.world.anna
        return listed, [one.message.text for one in history(person, confined=hosts).events if one.message]

    author, anna = place.world.bruno, place.world.anna
    assert (told(author), told(anna)) == (([], []), ([topic.conversation_id], ["Who fires at cone 6?"]))
    page = signed_in(author).get(f"/b/bottega/inbox/{topic.conversation_id}/")
    assert page.status_code == 404
    clay = found_group(place.dora, GroupGiven(name="Clay", purpose="Clay"))
    public = open_topic(place.dora, clay, "Clay", Words(source="Where do you dig?"))
    assert told(author)[0] == [public.conversation_id]
    change_group(place.anna, clay, GroupGiven(name="Clay", purpose="Clay", visibility=Visibility.PRIVATE))
    assert told(author) == ([], [])
