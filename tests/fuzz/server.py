"""
Server: a store on PostgreSQL in which somebody else has changed a row.
"""

from __future__ import annotations

import atexit
import functools
import json
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg
from servers.postgres import connected
from sqlalchemy.engine import make_url

from mentorcore import copy_store, open_store, verify_store
from mentorcore.backends import Key, inspect_backend
from mentorcore.errors import Corrupt, Unsupported
from mentorcore_sql.checksum import checksum
from tests.fuzz.files import as_a_row, stores
from tests.fuzz.targets import Target, Unstable
from tests.hostile.bodies import MARK
from tests.hostile.stores import answered, questions
from tests.postgres.server import url_below
from tests.storage.conftest import clock


_TABLE = "mentorcore_documents_mentorship"


def server() -> Iterator[Target]:
    """
    Return the target.
    """
    yield Target("PostgreSQL row", _with_row, (_sound(),), sealed=as_a_row)


class Kept:
    """
    A sound store that stays open, in which a row is exchanged.
    """

    def __init__(self) -> None:
        where = Path(tempfile.mkdtemp())
        atexit.register(shutil.rmtree, where)
        self.url = url_below(where)
        self.store = open_store(self.url, clock=clock)
        atexit.register(self.store.close)
        with open_store(f"sqlite:///{stores() / 'store.db'}", clock=clock) as sound:
            copy_store(sound, self.store)
        self._connection = connected(self.url)
        atexit.register(self._connection.close)
        self._table = f"{make_url(self.url).query['schema']}.{_TABLE}"
        (self.row,) = self._connection.execute(f"SELECT * FROM {self._table}").fetchall()

    def put(self, row: Any) -> None:
        """
        Put a row in place of the one that is there.
        """
        values = ", ".join(["%s"] * len(row))
        with self._connection.transaction():
            self._connection.execute(f"DELETE FROM {self._table}")
            self._connection.execute(f"INSERT INTO {self._table} VALUES ({values})", row)


kept = functools.cache(Kept)


def _sound() -> bytes:
    """
    Return the row of a sound store, with somebody's words in it and without its checksum.
    """
    with closing(sqlite3.connect(stores() / "store.db")) as database:
        name, version, schema, _, *columns, body = database.execute(f"SELECT * FROM {_TABLE}").fetchone()

    return json.dumps([name, version, schema, *columns, body.replace("Lead a release", MARK)]).encode()


def _with_row(data: bytes) -> object:
    """
    Ask, verify and look at a store that has a row of any cells, with a checksum that fits.
    """
    name, version, schema, *columns, body = json.loads(as_a_row(data))
    columns, body = list(map(_text, columns)), _text(body)
    try:
        name, version, schema = _text(name) or "", _number(version), _number(schema)
        kept().put([name, version, schema, checksum(name, version, schema, body), *columns, body])
    except (psycopg.Error, UnicodeError):
        raise Corrupt("row", "PostgreSQL keeps no such text") from None
    try:
        store, url = kept().store, kept().url
        refusals = answered((*questions(store), _verified, lambda: _looked_at(url)))
    finally:
        kept().put(kept().row)
    for error in refusals:
        if isinstance(error, Unsupported):
            raise Unstable("damage is told as if it were the caller's mistake") from error
    if refusals:
        raise refusals[0]

    return data


def _verified() -> None:
    store = kept().store
    for problem in verify_store(store):
        raise Corrupt("store", str(problem))
    for error in store.backend.check():
        raise error


def _looked_at(url: str) -> None:
    with inspect_backend(url) as inspection:
        for name in inspection.ids("mentorship"):
            inspection.load(Key("mentorship", name))


def _text(value: object) -> str | None:
    """
    Return a cell of a column of texts.
    """
    return value if value is None or isinstance(value, str) else json.dumps(value)


def _number(value: object) -> int:
    """
    Return a cell of a column of numbers.
    """
    return value if isinstance(value, int) and abs(value) < 1 << 63 else 0
