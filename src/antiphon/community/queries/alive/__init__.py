"""What keeps a community alive, or lets it fall asleep: read in the groups that somebody looks after."""

from antiphon.community.queries.alive.carrying import Carried, Voice, carried
from antiphon.community.queries.alive.newcomers import (
    NEWCOMER,
    Answered,
    Newcomer,
    answered_of,
    never_answered,
    never_wrote,
    newcomers,
)
from antiphon.community.queries.alive.said import LATELY, said_lately
from antiphon.community.queries.alive.sounding import GroupSound, sounds
from antiphon.community.queries.alive.waiting import (
    WAITED_LONG,
    first_answers,
    opened_lately,
    opened_long_ago,
    waiting_topics,
)

__all__ = [
    "LATELY",
    "NEWCOMER",
    "WAITED_LONG",
    "Answered",
    "Carried",
    "GroupSound",
    "Newcomer",
    "Voice",
    "answered_of",
    "carried",
    "first_answers",
    "never_answered",
    "never_wrote",
    "newcomers",
    "opened_lately",
    "opened_long_ago",
    "said_lately",
    "sounds",
    "waiting_topics",
]
