"""Sites and what happens on them; goals; to whom a visit belongs, where they agreed; how far files are read."""

from .goals import Goal, GoalReached
from .keeping import GoalDay, VisitDay, VisitsKept
from .naming import NamedVisitor, VisitIdentity
from .reading import HitFile, ReadLog
from .sites import DailySalt, TrackedSite
from .visits import LeftOut, PageView, Visit

__all__ = [
    "DailySalt",
    "Goal",
    "GoalDay",
    "GoalReached",
    "HitFile",
    "LeftOut",
    "NamedVisitor",
    "PageView",
    "ReadLog",
    "TrackedSite",
    "Visit",
    "VisitDay",
    "VisitIdentity",
    "VisitsKept",
]
