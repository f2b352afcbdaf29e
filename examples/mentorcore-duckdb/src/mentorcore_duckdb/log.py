"""
DuckDB's write-ahead log, the file beside the file: private to its owner, and not too long.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

import duckdb


LIMIT = 16 * 2**20
"""The size in bytes from which the log is written into the file itself."""


def shorten(file: Path, cursor: duckdb.DuckDBPyConnection) -> None:
    """
    Have DuckDB write a long log into its file, and remove it.
    """
    try:
        long = _of(file).stat().st_size > LIMIT
    except FileNotFoundError:
        return
    if long:
        # DuckDB does not do it while others are at work; the next commit asks again
        with suppress(duckdb.TransactionException):
            cursor.execute("CHECKPOINT")


def make_private(file: Path) -> None:
    """
    Make the log, before DuckDB makes one that others may read.

    DuckDB removes it whenever it has been written into the file, and makes another with the next commit. It
    waits until a commit is on the disk, and not for the name of the log: a power cut could lose both.
    """
    try:
        descriptor = os.open(_of(file), os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        return
    os.close(descriptor)
    keep_names(file.parent)


def keep_names(directory: Path) -> None:
    """
    Wait until the names in a directory are on the disk.
    """
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _of(file: Path) -> Path:
    return file.with_name(f"{file.name}.wal")
