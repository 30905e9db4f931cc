"""Reads about people with more than one caller."""

from .deciding import Decision, Pair, decisions, pairs_to_decide, waiting_pairs
from .finding import people_called
from .matching import Found, alike

__all__ = ["Decision", "Found", "Pair", "alike", "decisions", "pairs_to_decide", "people_called", "waiting_pairs"]
