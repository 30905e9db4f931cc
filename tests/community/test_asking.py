"""Asks: opened, helped with by the rules of the place, closed in time."""

from datetime import timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from antiphon.community.actions.approving import let_through
from antiphon.community.actions.asking import close_ask, close_due, rank
from antiphon.community.actions.grouping import GroupGiven, found_group, join_group
from antiphon.community.actions.ideas import vote_for_idea
from antiphon.community.actions.outcomes import publish_outcome
from antiphon.community.actions.polling import vote
from antiphon.community.actions.submitting import submit_idea
from antiphon.community.actions.writing import Words
from antiphon.community.models import (
    Ask,
    AskIdea,
    AskKind,
    Ballot,
    HeldWriting,
    Notification,
    NotificationKind,
    Poll,
    Sanction,
    SanctionKind,
    Topic,
    Visibility,
)
from antiphon.community.notification_words import sentence_of
from antiphon.community.queries.asks import asks_read, hydrated, result_of
from antiphon.community.queries.notices import Bundle
from antiphon.community.queries.polls import polls_of
from antiphon.conversations.models import Message
from antiphon.ledger.models import Interaction
from antiphon.lib import clock
from antiphon.lib.errors import Conflict, NotAllowed, Refusal
from tests.community.asked import asked, idea
from tests.community.place import Place, ask, enter, moderator_of, part_of

pytestmark = pytest.mark.django_db


def test_an_ask_is_a_topic_of_its_group_with_what_it_is_for(place: Place) -> None:
    made = asked(place, place.dora, title="  What   shall we glaze? 🏺 ")
    assert (made.topic.title, made.topic.group, made.kind) == ("What shall we glaze? 🏺", place.square, "ideas")
    assert made.purpose == "We choose the spring bowls by it."
    assert made.topic.conversation.messages.get().text == "Bowls, cups, plates?"


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"title": " "}, "title"),
        ({"purpose": "  "}, "purpose"),
        ({"purpose": "x" * 301}, "purpose"),
        ({"kind": AskKind.RANKING, "items": ["one"]}, "items"),
        ({"kind": AskKind.RANKING, "items": ["One", "one"]}, "items"),
        ({"kind": AskKind.POLL, "items": ["x" * 201, "y"]}, "items"),
        ({"votes_each": 0}, "votes_each"),
        ({"about": "https://elsewhere.example/1"}, "about"),
    ],
)
def test_a_bad_ask_is_refused_at_its_field_and_changes_nothing(
    place: Place, given: dict[str, object], field: str
) -> None:
    with pytest.raises(Refusal) as refused:
        asked(place, place.dora, **given)
    assert refused.value.field == field
    assert (Ask.objects.count(), Topic.objects.count()) == (0, 0)


def test_a_deadline_that_is_over_is_refused(place: Place) -> None:
    with pytest.raises(Refusal, match="This moment is over"):
        asked(place, place.dora, closes_at=clock.now())


def test_a_newcomer_whose_words_wait_cannot_ask_yet(place: Place) -> None:
    place.community.held_first = 1
    place.community.save()
    fay = enter(place.community, "Fay")
    with pytest.raises(NotAllowed, match="wait for a moderator"):
        asked(place, fay)
    assert Ask.objects.count() == 0


def test_an_ask_is_about_a_message_that_everybody_may_read(place: Place) -> None:
    need = ask(place, place.emil).conversation.messages.get()
    assert asked(place, place.anna, about=need.url).about == need
    kiln = found_group(place.emil, GroupGiven(name="Kiln", purpose="Firing", visibility=Visibility.PRIVATE))
    secret = asked(place, place.emil, group=kiln).topic.conversation.messages.get()
    with pytest.raises(Refusal, match="No message that everybody may read"):
        asked(place, place.anna, about=secret.url)


def test_an_idea_that_waits_stands_once_it_is_let_through_although_the_ask_is_closed(
    place: Place,
) -> None:
    made = asked(place, place.anna)
    place.community.held_first = 1
    place.community.save()
    fay = enter(place.community, "Fay")
    held = submit_idea(fay, made, "Green", Words(source="Moss."))
    assert isinstance(held, HeldWriting)
    assert AskIdea.objects.count() == 0
    close_ask(place.anna, made)
    message = let_through(place.anna, held)
    assert [(one.title, one.message, one.author) for one in made.ideas.all()] == [("Green", message, part_of(fay))]


def test_an_ask_closes_by_itself_and_takes_nothing_from_its_deadline_on(place: Place) -> None:
    made = asked(place, place.dora, closes_at=clock.now() + timedelta(hours=1))
    idea(place.emil, made)
    Ask.objects.update(closes_at=clock.now() - timedelta(seconds=1))
    made = Ask.objects.select_related("topic__group", "topic__conversation").get()
    with pytest.raises(Conflict, match="This ask is closed"):
        submit_idea(place.emil, made, "Late", Words(source="Too late"))
    with pytest.raises(Conflict, match="This ask is closed"):
        vote_for_idea(place.dora, made.ideas.get(), wanted=True)
    assert (close_due(), close_due()) == (1, 0)
    made.refresh_from_db()
    assert made.closed_at == made.closes_at
    told = Notification.objects.filter(kind=NotificationKind.CLOSED)
    assert set(told.values_list("participant__name", flat=True)) == {"Dora", "Emil"}
    assert sentence_of(Bundle((told[0],)), place.world.bottega) == "“What shall we glaze?” is closed"
    with pytest.raises(Conflict):
        close_ask(place.dora, made)


def test_only_who_asked_and_the_moderators_close_an_ask(place: Place) -> None:
    made = asked(place, place.dora)
    with pytest.raises(NotAllowed):
        close_ask(place.emil, made)
    close_ask(moderator_of(place, place.square), made)
    assert Ask.objects.exclude(closed_at=None).count() == 1


def test_a_suspended_member_and_an_outsider_of_a_group_help_with_nothing(place: Place) -> None:
    made = asked(place, place.anna)
    kiln = found_group(place.dora, GroupGiven(name="Kiln", purpose="Firing", visibility=Visibility.PRIVATE))
    private = asked(place, place.dora, group=kiln)
    with pytest.raises(NotAllowed):
        submit_idea(place.emil, private, "Wood", Words(source="Beech"))
    suspend(place)
    for act in (
        lambda: submit_idea(place.emil, made, "Wood", Words(source="Beech")),
        lambda: asked(place, place.emil),
    ):
        with pytest.raises(NotAllowed):
            act()
    assert AskIdea.objects.count() == 0


def suspend(place: Place) -> None:
    emil = part_of(place.emil)
    Sanction.objects.create(participant=emil, kind=SanctionKind.SUSPEND, rule="rude", why="Be kind", at=clock.now())


def test_a_ranking_counts_the_public_and_shows_the_team_apart(place: Place) -> None:
    made = asked(place, place.anna, AskKind.RANKING)
    for who, order in ((place.dora, [2, 1, 3]), (place.emil, [2, 3, 1]), (place.anna, [1, 2, 3])):
        rank(who, made, order)
    result = result_of(made, place.dora.participant)
    rows = [(words, row.rank, row.points, row.places) for words, row in result.rows]
    assert rows == [("Green", 1, 4, (2, 0, 0)), ("Blue", 2, 1, (0, 1, 1)), ("White", 2, 1, (0, 1, 1))]
    assert (result.n, result.team, list(result.own), result.preferred) == (2, 1, [2, 1, 3], "")
    voted = Interaction.objects.filter(verb="vote")
    assert sorted(voted.values_list("actor__name", "direction")) == [
        ("Anna", "within"), ("Dora", "in"), ("Emil", "in")
    ]  # fmt: skip


def test_one_orders_once_and_each_thing_has_a_place(place: Place) -> None:
    made = asked(place, place.anna, AskKind.RANKING)
    for order in ([1, 2], [1, 1, 2], [1, 2, 9]):
        with pytest.raises(Refusal, match="a place of its own"):
            rank(place.dora, made, order)
    rank(place.dora, made, [3, 2, 1])
    with pytest.raises(Conflict, match="in order already"):
        rank(place.dora, made, [1, 2, 3])
    assert Ballot.objects.get().order == [3, 2, 1]


def test_a_poll_is_the_poll_of_a_topic_and_closes_with_its_ask(place: Place) -> None:
    made = asked(place, place.dora, AskKind.POLL)
    poll = Poll.objects.select_related("topic__group", "topic__conversation").get()
    blue = poll.options.get(words="Blue")
    vote(place.emil, poll, [blue.pk])
    vote(place.anna, poll, [blue.pk])
    shown = polls_of(made.topic, place.emil.participant)[0]
    assert (shown.n, shown.team, shown.choices[0].votes, shown.choices[0].team) == (1, 1, 1, 1)
    close_ask(place.dora, made)
    poll.refresh_from_db()
    with pytest.raises(Conflict):
        vote(place.dora, poll, [blue.pk])


def test_an_order_after_the_deadline_is_refused_and_a_poll_closes_with_the_outcome(place: Place) -> None:
    order, choice = (asked(place, place.anna, kind, title=kind) for kind in (AskKind.RANKING, AskKind.POLL))
    close_ask(place.anna, order)
    with pytest.raises(Conflict, match="This ask is closed"):
        rank(place.dora, order, [1, 2, 3])
    publish_outcome(place.anna, choice, Words(source="Tuesday."))
    poll = Poll.objects.select_related("topic__group", "topic__conversation").get()
    with pytest.raises(Conflict, match="This poll is closed"):
        vote(place.emil, poll, [poll.options.all()[0].pk])


def test_the_list_of_asks_takes_as_many_queries_for_thirty_as_for_one(
    place: Place, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    asked(place, place.anna)
    with django_assert_num_queries(2):
        assert len(hydrated(asks_read(place.guest()).order_by("-pk"), 30)) == 1
    for number in range(29):
        asked(place, place.anna, title=f"Ask {number}")
    with django_assert_num_queries(2):
        assert [one.topic.group.name for one in hydrated(asks_read(place.guest()).order_by("-pk"), 30)] == [
            place.square.name
        ] * 30


def test_the_ask_of_a_private_group_is_there_for_its_members_and_the_hosts_alone(place: Place) -> None:
    kiln = found_group(place.dora, GroupGiven(name="Kiln", purpose="Firing", visibility=Visibility.PRIVATE))
    asked(place, place.dora, group=kiln)
    seen = [asks_read(who).count() for who in (place.guest(), place.emil, place.dora, place.anna)]
    assert seen == [0, 0, 1, 1]
    assert Message.objects.get().conversation.confined
    assert join_group(place.emil, kiln) is not None
    assert asks_read(place.emil).count() == 0
