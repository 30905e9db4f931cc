"""Polls inside a topic: one vote a participant, until they close."""

from datetime import timedelta

import pytest

from antiphon.community.actions.polling import PollGiven, close_poll, open_poll, vote
from antiphon.community.actions.tending import close_topic
from antiphon.community.models import Poll, PollVote
from antiphon.community.queries.polls import polls_of
from antiphon.ledger.models import Interaction
from antiphon.lib import clock
from antiphon.lib.errors import Conflict, NotAllowed, Refusal
from tests.community.place import Place, ask, part_of, spark

_GIVEN = PollGiven(question="Which cone?", options=["Six", " ", "Ten"])


def keys(poll: Poll) -> list[int]:
    """Return the keys of the answers of a poll, in order."""
    return [one.pk for one in poll.options.all()]


def test_each_votes_once_and_the_ledger_has_a_line_of_it(place: Place) -> None:
    topic = ask(place, place.dora)
    poll = open_poll(place.dora, topic, _GIVEN)
    six, ten = keys(poll)
    vote(place.emil, poll, [ten])
    with pytest.raises(Conflict, match="voted already"):
        vote(place.emil, poll, [six])
    vote(place.dora, poll, [ten])
    (shown,) = polls_of(topic, part_of(place.emil))
    assert (shown.n, [(one.option.words, one.votes) for one in shown.choices]) == (2, [("Six", 0), ("Ten", 2)])
    assert ([one.chosen for one in shown.choices], shown.has_voted, shown.is_open) == ([False, True], True, True)
    line = Interaction.objects.get(actor=part_of(place.emil).identity, verb="vote")
    assert (line.subject, line.direction, line.words) == (spark(topic).uri, "between", 0)


@pytest.mark.parametrize("given", [
    PollGiven(question=" ", options=["a", "b"]),
    PollGiven(question="q" * 301, options=["a", "b"]),
    PollGiven(question="Why?", options=["a"]),
    PollGiven(question="Why?", options=["a", "A "]),
    PollGiven(question="Why?", options=[str(n) for n in range(13)]),
    PollGiven(question="Why?", options=["a", "b" * 201]),
])  # fmt: skip
def test_a_poll_that_cannot_be_answered_is_refused(place: Place, given: PollGiven) -> None:
    with pytest.raises(Refusal):
        open_poll(place.dora, ask(place, place.dora), given)
    assert Poll.objects.count() == 0


def test_only_who_opened_the_topic_and_moderators_ask(place: Place) -> None:
    topic = ask(place, place.dora)
    with pytest.raises(NotAllowed):
        open_poll(place.emil, topic, _GIVEN)
    poll = open_poll(place.anna, topic, _GIVEN)
    with pytest.raises(NotAllowed):
        close_poll(place.dora, poll)


def test_one_answer_or_several_and_none_of_another_poll(place: Place) -> None:
    topic = ask(place, place.dora)
    single = open_poll(place.dora, topic, _GIVEN)
    several = open_poll(place.dora, topic, PollGiven(question="Which?", options=["a", "b"], multiple=True))
    for chosen in ([], keys(single), [keys(several)[0]]):
        with pytest.raises(Refusal):
            vote(place.emil, single, chosen)
    vote(place.emil, several, keys(several))
    assert [shown.n for shown in polls_of(topic, part_of(place.emil))] == [0, 1]


def test_nobody_votes_once_it_is_closed(place: Place) -> None:
    topic = ask(place, place.dora)
    with pytest.raises(Refusal, match="over"):
        open_poll(place.dora, topic, PollGiven(question="Q", options=["a", "b"], closes_at=clock.now()))
    later = clock.now() + timedelta(hours=1)
    poll = open_poll(place.dora, topic, PollGiven(question="Q", options=["a", "b"], closes_at=later))
    close_poll(place.dora, poll)
    with pytest.raises(Conflict, match="closed"):
        vote(place.emil, poll, keys(poll)[:1])
    other = open_poll(place.dora, topic, _GIVEN)
    close_topic(place.anna, topic, closed=True)
    other.refresh_from_db()
    with pytest.raises(Conflict, match="closed"):
        vote(place.emil, other, keys(other)[:1])
    assert PollVote.objects.count() == 0
