"""
Inspection: a database that is read without being opened as a store.

Its layout may be any release's, so nothing is asked for but what every layout has.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack
from typing import Any, Final, Generic

import attrs
import sqlalchemy as sa
from sqlalchemy.engine import Dialect

from mentorcore.backends import Envelope, Inspection, Key
from mentorcore.errors import Corrupt, NotAStore
from mentorcore_sql.checksum import DAMAGED, checksum
from mentorcore_sql.driver import C, Connections
from mentorcore_sql.rows import key_of, named, number
from mentorcore_sql.rows import text as text_in
from mentorcore_sql.state import State
from mentorcore_sql.statements import limited, text
from mentorcore_sql.tables import PREFIX


_COLUMNS: Final = ("id", "version", "schema", "checksum", "body")
_TOGETHER: Final = 500


class RelationalInspection(Inspection, Generic[C]):
    """
    A look at one store, as it is at one moment.

    Args:
        lent: Gives the connection to look with; what goes wrong inside of it is a `StorageError`.

        schema: The database's own name for where the tables are, where it has such names.
    """

    BEGIN = "BEGIN"
    """What begins a transaction whose statements all see one state of the store."""

    HOLDER = "database"
    """What holds a store."""

    def __init__(
        self,
        connections: Connections[C],
        lent: AbstractContextManager[C],
        dialect: Dialect,
        *,
        schema: str | None = None,
    ) -> None:
        self._connections = connections
        self._where = connections.where
        self._dialect = dialect
        self._schema = schema
        self._compiled: dict[str, _Asked] = {}
        self._stack = ExitStack()
        try:
            self._connection = self._stack.enter_context(lent)
            with self._told():
                self._fingerprint, self._names = self._begin()
        except BaseException:
            self.close()
            raise

    @property
    def fingerprint(self) -> str:
        return self._fingerprint

    def ids(self, kind: str) -> Iterator[str]:
        asked = self._asked(kind)
        last = ""
        while asked is not None and (rows := self._rows(asked.ids, last, _TOGETHER)):
            for (name,) in rows:
                yield name
            last = rows[-1][0]

    def load(self, key: Key) -> Envelope | None:
        asked = self._asked(key.kind)
        rows = [] if asked is None else self._rows(asked.load, key.id, what=named(key.kind, key.id))
        if not rows:
            return None
        where = str(key_of(key.kind, key.id))
        version, schema, written, body = rows[0]
        if written != checksum(key.id, version, schema, body):
            raise Corrupt(where, DAMAGED)

        return Envelope(
            key, number(version, where, least=1), number(schema, where, least=1), {}, text_in(body, where)
        )

    def close(self) -> None:
        self._stack.close()
        self._connections.close()

    def _begin(self) -> tuple[str, Mapping[str, str]]:
        self._connection.execute(self.BEGIN)
        state = self._state()
        if state is None:
            raise NotAStore(self._where, f"there is no store in this {self.HOLDER}")

        return state.fingerprint, self._found()

    @abstractmethod
    def _state(self) -> State | None:
        """
        Return what the store says about itself, or *None* where there is none.
        """

    @abstractmethod
    def _found(self) -> Mapping[str, str]:
        """
        Return what the database has with our prefix, and what each is.
        """

    @abstractmethod
    def _told(self, what: str | None = None) -> AbstractContextManager[None]:
        """
        Have an error of the driver's inside of the block be one of ours.

        Args:
            what: The document that is asked for, to be named in it.
        """

    def _asked(self, kind: str) -> _Asked | None:
        """
        Return what is asked about a kind, or *None* where the store has no such kind.
        """
        name = f"{PREFIX}documents_{kind}"
        if kind not in self._compiled and self._names.get(name) == "table":
            table = sa.table(name, *map(sa.column, _COLUMNS), schema=self._schema)
            self._compiled[kind] = _Asked.of(table, self._dialect)

        return self._compiled.get(kind)

    def _rows(self, statement: str, *parameters: Any, what: str | None = None) -> list[Any]:
        with self._told(what):
            return self._connection.execute(statement, parameters).fetchall()


@attrs.frozen
class _Asked:
    """
    What is asked about the documents of one kind.

    Attributes:
        ids: Takes ``after, limit``; gives ``id``.

        load: Takes ``id``; gives ``version, schema, checksum, body``.
    """

    ids: str
    load: str

    @classmethod
    def of(cls, table: sa.TableClause, dialect: Dialect) -> _Asked:
        name, *columns = table.c
        is_there = table.c.schema.is_not(None)
        ids = sa.select(name).where(is_there, name > sa.bindparam("after")).order_by(name)
        load = sa.select(*columns).where(is_there, name == sa.bindparam("wanted"))

        return cls(text(limited(ids), dialect), text(load, dialect))
