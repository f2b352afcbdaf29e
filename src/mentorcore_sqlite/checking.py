"""
Checking: what is wrong with an SQLite database and cannot be seen through the calls of the contract.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from functools import lru_cache

from mentorcore.errors import Corrupt
from mentorcore_sql.checking import RelationalChecks
from mentorcore_sql.prepared import Prepared
from mentorcore_sqlite.migration import Migration, names
from mentorcore_sqlite.recognition import laid_out


_FINDINGS = 100


class Checks(RelationalChecks[sqlite3.Connection]):
    """
    Everything that is checked of one store, as it is at one moment.
    """

    def _of_dialect(self) -> Sequence[Callable[[sqlite3.Connection], Iterator[Corrupt]]]:
        return self._structure, self._definitions

    def _values(self, column: str) -> str:
        return f"json_each(CASE WHEN json_valid({column}) THEN {column} ELSE '[]' END) AS v"

    def _structure(self, connection: sqlite3.Connection) -> Iterator[Corrupt]:
        """
        Have SQLite check pages, cells, types, and that every index has exactly the rows of its table.
        """
        for (line,) in connection.execute(f"PRAGMA integrity_check({_FINDINGS})"):
            if line != "ok":
                yield Corrupt(self._where, f"SQLite finds: {' '.join(line.split())}")

    def _definitions(self, connection: sqlite3.Connection) -> Iterator[Corrupt]:
        """
        Compare tables, indexes and views with those of a new store.
        """
        wanted, kinds = _new(self._made)
        found = _definitions(connection)
        for name in sorted(wanted.keys() | found.keys()):
            if name not in found:
                yield Corrupt(self._where, f"its {kinds[name]} {name} is missing")
            elif name not in wanted:
                yield Corrupt(self._where, f"it has a {name}, which this release does not make")
            elif found[name] != wanted[name]:
                yield Corrupt(self._where, f"its {kinds[name]} {name} is not as it was made")


@lru_cache(maxsize=4)
def _new(made: Prepared) -> tuple[Mapping[str, str], Mapping[str, str]]:
    """
    Return the definitions of a new store, and what each is.
    """
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as new:
        Migration(made).create(new)

        return _definitions(new), names(new)


def _definitions(connection: sqlite3.Connection) -> dict[str, str]:
    rows = connection.execute("SELECT name, sql FROM sqlite_schema").fetchall()
    ours = names(connection)

    # How a release of SQLAlchemy lays out and quotes its SQL is no difference.
    return {name: laid_out(sql) for name, sql in rows if name in ours}
