"""
Sequences: the SEQUENCE by which calendars tell a newer version of an event from an older one.

Of two versions a program takes the one with the higher SEQUENCE, and ignores the other (RFC 5546, 2.1.5).
Programs count what somebody changes in them, and know nothing of our revisions. Counted from 0 as well, a
change in the record would be ignored wherever somebody had changed the event more often. So a revision gets
at least the seconds between the meeting's entry and its own: nobody changes an event once a second.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Final

from mentorcore.model.meetings import Meeting
from mentorcore.model.mentorship import Mentorship
from mentorcore.model.values import RecordId


_MOST_SECONDS: Final = 2**31 - 2_000_000
"""From here on revisions are only counted, a million at most; an INTEGER of a calendar has 31 bits."""

_SECOND: Final = timedelta(seconds=1)


def revisions_of(m: Mentorship) -> Mapping[RecordId, tuple[Meeting, ...]]:
    """
    Return every revision of each meeting, the oldest first.
    """
    found: dict[RecordId, list[Meeting]] = defaultdict(list)
    for meeting in (*m.document.earlier_meetings, *m.meetings):
        found[meeting.id].append(meeting)

    return {meeting.id: tuple(found[meeting.id]) for meeting in m.meetings}


def sequences_of(revisions: Sequence[Meeting]) -> tuple[int, ...]:
    """
    Return the SEQUENCE of each revision of a meeting: 0 for the first, and growing whatever the clocks say.
    """
    sequences: list[int] = []
    last, number = 0, 1
    for one in revisions:
        seconds = (one.changed_at - one.entered_at) // _SECOND
        last = max(last + one.revision - number, min(seconds, _MOST_SECONDS) if one.revision > 1 else 0)
        number = one.revision
        sequences.append(last)

    return tuple(sequences)


def has_missed_one(sequence: int, revisions: Sequence[Meeting]) -> bool:
    """
    Tell whether an event is from before the last revision, by its SEQUENCE.

    It may be from the last one with no higher SEQUENCE, and may have been changed in a calendar since, as
    often as its own is higher. A change that was taken over from there has made a revision, which the event
    never saw and has not missed: each of its own changes may stand for one.
    """
    known = sequences_of(revisions)
    seen = bisect_right(known, sequence)

    return seen == 0 or sequence - known[seen - 1] < len(known) - seen
