"""
Journal: one line for every commit, in commit order; nothing in it is ever changed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from io import FileIO

from mentorcore.backends import JournalEntry
from mentorcore.errors import Corrupt
from mentorcore_json.commits import Commit, Line, parsed_line
from mentorcore_json.files import Files
from mentorcore_json.places import JOURNAL, Places
from mentorcore_json.text import JUNK, without_words


_BLOCK = 1 << 20


class Journal:
    """
    The journal's file.
    """

    def __init__(self, files: Files, places: Places) -> None:
        self._files = files
        self._path = places.journal

    def append(self, commits: Sequence[Commit], *, sync: bool = False) -> None:
        """
        Write the lines of commits where they belong; doing it again changes nothing.
        """
        with _Opened(self._files, self._path, self._files.open) as file:
            for commit in commits:
                self._files.write(file, commit.line, commit.at)
            if sync:
                self._files.sync(file)

    def trim(self, size: int) -> None:
        """
        Cut off what an unfinished commit left behind the first *size* bytes.
        """
        with _Opened(self._files, self._path, self._files.open) as file:
            if self._files.size(file) > size:
                self._files.truncate(file, size)
                self._files.sync(file)

    def size(self) -> int:
        """
        Return its size; what an unfinished commit left at its end is part of that.

        Raises:
            Corrupt: It is missing.
        """
        with self._read() as file:
            return self._files.size(file)

    def lines(self, size: int) -> Iterator[tuple[int, int, Line]]:
        """
        Iterate over the offset, length and content of the lines in its first *size* bytes.

        Raises:
            Corrupt: A line is damaged.
        """
        for at, length, line in self.every_line(size):
            if isinstance(line, Corrupt):
                raise line
            yield at, length, line

    def every_line(self, size: int) -> Iterator[tuple[int, int, Line | Corrupt]]:
        """
        Iterate over the offset and length of the lines in its first *size* bytes, each with its content or
        with what is wrong with it.
        """
        with self._read() as file:
            rest, at, ahead = b"", 0, 0
            while ahead < size and (block := self._files.read_at(file, min(_BLOCK, size - ahead), ahead)):
                ahead += len(block)
                *whole, rest = (rest + block).split(b"\n")
                for data in whole:
                    yield at, len(data) + 1, _read_line(data, f"{JOURNAL}, byte {at}")
                    at += len(data) + 1
        if rest or at != size:
            yield at, len(rest), Corrupt(f"{JOURNAL}, byte {at}", "it was cut short")

    def entries(self, found: Sequence[Sequence[int]]) -> list[JournalEntry]:
        """
        Return the entries at these positions; each comes with its line's offset and length.

        Raises:
            Corrupt: A line is damaged, or is that of another commit.
        """
        entries: list[JournalEntry] = []
        if not found:
            return entries
        with self._read() as file:
            line, read = None, -1
            for position, at, length in found:
                where = f"{JOURNAL}, position {position}"
                if line is None or read != at:
                    line, read = parsed_line(self._files.read_at(file, length, at), where), at
                nth = position - line.position + len(line.entries) - 1
                if not 0 <= nth < len(line.entries):
                    raise Corrupt(where, "another commit stands in its place")
                entry = line.entries[nth]
                try:
                    body = entry.exact
                except JUNK as error:
                    raise Corrupt(where, "its body is no JSON") from without_words(error)
                entries.append(JournalEntry(position, entry.subject, body))

        return entries

    def _read(self) -> _Opened:
        return _Opened(self._files, self._path, self._files.open_to_read)


def _read_line(data: bytes, where: str) -> Line | Corrupt:
    try:
        return parsed_line(data, where)
    except Corrupt as error:
        return error


class _Opened:
    def __init__(self, files: Files, path: str, opening: Callable[[str], FileIO]) -> None:
        self._files = files
        self._path = path
        self._opening = opening

    def __enter__(self) -> FileIO:
        try:
            self._file = self._opening(self._path)
        except FileNotFoundError as error:
            raise Corrupt(JOURNAL, "it is missing") from error

        return self._file

    def __exit__(self, *_: object) -> None:
        self._files.close(self._file)
