"""What somebody types into the composer: read without losing any of it, and offered again as it was."""

from antiphon.web.composing.offering import offered, taken_up
from antiphon.web.composing.reading import changed, fields_of, read
from antiphon.web.composing.typed import CardTyped, PartTyped, Piece, PollTyped, Typed

__all__ = [
    "CardTyped",
    "PartTyped",
    "Piece",
    "PollTyped",
    "Typed",
    "changed",
    "fields_of",
    "offered",
    "read",
    "taken_up",
]
