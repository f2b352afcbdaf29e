"""
Targets: everything that reads what somebody else may have written, as a function of bytes.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import attrs

from mentorcore.backends import Key
from mentorcore.backends.contract import JournalEntry
from mentorcore.backends.memory import MemoryBackend
from mentorcore.backends.redaction import redacted
from mentorcore.backends.registry import scheme_of
from mentorcore.documents.blocks import Paragraph, Text, parse
from mentorcore.documents.escaping import escaped, plain
from mentorcore.documents.printable import printable
from mentorcore.documents.templating import rendered
from mentorcore.errors import MentorcoreError
from mentorcore.model.milestones import Evidence
from mentorcore.model.people import Person
from mentorcore.storage.codec import Codec, json_text
from mentorcore.storage.finding import found
from mentorcore.storage.index import AGGREGATES, envelope_of, index_of
from mentorcore.storage.journal import change_of
from mentorcore.storage.store import Store
from mentorcore_json.commits import parsed_line
from mentorcore_json.documents import parsed
from mentorcore_json.documents import rendered as written
from mentorcore_json.marker import Marker
from mentorcore_json.places import Places, directory_of
from mentorcore_json.text import NO_SUM, sealed
from mentorcore_sqlite.location import locate
from tests.hostile.bodies import MARK, documents
from tests.json_store.samples import book, new, opened
from tests.model.examples import BEN, NOW, offer


class Unstable(Exception):
    """
    What was read is not the same when it is written and read again.
    """


@attrs.frozen
class Target:
    """
    Something that reads.

    Attributes:
        name: What is read.

        read: Reads an input; raises a typed error where it is refused, `Unstable` where it does not come
            back.

        seeds: Sound inputs to begin with, `MARK` wherever somebody's words would be.
    """

    name: str
    read: Callable[[bytes], object]
    seeds: tuple[bytes, ...]


def targets() -> tuple[Target, ...]:
    """
    Return every target.
    """
    return tuple(_targets())


def _targets() -> Iterator[Target]:
    bodies = documents()
    for kind, body in bodies.items():
        yield Target(f"document {kind}", _document(kind), (body.encode(),))
    yield Target("journal entry", _entry, tuple(entry.encode() for entry in _entries()))
    yield Target("cursor of a query", _cursor(), tuple(c.encode() for c in _cursors()))
    yield Target("JSON document file", _file, (written(_envelope(bodies["person"])),))
    yield Target("JSON journal line", _line, _lines())
    yield Target("JSON marker", _marker, (b'{"format": 1, "store": "abc", "layout": "def"}',))
    yield Target("URL", _url, tuple(url.encode() for url in URLS))
    yield Target("template", _template, tuple(t.encode() for t in TEMPLATES))
    yield Target("link", lambda data: Evidence.link(_text(data)), (b"https://example.org/x?y=%41#z",))
    yield Target("profile", _profile, (b"Ada Osei\nada@example.org\nE-1\nUTC\nada", MARK.encode()))
    yield Target("words", _words, (MARK.encode(), b"=1+1", b"*bold* <b>x</b> [a](https://example.org)"))


URLS = (
    "sqlite:///mentoring.db",
    "sqlite:////absolute/path.db",
    "json:///directory",
    "json:////a/b",
    "memory:",
    "sqlite+pysqlite:///x.db?mode=ro",
    "postgresql+psycopg://ada:pw@db:5432/x?sslmode=require#f",
)

TEMPLATES = (
    "{% for m in milestones %}- {{ m.title|upper }}{% if not loop.last %};{% endif %}\n{% endfor %}",
    "{{ name|default('x')|trim }} {{ milestones|length }} {{ milestones[0]['title'] }}",
    "{% set a = name %}{% if a == name and a is defined %}{{ a|first }}{% else %}no{% endif %}",
)


def _text(data: bytes) -> str:
    """
    Return bytes as a text that may hold anything which a Python text can, lone surrogates too.
    """
    return data.decode("utf-8", "surrogateescape")


def _document(kind: str) -> Callable[[bytes], object]:
    codec = Codec()

    def read(data: bytes) -> object:
        schema, text = codec.schema(kind), _text(data)
        document = codec.decode(kind, schema, text, where="here")
        again = codec.encode(kind, document)
        if (
            codec.decode(kind, schema, again, where="here") != document
            or codec.encode(kind, document) != again
        ):
            raise Unstable(kind)
        if kind in AGGREGATES:
            index_of(AGGREGATES[kind](document))
        return document

    return read


def _entry(data: bytes) -> object:
    return change_of(JournalEntry(1, "ada", _text(data)))


def _entries() -> tuple[str, ...]:
    body = {
        "kind": "mentorship",
        "version": 2,
        "action": "goal.adopted",
        "by": "ada",
        "at": "2026-01-12T09:00:00.000000Z",
        "recorded_at": "2026-01-12T09:00:00.000000Z",
        "record": "goal",
        "revision": 1,
    }

    return (json_text(body), json_text(body | {"record": None, "revision": None}))


def _kept() -> MemoryBackend:
    backend = MemoryBackend()
    store = Store(backend, clock=lambda: NOW)
    with store.transaction() as tx:
        for number in range(5):
            tx.add(Person.register(name="Ada", id=f"p{number}", at=NOW))

    return backend


def _cursor() -> Callable[[bytes], object]:
    backend = _kept()

    def read(data: bytes) -> object:
        return found(backend, "person", {}, at=NOW, limit=2, cursor=_text(data))

    return read


def _cursors() -> tuple[str, ...]:
    first = found(_kept(), "person", {}, at=NOW, limit=2, cursor=None)
    due = found(_kept(), "mentorship", {"attention_before": NOW}, at=NOW, limit=2, cursor=None)

    return tuple(cursor for cursor in (first.cursor, due.cursor) if cursor is not None)


def _envelope(body: str) -> Any:
    codec = Codec()
    document = codec.decode("person", 1, body, where="seed")

    return envelope_of(Person(document, version=3), 3, codec)


def _sealed_too(data: bytes) -> Iterator[bytes]:
    """
    Yield bytes as they are, and with the checksum that fits where there is room for one.
    """
    yield data
    start = data.find(b'"crc32":')
    number = data.find(b'"', start + 8) + 1
    if start >= 0 < number:
        blank = data[:number] + NO_SUM.encode() + data[number + len(NO_SUM) :]
        if blank.find(NO_SUM.encode()) == number:
            yield sealed(blank)


def _each(read: Callable[[bytes], object], data: bytes) -> object:
    """
    Read bytes with the checksum they have and with the one that fits; the last reading counts.
    """
    refused: MentorcoreError | None = None
    result: object = None
    for variant in _sealed_too(data):
        try:
            result, refused = read(variant), None
        except MentorcoreError as error:
            refused = error
    if refused is not None:
        raise refused

    return result


def _file(data: bytes) -> object:
    def read(variant: bytes) -> object:
        envelope = parsed(variant, Key("person", "ada"))
        if parsed(written(envelope), envelope.key) != envelope:
            raise Unstable("JSON document file")
        return envelope

    return _each(read, data)


def _line(data: bytes) -> object:
    return _each(lambda variant: parsed_line(variant, "here"), data)


def _lines() -> tuple[bytes, ...]:
    with tempfile.TemporaryDirectory() as folder:
        where = Path(folder) / "store"
        backend = opened(where)
        backend.commit(new(book("a"), book("b"), token="t"))
        backend.close()
        return tuple((where / "journal.jsonl").read_bytes().splitlines())


def _marker(data: bytes) -> object:
    return Marker.read(SimpleNamespace(read=lambda _: data), Places("/nowhere"))  # type: ignore[arg-type]


def _url(data: bytes) -> object:
    url = _text(data)
    shown = redacted(url)
    if "@" in url and ":pw@" in shown:
        raise Unstable("a password is shown")
    scheme_of(url)
    results: list[object] = []
    refused: MentorcoreError | None = None
    for read in (locate, directory_of):
        try:
            results.append(read(url))
        except MentorcoreError as error:
            refused = error
    if refused is not None and not results:
        raise refused

    return results


def _template(data: bytes) -> object:
    said = {"name": MARK, "milestones": [{"title": MARK, "text": "<b>"}] * 3, "none": None}

    return rendered("fuzzed", _text(data), said)


def _profile(data: bytes) -> object:
    name, email, number, zone, own, *_ = [*_text(data).split("\n"), *[""] * 5]

    return Person.register(name=name, email=email, external_id=number, timezone=zone, id=own, at=NOW)


def _words(data: bytes) -> object:
    """
    Write a note and read it as a document would show it: one paragraph of just these words.
    """
    m = offer()
    m.accept(by=BEN, at=NOW)
    note = m.notes.write(by=BEN, at=NOW, text=_text(data))
    (shown,) = parse(f"Said: {escaped(note.text)}", {})
    if not isinstance(shown, Paragraph) or any(not isinstance(part, Text) for part in shown.inlines):
        raise Unstable("what somebody wrote is markup")
    said = "".join(part.text for part in shown.inlines if isinstance(part, Text))
    if said != printable(f"Said: {plain(note.text)}"):
        raise Unstable("what somebody wrote reads otherwise")

    return said
