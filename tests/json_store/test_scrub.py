"""
Scrubbing removes what does not count, and nothing else.
"""

from __future__ import annotations

import errno
from contextlib import closing
from pathlib import Path

import pytest

from mentorcore.backends import Batch, Condition, Guard, Key, Op, Query
from mentorcore.errors import Conflict, Corrupt, StorageFull
from mentorcore_json import Files, JsonBackend
from tests.json_store.samples import book, change, content, new, opened, path_of, removal, tampered
from tests.json_store.seams import Failing


def _holding(where: Path, secret: str) -> list[str]:
    return [path.name for path in where.rglob("*") if path.is_file() and secret.encode() in path.read_bytes()]


def test_leftovers_are_removed(where: Path, backend: JsonBackend) -> None:
    """
    Files that belong to no document go; what is no document's file at all stays.
    """
    backend.commit(new(book("a"), book("b")))
    folder = path_of(where, "a").parent
    for name in ("gone.json", "gone.json.tmp", "README"):
        (folder / name).write_text("tangerine")
    (folder.parent / "README").write_text("tangerine")
    backend.scrub()

    assert _holding(where, "tangerine") == ["README", "README"]
    assert list(content(backend).bodies) == ["a", "b"]


def test_a_kind_that_was_never_used_is_fine(backend: JsonBackend) -> None:
    """
    An empty store can be scrubbed.
    """
    backend.scrub()

    assert backend.commit(Batch()) == 0


def test_what_failed_is_removed(where: Path) -> None:
    """
    Of a commit that failed half-way, nothing is left in the journal or the redo log.
    """
    opened(where).close()
    full = OSError(errno.ENOSPC, "no space")
    backend = opened(where, files=Failing(1, full, only=frozenset({"commit"})))
    with pytest.raises(StorageFull):
        backend.commit(new(book("tangerine"), token="tangerine"))
    assert sorted(_holding(where, "tangerine")) == ["journal.jsonl", "redo.log"]
    backend.scrub()

    assert _holding(where, "tangerine") == []
    backend.close()


def test_the_others_go_on(where: Path, backend: JsonBackend) -> None:
    """
    Instances that have the store open see what there is, and their commits are kept.
    """
    other = opened(where, files=Files())
    other.commit(new(book("a", title="tangerine"), book("b")))
    other.commit(change(book("a", 2)))
    backend.scrub()
    other.commit(removal("b", 1))

    assert _holding(where, "tangerine") == []
    assert content(backend) == content(other)
    other.scrub()
    other.close()
    assert list(content(backend).bodies) == ["a"]


def test_conditions_on_what_is_no_column_find_nothing(backend: JsonBackend) -> None:
    """
    As with the contract's own `find`: nothing compares with what is not there.
    """
    backend.commit(new(book("a"), book("b")))

    def found(query: Query) -> list[str]:
        return [row.key.id for row in backend.find(query).rows]

    def where(column: str, op: Op) -> Query:
        return Query(kind="book", where=(Condition(column, op, "ann"),))

    assert found(where("colour", Op.EQ)) == []
    assert found(where("readers", Op.EQ)) == []
    assert found(where("title", Op.HAS)) == []
    assert found(where("readers", Op.HAS)) == ["a", "b"]
    assert found(Query(kind="book", order="colour")) == []
    assert found(Query(kind="book", order="readers", after=(None, "a"))) == ["b"]
    assert found(Query(kind="book", order="title", after=("a1", "a"))) == ["b"]


def test_a_guard_holds_or_not(backend: JsonBackend) -> None:
    """
    What was only read has to be as it was; a removed document is never as it was.
    """
    backend.commit(new(book("a"), book("b")))
    backend.commit(removal("b", 1))

    def guarded(id: str, version: int) -> Batch:
        return Batch(reads=(Guard(Key("book", id), version),))

    assert backend.commit(guarded("a", 1)) == 3
    assert backend.commit(guarded("z", 0)) == 3
    for name, version in (("a", 2), ("a", 0), ("b", 1), ("b", 2), ("b", 0)):
        with pytest.raises(Conflict):
            backend.commit(guarded(name, version))


LIES = (
    "DELETE FROM doc_book WHERE id = 'a'",
    "DELETE FROM doc_book",
    "UPDATE doc_book SET id = 'z' WHERE id = 'a'",
    "UPDATE doc_book SET id = '../../a' WHERE id = 'a'",
    "UPDATE doc_book SET id = 5 WHERE id = 'a'",
    "UPDATE doc_book SET id = x'ff' WHERE id = 'a'",
    "INSERT INTO doc_book (id, version) VALUES ('gone', 3)",
)
"""What somebody may have made of the index."""


@pytest.mark.parametrize("lie", LIES)
def test_what_to_keep_is_not_asked_of_the_index(where: Path, lie: str) -> None:
    """
    The index has no checksum: a document that it does not list stays where the journal does, the index is
    made anew, and what only the index lists is removed.
    """
    with closing(opened(where)) as backend:
        backend.commit(new(book("a"), book("b"), book("gone", title="tangerine")))
        backend.commit(removal("gone", 1))
    (path_of(where, "b").parent / "gone.json").write_text("tangerine")
    tampered(where, lie)
    with closing(opened(where)) as backend:
        backend.scrub()

        assert list(content(backend).bodies) == ["a", "b"]
        assert [] == list(backend.check())
    assert _holding(where, "tangerine") == []


def test_nothing_is_removed_while_the_journal_is_damaged(where: Path) -> None:
    """
    What says which documents there are has to be sound, or nothing is removed by it.
    """
    with closing(opened(where)) as backend:
        backend.commit(new(book("a")))
        backend.commit(new(book("b")))
    path = where / "journal.jsonl"
    path.write_bytes(path.read_bytes().replace(b"book/a", b"book/c"))
    before = sorted(where.rglob("*.json"))
    with closing(opened(where)) as backend, pytest.raises(Corrupt, match=r"^journal\.jsonl, byte 0"):
        backend.scrub()

    assert before == sorted(where.rglob("*.json"))


@pytest.mark.parametrize("leave", ["file", "nothing"])
def test_a_damaged_document_is_found_as_before(where: Path, leave: str) -> None:
    """
    The index values of a document that cannot be read are kept, so that whoever looks for it, to erase it, is
    told.
    """
    with closing(opened(where)) as backend:
        backend.commit(new(book("a"), book("b")))
    path_of(where, "a").write_text("damaged")
    if leave == "nothing":
        path_of(where, "a").unlink()
    with closing(opened(where)) as backend:
        backend.scrub()
        query = Query(kind="book", where=(Condition("title", Op.EQ, "a1"),))

        assert ["a"] == [row.key.id for row in backend.find(query).rows]
        with pytest.raises(Corrupt, match="book/a is damaged"):
            backend.load(Key("book", "a"))


def test_the_index_keeps_nothing_of_somebody_elses(where: Path) -> None:
    """
    Tables and rows that somebody has added to the index are gone after it.
    """
    with closing(opened(where)) as backend:
        backend.commit(new(book("a")))
        tampered(where, "INSERT INTO many_book VALUES ('gone', 'readers', 'tangerine')")
        tampered(where, "CREATE TABLE copies AS SELECT 'tangerine'")
        backend.scrub()

        assert [] == list(backend.check())
    assert _holding(where, "tangerine") == []
