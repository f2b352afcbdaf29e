"""
Identity: the UID by which a calendar knows a meeting.
"""

from __future__ import annotations

from typing import Final

from mentorcore.model.values import RecordId


_OURS: Final = "@mentorcore"


def uid_of(mentorship_id: str, meeting_id: RecordId) -> str:
    """
    Return the UID of a meeting: made of two ids, which carry no personal data (P4), and always the same.

    >>> uid_of("m1", "first")
    'm1.first@mentorcore'
    """
    return f"{mentorship_id}.{meeting_id}{_OURS}"


def meeting_of(uid: str, mentorship_id: str) -> RecordId | None:
    """
    Return the id of the meeting that a UID stands for; *None* where it is no meeting of this relationship.

    >>> meeting_of("m1.first@mentorcore", "m1"), meeting_of("m1.first@mentorcore", "m2")
    ('first', None)
    """
    before = f"{mentorship_id}."
    if not uid.startswith(before) or not uid.endswith(_OURS):
        return None

    return uid[len(before) : -len(_OURS)]
