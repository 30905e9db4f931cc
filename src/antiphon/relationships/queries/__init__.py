"""Reads about relationships with more than one caller. The day they are about is an argument."""

from .history import Event, History, history
from .pages import PeoplePage, PersonLine, people_page
from .silence import Silence, out_of_touch
from .ties import Tie, ties
from .touches import strengths, touches_of

__all__ = [
    "Event",
    "History",
    "PeoplePage",
    "PersonLine",
    "Silence",
    "Tie",
    "history",
    "out_of_touch",
    "people_page",
    "strengths",
    "ties",
    "touches_of",
]
