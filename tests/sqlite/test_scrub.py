"""
After scrubbing, nothing that was superseded or deleted is on the disk.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from mentorcore.backends import Batch, Tombstone
from mentorcore.errors import Unavailable
from mentorcore_sqlite.backend import SQLiteBackend
from tests.sqlite.samples import book, change, files, new, opened


def found(path: Path, *words: str) -> set[str]:
    """
    Return which of these words stand anywhere in the store's directory.
    """
    everything = b"".join(files(path.parent).values())

    return {word for word in words if word.encode() in everything}


class TestScrub:
    @pytest.mark.parametrize("size", [1, 3000])
    def test_leaves_no_byte(self, backend: SQLiteBackend, path: Path, size: int) -> None:
        """
        No body, index value or value of several of a document that was changed or removed is left in the
        file, its log or its shared memory; what is current is.
        """
        for number in range(20):
            name = f"n{number}"
            backend.commit(
                new(book(name, title="oldtitle", readers=("oldreader",), body={"x": "oldbody" * size}))
            )
            if number % 2:
                backend.commit(
                    change(book(name, 2, title="newtitle", readers=("newreader",), body={"x": "newbody"}))
                )
            else:
                backend.commit(Batch(tombstones=(Tombstone(book(name).key, 1, 2),)))
        old, kept = {"oldtitle", "oldreader", "oldbody"}, {"newtitle", "newreader", "newbody"}
        assert found(path, *old, *kept) == old | kept

        backend.scrub()

        assert found(path, *old, *kept) == kept
        assert len(backend.scan("book", after=None, limit=99)) == 10

    def test_a_reader_keeps_it_from_finishing(self, path: Path) -> None:
        """
        While somebody still reads the old state, scrubbing says so, and succeeds afterwards.
        """
        with (
            closing(opened(path, busy_seconds=0.05)) as backend,
            closing(sqlite3.connect(path, isolation_level=None)) as reader,
        ):
            backend.commit(new(book("a", body={"x": "oldbody"})))
            reader.execute("BEGIN")
            reader.execute("SELECT count(*) FROM mentorcore_journal").fetchall()
            backend.commit(change(book("a", 2)))
            with pytest.raises(Unavailable, match="somebody is still reading"):
                backend.scrub()
            reader.execute("ROLLBACK")
            backend.scrub()

            assert found(path, "oldbody") == set()
