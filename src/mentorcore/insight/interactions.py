"""
Interactions: who had to do with whom, as the embedder's calendar, chat or review tool knows it.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

import attrs

from mentorcore.errors import InvalidValue
from mentorcore.model.values import PersonId


KIND: Final = 60
"""The most characters of a kind."""


@attrs.frozen(kw_only=True)
class Interaction:
    """
    One time that two people had to do with each other. It has no direction.

    Attributes:
        who: One of the two.

        with_whom: The other.

        when: When, timezone-aware.

        kind: What it was: a noun in the singular, as in ``"review"``, ``"meeting"``, ``"chat"``; at most 60
            characters.

        minutes: How long, 0 or more.
    """

    who: PersonId
    with_whom: PersonId
    when: datetime
    kind: str
    minutes: int

    def __attrs_post_init__(self) -> None:
        _check(self.when, self.kind, self.minutes)


def in_plural(kind: str) -> str:
    """
    Return several of a kind, as English mostly has it.

    >>> in_plural("review"), in_plural("on-call duty"), in_plural("lunch"), in_plural("survey")
    ('reviews', 'on-call duties', 'lunches', 'surveys')
    """
    if kind.endswith("y") and kind[-2:-1] not in VOWELS:
        return f"{kind[:-1]}ies"

    return f"{kind}es" if kind.endswith(HISSING) else f"{kind}s"


VOWELS: Final = ("a", "e", "i", "o", "u")

HISSING: Final = ("s", "x", "z", "ch", "sh")


def _check(when: object, kind: object, minutes: object) -> None:
    """
    Refuse what is no interaction; there are millions of them, so it is one plain function.
    """
    if not isinstance(when, datetime) or when.tzinfo is None:
        raise _refused("when", "it is no moment with a time zone", "give an aware datetime", "P2")
    if not isinstance(kind, str) or len(kind) > KIND or not kind.strip() or not kind.isprintable():
        raise _refused("kind", "it is no word", f"give a noun of at most {KIND} characters", "P1")
    if not isinstance(minutes, int) or minutes < 0:
        raise _refused("minutes", "it is no number of minutes", "give a whole number from 0", "P1")


def _refused(name: str, because: str, accepted: str, rule: str) -> InvalidValue:
    path = f"Interaction.{name}"

    return InvalidValue(tried=f"accept {path}", because=because, accepted=accepted, rule=rule, path=path)
