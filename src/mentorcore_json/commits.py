"""
Commits: what one commit changes, as the redo log keeps it, and its line in the journal.
"""

from __future__ import annotations

from typing import TypeAlias

import msgspec

from mentorcore.backends import Entry
from mentorcore.errors import Corrupt
from mentorcore_json.text import (
    JUNK,
    NO_SUM,
    Count,
    FullName,
    Name,
    Number,
    check_seal,
    minified,
    nested,
    sealed,
    without_words,
)


Values: TypeAlias = dict[str, str | tuple[str, ...] | None]


class Document(msgspec.Struct, array_like=True, frozen=True):
    """
    A document as it is after the commit; *file* is the content of its file.
    """

    kind: Name
    id: Name
    version: Number
    index: Values
    file: bytes


class Removal(msgspec.Struct, array_like=True, frozen=True):
    """
    A document that is gone, and the version at which it went.
    """

    kind: Name
    id: Name
    version: Number


class Commit(msgspec.Struct, array_like=True, frozen=True):
    """
    Everything that one commit changes.

    Attributes:
        number: Commits are numbered from 1, without gaps.

        position: The journal's last position after it.

        subjects: What its journal entries are about; the last of them is at *position*.

        line: Its line in the journal, which begins at the offset *at*.
    """

    number: Number
    position: Count
    token: str | None
    subjects: tuple[str, ...]
    documents: tuple[Document, ...]
    removals: tuple[Removal, ...]
    line: bytes
    at: Count

    @property
    def end(self) -> int:
        """
        The size of the journal after it.
        """
        return self.at + len(self.line)


class LineEntry(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True):
    """
    A journal entry in a line: its body as JSON, or as one string where it would not come back exactly.
    """

    subject: str
    text: str | None = None
    body: msgspec.Raw | msgspec.UnsetType = msgspec.UNSET

    @property
    def exact(self) -> str:
        """
        The body as it was given.
        """
        return minified(self.body) if isinstance(self.body, msgspec.Raw) else (self.text or "")


class Line(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True):
    """
    One commit in the journal: enough to rebuild everything but the documents themselves.

    Attributes:
        documents: The versions of what was written, by ``kind/id``.

        removed: The versions of what was removed.
    """

    crc32: str
    commit: Number
    position: Count
    token: str | None = None
    entries: tuple[LineEntry, ...] = ()
    documents: dict[FullName, Number] = {}
    removed: dict[FullName, Number] = {}


_HEAD = b'{"crc32":"'
_decoder = msgspec.json.Decoder(Line)
_encoder = msgspec.json.Encoder()


def line_of(
    *,
    number: int,
    position: int,
    token: str | None,
    entries: tuple[LineEntry, ...],
    documents: tuple[Document, ...],
    removals: tuple[Removal, ...],
) -> bytes:
    """
    Return the journal's line for a commit.
    """
    line = Line(
        crc32=NO_SUM,
        commit=number,
        position=position,
        token=token,
        entries=entries,
        documents={f"{d.kind}/{d.id}": d.version for d in documents},
        removed={f"{r.kind}/{r.id}": r.version for r in removals},
    )

    return sealed(_encoder.encode(line)) + b"\n"


def line_entry(entry: Entry) -> LineEntry:
    """
    Return a journal entry as its line holds it.
    """
    body = nested(entry.body)
    if body is None:
        return LineEntry(entry.subject, text=entry.body)

    return LineEntry(entry.subject, body=body)


def parsed_line(data: bytes, where: str) -> Line:
    """
    Return what a line of the journal says.

    Raises:
        Corrupt: It was changed or cut short.
    """
    check_seal(data.removesuffix(b"\n"), _HEAD, where)
    try:
        return _decoder.decode(data)
    except JUNK as error:
        raise Corrupt(where, str(without_words(error))) from error
