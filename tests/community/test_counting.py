"""Votes and thanks that were set aside: counted nowhere in the community, and counted again once that is undone."""

from antiphon.community.actions.asking import rank
from antiphon.community.actions.ideas import vote_for_idea
from antiphon.community.actions.polling import PollGiven, open_poll, vote
from antiphon.community.actions.sessions import ask_question, count_votes_again
from antiphon.community.actions.sessions import vote as vote_for_question
from antiphon.community.actions.thanking import thank
from antiphon.community.models import AskKind
from antiphon.community.queries.asks import result_of
from antiphon.community.queries.ideas import ideas_of
from antiphon.community.queries.polls import polls_of
from antiphon.community.queries.thanks import Thanked, thanks_for
from antiphon.community.queries.trust import known_of
from antiphon.integrity.actions import set_aside_by_hand, take_back
from antiphon.integrity.models import Exclusion
from antiphon.ledger.models import Interaction
from antiphon.organizations.models import Member
from tests.community.asked import asked, idea
from tests.community.place import Place, ask, enter, part_of, spark
from tests.community.test_sessions import announce
from tests.world import World


def set_aside(by: Member, prefix: str) -> Exclusion:
    """Set the newest act of a kind aside."""
    line = Interaction.objects.filter(source__startswith=f"community:{prefix}:").latest("pk")
    return set_aside_by_hand(by, line, "It was paid for")


def test_a_vote_for_an_idea_neither_counts_nor_orders(place: Place, world: World) -> None:
    wanted = asked(place, place.anna)
    first, second = idea(place.dora, wanted, "Blue bowls"), idea(place.dora, wanted, "Red bowls")
    vote_for_idea(place.emil, first, wanted=True)
    aside = set_aside(world.anna, "idea-voted")
    emil = part_of(place.emil)
    assert [(one.idea.pk, one.votes, one.voted) for one in ideas_of(wanted, emil)] == [
        (second.pk, 0, False),
        (first.pk, 0, True),
    ]
    take_back(aside, "It was not", world.anna)
    assert [(one.idea.pk, one.votes) for one in ideas_of(wanted, emil)] == [(first.pk, 1), (second.pk, 0)]


def test_a_vote_in_a_poll_counts_neither_in_all_nor_for_its_answer(place: Place, world: World) -> None:
    topic = ask(place, place.dora)
    poll = open_poll(place.dora, topic, PollGiven(question="Which cone?", options=["Six", "Ten"]))
    six, ten = (one.pk for one in poll.options.all())
    vote(place.dora, poll, [six])
    vote(place.emil, poll, [ten])
    aside = set_aside(world.anna, "voted")
    (shown,) = polls_of(topic, part_of(place.emil))
    assert (shown.n, [one.votes for one in shown.choices], shown.has_voted) == (1, [1, 0], True)
    take_back(aside, "It was not", world.anna)
    (shown,) = polls_of(topic, part_of(place.emil))
    assert (shown.n, [one.votes for one in shown.choices]) == (2, [1, 1])


def test_an_order_that_was_set_aside_moves_no_place(place: Place, world: World) -> None:
    wanted = asked(place, place.anna, AskKind.RANKING)
    rank(place.emil, wanted, [2, 1, 3])
    set_aside(world.anna, "ranked")
    told = result_of(wanted, part_of(place.emil))
    assert (told.n, list(told.own)) == (0, [2, 1, 3])


def test_thanks_that_were_set_aside_are_not_shown_and_earn_no_trust(place: Place, world: World) -> None:
    topic = ask(place, place.dora)
    said, fay = spark(topic), enter(place.community, "Fay")
    thank(place.emil, topic, said)
    thank(fay, topic, said)
    set_aside(world.anna, "thank")
    dora = part_of(place.dora)
    assert thanks_for([said.pk], dora)[said.pk] == Thanked(1, mine=False)
    assert thanks_for([said.pk], part_of(fay))[said.pk] == Thanked(1, mine=True)
    assert known_of([dora])[dora.pk].thanked_by == 1


def test_a_vote_for_a_question_that_was_set_aside_counts_no_more_within_seconds(place: Place, world: World) -> None:
    question = ask_question(place.dora, announce(place), "Why?")
    vote_for_question(place.emil, question, wanted=True)
    vote_for_question(enter(place.community, "Fay"), question, wanted=True)
    aside = set_aside(world.anna, "question-voted")
    assert (count_votes_again(), count_votes_again()) == (1, 0)
    question.refresh_from_db()
    assert question.votes == 1
    take_back(aside, "It was not", world.anna)
    assert count_votes_again() == 1
    question.refresh_from_db()
    assert (question.votes, question.version) == (2, 6)
