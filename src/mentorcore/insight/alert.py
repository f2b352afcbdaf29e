"""
Alert: one thing that needs somebody, since when, who is asked to clear it, and how.
"""

from __future__ import annotations

import enum
from datetime import datetime

import attrs

from mentorcore.model.values import PersonId, RecordId


class Concern(enum.Enum):
    """
    What an alert is about.
    """

    OFFER_UNANSWERED = "offer_unanswered"
    OFFER_LAPSED = "offer_lapsed"
    NO_MEETING = "no_meeting"
    MEETING_UNREPORTED = "meeting_unreported"
    MEETINGS_MISSED = "meetings_missed"
    ACTION_OVERDUE = "action_overdue"
    READING_OVERDUE = "reading_overdue"
    FOLLOW_UP_OVERDUE = "follow_up_overdue"
    GOAL_WITHOUT_PROGRESS = "goal_without_progress"
    MILESTONE_UNCONFIRMED = "milestone_unconfirmed"
    MILESTONE_CONTESTED = "milestone_contested"
    AGREEMENT_UNANSWERED = "agreement_unanswered"
    AGREEMENT_ENDING = "agreement_ending"
    FOCUS_LOW = "focus_low"


SENTENCES = {
    Concern.OFFER_UNANSWERED: "the offer waits for an answer",
    Concern.OFFER_LAPSED: "the offer has lapsed without an answer",
    Concern.NO_MEETING: "no meeting was held for longer than agreed",
    Concern.MEETING_UNREPORTED: "nobody has entered what became of a meeting",
    Concern.MEETINGS_MISSED: "the last meetings were missed",
    Concern.ACTION_OVERDUE: "an action is overdue",
    Concern.READING_OVERDUE: "a reading is overdue",
    Concern.FOLLOW_UP_OVERDUE: "the follow-up to a question is overdue",
    Concern.GOAL_WITHOUT_PROGRESS: "nothing was noted about a goal for a long time",
    Concern.MILESTONE_UNCONFIRMED: "a milestone waits to be confirmed",
    Concern.MILESTONE_CONTESTED: "a milestone is contested",
    Concern.AGREEMENT_UNANSWERED: "a proposed change of the agreement waits for an answer",
    Concern.AGREEMENT_ENDING: "the agreement is about to end",
    Concern.FOCUS_LOW: "too little of the last meetings served the mentee's own goals",
}
"""What each concern says, without anybody's words."""


@attrs.frozen(kw_only=True)
class Alert:
    """
    One thing that needs somebody. As text it says what is the matter, without anybody's words.

    Attributes:
        since: From when on; it depends on the record and the policy alone.

        record: The id of the record that it is about; that of the mentorship where it is about the whole.

        who: Who is asked to clear it: each can, with at least one of the commands; a decider only until the
            offer lapses. What somebody has promised is asked of them alone.

        how: The commands that clear it.
    """

    concern: Concern
    since: datetime
    record: RecordId
    who: tuple[PersonId, ...]
    how: str

    def __str__(self) -> str:
        return SENTENCES[self.concern]
