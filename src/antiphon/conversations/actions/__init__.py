"""What is done to conversations: the only writers of this floor, one file a subject."""

from antiphon.conversations.actions.forgetting import forget_words
from antiphon.conversations.actions.looking import claim_refresh, finish_refresh
from antiphon.conversations.actions.receiving import (
    Spoken,
    keep_ours,
    met,
    note_act,
    note_taken_down,
    receive,
    reword,
)
from antiphon.conversations.actions.reshaping import part, put_below
from antiphon.conversations.actions.triaging import assign
from antiphon.conversations.actions.waiting import tell_who_waits

__all__ = [
    "Spoken",
    "assign",
    "claim_refresh",
    "finish_refresh",
    "forget_words",
    "keep_ours",
    "met",
    "note_act",
    "note_taken_down",
    "part",
    "put_below",
    "receive",
    "reword",
    "tell_who_waits",
]
