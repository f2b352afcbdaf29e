"""
Copying: a whole store from one schema into another, of the same database or of any other server.

What is copied is found in the catalog, not in a layout: a store of an older release is copied as it is.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping
from contextlib import closing, contextmanager
from typing import Final

from mentorcore.errors import BackupExists
from mentorcore_postgres import catalog
from mentorcore_postgres.catalog import Index, quoted
from mentorcore_postgres.connections import Connection, Connections
from mentorcore_postgres.location import Place
from mentorcore_postgres.migration import keep_others_out
from mentorcore_postgres.recognition import refuse_server
from mentorcore_postgres.trouble import FOREIGN, translated


_SEARCH: Final = "SET LOCAL search_path = {}, pg_temp"
_BACK: Final = "ROLLBACK TO before_copying"


def copy(source: Connection, place: Place, connections: Connections, target: Place) -> None:
    """
    Copy a store, in one transaction of the place that it goes to.

    Args:
        source: Is inside a transaction that sees one state of the store; it still is afterwards.

        connections: Of the place that it goes to; they are closed.

    Raises:
        BackupExists: Something is there.
    """

    def make(connection: Connection) -> None:
        schema = target.schema
        refuse_server(connection, target)
        keep_others_out(connection, schema)
        if not catalog.exists(connection, schema):
            connection.execute(f"CREATE SCHEMA {quoted(schema)}")
        elif catalog.relations(connection, schema):
            raise BackupExists(target.where)
        # Views name what they read without its schema, on both sides.
        connection.execute(_SEARCH.format(quoted(schema)))
        with _named(place):
            source.execute(_BACK)
            source.execute(_SEARCH.format(quoted(place.schema)))
            found = catalog.ours(catalog.relations(source, place.schema))
            columns, indexes = catalog.columns(source, place.schema), catalog.indexes(source, place.schema)
            views = catalog.views(source, place.schema)
        for name in (name for name, what in found.items() if what == "table"):
            _make_table(connection, name, columns[name], indexes)
            _fill(source, place, connection, name, [column.name for column in columns[name]])
        for name, index in indexes.items():
            if name in found and not index.is_primary:
                keys = ", ".join(map(quoted, index.columns))
                connection.execute(f"CREATE INDEX {quoted(name)} ON {quoted(index.table)} ({keys})")
        for name, query in views.items():
            if name in found:
                connection.execute(f"CREATE VIEW {quoted(name)} AS {query}")

    with _named(place):
        source.execute("SAVEPOINT before_copying")
    try:
        connections.write(make)
    finally:
        connections.close()
        if not source.closed:
            with _named(place):
                source.execute(_BACK)


def _make_table(
    connection: Connection, name: str, columns: tuple[catalog.Column, ...], indexes: Mapping[str, Index]
) -> None:
    parts = [column.definition for column in columns]
    parts += [
        f"PRIMARY KEY ({', '.join(map(quoted, index.columns))})"
        for index in indexes.values()
        if index.is_primary and index.table == name
    ]
    connection.execute(f"CREATE TABLE {quoted(name)} ({', '.join(parts)})")


def _fill(source: Connection, place: Place, connection: Connection, name: str, columns: list[str]) -> None:
    what = f"{quoted(name)} ({', '.join(map(quoted, columns))})"
    with (
        closing(_blocks(source, place, f"COPY {what} TO STDOUT (FORMAT BINARY)")) as blocks,
        connection.cursor().copy(f"COPY {what} FROM STDIN (FORMAT BINARY)") as writing,
    ):
        for block in blocks:
            writing.write(block)


def _blocks(source: Connection, place: Place, statement: str) -> Generator[bytes | bytearray | memoryview]:
    with _named(place), source.cursor().copy(statement) as reading:
        yield from reading


@contextmanager
def _named(place: Place) -> Iterator[None]:
    """
    Have an error inside of the block be the source's, and not of the place that the copy goes to.
    """
    try:
        yield
    except FOREIGN as error:
        raise translated(error, place.where) from error
