"""
Documents are readable, come back exactly, and are not believed when something else changed them.
"""

from __future__ import annotations

import json
import os
import zlib
from collections.abc import Callable
from pathlib import Path

import attrs
import msgspec
import pytest

from mentorcore.backends import Batch, Entry, Key
from mentorcore.errors import Corrupt, Unsupported
from mentorcore_json import JsonBackend, documents
from tests.json_store.samples import book, change, new, opened, path_of


def test_a_document_is_readable(where: Path, backend: JsonBackend) -> None:
    """
    One JSON object with one value a line, the body as JSON inside it.
    """
    backend.commit(new(book("a")))
    text = path_of(where, "a").read_text()
    found = json.loads(text)

    assert found["kind"] == "book"
    assert found["id"] == "a"
    assert found["version"] == 1
    assert found["index"]["readers"] == ["ann", "bob"]
    assert found["body"] == json.loads(book("a").body)
    assert '\n    "version": 1,\n' in text


@pytest.mark.parametrize(
    "body",
    [
        '{"a":1}',
        '{ "a": 1 }',
        "{}",
        "[]",
        "1",
        '"x"',
        '{"a":1.50,"b":1e5,"c":-0}',
        '{"a":"\\u00e9\\/ é \U0001f600"}',
        '{"a":1,"a":2}',
        "no JSON",
        "",
        '1,"more":2',
        '{"a":"\\n  \\"body\\": "}',
        '{"body":{"text":"x"},"text":1}',
        "[" * 100_000,
        "NaN",
        '{"a":1}\n',
    ],
    ids=range(17),
)
def test_a_body_comes_back_exactly(backend: JsonBackend, body: str) -> None:
    """
    Whatever text it is, JSON or not; the same holds for journal entries.
    """
    backend.commit(
        attrs.evolve(new(attrs.evolve(book("a"), body=body)), entries=(Entry("a", body),), token=body[:9])
    )
    found = backend.load(Key("book", "a"))

    assert found is not None
    assert found.body == body
    assert [entry.body for entry in backend.journal(after=0, limit=9, subject="a")] == [body]


@pytest.mark.parametrize(
    ("body", "kept_as"),
    [
        ('{"a":' * 200 + "1" + "}" * 200, "text"),
        ("[" * 200, "text"),
        ("[" + "[]," * 200 + "1]", "body"),
        ('["' + "[{" * 200 + '"]', "body"),
        ('["\\"' + "[" * 200 + '"]', "body"),
        ('["]","]",' * 20 + "[" * 200 + "]" * 220, "text"),
    ],
    ids=["deep", "open", "wide", "in text", "in text with a quotation mark", "hidden by text"],
)
def test_what_is_deep_is_not_indented(
    where: Path, backend: JsonBackend, body: str, kept_as: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    Every level would make each line below it longer. It comes back exactly as well.
    """
    monkeypatch.setattr(documents, "FEW", 100)
    backend.commit(new(attrs.evolve(book("a"), body=body)))
    found = backend.load(Key("book", "a"))

    assert f'\n  "{kept_as}": ' in path_of(where, "a").read_text()
    assert found is not None
    assert body == found.body


@pytest.mark.parametrize(
    "batch",
    [
        new(attrs.evolve(book("a"), body='"\ud800"')),
        new(book("a", title="\ud800")),
        Batch(entries=(Entry("a", "\ud800"),)),
        Batch(token="\ud800"),
    ],
    ids=["body", "index", "entry", "token"],
)
def test_text_that_is_no_text_is_refused(backend: JsonBackend, batch: Batch) -> None:
    """
    A lone surrogate cannot be stored anywhere.
    """
    with pytest.raises(Unsupported):
        backend.commit(batch)

    assert backend.scan("book", after=None, limit=1) == []


def _resealed(text: str) -> str:
    end = len('{\n  "crc32": "00000000')

    return f'{{\n  "crc32": "{zlib.crc32(text[end:].encode()):08x}{text[end:]}'


DAMAGE: dict[str, Callable[[str], str]] = {
    "cut short": lambda text: text[:50],
    "empty": lambda text: "",
    "one letter": lambda text: text.replace("xxx", "xyx"),
    "unknown field": lambda text: _resealed(text.replace('"kind"', '"colour": 1,\n  "kind"')),
    "another document": lambda text: _resealed(text.replace('"id": "a",\n  "v', '"id": "b",\n  "v')),
    "another version": lambda text: _resealed(text.replace('"version": 1,\n  "s', '"version": 7,\n  "s')),
    "no body": lambda text: _resealed(text.replace('"body"', '"nobody"')),
    "NaN": lambda text: _resealed(text.replace('\n    "version": 1', '\n    "version": NaN')),
    "no JSON": lambda text: _resealed(text.replace("}", "")),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_damage_is_named(where: Path, backend: JsonBackend, damage: str) -> None:
    """
    The document is named and left as it is, and the others stay readable.
    """
    backend.commit(new(book("a"), book("b")))
    backend.close()
    path = path_of(where, "a")
    damaged = DAMAGE[damage](path.read_text())
    path.write_text(damaged)
    for _ in range(2):
        again = opened(where)
        with pytest.raises(Corrupt, match="book/a"):
            again.load(Key("book", "a"))
        with pytest.raises(Corrupt, match="book/a"):
            again.scan("book", after=None, limit=9)
        assert again.load(Key("book", "b")) == book("b")
        again.close()
        for index in where.glob("index-*"):
            index.unlink()

    assert path.read_text() == damaged


def test_damage_repeats_nobodys_words(where: Path, backend: JsonBackend) -> None:
    """
    Words that got into the name of a field are told neither by the error nor by what it comes from.
    """
    backend.commit(new(book("a")))
    backend.close()
    path = path_of(where, "a")
    path.write_text(_resealed(path.read_text().replace('"kind"', '"Ben is afraid": 1,\n  "kind"')))
    again = opened(where)
    with pytest.raises(Corrupt, match="a field is unknown") as caught:
        again.load(Key("book", "a"))

    assert isinstance(caught.value.__cause__, msgspec.ValidationError)
    assert "afraid" not in f"{caught.value}{caught.value!r}{caught.value.__cause__!r}"
    again.close()


def test_a_missing_file_is_named(where: Path, backend: JsonBackend) -> None:
    """
    So is a document whose file was removed; it can be written again.
    """
    backend.commit(new(book("a")))
    backend.close()
    path_of(where, "a").unlink()
    again = opened(where)
    with pytest.raises(Corrupt, match="book/a"):
        again.load(Key("book", "a"))
    again.commit(change(book("a", 2)))

    assert again.load(Key("book", "a")) == book("a", 2)
    again.close()


@pytest.mark.parametrize("level", [0, 1, 2, 3])
def test_links_are_not_followed(where: Path, backend: JsonBackend, level: int) -> None:
    """
    A document, or a directory above it, that was replaced by a link to the same content is not read.
    """
    backend.commit(new(book("a")))
    backend.close()
    path = [path_of(where, "a"), *path_of(where, "a").parents][level]
    path.rename(where.parent / "elsewhere")
    path.symlink_to(where.parent / "elsewhere")
    again = opened(where)
    with pytest.raises(Corrupt):
        again.load(Key("book", "a"))
    again.close()


def test_a_pipe_is_not_waited_for(where: Path, backend: JsonBackend) -> None:
    """
    Anything but a plain file is damage.
    """
    backend.commit(new(book("a")))
    path = path_of(where, "a")
    path.unlink()
    os.mkfifo(path)
    backend.close()
    again = opened(where)
    with pytest.raises(Corrupt, match="book/a"):
        again.load(Key("book", "a"))
    again.close()
