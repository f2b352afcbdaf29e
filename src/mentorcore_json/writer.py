"""
Writer: how a batch gets into the store, and how the store gets whole again after a crash.

A commit is four steps under the lock. Its record in the redo log, synced, makes it durable. Its line goes
to the journal. The index makes it visible. Then the documents' files are written; until they are, readers
take the documents from the record. A commit whose record is there and whose other steps are not was never
acknowledged; the next commit, or the next opening, takes the other steps.

From time to time everything is synced and the redo log begins anew.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import suppress

from mentorcore.errors import AlreadyDone, Conflict, Corrupt, StorageError
from mentorcore_json.commits import Commit, line_of
from mentorcore_json.files import Files
from mentorcore_json.index import Index
from mentorcore_json.journal import Journal
from mentorcore_json.opening import check_layout
from mentorcore_json.places import JOURNAL, REDO, UNFINISHED, Places
from mentorcore_json.prepared import Prepared
from mentorcore_json.rebuilding import after_record, fill
from mentorcore_json.redo import FIRST, Record, Redo, Start
from mentorcore_json.shelves import Shelves
from mentorcore_json.tables import State, Tables, set_state, state_of
from mentorcore_json.trouble import IndexLost, in_doubt


ROUND = 8 << 20
"""The size in bytes beyond which the redo log begins anew."""


class Writer:
    """
    Changes one store. All of its methods are called under the store's lock.
    """

    def __init__(self, files: Files, places: Places, tables: Tables, index: Index, shelves: Shelves) -> None:
        self._files = files
        self._places = places
        self._tables = tables
        self._index = index
        self._shelves = shelves
        self._redo = Redo(files, places)
        self._journal = Journal(files, places)
        self._finished = -1
        self._suspect = False

    def commit(self, prepared: Prepared) -> int:
        """
        Commit a batch and return the journal position.
        """
        for forced in (False, True):
            with suppress(IndexLost), self._index.opened() as database:
                state = state_of(database)
                if self._is_whole(state):
                    return self._commit(database, state, prepared)
            self.recover(forced=forced)
        with self._index.opened() as database:
            return self._commit(database, state_of(database), prepared)

    def recover(self, *, forced: bool = False) -> None:
        """
        Bring index, journal and documents to the state that the redo log says.

        Args:
            forced: Rebuild the index, whatever it looks like.

        Raises:
            Corrupt: The redo log or the journal is damaged.
        """
        check_layout(self._files, self._places, self._tables.layout)
        self._index.tidy()
        for path in (self._places.redo, self._places.marker):
            self._files.unlink(path + UNFINISHED)
        start = self._redo.start()
        records = list(self._redo.records())
        if self._journal.size() < start.journal:
            raise Corrupt(JOURNAL, "it was cut short")
        try:
            if forced:
                self._index.discard()
            with self._index.opened() as database:
                state = state_of(database)
                self._catch_up(database, state, start, records)
        except IndexLost:
            self._index.rebuild(
                lambda database: fill(
                    database,
                    tables=self._tables,
                    journal=self._journal,
                    shelves=self._shelves,
                    start=start,
                    records=records,
                )
            )
            with self._index.opened() as database:
                state = state_of(database)
        if records or state.base != start.number:
            self._suspect = True
            with self._index.opened() as database:
                self.round_off(database, records)

    def round_off(self, database: sqlite3.Connection, records: Sequence[Record]) -> State:
        """
        Sync everything, and begin the redo log anew.

        Args:
            records: All that are in the log.
        """
        rewrite, self._suspect = self._suspect, True
        commits = [record.commit for record in records]
        self._shelves.settle(commits, rewrite=rewrite)
        self._journal.append(commits if rewrite else (), sync=True)
        state = state_of(database)
        state = state._replace(base=state.number, tail=FIRST, last=0)
        with self._index.changed(database, forced=True):
            set_state(database, state)
        self._redo.begin(Start(state.number, state.position, state.journal))
        self._finished = state.number
        self._suspect = False

        return state

    def scrub(self) -> None:
        """
        Leave nothing but what counts.
        """
        self.recover()
        with self._index.opened() as database:
            state = self.round_off(database, ())
            for kind, table in self._tables.kinds.items():
                found = database.execute(f"SELECT id FROM {table.table}")  # noqa: S608 - a quoted name
                self._shelves.sweep(kind, (row[0] for row in found))
        self._journal.trim(state.journal)
        self._index.compact()

    def close(self) -> None:
        """
        Begin the redo log anew where that is possible, so that the next opening is quick.
        """
        with suppress(OSError, sqlite3.Error, IndexLost), self._index.opened() as database:
            state = state_of(database)
            if state.last and self._is_whole(state):
                self.round_off(database, list(self._redo.records()))

    def let_go(self) -> None:
        """
        Close what is open.
        """
        self._redo.close()

    def _is_whole(self, state: State) -> bool:
        if self._redo.start().number != state.base or self._redo.read(state.tail, state.number + 1):
            return False
        if self._finished != state.number and state.last:
            record = self._redo.read(state.last, state.number)
            if record is None:
                return False
            self._shelves.put_away(record.commit)
        self._finished = state.number

        return True

    def _commit(self, database: sqlite3.Connection, state: State, prepared: Prepared) -> int:
        self._check(database, prepared)
        if prepared.is_empty:
            return state.position
        if state.tail > ROUND:
            state = self.round_off(database, list(self._redo.records()))
        commit = _numbered(state, prepared)
        end = self._redo.append(state.tail, commit)
        after = State(commit.number, commit.position, state.base, end, state.tail, commit.end)
        try:
            self._journal.append((commit,))
            with self._index.changed(database):
                self._tables.apply(database, commit)
                set_state(database, after)
        except (OSError, sqlite3.Error, StorageError):
            if not self._is_visible(database, commit):
                self._redo.withdraw(state.tail)
                raise
        # It is durable and visible now. What fails from here on is done by whoever commits next.
        with suppress(OSError, StorageError):
            self._shelves.put_away(commit)
            self._finished = commit.number

        return commit.position

    def _is_visible(self, database: sqlite3.Connection, commit: Commit) -> bool:
        try:
            return state_of(database).number >= commit.number
        except sqlite3.Error as error:
            raise in_doubt(self._places.root) from error

    def _check(self, database: sqlite3.Connection, prepared: Prepared) -> None:
        if prepared.token is not None:
            found = database.execute(
                "SELECT position FROM tokens WHERE token = ?", (prepared.token,)
            ).fetchone()
            if found:
                raise AlreadyDone(found[0])
        for key, expected in prepared.expected:
            actual, free = self._tables.version(database, key.kind, key.id)
            if actual != expected or not free:
                raise Conflict(key, expected, actual)

    def _catch_up(
        self, database: sqlite3.Connection, state: State, start: Start, records: Sequence[Record]
    ) -> None:
        if state.number < start.number:
            raise IndexLost
        newest = records[-1].commit.number if records else start.number
        if state.number > newest:
            if self._journal.size() >= state.journal:
                raise Corrupt(REDO, f"the record of commit {newest + 1} is missing or damaged")
            raise IndexLost
        missing = [record for record in records if record.commit.number > state.number]
        if missing:
            with self._index.changed(database):
                for record in missing:
                    self._tables.apply(database, record.commit)
                set_state(database, after_record(missing[-1], start))


def _numbered(state: State, prepared: Prepared) -> Commit:
    number = state.number + 1
    taken = len(prepared.entries) or (prepared.token is not None)
    position = state.position + taken
    line = line_of(
        number=number,
        position=position,
        token=prepared.token,
        entries=prepared.entries,
        documents=prepared.documents,
        removals=prepared.removals,
    )

    return Commit(
        number=number,
        position=position,
        token=prepared.token,
        subjects=tuple(entry.subject for entry in prepared.entries),
        documents=prepared.documents,
        removals=prepared.removals,
        line=line,
        at=state.journal,
    )
