"""
What a URL names, and how ids become names of files.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from mentorcore.backends import Batch, Key
from mentorcore.errors import NotAStore, Unsupported
from mentorcore_json import JsonBackend, mentorcore_open
from mentorcore_json.places import directory_of, file_name
from tests.json_store.samples import LAYOUT, book, new


@pytest.mark.parametrize(
    ("url", "path"),
    [("json:////srv/team", "/srv/team"), ("json:///team", f"{Path.cwd()}/team")],
    ids=["absolute", "relative"],
)
def test_a_url_names_a_directory(url: str, path: str) -> None:
    """
    Three slashes are a relative path, four an absolute one.
    """
    assert directory_of(url) == path


@pytest.mark.parametrize(
    "url",
    [
        "json:",
        "json:///",
        "json:dir",
        "json://ada:secret@host/dir",
        "json:///dir?mode=x",
        "json:///dir#x",
        "json:///d\0r",
        "json:///d\ud800r",
    ],
)
def test_anything_else_is_refused(url: str) -> None:
    """
    A URL that names no directory is refused, and nothing of it is repeated.
    """
    with pytest.raises(NotAStore) as refused:
        directory_of(url)

    assert "secret" not in str(refused.value)


def test_opens_by_url(tmp_path: Path) -> None:
    """
    The hook opens what the URL names.
    """
    backend = mentorcore_open(f"json:///{tmp_path}/store", LAYOUT, create=True, upgrade=False)
    backend.close()

    assert (tmp_path / "store" / "mentorcore.json").is_file()


def test_names_differ_on_every_file_system() -> None:
    """
    Ids that differ only in case have names that differ in more, and no name is one that Windows reserves.
    """
    ids = ["ada", "Ada", "ADA", "aDa", "con", "Con", "COM1", "com1", "com10", "-", "_", "7", "A" * 64]
    names = [file_name(name) for name in ids]

    assert len({name.lower() for name in names}) == len(ids)
    assert not {"con", "com1", "nul", "aux"} & set(names)


def test_ids_that_differ_in_case_are_two_documents(backend: JsonBackend) -> None:
    """
    They are stored side by side.
    """
    backend.commit(new(book("ada"), book("Ada"), book("con")))

    assert [e.key.id for e in backend.scan("book", after=None, limit=9)] == ["Ada", "ada", "con"]


@pytest.mark.parametrize("id", ["../../etc/passwd", "", "a/b", "a" * 65, "ä", "a\n", ".", "a\0"])
def test_what_is_no_id_is_refused(backend: JsonBackend, id: str) -> None:
    """
    No path is made from it, for reading or for writing.
    """
    with pytest.raises(Unsupported):
        backend.load(Key("book", id))
    with pytest.raises(Unsupported):
        backend.commit(new(book(id)))


def test_a_kind_that_is_not_in_the_layout_is_refused(backend: JsonBackend) -> None:
    """
    Nor is one made from a kind that nobody announced.
    """
    with pytest.raises(Unsupported):
        backend.load(Key("../book", "a"))

    assert backend.commit(Batch()) == 0
