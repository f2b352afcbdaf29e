"""
Keeps the record of mentoring relationships honest and useful.

These are the names that applications use; `mentorcore.backends` is for plugin authors, `mentorcore.testing`
for tests, `mentorcore.errors` for everything that can go wrong.
"""

from typing import Any

from mentorcore.insight.attention import Alert, Concern, attention
from mentorcore.model.agreement import Agreement
from mentorcore.model.cadence import Cadence
from mentorcore.model.consents import Purpose
from mentorcore.model.lifecycle import State
from mentorcore.model.meetings import MeetingStatus, Topic
from mentorcore.model.mentorship import Mentorship
from mentorcore.model.milestones import Evidence
from mentorcore.model.pairing import PairingRequest, RequestState
from mentorcore.model.people import Person, Presence
from mentorcore.model.policy import Policy
from mentorcore.model.questions import FollowUp, Known, Referral, Story, Unknown
from mentorcore.model.values import SYSTEM
from mentorcore.model.view import View
from mentorcore.model.visibility import Role, Viewer, Visibility
from mentorcore.storage.finding import (
    MentorshipSummary,
    PersonSummary,
    RequestSummary,
    SummaryPage,
)
from mentorcore.storage.journal import Change
from mentorcore.storage.maintenance import copy_store
from mentorcore.storage.store import Store, open_store
from mentorcore.storage.transaction import Transaction
from mentorcore.storage.verification import Problem, verify_store


__all__ = [
    "SYSTEM",
    "Agreement",
    "Alert",
    "Cadence",
    "Change",
    "Concern",
    "Evidence",
    "FollowUp",
    "Known",
    "MeetingStatus",
    "Mentorship",
    "MentorshipSummary",
    "PairingRequest",
    "Person",
    "PersonSummary",
    "Policy",
    "Presence",
    "Problem",
    "Purpose",
    "Referral",
    "RequestState",
    "RequestSummary",
    "Role",
    "State",
    "Store",
    "Story",
    "SummaryPage",
    "Topic",
    "Transaction",
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
