"""
What DuckDB says, in mentorcore's words.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import duckdb
from mentorcore.backends import in_place_of
from mentorcore.errors import Corrupt, NotAStore, StorageError, StorageFull, Unavailable


# DuckDB numbers none of its errors, so they are told apart by their words.
_FULL = ("No space left", "File too large", "quota exceeded")
_DENIED = ("Permission denied", "Operation not permitted", "Read-only file system")
_DAMAGED = ("checksum", "orrupt", "Failure while replaying WAL")
_ANOTHER_RELEASE = ("storage version number", "version of DuckDB")
_SOMETHING_ELSE = ("not a valid DuckDB database", "extension")


@contextmanager
def translated(where: str, *, opening: bool = False) -> Iterator[None]:
    """
    Raise what mentorcore promises in place of what DuckDB and the operating system raise.

    Args:
        where: The store, as it may be shown.

        opening: Nothing has been read yet; what is there may be anything.
    """
    try:
        yield
    except duckdb.Error as error:
        raise _meaning(where, error, opening=opening) from _without_words(error)
    except OSError as error:
        raise in_place_of(error, where) from error


def _meaning(where: str, error: duckdb.Error, *, opening: bool) -> StorageError:
    said = str(error)
    if any(words in said for words in _FULL):
        return StorageFull(where)
    if "Could not set lock" in said:
        return Unavailable(where, "another process has it open, and DuckDB gives a file to one at a time")
    if "different configuration" in said:
        return Unavailable(where, "this process has it open without this plugin", "close it there first")
    if said.endswith(_DENIED):
        return Unavailable(where, "this user may not write there", "let them, or copy it to where they may")
    if opening and any(words in said for words in _ANOTHER_RELEASE):
        return NotAStore(where, "it is of another release of DuckDB, which can read it")
    if opening and any(words in said for words in _SOMETHING_ELSE):
        return NotAStore(where, "it is no DuckDB database")
    if any(words in said for words in _DAMAGED):
        return Corrupt(where, "DuckDB finds it damaged")
    match error:
        case duckdb.CatalogException() | duckdb.BinderException():
            return Corrupt(where, "its tables are not those that this plugin makes")
        case duckdb.TransactionException():
            return Unavailable(where, "somebody writes there without this plugin at the same moment")
        case duckdb.FatalException():
            problem = "DuckDB gave it up after an earlier failure"
            return Unavailable(where, problem, "close it and open it again")
        case _:
            return Unavailable(where, f"DuckDB cannot do this now: {_kind(error)}")


def _without_words(error: duckdb.Error) -> duckdb.Error:
    # DuckDB repeats values and paths in its messages, and causes end up in logs
    error.args = (_kind(error),)

    return error


def _kind(error: duckdb.Error) -> str:
    return str(error).partition(":")[0] or type(error).__name__
