"""
Exporting a person: everything that is kept about them, and nothing that others keep private.
"""

from __future__ import annotations

import json
from typing import Any

import pytest

from mentorcore import Mentorship, Store, erase_person, export_person
from mentorcore.backends import Key
from mentorcore.errors import InvalidValue, NotFound
from tests.model.examples import ADA, BEN, CY, NOW
from tests.privacy.test_erasure import mislaid
from tests.privacy.world import BENS, DEE


def exported(store: Store, person: str) -> dict[str, Any]:
    """
    Return what a machine reads of an export.
    """
    read: dict[str, Any] = json.loads(export_person(store, person).to_json())

    return read


class TestEverything:
    def test_of_a_mentee(self, store: Store) -> None:
        """
        The profile, every word that they wrote, and every record that they may see, earlier revisions too.
        """
        data = exported(store, BEN)

        assert BENS == {name: data["profile"][name] for name in BENS}
        (m,) = data["mentorships"]
        assert (["mentee"], "ada-ben") == (m["as"], m["id"])
        assert {"goal", "talk"} == {goal["id"] for goal in m["goals"]}
        assert ["BENWROTE a private note"] == [note["text"] for note in m["notes"]]
        assert [1, 1, 2, 2] == sorted(
            s["revision"] for name in ("milestones", "earlier_milestones") for s in m[name]
        )
        assert [3] == [len(question["answers"]) for question in m["questions"]]
        (request,) = data["pairing_requests"]
        assert (["mentee", "asker"], "BENWROTE a wish.") == (request["as"], request["why"])
        assert [CY] == data["line_manager_of"]
        assert 4 == data["named_in_other_documents"]

    def test_of_a_decider(self, store: Store) -> None:
        """
        Somebody who proposed a pair gets what they wrote themselves, and nothing of what the two said.
        """
        data = exported(store, CY)

        proposed = next(m for m in data["mentorships"] if m["id"] == "ada-ben")
        assert ["decider"] == proposed["as"]
        assert proposed["reasoning"].startswith("Cy says")
        assert ["offered"] == [step["state"] for step in proposed["steps"]]
        assert "BENWROTE" not in json.dumps(proposed)
        assert "Ada:" not in json.dumps(proposed)
        assert ["decider"] == next(r["as"] for r in data["pairing_requests"] if r["id"] == "for-ben")

    def test_of_an_asker(self, store: Store) -> None:
        """
        Somebody who asked for another person gets the request.
        """
        data = exported(store, DEE)

        assert [(["asker"], "for-cy")] == [(r["as"], r["id"]) for r in data["pairing_requests"]]

    def test_names_of_the_people(self, store: Store) -> None:
        """
        The people with whom they have something in common are named.
        """
        assert [(ADA, "Ada Osei"), (BEN, BENS["name"]), (CY, "Cy Ito")] == [
            (person["id"], person["name"]) for person in exported(store, BEN)["people"]
        ]

    def test_the_journal(self, store: Store) -> None:
        """
        Every entry that is about them, about what they have a part in, or by them; none about others.
        """
        entries = exported(store, BEN)["journal"]

        assert {"ada-ben", "for-ben", BEN} == {entry["subject"] for entry in entries}
        assert ["note.written"] == [e["action"] for e in entries if e["action"].startswith("note.")]
        assert entries == sorted(entries, key=lambda entry: entry["position"])

    def test_of_others_is_withheld(self, store: Store) -> None:
        """
        N1: private words of others are withheld, that there are any as well.
        """
        text = export_person(store, BEN).to_json()

        assert "ADAPRIVATE" not in text
        assert "ada-private" not in text
        assert "DEEPRIVATE" not in text
        assert "ADAPRIVATE" in export_person(store, ADA).to_json()
        assert "BENWROTE a private note" not in export_person(store, ADA).to_json()

    def test_whatever_the_index_says(self, store: Store) -> None:
        """
        Who has a part in a document, and whose manager somebody is, is said by the documents.
        """
        before = exported(store, BEN)
        mislaid(
            store, BEN, Key("mentorship", "ada-ben"), Key("pairing_request", "for-ben"), Key("person", CY)
        )

        after = exported(store, BEN)

        assert before == after | {"exported_at": before["exported_at"]}

    def test_changes_nothing(self, store: Store) -> None:
        """
        Reading is all that it does.
        """
        before = list(store.journal())

        export_person(store, BEN)

        assert before == list(store.journal())

    def test_once_erased(self, store: Store) -> None:
        """
        D3: once somebody is erased nothing of their words is left to export.
        """
        erase_person(store, BEN)

        assert "BENWROTE" not in export_person(store, BEN).to_json()


class TestForms:
    def test_for_a_machine(self, memory: Store) -> None:
        """
        The format and its version are named, and nothing is said twice differently.
        """
        export = export_person(memory, BEN)

        assert ("mentorcore person export", 1) == (export.data["format"], export.data["version"])
        assert export.data == json.loads(export.to_json())

    def test_for_the_person(self, memory: Store) -> None:
        """
        The text says the same in words, with names next to ids, and leaves out what is empty.
        """
        text = export_person(memory, BEN).to_text()

        assert f"Name: {BENS['name']}" in text
        assert "Mentor id: Ada Osei (ada)" in text
        assert "  1.\n" in text
        assert "BENWROTE a private note" in text
        assert "null" not in text
        assert "None" not in text
        assert "[]" not in text

    def test_control_characters_are_shown(self, memory: Store) -> None:
        """
        A text cannot change how the rest is shown, and its lines stay lines.
        """
        with memory.transaction() as tx:
            m = tx.get(Mentorship, "ada-ben")
            m.notes.write(by=BEN, at=NOW, text="one\ntwo\x1b[2J\u202e", id="sly")

        text = export_person(memory, BEN).to_text()

        assert "one\n" in text
        assert "two\ufffd[2J\ufffd" in text
        assert "\x1b" not in text

    def test_is_not_shown_by_itself(self, memory: Store) -> None:
        """
        Nothing of it is in a log that shows the object.
        """
        assert "BENWROTE" not in repr(export_person(memory, BEN))


class TestRefused:
    def test_nobody(self, memory: Store) -> None:
        """
        Somebody who is not there has nothing to export.
        """
        with pytest.raises(NotFound):
            export_person(memory, "nobody")

    def test_what_is_no_store(self) -> None:
        """
        P1: only a store holds a record.
        """
        with pytest.raises(InvalidValue, match="store"):
            export_person("memory:", BEN)  # type: ignore[arg-type]
