"""
Finds, makes and opens the file of a store.

The file belongs to one process at a time, which DuckDB sees to with a lock. The operating system takes that
lock from a process that opens and closes the file a second time. So nothing here opens it except DuckDB. And
whatever it is called, it has one name here, by which those who have it open wait for each other.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import stat
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import duckdb
from mentorcore.errors import Corrupt, NotAStore, SchemaTooNew, Unavailable

from mentorcore_duckdb import log
from mentorcore_duckdb.backend import DuckBackend
from mentorcore_duckdb.holding import Held
from mentorcore_duckdb.trouble import translated


FORMAT = 1
"""The number of the tables below. Who changes them raises it, and brings older ones along on *upgrade*."""

TABLES = """
    CREATE TABLE mentorcore_store (format BIGINT NOT NULL, position BIGINT NOT NULL);
    CREATE TABLE mentorcore_documents (
        kind VARCHAR NOT NULL,
        id VARCHAR NOT NULL,
        version BIGINT NOT NULL,
        schema BIGINT,
        index_values JSON,
        body VARCHAR,
        PRIMARY KEY (kind, id),
        CHECK ((body IS NULL) = (schema IS NULL) AND (body IS NULL) = (index_values IS NULL)),
        CHECK (json_type(index_values) = 'OBJECT')
    );
    CREATE TABLE mentorcore_journal (
        position BIGINT PRIMARY KEY,
        subject VARCHAR NOT NULL,
        body VARCHAR NOT NULL
    );
    CREATE TABLE mentorcore_tokens (token VARCHAR PRIMARY KEY, position BIGINT NOT NULL);
"""
"""Of a removed document the version alone is left."""

SETTINGS: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "checkpoint_threshold": "1TB",  # `DuckBackend.commit` does it, since a new log has to be private
    "temp_directory": "",  # what does not fit into memory would be written out for everybody to read
}


def open_file(path: str, where: str, *, create: bool) -> DuckBackend:
    """
    Open the store in a file, or make it where there is nothing.

    Args:
        path: The file, relative or absolute.

        where: The same, as it may be shown.
    """
    with translated(where, opening=True):
        file = Path(os.path.realpath(path))
        held = Held.by_this_process(file, where)
        try:
            with held.writing:
                _look(file, where, create=create)
                connection = _connected(file)
                try:
                    _recognise(connection, where)
                except BaseException:
                    connection.close()
                    raise
                if _workshop_of(file).exists():  # its maker was killed, or is too late
                    with suppress(Unavailable), _workshop(file, where):
                        pass
        except BaseException:
            held.let_go()
            raise

    return DuckBackend(connection, held, where)


def _look(file: Path, where: str, *, create: bool) -> None:
    try:
        if not stat.S_ISREG(file.stat().st_mode):
            raise NotAStore(where, "it is no file")
    except (FileNotFoundError, NotADirectoryError):
        if not file.parent.is_dir():
            raise NotAStore(where, "the directory that it would be in is missing") from None
        if not create:
            raise NotAStore(where, "there is no such file, and create is false") from None
        _make(file, where)


def _make(file: Path, where: str) -> None:
    """
    Make a store out of sight, and give it its name once it is whole.

    DuckDB makes files that others may read, so it is done in a directory that they cannot enter.
    """
    with _workshop(file, where) as workshop:
        new = workshop / "store"
        with closing(duckdb.connect(new, config=SETTINGS)) as connection:
            connection.begin()
            connection.execute(TABLES)
            connection.execute("INSERT INTO mentorcore_store VALUES (?, 0)", [FORMAT])
            connection.commit()
            connection.execute("CHECKPOINT")
        new.chmod(0o600)
        with suppress(FileExistsError):  # another process was faster: theirs is as good
            os.link(new, file)
            log.keep_names(file.parent)


@contextmanager
def _workshop(file: Path, where: str) -> Iterator[Path]:
    """
    Give an empty directory of our own, and remove it in the end.

    Raises:
        Unavailable: It is another process's. Of one that was killed there is no lock left.
    """
    workshop = _workshop_of(file)
    workshop.mkdir(mode=0o700, exist_ok=True)
    descriptor = os.open(workshop, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        os.fchmod(descriptor, 0o700)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Unavailable(where, "another process is making it") from error
        if not os.fstat(descriptor).st_nlink:
            raise Unavailable(where, "another process has just made it")
        for left in workshop.iterdir():
            left.unlink()
        try:
            yield workshop
        finally:
            shutil.rmtree(workshop)
    finally:
        os.close(descriptor)


def _workshop_of(file: Path) -> Path:
    return file.with_name(f".{file.name}.new")


def _connected(file: Path) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect(file, config=SETTINGS)
    # only `DuckBackend.close` asks for it: a forked child that ends must not write into its parent's file
    connection.execute("PRAGMA disable_checkpoint_on_shutdown")

    return connection


def _recognise(connection: duckdb.DuckDBPyConnection, where: str) -> None:
    tables = "SELECT table_name FROM duckdb_tables() WHERE table_name = 'mentorcore_store'"
    if not connection.execute(tables).fetchall():
        raise NotAStore(where, "it is a DuckDB database of something else")
    rows = connection.execute("SELECT format FROM mentorcore_store").fetchall()
    if len(rows) != 1:
        raise Corrupt(where, "its table mentorcore_store has to have one row")
    if rows[0][0] > FORMAT:
        raise SchemaTooNew(where, rows[0][0], FORMAT, "mentorcore-duckdb")
