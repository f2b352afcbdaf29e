"""
Files: what the backends read from the disk besides single documents, and whole stores with one file changed.
"""

from __future__ import annotations

import atexit
import functools
import json
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from io import FileIO
from pathlib import Path
from typing import Any

import msgspec

from mentorcore.backends import Condition, Envelope, Key, Op, Query
from mentorcore.errors import Corrupt
from mentorcore.storage.layout import LAYOUT
from mentorcore_json import Files, redo
from mentorcore_json.commits import Commit, Document, LineEntry, line_of
from mentorcore_json.documents import rendered
from mentorcore_json.marker import Marker
from mentorcore_json.places import Places
from mentorcore_json.queries import find
from mentorcore_json.tables import Tables, state_of
from mentorcore_json.text import NO_SUM, sealed
from mentorcore_json.trouble import IndexLost, translated
from mentorcore_sql.checksum import checksum
from mentorcore_sql.rows import Rows
from tests.fuzz.targets import Target, Unstable, accepted
from tests.hostile.bodies import MARK, documents
from tests.hostile.stores import answered, changes, filled, opened, questions
from tests.model.examples import ADA
from tests.storage.conftest import url_of


def files() -> Iterator[Target]:
    """
    Return these targets.
    """
    yield Target("JSON redo log", _log, _logs(), opened=_inside_of_a_log, sealed=_as_a_log)
    yield Target("JSON index", _index, (_small_index(),))
    yield Target("JSON store with another journal", _with_journal, (_journal(),), sealed=_as_a_journal)
    yield Target("SQLite row", _row, _rows(), sealed=as_a_row)
    yield Target("SQLite file", _with_database, ((stores() / "store.db").read_bytes(),))


class InMemory(Files):
    """
    A file system of one file, which is only read.
    """

    def __init__(self, data: bytes) -> None:
        self._data = data

    def open(self, path: str) -> FileIO:
        return FileIO(os.devnull)

    def is_at(self, file: FileIO, path: str) -> bool:
        return True

    def size(self, file: FileIO) -> int:
        return len(self._data)

    def read_at(self, file: FileIO, size: int, at: int) -> bytes:
        return self._data[at : at + size]


def _read_log(data: bytes) -> tuple[redo.Start, list[Commit]]:
    log = redo.Redo(InMemory(data), Places("/nowhere"))
    with closing(log):
        return log.start(), [record.commit for record in log.records()]


def _log(data: bytes) -> object:
    start, commits = _read_log(data)
    with accepted("JSON redo log"):
        if _read_log(_written_log(start, commits)) != (start, commits):
            raise Unstable("JSON redo log")

    return commits


def _written_log(start: redo.Start, commits: list[Commit]) -> bytes:
    return redo._started(start) + b"".join(
        _record(commit.number, redo._encoder.encode(commit)) for commit in commits
    )


def _record(number: int, payload: bytes) -> bytes:
    head = (redo._MAGIC, number, len(payload), redo._check(number, payload))

    return redo._RECORD.pack(*head) + payload


def _logs() -> tuple[bytes, ...]:
    """
    Return a log with three records, and one that begins later.
    """
    key, made = Key("person", ADA), []
    for first in (0, 7):
        at, commits = 100, []
        for number in range(first + 1, first + 4):
            body = rendered(Envelope(key, number, 1, {}, documents()["person"]))
            document = Document(key.kind, key.id, number, {"state": "present"}, body)
            token = f"{MARK} {number}"
            line = line_of(
                number=number,
                position=number,
                token=token,
                entries=(LineEntry(ADA, text=MARK),),
                documents=(document,),
                removals=(),
            )
            commits.append(Commit(number, number, token, (ADA,), (document,), (), line, at))
            at = commits[-1].end
        made.append(_written_log(redo.Start(first, first, 100), commits))

    return tuple(made)


def _inside_of_a_log(data: bytes) -> bytes:
    """
    Return a log as JSON: where it begins, and the content of its records.
    """
    start, commits = _read_log(data)
    records = []
    for commit in commits:
        plain = list(msgspec.structs.astuple(commit))
        plain[4] = [[*msgspec.structs.astuple(d)[:-1], f"bytes:{d.file.decode()}"] for d in commit.documents]
        plain[5] = [list(msgspec.structs.astuple(removal)) for removal in commit.removals]
        plain[6] = f"line:{commit.line.decode()}"
        records.append(plain)

    return json.dumps([start, *records]).encode()


def _as_a_log(data: bytes) -> bytes:
    """
    Return the log that such JSON stands for, as far as it stands for one.
    """
    try:
        start, *records = json.loads(data)
        return redo._started(redo.Start(*start)) + b"".join(
            _record(number, msgspec.msgpack.encode([number, *map(_bytes, rest)])) for number, *rest in records
        )
    except Exception:  # noqa: BLE001 - the rest is given as it is
        return data


def _bytes(value: Any) -> Any:
    match value:
        case str() if value.startswith("line:"):
            return _resealed(value[5:].replace("\n", " ").encode("utf-8", "surrogatepass")) + b"\n"
        case str() if value.startswith("bytes:"):
            return value[6:].encode("utf-8", "surrogatepass")
        case list():
            return [_bytes(entry) for entry in value]
        case dict():
            return {key: _bytes(entry) for key, entry in value.items()}

    return value


def _resealed(data: bytes) -> bytes:
    """
    Return JSON with the checksum that fits, where it begins with one.
    """
    head, quoted, rest = data.partition(b'"crc32":"')

    return sealed(head + quoted + NO_SUM.encode() + rest[len(NO_SUM) :]) if quoted else data


@functools.cache
def stores() -> Path:
    """
    Make a sound store on each backend that keeps files, once.
    """
    where = Path(tempfile.mkdtemp())
    atexit.register(shutil.rmtree, where, ignore_errors=True)
    for backend in ("json", "sqlite"):
        filled(backend, where)

    return where


def _small_index() -> bytes:
    """
    Return the index of a sound store, on small pages.
    """
    (path,) = (stores() / "store").glob("index-*.sqlite")
    with closing(sqlite3.connect(path)) as database, closing(sqlite3.connect(":memory:")) as copy:
        database.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE")
        copy.execute("PRAGMA page_size = 512")
        copy.execute("VACUUM")

        return copy.serialize()


@functools.cache
def _tables() -> tuple[Tables, str]:
    marker = Marker.read(Files(), Places(str(stores() / "store")))
    assert marker is not None

    return Tables(LAYOUT), marker.store


def _index(data: bytes) -> object:
    """
    Ask an index for everything; an answer, or that it has to be made anew, is right.
    """
    tables, store = _tables()
    person, pair = tables.kinds["person"], tables.kinds["mentorship"]
    with closing(sqlite3.connect(":memory:")) as database:
        try:
            with translated("index"):
                database.deserialize(data)
                return (
                    tables.fits(database, store),
                    state_of(database),
                    tables.version(database, "person", ADA),
                    find(database, person, Query(kind="person")),
                    find(database, pair, Query(kind="mentorship", order="attention_at")),
                    find(database, pair, Query(kind="mentorship", where=(Condition("people", Op.HAS, ADA),))),
                )
        except IndexLost as error:
            raise Corrupt("index", "it has to be made anew") from error


_MENTORSHIPS = LAYOUT.of("mentorship")
_CELLS = len(_MENTORSHIPS.columns) + 4


def _row(data: bytes) -> object:
    """
    Read a row of the table of mentorships, whatever its cells hold, with a checksum that fits.
    """
    id_, version, schema, *columns, body = map(_cell, json.loads(as_a_row(data)))
    rows = Rows(_MENTORSHIPS)
    try:
        written = checksum(id_, version, schema, body)
    except UnicodeError:
        raise Corrupt("row", "SQLite gives no such text") from None
    envelope = rows.envelope([id_, version, schema, written, *columns, body])
    again = [id_, version, schema, written, *rows.columns(envelope.index), body]
    with accepted("SQLite row"):
        (found,) = rows.found([[id_, version, *columns]])
        if rows.envelope(again) != envelope or found.index != envelope.index:
            raise Unstable("SQLite row")

    return envelope


def _cell(value: Any) -> Any:
    """
    Return a value of JSON as one that SQLite may give.
    """
    return json.dumps(value).encode() if isinstance(value, list | dict) else value


def as_a_row(data: bytes) -> bytes:
    """
    Return JSON as a row with as many cells as it has to have.
    """
    try:
        cells = json.loads(data)
    except (ValueError, RecursionError):
        cells = data.decode("utf-8", "replace")
    cells = cells if isinstance(cells, list) else [cells]

    return json.dumps([*cells, *[None] * _CELLS][:_CELLS]).encode()


def _rows() -> tuple[bytes, ...]:
    values: dict[str, Any] = {"people": '["ada", "ben"]', "mentor": MARK, "state": MARK}
    columns = [values.get(column.name) for column in _MENTORSHIPS.columns]

    return (json.dumps(["m", 1, 1, *columns, documents()["mentorship"]]).encode(),)


def _journal() -> bytes:
    return (stores() / "store" / "journal.jsonl").read_bytes()


def _as_a_journal(data: bytes) -> bytes:
    return b"".join(_resealed(line) + b"\n" for line in data.splitlines())


def _with_journal(data: bytes) -> object:
    def change(where: Path) -> None:
        for path in (where / "store").glob("index-*"):
            path.unlink()
        (where / "store" / "journal.jsonl").write_bytes(data)

    return _asked("json", change)


def _with_database(data: bytes) -> object:
    return _asked("sqlite", lambda where: (where / "store.db").write_bytes(data))


def _asked(backend: str, change: Callable[[Path], object]) -> object:
    """
    Change a copy of a sound store, and do everything with it that an application does.
    """
    with tempfile.TemporaryDirectory() as folder:
        where = Path(folder)
        if backend == "json":
            shutil.copytree(stores() / "store", where / "store")
        else:
            shutil.copy(stores() / "store.db", where / "store.db")
        change(where)
        with opened(url_of(backend, where)) as store:
            refusals = answered((*questions(store), *changes(store)[:2]))
        left = {found.name for found in where.iterdir()}
    if not left <= {"store", "store.db", "store.db-wal", "store.db-shm"}:
        raise Unstable("something was left beside the store")
    if refusals:
        raise refusals[0]

    return left
