"""Polls as somebody sees them: how many chose what, and what they chose themselves."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q

from antiphon.community.models import Participant, Poll, PollOption, PollVote, Topic
from antiphon.community.queries.counting import poll_votes_set_aside
from antiphon.lib import clock
from antiphon.people.models import Side

#: Votes of the team are counted apart: staff never acts as the public.
_OF_TEAM = Q(votes__participant__identity__side=Side.US)


@dataclass(frozen=True, slots=True)
class Choice:
    """An answer: how many of the public chose it, their share in percent, whether who looks did; `team` apart."""

    option: PollOption
    votes: int
    percent: int
    chosen: bool
    team: int = 0


@dataclass(frozen=True, slots=True)
class Polled:
    """A poll as somebody sees it: `n` of the public voted, `team` of the team.

    Whoever may still vote has not seen the result yet.
    """

    poll: Poll
    choices: Sequence[Choice]
    n: int
    has_voted: bool
    is_open: bool
    team: int = 0


def polls_of(topic: Topic, participant: Participant | None) -> list[Polled]:
    """Return the polls of a topic, the first first: six queries, however many. What is set aside is not counted."""
    aside = list(poll_votes_set_aside().filter(poll__topic=topic).values_list("pk", flat=True))
    public = Count("votes", filter=~_OF_TEAM & ~Q(votes__in=aside))
    team = Count("votes", filter=_OF_TEAM)
    polls = list(topic.polls.select_related("opened_by").annotate(n=public, team=team).order_by("pk"))
    if not polls:
        return []
    options = PollOption.objects.filter(poll__in=polls).annotate(n=public, team=team).order_by("poll", "position")
    own = PollVote.objects.filter(poll__in=polls, participant=participant) if participant else PollVote.objects.none()
    voted = set(own.values_list("poll", flat=True))
    chosen = set(own.values_list("options", flat=True))
    counted: dict[int, list[Choice]] = {}
    totals = {one.pk: one.n for one in polls}
    for one in options:
        percent = round(100 * one.n / totals[one.poll_id]) if totals[one.poll_id] else 0
        counted.setdefault(one.poll_id, []).append(Choice(one, one.n, percent, one.pk in chosen, one.team))
    now = clock.now()
    return [
        Polled(one, counted.get(one.pk, []), one.n, one.pk in voted, _is_open(topic, one, now), one.team)
        for one in polls
    ]


def _is_open(topic: Topic, poll: Poll, now: datetime) -> bool:
    return topic.closed_at is None and (poll.closes_at is None or poll.closes_at > now)
