"""
Redo: the log whose record, once on the disk, is the commit.

The log is a file that is replaced from time to time: when everything in it has reached the documents and
the journal for good, a fresh one begins. A record is a length, a checksum, the commit's number and the
commit. What follows the last good record was never acknowledged and does not count.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from io import FileIO
from typing import NamedTuple

import msgspec

from mentorcore.errors import Corrupt, Unsupported
from mentorcore_json.commits import Commit, parsed_line
from mentorcore_json.files import Files
from mentorcore_json.places import REDO, UNFINISHED, Places
from mentorcore_json.text import JUNK, without_words
from mentorcore_json.trouble import SYSTEM, in_doubt


# No text contains the byte 0xff, so that no document can pass for a record.
_MAGIC = b"\xffredo1\n\x00"[:8]
_START = struct.Struct("<8sQQQI")
_RECORD = struct.Struct("<8sQII")
_CHUNK = 1 << 18
_BLOCK = 1 << 20
_GUESSES = 64
_LARGEST = 1 << 30

FIRST = _START.size
"""Where the first record stands."""


class Start(NamedTuple):
    """
    Where a log begins: the last commit before it, its position, and the journal's size then.
    """

    number: int
    position: int
    journal: int


class Record(NamedTuple):
    """
    A commit in the log, and the offsets at which it begins and ends.
    """

    at: int
    end: int
    commit: Commit


_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(Commit)


class Redo:
    """
    The redo log of one store, used under its lock.
    """

    def __init__(self, files: Files, places: Places) -> None:
        self._files = files
        self._path = places.redo
        self._root = places.root
        self._file: FileIO | None = None
        self._size = 0
        self._start = Start(0, 0, 0)

    def begin(self, start: Start) -> None:
        """
        Put an empty log in place of the one that is there.
        """
        self.close()
        unfinished = self._path + UNFINISHED
        file = self._files.create(unfinished)
        try:
            self._files.write(file, _started(start), 0)
            self._files.sync(file)
        finally:
            self._files.close(file)
        self._files.replace(unfinished, self._path)
        self._files.sync_directory(self._root)

    def start(self) -> Start:
        """
        Return where the log begins, looking again when another process has replaced it.

        Raises:
            Corrupt: It is missing, or its first bytes are damaged.
        """
        if self._file is None or not self._files.is_at(self._file, self._path):
            self.close()
            try:
                file = self._files.open(self._path)
            except FileNotFoundError as error:
                raise Corrupt(REDO, "it is missing") from error
            try:
                self._start = _read_start(self._files.read_at(file, FIRST, 0))
            except BaseException:
                self._files.close(file)
                raise
            self._file = file
        self._size = self._files.size(self._file)
        if self._size > 2 * _LARGEST:
            raise Corrupt(REDO, f"it has {self._size} bytes, more than a log ever has")

        return self._start

    def append(self, at: int, commit: Commit) -> int:
        """
        Write a record and wait until it is on the disk.

        Returns:
            Where the next record goes.

        Raises:
            Unsupported: The commit is too large.
        """
        file = self._opened()
        payload = _encoder.encode(commit)
        size = len(payload)
        if size > _LARGEST:
            raise Unsupported("this commit is larger than the JSON backend keeps", "make several of it")
        check = _check(commit.number, payload)
        end = at + _RECORD.size + size
        if end > self._size:
            # A file that does not grow is synced in half the time, so it grows in large steps.
            grown = (end // _CHUNK + 1) * _CHUNK
            self._files.write(file, bytes(grown - self._size), self._size)
            self._size = grown
        try:
            self._files.write(file, _RECORD.pack(_MAGIC, commit.number, size, check) + payload, at)
            self._files.sync(file)
        except SYSTEM:
            self.withdraw(at)
            raise

        return end

    def withdraw(self, at: int) -> None:
        """
        Make a record that was not acknowledged count for nothing.

        Raises:
            Unavailable: That failed as well; the next commit finds out what is on the disk.
        """
        file = self._opened()
        try:
            self._files.write(file, bytes(_RECORD.size), at)
            self._files.sync(file)
        except SYSTEM as error:
            raise in_doubt(REDO) from error

    def sync(self) -> None:
        """
        Wait until everything that can be read is on the disk.
        """
        self._files.sync(self._opened())

    def read(self, at: int, number: int) -> Record | None:
        """
        Return the record with this number at an offset, or *None* where there is none.
        """
        return _read_record(self._files, self._opened(), at, number)

    def records(self) -> Iterator[Record]:
        """
        Iterate over all records.

        Raises:
            Corrupt: One is damaged, and there are good ones behind it.
        """
        number, at, before = self._start.number + 1, FIRST, self._start
        while record := self.read(at, number):
            before = _follows(record.commit, before)
            yield record
            number, at = number + 1, record.end
        for guess, found in enumerate(self._marks(at)):
            _, later, _, _ = _unpacked(self._files.read_at(self._opened(), _RECORD.size, found))
            # Of what was torn there are one or two; each of many would be read to the end of the log.
            if later >= number and (guess >= _GUESSES or self.read(found, later)):
                raise Corrupt(REDO, f"the record of commit {number} is damaged, and later ones are not")

    def _marks(self, at: int) -> Iterator[int]:
        """
        Iterate over the offsets, from one on, at which a record could begin.
        """
        while at < self._size:
            block = self._files.read_at(self._opened(), _BLOCK + len(_MAGIC) - 1, at)
            found = block.find(_MAGIC)
            while found >= 0:
                yield at + found
                found = block.find(_MAGIC, found + 1)
            at += _BLOCK

    def close(self) -> None:
        """
        Let go of the file.
        """
        file, self._file = self._file, None
        if file is not None:
            self._files.close(file)

    def _opened(self) -> FileIO:
        while self._file is None:
            self.start()

        return self._file


def record_at(files: Files, places: Places, at: int, number: int) -> Record | None:
    """
    Return a record for a reader, who does not hold the lock; *None* where the log has moved on.
    """
    try:
        file = files.open_to_read(places.redo)
    except FileNotFoundError:
        return None
    try:
        return _read_record(files, file, at, number)
    finally:
        files.close(file)


def _read_record(files: Files, file: FileIO, at: int, number: int) -> Record | None:
    head = files.read_at(file, _RECORD.size, at)
    magic, found, size, check = _unpacked(head)
    if magic != _MAGIC or found != number:
        return None
    payload = files.read_at(file, size, at + _RECORD.size)
    if len(payload) != size or _check(number, payload) != check:
        return None
    try:
        return Record(at, at + _RECORD.size + size, _decoder.decode(payload))
    except JUNK as error:
        raise Corrupt(REDO, f"the record of commit {number} cannot be read") from without_words(error)


def _follows(commit: Commit, before: Start) -> Start:
    """
    Return where the log is after a commit.

    Raises:
        Corrupt: It is no commit that can follow.
    """
    line = parsed_line(commit.line, f"{REDO}, commit {commit.number}")
    said = (
        line.commit,
        line.position,
        line.token,
        tuple(entry.subject for entry in line.entries),
        line.documents,
        line.removed,
    )
    done = (
        commit.number,
        commit.position,
        commit.token,
        commit.subjects,
        {f"{document.kind}/{document.id}": document.version for document in commit.documents},
        {f"{removal.kind}/{removal.id}": removal.version for removal in commit.removals},
    )
    taken = len(line.entries) or (line.token is not None)
    after = Start(before.number + 1, before.position + taken, commit.end)
    if said != done or (*done[:2], commit.at) != (*after[:2], before.journal):
        raise Corrupt(REDO, f"the record of commit {commit.number} does not follow the one before it")

    return after


def _unpacked(head: bytes) -> tuple[bytes, int, int, int]:
    magic, number, size, check = _RECORD.unpack(head.ljust(_RECORD.size, b"\0"))

    return magic, number, size, check


def _check(number: int, payload: bytes) -> int:
    return zlib.crc32(payload, zlib.crc32(struct.pack("<QI", number, len(payload))))


def _started(start: Start) -> bytes:
    return _START.pack(_MAGIC, *start, zlib.crc32(struct.pack("<QQQ", *start)))


def _read_start(head: bytes) -> Start:
    magic, number, position, journal, check = _START.unpack(head.ljust(FIRST, b"\0"))
    start = Start(number, position, journal)
    if magic != _MAGIC or check != zlib.crc32(struct.pack("<QQQ", *start)):
        raise Corrupt(REDO, "its first bytes are damaged")

    return start
