"""What is read of conversations, one file a subject."""

from antiphon.conversations.queries.inbox import inbox
from antiphon.conversations.queries.reading import Branch, parts_below, root_of, tree

__all__ = ["Branch", "inbox", "parts_below", "root_of", "tree"]
