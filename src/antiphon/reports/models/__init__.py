"""Reports of months; what the measures of a return weigh; what was found, and what was decided about it."""

from .finding import Deciding, FindingDecision, FindingsLook, ReturnFinding
from .reporting import Report, ReportLink, ReportSchedule, first_day
from .weighing import ReturnWeights

__all__ = [
    "Deciding",
    "FindingDecision",
    "FindingsLook",
    "Report",
    "ReportLink",
    "ReportSchedule",
    "ReturnFinding",
    "ReturnWeights",
    "first_day",
]
