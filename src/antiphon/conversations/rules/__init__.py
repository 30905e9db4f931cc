"""The rules of conversations: pure functions of messages and moments, no clock, no database.

The definitions are numbered as in the help: 3.4 calls to answer and waiting.
"""

from antiphon.lib.trees import Placed, preorder

from .business_time import check_week, wall_seconds
from .calls import Call, Others, Side, Utterance, WaitingOn, calls, open_since, others, waiting_on
from .filters import KINDS, Filters, Shelf, read_filters, words_in, written_filters
from .kinds import CallKind, call_kind
from .looking import AFTER_FAILURE, SCHEDULE, wait_for_look
from .naming import Named, named_in
from .needs import (
    ADDRESSED,
    AROUND_THANKS,
    NEED_PHRASES,
    THANKS,
    came_late,
    has_need_phrase,
    has_question,
    is_lone_thanks,
    is_only_symbols,
    needs_answer,
)
from .office import Office
from .saved_replies import VARIABLES, filled, put_after, unknown_variables
from .snoozing import LONGEST, Until, moment_until
from .waits import MedianWait, Step, Wait, answered_within, median_wait, survival, target_met, waits

__all__ = [
    "ADDRESSED",
    "AFTER_FAILURE",
    "AROUND_THANKS",
    "KINDS",
    "LONGEST",
    "NEED_PHRASES",
    "SCHEDULE",
    "THANKS",
    "VARIABLES",
    "Call",
    "CallKind",
    "Filters",
    "MedianWait",
    "Named",
    "Office",
    "Others",
    "Placed",
    "Shelf",
    "Side",
    "Step",
    "Until",
    "Utterance",
    "Wait",
    "WaitingOn",
    "answered_within",
    "call_kind",
    "calls",
    "came_late",
    "check_week",
    "filled",
    "has_need_phrase",
    "has_question",
    "is_lone_thanks",
    "is_only_symbols",
    "median_wait",
    "moment_until",
    "named_in",
    "needs_answer",
    "open_since",
    "others",
    "preorder",
    "put_after",
    "read_filters",
    "survival",
    "target_met",
    "unknown_variables",
    "wait_for_look",
    "waiting_on",
    "waits",
    "wall_seconds",
    "words_in",
    "written_filters",
]
