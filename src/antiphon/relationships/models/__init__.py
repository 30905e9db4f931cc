"""Relationship and what belongs to it: one subject, one file."""

from .capacity import Capacity
from .following_up import Encounter, FollowUp
from .keeping import HandOver, Relationship
from .opportunities import Opportunities, Opportunity, OpportunityKind, StageChange, Stages
from .remembering import PersonDate, PersonNote, Promise
from .standing import Reckoning, Standing
from .time_spent import TimeSpent

__all__ = [
    "Capacity",
    "Encounter",
    "FollowUp",
    "HandOver",
    "Opportunities",
    "Opportunity",
    "OpportunityKind",
    "PersonDate",
    "PersonNote",
    "Promise",
    "Reckoning",
    "Relationship",
    "StageChange",
    "Stages",
    "Standing",
    "TimeSpent",
]
