"""
Index: a disposable SQLite file that answers everything but what stands in the documents.

Committing to the index is what makes a commit visible; making it durable is the redo log's business. So the
index may be behind after a power cut, and may be deleted at any time. A rebuilt index gets a new name:
SQLite removes side files by name, and those of an index that somebody still has open must not be taken for
the new one's.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager

from mentorcore.errors import StorageError
from mentorcore_json.connections import Connection, Connections, is_inherited
from mentorcore_json.files import Files
from mentorcore_json.places import INDEX, UNFINISHED, Places
from mentorcore_json.tables import State, Tables, set_state
from mentorcore_json.trouble import IndexLost, is_damage


class Index:
    """
    The index of one store, for many threads.
    """

    def __init__(self, files: Files, places: Places, tables: Tables, store: str) -> None:
        self._files = files
        self._places = places
        self._tables = tables
        self._store = store
        self._connections = Connections(files)

    @contextmanager
    def opened(self) -> Iterator[sqlite3.Connection]:
        """
        Lend a connection to the newest index for the block.

        Raises:
            IndexLost: There is no usable index.
        """
        pooled = self._take()
        try:
            yield pooled.database
        except StorageError as error:
            if isinstance(error.__cause__, sqlite3.Error):
                pooled.close()
            else:
                self._connections.give_back(pooled)
            raise
        except BaseException as error:
            pooled.close()
            if is_damage(error):
                raise IndexLost from error
            raise
        self._connections.give_back(pooled)

    def row(self, sql: str, value: str) -> tuple[int] | None:
        """
        Return the first row that a query gives; the shortest way there.
        """
        pooled = self._take()
        try:
            found: tuple[int] | None = pooled.database.execute(sql, (value,)).fetchone()
        except BaseException:
            pooled.close()
            raise
        self._connections.give_back(pooled)

        return found

    @contextmanager
    def changed(self, database: sqlite3.Connection, *, forced: bool = False) -> Iterator[None]:
        """
        Commit what the block does, or nothing of it.

        Args:
            forced: Wait until it is on the disk, with everything before it.
        """
        if forced:
            database.execute("PRAGMA synchronous = FULL")
        database.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._files.commit(database)
        except Exception:
            if database.in_transaction:
                database.execute("ROLLBACK")
            raise
        finally:
            # Whoever was interrupted in the middle closes the connection.
            if forced and not database.in_transaction:
                database.execute("PRAGMA synchronous = NORMAL")

    def rebuild(self, fill: Callable[[sqlite3.Connection], State]) -> None:
        """
        Put a new index in place of all that are there; *fill* enters everything and says how far it is.
        """
        path, unfinished = self._begun()
        with closing(self._connections.new(unfinished)) as new:
            database = new.database
            database.execute("PRAGMA journal_mode = OFF")
            database.execute("PRAGMA synchronous = OFF")
            database.execute("BEGIN")
            self._tables.create(database, self._store, State(0, 0, 0, 0, 0, 0))
            set_state(database, fill(database))
            self._files.commit(database)
        self._publish(unfinished, path)

    def tidy(self) -> None:
        """
        Remove what somebody who was stopped while making an index left behind.
        """
        named = self._named()
        newest = max((match[1] for match in named if not match[2]), key=int, default=None)
        for match in named:
            if match[1] != newest or UNFINISHED in match[2]:
                self._files.unlink(f"{self._places.root}/{match[0]}")

    def discard(self) -> None:
        """
        Remove every index, so that the next call rebuilds it.
        """
        self._connections.close_idle()
        for match in self._named():
            self._files.unlink(f"{self._places.root}/{match[0]}")

    def close(self) -> None:
        """
        Close every connection; those that are in use are closed when they come back.
        """
        self._connections.close()

    def _begun(self) -> tuple[str, str]:
        number = 1 + max((int(match[1]) for match in self._named()), default=0)
        path = self._places.index(number)
        unfinished = path + UNFINISHED
        self._files.close(self._files.create(unfinished))

        return path, unfinished

    def _publish(self, unfinished: str, path: str) -> None:
        with closing(self._connections.new(unfinished)) as new:
            new.database.execute("PRAGMA journal_mode = WAL")
        file = self._files.open(unfinished)
        try:
            self._files.sync(file)
        finally:
            self._files.close(file)
        # The old ones go first: whoever has one open sees that it is gone, and never writes to it again.
        self._connections.close_idle()
        for match in self._named():
            name = f"{self._places.root}/{match[0]}"
            if name != unfinished:
                self._files.unlink(name)
        self._files.replace(unfinished, path)
        self._files.sync_directory(self._places.root)

    def _take(self) -> Connection:
        while (pooled := self._connections.take()) is not None:
            try:
                is_current = self._files.is_still(pooled.path, pooled.identity)
            except BaseException:
                pooled.close()
                raise
            if is_current:
                return pooled
            pooled.close()

        return self._connect()

    def _connect(self) -> Connection:
        named = self._named()
        newest = max((int(match[1]) for match in named if not match[2]), default=0)
        path = self._places.index(newest)
        # SQLite would follow a link, to a file that may not be ours.
        ours = [f"{self._places.root}/{match[0]}" for match in named if int(match[1]) == newest]
        if not newest or any(self._files.is_foreign(name) for name in ours):
            raise IndexLost
        identity = self._files.identity(path)
        if identity is None or is_inherited(identity):
            raise IndexLost
        try:
            pooled = self._connections.new(path, identity)
        except sqlite3.Error as error:
            raise IndexLost from error
        try:
            database = pooled.database
            # After a power cut it may be behind, but never damaged.
            database.execute("PRAGMA synchronous = NORMAL")
            database.execute("PRAGMA temp_store = MEMORY")
            fits = self._tables.fits(database, self._store)
            if identity != self._files.identity(path) or not fits:
                raise IndexLost  # noqa: TRY301 - the database is closed there
        except BaseException as error:
            pooled.close()
            if is_damage(error):
                raise IndexLost from error
            raise

        return pooled

    def _named(self) -> list[re.Match[str]]:
        return [m for name in self._files.names(self._places.root) if (m := INDEX.fullmatch(name))]
