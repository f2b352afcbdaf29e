"""
Interactions: who had to do with whom, as the embedder's calendar, chat or review tool knows it.
"""

from __future__ import annotations

from datetime import datetime

import attrs

from mentorcore.errors import InvalidValue
from mentorcore.model.values import PersonId


@attrs.frozen(kw_only=True)
class Interaction:
    """
    One time that two people had to do with each other. It has no direction.

    Attributes:
        who: One of the two.

        with_whom: The other.

        when: When, timezone-aware.

        kind: What it was, in a word that reads well: ``"review"``, ``"meeting"``, ``"chat"``.

        minutes: How long, 0 or more.
    """

    who: PersonId
    with_whom: PersonId
    when: datetime
    kind: str
    minutes: int

    def __attrs_post_init__(self) -> None:
        if self.when.tzinfo is None:
            raise _refused("when", "it has no time zone", "give an aware datetime", "P2")
        if self.minutes < 0:
            raise _refused("minutes", "it is negative", "give 0 or more", "P1")


def _refused(name: str, because: str, accepted: str, rule: str) -> InvalidValue:
    path = f"Interaction.{name}"

    return InvalidValue(tried=f"accept {path}", because=because, accepted=accepted, rule=rule, path=path)
