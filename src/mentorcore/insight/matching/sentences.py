"""
Sentences: what matching proposes, and what it could not do, in words for those who decide.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from mentorcore.insight.colleagues import wishes_in_words
from mentorcore.insight.matching.compatibility import Exclusion, Fit
from mentorcore.insight.matching.hours import WORKING_HOURS
from mentorcore.insight.wording import joined, many
from mentorcore.model.people import Person


ORDINALS: Final = (
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
)

AGAINST: Final = {
    Exclusion.SAME_PERSON: ("is the mentee", "are the mentee"),
    Exclusion.MENTOR_LEFT: ("has left", "have left"),
    Exclusion.DO_NOT_PAIR: ("is not to be paired with them", "are not to be paired with them"),
    Exclusion.OPEN: ("has an open relationship with them", "have an open relationship with them"),
    Exclusion.EARLIER: ("has mentored them before", "have mentored them before"),
    Exclusion.DECLINED: ("had an offer with them declined", "had an offer with them declined"),
    Exclusion.LINE_MANAGER: ("is their line manager", "are their line managers"),
    Exclusion.NO_ROOM: ("has no room", "have no room"),
}
"""What is told of one mentor whom an exclusion holds for, and of several."""

TAKEN: Final = ("could mentor them and is full now", "could mentor them and are full now")
"""What is told of mentors who were possible."""


def of_pair(mentor: Person, mentee: Person, fit: Fit) -> str:
    """
    Return why two people are proposed.
    """
    return " ".join((f"{mentor.name} could mentor {mentee.name}.", *_reasons(fit)))


def of_unmatched(mentee: Person, possible: int, against: Mapping[Exclusion, int]) -> str:
    """
    Return why a mentee is left.

    Args:
        possible: How many mentors were possible.

        against: Of how many mentors each exclusion holds, in the order in which they are told.
    """
    if Exclusion.MENTEE_LEFT in against:
        return f"{mentee.name} has left (P5)."
    told = [(count, *_told(exclusion)) for exclusion, count in against.items()]
    told += [(possible, *TAKEN)] if possible else []
    mentors = sum(count for count, _, _ in told)
    if not mentors:
        because = "there are no mentors"
    elif mentors == 1:
        because = f"the only mentor {told[0][1]}"
    elif len(told) == 1:
        because = f"all {mentors} mentors {told[0][2]}"
    else:
        parts = (f"{count} {one if count == 1 else several}" for count, one, several in told)
        because = f"of {mentors} mentors, {joined(parts)}"

    return f"{mentee.name} is left: {because}."


def of_room(mentor: Person, room: int) -> str:
    """
    Return how many more mentorships a mentor could take.
    """
    return f"{mentor.name} has room for {many(room, 'more mentorship')}."


def _reasons(fit: Fit) -> Iterator[str]:
    if not fit.wishes:
        yield "The mentee has not said what they want to learn."
    elif not fit.shared:
        yield "Nothing that the mentee wants to learn is among the mentor's skills."
    elif len(fit.shared) == fit.wishes:
        yield f"The mentor knows all that the mentee wants to learn: {wishes_in_words(fit.shared)}."
    else:
        known = f"the mentor knows {len(fit.shared)}: {wishes_in_words(fit.shared)}"
        yield f"Of the {fit.wishes} things that the mentee wants to learn, {known}."
    if fit.overlap_hours == WORKING_HOURS:
        yield "They keep the same working hours."
    elif fit.overlap_hours:
        yield f"They share {fit.overlap_hours:g} of {WORKING_HOURS} working hours."
    else:
        yield "They share no working hours."
    if fit.mentee_rank == fit.mentor_rank == 1:
        yield "Each is the other's first choice."
        return
    if fit.mentee_rank is not None:
        yield f"The mentor is the mentee's {_choice(fit.mentee_rank)}."
    if fit.mentor_rank is not None:
        yield f"The mentee is the mentor's {_choice(fit.mentor_rank)}."


def _choice(rank: int) -> str:
    return f"{ORDINALS[rank - 1]} choice" if rank <= len(ORDINALS) else f"choice number {rank}"


def _told(exclusion: Exclusion) -> tuple[str, str]:
    one, several = AGAINST[exclusion]
    rule = "" if exclusion.rule is None else f" ({exclusion.rule})"

    return f"{one}{rule}", f"{several}{rule}"
