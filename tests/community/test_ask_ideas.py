"""Ideas of an ask: voted once each, merged and taken apart, decided; what came of it is told and credited."""

import io
import json
import zipfile

import pytest
from pytest_django import DjangoAssertNumQueries

from antiphon.community.actions.erasing import erase
from antiphon.community.actions.ideas import decide_idea, merge_idea, take_apart, vote_for_idea
from antiphon.community.actions.joining import Said, join
from antiphon.community.actions.notices import attend_group, attend_topic
from antiphon.community.actions.opening import open_community
from antiphon.community.actions.outcomes import Decided, be_named, publish_outcome
from antiphon.community.actions.reshaping import merge, split
from antiphon.community.actions.submitting import submit_idea
from antiphon.community.actions.writing import Words, reply, take_away
from antiphon.community.models import (
    Ask,
    AskIdea,
    AskIdeaState,
    AskKind,
    Credit,
    GroupLevel,
    IdeaVote,
    Joining,
    MessageWords,
    Notification,
    Outcome,
    Participant,
    SeenBy,
    TopicLevel,
    Writing,
)
from antiphon.community.notification_words import sentence_of
from antiphon.community.permissions import Viewer
from antiphon.community.queries.archiving import write_archive
from antiphon.community.queries.asks import outcomes_read, suggested, thanked
from antiphon.community.queries.ideas import idea_row, ideas_of
from antiphon.community.queries.notices import Bundle
from antiphon.community.queries.participants import viewer_of
from antiphon.ledger.models import Interaction
from antiphon.lib.errors import Conflict, NotAllowed, Refusal
from antiphon.organizations.models import User
from tests.community.asked import asked, idea
from tests.community.place import Place, ask, enter, moderator_of, part_of

pytestmark = pytest.mark.django_db


def shown(made: Ask, order: str = "votes") -> list[tuple[str, int, int]]:
    """Return the ideas of an ask with the votes of the public and of the team."""
    return [(row.idea.title, row.votes, row.team) for row in ideas_of(made, None, order)]


def test_an_idea_is_an_answer_with_a_title_and_what_is_said_about_it_stands_below(place: Place) -> None:
    made = asked(place, place.anna)
    blue = idea(place.dora, made, "كؤوس زرقاء 🏺", "Like the sea.")
    reply(place.emil, made.topic, blue.message, Words(source="And deeper."))
    row = idea_row(blue, place.dora.participant)
    assert (row.idea.title, row.answers, row.votes, row.voted) == ("كؤوس زرقاء 🏺", 1, 0, False)
    assert blue.message.parent_uri == made.topic.conversation.root_uri


def test_one_votes_once_and_takes_it_back_and_the_team_is_counted_apart(place: Place) -> None:
    made = asked(place, place.anna)
    blue = idea(place.dora, made)
    for who in (place.dora, place.emil, place.anna):
        vote_for_idea(who, blue, wanted=True)
    with pytest.raises(Conflict, match="voted for this already"):
        vote_for_idea(place.emil, blue, wanted=True)
    assert shown(made) == [("Blue bowls", 2, 1)]
    vote_for_idea(place.emil, blue, wanted=False)
    with pytest.raises(Conflict, match="not voted"):
        vote_for_idea(place.emil, blue, wanted=False)
    assert shown(made) == [("Blue bowls", 1, 1)]
    lines = Interaction.objects.filter(verb="vote", subject=blue.message.uri).values_list("actor__name", flat=True)
    assert sorted(lines) == ["Anna", "Dora", "Emil"]


def test_votes_are_limited_where_the_ask_says_so(place: Place) -> None:
    made = asked(place, place.anna, votes_each=1)
    blue, green = idea(place.dora, made), idea(place.dora, made, "Green cups")
    vote_for_idea(place.emil, blue, wanted=True)
    with pytest.raises(Refusal, match="all your votes"):
        vote_for_idea(place.emil, green, wanted=True)
    vote_for_idea(place.emil, blue, wanted=False)
    vote_for_idea(place.emil, green, wanted=True)
    assert shown(made) == [("Green cups", 1, 0), ("Blue bowls", 0, 0)]


def test_merged_ideas_have_their_votes_together_each_person_once_and_can_be_taken_apart(place: Place) -> None:
    made = asked(place, place.anna)
    fay = enter(place.community, "Fay")
    blue, sea = idea(place.dora, made), idea(place.emil, made, "Sea blue")
    for who, what in ((place.dora, blue), (place.emil, blue), (place.emil, sea), (fay, sea)):
        vote_for_idea(who, what, wanted=True)
    decide_idea(place.anna, sea, AskIdeaState.PLANNED, "In May")
    merge_idea(place.anna, sea, blue, "The same")
    assert shown(made) == [("Blue bowls", 3, 0)]
    assert [one.title for one in idea_row(blue, None).took_in] == ["Sea blue"]
    with pytest.raises(Conflict, match="merged into another one"):
        vote_for_idea(place.anna, sea, wanted=True)
    with pytest.raises(Conflict, match="voted for this already"):
        vote_for_idea(fay, blue, wanted=True)
    take_apart(place.anna, sea)
    assert shown(made) == [("Sea blue", 2, 0), ("Blue bowls", 2, 0)]
    sea.refresh_from_db()
    assert (sea.state, [one.state for one in sea.decisions.order_by("pk")]) == (
        "planned",
        ["planned", "merged", "planned"],
    )
    merge_idea(place.anna, sea, blue)
    vote_for_idea(fay, blue, wanted=False)
    assert IdeaVote.objects.filter(participant=fay.participant).count() == 0


def test_an_idea_is_merged_into_none_but_another_one_of_its_ask(place: Place) -> None:
    made = asked(place, place.anna)
    blue, green, red = (idea(place.dora, made, title) for title in ("Blue", "Green", "Red"))
    other = idea(place.dora, asked(place, place.anna, title="Something else"))
    with pytest.raises(Refusal, match="into itself"):
        merge_idea(place.anna, blue, blue)
    with pytest.raises(Refusal, match="another ask"):
        merge_idea(place.anna, blue, other)
    merge_idea(place.anna, blue, green)
    for one, into in ((red, blue), (green, blue), (blue, red)):
        with pytest.raises(Conflict, match="merged already"):
            merge_idea(place.anna, one, into)
    merge_idea(place.anna, green, red)
    assert [one.title for one in idea_row(red, None).took_in] == ["Blue", "Green"]


def test_who_asked_and_the_moderators_decide_and_the_author_is_told(place: Place) -> None:
    made = asked(place, place.dora)
    blue = idea(place.emil, made)
    with pytest.raises(NotAllowed):
        decide_idea(place.emil, blue, AskIdeaState.DONE)
    with pytest.raises(Refusal, match="Say why"):
        decide_idea(place.dora, blue, AskIdeaState.DECLINED, " ")
    with pytest.raises(Refusal, match="what becomes of it"):
        decide_idea(place.dora, blue, AskIdeaState.MERGED)
    decide_idea(place.dora, blue, AskIdeaState.PLANNED, "In May")
    with pytest.raises(Conflict, match="stands so already"):
        decide_idea(place.dora, blue, AskIdeaState.PLANNED, "In May")
    decide_idea(moderator_of(place, place.square), blue, AskIdeaState.DECLINED, "No kiln")
    with pytest.raises(Conflict, match="no votes any more"):
        vote_for_idea(place.anna, blue, wanted=True)
    history = [(one.state, one.why, str(one.by)) for one in blue.decisions.order_by("pk")]
    assert history == [("planned", "In May", "Dora"), ("declined", "No kiln", "Mo")]
    told = Notification.objects.filter(kind="idea").order_by("pk").values_list("participant__name", "detail")
    assert list(told) == [("Emil", "planned In May"), ("Emil", "declined No kiln")]
    lines = Interaction.objects.filter(verb="decide").order_by("pk").values_list("actor__name", "target__name")
    assert list(lines) == [("Dora", "Emil"), ("Mo", "Emil")]


def test_nobody_helps_with_what_another_brand_asks(place: Place) -> None:
    made = asked(place, place.anna)
    blue = idea(place.dora, made)
    elsewhere = elsewhere_viewer(place)
    for act in (
        lambda: submit_idea(elsewhere, made, "Mine", Words(source="Mine")),
        lambda: vote_for_idea(elsewhere, blue, wanted=True),
        lambda: decide_idea(elsewhere, blue, AskIdeaState.DONE),
        lambda: publish_outcome(elsewhere, made, Words(source="Done")),
    ):
        with pytest.raises(NotAllowed):
            act()
    assert (AskIdea.objects.count(), IdeaVote.objects.count(), Outcome.objects.count()) == (1, 0, 0)


def test_what_was_taken_away_is_no_idea_any_more(place: Place) -> None:
    made = asked(place, place.anna)
    blue = idea(place.dora, made)
    take_away(place.anna, Writing.objects.get(message=blue.message), place.square, "Off topic")
    assert shown(made) == []
    with pytest.raises(Conflict):
        vote_for_idea(place.emil, blue, wanted=True)


def test_ideas_stand_in_the_order_that_is_asked_for(place: Place) -> None:
    made = asked(place, place.anna)
    blue, green, red = (idea(place.dora, made, title) for title in ("Blue", "Green", "Red"))
    vote_for_idea(place.emil, blue, wanted=True)
    decide_idea(place.anna, blue, AskIdeaState.DONE)
    titles = {order: [title for title, _votes, _team in shown(made, order)] for order in ("votes", "new", "state")}
    assert titles == {
        "votes": ["Blue", "Red", "Green"], "new": ["Red", "Green", "Blue"], "state": ["Red", "Green", "Blue"]
    }  # fmt: skip
    assert (green.state, red.state) == ("open", "open")


def test_who_voted_is_named_only_where_votes_are_open(place: Place) -> None:
    secret, told = asked(place, place.anna), asked(place, place.anna, title="Openly", named_votes=True)
    for made in (secret, told):
        vote_for_idea(place.emil, idea(place.dora, made), wanted=True)
    assert [list(ideas_of(made, None)[0].voters) for made in (secret, told)] == [[], ["Emil"]]


def test_thirty_ideas_take_as_many_queries_as_one(
    place: Place, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    made = asked(place, place.anna)
    vote_for_idea(place.emil, idea(place.dora, made), wanted=True)
    with django_assert_num_queries(6):
        assert len(ideas_of(made, place.emil.participant)) == 1
    for number in range(29):
        one = idea(place.anna, made, f"Idea {number}")
        vote_for_idea(place.emil, one, wanted=True)
    with django_assert_num_queries(6):
        assert len(ideas_of(made, place.emil.participant)) == 30


def test_the_outcome_is_told_and_thanks_by_name_those_who_helped_unless_they_say_no(place: Place) -> None:
    made = asked(place, place.anna)
    fay = enter(place.community, "Fay")
    blue, sea = idea(place.dora, made), idea(fay, made, "Sea blue")
    reply(place.emil, made.topic, blue.message, Words(source="Yes."))
    merge_idea(place.anna, sea, blue)
    decide_idea(place.anna, blue, AskIdeaState.DONE)
    assert suggested(made) == {part_of(place.dora).pk, part_of(fay).pk}
    words = Words(source="You said **blue**, we glazed forty bowls.")
    outcome = publish_outcome(place.anna, made, words, suggested(made))
    made.refresh_from_db()
    assert made.closed_at is not None
    assert outcome.message.text == "You said blue, we glazed forty bowls."
    told = Notification.objects.filter(kind__in=["outcome", "thanked", "followed"], message=outcome.message)
    assert sorted(told.values_list("participant__name", "kind")) == [
        ("Dora", "thanked"), ("Emil", "outcome"), ("Fay", "thanked")
    ]  # fmt: skip
    assert [one.name for one in thanked(place.emil, [outcome.pk])[outcome.pk].named] == ["Dora", "Fay"]
    be_named(fay, outcome, named=False)
    credit = thanked(place.emil, [outcome.pk])[outcome.pk]
    assert ([one.name for one in credit.named], credit.others) == (["Dora"], 0)
    with pytest.raises(Conflict, match="not thanked"):
        be_named(place.emil, outcome, named=False)


def test_who_listens_to_the_whole_group_is_told_of_the_outcome_and_who_mutes_the_topic_is_not(place: Place) -> None:
    made, fay = asked(place, place.anna), enter(place.community, "Fay")
    idea(place.dora, made)
    attend_group(fay, place.square, GroupLevel.ALL)
    attend_topic(place.dora, made.topic, TopicLevel.MUTE)
    outcome = publish_outcome(place.anna, made, Words(source="Done."))
    told = Notification.objects.filter(message=outcome.message).values_list("participant__name", "kind")
    assert list(told) == [("Fay", "outcome")]


def test_what_becomes_of_an_idea_is_told_in_a_sentence(place: Place) -> None:
    made = asked(place, place.anna)
    blue, green = idea(place.dora, made), idea(place.dora, made, "Green")
    for state, why in ((AskIdeaState.PLANNED, ""), (AskIdeaState.DONE, ""), (AskIdeaState.DECLINED, "No")):
        decide_idea(place.anna, blue, state, why)
    merge_idea(place.anna, blue, green)
    take_apart(place.anna, blue)
    rows = Notification.objects.filter(kind="idea").order_by("pk")
    told = [sentence_of(Bundle((row,)), place.world.bottega) for row in rows]
    assert [one.removeprefix("Your idea in “What shall we glaze?” ") for one in told] == [
        "is planned", "is done", "was declined: No", "was merged into another one", "was declined: No"
    ]  # fmt: skip


def test_search_finds_an_idea_by_its_line(place: Place) -> None:
    idea(place.dora, asked(place, place.anna), "Hedgehogs for everybody", "In clay.")
    assert [one.message.text for one in MessageWords.objects.filter(words__contains="hedgehogs")] == ["In clay."]


def test_whom_a_guest_may_not_see_is_thanked_without_a_name(place: Place) -> None:
    made = asked(place, place.anna)
    idea(place.dora, made)
    idea(place.emil, made, "Green")
    Participant.objects.filter(pk=part_of(place.emil).pk).update(seen_by=SeenBy.EVERYBODY)
    people = [part_of(place.dora).pk, part_of(place.emil).pk]
    outcome = publish_outcome(place.anna, made, Words(source="Done."), people)
    credit = thanked(place.guest(), [outcome.pk])[outcome.pk]
    assert ([one.name for one in credit.named], credit.others) == (["Emil"], 1)


def test_an_outcome_decides_on_the_ideas_and_is_whole_or_not_at_all(place: Place) -> None:
    made = asked(place, place.anna)
    blue, green = idea(place.dora, made), idea(place.emil, made, "Green")
    bad = {blue.pk: Decided(AskIdeaState.DONE), green.pk: Decided(AskIdeaState.DECLINED)}
    with pytest.raises(Refusal, match="Say why"):
        publish_outcome(place.anna, made, Words(source="Done."), [], bad)
    with pytest.raises(Refusal, match="who wrote here"):
        publish_outcome(place.anna, made, Words(source="Done."), [part_of(enter(place.community, "Fay")).pk])
    assert (Outcome.objects.count(), Credit.objects.count(), AskIdea.objects.filter(state="done").count()) == (
        0,
        0,
        0,
    )
    good = {blue.pk: Decided(AskIdeaState.DONE), green.pk: Decided(AskIdeaState.DECLINED, "No copper")}
    publish_outcome(place.anna, made, Words(source="Done."), [], good)
    with pytest.raises(Conflict, match="said already"):
        publish_outcome(place.anna, made, Words(source="Again."))
    assert sorted(made.ideas.values_list("title", "state")) == [("Blue bowls", "done"), ("Green", "declined")]


def test_an_ask_for_an_order_takes_no_ideas(place: Place) -> None:
    made = asked(place, place.anna, AskKind.RANKING)
    with pytest.raises(Refusal, match="Nobody asks for ideas"):
        submit_idea(place.dora, made, "Blue", Words(source="Sea"))


def test_outcomes_are_listed_for_whoever_reads_their_group(
    place: Place, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(3):
        made = asked(place, place.anna, title=f"Ask {number}")
        publish_outcome(place.anna, made, Words(source="Done."))
    with django_assert_num_queries(2):
        assert [one.ask.topic.title for one in outcomes_read(place.guest(), 20)] == ["Ask 2", "Ask 1", "Ask 0"]


def elsewhere_viewer(place: Place) -> Viewer:
    """Return a host of another brand's community."""
    carla = place.world.carla
    community = open_community(carla, Joining.OPEN)
    join(community, carla.user, Said(name="Carla"))
    return viewer_of(community, carla.user)


def test_an_ask_keeps_its_topic_and_its_ideas(place: Place) -> None:
    made, other = asked(place, place.anna), ask(place, place.dora)
    blue = idea(place.dora, made)
    with pytest.raises(Refusal, match="keeps its own topic"):
        merge(place.anna, made.topic, other)
    with pytest.raises(Refusal, match="stay with their ask"):
        split(place.anna, made.topic, blue.message, "Blue")
    assert made.topic.conversation.messages.count() == 2


def test_who_is_erased_is_thanked_no_more_and_their_votes_stay(place: Place) -> None:
    made = asked(place, place.anna)
    blue = idea(place.dora, made)
    green = idea(place.emil, made, "Green")
    vote_for_idea(place.dora, green, wanted=True)
    publish_outcome(place.anna, made, Words(source="Done."), [part_of(place.dora).pk])
    user = part_of(place.dora).user
    assert user
    user.set_password("a long word")
    user.save()
    with zipfile.ZipFile(archive_of(place, user)) as packed:
        told = json.loads(packed.read("asks.json"))
    assert [(one["gave"], one["what"]) for one in told] == [("idea", "Blue bowls"), ("vote", "Green")]
    erase(place.community, user, typed="a long word", keep_words=False)
    blue.refresh_from_db()
    assert (shown(made), blue.title, Credit.objects.count()) == ([("Green", 1, 0)], "Words that were taken away", 0)


def archive_of(place: Place, user: User) -> io.BytesIO:
    """Return what somebody takes along."""
    out = io.BytesIO()
    write_archive(place.world.bottega, user, out)
    return out
