"""
Stores: the backends of the project, opened so that their processes can be killed at every single operation.

Another process imports these, so they may change what they find in it.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from io import FileIO
from pathlib import Path
from typing import Any

from mentorcore.backends import Backend, Batch, Layout
from mentorcore.testing.crash import passing
from mentorcore_json import Files, JsonBackend, writer
from mentorcore_postgres.opening import open_postgres
from mentorcore_sqlite.opening import open_sqlite
from tests.postgres.faults import Watched as Statements
from tests.postgres.server import url_in
from tests.sqlite.faults import Watched


EXAMPLE = Path(__file__).parents[2] / "examples" / "custom_backend.py"


class PassingFiles(Files):
    """
    Passes a point ahead of every operation, and one in the middle of every write.
    """

    def write(self, file: FileIO, data: bytes, at: int) -> None:
        passing("write")
        half = len(data) // 2
        super().write(file, data[:half], at)
        passing("half a write")
        super().write(file, data[half:], at + half)


def _passing(name: str) -> Callable[..., Any]:
    def operation(self: PassingFiles, *args: Any) -> Any:
        passing(name)
        return getattr(Files, name)(self, *args)

    return operation


for _name in vars(Files):
    if not _name.startswith("_") and _name not in vars(PassingFiles):
        setattr(PassingFiles, _name, _passing(_name))


def json_store(where: Path, layout: Layout, files: Files | None = None) -> JsonBackend:
    """
    Open a JSON store whose redo log begins anew every few commits.
    """
    writer.ROUND = 20_000

    return JsonBackend.open(str(where), layout, create=True, upgrade=False, files=files or PassingFiles())


def sqlite_store(where: Path, layout: Layout) -> Backend:
    """
    Open an SQLite store, with a point ahead of every statement and one behind it.
    """
    Watched.before = staticmethod(lambda sql: passing(f"before {_verb(sql)}"))
    Watched.after = staticmethod(lambda sql: passing(f"after {_verb(sql)}"))

    return open_sqlite(f"sqlite:///{where}/store.db", layout, create=True, upgrade=False, connection=Watched)


def postgres_store(where: Path, layout: Layout) -> Backend:
    """
    Open a PostgreSQL store, with a point ahead of every statement and one behind it.

    The last statement of a process that was killed may still run on the server: its end is waited for, as any
    writer waits for its turn.
    """
    Statements.before = staticmethod(lambda sql: passing(f"before {_verb(sql)}"))
    Statements.after = staticmethod(lambda sql: passing(f"after {_verb(sql)}"))

    backend = open_postgres(url_in(where), layout, create=True, upgrade=False, connect=Statements.opened)
    backend.commit(Batch())

    return backend


def lmdb_store(where: Path, layout: Layout) -> Backend:
    """
    Open the backend of the example, as an application would that has it in a module of its own.
    """
    backend: Backend = _example().mentorcore_open(f"lmdb:///{where}", layout, create=True, upgrade=False)

    return backend


def _example() -> Any:
    spec = importlib.util.spec_from_file_location("custom_backend", EXAMPLE)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)

    return module


def _verb(sql: str) -> str:
    return sql.split(maxsplit=1)[0]
