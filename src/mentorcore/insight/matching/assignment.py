"""
Assignment: who gets whom, once every possible pair has a score and everybody an order.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Mapping, Sequence

from mentorcore.errors import MissingExtra
from mentorcore.model.values import PersonId


Scores = Mapping[PersonId, Mapping[PersonId, int]]
"""For each mentee the score of every possible mentor."""

Place = tuple[float, int, PersonId]
"""Where somebody has another person: the smaller, the better."""


def largest_total(scores: Scores, room: Mapping[PersonId, int]) -> dict[PersonId, PersonId]:
    """
    Return the mentor of each mentee so that the sum of scores is as large as can be, and among those as many
    pairs as can be.

    A mentor has as many columns as room. Each possible pair counts its score times more than all pairs are,
    and one: so the sum decides first and the number second, in numbers that are exact as floats.

    Raises:
        MissingExtra: scipy is not installed.
    """
    try:
        import numpy as np
        from scipy.optimize import linear_sum_assignment
    except ImportError as error:
        raise MissingExtra(what="match(method='best')", extra="matching") from error

    mentees, mentors = sorted(scores), sorted(room)
    places = [min(room[mentor], len(mentees)) for mentor in mentors]
    position = {mentor: number for number, mentor in enumerate(mentors)}
    possible = np.zeros((len(mentees), len(mentors)))
    for row, mentee in enumerate(mentees):
        columns = [position[mentor] for mentor in scores[mentee]]
        possible[row, columns] = [score * (len(mentees) + 1) + 1 for score in scores[mentee].values()]
    mentor_of = np.repeat(np.arange(len(mentors)), places)
    gain = possible[:, mentor_of]
    rows, chosen = linear_sum_assignment(gain, maximize=True)

    return {
        mentees[row]: mentors[mentor_of[column]]
        for row, column in zip(rows.tolist(), chosen.tolist(), strict=True)
        if gain[row, column]
    }


def stable(
    possible: Mapping[PersonId, Sequence[PersonId]],
    room: Mapping[PersonId, int],
    order: Callable[[PersonId, PersonId], Place],
) -> dict[PersonId, PersonId]:
    """
    Return the mentor of each mentee so that no two people would both rather have each other.

    It is Gale and Shapley's deferred acceptance: mentees ask, and mentors keep the best who asked. Of all
    stable results it is the best for every mentee.

    Args:
        possible: For each mentee the possible mentors, the most wanted first.

        order: How a mentor (first) has a mentee (second).
    """
    asked = dict.fromkeys(possible, 0)
    kept: dict[PersonId, list[tuple[_Worst, PersonId]]] = {mentor: [] for mentor in room}
    waiting = list(possible)
    while waiting:
        mentee = waiting.pop()
        if asked[mentee] == len(possible[mentee]):
            continue
        mentor = possible[mentee][asked[mentee]]
        asked[mentee] += 1
        heapq.heappush(kept[mentor], (_Worst(order(mentor, mentee)), mentee))
        if len(kept[mentor]) > room[mentor]:
            waiting.append(heapq.heappop(kept[mentor])[1])

    return {mentee: mentor for mentor, mentees in kept.items() for _, mentee in mentees}


class _Worst:
    """
    A place in an order that sorts the other way round, so that a heap gives the worst first.
    """

    def __init__(self, place: Place) -> None:
        self._place = place

    def __lt__(self, other: _Worst) -> bool:
        return self._place > other._place
