"""
Contact: what a mentor and each of their colleagues had to do with each other.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from math import fsum
from typing import Final
from zoneinfo import ZoneInfo

import attrs

from mentorcore.errors import InvalidValue
from mentorcore.insight.interactions import Interaction, in_plural
from mentorcore.insight.wording import day_in_words, joined, many, month_in_words
from mentorcore.model.values import PersonId


HALF_LIFE_DAYS: Final = 90
"""After how many days an interaction counts half, unless said otherwise."""

KINDS: Final = 3
"""The most kinds of interaction that a sentence names."""


@attrs.frozen(kw_only=True)
class Contact:
    """
    What two people had to do with each other.

    Attributes:
        times: How often.

        minutes: How long in all.

        first: The first time that is known, in UTC; *None* for never.

        last: The last time, in UTC.

        kinds: How often of each kind, the most frequent first.

        weight: The number of times, each counted by its age.
    """

    times: int = 0
    minutes: int = 0
    first: datetime | None = None
    last: datetime | None = None
    kinds: tuple[tuple[str, int], ...] = ()
    weight: float = 0.0


def contacts_of(
    mentor: PersonId, interactions: Iterable[Interaction], at: datetime, half_life: timedelta
) -> Mapping[PersonId, Contact]:
    """
    Return what a mentor and each of their colleagues had to do with each other until a moment.

    Args:
        interactions: They are read once.

        half_life: After how long an interaction counts half.

    Raises:
        InvalidValue: Something among them is no interaction.
    """
    found: dict[PersonId, list[Interaction]] = {}
    try:
        for interaction in interactions:
            if interaction.who == mentor:
                other = interaction.with_whom
            elif interaction.with_whom == mentor:
                other = interaction.who
            else:
                continue
            if interaction.when <= at:
                found.setdefault(other, []).append(interaction)
    except (AttributeError, TypeError) as error:
        raise InvalidValue(
            tried="accept interactions",
            because="something among them is no Interaction",
            accepted="give Interaction values",
            rule="P1",
            path="interactions",
        ) from error

    return {person: _contact(mine, at, half_life) for person, mine in found.items()}


def in_words(contact: Contact, zone: ZoneInfo) -> str:
    """
    Return what two people had to do with each other, as one of them tells the other.

    Args:
        zone: Where a day begins and ends.
    """
    if contact.first is None or contact.last is None:
        return "We have not had to do with each other yet."
    first, last = (moment.astimezone(zone).date() for moment in (contact.first, contact.last))
    if contact.times == 1:
        return f"We have had to do with each other once, on {day_in_words(last)} ({contact.kinds[0][0]})."

    return (
        f"We have had to do with each other {many(contact.times, 'time')} since {month_in_words(first)}, "
        f"last on {day_in_words(last)}, {_kinds_in_words(contact)}."
    )


def _contact(interactions: list[Interaction], at: datetime, half_life: timedelta) -> Contact:
    kinds = Counter(interaction.kind for interaction in interactions)
    moments = [interaction.when for interaction in interactions]

    return Contact(
        times=len(interactions),
        minutes=sum(interaction.minutes for interaction in interactions),
        first=min(moments).astimezone(UTC),
        last=max(moments).astimezone(UTC),
        kinds=tuple(sorted(kinds.items(), key=lambda item: (-item[1], item[0]))),
        weight=fsum(0.5 ** ((at - moment) / half_life) for moment in moments),
    )


def _kinds_in_words(contact: Contact) -> str:
    """
    Name the fewest kinds that make up more than half, if there are not many of them.
    """
    covered = list(accumulate(times for _, times in contact.kinds))
    enough = bisect_right(covered, contact.times / 2) + 1
    if enough > KINDS:
        return f"in {len(contact.kinds)} different ways"
    mostly = "mostly in" if enough < len(contact.kinds) else "in"

    return f"{mostly} {joined(in_plural(kind) for kind, _ in contact.kinds[:enough])}"
