"""
Damages: what can be done to a store behind the core's back, and whether the rest of it stays readable.
"""

from __future__ import annotations

import json
import re
import sqlite3
import zlib
from collections.abc import Callable, Iterable
from contextlib import closing
from pathlib import Path

from mentorcore import Store
from mentorcore.backends import Envelope, Key, inspect_backend
from mentorcore.errors import Corrupt
from mentorcore_json.text import sealed
from mentorcore_sql.checksum import checksum
from tests.golden.stores import Golden


def pristine(golden: Golden, where: Path) -> dict[Key, Envelope]:
    """
    Return every document of a golden store.
    """
    with inspect_backend(golden.copied("sqlite", where)) as inspection:
        keys = [Key(kind, name) for kind, names in golden.expected["documents"].items() for name in names]
        found = {key: inspection.load(key) for key in keys}

    return {key: envelope for key, envelope in found.items() if envelope is not None}


def unreadable(store: Store, documents: dict[Key, Envelope]) -> set[str]:
    """
    Return the documents that cannot be loaded any more, or are not what they were.
    """

    def is_the_same(key: Key, before: Envelope) -> bool:
        try:
            kept = store.backend.load(key)
        except Corrupt:
            return False
        return kept is not None and (kept.version, kept.schema, kept.body) == (
            before.version,
            before.schema,
            before.body,
        )

    return {str(key) for key, before in documents.items() if not is_the_same(key, before)}


def words_of(documents: Iterable[Envelope]) -> set[str]:
    """
    Return what people wrote in documents: every text with a space or a letter of no id in it.
    """
    texts: set[str] = set()

    def collect(plain: object) -> None:
        if isinstance(plain, str) and re.search(r"[ @.]|[^\x00-\x7f]", plain) and "T09" not in plain:
            texts.add(plain)
        elif isinstance(plain, dict | list):
            for part in plain.values() if isinstance(plain, dict) else plain:
                collect(part)

    for envelope in documents:
        collect(json.loads(envelope.body))

    return texts


def sql(path: Path, *statements: str) -> None:
    """
    Do something to a database behind the core's back; ``sum_of(…)`` makes a checksum that fits.
    """
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.create_function("sum_of", -1, checksum)
        for statement in statements:
            connection.execute(statement)


def reseal(path: Path, change: Callable[[bytes], bytes]) -> None:
    """
    Change a document's file, and make its checksum fit again.
    """
    data = path.read_bytes()
    changed = change(data)
    assert data != changed
    path.write_bytes(sealed(re.sub(rb'"crc32": "[0-9a-f]{8}"', b'"crc32": "00000000"', changed, count=1)))


def reseal_line(path: Path, number: int, change: Callable[[bytes], bytes]) -> None:
    """
    Change a line of a JSON store's journal, and make its checksum fit again.
    """
    lines = path.read_bytes().splitlines()
    changed = change(lines[number])
    assert lines[number] != changed
    lines[number] = sealed(re.sub(rb'"crc32":"[0-9a-f]{8}"', b'"crc32":"00000000"', changed, count=1))
    path.write_bytes(b"".join(line + b"\n" for line in lines))


def replace(path: Path, old: bytes, new: bytes) -> None:
    """
    Put other bytes in place of the first that are the same.
    """
    data = path.read_bytes()
    assert old in data
    path.write_bytes(data.replace(old, new, 1))


def document(where: Path, kind: str, name: str) -> Path:
    """
    Return the file of a document in a JSON store.
    """
    folder = zlib.crc32(name.encode()) % 64
    file = "".join(f"+{letter.lower()}" if letter.isupper() else letter for letter in name)

    return where / "documents" / kind / f"{folder:02}" / f"{file}.json"
