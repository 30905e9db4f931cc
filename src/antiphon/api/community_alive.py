"""Keeping a community alive: what waits for a first answer, newcomers, how groups sound, who carries."""

from datetime import datetime

from ninja import Router

from antiphon.api.access import Asked
from antiphon.api.answers import Json
from antiphon.api.community import viewer_in
from antiphon.community.models import Topic
from antiphon.community.permissions import Viewer
from antiphon.community.queries import alive
from antiphon.community.queries.cases import require_keeping
from antiphon.lib import clock

router = Router(tags=["community"])

_MOST = 100


class WaitingJson(Json, frozen=True, kw_only=True):
    """A topic that nobody else has answered; `first_words`: its author had written nothing before."""

    topic: int
    group: str
    title: str
    by: str | None
    opened_at: datetime
    first_words: bool


class NewcomerJson(Json, frozen=True, kw_only=True):
    """Who joined within 30 days; `first_at` is when they first wrote, null if they have not."""

    handle: str
    name: str
    joined_at: datetime
    messages: int
    first_at: datetime | None
    answered: bool


class GroupSoundJson(Json, frozen=True, kw_only=True):
    """How a group sounds: `gap` and `rhythm` in days, `rhythms` the one over the other, null where not known.

    `sound` is too few, as usual, growing silent or silent; `intervals` is how many the rhythm was taken from.
    """

    group: str
    sound: str
    gap: int | None
    rhythm: float | None
    rhythms: float | None
    intervals: int
    messages: int
    messages_before: int


class VoiceJson(Json, frozen=True, kw_only=True):
    """How much somebody said in 28 days; `handle` is null where nobody is known behind it."""

    handle: str | None
    messages: int
    words: int
    team: bool


class CarriedJson(Json, frozen=True, kw_only=True):
    """Who carries; `half` is how few wrote half of the messages; shares and `gini` in [0, 1]; null below 5 messages.

    `top_people` is a tenth of the people, one at least. The first hundred voices are listed.
    """

    messages: int
    people: int
    wrote: int
    half: int | None
    top_people: int
    top_share: float | None
    top_words: float | None
    gini: float | None
    team_messages: int
    voices: list[VoiceJson]


class FirstAnswersJson(Json, frozen=True, kw_only=True):
    """How long topics of the last 28 days waited, in seconds; `median` is null while less than half are answered."""

    topics: int
    answered: int
    median: float | None
    longest: float | None


class AliveJson(Json, frozen=True, kw_only=True):
    """What keeps a community alive, in the groups that one looks after; at most a hundred of each."""

    waiting: list[WaitingJson]
    waiting_in_all: int
    first_answers: FirstAnswersJson
    newcomers: list[NewcomerJson]
    newcomers_in_all: int
    groups: list[GroupSoundJson]
    carried: CarriedJson


@router.get("/communities/{brand}/alive")
def show_life(request: Asked, brand: str) -> AliveJson:
    """Show what waits, who came, how the groups sound and who carries; a moderator sees their groups."""
    viewer = viewer_in(request, brand)
    require_keeping(viewer)
    now = clock.now()
    recent, came = alive.opened_lately(alive.waiting_topics(viewer), now), alive.newcomers(viewer, now)
    first = alive.first_answers(viewer, now)
    return AliveJson(
        waiting=[_waiting(one) for one in recent[:_MOST]],
        waiting_in_all=recent.count(),
        first_answers=FirstAnswersJson(
            topics=first.n, answered=first.answered, median=first.value, longest=first.longest
        ),
        newcomers=[_newcomer(one) for one in came[:_MOST]],
        newcomers_in_all=len(came),
        groups=[_sound(one) for one in alive.sounds(viewer, now)],
        carried=_carried(viewer, now),
    )


def _waiting(topic: Topic) -> WaitingJson:
    return WaitingJson(
        topic=topic.pk,
        group=topic.group.slug,
        title=topic.title,
        by=topic.opened_by.handle if topic.opened_by else None,
        opened_at=topic.opened_at,
        first_words=bool(getattr(topic, "is_first", False)),
    )


def _newcomer(one: alive.Newcomer) -> NewcomerJson:
    joined = one.participant.admitted_at or one.participant.asked_at
    return NewcomerJson(
        handle=one.participant.handle,
        name=one.participant.name,
        joined_at=joined,
        messages=one.wrote,
        first_at=one.first.sent_at if one.first else None,
        answered=one.answered,
    )


def _sound(one: alive.GroupSound) -> GroupSoundJson:
    return GroupSoundJson(
        group=one.group.slug,
        sound=one.silence.sound,
        gap=one.silence.gap,
        rhythm=one.silence.rhythm,
        rhythms=one.silence.times,
        intervals=one.silence.n,
        messages=one.lately,
        messages_before=one.before,
    )


def _carried(viewer: Viewer, now: datetime) -> CarriedJson:
    found = alive.carried(viewer, now)
    return CarriedJson(
        messages=found.of.n,
        people=found.of.people,
        wrote=found.of.wrote,
        half=found.of.half,
        top_people=found.of.top_people,
        top_share=found.of.top,
        top_words=found.top_words,
        gini=found.of.gini,
        team_messages=found.ours,
        voices=[_voice(one) for one in found.voices[:_MOST]],
    )


def _voice(one: alive.Voice) -> VoiceJson:
    handle = one.participant.handle if one.participant else None
    return VoiceJson(handle=handle, messages=one.messages, words=one.words, team=one.ours)
