"""
Backends that do not give back what they were given.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from types import MappingProxyType

import attrs

from mentorcore.backends import STORE_KIND, Batch, Envelope, JournalEntry, Key
from mentorcore.errors import Unsupported
from mentorcore.testing.contract.samples import BOOK, SHELF, shelf
from tests.mutants.base import InMemory, InOneFile, indexed


class SpeaksTheNextContract(InMemory):
    """
    Names a contract that nobody has written yet.
    """

    killed_by = "test_speaks_this_contract"
    contract_version = 2


class DeclaresAsItGoes(InMemory):
    """
    Declares that it scrubs, and takes that back once there is something to scrub.
    """

    killed_by = "test_declares_its_capabilities"

    def commit(self, batch: Batch) -> int:
        position = super().commit(batch)
        vars(self)["capabilities"] = frozenset()

        return position


class GreetsWithASample(InOneFile):
    """
    Shows a shelf to look at, as long as nothing else is there.
    """

    killed_by = "test_a_new_store_is_empty"

    def scan(self, kind: str, *, after: str | None, limit: int) -> Sequence[Envelope]:
        found = super().scan(kind, after=after, limit=limit)
        is_new = not (self._where / "store").exists()

        return (shelf("welcome"),) if is_new and kind == SHELF else found

    def scrub(self) -> None:
        with self._open():
            self._write(self._state())


class LoadsTheNearest(InMemory):
    """
    Seeks the place of an id, and takes what stands there or before it.
    """

    killed_by = "test_loads_none_for_an_unknown_id"

    def load(self, key: Key) -> Envelope | None:
        before = [e for e in self.scan(key.kind, after=None, limit=sys.maxsize) if e.key.id <= key.id]

        return before[-1] if before else None


class TidiesBodies(InMemory):
    """
    Reads and writes the JSON of a body, which is the same JSON but not the same text.
    """

    killed_by = "test_keeps_a_body_exactly"

    def _put(self, envelope: Envelope) -> None:
        super()._put(attrs.evolve(envelope, body=json.dumps(json.loads(envelope.body), ensure_ascii=False)))


class PadsColumns(InMemory):
    """
    Loads a text without the spaces around it, like a column of fixed width.
    """

    killed_by = "test_keeps_an_index_value_exactly"

    def load(self, key: Key) -> Envelope | None:
        found = super().load(key)
        title = found and found.index.get("title")

        return indexed(found, title=title.strip()) if found and isinstance(title, str) else found


class KeepsEachTextOnce(InMemory):
    """
    Loads many texts as a set table gives them: each once.
    """

    killed_by = "test_keeps_many_values_exactly"

    def load(self, key: Key) -> Envelope | None:
        found = super().load(key)
        readers = found and found.index.get("readers")

        return indexed(found, readers=tuple(dict.fromkeys(readers))) if found and readers else found


class TakesNoTextsForNone(InMemory):
    """
    Loads *None* where the set table has no row.
    """

    killed_by = "test_tells_no_values_from_none"

    def load(self, key: Key) -> Envelope | None:
        found = super().load(key)

        return indexed(found, readers=None) if found and found.index.get("readers") == () else found


class HasNoPlaceForDays(InMemory):
    """
    Finds by days, but never learned to load one.
    """

    killed_by = "test_keeps_every_part_of_an_envelope"

    def load(self, key: Key) -> Envelope | None:
        found = super().load(key)

        return indexed(found, day=None) if found and found.index.get("day") else found


class KeepsTheReservedKindToItself(InMemory):
    """
    Takes the reserved kind for its own notes.
    """

    killed_by = "test_keeps_the_reserved_kind"

    def load(self, key: Key) -> Envelope | None:
        return None if key.kind == STORE_KIND else super().load(key)


class LoadsByIdAlone(InMemory):
    """
    Loads the last document with an id, whatever its kind.
    """

    killed_by = "test_tells_kinds_apart"

    def load(self, key: Key) -> Envelope | None:
        if super().load(key) is None:
            return None
        found = [envelope for kept, envelope in self._documents.items() if kept.id == key.id]

        return attrs.evolve(found[-1], key=key)


class ChecksByIdAlone(InMemory):
    """
    Looks an id up among the removed ones of all kinds.
    """

    killed_by = "test_an_id_is_used_in_one_kind"

    def _bury(self, key: Key, version: int) -> None:
        super()._bury(key, version)
        for kind in (BOOK, SHELF):
            self._buried[Key(kind, key.id)] = version


class LoadsWithoutCase(InMemory):
    """
    Loads a document as some file systems open a file: in whatever case its name is written.
    """

    killed_by = "test_tells_ids_apart"

    def load(self, key: Key) -> Envelope | None:
        if super().load(key) is None:
            return None
        folded = key.id.casefold()

        return next(e for k, e in self._documents.items() if k.kind == key.kind and k.id.casefold() == folded)


class RefusesNamesOfDevices(InMemory):
    """
    Refuses ids that are no names of files on some operating systems.
    """

    killed_by = "test_takes_ids_that_mean_something_elsewhere"

    def commit(self, batch: Batch) -> int:
        if any(write.envelope.key.id.casefold() in {"con", "nul", "com1"} for write in batch.writes):
            raise Unsupported("no file can have this name", "take another id")

        return super().commit(batch)


class KeepsTheFirstSchema(InMemory):
    """
    Updates every column of a row but one.
    """

    killed_by = "test_loads_the_last_version"

    def _put(self, envelope: Envelope) -> None:
        kept = self._documents.get(envelope.key)
        super()._put(attrs.evolve(envelope, schema=kept.schema) if kept else envelope)


class FillsOneStatement(InMemory):
    """
    Writes as many documents as a statement has parameters for, three each.
    """

    killed_by = "test_a_commit_holds_many_documents"

    def commit(self, batch: Batch) -> int:
        return super().commit(attrs.evolve(batch, writes=batch.writes[: 999 // 3]))


class KeepsTheCallersValues(InMemory):
    """
    Shares its state: keeps the index values that it is given, not a copy.
    """

    killed_by = "test_keeps_a_copy_of_what_it_was_given"

    def _put(self, envelope: Envelope) -> None:
        super()._put(envelope)
        if isinstance(envelope.index, dict):
            index = MappingProxyType(envelope.index)
            self._documents[envelope.key] = attrs.evolve(envelope, index=index)


class GivesItsOwnValues(InMemory):
    """
    Shares its state: copies what it is given, but gives out the copy itself.
    """

    killed_by = "test_gives_a_copy_of_what_it_keeps"

    def _put(self, envelope: Envelope) -> None:
        super()._put(envelope)
        self._documents[envelope.key] = attrs.evolve(envelope, index=dict(envelope.index))


class GivesItsOwnList(InMemory):
    """
    Shares its state: gives out the list that it keeps the journal in, while there is one entry in it.
    """

    killed_by = "test_gives_a_list_of_its_own"

    def journal(self, *, after: int, limit: int, subject: str | None) -> Sequence[JournalEntry]:
        if after == 0 and subject is None and len(self._journal) == 1:
            with self._open():
                return self._journal
        return super().journal(after=after, limit=limit, subject=subject)
