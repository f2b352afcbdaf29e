"""
Keeps the record of mentoring relationships honest and useful.

These are the names that applications use; `mentorcore.backends` is for plugin authors, `mentorcore.testing`
for tests, `mentorcore.errors` for everything that can go wrong.
"""

from typing import Any

from mentorcore.insight.attention import Alert, Concern, attention
from mentorcore.model.actions import Action, ActionStatus
from mentorcore.model.agreement import Agreement, AgreementStatus, Proposal
from mentorcore.model.cadence import Cadence
from mentorcore.model.consents import Consent, Purpose
from mentorcore.model.feedback import Feedback
from mentorcore.model.goals import Goal, GoalStatus, Progress
from mentorcore.model.lifecycle import State, Step
from mentorcore.model.meetings import Meeting, MeetingStatus, Topic
from mentorcore.model.mentorship import Mentorship
from mentorcore.model.milestones import Evidence, Milestone, MilestoneStatus, Response
from mentorcore.model.notes import Note
from mentorcore.model.pairing import PairingRequest, RequestState
from mentorcore.model.people import Person, Presence, Profile
from mentorcore.model.policy import Policy
from mentorcore.model.questions import (
    Answered,
    FollowUp,
    Known,
    Question,
    QuestionStatus,
    Referral,
    Story,
    Unknown,
)
from mentorcore.model.readings import Reading, ReadingStatus
from mentorcore.model.values import SYSTEM, UNCHANGED, Unchanged
from mentorcore.model.view import View
from mentorcore.model.visibility import Role, Viewer, Visibility
from mentorcore.storage.finding import MentorshipSummary, PersonSummary, RequestSummary, SummaryPage
from mentorcore.storage.journal import Change
from mentorcore.storage.maintenance import copy_store
from mentorcore.storage.store import Store, open_store
from mentorcore.storage.transaction import Transaction
from mentorcore.storage.verification import Problem, verify_store


__all__ = [
    "SYSTEM",
    "UNCHANGED",
    "Action",
    "ActionStatus",
    "Agreement",
    "AgreementStatus",
    "Alert",
    "Answered",
    "Cadence",
    "Change",
    "Concern",
    "Consent",
    "Evidence",
    "Feedback",
    "FollowUp",
    "Goal",
    "GoalStatus",
    "Known",
    "Meeting",
    "MeetingStatus",
    "Mentorship",
    "MentorshipSummary",
    "Milestone",
    "MilestoneStatus",
    "Note",
    "PairingRequest",
    "Person",
    "PersonSummary",
    "Policy",
    "Presence",
    "Problem",
    "Profile",
    "Progress",
    "Proposal",
    "Purpose",
    "Question",
    "QuestionStatus",
    "Reading",
    "ReadingStatus",
    "Referral",
    "RequestState",
    "RequestSummary",
    "Response",
    "Role",
    "State",
    "Step",
    "Store",
    "Story",
    "SummaryPage",
    "Topic",
    "Transaction",
    "Unchanged",
    "Unknown",
    "View",
    "Viewer",
    "Visibility",
    "attention",
    "copy_store",
    "open_store",
    "verify_store",
]


def __getattr__(name: str) -> Any:
    if name == "__version__":
        import importlib.metadata

        return importlib.metadata.version("mentorcore")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
