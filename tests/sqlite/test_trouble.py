"""
What SQLite and its driver report is told in mentorcore's words, and harms nothing.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from mentorcore.backends import Batch, Entry, Key, Query, Write
from mentorcore.errors import (
    Conflict,
    Corrupt,
    NotAStore,
    StorageError,
    StorageFull,
    Unavailable,
    Unsupported,
)
from mentorcore_sqlite.backend import SQLiteBackend
from mentorcore_sqlite.trouble import translated
from tests.sqlite.faults import Watched, trouble
from tests.sqlite.samples import book, new, opened, sql


RIGHTS = "let this user read and write it and its folder, or copy it to where they may"

FULL = (sqlite3.SQLITE_FULL, "SQLITE_FULL", StorageFull)
DISK = (sqlite3.SQLITE_IOERR_WRITE, "SQLITE_IOERR_WRITE", Unavailable)
LOCKED = (sqlite3.SQLITE_LOCKED, "SQLITE_LOCKED", Unavailable)
BUSY = (sqlite3.SQLITE_BUSY, "SQLITE_BUSY", Unavailable)

CODES = [
    FULL,
    DISK,
    BUSY,
    LOCKED,
    (sqlite3.SQLITE_CANTOPEN, "SQLITE_CANTOPEN", Unavailable),
    (sqlite3.SQLITE_READONLY_DBMOVED, "SQLITE_READONLY_DBMOVED", Unavailable),
    (sqlite3.SQLITE_INTERRUPT, "SQLITE_INTERRUPT", Unavailable),
    (sqlite3.SQLITE_PERM, "SQLITE_PERM", Unavailable),
    (sqlite3.SQLITE_CORRUPT_INDEX, "SQLITE_CORRUPT_INDEX", Corrupt),
    (sqlite3.SQLITE_NOTADB, "SQLITE_NOTADB", NotAStore),
    (sqlite3.SQLITE_TOOBIG, "SQLITE_TOOBIG", Unsupported),
    (sqlite3.SQLITE_ERROR, "SQLITE_ERROR", Unsupported),
]


@pytest.fixture
def watched(path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SQLiteBackend]:
    with closing(opened(path, connection=Watched)) as made:
        made.commit(new(book("a", title="old", readers=("ada",))))
        yield made


def everything(backend: SQLiteBackend) -> object:
    """
    Return all that is kept.
    """
    return backend.scan("book", after=None, limit=99), backend.journal(after=0, limit=99, subject=None)


BATCH = Batch(
    writes=(Write(book("a", 2, title="new", readers=("ben",)), 1), Write(book("b"), 0)),
    entries=(Entry("a", "{}"), Entry("b", "{}")),
    token="t",
)


class TestFaults:
    @pytest.mark.parametrize("fault", [FULL, DISK, LOCKED], ids=lambda fault: fault[1])
    @pytest.mark.parametrize("when", ["before", "after"])
    def test_any_statement_of_a_commit_may_fail(
        self,
        watched: SQLiteBackend,
        monkeypatch: pytest.MonkeyPatch,
        fault: tuple[int, str, type[StorageError]],
        when: str,
    ) -> None:
        """
        Whichever statement fails, the error is typed and keeps its cause, nothing of the batch is there,
        and the same batch succeeds once the fault is gone.
        """
        code, name, expected = fault
        old = everything(watched)
        statements: list[str] = []
        with monkeypatch.context() as patch:
            patch.setattr(Watched, "before", statements.append)
            with pytest.raises(Conflict):
                watched.commit(Batch(writes=(*BATCH.writes, Write(book("c"), 1)), token="t"))
        assert len(statements) >= 5
        refusals: list[StorageError] = []
        for number in range(99):
            seen: list[str] = []

            def fail(statement: str, seen: list[str] = seen, number: int = number) -> None:
                seen.append(statement)
                # What is after a commit is too late to fail.
                if len(seen) == number + 1 and (when, statement) != ("after", "COMMIT"):
                    raise trouble(code, name)

            with monkeypatch.context() as patch:
                patch.setattr(Watched, when, fail)
                try:
                    watched.commit(BATCH)
                    break
                except StorageError as error:
                    refusals.append(error)
            assert everything(watched) == old

        assert len(refusals) >= 10
        assert {type(error) for error in refusals} == {expected}
        assert {type(error.__cause__) for error in refusals} == {sqlite3.OperationalError}
        assert watched.position_of("t") == 3

    @pytest.mark.parametrize("call", ["load", "scan", "find", "position_of", "journal", "scrub"])
    def test_any_other_call_may_fail(
        self, watched: SQLiteBackend, monkeypatch: pytest.MonkeyPatch, call: str
    ) -> None:
        """
        So may any other call, which succeeds once the fault is gone.
        """
        calls = {
            "load": lambda: watched.load(Key("book", "a")),
            "scan": lambda: watched.scan("book", after=None, limit=9),
            "find": lambda: watched.find(Query(kind="book")),
            "position_of": lambda: watched.position_of("t"),
            "journal": lambda: watched.journal(after=0, limit=9, subject="a"),
            "scrub": watched.scrub,
        }

        def fail(_: str) -> None:
            raise trouble(*DISK[:2])

        before = calls[call]()
        with monkeypatch.context() as patch:
            patch.setattr(Watched, "before", fail)
            with pytest.raises(Unavailable, match=r"the disk reports an error \(SQLITE_IOERR_WRITE\)"):
                calls[call]()

        assert calls[call]() == before

    def test_a_failed_rollback_costs_the_connection(
        self, watched: SQLiteBackend, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """
        A connection that cannot roll back is given up, so that it does not hold the lock.
        """

        def fail(statement: str) -> None:
            if statement in ("COMMIT", "ROLLBACK"):
                raise trouble(*DISK[:2])

        with monkeypatch.context() as patch:
            patch.setattr(Watched, "before", fail)
            with pytest.raises(Unavailable):
                watched.commit(BATCH)

        assert watched.commit(BATCH) == 3

    def test_no_connection_is_left_when_opening_fails(
        self, path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """
        Whichever statement fails while a store is made, the next attempt makes it.
        """
        for number in range(99):
            seen: list[str] = []

            def fail(statement: str, seen: list[str] = seen, number: int = number) -> None:
                seen.append(statement)
                if len(seen) == number + 1:
                    raise trouble(*DISK[:2])

            with monkeypatch.context() as patch:
                patch.setattr(Watched, "before", fail)
                try:
                    opened(path, connection=Watched).close()
                except Unavailable:
                    continue
                break

        assert number > 10
        opened(path, create=False).close()


class TestTranslation:
    @pytest.mark.parametrize(("code", "name", "expected"), CODES, ids=[name for _, name, _ in CODES])
    def test_by_result_code(self, code: int, name: str, expected: type[StorageError]) -> None:
        """
        Each result code has its error, which says nothing that SQLite's message does.
        """
        error = translated(trouble(code, name), "/a.db", what="book/a")

        assert type(error) is expected
        assert "secret" not in str(error)

    @pytest.mark.parametrize(
        ("code", "helps"),
        [
            (sqlite3.SQLITE_BUSY, "try again later"),
            (sqlite3.SQLITE_CANTOPEN, "try again later"),
            (sqlite3.SQLITE_IOERR_WRITE, "try again later"),
            (sqlite3.SQLITE_PERM, RIGHTS),
            (sqlite3.SQLITE_READONLY, RIGHTS),
            (sqlite3.SQLITE_READONLY_DIRECTORY, RIGHTS),
            (sqlite3.SQLITE_READONLY_DBMOVED, "open it again"),
        ],
    )
    def test_says_what_helps(self, code: int, helps: str) -> None:
        """
        Only what may be otherwise the next time asks for patience.
        """
        error = translated(trouble(code, "A_CODE"), "/a.db")

        assert str(error).endswith(f" (A_CODE); {helps}")
        assert (helps == "try again later") == error.retryable

    @pytest.mark.parametrize("ending", ["", "-wal", "-shm", "-journal", None])
    def test_of_what_cannot_be_opened_looks_for_the_right(
        self, path: Path, monkeypatch: pytest.MonkeyPatch, ending: str | None
    ) -> None:
        """
        SQLite itself does not say why it cannot open a file; where a right is missing, that is said.
        """
        denied = os.path.realpath(path.parent if ending is None else f"{path}{ending}")
        for suffix in ("", "-wal", "-shm", "-journal"):
            path.with_name(f"{path.name}{suffix}").touch()
        cannot_open = trouble(sqlite3.SQLITE_CANTOPEN, "SQLITE_CANTOPEN")
        assert translated(cannot_open, "/a.db", file=path).retryable

        monkeypatch.setattr(os, "access", lambda file, mode: os.path.realpath(file) != denied)
        assert str(translated(cannot_open, "/a.db", file=path)).endswith(RIGHTS)

    @pytest.mark.parametrize(
        ("given", "expected"),
        [
            (sqlite3.ProgrammingError("secret"), Unsupported),
            (sqlite3.InterfaceError("secret"), Unsupported),
            (OverflowError("secret"), Unsupported),
            (UnicodeEncodeError("utf-8", "secret", 0, 1, "no"), Unsupported),
            (UnicodeDecodeError("utf-8", b"secret", 0, 1, "no"), Corrupt),
            (PermissionError(13, "Permission denied"), Unavailable),
            (OSError("secret"), Unavailable),
        ],
    )
    def test_without_a_result_code(self, given: Exception, expected: type[StorageError]) -> None:
        """
        So has what the driver raises on its own.
        """
        error = translated(given, "/a.db")

        assert type(error) is expected
        assert "secret" not in str(error)


class TestValues:
    @pytest.mark.parametrize(
        "bad",
        [
            Batch(entries=(Entry("a", "\ud800"),)),
            Batch(writes=(Write(book("a", title="\ud800"), 0),)),
            Batch(writes=(Write(book("a", readers=("\ud800",)), 0),)),
            Batch(writes=(Write(book("a", version=2**63), 0),)),
            Batch(token="\ud800"),
        ],
    )
    def test_what_cannot_be_kept_is_refused(self, backend: SQLiteBackend, bad: Batch) -> None:
        """
        Lone surrogates and numbers over 64 bits are refused whole.
        """
        with pytest.raises(Unsupported, match="SQLite keeps no"):
            backend.commit(bad)
        assert backend.commit(Batch()) == 0

    def test_what_cannot_be_asked_for_is_refused(self, backend: SQLiteBackend) -> None:
        """
        So they are in a question.
        """
        with pytest.raises(Unsupported):
            backend.load(Key("book", "\ud800"))
        with pytest.raises(Unsupported):
            backend.journal(after=2**63, limit=1, subject=None)


class TestReal:
    def test_a_full_disk(self, path: Path) -> None:
        """
        Without room, a commit says so; what was kept is there, and smaller things still fit afterwards.
        """

        class Small(sqlite3.Connection):
            def __init__(self, *arguments: object, **named: object) -> None:
                super().__init__(*arguments, **named)  # type: ignore[arg-type]
                self.execute("PRAGMA max_page_count = 60")

        opened(path).close()
        with closing(opened(path, connection=Small)) as backend:
            backend.commit(new(book("a")))
            with pytest.raises(StorageFull, match="no room is left"):
                backend.commit(new(book("b", body={"text": "x" * 1_000_000})))

            assert backend.load(Key("book", "b")) is None
            backend.commit(new(book("c")))

    def test_another_writer(self, path: Path) -> None:
        """
        A writer in another process is waited for, but not for ever.
        """
        with (
            closing(opened(path, busy_seconds=0.05)) as backend,
            closing(sqlite3.connect(path, isolation_level=None)) as other,
        ):
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(Unavailable, match=r"another connection is using it \(SQLITE_BUSY\)"):
                backend.commit(new(book("a")))
            other.execute("ROLLBACK")

            assert backend.commit(new(book("a"))) == 1

    def test_opening_waits_for_its_turn(self, path: Path) -> None:
        """
        A database that is in use while it is made a store is waited for, but not for ever.
        """
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("CREATE TABLE mine (value)")
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(Unavailable, match="SQLITE_BUSY"):
                opened(path, busy_seconds=0.05)
            other.execute("ROLLBACK")
        opened(path).close()

    def test_a_store_that_can_only_be_read(self, path: Path) -> None:
        """
        What can only be read is read, and a commit says so.
        """

        class ReadOnly(sqlite3.Connection):
            def __init__(self, *arguments: object, **named: object) -> None:
                super().__init__(*arguments, **named)  # type: ignore[arg-type]
                self.execute("PRAGMA query_only = ON")

        with closing(opened(path)) as backend:
            backend.commit(new(book("a")))
        with closing(opened(path, connection=ReadOnly)) as backend:
            assert backend.load(Key("book", "a")) == book("a")
            with pytest.raises(Unavailable, match=r"it can only be read \(SQLITE_READONLY\)"):
                backend.commit(new(book("b")))

    def test_a_file_that_vanished_is_not_made_anew(self, path: Path) -> None:
        """
        When the file is gone, a new connection does not put an empty one in its place.
        """
        with closing(opened(path)) as backend:
            backend.close()
        with closing(opened(path)) as backend:
            path.unlink()
            with pytest.raises(Unavailable, match="SQLITE_CANTOPEN"):
                backend.scrub()

        assert not path.exists()


class TestDamage:
    """
    One damaged document is named, and the others stay readable.
    """

    @pytest.mark.parametrize("column", ["body", "ix_title"])
    def test_text_that_is_not_utf_8(self, backend: SQLiteBackend, path: Path, column: str) -> None:
        """
        Text that cannot be decoded is told by its document; its cause does not repeat it.
        """
        backend.commit(new(book("a"), book("b", title="B"), book("c")))
        sql(
            path,
            f"UPDATE mentorcore_documents_book SET {column} = CAST(x'736563726574ff' AS TEXT) WHERE id = 'b'",
        )
        for read in (
            lambda: backend.load(Key("book", "b")),
            lambda: backend.scan("book", after=None, limit=9),
        ):
            with pytest.raises(Corrupt, match="book/b is damaged: its text is not UTF-8") as caught:
                read()
            assert "secret" not in f"{caught.value} {caught.value.__cause__}"

        assert backend.load(Key("book", "a")) == book("a")
        assert [e.key.id for e in backend.scan("book", after="b", limit=9)] == ["c"]

    @pytest.mark.parametrize("text", ["nonsense", '"one"', "{}", "7"])
    def test_several_values_that_are_no_array(self, backend: SQLiteBackend, path: Path, text: str) -> None:
        """
        Index values that cannot be read are told by their document and column.
        """
        backend.commit(new(book("a", readers=("ada",))))
        sql(path, "UPDATE mentorcore_documents_book SET ix_readers = ?", text)

        with pytest.raises(Corrupt, match="book/a is damaged: its index column readers is no JSON"):
            backend.load(Key("book", "a"))

    def test_a_missing_table(self, backend: SQLiteBackend, path: Path) -> None:
        """
        A table that somebody dropped is damage to the store.
        """
        sql(path, "DROP TABLE mentorcore_tokens")

        with pytest.raises(Corrupt, match=r"store\.db is damaged: its table mentorcore_tokens is missing"):
            backend.position_of("t")

    def test_a_scan_that_fails_on_no_document(
        self, watched: SQLiteBackend, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """
        When every document can be loaded, a scan that fails names the store.
        """

        def fail(statement: str) -> None:
            if "body" in statement and "LIMIT" in statement:
                raise trouble(sqlite3.SQLITE_CORRUPT, "SQLITE_CORRUPT")

        monkeypatch.setattr(Watched, "before", fail)

        with pytest.raises(Corrupt, match=r"store\.db is damaged: SQLite reports SQLITE_CORRUPT"):
            watched.scan("book", after=None, limit=9)
