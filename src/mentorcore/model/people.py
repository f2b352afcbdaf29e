"""
People: who can mentor and be mentored (P1 to P5).
"""

from __future__ import annotations

import enum
from collections.abc import Iterable
from datetime import datetime
from typing import Any, ClassVar, Self

import attrs

from mentorcore.errors import Clash, WrongState
from mentorcore.model.aggregate import Aggregate, Noted, only
from mentorcore.model.checking import Value, of_value
from mentorcore.model.names import Names
from mentorcore.model.policy import Policy, chosen
from mentorcore.model.validators import (
    LINE,
    PROSE,
    Many,
    Whole,
    actor,
    email_or_none,
    identifier,
    identifier_or_none,
    line,
    line_or_none,
    moment,
    moment_or_none,
    prose,
    prose_or_none,
    revision_number,
    zone,
)
from mentorcore.model.values import (
    ERASED,
    SYSTEM,
    UNCHANGED,
    PersonId,
    Unchanged,
    as_tuple,
    check_actor,
    check_id,
    check_moment,
    new_id,
)


CAPACITY = 3
"""How many mentorships a mentor takes on unless they say otherwise."""


class Presence(enum.Enum):
    """
    Whether somebody is still there.
    """

    PRESENT = "present"
    LEFT = "left"
    ERASED = "erased"


@attrs.frozen(kw_only=True, field_transformer=of_value)
class Profile(Value):
    """
    What is kept about a person.

    Attributes:
        name: As they want to be called, at most 200 characters.

        experience: Years of professional experience, 0 to 80.

        skills: What they know, at most 100 lines.

        wishes: What they want to learn, at most 100 lines.

        timezone: An IANA name (P2).

        capacity: How many active and paused mentorships they take on as a mentor, 0 to 1000 (P3).

        hold: Why their data must not be erased at the moment; *None* without a legal hold.
    """

    id: PersonId = attrs.field(validator=identifier)
    revision: int = attrs.field(default=1, validator=revision_number)
    changed_by: PersonId = attrs.field(validator=actor)
    changed_at: datetime = attrs.field(validator=moment)
    name: str = attrs.field(validator=line)
    email: str | None = attrs.field(default=None, validator=email_or_none)
    external_id: str | None = attrs.field(default=None, validator=line_or_none)
    title: str | None = attrs.field(default=None, validator=line_or_none)
    experience: int | None = attrs.field(default=None, validator=Whole(0, 80, "P1", optional=True))
    skills: tuple[str, ...] = attrs.field(default=(), validator=Many(line))
    wishes: tuple[str, ...] = attrs.field(default=(), validator=Many(line))
    timezone: str = attrs.field(default="UTC", validator=zone)
    capacity: int = attrs.field(default=CAPACITY, validator=Whole(0, 1000, "P3"))
    manager_id: PersonId | None = attrs.field(default=None, validator=identifier_or_none)
    left_at: datetime | None = attrs.field(default=None, validator=moment_or_none)
    erased_at: datetime | None = attrs.field(default=None, validator=moment_or_none)
    hold: str | None = attrs.field(default=None, validator=prose_or_none)


class Person(Aggregate[Profile]):
    """
    Somebody who can mentor and be mentored. Made by `register`.
    """

    kind: ClassVar[str] = "person"
    noun: ClassVar[str] = "person"

    @classmethod
    def register(
        cls,
        *,
        name: str,
        at: datetime,
        by: PersonId = SYSTEM,
        id: PersonId | None = None,
        email: str | None = None,
        external_id: str | None = None,
        title: str | None = None,
        experience: int | None = None,
        skills: Iterable[str] = (),
        wishes: Iterable[str] = (),
        timezone: str = "UTC",
        capacity: int = CAPACITY,
        policy: Policy | None = None,
    ) -> Self:
        """
        Enter somebody into the record; `Profile` says what each value is.

        Raises:
            InvalidValue: A value is not what P1 to P4 accept.
        """
        by, at = check_actor(by), check_moment(at)
        profile = Profile(
            id=new_id(id),
            changed_by=by,
            changed_at=at,
            name=name,
            email=email,
            external_id=external_id,
            title=title,
            experience=experience,
            skills=as_tuple(skills, "skills"),
            wishes=as_tuple(wishes, "wishes"),
            timezone=timezone,
            capacity=capacity,
        )
        return cls(profile, policy=chosen(policy))._note_first(
            Noted(action="person.registered", by=by, at=at, revision=1)
        )

    @property
    def profile(self) -> Profile:
        """
        Everything that is kept about them.
        """
        return self._document

    @property
    def name(self) -> str:
        """
        As they want to be called.
        """
        return self._document.name

    @property
    def capacity(self) -> int:
        """
        How many active and paused mentorships they take on as a mentor.
        """
        return self._document.capacity

    @property
    def manager_id(self) -> PersonId | None:
        """
        Their line manager.
        """
        return self._document.manager_id

    @property
    def presence(self) -> Presence:
        """
        Whether they are still there.
        """
        if self._document.erased_at is not None:
            return Presence.ERASED

        return Presence.PRESENT if self._document.left_at is None else Presence.LEFT

    def revise(
        self,
        *,
        by: PersonId,
        at: datetime,
        name: str | Unchanged = UNCHANGED,
        email: str | Unchanged | None = UNCHANGED,
        external_id: str | Unchanged | None = UNCHANGED,
        title: str | Unchanged | None = UNCHANGED,
        experience: int | Unchanged | None = UNCHANGED,
        skills: Iterable[str] | Unchanged = UNCHANGED,
        wishes: Iterable[str] | Unchanged = UNCHANGED,
        timezone: str | Unchanged = UNCHANGED,
    ) -> Profile:
        """
        Change what is kept about them; what is not given stays.

        Returns:
            The new profile.

        Raises:
            NotTheirs: *by* is neither they nor `SYSTEM` (P5).

            WrongState: They have left (P5).

            InvalidValue: A value is not what P1 to P4 accept.
        """
        to = "revise a person"
        by, at = self._begin(by, at, to=to, who=(self.id, SYSTEM))
        given: dict[str, Any] = {
            "name": name,
            "email": email,
            "external_id": external_id,
            "title": title,
            "experience": experience,
            "skills": skills if isinstance(skills, Unchanged) else as_tuple(skills, "skills"),
            "wishes": wishes if isinstance(wishes, Unchanged) else as_tuple(wishes, "wishes"),
            "timezone": timezone,
        }
        changes = {key: value for key, value in given.items() if value is not UNCHANGED}

        return self._revise("person.revised", by, at, **changes)

    def set_manager(self, manager_id: PersonId | None, *, at: datetime, by: PersonId = SYSTEM) -> Profile:
        """
        Say who their line manager is; *None* for nobody.

        Raises:
            Clash: They would be their own manager (P3).

            WrongState: They have left (P5).
        """
        to = "set a manager"
        by, at = self._begin(by, at, to=to, who=None)
        if manager_id is not None and check_id(manager_id, "manager_id") == self.id:
            raise Clash(
                tried=to,
                because="nobody is their own manager",
                accepted="name another person, or None",
                rule="P3",
            )

        return self._revise("person.manager_set", by, at, manager_id=manager_id)

    def set_capacity(self, capacity: int, *, by: PersonId, at: datetime) -> Profile:
        """
        Say how many active and paused mentorships they take on as a mentor, 0 to 1000 (P3).

        Running relationships go on, even when there are more of them (R11).

        Raises:
            NotTheirs: *by* is neither they nor `SYSTEM` (P5).

            WrongState: They have left (P5).
        """
        by, at = self._begin(by, at, to="set a capacity", who=(self.id, SYSTEM))

        return self._revise("person.capacity_set", by, at, capacity=capacity)

    def leave(self, *, by: PersonId, at: datetime) -> Profile:
        """
        Enter that they have left. The commit also ends their open relationships (R4).

        Raises:
            NotTheirs: *by* is neither they nor `SYSTEM` (P5).

            WrongState: They have already left (P5).
        """
        by, at = self._begin(by, at, to="leave", who=(self.id, SYSTEM))

        return self._revise("person.left", by, at, left_at=at)

    def place_hold(self, reason: str, *, at: datetime, by: PersonId = SYSTEM) -> Profile:
        """
        Forbid the erasure of their data, with the reason.

        Raises:
            NotTheirs: *by* is not `SYSTEM` (P5).

            WrongState: Their data is already erased, or a hold is already in place (P5).
        """
        to = "place a legal hold"
        by, at = self._administer(by, at, to=to)
        if self._document.hold is not None:
            raise WrongState(
                tried=to,
                because="there is one already",
                accepted="lift it first",
                rule="P5",
            )

        return self._revise("person.hold_placed", by, at, hold=prose.check(reason, "reason"))

    def lift_hold(self, *, at: datetime, by: PersonId = SYSTEM) -> Profile:
        """
        Allow the erasure of their data again.

        Raises:
            NotTheirs: *by* is not `SYSTEM` (P5).

            WrongState: There is no hold (P5).
        """
        to = "lift a legal hold"
        by, at = self._administer(by, at, to=to)
        if self._document.hold is None:
            raise WrongState(
                tried=to, because="there is none", accepted="nothing needs to be done", rule="P5"
            )

        return self._revise("person.hold_lifted", by, at, hold=None)

    def erase(self, *, at: datetime, by: PersonId = SYSTEM) -> Profile:
        """
        Remove everything personal that this profile holds; the random id stays. They count as having left.

        Their words and their name in relationships and requests are another matter: `Mentorship.erase` and
        `PairingRequest.erase` take them out of each, and `Backend.scrub` leaves no byte of what was there.

        Raises:
            NotTheirs: *by* is not `SYSTEM` (P5).

            WrongState: A legal hold is in place, or it is done already (P5).
        """
        to = "erase a person"
        by, at = self._administer(by, at, to=to)
        unheld(self, to=to)
        blank = Profile(id=self.id, changed_by=by, changed_at=at, name=ERASED, capacity=0)
        left_at = self._document.left_at or at
        kept = attrs.evolve(blank, revision=self._document.revision + 1, left_at=left_at, erased_at=at)
        self._change(kept, Noted(action="person.erased", by=by, at=at, revision=kept.revision))

        return kept

    def erase_names(
        self, person_id: PersonId, *, names: tuple[str, ...], at: datetime, by: PersonId = SYSTEM
    ) -> Profile:
        """
        Replace the names of somebody else by a marker in what this profile says: title, skills, wishes, hold.

        This person's own name and addresses stay, even where they are the same.

        Args:
            names: Names, addresses and the like; `mentorcore.model.names.Names` says how they are found.

        Raises:
            NotTheirs: *by* is not `SYSTEM` (P5).

            WrongState: This person's data was erased (P5).
        """
        by, at = self._administer(by, at, to="erase a person")
        blanked = without_names(self._document, names)
        record = check_id(person_id, "person_id")
        self._change(blanked, Noted(action="person.names_erased", by=by, at=at, record=record))

        return blanked

    def _begin(
        self, by: PersonId, at: datetime, *, to: str, who: tuple[PersonId, ...] | None
    ) -> tuple[PersonId, datetime]:
        self._writable()
        by, at = check_actor(by), check_moment(at)
        if who is not None:
            only(who, by, to=to, who="this person or the system", rule="P5")
        if self.presence is not Presence.PRESENT:
            raise WrongState(
                tried=to,
                because="this person has left",
                accepted="nothing new is entered about somebody who has left",
                rule="P5",
            )

        return by, at

    def _administer(self, by: PersonId, at: datetime, *, to: str) -> tuple[PersonId, datetime]:
        self._writable()
        by, at = check_actor(by), check_moment(at)
        only((SYSTEM,), by, to=to, who="the system", rule="P5")
        if self.presence is Presence.ERASED:
            raise WrongState(
                tried=to,
                because="this person's data was erased",
                accepted="nothing is left to do",
                rule="P5",
            )

        return by, at

    def _revise(self, action: str, by: PersonId, at: datetime, **changes: Any) -> Profile:
        profile = attrs.evolve(
            self._document,
            revision=self._document.revision + 1,
            changed_by=by,
            changed_at=at,
            **changes,
        )
        self._change(profile, Noted(action=action, by=by, at=at, revision=profile.revision))

        return profile


def without_names(profile: Profile, names: tuple[str, ...]) -> Profile:
    """
    Return the profile with somebody else's names replaced by a marker, wherever it is free text.
    """
    wanted = Names.of(names)

    return attrs.evolve(
        profile,
        title=profile.title and wanted.out_of(profile.title, LINE),
        skills=tuple(wanted.out_of(skill, LINE) for skill in profile.skills),
        wishes=tuple(wanted.out_of(wish, LINE) for wish in profile.wishes),
        hold=profile.hold and wanted.out_of(profile.hold, PROSE),
    )


def unheld(person: Person, *, to: str) -> None:
    """
    Refuse something while a legal hold is in place on a person.

    Raises:
        WrongState: There is one (P5).
    """
    if person.profile.hold is not None:
        raise WrongState(
            tried=to,
            because=f"a legal hold is in place on {person.id}",
            accepted="lift the hold first",
            rule="P5",
        )
