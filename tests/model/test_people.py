"""
People: their profile (P1 to P3), who changes it and when (P5), holds and erasure.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorcore.errors import Clash, InvalidValue, NotTheirs, WrongState
from mentorcore.model.aggregate import Noted
from mentorcore.model.people import Person, Presence, Profile
from mentorcore.model.values import ERASED, SYSTEM
from tests.model.examples import ADA, BEN, DAY, NOW, refused


@pytest.fixture
def ada() -> Person:
    """
    Ada, who filled in everything.
    """
    return Person.register(
        name="Ada Osei",
        at=NOW,
        id=ADA,
        email="ada@example.org",
        external_id="E-17",
        title="Principal engineer",
        experience=22,
        skills=["release planning", "C++"],
        wishes=["public speaking"],
        timezone="Europe/Berlin",
        capacity=2,
    )


COMMANDS: dict[str, Callable[[Person, str], object]] = {
    "revise a person": lambda person, by: person.revise(by=by, at=NOW, title="Fellow"),
    "set a capacity": lambda person, by: person.set_capacity(5, by=by, at=NOW),
    "leave": lambda person, by: person.leave(by=by, at=NOW),
}

ADMINISTRATION: dict[str, Callable[[Person, str], object]] = {
    "place a legal hold": lambda person, by: person.place_hold("A court asks for it.", by=by, at=NOW),
    "lift a legal hold": lambda person, by: person.lift_hold(by=by, at=NOW),
    "erase a person": lambda person, by: person.erase(by=by, at=NOW),
}


class TestRegister:
    def test_keeps_what_was_given(self, ada: Person) -> None:
        """
        P1: every value is kept as it was given.
        """
        assert (
            Profile(
                id=ADA,
                changed_by=SYSTEM,
                changed_at=NOW,
                name="Ada Osei",
                email="ada@example.org",
                external_id="E-17",
                title="Principal engineer",
                experience=22,
                skills=("release planning", "C++"),
                wishes=("public speaking",),
                timezone="Europe/Berlin",
                capacity=2,
            )
            == ada.profile
        )

    def test_a_name_is_enough(self) -> None:
        """
        P3: unless they say otherwise, somebody takes on three mentorships, has no manager and lives in UTC.
        """
        ben = Person.register(name="Ben Ruiz", at=NOW)

        assert ("Ben Ruiz", 3, None, "UTC", Presence.PRESENT) == (
            ben.name,
            ben.capacity,
            ben.manager_id,
            ben.profile.timezone,
            ben.presence,
        )

    def test_is_by_the_system_unless_it_says_otherwise(self, ada: Person) -> None:
        """
        P5: the journal shows the system, or whoever is named.
        """
        ben = Person.register(name="Ben Ruiz", at=NOW, by=ADA)

        assert [SYSTEM, ADA] == [ada.noted[0].by, ben.noted[0].by]

    @pytest.mark.parametrize("years", [None, 0, 80])
    def test_takes_every_length_of_experience(self, years: int | None) -> None:
        """
        P1: from the first day to 80 years, or not said.
        """
        assert years == Person.register(name="Ada", at=NOW, experience=years).profile.experience

    def test_is_the_first_revision(self, ada: Person) -> None:
        """
        P5: the journal shows the registration as revision 1.
        """
        assert (Noted(action="person.registered", by=SYSTEM, at=NOW, revision=1),) == ada.noted

    @pytest.mark.parametrize(
        ("wrong", "path", "rule"),
        [
            ({"name": " "}, "Profile.name", "P1"),
            ({"name": "Ada\nOsei"}, "Profile.name", "P1"),
            ({"email": "ada"}, "Profile.email", "P1"),
            ({"external_id": ""}, "Profile.external_id", "P1"),
            ({"title": "x" * 201}, "Profile.title", "P1"),
            ({"experience": 81}, "Profile.experience", "P1"),
            ({"skills": "C++"}, "skills", "P1"),
            ({"skills": ["C++", ""]}, "Profile.skills[1]", "P1"),
            ({"wishes": "Rust"}, "wishes", "P1"),
            ({"wishes": [5]}, "Profile.wishes[0]", "P1"),
            ({"timezone": "Berlin"}, "Profile.timezone", "P2"),
            ({"at": NOW.replace(tzinfo=None)}, "at", "P2"),
            ({"capacity": -1}, "Profile.capacity", "P3"),
            ({"id": "Ada Osei"}, "id", "P4"),
            ({"by": "Ada Osei"}, "by", "P4"),
            ({"policy": "strict"}, "policy", "P1"),
        ],
    )
    def test_refuses_what_it_cannot_keep(self, wrong: dict[str, Any], path: str, rule: str) -> None:
        """
        P1 to P4: the message names the place of the wrong value and the rule.
        """
        right: dict[str, Any] = {"name": "Ada Osei", "at": NOW}

        with pytest.raises(InvalidValue) as caught:
            Person.register(**{**right, **wrong})

        assert (path, rule) == (caught.value.path, caught.value.rule)


class TestRevise:
    def test_leaves_what_is_not_given(self, ada: Person) -> None:
        """
        P5: a person changes one value, and the others stay.
        """
        before = ada.profile

        after = ada.revise(by=ADA, at=NOW + DAY, wishes=["writing"])

        assert ("writing",) == after.wishes
        assert before.skills == after.skills
        assert (2, ADA, NOW + DAY) == (after.revision, after.changed_by, after.changed_at)

    def test_takes_everything_at_once(self, ada: Person) -> None:
        """
        P5: the system revises as well, and *None* empties what may be empty.
        """
        after = ada.revise(
            by=SYSTEM,
            at=NOW,
            name="Ada O.",
            email=None,
            external_id=None,
            title=None,
            experience=None,
            skills=(),
            wishes=(),
            timezone="UTC",
        )

        assert ("Ada O.", None, None, None, None, (), (), "UTC") == (
            after.name,
            after.email,
            after.external_id,
            after.title,
            after.experience,
            after.skills,
            after.wishes,
            after.timezone,
        )

    @pytest.mark.parametrize(
        "wrong", [{"name": None}, {"name": ""}, {"skills": "C++"}, {"timezone": None}, {"experience": -1}]
    )
    def test_refuses_what_it_cannot_keep(self, ada: Person, wrong: dict[str, Any]) -> None:
        """
        P1, P2: a wrong value changes nothing.
        """
        before = ada.profile

        with pytest.raises(InvalidValue):
            ada.revise(by=ADA, at=NOW, title="Fellow", **wrong)

        assert before == ada.profile


class TestWhoActs:
    @pytest.mark.parametrize("by", [ADA, SYSTEM])
    @pytest.mark.parametrize("to", COMMANDS)
    def test_they_themselves_or_the_system(self, ada: Person, to: str, by: str) -> None:
        """
        P5: a person revises themselves, sets their capacity and leaves; the system may do it for them.
        """
        COMMANDS[to](ada, by)

        assert by == ada.noted[-1].by

    @pytest.mark.parametrize("to", COMMANDS)
    def test_nobody_else(self, ada: Person, to: str) -> None:
        """
        P5: nobody else does it for them.
        """
        with refused(
            NotTheirs,
            rule="P5",
            tried=to,
            because="ben is not this person or the system",
            accepted="only this person or the system can do this",
            unchanged=ada,
        ):
            COMMANDS[to](ada, BEN)

    @pytest.mark.parametrize("to", ADMINISTRATION)
    def test_holds_and_erasure_are_the_systems(self, ada: Person, to: str) -> None:
        """
        P5: not even the person themselves places or lifts a hold, or erases.
        """
        with refused(
            NotTheirs,
            rule="P5",
            tried=to,
            because="ada is not the system",
            accepted="only the system can do this",
            unchanged=ada,
        ):
            ADMINISTRATION[to](ada, ADA)


class TestSetManager:
    def test_names_one_or_nobody(self, ada: Person) -> None:
        """
        P5: a manager is set by the system unless it says otherwise, and taken away again.
        """
        ada.set_manager(BEN, at=NOW)

        assert (BEN, SYSTEM) == (ada.manager_id, ada.noted[-1].by)

        ada.set_manager(None, at=NOW, by=BEN)

        assert (None, BEN) == (ada.manager_id, ada.noted[-1].by)

    def test_is_somebody_else(self, ada: Person) -> None:
        """
        P3: nobody is their own manager.
        """
        with refused(
            Clash,
            rule="P3",
            tried="set a manager",
            because="nobody is their own manager",
            accepted="name another person, or None",
            unchanged=ada,
        ):
            ada.set_manager(ADA, at=NOW)

    def test_is_named_by_id(self, ada: Person) -> None:
        """
        P4: a manager is named by an id, not by a name.
        """
        with pytest.raises(InvalidValue, match=r"accept manager_id: this text is not an id \(rule P4\)"):
            ada.set_manager("Cy Young", at=NOW)


class TestSetCapacity:
    @given(st.integers(-10, 1100))
    def test_is_kept_exactly_or_refused(self, capacity: int) -> None:
        """
        P3: 0 to 1000 is kept as it is; anything else is refused and changes nothing.
        """
        ada = Person.register(name="Ada", at=NOW, id=ADA)

        if 0 <= capacity <= 1000:
            assert capacity == ada.set_capacity(capacity, by=ADA, at=NOW).capacity == ada.capacity
        else:
            with refused(
                InvalidValue,
                rule="P3",
                tried="accept Profile.capacity",
                because=f"{capacity} is out of range",
                accepted="0 to 1000 are accepted",
                unchanged=ada,
            ):
                ada.set_capacity(capacity, by=ADA, at=NOW)


class TestLeave:
    def test_is_entered(self, ada: Person) -> None:
        """
        P5: somebody who left is kept, with the moment.
        """
        profile = ada.leave(by=ADA, at=NOW + DAY)

        assert (Presence.LEFT, NOW + DAY) == (ada.presence, profile.left_at)

    @pytest.mark.parametrize(
        ("to", "command"),
        [*COMMANDS.items(), ("set a manager", lambda person, by: person.set_manager(BEN, at=NOW))],
    )
    @pytest.mark.parametrize("by", [ADA, SYSTEM])
    def test_nothing_new_afterwards(
        self, ada: Person, to: str, command: Callable[[Person, str], object], by: str
    ) -> None:
        """
        P5: a person who has left enters nothing new, nor leaves again.
        """
        ada.leave(by=ADA, at=NOW)

        with refused(
            WrongState,
            rule="P5",
            tried=to,
            because="this person has left",
            accepted="nothing new is entered about somebody who has left",
            unchanged=ada,
        ):
            command(ada, by)


class TestHold:
    def test_is_placed_and_lifted(self, ada: Person) -> None:
        """
        P5: a legal hold says why, and goes away when it is lifted; also for somebody who has left.
        """
        ada.leave(by=ADA, at=NOW)
        ada.place_hold("A court asks for it.", at=NOW)

        assert "A court asks for it." == ada.profile.hold

        ada.lift_hold(at=NOW)

        assert ada.profile.hold is None

    def test_there_is_one(self, ada: Person) -> None:
        """
        P5: a second hold does not silently replace the reason of the first.
        """
        ada.place_hold("A court asks for it.", at=NOW)

        with refused(
            WrongState,
            rule="P5",
            tried="place a legal hold",
            because="there is one already",
            accepted="lift it first",
            unchanged=ada,
        ):
            ada.place_hold("Another court asks for it.", at=NOW)

    def test_says_why(self, ada: Person) -> None:
        """
        P1: a hold without a reason is refused.
        """
        with refused(
            InvalidValue,
            rule="P1",
            tried="accept reason",
            because="it is blank",
            accepted="write something that is not only white space",
            unchanged=ada,
        ):
            ada.place_hold(" ", at=NOW)

    def test_only_one_in_place_is_lifted(self, ada: Person) -> None:
        """
        P5: without a hold there is nothing to lift.
        """
        with refused(
            WrongState,
            rule="P5",
            tried="lift a legal hold",
            because="there is none",
            accepted="nothing needs to be done",
            unchanged=ada,
        ):
            ada.lift_hold(at=NOW)

    def test_forbids_erasure(self, ada: Person) -> None:
        """
        P5: data under a legal hold is not erased; once the hold is lifted it can be.
        """
        ada.place_hold("A court asks for it.", at=NOW)

        with refused(
            WrongState,
            rule="P5",
            tried="erase a person",
            because="a legal hold is in place on ada",
            accepted="lift the hold first",
            unchanged=ada,
        ):
            ada.erase(at=NOW)

        ada.lift_hold(at=NOW)
        ada.erase(at=NOW)

        assert Presence.ERASED is ada.presence


class TestErase:
    def test_leaves_only_the_id_and_the_moments(self, ada: Person) -> None:
        """
        D3: everything personal is gone; the random id and the dates stay.
        """
        ada.set_manager(BEN, at=NOW)

        ada.erase(at=NOW + DAY)

        assert (
            Profile(
                id=ADA,
                revision=3,
                changed_by=SYSTEM,
                changed_at=NOW + DAY,
                name=ERASED,
                capacity=0,
                left_at=NOW + DAY,
                erased_at=NOW + DAY,
            )
            == ada.profile
        )

    @pytest.mark.parametrize(("left", "expected"), [(NOW + DAY, NOW + DAY), (None, NOW + 2 * DAY)])
    def test_counts_as_leaving(self, ada: Person, left: datetime | None, expected: datetime) -> None:
        """
        P5: whoever had not left has left now; whoever had keeps the earlier moment.
        """
        if left is not None:
            ada.leave(by=ADA, at=left)

        assert expected == ada.erase(at=NOW + 2 * DAY).left_at

    @pytest.mark.parametrize("to", ADMINISTRATION)
    def test_nothing_is_left_to_do(self, ada: Person, to: str) -> None:
        """
        P5: an erased person is neither held nor erased again.
        """
        ada.erase(at=NOW)

        with refused(
            WrongState,
            rule="P5",
            tried=to,
            because="this person's data was erased",
            accepted="nothing is left to do",
            unchanged=ada,
        ):
            ADMINISTRATION[to](ada, SYSTEM)
