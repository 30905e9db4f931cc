"""Local servers that speak the networks' client protocols, for the demo and for tests.

They stand on loopback, keep everything in memory (or in one folder), and know nothing of the product.
"""

from antiphon.practice.bluesky import PracticeBluesky
from antiphon.practice.clock import Clock
from antiphon.practice.exchange import Answer, RefusalError, Request
from antiphon.practice.faults import Faults
from antiphon.practice.journal import Journal, JournalEntry
from antiphon.practice.mastodon import PracticeMastodon

__all__ = [
    "Answer",
    "Clock",
    "Faults",
    "Journal",
    "JournalEntry",
    "PracticeBluesky",
    "PracticeMastodon",
    "RefusalError",
    "Request",
]
