"""Reads about relationships with more than one caller. The day they are about is an argument."""

from .circumstances import Circumstances, Owed, circumstances
from .history import Asked, Event, History, history
from .initiative import Initiative, initiatives
from .pages import Order, PeoplePage, PersonLine, Sought, people_page
from .parts import parts_of, people_of, relationship_with
from .remembered import Coming, Remembered, able_stewards, coming, notes_for_export, remembered, reminded_for
from .silence import Silence, last_words, out_of_touch
from .ties import MOVED_IN, Tie, ties
from .time_sums import Sum, TimeSums, every_week, forgotten_timers, running_timer, time_sums, unsure_times
from .today_list import TodayList, Turn, limits_of, notes_of, reasons, today_list
from .touches import strengths, touches_of

__all__ = [
    "MOVED_IN",
    "Asked",
    "Circumstances",
    "Coming",
    "Event",
    "History",
    "Initiative",
    "Order",
    "Owed",
    "PeoplePage",
    "PersonLine",
    "Remembered",
    "Silence",
    "Sought",
    "Sum",
    "Tie",
    "TimeSums",
    "TodayList",
    "Turn",
    "able_stewards",
    "circumstances",
    "coming",
    "every_week",
    "forgotten_timers",
    "history",
    "initiatives",
    "last_words",
    "limits_of",
    "notes_for_export",
    "notes_of",
    "out_of_touch",
    "parts_of",
    "people_of",
    "people_page",
    "reasons",
    "relationship_with",
    "remembered",
    "reminded_for",
    "running_timer",
    "strengths",
    "ties",
    "time_sums",
    "today_list",
    "touches_of",
    "unsure_times",
]
