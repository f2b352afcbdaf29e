"""
Targets: everything that reads what somebody else may have written, as a function of bytes.
"""

from __future__ import annotations

import base64
import json
import re
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import attrs
import msgspec

from mentorcore.backends import Key
from mentorcore.backends.contract import JournalEntry
from mentorcore.backends.memory import MemoryBackend
from mentorcore.backends.redaction import redacted
from mentorcore.backends.registry import scheme_of
from mentorcore.documents.blocks import Paragraph, Text, parse
from mentorcore.documents.escaping import escaped, plain
from mentorcore.documents.printable import printable
from mentorcore.documents.rendering.html import page
from mentorcore.documents.templating import rendered
from mentorcore.errors import Corrupt, MentorcoreError
from mentorcore.model.mentorship import Mentorship
from mentorcore.model.milestones import Evidence
from mentorcore.model.people import Person
from mentorcore.storage.codec import Codec
from mentorcore.storage.finding import found
from mentorcore.storage.index import AGGREGATES, envelope_of, index_of
from mentorcore.storage.journal import change_of
from mentorcore.storage.store import Store
from mentorcore_json.commits import Line, parsed_line
from mentorcore_json.documents import parsed
from mentorcore_json.documents import rendered as written
from mentorcore_json.marker import Marker
from mentorcore_json.places import Places, directory_of
from mentorcore_json.text import JUNK, NO_SUM, sealed
from mentorcore_sqlite.location import locate
from tests.documents.renderables import Rendered
from tests.hostile.bodies import MARK, documents
from tests.json_store.samples import book, new, opened
from tests.model.examples import AGREEMENT, BEN, NOW, offer


class Unstable(Exception):
    """
    What was read is not the same when it is written and read again.
    """


@contextmanager
def accepted(what: str) -> Iterator[None]:
    """
    Go on with what was read: from here on, a refusal is as wrong as anything else that does not come back.
    """
    try:
        yield
    except MentorcoreError as error:
        raise Unstable(f"{what} was read, and then refused") from error


@attrs.frozen
class Target:
    """
    Something that reads.

    Attributes:
        name: What is read.

        read: Reads an input; raises a typed error where it is refused, `Unstable` where it does not come
            back.

        seeds: Sound inputs to begin with, `MARK` wherever somebody's words would be.

        opened: Returns the JSON that an input stands for, which is what is changed.

        sealed: Returns the input that JSON stands for, with checksums that fit.
    """

    name: str
    read: Callable[[bytes], object]
    seeds: tuple[bytes, ...]
    opened: Callable[[bytes], bytes] = bytes
    sealed: Callable[[bytes], bytes] = bytes


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
    yield Target(
        "cursor of a query",
        _cursor(),
        tuple(cursor.encode() for cursor in _cursors()),
        opened=base64.urlsafe_b64decode,
        sealed=base64.urlsafe_b64encode,
    )
    yield Target(
        "JSON document file",
        _file,
        (written(_envelope(bodies["person"])), written(_as_text(bodies["person"]))),
        sealed=_indented,
    )
    yield Target("JSON journal line", _line, _lines())
    yield Target("JSON marker", _marker, (b'{"format": 1, "store": "abc", "layout": "def"}',))
    yield Target("URL", _url, tuple(url.encode() for url in URLS))
    yield Target("template", _template, tuple(t.encode() for t in TEMPLATES))
    yield Target("link", lambda data: Evidence.link(_text(data)), (b"https://example.org/x?y=%41#z",))
    yield Target("profile", _profile, (b"Ada Osei\nada@example.org\nE-1\nUTC\nada", MARK.encode()))
    yield Target("words", _words, (MARK.encode(), b"=1+1", b"*bold* <b>x</b> [a](https://example.org)"))
    yield Target("page", _page, (f"# A *b* `c` [d](https://e)\n\n- f[^1]\n\n[^1]: {MARK}\n".encode(),))

    from tests.fuzz.files import files
    from tests.fuzz.server import server

    yield from files()
    yield from server()


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
        with accepted(kind):
            again = codec.encode(kind, document)
            second = codec.decode(kind, schema, again, where="here")
            if second != document or codec.encode(kind, second) != again:
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

    return (_json(body), _json(body | {"record": None, "revision": None}))


def _kept() -> MemoryBackend:
    backend = MemoryBackend()
    store = Store(backend, clock=lambda: NOW)
    with store.transaction() as tx:
        for number in range(5):
            tx.add(Person.register(name="Ada", id=f"p{number}", at=NOW))
        for number in range(3):
            tx.add(Person.register(name="Ben", id=f"q{number}", at=NOW))
            tx.add(_due(f"p{number}", f"q{number}"))

    return backend


def _due(mentor: str, mentee: str) -> Mentorship:
    """
    Return an offer that has lapsed, so that it needs somebody.
    """
    made = NOW - timedelta(days=60)

    return Mentorship.offer(
        mentor=mentor,
        mentee=mentee,
        by=mentor,
        at=made,
        lapses_at=made + timedelta(days=1),
        reasoning="Why",
        potential="What",
        agreement=AGREEMENT,
    )


def _cursor() -> Callable[[bytes], object]:
    backend = _kept()

    def read(data: bytes) -> object:
        text = _text(data)
        try:
            return found(backend, "person", {}, at=NOW, limit=2, cursor=text)
        except MentorcoreError:
            return found(backend, "mentorship", {"attention_before": NOW}, at=NOW, limit=2, cursor=text)

    return read


def _cursors() -> tuple[str, ...]:
    backend = _kept()
    people = found(backend, "person", {}, at=NOW, limit=2, cursor=None)
    due = found(backend, "mentorship", {"attention_before": NOW}, at=NOW, limit=2, cursor=None)

    return str(people.cursor), str(due.cursor)


def _envelope(body: str) -> Any:
    codec = Codec()
    document = codec.decode("person", 1, body, where="seed")

    return envelope_of(Person(document, version=3), 3, codec)


def _as_text(body: str) -> Any:
    """
    Return an envelope whose body stands in its file as a text, since it would not come back otherwise.
    """
    return attrs.evolve(_envelope(body), body=f" {body}")


def _indented(data: bytes) -> bytes:
    """
    Return JSON in the form that the file of a document has.
    """
    try:
        return msgspec.json.format(data, indent=2) + b"\n"
    except (msgspec.MsgspecError, RecursionError, UnicodeError):
        return data


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
        with accepted("JSON document file"):
            if parsed(written(envelope), envelope.key) != envelope:
                raise Unstable("JSON document file")
        return envelope

    return _each(read, data)


def _line(data: bytes) -> object:
    def read(variant: bytes) -> object:
        line = parsed_line(variant, "here")
        said = _said(line)
        again = msgspec.json.encode(msgspec.structs.replace(line, crc32=NO_SUM))
        with accepted("JSON journal line"):
            if _said(parsed_line(sealed(again) + b"\n", "here")) != said:
                raise Unstable("JSON journal line")
        return said

    return _each(read, data)


def _said(line: Line) -> object:
    try:
        entries = [(entry.subject, entry.exact) for entry in line.entries]
    except JUNK:
        # The journal says so when it is asked for the entry.
        raise Corrupt("here", "its body is no JSON") from None

    return line.commit, line.position, line.token, line.documents, line.removed, entries


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
            if not str(error).isprintable() or len(str(error)) > 2000:
                raise Unstable("a message cannot be shown") from error
    if refused is not None and not results:
        raise refused

    return results


def _template(data: bytes) -> object:
    said = {"name": MARK, "milestones": [{"title": MARK, "text": "<b>"}] * 3, "none": None}

    return rendered("fuzzed", _text(data), said)


def _profile(data: bytes) -> object:
    name, email, number, zone, own, *_ = [*_text(data).split("\n"), *[""] * 5]

    return Person.register(name=name, email=email, external_id=number, timezone=zone, id=own, at=NOW)


ACTIVE = re.compile(
    r"<\s*/?\s*(?:script|iframe|object|embed|form|base|meta|link|style|img|input)"
    r"|<[^>\"]*(?:\"[^\"]*\"[^>\"]*)*\s(?:on\w+|src|srcdoc|formaction|style)\s*="
    r"|(?:href|action)\s*=\s*\"(?!https?://|mailto:|#)",
    re.IGNORECASE,
)
"""What in a page could do something."""


def _page(data: bytes) -> object:
    """
    Write any Markdown as a page, which can do nothing and holds nothing that cannot be seen.
    """
    text = data.decode("utf-8", "replace")
    body = page(Rendered(title=text, blocks=parse(text, {}))).partition("<body")[2]
    if ACTIVE.search(body):
        raise Unstable("what somebody wrote can do something")
    if printable(body.replace("\n", "")) != body.replace("\n", ""):
        raise Unstable("the page holds what cannot be seen")

    return body


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


def _json(plain: object) -> str:
    return json.dumps(plain, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
