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

from mentorcore.backends import Key
from mentorcore.errors import AlreadyDone, Conflict, Corrupt, StorageError, Unsupported
from mentorcore_json.commits import Commit, Values, line_of
from mentorcore_json.files import Files
from mentorcore_json.index import Index
from mentorcore_json.journal import Journal
from mentorcore_json.opening import check_layout
from mentorcore_json.places import JOURNAL, REDO, UNFINISHED, Places
from mentorcore_json.prepared import Prepared
from mentorcore_json.rebuilding import after_record, at_start, fill, kept
from mentorcore_json.redo import FIRST, Record, Redo, Start
from mentorcore_json.shelves import Shelves
from mentorcore_json.tables import State, Tables, named, set_state, state_of
from mentorcore_json.text import MOST
from mentorcore_json.trouble import SYSTEM, IndexLost, despite, in_doubt, is_foreign, numbers, rebuilt


ROUND = 8 << 20
"""The size in bytes beyond which the redo log begins anew."""

UNSETTLED = 200
"""
The number of documents beyond which it does: whoever opens the store after a crash writes them all again.
"""


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
        self._finished: State | None = None
        self._suspect = False
        self._unsettled: set[tuple[str, str]] = set()

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
        with rebuilt(self._places.shown), self._index.opened() as database:
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
        if records:
            # Whoever wrote the last of them may have been killed before it was on the disk.
            self._redo.sync()
        try:
            if forced:
                self._index.discard()
            with self._index.opened() as database:
                state = state_of(database)
                self._catch_up(database, state, start, records)
        except IndexLost:
            self._rebuild(start, records)
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
        # No log begins there: until the new one's name is on the disk, nobody is to go on with it, not even
        # somebody who finds it after this process was killed.
        with self._index.changed(database, forced=True):
            set_state(database, state._replace(base=state.number + 1))
        self._redo.begin(Start(state.number, state.position, state.journal))
        state = state._replace(base=state.number, tail=FIRST, last=0)
        with self._index.changed(database):
            set_state(database, state)
        self._finished = state
        self._suspect = False
        self._unsettled.clear()

        return state

    def scrub(self) -> None:
        """
        Leave nothing but what counts.

        What counts is what the journal says. The index is made anew from it, so that nothing is left there
        either, whoever put it in.

        Raises:
            Corrupt: The journal is damaged; nothing was removed.
        """
        self.recover()
        with self._index.opened() as database:
            state = self.round_off(database, ())
        start = self._redo.start()
        documents = list(map(named, kept(self._journal, start)))
        self._rebuild(start, ())
        for kind in self._tables.kinds:
            self._shelves.sweep(kind, (one for of, one in documents if of == kind))
        self._journal.trim(state.journal)

    def close(self) -> None:
        """
        Begin the redo log anew where that is possible, so that the next opening is quick.
        """
        with despite(IndexLost, *SYSTEM), self._index.opened() as database:
            state = state_of(database)
            if state.last and self._is_whole(state):
                self.round_off(database, list(self._redo.records()))

    def let_go(self) -> None:
        """
        Close what is open.
        """
        self._redo.close()

    def _rebuild(self, start: Start, records: Sequence[Record]) -> None:
        self._index.rebuild(
            lambda database: fill(
                database,
                tables=self._tables,
                journal=self._journal,
                shelves=self._shelves,
                start=start,
                records=records,
                remembered=self._remembered,
            )
        )

    def _remembered(self, key: Key) -> Values:
        """
        Return the values by which the index, if there still is one, finds a document.
        """
        with despite(IndexLost, *SYSTEM), self._index.opened() as database:
            return self._tables.kinds[key.kind].found_by(database, key.id)

        return {}

    def _is_whole(self, state: State) -> bool:
        start = self._redo.start()
        if start.number != state.base or self._redo.read(state.tail, state.number + 1):
            return False
        if self._finished != state:
            record = self._redo.read(state.last, state.number) if state.last else None
            if state != (after_record(record, start) if record else at_start(start)):
                return False
            if record is not None:
                self._shelves.put_away(record.commit)
        self._finished = state

        return True

    def _commit(self, database: sqlite3.Connection, state: State, prepared: Prepared) -> int:
        self._check(database, prepared)
        if prepared.is_empty:
            return state.position
        if state.tail > ROUND or len(self._unsettled) >= UNSETTLED:
            state = self.round_off(database, list(self._redo.records()))
        commit = _numbered(state, prepared)
        self._unsettled |= {(document.kind, document.id) for document in commit.documents}
        try:
            after = self._enter(database, state, commit)
        except BaseException:
            # Somebody interrupted it, maybe: what is not visible now must not become so later.
            with suppress(StorageError, *SYSTEM):
                if not self._is_visible(database, commit) and self._redo.read(state.tail, commit.number):
                    self._redo.withdraw(state.tail)
            raise
        # It is durable and visible now. What fails from here on is done by whoever commits next.
        with despite(StorageError, *SYSTEM):
            self._shelves.put_away(commit)
            self._finished = after

        return commit.position

    def _enter(self, database: sqlite3.Connection, state: State, commit: Commit) -> State:
        """
        Make a commit durable and visible, and return how far the index is then.
        """
        end = self._redo.append(state.tail, commit)
        after = State(commit.number, commit.position, state.base, end, state.tail, commit.end)
        try:
            self._journal.append((commit,))
            with self._index.changed(database):
                self._tables.apply(database, commit)
                set_state(database, after)
        except (StorageError, *SYSTEM) as error:
            if not self._is_visible(database, commit):
                self._redo.withdraw(state.tail)
                raise
            if is_foreign(error):
                raise

        return after

    def _is_visible(self, database: sqlite3.Connection, commit: Commit) -> bool:
        try:
            # A transaction that is still open goes with its connection.
            return not database.in_transaction and state_of(database).number >= commit.number
        except (IndexLost, *SYSTEM) as error:
            raise in_doubt(self._places.shown) from error

    def _check(self, database: sqlite3.Connection, prepared: Prepared) -> None:
        if prepared.token is not None:
            found = database.execute(
                "SELECT position FROM tokens WHERE token = ?", (prepared.token,)
            ).fetchone()
            if found:
                raise AlreadyDone(numbers(found)[0])
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
        whole = after_record(records[-1], start) if records else at_start(start)
        if state.number == newest and (state.position, state.journal) != (whole.position, whole.journal):
            raise IndexLost
        missing = [record for record in records if record.commit.number > state.number]
        if missing:
            with self._index.changed(database):
                for record in missing:
                    self._tables.apply(database, record.commit)
                set_state(database, whole)


def _numbered(state: State, prepared: Prepared) -> Commit:
    number = state.number + 1
    taken = len(prepared.entries) or (prepared.token is not None)
    position = state.position + taken
    if max(number, position) > MOST:
        raise Unsupported("this store has no more positions", "copy it into a new one with copy_store()")
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
