"""
A JSON store whose files somebody has written, with checksums that fit: damaged, and never a way out.
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import struct
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import msgspec
import pytest

from mentorcore import Person
from mentorcore.errors import Corrupt, NotFound, SchemaTooNew, StorageError
from mentorcore_json import files, redo
from mentorcore_json.commits import Commit, Document, Removal
from mentorcore_json.text import sealed
from tests.hostile.bodies import DEEP, MARK, NO_JSON
from tests.hostile.names import NO_IDS
from tests.hostile.places import not_blocked, untouched
from tests.hostile.stores import answered, attempt, changes, filled, opened, questions
from tests.model.examples import ADA, BEN


OUT = ("../outside", "../../outside", "/outside", "..", ".", "a/../../outside", "outside\0", "Ä" * 30)
"""Names that would lead out of the store."""


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """
    The directory of a sound store.
    """
    where = tmp_path_factory.mktemp("sound")
    filled("json", where)

    return where / "store"


@pytest.fixture
def store(sound: Path, tmp_path: Path) -> Path:
    """
    A copy of it, with a directory ``outside`` beside it in which a document could be written.
    """
    for folder in ("person", "outside"):
        for number in range(64):
            (tmp_path / "outside" / folder / f"{number:02}").mkdir(parents=True)

    return shutil.copytree(sound, tmp_path / "store")


def reopened(store: Path) -> list[Any]:
    """
    Do everything with a store that is not to touch what is beside it; return how that was refused, apart from
    what is not there.
    """
    with untouched(store.parent / "outside"), not_blocked():
        refusals = [e for e in attempt(f"json:///{store}") if not isinstance(e, NotFound)]
    assert MARK not in "".join(f"{error} {error!r}" for error in refusals)

    return refusals


def without_index(store: Path) -> None:
    """
    Remove the index, so that it is made anew from everything else.
    """
    for path in store.glob("index-*"):
        path.unlink()


def document(store: Path, person: str) -> Path:
    """
    Return the file of a person's document.
    """
    (found,) = store.glob(f"documents/person/*/{person}.json")

    return found


def sealed_document(**changes: Any) -> bytes:
    """
    Return a file of Ada's with other fields, and a checksum that fits.
    """
    head = {"crc32": "00000000", "kind": "person", "id": ADA, "version": 1, "schema": 1, "index": {}}
    content = {**head, "body": {"id": ADA}, **changes}

    return sealed(json.dumps(content, indent=2).encode() + b"\n")


WRONG: dict[str, tuple[object, ...]] = {
    "version": (-1, 0, 2**63, 10**30, 1.0, True, None, "1", MARK),
    "schema": (-1, 0, 2**63, None, "1"),
    "kind": ("mentorship", "../person", MARK, None, 1),
    "id": (BEN, "../ada", MARK, None, 1),
    "index": (None, [], {"state": 1}, {"people": [1]}, {MARK: {}}, MARK),
    "body": (None, [], MARK, 1, {MARK: MARK}),
    "text": (MARK,),
    MARK: (1,),
}
CHANGES = tuple({field: value} for field, values in WRONG.items() for value in values)
"""What somebody may change in the file of a document."""


class TestMarkers:
    @pytest.mark.parametrize("name", NO_JSON)
    def test_that_are_none_are_damage(self, store: Path, name: str) -> None:
        """
        A directory whose marker cannot be read is no store that could be used.
        """
        (store / "mentorcore.json").write_text(NO_JSON[name])
        (refusal,) = reopened(store)

        assert isinstance(refusal, Corrupt)
        assert "mentorcore.json" == refusal.where

    @pytest.mark.parametrize("field", ["format", "store", "layout"])
    @pytest.mark.parametrize(
        "value",
        [None, True, 0, -1, 1.5, 10**4000, "", MARK, "a\0", "\ud800", "../x", "x" * 3000, [], {}, "x'; DROP"],
        ids=range(15),
    )
    def test_with_a_wrong_value_are_damage(self, store: Path, field: str, value: object) -> None:
        """
        So is one whose values no release writes.
        """
        path = store / "mentorcore.json"
        path.write_text(json.dumps({**json.loads(path.read_text()), field: value}))
        (refusal,) = reopened(store)

        assert isinstance(refusal, Corrupt)
        assert "mentorcore.json" == refusal.where

    @pytest.mark.parametrize("data", [b"\xff\xfe{", b"\xef\xbb\xbf", b"\x00" * 100, b"\xff" * 100])
    def test_that_are_no_text_are_damage(self, store: Path, data: bytes) -> None:
        """
        So is one that is not UTF-8.
        """
        (store / "mentorcore.json").write_bytes(data)
        (refusal,) = reopened(store)

        assert isinstance(refusal, Corrupt)

    def test_of_a_later_format_are_left_alone(self, store: Path) -> None:
        """
        A newer release may know what it says.
        """
        path = store / "mentorcore.json"
        path.write_text(json.dumps({**json.loads(path.read_text()), "format": 999_999}))
        (refusal,) = reopened(store)

        assert isinstance(refusal, SchemaTooNew)


class TestDocuments:
    @pytest.mark.parametrize("changes", CHANGES, ids=range(len(CHANGES)))
    def test_with_a_wrong_value_are_named(self, store: Path, changes: dict[str, object]) -> None:
        """
        A file that is not the document that it should be is damaged, whatever its checksum; the others are
        read, also when the index is made anew.
        """
        document(store, ADA).write_bytes(sealed_document(**changes))
        for indexed in (True, False):
            if not indexed:
                without_index(store)
            with opened(f"json:///{store}") as found:
                with pytest.raises(StorageError, match=r"^person/ada (is damaged|has schema)") as caught:
                    found.get(Person, ADA)
                assert "Ben" == found.get(Person, BEN).name
            assert MARK not in f"{caught.value} {caught.value!r}"

    @pytest.mark.parametrize("name", NO_JSON)
    def test_that_hold_anything_are_named(self, store: Path, name: str) -> None:
        """
        So is a file that holds something else.
        """
        head = sealed_document().decode().partition('"body"')[0][23:]
        text = f'{{\n  "crc32": "00000000"{head}"body": {NO_JSON[name]}\n}}\n'
        document(store, ADA).write_bytes(sealed(text.encode()))
        with opened(f"json:///{store}") as found:
            with pytest.raises(Corrupt, match=r"^person/ada is damaged") as caught:
                found.get(Person, ADA)
            assert "Ben" == found.get(Person, BEN).name

        assert MARK not in f"{caught.value} {caught.value!r}"

    def test_that_are_too_large_are_named(self, store: Path) -> None:
        """
        A file beyond any document is not read into memory.
        """
        os.truncate(document(store, ADA), files.LARGEST * 1000)
        with opened(f"json:///{store}") as found:
            with pytest.raises(Corrupt, match="person/ada is damaged: its file is larger than any document"):
                found.get(Person, ADA)
            assert "Ben" == found.get(Person, BEN).name
        assert {Corrupt} == set(map(type, reopened(store)))


def line(**changes: Any) -> bytes:
    """
    Return a line of the journal with a checksum that fits.
    """
    content: dict[str, object] = {"commit": 1, "position": 1, "entries": [{"subject": ADA, "body": {}}]}
    if "commit" not in changes and "documents" not in changes:
        content["documents"] = {"store/store": 1}  # a store says something of itself with its first commit

    return (
        sealed(json.dumps({"crc32": "00000000", **content, **changes}, separators=(",", ":")).encode())
        + b"\n"
    )


def started(store: Path, journal: bytes, *, number: int = 1, position: int = 1) -> None:
    """
    Have a store begin with a journal, and with nothing else but its documents.
    """
    (store / "journal.jsonl").write_bytes(journal)
    (store / "redo.log").write_bytes(redo._started(redo.Start(number, position, len(journal))))
    without_index(store)


LINES: dict[str, bytes] = {
    "no line": b"\n",
    "no commit": line(commit=0),
    "another commit": line(commit=2),
    "a large commit": line(commit=2**63),
    "no position": line(position=-1),
    "a position too far": line(position=2),
    "a position too near": line(position=0),
    "a large position": line(position=2**64),
    "a kind that leads out": line(documents={"../../outside/person": 1}),
    "a document that leads out": line(documents={"person/../../../outside/x": 1}),
    "no document": line(documents={MARK: 1}),
    "no version": line(documents={"person/ada": 0}),
    "a large version": line(documents={"person/ada": 2**70}),
    "a removal that leads out": line(removed={"person/../../outside": 1}),
    "no token": line(token=5),
    "no entries": line(entries=[MARK]),
    "a field more": line(**{MARK: 1}),
    "a subject that is none": line(entries=[{"subject": None, "body": {}}]),
    "half a character": line(token="\ud800"),
    "the same commit twice": line() + line(),
    "the same token twice": line(token="t") + line(commit=2, position=2, token="t"),
    "the same removal twice": line(removed={"person/x": 1})
    + line(commit=2, position=2, removed={"person/x": 2}),
    "entries behind each other": line(entries=[{"subject": ADA, "body": {}}] * 2, position=1),
    "deep": sealed(b'{"crc32":"00000000","commit":1,"position":1,"token":' + b"[" * DEEP) + b"\n",
    "not UTF-8": sealed(b'{"crc32":"00000000","commit":1,"position":1,"token":"\xff"}') + b"\n",
    "a long line": b"x" * 5_000_000,
    "many lines": b"\n" * 200_000,
}
"""Journals that no release writes."""


class TestJournals:
    def test_of_one_line_are_read(self, store: Path) -> None:
        """
        The line that these tests change is sound.
        """
        started(store, line())
        with opened(f"json:///{store}") as found:
            (entry,) = found.backend.journal(after=0, limit=10, subject=None)

        assert (1, ADA, "{}") == (entry.position, entry.subject, entry.body)

    @pytest.mark.parametrize("name", LINES)
    def test_that_are_none_are_named(self, store: Path, name: str) -> None:
        """
        A journal that contradicts itself, or that leads anywhere, is damaged; nothing is made of it.
        """
        started(store, LINES[name], number=LINES[name].count(b'"commit"') or 1)
        refusals = reopened(store)

        assert refusals
        assert {Corrupt} == set(map(type, refusals))
        assert refusals[0].where.startswith("journal.jsonl")

    @pytest.mark.parametrize("name", ["as it is", "as text"])
    def test_entries_of_any_text_are_named(self, store: Path, name: str) -> None:
        """
        A body that is no JSON is damage, where it stands in its line as it is and where it stands as text.
        """
        inside = b'{"crc32":"00000000","commit":1,"position":1,"entries":[{"subject":"ada","body":%b}]}'
        for body in (*NO_JSON.values(), "[" * 1000 + "]" * 1000):
            as_it_is = sealed(inside.replace(b"}]}", b'}],"documents":{"store/store":1}}') % body.encode())
            as_text = line(entries=[{"subject": ADA, "text": body}])
            started(store, as_it_is + b"\n" if name == "as it is" else as_text)
            with pytest.raises(Corrupt) as caught, opened(f"json:///{store}") as found:
                list(found.journal())
            assert caught.value.where.startswith("journal")
            assert MARK not in f"{caught.value} {caught.value!r}"


def record(at: int, nth: int, **changes: Any) -> bytes:
    """
    Return a record of the redo log, with a checksum that fits.
    """
    content = {
        "number": nth,
        "position": nth,
        "token": None,
        "subjects": (ADA,),
        "documents": (),
        "removals": (),
        "line": line(commit=nth, position=nth),
        "at": at,
    }
    payload = msgspec.msgpack.encode(Commit(**{**content, **changes}))

    return packed(nth, payload)


def packed(number: int, payload: bytes, size: int | None = None) -> bytes:
    """
    Return a record with any payload.
    """
    head = (redo._MAGIC, number, len(payload) if size is None else size, redo._check(number, payload))

    return redo._RECORD.pack(*head) + payload


def begun(store: Path, *records: bytes) -> None:
    """
    Have a store begin with one line in its journal and these records in its redo log.
    """
    started(store, line())
    with (store / "redo.log").open("ab") as log:
        log.write(b"".join(records))


AT = len(line())
WRITTEN = Document("person", ADA, 1, {}, sealed_document())

RECORDS: dict[str, bytes] = {
    "no commit": record(AT, 2, number=-1),
    "another commit": record(AT, 2, number=7),
    "another position": record(AT, 2, position=9),
    "a large position": record(AT, 2, position=2**63 - 1),
    "a place before the journal's end": record(0, 2),
    "a place behind the journal's end": record(2**40, 2),
    "a place before the journal": record(-1, 2),
    "another line": record(AT, 2, line=line(commit=3, position=2)),
    "no line": record(AT, 2, line=MARK.encode()),
    "other subjects": record(AT, 2, subjects=("ben", "cy")),
    "another token": record(AT, 2, token="t"),
    "documents of which the line says nothing": record(AT, 2, documents=(WRITTEN,)),
    "removals of which the line says nothing": record(AT, 2, removals=(Removal("person", ADA, 2),)),
    **{
        f"a document called {name[:20]!r}": record(
            AT,
            2,
            documents=(Document("person", name, 1, {}, b"Dear Ada"),),
            line=line(commit=2, position=2, documents={f"person/{name}": 1}),
        )
        for name in (*OUT, "../outside/person/00/x")
    },
    **{
        f"a document of a kind called {name[:20]!r}": record(
            AT,
            2,
            documents=(Document(name, ADA, 1, {}, b"Dear Ada"),),
            line=line(commit=2, position=2, documents={f"{name}/ada": 1}),
        )
        for name in (*OUT, "../../outside")
    },
    **{
        f"a removal of {name[:20]!r}": record(
            AT,
            2,
            removals=(Removal(name, ADA, 2),),
            line=line(commit=2, position=2, removed={f"{name}/ada": 2}),
        )
        for name in OUT
    },
    "no version": record(
        AT,
        2,
        documents=(Document("person", ADA, 0, {}, b""),),
        line=line(commit=2, position=2, documents={"person/ada": 0}),
    ),
    "nothing": packed(2, b""),
    "anything": packed(2, MARK.encode()),
    "many values": packed(2, b"\xdd\xff\xff\xff\xff"),
    "a long text": packed(2, b"\xdb\xff\xff\xff\xff"),
    "lists in lists": packed(2, b"\x91" * 200_000),
}
"""Records that no release writes."""


class TestRedoLogs:
    def test_of_one_record_are_read(self, store: Path) -> None:
        """
        The record that these tests change is sound.
        """
        begun(store, record(AT, 2))
        with opened(f"json:///{store}") as found:
            assert [1, 2] == [e.position for e in found.backend.journal(after=0, limit=9, subject=None)]

    @pytest.mark.parametrize("name", RECORDS)
    def test_that_hold_anything_are_named(self, store: Path, name: str) -> None:
        """
        A record that contradicts what is kept, or that leads anywhere, is damage; nothing is written for it.
        """
        begun(store, RECORDS[name])
        refusals = reopened(store)

        assert refusals
        assert {Corrupt} == set(map(type, refusals))
        assert refusals[0].where.startswith("redo.log")

    @pytest.mark.parametrize(
        "start", [(2, 1, AT), (1, 2, AT), (1, 1, AT + 1), (1, 1, 2**63), (2**64 - 1, 2**64 - 1, 2**64 - 1)]
    )
    def test_that_begin_elsewhere_are_named(self, store: Path, start: tuple[int, int, int]) -> None:
        """
        So is a log that begins where the journal does not end.
        """
        started(store, line())
        (store / "redo.log").write_bytes(redo._started(redo.Start(*start)))
        refusals = reopened(store)

        assert refusals
        assert {Corrupt} == set(map(type, refusals))

    def test_that_claim_any_size_take_no_memory(self, store: Path) -> None:
        """
        What a record says of its size is no reason to ask for as much.
        """
        begun(store, packed(2, b"x" * 100, size=2**32 - 1))

        assert [] == [error for error in reopened(store) if not isinstance(error, StorageError)]

    def test_that_are_made_of_beginnings_take_no_time(self, store: Path) -> None:
        """
        A log full of what could be records, none of which is good, is damage, and soon found to be.
        """
        head = redo._RECORD.pack(redo._MAGIC, 9, 2**24, 0)
        begun(store, b"\0" * 50, head * 200_000)
        (refusal,) = reopened(store)

        assert isinstance(refusal, Corrupt)

    @pytest.mark.parametrize("size", [10**8, 10**12])
    def test_that_are_large_and_empty_are_read_in_parts(self, store: Path, size: int) -> None:
        """
        An empty remainder of any length is nothing, or more than a log ever has; memory is not taken for it.
        """
        os.truncate(store / "redo.log", size)
        refusals = reopened(store)

        assert (size > 2**31) == bool(refusals)
        assert all(isinstance(error, Corrupt) for error in refusals)


COLUMNS = {
    "meta": ("number", "position", "base", "tail", "last", "journal", "store", "layout", "format"),
    "doc_person": ("id", "version", "c_email", "c_manager", "c_state"),
    "doc_mentorship": ("version", "c_people", "c_attention_at", "c_mentor"),
    "many_mentorship": ("id", "name", "value"),
    "entries": ("subject", "line", "length"),
    "tokens": ("token", "position"),
    "tombstones": ("kind", "id", "version"),
}
VALUES = (
    *("NULL", "-1", "0", "9223372036854775807", "-9223372036854775808", "4611686018427387904", "1.5"),
    *("'secret words'", "'../../outside/person/00/x'", "x'fffe'", "CAST(x'ff' AS TEXT)", "zeroblob(9)"),
    *("'[1]'", "'[\"ada\", {}]'", "printf('%.*c', 200000, '[')", "'' || char(0)"),
)
"""Values, as SQL, that an index may hold."""


class TestIndexes:
    @pytest.mark.parametrize("table", COLUMNS)
    def test_that_hold_anything_lead_nowhere(self, store: Path, table: str) -> None:
        """
        Whatever stands in the index, the answer is right, damaged or not there; it is made anew where what
        stands in it cannot be, and nothing is written outside.
        """
        with opened(f"json:///{store}") as found:
            asked = (*questions(found), *changes(found)[:2])
            for nth, column in enumerate(COLUMNS[table]):
                for value in VALUES[nth % 8 :: 8]:
                    (index,) = store.glob("index-*.sqlite")
                    with closing(sqlite3.connect(index, timeout=1)) as database:
                        with suppress(sqlite3.IntegrityError):
                            database.execute(f"UPDATE OR IGNORE {table} SET {column} = {value}")
                        database.commit()
                    with untouched(store.parent / "outside"), not_blocked():
                        refusals = answered(asked)
                    assert "secret" not in "".join(map(str, refusals)), (column, value)
                    for path in store.glob("index-*"):
                        path.unlink()
                    assert [] == answered(questions(found)), (column, value)

    @pytest.mark.parametrize("data", [b"", b"x", b"SQLite format 3\0", b"\0" * 5000, os.urandom(5000)])
    def test_that_are_no_databases_are_made_anew(self, store: Path, data: bytes) -> None:
        """
        So is a file that holds something else.
        """
        (index,) = store.glob("index-*.sqlite")
        index.write_bytes(data)

        assert [] == reopened(store)


@pytest.mark.parametrize(
    "name", [given for given in NO_IDS if "/" not in given and "\0" not in given and given]
)
def test_files_that_are_no_documents_are_ignored(store: Path, name: str) -> None:
    """
    What else lies in a directory of documents is not one of them, and is left there.
    """
    with suppress(OSError, UnicodeError):
        (document(store, ADA).parent / f"{name}x").write_text("Dear Ada")

    assert [] == reopened(store)


def test_numbers_are_read_as_they_are_written() -> None:
    """
    The two headers of the log have the form that these tests give them.
    """
    make: tuple[Callable[..., int], ...] = (lambda: redo._START.size, lambda: redo._RECORD.size)

    assert [struct.calcsize("<8sQQQI"), struct.calcsize("<8sQII")] == [size() for size in make]
