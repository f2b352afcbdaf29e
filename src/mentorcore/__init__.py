"""
Keeps the record of mentoring relationships honest and useful.

These are the names that applications use; `mentorcore.backends` is for plugin authors, `mentorcore.testing`
for tests, `mentorcore.errors` for everything that can go wrong.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any


if TYPE_CHECKING:
    from mentorcore.backends.registry import hookimpl
    from mentorcore.documents import (
        Changed,
        Citation,
        Document,
        DocumentKind,
        Figure,
        Staleness,
        progress_report,
        promotion_case,
        recommendation_letter,
        testimonial,
    )
    from mentorcore.exchange.calendars import (
        CalendarProblem,
        CalendarReading,
        MeetingCancelled,
        MeetingHappened,
        MeetingMoved,
        UnknownEvent,
        from_ics,
        to_ics,
    )
    from mentorcore.exchange.rosters import NewPerson, Roster, RosterProblem, read_roster, write_table
    from mentorcore.insight.agenda import Agenda, AgendaItem, AgendaKind, next_agenda
    from mentorcore.insight.alert import Alert, Concern
    from mentorcore.insight.attention import attention
    from mentorcore.insight.contact import Contact
    from mentorcore.insight.focus import AnswersGiven, Focus, GoalFocus, Method, MonthFocus, goal_focus
    from mentorcore.insight.interactions import Interaction
    from mentorcore.insight.matching.compatibility import Exclusion, Fit, MatchWeights
    from mentorcore.insight.matching.programme import match
    from mentorcore.insight.matching.result import Choices, Matching, Pair, Room, Unmatched
    from mentorcore.insight.prospects import (
        NotSuggested,
        Prospect,
        Prospects,
        ProspectWeights,
        Reason,
        ReasonKind,
        suggest_mentees,
    )
    from mentorcore.insight.shares import Direction, Share, Trend
    from mentorcore.insight.standing import Tie
    from mentorcore.model.actions import Action, ActionStatus
    from mentorcore.model.agreement import Agreement, AgreementStatus, Proposal
    from mentorcore.model.cadence import Cadence
    from mentorcore.model.consents import Consent, Purpose
    from mentorcore.model.feedback import Feedback
    from mentorcore.model.goals import Goal, GoalStatus, Progress
    from mentorcore.model.lifecycle import State, Step
    from mentorcore.model.meetings import Meeting, MeetingStatus, Move, Topic
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
    from mentorcore.model.records import Worded
    from mentorcore.model.values import SYSTEM, UNCHANGED, Unchanged
    from mentorcore.model.view import View
    from mentorcore.model.visibility import Role, Viewer, Visibility
    from mentorcore.privacy import (
        Erasure,
        Expired,
        PersonExport,
        apply_retention,
        erase_person,
        export_person,
    )
    from mentorcore.storage.asynchronous import AsyncStore, open_async_store
    from mentorcore.storage.journal import Change
    from mentorcore.storage.maintenance import copy_store
    from mentorcore.storage.problem import Problem
    from mentorcore.storage.schemas import document_schema
    from mentorcore.storage.store import Store
    from mentorcore.storage.summaries import MentorshipSummary, PersonSummary, RequestSummary, SummaryPage
    from mentorcore.storage.transaction import Transaction
    from mentorcore.storage.upgrading import Rewrite, UpgradePlan, back_up_store, plan_upgrade
    from mentorcore.storage.urls import open_store
    from mentorcore.storage.verification import verify_store


__all__ = [
    "SYSTEM",
    "UNCHANGED",
    "Action",
    "ActionStatus",
    "Agenda",
    "AgendaItem",
    "AgendaKind",
    "Agreement",
    "AgreementStatus",
    "Alert",
    "Answered",
    "AnswersGiven",
    "AsyncStore",
    "Cadence",
    "CalendarProblem",
    "CalendarReading",
    "Change",
    "Changed",
    "Choices",
    "Citation",
    "Concern",
    "Consent",
    "Contact",
    "Direction",
    "Document",
    "DocumentKind",
    "Erasure",
    "Evidence",
    "Exclusion",
    "Expired",
    "Feedback",
    "Figure",
    "Fit",
    "Focus",
    "FollowUp",
    "Goal",
    "GoalFocus",
    "GoalStatus",
    "Interaction",
    "Known",
    "MatchWeights",
    "Matching",
    "Meeting",
    "MeetingCancelled",
    "MeetingHappened",
    "MeetingMoved",
    "MeetingStatus",
    "Mentorship",
    "MentorshipSummary",
    "Method",
    "Milestone",
    "MilestoneStatus",
    "MonthFocus",
    "Move",
    "NewPerson",
    "NotSuggested",
    "Note",
    "Pair",
    "PairingRequest",
    "Person",
    "PersonExport",
    "PersonSummary",
    "Policy",
    "Presence",
    "Problem",
    "Profile",
    "Progress",
    "Proposal",
    "Prospect",
    "ProspectWeights",
    "Prospects",
    "Purpose",
    "Question",
    "QuestionStatus",
    "Reading",
    "ReadingStatus",
    "Reason",
    "ReasonKind",
    "Referral",
    "RequestState",
    "RequestSummary",
    "Response",
    "Rewrite",
    "Role",
    "Room",
    "Roster",
    "RosterProblem",
    "Share",
    "Staleness",
    "State",
    "Step",
    "Store",
    "Story",
    "SummaryPage",
    "Tie",
    "Topic",
    "Transaction",
    "Trend",
    "Unchanged",
    "Unknown",
    "UnknownEvent",
    "Unmatched",
    "UpgradePlan",
    "View",
    "Viewer",
    "Visibility",
    "Worded",
    "apply_retention",
    "attention",
    "back_up_store",
    "copy_store",
    "document_schema",
    "erase_person",
    "export_person",
    "from_ics",
    "goal_focus",
    "hookimpl",
    "match",
    "next_agenda",
    "open_async_store",
    "open_store",
    "plan_upgrade",
    "progress_report",
    "promotion_case",
    "read_roster",
    "recommendation_letter",
    "suggest_mentees",
    "testimonial",
    "to_ics",
    "verify_store",
    "write_table",
]


_LATER = {
    "SYSTEM": "mentorcore.model.values",
    "UNCHANGED": "mentorcore.model.values",
    "Action": "mentorcore.model.actions",
    "ActionStatus": "mentorcore.model.actions",
    "Agenda": "mentorcore.insight.agenda",
    "AgendaItem": "mentorcore.insight.agenda",
    "AgendaKind": "mentorcore.insight.agenda",
    "Agreement": "mentorcore.model.agreement",
    "AgreementStatus": "mentorcore.model.agreement",
    "Alert": "mentorcore.insight.alert",
    "Answered": "mentorcore.model.questions",
    "AnswersGiven": "mentorcore.insight.focus",
    "AsyncStore": "mentorcore.storage.asynchronous",
    "Cadence": "mentorcore.model.cadence",
    "CalendarProblem": "mentorcore.exchange.calendars",
    "CalendarReading": "mentorcore.exchange.calendars",
    "Change": "mentorcore.storage.journal",
    "Changed": "mentorcore.documents",
    "Choices": "mentorcore.insight.matching.result",
    "Citation": "mentorcore.documents",
    "Concern": "mentorcore.insight.alert",
    "Consent": "mentorcore.model.consents",
    "Contact": "mentorcore.insight.contact",
    "Direction": "mentorcore.insight.shares",
    "Document": "mentorcore.documents",
    "DocumentKind": "mentorcore.documents",
    "Erasure": "mentorcore.privacy",
    "Evidence": "mentorcore.model.milestones",
    "Exclusion": "mentorcore.insight.matching.compatibility",
    "Expired": "mentorcore.privacy",
    "Feedback": "mentorcore.model.feedback",
    "Figure": "mentorcore.documents",
    "Fit": "mentorcore.insight.matching.compatibility",
    "Focus": "mentorcore.insight.focus",
    "FollowUp": "mentorcore.model.questions",
    "Goal": "mentorcore.model.goals",
    "GoalFocus": "mentorcore.insight.focus",
    "GoalStatus": "mentorcore.model.goals",
    "Interaction": "mentorcore.insight.interactions",
    "Known": "mentorcore.model.questions",
    "MatchWeights": "mentorcore.insight.matching.compatibility",
    "Matching": "mentorcore.insight.matching.result",
    "Meeting": "mentorcore.model.meetings",
    "MeetingCancelled": "mentorcore.exchange.calendars",
    "MeetingHappened": "mentorcore.exchange.calendars",
    "MeetingMoved": "mentorcore.exchange.calendars",
    "MeetingStatus": "mentorcore.model.meetings",
    "Mentorship": "mentorcore.model.mentorship",
    "MentorshipSummary": "mentorcore.storage.summaries",
    "Method": "mentorcore.insight.focus",
    "Milestone": "mentorcore.model.milestones",
    "MilestoneStatus": "mentorcore.model.milestones",
    "MonthFocus": "mentorcore.insight.focus",
    "Move": "mentorcore.model.meetings",
    "NewPerson": "mentorcore.exchange.rosters",
    "NotSuggested": "mentorcore.insight.prospects",
    "Note": "mentorcore.model.notes",
    "Pair": "mentorcore.insight.matching.result",
    "PairingRequest": "mentorcore.model.pairing",
    "Person": "mentorcore.model.people",
    "PersonExport": "mentorcore.privacy",
    "PersonSummary": "mentorcore.storage.summaries",
    "Policy": "mentorcore.model.policy",
    "Presence": "mentorcore.model.people",
    "Problem": "mentorcore.storage.problem",
    "Profile": "mentorcore.model.people",
    "Progress": "mentorcore.model.goals",
    "Proposal": "mentorcore.model.agreement",
    "Prospect": "mentorcore.insight.prospects",
    "ProspectWeights": "mentorcore.insight.prospects",
    "Prospects": "mentorcore.insight.prospects",
    "Purpose": "mentorcore.model.consents",
    "Question": "mentorcore.model.questions",
    "QuestionStatus": "mentorcore.model.questions",
    "Reading": "mentorcore.model.readings",
    "ReadingStatus": "mentorcore.model.readings",
    "Reason": "mentorcore.insight.prospects",
    "ReasonKind": "mentorcore.insight.prospects",
    "Referral": "mentorcore.model.questions",
    "RequestState": "mentorcore.model.pairing",
    "RequestSummary": "mentorcore.storage.summaries",
    "Response": "mentorcore.model.milestones",
    "Rewrite": "mentorcore.storage.upgrading",
    "Role": "mentorcore.model.visibility",
    "Room": "mentorcore.insight.matching.result",
    "Roster": "mentorcore.exchange.rosters",
    "RosterProblem": "mentorcore.exchange.rosters",
    "Share": "mentorcore.insight.shares",
    "Staleness": "mentorcore.documents",
    "State": "mentorcore.model.lifecycle",
    "Step": "mentorcore.model.lifecycle",
    "Store": "mentorcore.storage.store",
    "Story": "mentorcore.model.questions",
    "SummaryPage": "mentorcore.storage.summaries",
    "Tie": "mentorcore.insight.standing",
    "Topic": "mentorcore.model.meetings",
    "Transaction": "mentorcore.storage.transaction",
    "Trend": "mentorcore.insight.shares",
    "Unchanged": "mentorcore.model.values",
    "Unknown": "mentorcore.model.questions",
    "UnknownEvent": "mentorcore.exchange.calendars",
    "Unmatched": "mentorcore.insight.matching.result",
    "UpgradePlan": "mentorcore.storage.upgrading",
    "View": "mentorcore.model.view",
    "Viewer": "mentorcore.model.visibility",
    "Visibility": "mentorcore.model.visibility",
    "Worded": "mentorcore.model.records",
    "apply_retention": "mentorcore.privacy",
    "attention": "mentorcore.insight.attention",
    "back_up_store": "mentorcore.storage.upgrading",
    "copy_store": "mentorcore.storage.maintenance",
    "document_schema": "mentorcore.storage.schemas",
    "erase_person": "mentorcore.privacy",
    "export_person": "mentorcore.privacy",
    "from_ics": "mentorcore.exchange.calendars",
    "goal_focus": "mentorcore.insight.focus",
    "hookimpl": "mentorcore.backends.registry",
    "match": "mentorcore.insight.matching.programme",
    "next_agenda": "mentorcore.insight.agenda",
    "open_async_store": "mentorcore.storage.asynchronous",
    "open_store": "mentorcore.storage.urls",
    "plan_upgrade": "mentorcore.storage.upgrading",
    "progress_report": "mentorcore.documents",
    "promotion_case": "mentorcore.documents",
    "read_roster": "mentorcore.exchange.rosters",
    "recommendation_letter": "mentorcore.documents",
    "suggest_mentees": "mentorcore.insight.prospects",
    "testimonial": "mentorcore.documents",
    "to_ics": "mentorcore.exchange.calendars",
    "verify_store": "mentorcore.storage.verification",
    "write_table": "mentorcore.exchange.rosters",
}
"""Where the names are: each is loaded when it is first asked for, so that the package loads quickly."""


def __getattr__(name: str) -> Any:
    if name == "__version__":
        from importlib.metadata import version

        return version("mentorcore")
    if name in _LATER:
        value = getattr(import_module(_LATER[name]), name)
        globals()[name] = value
        return value
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
