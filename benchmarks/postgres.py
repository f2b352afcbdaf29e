"""
PostgreSQL: mentorcore, tables by hand and an ORM on one server, which is started for them and stopped at the
end.
"""

from __future__ import annotations

import atexit
import functools
import uuid
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar, Final, TypeAlias

import psycopg
from servers.postgres import Server, connected, with_options
from sqlalchemy import __version__ as sqlalchemy_version
from sqlalchemy import create_engine, text
from sqlalchemy.orm import sessionmaker

from benchmarks.contestant import ONES_TOGETHER, Contestant, Listed, Milestone
from benchmarks.entities import Relationship, walk
from benchmarks.ours import Ours
from benchmarks.rebuilding import Rebuilding
from benchmarks.rows import AHEAD, HEAD, JOURNAL, TABLES, Statements, rows_of, rows_of_added
from benchmarks.sqlalchemy_orm import WHOLE, SqlalchemyOrm
from benchmarks.workload import Workload, mentorship_id


Row: TypeAlias = tuple[Any, ...]
Asked: TypeAlias = tuple[str, Sequence[Any]]
"""A statement and its parameters."""


@functools.cache
def server() -> Server:
    """
    Return the server, with the settings for durability that it has by itself.
    """
    made = Server()
    atexit.register(made.remove)

    return made


class OnPostgres(Contestant):
    """
    Keeps its relationships in a schema of its own.
    """

    def __init__(self, directory: Path) -> None:
        super().__init__(directory)
        self._schema = f"b_{uuid.uuid4().hex}"

    @property
    def durability(self) -> str:
        """
        The server, as it says itself.
        """
        with connected(server().url) as connection:
            version, *told = (
                connection.execute("SELECT current_setting(%s)", (name,)).fetchall()[0][0]
                for name in ("server_version", "fsync", "synchronous_commit")
            )

        return f"PostgreSQL {version}, fsync={told[0]}, synchronous_commit={told[1]}, Unix socket"

    def drop(self) -> None:
        """
        Let go of what is on the server.
        """
        with connected(server().url) as connection:
            connection.execute(f"DROP SCHEMA IF EXISTS {self._schema} CASCADE")


class OursOnPostgres(Ours, OnPostgres):
    name = "mentorcore, PostgreSQL"

    @property
    def settings(self) -> str:
        return f"as it comes; {self.durability}"

    @property
    def location(self) -> str:
        return with_options(server().url, schema=self._schema)

    def close(self) -> None:
        super().close()
        self.drop()


_SAY: Final = Statements("%s")
_BEGIN_TO_READ: Final[Asked] = ("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", ())
_BEGIN: Final[Asked] = ("BEGIN", ())
_COMMIT: Final[Asked] = ("COMMIT", ())

_TYPES: Final[Mapping[str, str]] = {
    **dict.fromkeys(
        ("place", "revision", "version", "count", "minutes", "feedback_every", "rank", "interest"), "integer"
    ),
    **dict.fromkeys(("meeting", "question", "milestone", "confirmed_revision"), "integer"),
    **dict.fromkeys(("at", "entered_at", "changed_at", "adopted_at", "lapses_at", "starts"), "timestamptz"),
    **dict.fromkeys(("confirmed_at", "recorded_at"), "timestamptz"),
    **dict.fromkeys(("starts_on", "ends_on", "due_on", "happened_on", "activated_on"), "date"),
    **dict.fromkeys(("superseded", "readings"), "boolean"),
}
"""What the columns are that are no text."""


def _typed(columns: str) -> str:
    return ", ".join(f"{name} {_TYPES.get(name, 'text')}" for name in columns.split(", "))


def _as_it_is(value: Any) -> Any:
    return value


# The driver gives moments and days.
_REBUILDING: Final = Rebuilding(_as_it_is, _as_it_is)


class RawPsycopg(OnPostgres):
    """
    The limit that the others on this server are measured against.
    """

    name = "raw psycopg"

    _database: psycopg.Connection[Row]

    def __init__(self, directory: Path) -> None:
        super().__init__(directory)
        self._prepared: list[dict[str, Any]] = []
        self._walk = walk()

    @property
    def settings(self) -> str:
        return (
            f"psycopg {psycopg.__version__} ({psycopg.pq.__impl__}), one connection, superseded revisions "
            "beside the current ones (a flag), prepared statements, binary results, a pipeline for what "
            f"belongs together, import by COPY, {ONES_TOGETHER} relationships a transaction, ANALYZE behind "
            f"it; {self.durability}"
        )

    def prepare(self, workload: Workload) -> None:
        self._prepared = list(workload.plain())

    def fill(self) -> None:
        self._open()
        do = self._database.execute
        do(f"CREATE SCHEMA {self._schema}")
        do(f"CREATE TABLE mentorship ({_typed(HEAD)}, PRIMARY KEY (id))")
        for table, columns in TABLES.items():
            own = f"mentorship, place, {columns}"
            do(f"CREATE TABLE {table} ({_typed(own)}, PRIMARY KEY (mentorship, place))")
        position = "position bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY"
        do(f"CREATE TABLE journal ({position}, {_typed(JOURNAL)})")
        do("CREATE INDEX of_mentor ON mentorship (mentor_id, state, id)")
        do("CREATE INDEX of_mentee ON mentorship (mentee_id)")
        do(f"CREATE INDEX ahead ON meeting (mentorship, starts) WHERE {AHEAD}")
        do("CREATE INDEX of_subject ON journal (subject)")
        for start in range(0, len(self._prepared), ONES_TOGETHER):
            with self._database.transaction():
                self._insert(self._prepared[start : start + ONES_TOGETHER])
        do("ANALYZE")

    def _insert(self, several: Iterable[Mapping[str, Any]]) -> None:
        together: dict[str, list[Row]] = {table: [] for table in _SAY.insert}
        for plain in several:
            for table, some in rows_of(plain).items():
                together[table] += some
        for table, some in together.items():
            columns = f"({JOURNAL})" if table == "journal" else ""
            with self._database.cursor().copy(f"COPY {table} {columns} FROM STDIN") as copy:
                for row in some:
                    copy.write_row(row)

    def load(self, number: int) -> int:
        return self._walk(self.loaded(number))

    def loaded(self, number: int) -> Relationship:
        """
        Load a relationship.
        """
        return self._loaded(mentorship_id(number), _BEGIN_TO_READ, _COMMIT)

    def add(self, milestone: Milestone) -> None:
        try:
            # What is read behind the lock is what the last writer left.
            kept = self._loaded(mentorship_id(milestone.number), _BEGIN, lock=" FOR UPDATE")
            self._sent(
                *((_SAY.insert[table], row) for table, row in rows_of_added(kept, milestone)),
                (_SAY.renew, (kept.version + 1, kept.id)),
                _COMMIT,
            )
        except BaseException:
            self._database.rollback()
            raise

    def active(self, mentor: str) -> Sequence[Listed]:
        found = self._database.execute(_SAY.active, (mentor,), prepare=True, binary=True)

        return list(map(_REBUILDING.summary, found))

    def reopen(self) -> None:
        self._database.close()
        self._open()

    def close(self) -> None:
        self._database.close()
        self.drop()

    def _open(self) -> None:
        self._database = connected(server().url)
        self._database.execute("SELECT set_config('search_path', %s, false)", (self._schema,))
        self._database.execute("SET timezone TO 'UTC'")

    def _loaded(self, id: str, begin: Asked, *end: Asked, lock: str = "") -> Relationship:
        key = (id,)
        below = [(statement, key) for statement in _SAY.select.values()]
        _, (head,), *found = self._sent(begin, (_SAY.load + lock, key), *below, *end)

        return _REBUILDING.relationship(head, dict(zip(_SAY.select, found, strict=False)).__getitem__)

    def _sent(self, *several: Asked) -> list[list[Row]]:
        """
        Say several things to the server at once, and return the rows of each.
        """
        execute = self._database.execute
        with self._database.pipeline():
            cursors = [execute(said, values, prepare=True, binary=True) for said, values in several]

        return [cursor.fetchall() if cursor.description else [] for cursor in cursors]


class SqlalchemyOnPostgres(SqlalchemyOrm, OnPostgres):
    """
    The same classes and queries as on SQLite.
    """

    name = "SQLAlchemy ORM, PostgreSQL"
    _to_change: ClassVar = WHOLE.with_for_update()

    @property
    def settings(self) -> str:
        return (
            f"SQLAlchemy {sqlalchemy_version}, psycopg {psycopg.__version__}, pooled connections, superseded "
            "revisions beside the current ones (a flag), foreign keys, selectinload (joinedload within "
            "records), version_id_col, REPEATABLE READ to read, FOR UPDATE to write, import by the unit of "
            f"work (add_all), {ONES_TOGETHER} relationships a transaction, ANALYZE behind it; "
            f"{self.durability}"
        )

    def fill(self) -> None:
        with connected(server().url) as connection:
            connection.execute(f"CREATE SCHEMA {self._schema}")
        super().fill()
        with self._engine.begin() as connection:
            connection.execute(text("ANALYZE"))

    def close(self) -> None:
        super().close()
        self.drop()

    def _open(self) -> None:
        self._engine = create_engine(
            server().url, connect_args={"options": f"-c search_path={self._schema} -c timezone=UTC"}
        )
        self._reading = sessionmaker(self._engine.execution_options(isolation_level="REPEATABLE READ"))
        self._writing = sessionmaker(self._engine)


ON_POSTGRES: Final[Sequence[type[Contestant]]] = (RawPsycopg, OursOnPostgres, SqlalchemyOnPostgres)
