"""
Checking: what is wrong with a PostgreSQL store and cannot be seen through the calls of the contract.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

from mentorcore.backends import View
from mentorcore.errors import Corrupt
from mentorcore_postgres import catalog
from mentorcore_postgres.catalog import Index, literal
from mentorcore_postgres.connections import READ, Connection, Connections
from mentorcore_postgres.location import Place
from mentorcore_postgres.recognition import refuse_filtered, refuse_foreign
from mentorcore_postgres.views import TYPES
from mentorcore_sql.checking import RelationalChecks
from mentorcore_sql.prepared import Prepared
from mentorcore_sql.tables import PREFIX


_TEXT = r'"([^"\\\u0001-\u001f]|\\["\\bfnrt]|\\u00(0[1-9a-f]|1[0-9a-f]))*"'
_ARRAY: Final = rf"^\[({_TEXT}(, {_TEXT})*)?\]$"
"""An array of texts as it is written here, in the server's regular expressions: with no NUL in it."""


class Checks(RelationalChecks[Connection]):
    """
    Everything that is checked of one store, each check at one moment.

    The server itself finds a damaged page when it reads it, where it keeps checksums; that an index has the
    rows of its table is what its own ``pg_amcheck`` tells.
    """

    BEGIN = READ

    def __init__(self, connections: Connections, made: Prepared, place: Place) -> None:
        super().__init__(connections, made)
        self._place = place

    def _of_dialect(self) -> Sequence[Callable[[Connection], Iterator[Corrupt]]]:
        return self._tables_are, self._definitions, self._views

    def _values(self, column: str) -> str:
        # What is no such array would be an error, with its text in it.
        array = f"CASE WHEN {column} ~ {literal(_ARRAY)} THEN {column} ELSE '[]' END"

        return f"jsonb_array_elements_text(({array})::jsonb) AS v (value)"

    def _tables_are(self, connection: Connection) -> Iterator[Corrupt]:
        """
        Compare the columns of tables, of which every row is there to be seen, with those of a new store.
        """
        refuse_filtered(connection, self._place)
        refuse_foreign(connection, self._made, self._place)
        yield from ()

    def _definitions(self, connection: Connection) -> Iterator[Corrupt]:
        """
        Compare which tables, views and indexes there are, and what is indexed, with those of a new store.
        """
        made = self._made
        kinds = {
            **{table.name: "table" for table in made.tables.all},
            **{PREFIX + view.name: "view" for view in made.layout.views},
            **dict.fromkeys(_indexes(made), "index"),
        }
        found = catalog.ours(catalog.relations(connection, self._place.schema))
        for name in sorted(kinds.keys() | found.keys()):
            if name not in found:
                yield Corrupt(self._where, f"its {kinds[name]} {name} is missing")
            elif name not in kinds:
                shown = name if catalog.is_plain(name) else PREFIX
                yield Corrupt(self._where, f"it has a {shown}, which this release does not make")
            elif found[name] != kinds[name]:
                yield Corrupt(self._where, f"its {kinds[name]} {name} is not as it was made")
        indexes = catalog.indexes(connection, self._place.schema)
        for name, wanted in sorted(_indexes(made).items()):
            if name in indexes and indexes[name] != wanted:
                yield Corrupt(self._where, f"its index {name} is not as it was made")
        keys = {index.table: index for index in indexes.values() if index.is_primary}
        for table in made.tables.all:
            columns = tuple(column.name for column in table.primary_key.columns)
            of = keys.get(table.name)
            if columns and (of is None or of.columns != columns or not of.is_whole):
                yield Corrupt(self._where, f"the primary key of its table {table.name} is not as it was made")

    def _views(self, connection: Connection) -> Iterator[Corrupt]:
        found = catalog.columns(connection, self._place.schema)
        for view in self._made.layout.views:
            name = PREFIX + view.name
            if name in found and {(c.name, c.type) for c in found[name]} != _columns(view):
                yield Corrupt(self._where, f"its view {name} is not as it was made")


def _indexes(made: Prepared) -> Mapping[str, Index]:
    return {
        str(index.name): Index(
            table.name, tuple(column.name for column in index.columns), is_primary=False, is_whole=True
        )
        for table in made.tables.all
        for index in table.indexes
    }


def _columns(view: View) -> set[tuple[str, str]]:
    return {(column.name, TYPES.get(column.type, "TEXT")) for column in view.columns}
