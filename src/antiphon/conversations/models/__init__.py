"""The nouns of conversations."""

from antiphon.conversations.models.talking import CallToAnswer, Conversation, Conversations, Message, Waiting

__all__ = ["CallToAnswer", "Conversation", "Conversations", "Message", "Waiting"]
