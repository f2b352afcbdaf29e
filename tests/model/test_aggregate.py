"""
What every aggregate has in common: one document, one journal entry a command, and a seal.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest

from mentorcore.errors import InvalidValue, NotTheirs, ReadOnly
from mentorcore.model.aggregate import Noted
from mentorcore.model.mentorship import Mentorship
from mentorcore.model.pairing import PairingRequest
from mentorcore.model.people import Person
from mentorcore.model.policy import Policy
from mentorcore.model.values import SYSTEM
from tests.model.examples import ADA, BEN, CY, NOW, brokered, offer, refused, request


class TestSeal:
    def test_refuses_every_command(self) -> None:
        """
        R4: what is sealed can be read, and a command says how to change it.
        """
        sealed = offer().seal()

        assert sealed.sealed
        assert ADA == sealed.mentor_id

        with pytest.raises(ReadOnly) as caught:
            sealed.accept(by=BEN, at=NOW)

        assert (
            "this mentorship can only be read here; "
            "load it with tx.get() in a store.transaction() to change it" == str(caught.value)
        )

    def test_covers_the_records(self, active: Mentorship) -> None:
        """
        R12: the collections of a sealed mentorship are sealed with it.
        """
        active.seal()

        with pytest.raises(ReadOnly):
            active.notes.write(by=ADA, at=NOW, text="…")

    def test_covers_people_and_requests(self) -> None:
        """
        P5, B1: people and pairing requests are sealed in the same way.
        """
        with pytest.raises(ReadOnly, match="this person can only be read here"):
            Person.register(name="Ada", at=NOW, id=ADA).seal().leave(by=ADA, at=NOW)

        with pytest.raises(ReadOnly, match="this pairing request can only be read here"):
            request().seal().withdraw(by=BEN, at=NOW)

    def test_covers_what_only_the_system_does(self, active: Mentorship) -> None:
        """
        R4, D3: a sealed mentorship neither ends nor forgets.
        """
        active.seal()

        with pytest.raises(ReadOnly):
            active.depart(BEN, at=NOW)
        with pytest.raises(ReadOnly):
            active.erase(BEN, at=NOW)
        with pytest.raises(ReadOnly):
            request().seal().erase(BEN, at=NOW)


class TestNoted:
    def test_one_entry_a_command(self, offered: Mentorship) -> None:
        """
        R4: each command notes who did what when, in ids and codes.
        """
        offered.accept(by=BEN, at=NOW)
        note = offered.notes.write(by=ADA, at=NOW, text="Ben is nervous.")

        assert (
            Noted(action="mentorship.offered", by=ADA, at=NOW),
            Noted(action="mentorship.activated", by=BEN, at=NOW),
            Noted(action="note.written", by=ADA, at=NOW, record=note.id, revision=1),
        ) == offered.noted

    def test_has_nobodys_words(self, active: Mentorship) -> None:
        """
        N1: what is noted repeats no words.
        """
        active.notes.write(by=ADA, at=NOW, text="Ben is nervous.")
        active.end(by=ADA, at=NOW, reason="Ben is too nervous.")

        assert "nervous" not in repr(active.noted)

    def test_nothing_is_noted_when_a_command_is_refused(self, active: Mentorship) -> None:
        """
        R14: a refused command leaves no entry.
        """
        before = active.noted

        with pytest.raises(NotTheirs):
            active.notes.write(by=CY, at=NOW, text="…")

        assert before == active.noted


class TestEquality:
    def test_is_by_content(self) -> None:
        """
        R4: two aggregates are equal if all that is kept and noted of them is.
        """
        one = Person.register(name="Ada", at=NOW, id=ADA)
        two = Person.register(name="Ada", at=NOW, id=ADA)

        assert one == two

        two.leave(by=SYSTEM, at=NOW)

        assert one != two

    def test_is_within_one_kind(self) -> None:
        """
        R4: a person is no request, whatever their ids, and neither is an id.
        """
        assert Person.register(name="Ada", at=NOW, id="for-ben") != request()
        assert request() != "for-ben"

    def test_what_changes_has_no_hash(self) -> None:
        """
        R4: an aggregate cannot be a key, since a command changes it.
        """
        with pytest.raises(TypeError, match="unhashable"):
            hash(offer())


def test_shows_ids_only() -> None:
    """
    P4: what is printed of an aggregate carries no personal data.
    """
    assert "<Person ada version 0>" == repr(Person.register(name="Ada Osei", at=NOW, id=ADA))


def test_a_random_id_unless_given() -> None:
    """
    P4: an import keeps its id; anybody else gets a random one.
    """
    given, random = brokered(), Person.register(name="Ada Osei", at=NOW)

    assert "ada-and-ben" == given.id
    assert 20 == len(random.id)


def test_the_system_is_named_in_words(active: Mentorship) -> None:
    """
    R14: where the system may not act, the message says so in words.
    """
    with refused(
        NotTheirs,
        rule="R14",
        tried="write a note",
        because="the system is not the mentor or the mentee",
        accepted="only the mentor or the mentee can do this",
        unchanged=active,
    ):
        active.notes.write(by=SYSTEM, at=NOW, text="…")


def test_a_copy_goes_its_own_way(active: Mentorship) -> None:
    """
    What is done to a copy leaves the original alone, collections that were read before included.
    """
    assert 0 == len(active.goals)
    copied = copy.copy(active)
    assert active == copied
    copied.goals.set(by=BEN, at=NOW, title="Lead a release", why="I want to.", measure="It ships.")

    assert (0, 1) == (len(active.goals), len(copied.goals))


@pytest.mark.parametrize("make", [offer, request, lambda: Person.register(name="Ada", at=NOW, id=ADA)])
class TestLoaded:
    def test_has_nothing_noted(self, make: Callable[[], Mentorship | PairingRequest | Person]) -> None:
        """
        R4: only what was done since something was loaded is noted, and it has to be added to be kept.
        """
        made = make()
        loaded: Any = type(made)(made.document, version=7)  # type: ignore[arg-type]

        assert ((), 7, False, False) == (loaded.noted, loaded.version, loaded.sealed, loaded.added)
        assert (0, False) == (made.version, made.added)

    def test_may_be_sealed_from_the_start(
        self, make: Callable[[], Mentorship | PairingRequest | Person]
    ) -> None:
        """
        R4: what is loaded to be read is never writable.
        """
        made = make()
        loaded: Any = type(made)(made.document, sealed=True)  # type: ignore[arg-type]

        assert loaded.sealed

    def test_is_judged_by_its_policy(self, make: Callable[[], Mentorship | PairingRequest | Person]) -> None:
        """
        R7: the store's policy takes the place of the one that something was made under.
        """
        made, strict = make(), Policy(offer_days=3)
        made.put_under(strict)

        assert strict is made.policy

    def test_is_copied_with_all_that_it_is(
        self, make: Callable[[], Mentorship | PairingRequest | Person]
    ) -> None:
        """
        R4: a copy is of the same version, under the same policy, and sealed if the original is.
        """
        made, strict = make(), Policy(offer_days=3)
        original: Any = type(made)(made.document, version=7, policy=strict)  # type: ignore[arg-type]

        assert (7, strict, False) == (
            copy.copy(original).version,
            copy.copy(original).policy,
            copy.copy(original).sealed,
        )
        assert copy.copy(original.seal()).sealed


def test_a_record_takes_nobodys_id(active: Mentorship) -> None:
    """
    P4: an id that names one of the two people names no record.
    """
    with pytest.raises(InvalidValue, match="already used"):
        active.notes.write(by=ADA, at=NOW, text="Mine.", id=BEN)
