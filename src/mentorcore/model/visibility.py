"""
Visibility: who sees what (N1, and the four tiers).
"""

from __future__ import annotations

import enum

import attrs

from mentorcore.model.checking import Value, of_value
from mentorcore.model.validators import Of, identifier
from mentorcore.model.values import PersonId


class Visibility(enum.Enum):
    """
    The tier of a record, or of a part of one.

    Attributes:
        PRIVATE: Its author.

        PAIR: Both people.

        PROGRAMME: Dates, counts and states, for a programme owner.

        RECORD: Documented milestones, and what its author released.
    """

    PRIVATE = "private"
    PAIR = "pair"
    PROGRAMME = "programme"
    RECORD = "record"


class Role(enum.Enum):
    """
    As what somebody looks at a relationship. The pair is recognised by id, whatever role is said; somebody
    else who says that they are the mentor or the mentee sees nothing.

    A programme owner sees the programme tier. A manager and HR see it too, and the record tier while any
    consent of the mentee is in force. Everybody else sees nothing, the decider who made the offer included.
    """

    MENTOR = "mentor"
    MENTEE = "mentee"
    PROGRAMME_OWNER = "programme_owner"
    MANAGER = "manager"
    HR = "hr"
    STRANGER = "stranger"


@attrs.frozen(field_transformer=of_value)
class Viewer(Value):
    """
    Who is looking, as the embedder knows them.

    Attributes:
        id: The viewer's person id.

        role: As what they look; it says nothing about the pair, who are recognised by id.
    """

    id: PersonId = attrs.field(validator=identifier)
    role: Role = attrs.field(default=Role.STRANGER, validator=Of(Role))


def tiers(viewer: Viewer, pair: tuple[PersonId, PersonId], *, consented: bool) -> frozenset[Visibility]:
    """
    Return the tiers that somebody sees; what is not named is denied.

    Args:
        pair: The mentor and the mentee; they see their own private records and everything above.

        consented: Whether a consent of the mentee is in force, without which managers and HR do not see the
            record tier.
    """
    if viewer.id in pair:
        return frozenset(Visibility)
    if viewer.role is Role.PROGRAMME_OWNER:
        return frozenset({Visibility.PROGRAMME})
    if viewer.role in {Role.MANAGER, Role.HR}:
        record = {Visibility.RECORD} if consented else set()
        return frozenset({Visibility.PROGRAMME, *record})

    return frozenset()


def shows(tier: Visibility, author: PersonId, *, viewer: Viewer, seen: frozenset[Visibility]) -> bool:
    """
    Tell whether somebody sees words of a tier; in the programme tier there are none.

    Args:
        author: Whose words they are.

        seen: The tiers that the viewer sees.
    """
    match tier:
        case Visibility.PRIVATE:
            return tier in seen and author == viewer.id
        case Visibility.PAIR | Visibility.RECORD:
            return tier in seen

    return False
