"""
Checking: what is wrong with a directory and cannot be seen through the calls of the contract.

The journal names everything that was ever committed. So the index, which is made from it, can be compared
with it whole: versions, removals, tokens and where each entry stands.
"""

# Names of tables are quoted, values are parameters.
# ruff: noqa: S608

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator, Mapping
from typing import Any

import attrs

from mentorcore.backends import ColumnType
from mentorcore.errors import Corrupt
from mentorcore_json.commits import Line
from mentorcore_json.files import Files
from mentorcore_json.journal import Journal
from mentorcore_json.kinds import KindTable, quoted
from mentorcore_json.opening import check_layout
from mentorcore_json.places import DOCUMENTS, INDEX, JOURNAL, REDO, UNFINISHED, Places
from mentorcore_json.rebuilding import after_record, at_start
from mentorcore_json.redo import Record, Redo, Start
from mentorcore_json.tables import State, Tables, named, state_of


_NAME = re.compile(r"[A-Za-z0-9_+./-]{1,140}", re.ASCII)

DISPOSABLE = "delete the index, and it is made anew"


@attrs.define
class _Told:
    """
    What the journal says is there.
    """

    versions: dict[str, int] = attrs.field(factory=dict)
    removed: dict[str, int] = attrs.field(factory=dict)
    tokens: dict[str, int] = attrs.field(factory=dict)
    entries: dict[int, tuple[str, int, int]] = attrs.field(factory=dict)
    whole: bool = True

    def add(self, line: Line, at: int, length: int) -> Iterator[str]:
        """
        Add what a line says; iterate over what of it contradicts the lines before.
        """
        for name, version in (*line.documents.items(), *line.removed.items()):
            if version <= self.versions.get(name, 0) or name in self.removed:
                yield f"it tells of version {version} of {name}, after a later one"
        self.versions |= line.documents
        self.removed |= line.removed
        for name in line.removed:
            self.versions.pop(name, None)
        if line.token is not None:
            self.tokens[line.token] = line.position
        first = line.position - len(line.entries) + 1
        for nth, entry in enumerate(line.entries):
            self.entries[first + nth] = (entry.subject, at, length)


class Checks:
    """
    Everything that is checked of one store; used under its lock.
    """

    def __init__(self, files: Files, places: Places, tables: Tables) -> None:
        self._files = files
        self._places = places
        self._tables = tables
        self._journal = Journal(files, places)

    def problems(self, database: sqlite3.Connection) -> Iterator[Corrupt]:
        """
        Iterate over what is wrong.

        Args:
            database: The index.
        """
        try:
            check_layout(self._files, self._places, self._tables.layout)
        except Corrupt as error:
            yield error
        state = state_of(database)
        start, records, trouble = self._redo()
        if trouble is not None:
            yield trouble
        else:
            yield from _out_of_step(state, start, records)
        told = _Told()
        yield from self._lines(state, told)
        yield from self._index(database, told)
        if told.whole:
            yield from self._strays(told, records)

    def _redo(self) -> tuple[Start, list[Record], Corrupt | None]:
        redo = Redo(self._files, self._places)
        try:
            return redo.start(), list(redo.records()), None
        except Corrupt as error:
            return Start(0, 0, 0), [], error
        finally:
            redo.close()

    def _lines(self, state: State, told: _Told) -> Iterator[Corrupt]:
        number = position = 0
        for at, length, line in self._journal.every_line(state.journal):
            if isinstance(line, Corrupt):
                told.whole = False
                yield line
                continue
            where = f"{JOURNAL}, byte {at}"
            taken = len(line.entries) or (line.token is not None)
            if told.whole and (line.commit, line.position) != (number + 1, position + taken):
                yield Corrupt(where, f"commit {number + 1} and position {position + taken} belong here")
            number, position = line.commit, line.position
            yield from (Corrupt(where, what) for what in told.add(line, at, length))
        if told.whole and (number, position) != (state.number, state.position):
            yield Corrupt(
                JOURNAL,
                f"it ends with commit {number} and position {position}, "
                f"and the index with commit {state.number} and position {state.position}",
            )

    def _index(self, database: sqlite3.Connection, told: _Told) -> Iterator[Corrupt]:
        where = next(
            (name for name in self._files.names(self._places.root) if INDEX.fullmatch(name)), "index"
        )
        for (text,) in database.execute("PRAGMA integrity_check(100)"):
            if text != "ok":
                yield Corrupt(where, f"SQLite finds: {' '.join(text.split())}; {DISPOSABLE}")
        for kind, table in self._tables.kinds.items():
            for name in _not_found(database, table):
                yield Corrupt(
                    where, f"{kind}/{_shown(name)} is not found by the values of its row; {DISPOSABLE}"
                )
        if not told.whole:
            return  # what a damaged line says is not known
        known = self._tables.kinds
        for what, kept, committed in (
            ("the version of", self._versions(database), _of_kinds(told.versions, known)),
            ("the removal of", _removals(database), _of_kinds(told.removed, known)),
            ("the token committed at position", _by_position(database), _turned(told.tokens)),
            ("where to find journal entry", _entries(database), told.entries),
        ):
            for name in sorted(kept.keys() | committed.keys(), key=str):
                if kept.get(name) != committed.get(name):
                    yield Corrupt(where, f"{what} {_shown(name)} is not what the journal says; {DISPOSABLE}")

    def _versions(self, database: sqlite3.Connection) -> dict[str, Any]:
        return {
            f"{kind}/{name}": version
            for kind, table in self._tables.kinds.items()
            for name, version in database.execute(f"SELECT id, version FROM {table.table}")
        }

    def _strays(self, told: _Told, records: list[Record]) -> Iterator[Corrupt]:
        """
        Find files among the documents that no commit wrote; what a crash has left aside does not count.
        """
        root = self._places.documents
        written = {f"{d.kind}/{d.id}" for record in records for d in record.commit.documents}
        # The files of the last commit are written and removed when it is done already.
        going = {f"{r.kind}/{r.id}" for record in records[-1:] for r in record.commit.removals}
        ours = {self._places.document(*named(name)) for name in written | going | told.versions.keys()}
        for path in self._paths(root, depth=3):
            if path not in ours and not path.endswith(f".json{UNFINISHED}"):
                shown = "/".join(map(_shown, path.removeprefix(f"{root}/").split("/")))
                yield Corrupt(f"{DOCUMENTS}/{shown}", "no commit wrote it, and nobody reads it")

    def _paths(self, path: str, depth: int) -> Iterator[str]:
        for name in self._files.names(path) if self._files.is_directory(path) else ():
            inside = f"{path}/{name}"
            if depth > 1 and self._files.is_directory(inside):
                yield from self._paths(inside, depth - 1)
            else:
                yield inside


def _out_of_step(state: State, start: Start, records: list[Record]) -> Iterator[Corrupt]:
    ends = {start.number: at_start(start)} | {r.commit.number: after_record(r, start) for r in records}
    if state.number not in ends:
        yield Corrupt(REDO, "it does not have the commit with which the index ends")
    elif state.base == start.number and state != ends[state.number]:
        yield Corrupt("index", f"it does not say how far it is; {DISPOSABLE}")


def _not_found(database: sqlite3.Connection, table: KindTable) -> list[str]:
    """
    Return the ids whose row and side table name different values.
    """
    found: set[str] = set()
    listed = [name for name, kind in table.types.items() if kind is ColumnType.MANY]
    for name in listed:
        column = quoted(f"c_{name}")
        array = f"CASE WHEN json_valid(d.{column}) THEN d.{column} ELSE '[]' END"
        wanted = f"SELECT d.id AS id, v.value AS value FROM {table.table} AS d, json_each({array}) AS v"
        kept = f"SELECT id, value FROM {table.many} WHERE name = ?"
        rows = database.execute(
            f"SELECT id FROM ({wanted} EXCEPT {kept}) UNION SELECT id FROM ({kept} EXCEPT {wanted})",
            (name, name),
        )
        found.update(one for (one,) in rows)
    marks = ", ".join("?" * len(listed))
    rows = database.execute(f"SELECT id FROM {table.many} WHERE name NOT IN ({marks})", listed)

    return sorted({*found, *(one for (one,) in rows)})


def _shown(name: object) -> str:
    """
    Return a name or a number; what is none may be somebody's words, and is not repeated.
    """
    return str(name) if _NAME.fullmatch(str(name)) else "?"


def _removals(database: sqlite3.Connection) -> dict[str, Any]:
    rows = database.execute("SELECT kind, id, version FROM tombstones")

    return {f"{kind}/{name}": version for kind, name, version in rows}


def _by_position(database: sqlite3.Connection) -> dict[Any, Any]:
    return _turned(dict(database.execute("SELECT token, position FROM tokens").fetchall()))


def _turned(tokens: Mapping[str, int]) -> dict[Any, Any]:
    # A token may say something about somebody, a position does not.
    return {position: token for token, position in tokens.items()}


def _entries(database: sqlite3.Connection) -> dict[Any, Any]:
    rows = database.execute("SELECT position, subject, line, length FROM entries")

    return {position: (subject, at, length) for position, subject, at, length in rows}


def _of_kinds(names: Mapping[str, int], kinds: Mapping[str, object]) -> dict[str, Any]:
    return {name: version for name, version in names.items() if named(name)[0] in kinds}
