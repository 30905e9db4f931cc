"""The rules of relationships: pure functions of contacts and of a day, no clock, no database.

The definitions are numbered as in the help: 3.1 strength, 3.2 reciprocity, 3.10 urgency.
"""

from .circles import CADENCE, SIZES, Circle, Load, circles, load
from .effort import EFFORT, Direction, Touch, UnknownKind, effort_of, heaviest_of_each_day
from .reciprocity import initiative_balance, network_reciprocity, reciprocity
from .rhythm import Rhythm, contact_days, gap, mutual_contact_days, rhythm
from .strength import Addend, Strength, StrengthParams, strength
from .urgency import Standing, Urgency, UrgencyParams, daily_list, stake, urgency

__all__ = [
    "CADENCE",
    "EFFORT",
    "SIZES",
    "Addend",
    "Circle",
    "Direction",
    "Load",
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
    "daily_list",
    "effort_of",
    "gap",
    "heaviest_of_each_day",
    "initiative_balance",
    "load",
    "mutual_contact_days",
    "network_reciprocity",
    "reciprocity",
    "rhythm",
    "stake",
    "strength",
    "urgency",
]
