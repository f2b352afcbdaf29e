"""
Journal entries: what is kept of a change, and what is no entry.
"""

from __future__ import annotations

import json
from typing import Any

import pytest

from mentorcore import Mentorship, Person, Store
from mentorcore.backends import JournalEntry
from mentorcore.errors import Corrupt, InvalidValue
from mentorcore.storage.journal import Change, change_of
from tests.model.examples import ADA, BEN, NOW, offer, refused
from tests.storage.conftest import LATER
from tests.storage.test_spanning import keep


BODY = {
    "kind": "mentorship",
    "version": 3,
    "action": "goal.adopted",
    "by": "ben",
    "at": "2026-01-12T09:00:00.000000Z",
    "recorded_at": "2026-01-12T09:00:01.000000Z",
    "record": "talk",
    "revision": 2,
}


def read(**changes: Any) -> Change:
    """
    Return what an entry says in which some fields are other ones.
    """
    return change_of(JournalEntry(7, "ada-and-ben", json.dumps({**BODY, **changes})))


class TestChange:
    def test_says_who_did_what_and_when(self, memory: Store) -> None:
        """
        P2: a change has the moment that the command was told, and that of the commit by the store's clock.
        """
        keep(memory, offer())
        with memory.transaction() as tx:
            m = tx.get(Mentorship, offer().id)
            m.accept(by=BEN, at=NOW)
            m.notes.write(by=ADA, at=NOW, text="He listens.", id="note")

        *_, activated, written = memory.journal()
        position = activated.position

        assert (
            Change(
                position=position,
                kind="mentorship",
                subject="ada-and-ben",
                version=2,
                action="mentorship.activated",
                by=BEN,
                at=NOW,
                recorded_at=LATER,
                record=None,
                revision=None,
            )
            == activated
        )
        assert ("note.written", ADA, "note", 1, 2) == (
            written.action,
            written.by,
            written.record,
            written.revision,
            written.version,
        )
        assert position < written.position

    def test_of_one_subject(self, memory: Store) -> None:
        """
        The journal of one person is that of their own changes.
        """
        with memory.transaction() as tx:
            tx.get(Person, ADA).set_capacity(7, by=ADA, at=NOW)

        assert ["person.registered", "person.capacity_set"] == [c.action for c in memory.journal(subject=ADA)]
        assert [] == list(memory.journal(subject="nobody"))

    def test_goes_on_behind_a_position(self, memory: Store) -> None:
        """
        What was read once is not read again.
        """
        first, *others = memory.journal()

        assert others == list(memory.journal(after=first.position))
        assert [] == list(memory.journal(after=others[-1].position))

    @pytest.mark.parametrize(
        ("wrong", "rule", "tried", "because", "accepted"),
        [
            (
                {"after": -1},
                "P1",
                "accept after",
                "-1 is out of range",
                "0 to 4611686018427387904 are accepted",
            ),
            (
                {"after": 2**62 + 1},
                "P1",
                "accept after",
                "the number is out of range",
                "0 to 4611686018427387904 are accepted",
            ),
            (
                {"after": "1"},
                "P1",
                "accept after",
                "a value of type str is not a whole number",
                "give an int",
            ),
            (
                {"subject": "a b"},
                "P4",
                "accept subject",
                "this text is not an id",
                "an id is 1 to 64 of A-Z, a-z, 0-9, _ and -",
            ),
        ],
    )
    def test_is_asked_for_by_position_and_id(
        self, memory: Store, wrong: dict[str, Any], rule: str, tried: str, because: str, accepted: str
    ) -> None:
        """
        P1, P4: a wrong question is refused at once, before the first change is asked for.
        """
        with refused(InvalidValue, rule=rule, tried=tried, because=because, accepted=accepted):
            memory.journal(**wrong)
        assert [] == list(memory.journal(after=2**62))


class TestDamagedEntry:
    def test_is_told_from_a_sound_one(self) -> None:
        """
        An entry may be about no record.
        """
        assert ("talk", 2) == (read().record, read().revision)
        assert (None, None) == (
            read(record=None, revision=None).record,
            read(record=None, revision=None).revision,
        )

    @pytest.mark.parametrize(
        "changes",
        [
            {"kind": 7},
            {"version": "3"},
            {"version": True},
            {"version": None},
            {"action": None},
            {"by": ["ben"]},
            {"record": 7},
            {"revision": "2"},
            {"revision": False},
            {"at": "yesterday"},
            {"at": None},
            {"recorded_at": "2026-01-12"},
            {"words": "He listens."},
        ],
    )
    def test_has_a_wrong_field(self, changes: dict[str, Any]) -> None:
        """
        A field of another type, and one that is not known, is damage; the entry is named.
        """
        with pytest.raises(Corrupt) as caught:
            read(**changes)

        assert ("journal entry 7", "it is no entry of a mentorcore journal") == (
            caught.value.where,
            caught.value.problem,
        )

    @pytest.mark.parametrize("name", sorted(BODY))
    def test_lacks_a_field(self, name: str) -> None:
        """
        So is one that is missing.
        """
        body = {field: value for field, value in BODY.items() if field != name}
        with pytest.raises(Corrupt) as caught:
            change_of(JournalEntry(7, "ada-and-ben", json.dumps(body)))

        assert ("journal entry 7", "it is no entry of a mentorcore journal") == (
            caught.value.where,
            caught.value.problem,
        )

    @pytest.mark.parametrize("body", ["", "[]", "{", "null", '{"at":NaN}'])
    def test_is_no_object(self, body: str) -> None:
        """
        So is what is no JSON object.
        """
        with pytest.raises(Corrupt) as caught:
            change_of(JournalEntry(7, "ada-and-ben", body))

        assert "journal entry 7" == caught.value.where
