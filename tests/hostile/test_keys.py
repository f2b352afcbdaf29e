"""
Backends that a core with a defect, or another program, calls: a key that is none leads nowhere.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest

from mentorcore.backends import (
    Backend,
    Batch,
    Column,
    ColumnType,
    Condition,
    Entry,
    Envelope,
    Guard,
    Key,
    KindLayout,
    Layout,
    Op,
    Query,
    Tombstone,
    View,
    ViewColumn,
    Write,
    open_backend,
)
from mentorcore.errors import StorageError, Unsupported
from mentorcore.storage.layout import LAYOUT
from tests.hostile.names import NO_IDS
from tests.hostile.places import kept
from tests.storage.conftest import url_of


SHORT = tuple(given[:200] for given in NO_IDS)
QUOTED = (
    "x'y",
    'x"y',
    'x"; DROP TABLE mentorcore_journal; --',
    "a b",
    "a%sb",
    "%(a)s",
    ":a",
    "a.b",
    "?",
    "$x",
    "a`b",
    "a]b",
    "a\\b",
    "select",
    "é",
)
"""Names that SQL or a driver might take for something else."""


def put(key: Key) -> Batch:
    """
    Return the batch that makes a document.
    """
    return Batch(writes=(Write(Envelope(key, 1, 1, {}, "{}"), 0),), entries=(Entry("ada", "{}"),))


ASKED: dict[str, Callable[[Backend, Key], object]] = {
    "load": lambda backend, key: backend.load(key),
    "scan": lambda backend, key: backend.scan(key.kind, after=None, limit=10),
    "scan behind": lambda backend, key: backend.scan("person", after=key.id, limit=10),
    "find": lambda backend, key: backend.find(Query(kind=key.kind)),
    "find behind": lambda backend, key: backend.find(Query(kind="person", after=(None, key.id))),
    "find by": lambda backend, key: backend.find(
        Query(kind="person", where=(Condition("manager", Op.EQ, key.id),))
    ),
    "find by a column": lambda backend, key: backend.find(
        Query(kind="person", where=(Condition(key.kind, Op.EQ, "ada"),))
    ),
    "find in an order": lambda backend, key: backend.find(Query(kind="person", order=key.kind)),
    "journal": lambda backend, key: backend.journal(after=0, limit=10, subject=key.id),
    "position": lambda backend, key: backend.position_of(key.id),
    "write": lambda backend, key: backend.commit(put(key)),
    "remove": lambda backend, key: backend.commit(Batch(tombstones=(Tombstone(key, 0, 1),))),
    "guard": lambda backend, key: backend.commit(Batch(reads=(Guard(key, 0),), entries=(Entry("a", "{}"),))),
}
"""Everything that a key, or a part of it, is given to."""


@pytest.fixture(params=["sqlite", "json"])
def name(request: pytest.FixtureRequest) -> str:
    """
    Each backend that keeps files.
    """
    found: str = request.param

    return found


@pytest.fixture
def backend(name: str, tmp_path: Path) -> Iterator[Backend]:
    """
    A backend with Ada's document.
    """
    with closing(open_backend(url_of(name, tmp_path), LAYOUT, create=True, upgrade=False)) as opened:
        opened.commit(put(Key("person", "ada")))
        yield opened


@pytest.mark.parametrize("ask", ASKED)
def test_no_key_leads_out_of_the_store(backend: Backend, name: str, tmp_path: Path, ask: str) -> None:
    """
    P4: with a hostile id or kind a backend answers, or refuses with an error of ours; no file is made beside
    the store's, and what is in it stays.
    """
    store, beside = tmp_path / "store", {"store", "store.db", "store.db-wal", "store.db-shm"}
    for hostile in SHORT:
        for key in (Key("person", hostile), Key(hostile, "ada"), Key(hostile, hostile)):
            with suppress(StorageError):
                ASKED[ask](backend, key)
    outside = {path.name for path in tmp_path.iterdir()}
    inside = {Path(found).parts[:2] for found in kept(store) if found.startswith("documents/")}

    assert backend.load(Key("person", "ada")) == Envelope(Key("person", "ada"), 1, 1, NO_INDEX[name], "{}")
    assert outside <= beside
    assert inside <= {("documents",), ("documents", "person")}


NO_INDEX = {
    "json": {},
    "sqlite": {column.name: None for column in LAYOUT.of("person").columns},
}
"""What becomes of an index that was given without values."""


@pytest.mark.parametrize("kind", [*SHORT, *(kind for kind in QUOTED if kind != "select")])
def test_a_kind_is_a_directory_of_its_own_or_refused(tmp_path: Path, kind: str) -> None:
    """
    The JSON backend makes a directory of a kind only where that is a plain name; it makes nothing otherwise.
    """
    layout = Layout(kinds=(KindLayout("store"), KindLayout(kind)))

    with pytest.raises(Unsupported, match="this is no id and no kind"):
        open_backend(url_of("json", tmp_path), layout, create=True, upgrade=False)
    assert {} == kept(tmp_path)


@pytest.mark.parametrize("hostile", QUOTED)
def test_names_are_quoted(name: str, tmp_path: Path, hostile: str) -> None:
    """
    Whatever kinds, columns and views are called, SQL takes them for names.
    """
    kind = "book" if name == "json" else hostile
    layout = Layout(
        kinds=(
            KindLayout("store"),
            KindLayout(kind, (Column(hostile, ColumnType.TEXT), Column(f"{hostile}s", ColumnType.MANY))),
        ),
        indexes=((kind, (hostile,)),),
        views=(View(hostile, kind, f"{hostile}s", (ViewColumn(hostile, (hostile, "x"), ColumnType.TEXT),)),),
    )
    written = Envelope(Key(kind, "a"), 1, 1, {hostile: "v'\"", f"{hostile}s": ("'", '"')}, "{}")
    with closing(open_backend(url_of(name, tmp_path), layout, create=True, upgrade=False)) as backend:
        backend.commit(Batch(writes=(Write(written, 0),), entries=(Entry("a", "{}"),)))
        found = backend.find(
            Query(
                kind=kind,
                where=(Condition(hostile, Op.EQ, "v'\""), Condition(f"{hostile}s", Op.HAS, "'")),
                order=hostile,
            )
        )

        assert written == backend.load(written.key)
        assert [written.key] == [row.key for row in found.rows]
        assert 1 == len(backend.journal(after=0, limit=10, subject=None))
    if name == "sqlite":
        with closing(sqlite3.connect(tmp_path / "store.db")) as database:
            tables = [found for (found,) in database.execute("SELECT name FROM sqlite_schema")]
        assert all(found.startswith(("mentorcore_", "sqlite_")) for found in tables)


@pytest.mark.parametrize("number", [0, -1, 2**63, 10**30])
def test_no_version_is_kept_that_could_not_be_read(
    backend: Backend, name: str, tmp_path: Path, number: int
) -> None:
    """
    A version or schema number that is none is refused before anything is written, and the store goes on.
    """
    key = Key("person", "ben")
    for batch in (
        Batch(writes=(Write(Envelope(key, number, 1, {}, "{}"), 0),)),
        Batch(writes=(Write(Envelope(key, 1, number, {}, "{}"), 0),)),
        Batch(tombstones=(Tombstone(key, 0, number),)),
    ):
        with pytest.raises(Unsupported):
            backend.commit(batch)
    assert backend.load(key) is None
    assert 2 == backend.commit(put(key))
    with closing(open_backend(url_of(name, tmp_path), LAYOUT, create=False, upgrade=False)) as again:
        assert again.load(key) is not None
