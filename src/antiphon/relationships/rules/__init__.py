"""The rules of relationships: pure functions of contacts and of a day, no clock, no database.

The definitions are numbered as in the help: 3.1 strength, 3.2 reciprocity, 3.10 urgency.
"""

from .capacity import A_DAY, MINUTES_EACH, Limits, minutes_each, people_a_day
from .circles import CADENCE, SIZES, Circle, Load, circles, load
from .days import is_day_of_year, nearest, next_on
from .effort import BACK, EFFORT, Direction, Touch, UnknownKind, effort_of, heaviest_of_each_day
from .evidence import N_MIN, Moved, enough
from .reciprocity import initiative_balance, network_reciprocity, reciprocity
from .rhythm import Rhythm, contact_days, gap, mutual_contact_days, rhythm
from .strength import Addend, Strength, StrengthParams, strength
from .time_spent import LONGEST_TIMER, MOST_MINUTES, cost, is_forgotten, minutes_between, week_of
from .urgency import Standing, Urgency, UrgencyParams, daily_list, stake, urgency

__all__ = [
    "A_DAY",
    "BACK",
    "CADENCE",
    "EFFORT",
    "LONGEST_TIMER",
    "MINUTES_EACH",
    "MOST_MINUTES",
    "N_MIN",
    "SIZES",
    "Addend",
    "Circle",
    "Direction",
    "Limits",
    "Load",
    "Moved",
    "Rhythm",
    "Standing",
    "Strength",
    "StrengthParams",
    "Touch",
    "UnknownKind",
    "Urgency",
    "UrgencyParams",
    "circles",
    "contact_days",
    "cost",
    "daily_list",
    "effort_of",
    "enough",
    "gap",
    "heaviest_of_each_day",
    "initiative_balance",
    "is_day_of_year",
    "is_forgotten",
    "load",
    "minutes_between",
    "minutes_each",
    "mutual_contact_days",
    "nearest",
    "network_reciprocity",
    "next_on",
    "people_a_day",
    "reciprocity",
    "rhythm",
    "stake",
    "strength",
    "urgency",
    "week_of",
]
