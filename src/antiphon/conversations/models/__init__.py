"""The nouns of conversations."""

from antiphon.conversations.models.answering import AnswerTarget, CallKinds, Holiday, OfficeWeek
from antiphon.conversations.models.overdue import OverdueNotice
from antiphon.conversations.models.talking import CallToAnswer, Conversation, Conversations, Message, Waiting

__all__ = [
    "AnswerTarget",
    "CallKinds",
    "CallToAnswer",
    "Conversation",
    "Conversations",
    "Holiday",
    "Message",
    "OfficeWeek",
    "OverdueNotice",
    "Waiting",
]
