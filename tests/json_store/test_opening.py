"""
Opening tells a store from anything else, and changes nothing that is not one.
"""

from __future__ import annotations

import json
import os
import shutil
import stat
from pathlib import Path
from typing import Any

import attrs
import pytest

from mentorcore.backends import Column, ColumnType, Condition, KindLayout, Layout, Op, Query
from mentorcore.errors import Corrupt, MigrationNeeded, NotAStore, SchemaTooNew, Unavailable
from mentorcore_json import JsonBackend, JsonInspection
from tests.json_store.samples import LAYOUT, book, change, content, new, opened


WIDER = Layout(
    kinds=(
        KindLayout("store"),
        KindLayout("book", (*LAYOUT.of("book").columns, Column("colour", ColumnType.TEXT))),
    ),
    indexes=LAYOUT.indexes,
)


def test_a_missing_directory_is_made_when_asked(where: Path) -> None:
    """
    Otherwise it is no store.
    """
    with pytest.raises(NotAStore):
        opened(where, create=False)
    assert not where.exists()

    opened(where).close()
    opened(where, create=False).close()


def test_an_empty_directory_becomes_a_store_when_asked(where: Path) -> None:
    """
    Otherwise it stays empty.
    """
    where.mkdir()
    with pytest.raises(NotAStore):
        opened(where, create=False)
    assert list(where.iterdir()) == []

    opened(where).close()


@pytest.mark.parametrize("name", ["letter.txt", "documents", "redo.log"])
def test_another_directory_is_left_alone(where: Path, name: str) -> None:
    """
    A directory that holds something else is no store, and nothing is added to it.
    """
    where.mkdir()
    (where / name).write_text("Dear Ada")
    with pytest.raises(NotAStore):
        opened(where)

    assert [(path.name, path.read_text()) for path in where.iterdir()] == [(name, "Dear Ada")]


def test_a_file_is_no_store(where: Path) -> None:
    """
    It is left as it is.
    """
    where.write_text("Dear Ada")
    with pytest.raises(NotAStore):
        opened(where)

    assert where.read_text() == "Dear Ada"


def test_the_directory_above_must_exist(where: Path) -> None:
    """
    Only one directory is made.
    """
    with pytest.raises(NotAStore, match="above"):
        opened(where / "deeper")


def test_documents_without_a_marker_are_kept(where: Path, backend: JsonBackend) -> None:
    """
    A store that lost its marker is damaged, and not made anew.
    """
    backend.commit(new(book("a")))
    backend.close()
    (where / "mentorcore.json").unlink()
    with pytest.raises(Corrupt, match=r"mentorcore\.json"):
        opened(where)

    assert list(where.glob("documents/book/*/a.json"))


def test_everything_is_private(where: Path, backend: JsonBackend) -> None:
    """
    Files are 0600 and directories 0700, whatever the umask.
    """
    backend.close()
    old = os.umask(0o277)
    try:
        other = opened(where.parent / "strict")
        other.commit(new(book("a")))
        other.scrub()
    finally:
        os.umask(old)
    old = os.umask(0)
    try:
        other.commit(new(book("b")))
        paths = [where.parent / "strict", *(where.parent / "strict").rglob("*")]
        modes = {stat.S_IMODE(path.stat().st_mode) for path in paths if path.is_file()}
        folders = {stat.S_IMODE(path.stat().st_mode) for path in paths if path.is_dir()}
    finally:
        os.umask(old)
        other.close()

    assert (modes, folders) == ({0o600}, {0o700})


def _marker(where: Path, change: Any) -> None:
    path = where / "mentorcore.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | change))


def test_a_newer_format_is_refused(where: Path, backend: JsonBackend) -> None:
    """
    The store of a newer release is not touched, whatever else it says.
    """
    backend.close()
    _marker(where, {"format": 2, "colour": "blue"})
    with pytest.raises(SchemaTooNew):
        opened(where)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        '{"format": 1, "format": 1, "store": "a", "layout": "b"}',
        '{"format": true, "store": "a", "layout": "b"}',
        '{"format": 0, "store": "a", "layout": "b"}',
        '{"format": 1, "store": "a"}',
        '{"format": 1, "store": "a", "layout": 7}',
        '{"format": 1, "store": "a", "layout": "b", "more": 1}',
        "[" * 100_000,
    ],
    ids=range(10),
)
def test_a_damaged_marker_is_named(where: Path, backend: JsonBackend, text: str) -> None:
    """
    It is left as it is.
    """
    backend.close()
    (where / "mentorcore.json").write_text(text)
    with pytest.raises(Corrupt, match=r"mentorcore\.json"):
        opened(where)

    assert (where / "mentorcore.json").read_text() == text


@pytest.mark.parametrize("name", ["redo.log", "journal.jsonl"])
@pytest.mark.parametrize("damage", ["missing", "short", "link"])
def test_damaged_files_are_named(where: Path, backend: JsonBackend, name: str, damage: str) -> None:
    """
    A file of the store that is missing, cut short or a link is named, and nothing is made up for it.
    """
    backend.commit(new(book("a")))
    backend.close()
    path = where / name
    whole = path.read_bytes()
    path.unlink()
    if damage == "short":
        path.write_bytes(whole[:10])
    if damage == "link":
        (where.parent / "elsewhere").write_bytes(whole)
        path.symlink_to(where.parent / "elsewhere")
    with pytest.raises(Corrupt, match=name):
        opened(where)


def test_another_layout_needs_an_upgrade(where: Path, backend: JsonBackend) -> None:
    """
    The upgrade keeps everything; new columns hold nothing until their documents are committed again.
    """
    backend.commit(new(book("a"), token="t1"))
    before = content(backend)
    with pytest.raises(MigrationNeeded, match="upgrade"):
        opened(where, WIDER)
    wider = opened(where, WIDER, upgrade=True)
    query = Query(kind="book", where=(Condition("colour", Op.EQ, "red"),))

    assert wider.find(query).rows == ()

    wider.commit(change(book("a", 2, colour="red")))

    assert [row.version for row in wider.find(query).rows] == [2]
    assert before.tokens["t1"] == wider.position_of("t1")
    wider.close()


def test_who_had_it_open_is_told_of_the_upgrade(where: Path, backend: JsonBackend) -> None:
    """
    An instance with the layout of before neither reads nor writes what it no longer understands.
    """
    opened(where, WIDER, upgrade=True).close()
    with pytest.raises(MigrationNeeded):
        backend.commit(new(book("a")))
    with pytest.raises(MigrationNeeded):
        backend.find(Query(kind="book"))


def test_a_kind_that_is_gone_is_kept(where: Path, backend: JsonBackend) -> None:
    """
    Documents of a kind that a layout leaves out are there when a later one has it again.
    """
    backend.commit(new(book("a"), book("b")))
    backend.close()
    fewer = attrs.evolve(LAYOUT, kinds=(KindLayout("store"),), indexes=())
    other = opened(where, fewer, upgrade=True)
    other.scrub()
    assert other.scan("book", after=None, limit=9) == ()
    assert other.find(Query(kind="book")).rows == ()
    other.close()
    again = opened(where, upgrade=True)

    assert list(content(again).bodies) == ["a", "b"]
    again.close()


def test_a_closed_store_says_so(backend: JsonBackend) -> None:
    """
    Closing twice is fine.
    """
    backend.close()
    backend.close()
    with pytest.raises(Unavailable, match="closed"):
        backend.scan("book", after=None, limit=1)


def test_a_backup_that_is_put_back_is_gone_on_with(where: Path, backend: JsonBackend) -> None:
    """
    A process that has the store open goes on with what was put in its place, folders and all.
    """
    backend.commit(new(book("a")))
    copy = where.parent / "copy"
    JsonInspection(str(where)).back_up(f"json:///{copy}")
    for number in range(20):
        backend.commit(new(book(f"b{number}")))
    shutil.rmtree(where)
    JsonInspection(str(copy)).back_up(f"json:///{where}")
    for number in range(20):
        backend.commit(new(book(f"b{number}")))

    assert len(content(backend).bodies) == 21
    assert list(backend.check()) == []
