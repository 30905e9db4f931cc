"""A small client of address book servers (CardDAV, RFC 6352): finding books, reading what changed, writing a card.

What it knows of the protocol is what two-way keeping needs: `.well-known/carddav` and PROPFIND (RFC 6764),
`sync-collection` (RFC 6578) with the ctag as the way of older servers, and PUT under a condition, so that nothing is
written over what somebody else wrote meanwhile.
"""

from .answers import Found, found_in, plain_path
from .finding import Book, books_at
from .server import Card, CardChanged, Listed, Server, ServerTrouble, Trouble

__all__ = [
    "Book",
    "Card",
    "CardChanged",
    "Found",
    "Listed",
    "Server",
    "ServerTrouble",
    "Trouble",
    "books_at",
    "found_in",
    "plain_path",
]
