"""
Figures of a progress report: pictures that say the same as the table beside them.
"""

from mentorcore.documents.figures.course import MeetingMark, MilestoneMark, Pause
from mentorcore.documents.figures.figure import Figure
from mentorcore.documents.figures.focus_by_month import MonthBar, focus_by_month
from mentorcore.documents.figures.goals_with_progress import GoalBar, goals_with_progress
from mentorcore.documents.figures.report import report_figures
from mentorcore.documents.figures.timeline import timeline


__all__ = [
    "Figure",
    "GoalBar",
    "MeetingMark",
    "MilestoneMark",
    "MonthBar",
    "Pause",
    "focus_by_month",
    "goals_with_progress",
    "report_figures",
    "timeline",
]
