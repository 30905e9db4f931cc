"""The rules of conversations: pure functions of messages and moments, no clock, no database.

The definitions are numbered as in the help: 3.4 calls to answer and waiting.
"""

from antiphon.lib.trees import Placed, preorder

from .business_time import OpeningHours, business_seconds, wall_seconds, weekdays
from .calls import Call, Others, Side, Utterance, WaitingOn, calls, open_since, others, waiting_on
from .kinds import CallKind, call_kind
from .looking import AFTER_FAILURE, SCHEDULE, wait_for_look
from .needs import (
    ADDRESSED,
    AROUND_THANKS,
    NEED_PHRASES,
    THANKS,
    came_late,
    has_need_phrase,
    is_lone_thanks,
    is_only_symbols,
    needs_answer,
)
from .office import Office
from .waits import MedianWait, Step, Wait, answered_within, median_wait, survival, target_met, waits

__all__ = [
    "ADDRESSED",
    "AFTER_FAILURE",
    "AROUND_THANKS",
    "NEED_PHRASES",
    "SCHEDULE",
    "THANKS",
    "Call",
    "CallKind",
    "MedianWait",
    "Office",
    "OpeningHours",
    "Others",
    "Placed",
    "Side",
    "Step",
    "Utterance",
    "Wait",
    "WaitingOn",
    "answered_within",
    "business_seconds",
    "call_kind",
    "calls",
    "came_late",
    "has_need_phrase",
    "is_lone_thanks",
    "is_only_symbols",
    "median_wait",
    "needs_answer",
    "open_since",
    "others",
    "preorder",
    "survival",
    "target_met",
    "wait_for_look",
    "waiting_on",
    "waits",
    "wall_seconds",
    "weekdays",
]
