"""Reports of months; months of brands; kept answers; weights; what was found, and what was decided about it."""

from .benchmark import BrandMonth
from .finding import Deciding, FindingDecision, FindingsLook, ReturnFinding
from .keeping import KeptAnswer, KeptRows, Question
from .look import ReportLook
from .reporting import Report, ReportLink, ReportSchedule, first_day
from .weighing import ReturnWeights

__all__ = [
    "BrandMonth",
    "Deciding",
    "FindingDecision",
    "FindingsLook",
    "KeptAnswer",
    "KeptRows",
    "Question",
    "Report",
    "ReportLink",
    "ReportLook",
    "ReportSchedule",
    "ReturnFinding",
    "ReturnWeights",
    "first_day",
]
