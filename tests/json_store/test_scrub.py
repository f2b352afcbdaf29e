"""
Scrubbing removes what does not count, and nothing else.
"""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from mentorcore.backends import Batch, Condition, Guard, Key, Op, Query
from mentorcore.errors import Conflict, StorageFull
from mentorcore_json import Files, JsonBackend
from tests.json_store.samples import book, change, content, new, opened, path_of, removal
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
