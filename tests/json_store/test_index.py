"""
The index is disposable: whatever happens to it, it is there again, and nothing else is lost.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import attrs
import pytest

from mentorcore.backends import Key
from mentorcore.errors import Corrupt, StorageFull, Unavailable
from mentorcore_json import JsonBackend
from mentorcore_json.commits import parsed_line
from mentorcore_json.places import JOURNAL
from mentorcore_json.text import sealed
from tests.json_store.samples import QuickFiles, book, change, content, new, opened, removal
from tests.json_store.seams import Failing


def _index(where: Path) -> Path:
    (found,) = where.glob("index-*.sqlite")

    return found


def _sql(where: Path, *statements: str) -> None:
    with closing(sqlite3.connect(_index(where))) as database:
        for statement in statements:
            database.execute(statement)
        database.commit()


def _missing(where: Path) -> None:
    for path in where.glob("index-*"):
        path.unlink()


def _cut_short(where: Path) -> None:
    path = _index(where)
    path.write_bytes(path.read_bytes()[:5000])


def _no_database(where: Path) -> None:
    _index(where).write_bytes(b"Dear Ada" * 1000)


def _empty(where: Path) -> None:
    _index(where).write_bytes(b"")


def _of_another_store(where: Path) -> None:
    _sql(where, "UPDATE meta SET store = 'another'")


def _of_another_format(where: Path) -> None:
    _sql(where, "UPDATE meta SET format = 0")


def _behind(where: Path) -> None:
    _sql(where, "UPDATE meta SET number = 0")


def _without_a_table(where: Path) -> None:
    _sql(where, "DROP TABLE doc_book")


def _with_a_view(where: Path) -> None:
    _sql(where, "DROP TABLE doc_book", "CREATE VIEW doc_book AS SELECT 'a' AS id, 2 AS version")


def _with_an_endless_state(where: Path) -> None:
    _sql(
        where,
        "ALTER TABLE meta RENAME TO kept",
        "CREATE VIEW meta AS WITH RECURSIVE r(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM r), "
        "s AS (SELECT * FROM r LIMIT 1000000) SELECT kept.* FROM kept, s",
    )


def _with_triggers(where: Path) -> None:
    _sql(
        where,
        "CREATE TABLE copies (title)",
        "CREATE TRIGGER a AFTER INSERT ON doc_book BEGIN INSERT INTO copies VALUES (NEW.c_title); END",
        "CREATE TRIGGER b BEFORE UPDATE ON meta BEGIN SELECT RAISE(IGNORE); END",
    )


def _with_another_key(where: Path) -> None:
    _sql(
        where,
        "DROP TABLE tokens",
        "CREATE TABLE tokens (token TEXT PRIMARY KEY ON CONFLICT IGNORE, position INTEGER) WITHOUT ROWID",
    )


def _a_link(where: Path) -> None:
    path = _index(where)
    path.rename(where.parent / "elsewhere")
    path.symlink_to(where.parent / "elsewhere")


LOSSES = (
    _missing,
    _cut_short,
    _no_database,
    _empty,
    _of_another_store,
    _of_another_format,
    _behind,
    _without_a_table,
    _with_a_view,
    _with_an_endless_state,
    _with_triggers,
    _with_another_key,
    _a_link,
)


def _fill(backend: JsonBackend) -> None:
    backend.commit(new(book("a"), book("b"), book("Con"), token="t1"))
    backend.commit(change(book("a", 2), token="t2"))
    backend.commit(removal("b", 1))


@pytest.mark.parametrize("loss", LOSSES)
def test_is_rebuilt_when_opening(where: Path, backend: JsonBackend, loss: Callable[[Path], None]) -> None:
    """
    Everything is found again: documents, tombstones, tokens and the journal.
    """
    _fill(backend)
    before = content(backend)
    backend.close()
    loss(where)
    again = opened(where)

    assert content(again) == before
    assert again.load(Key("book", "b")) is None
    again.close()


@pytest.mark.parametrize("loss", [_missing, _without_a_table])
@pytest.mark.parametrize("first", ["load", "find", "journal", "commit"])
def test_is_rebuilt_while_open(
    where: Path, backend: JsonBackend, loss: Callable[[Path], None], first: str
) -> None:
    """
    It may be deleted or damaged at any time; all instances go on with the same new one.
    """
    other = opened(where)
    _fill(other)
    before = content(backend)
    loss(where)
    if first == "load":
        assert backend.load(Key("book", "a")) == book("a", 2)
    elif first == "find":
        assert len(content(backend).bodies) == 2
    elif first == "journal":
        assert len(backend.journal(after=0, limit=9, subject=None)) == 5
    else:
        backend.commit(change(book("a", 3)))
        before = content(backend)

    assert content(other) == before
    other.commit(new(book("z")))
    assert content(backend) == content(other)
    other.close()


def test_a_rebuilt_index_has_records_not_rounded_off(where: Path, backend: JsonBackend) -> None:
    """
    What stands only in the redo log is entered as well.
    """
    backend.commit(new(book("a"), book("b")))
    backend.scrub()
    backend.commit(change(book("a", 2)))
    backend.commit(removal("b", 1))
    before = content(backend)
    _missing(where)

    assert content(backend) == before


def _one_letter(path: Path) -> None:
    path.write_bytes(path.read_bytes().replace(b'"new"', b'"old"', 1))


def _a_line_less(path: Path) -> None:
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join([lines[0], *lines[2:], b"\n" * len(lines[1])]))


def _last_line_cut(path: Path) -> None:
    size = path.stat().st_size
    path.write_bytes(path.read_bytes()[:-20] + b"x" * 20)
    assert path.stat().st_size == size


@pytest.mark.parametrize("damage", [_one_letter, _a_line_less, _last_line_cut])
def test_a_damaged_journal_gives_no_index(
    where: Path, backend: JsonBackend, damage: Callable[[Path], None]
) -> None:
    """
    The journal is named, and nothing is made up.
    """
    _fill(backend)
    backend.close()
    damage(where / JOURNAL)
    _missing(where)
    with pytest.raises(Corrupt, match=JOURNAL):
        opened(where)


def test_a_journal_that_ends_early_gives_no_index(where: Path, backend: JsonBackend) -> None:
    """
    A journal whose lines are good, and too few of them, is damaged.
    """
    backend.commit(new(book("a"), book("b")))
    _fill_up = attrs.evolve(new(book("c")), token="t" * 100)
    backend.commit(_fill_up)
    backend.close()
    path = where / JOURNAL
    size = path.stat().st_size
    other = opened(where.parent / "other")
    other.commit(new(*(book(name) for name in "abc")))
    room = size - (where.parent / "other" / JOURNAL).stat().st_size - len(',"token":""')
    other.close()
    again = opened(where.parent / "again")
    again.commit(attrs.evolve(new(*(book(name) for name in "abc")), token="t" * room))
    again.close()
    path.write_bytes((where.parent / "again" / JOURNAL).read_bytes())
    assert path.stat().st_size == size
    _missing(where)
    with pytest.raises(Corrupt, match="ends with commit 1"):
        opened(where)


@pytest.mark.parametrize("damage", [_one_letter, _last_line_cut])
def test_a_damaged_entry_is_named(where: Path, backend: JsonBackend, damage: Callable[[Path], None]) -> None:
    """
    Reading the journal names the position of a damaged entry, and gives those before it.
    """
    _fill(backend)
    damage(where / JOURNAL)
    with pytest.raises(Corrupt, match=r"journal\.jsonl, position"):
        backend.journal(after=0, limit=9, subject=None)


def test_an_entry_of_another_commit_is_named(where: Path, backend: JsonBackend) -> None:
    """
    So is a line that is good, and in the wrong place.
    """
    backend.commit(new(book("a")))
    backend.commit(new(book("b")))
    first, second = (where / JOURNAL).read_bytes().splitlines(keepends=True)
    assert len(first) == len(second)
    (where / JOURNAL).write_bytes(second + first)
    with pytest.raises(Corrupt, match="position 1"):
        backend.journal(after=0, limit=9, subject=None)


def test_a_missing_journal_is_named(where: Path, backend: JsonBackend) -> None:
    """
    While the store is open, too.
    """
    _fill(backend)
    (where / JOURNAL).rename(where.parent / "elsewhere")
    with pytest.raises(Corrupt, match=JOURNAL):
        backend.journal(after=0, limit=9, subject=None)
    (where.parent / "elsewhere").rename(where / JOURNAL)


@pytest.mark.parametrize(
    ("code", "expected"), [(sqlite3.SQLITE_FULL, StorageFull), (sqlite3.SQLITE_BUSY, Unavailable)]
)
def test_its_trouble_has_our_words(where: Path, code: int, expected: type[Exception]) -> None:
    """
    An error of SQLite is told as what it means, and the commit did not happen.
    """
    trouble = sqlite3.OperationalError("trouble")
    trouble.sqlite_errorcode = code
    opened(where).close()
    backend = opened(where, files=Failing(1, trouble, only=frozenset({"commit"})))
    with pytest.raises(expected) as raised:
        backend.commit(new(book("a")))

    assert raised.value.__cause__ is trouble
    assert content(backend).bodies == {}
    backend.commit(new(book("a")))
    assert list(content(backend).bodies) == ["a"]
    backend.close()


def test_a_store_without_its_marker_gets_no_index(where: Path, backend: JsonBackend) -> None:
    """
    Nobody knows what it was.
    """
    _missing(where)
    (where / "mentorcore.json").rename(where.parent / "elsewhere")
    with pytest.raises(Corrupt, match=r"mentorcore\.json"):
        backend.position_of("t")
    (where.parent / "elsewhere").rename(where / "mentorcore.json")

    assert backend.position_of("t") is None


def test_a_commit_in_doubt_says_so(where: Path) -> None:
    """
    Where the index cannot even say whether it took a commit, the next one finds out.
    """

    class Cut(QuickFiles):
        times = 0

        def commit(self, database: sqlite3.Connection) -> None:
            super().commit(database)
            if self.times:
                self.times -= 1
                database.close()
                raise sqlite3.OperationalError("trouble")

    files = Cut()
    backend = opened(where, files=files)
    files.times = 1
    with pytest.raises(Unavailable, match="may or may not"):
        backend.commit(new(book("a")))
    assert backend.commit(new(book("b"))) == 2

    assert list(content(backend).bodies) == ["a", "b"]
    backend.close()


def test_a_commit_that_is_visible_is_acknowledged(where: Path) -> None:
    """
    Trouble that comes when the index has already taken a commit does not take it back.
    """

    class Late(QuickFiles):
        times = 0

        def commit(self, database: sqlite3.Connection) -> None:
            super().commit(database)
            if self.times:
                self.times -= 1
                raise sqlite3.OperationalError("trouble")

    files = Late()
    backend = opened(where, files=files)
    files.times = 1

    assert backend.commit(new(book("a"))) == 1
    assert list(content(backend).bodies) == ["a"]
    backend.close()


def test_a_journal_line_that_is_no_line_is_named() -> None:
    """
    A checksum that fits does not make it one.
    """
    with pytest.raises(Corrupt, match="here"):
        parsed_line(sealed(b'{"crc32":"00000000","colour":1}'), "here")


def test_a_lasting_loss_is_said(where: Path) -> None:
    """
    An index that cannot even be rebuilt is no reason to wait for ever.
    """
    opened(where).close()
    files = Failing(
        10**6, sqlite3.OperationalError("unable to open database file"), only=frozenset({"connect"})
    )
    backend = opened(where, files=files)
    files._at, files._times = 1, 10**7
    for path in where.glob("index-*"):
        path.unlink()
    with pytest.raises(Unavailable):
        backend.position_of("t")
    files._times = 0

    assert backend.position_of("t") is None
    backend.close()
