"""
What a commit does to the tables.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from mentorcore.backends import Batch, Entry, Guard, Key, Tombstone, Write
from mentorcore.errors import AlreadyDone, Conflict, Corrupt
from mentorcore_sqlite.backend import SQLiteBackend
from tests.sqlite.samples import book, change, new, sql


A = Key("book", "a")


class TestTombstones:
    def test_leave_a_bare_row(self, backend: SQLiteBackend, path: Path) -> None:
        """
        Of a document that was removed, its id and the tombstone's version stay, and nothing else.
        """
        backend.commit(new(book("a", title="T", readers=("ada",))))
        backend.commit(Batch(tombstones=(Tombstone(A, 1, 2),)))

        ((name, version, schema, checksum, *rest),) = sql(path, "SELECT * FROM mentorcore_documents_book")

        assert (name, version, schema, rest) == ("a", 2, None, [None] * 6)
        assert isinstance(checksum, int)
        assert sql(path, "SELECT * FROM mentorcore_many_book_readers") == []
        assert backend.load(A) is None
        assert list(backend.scan("book", after=None, limit=9)) == []

    def test_may_name_what_was_never_there(self, backend: SQLiteBackend) -> None:
        """
        An id can be given up before it was used.
        """
        backend.commit(Batch(tombstones=(Tombstone(A, 0, 1),)))

        with pytest.raises(Conflict) as caught:
            backend.commit(new(book("a")))
        assert (caught.value.key, caught.value.actual) == (A, 1)

    @pytest.mark.parametrize(
        "batch",
        [
            change(book("a", 3)),
            new(book("a", 3)),
            Batch(tombstones=(Tombstone(A, 2, 3),)),
            Batch(reads=(Guard(A, 2),)),
            Batch(reads=(Guard(A, 0),)),
        ],
        ids=["write", "new", "tombstone", "guard", "guard that it is not there"],
    )
    def test_stop_whatever_names_the_id(self, backend: SQLiteBackend, batch: Batch) -> None:
        """
        Nothing that names a removed document is committed, whatever version it expects.
        """
        backend.commit(new(book("a")))
        backend.commit(Batch(tombstones=(Tombstone(A, 1, 2),)))

        with pytest.raises(Conflict) as caught:
            backend.commit(batch)
        assert (caught.value.key, caught.value.actual) == (A, 2)


class TestPositions:
    def test_grow_with_entries_and_tokens(self, backend: SQLiteBackend) -> None:
        """
        Each entry takes a position, a token without entries takes one as well, and none is taken twice.
        """
        entry = Entry("a", "{}")
        taken = [
            backend.commit(Batch(entries=(entry, entry))),
            backend.commit(Batch(token="alone")),
            backend.commit(Batch(entries=(entry,), token="with")),
            backend.commit(Batch()),
            backend.commit(Batch(token="last")),
        ]

        assert taken == [2, 3, 4, 4, 5]
        assert [e.position for e in backend.journal(after=0, limit=9, subject=None)] == [1, 2, 4]

    def test_a_known_token_says_where(self, backend: SQLiteBackend) -> None:
        """
        A token is committed once, whatever else is in the batch.
        """
        backend.commit(Batch(token="t"))

        with pytest.raises(AlreadyDone) as caught:
            backend.commit(Batch(reads=(Guard(A, 7),), token="t"))
        assert caught.value.position == 1


class TestWrites:
    def test_large_batches_are_whole(self, backend: SQLiteBackend) -> None:
        """
        One document that is not as expected stops a thousand others.
        """
        backend.commit(new(book("n0500")))
        many = tuple(Write(book(f"n{number:04}"), 0) for number in range(1000))

        with pytest.raises(Conflict) as caught:
            backend.commit(Batch(writes=many))
        assert caught.value.key == Key("book", "n0500")
        assert len(backend.scan("book", after=None, limit=9)) == 1

    def test_several_values_keep_their_order(self, backend: SQLiteBackend) -> None:
        """
        Values come back in the order in which they were written, repeated ones too; none is not nothing.
        """
        backend.commit(
            new(book("a", readers=("z", "a", "z", "Ä")), book("b", readers=()), book("c", readers=None))
        )

        readers = [e.index["readers"] for e in backend.scan("book", after=None, limit=9)]
        assert readers == [("z", "a", "z", "Ä"), (), None]

    @pytest.mark.parametrize(
        "lost", ["INSERT ON mentorcore_journal", "INSERT ON mentorcore_documents_book", "UPDATE ON {}"]
    )
    def test_that_have_no_effect_are_not_acknowledged(self, backend: SQLiteBackend, lost: str) -> None:
        """
        SQLite says how many rows a statement wrote; where that is fewer, nothing of the batch is kept.
        """
        backend.commit(new(book("b")))
        trigger = f"BEFORE {lost.format('mentorcore_documents_book')} BEGIN SELECT RAISE(IGNORE); END"
        backend._connections.read(
            lambda connection: connection.execute(f"CREATE TEMP TRIGGER t {trigger}").fetchall()
        )
        batch = Batch(writes=(Write(book("a"), 0), Write(book("b", 2), 1)), entries=(Entry("a", "{}"),))
        with pytest.raises(Corrupt, match="it does not keep what is written to it"):
            backend.commit(batch)

        assert backend.load(A) is None
        assert backend.load(Key("book", "b")) == book("b")
