"""The nouns of conversations."""

from antiphon.conversations.models.answering import AnswerTarget, CallKinds, Holiday, OfficeWeek
from antiphon.conversations.models.overdue import OverdueNotice
from antiphon.conversations.models.talking import (
    CallToAnswer,
    Conversation,
    Conversations,
    Kind,
    Message,
    Waiting,
)
from antiphon.conversations.models.triaging import Closing, Heard, Note, Presence, SavedReply, SavedView

__all__ = [
    "AnswerTarget",
    "CallKinds",
    "CallToAnswer",
    "Closing",
    "Conversation",
    "Conversations",
    "Heard",
    "Holiday",
    "Kind",
    "Message",
    "Note",
    "OfficeWeek",
    "OverdueNotice",
    "Presence",
    "SavedReply",
    "SavedView",
    "Waiting",
]
