"""
Shelves: the documents' files, in a directory for each kind.
"""

from __future__ import annotations

import errno
from collections.abc import Iterable
from contextlib import suppress

from mentorcore.backends import Envelope, Key, shown_path
from mentorcore.errors import Corrupt
from mentorcore_json.commits import Commit
from mentorcore_json.documents import parsed
from mentorcore_json.files import Files
from mentorcore_json.places import UNFINISHED, Places
from mentorcore_json.trouble import NO_FILE


class Shelves:
    """
    Reads, writes and removes the files of documents.
    """

    def __init__(self, files: Files, places: Places) -> None:
        self._files = files
        self._places = places
        self._trusted: set[str] = set()

    def read(self, key: Key) -> Envelope:
        """
        Return the document that is in the file of *key*.

        Raises:
            Corrupt: The file is missing, damaged, or that of another document.
        """
        try:
            data = self._data(key.kind, key.id)
        except FileNotFoundError as error:
            raise Corrupt(str(key), "its file is missing") from error

        return parsed(data, key)

    def put_away(self, commit: Commit) -> None:
        """
        Bring the files to the state after a commit; those that are there already are left alone.
        """
        for document in commit.documents:
            try:
                same = self._data(document.kind, document.id) == document.file
            except (FileNotFoundError, Corrupt):
                same = False
            if not same:
                self.write(document.kind, document.id, document.file)
        for removal in commit.removals:
            self._remove(removal.kind, removal.id)

    def write(self, kind: str, id: str, data: bytes) -> None:
        """
        Put a document's file in place of the one that is there.
        """
        folder, path = self._places.folder_and_document(kind, id)
        self._make_folder(kind, folder)
        unfinished = path + UNFINISHED
        try:
            self._write_aside(unfinished, data)
            self._files.replace(unfinished, path)
        except OSError:
            with suppress(OSError):
                self._files.unlink(unfinished)
            raise

    def settle(self, commits: Iterable[Commit], *, rewrite: bool) -> None:
        """
        Wait until the files are on the disk as the last of the commits left them.

        Args:
            rewrite: Write them again, because they may not be what was written.
        """
        last: dict[tuple[str, str], bytes | None] = {}
        for commit in commits:
            last |= {(document.kind, document.id): document.file for document in commit.documents}
            last |= dict.fromkeys((removal.kind, removal.id) for removal in commit.removals)
        if not last:
            return
        places = {name: self._places.folder_and_document(*name) for name in last}
        for (kind, _), (folder, _) in places.items():
            self._make_folder(kind, folder)
        kept = [(places[name][1], file) for name, file in last.items() if file is not None]
        if rewrite:
            for path, data in kept:
                self._write_aside(path + UNFINISHED, data)
            self._files.sync_files([path + UNFINISHED for path, _ in kept])
            for path, _ in kept:
                self._files.replace(path + UNFINISHED, path)
        else:
            self._files.sync_files([path for path, _ in kept])
            # Somebody else may have been stopped while writing them again.
            for path, _ in kept:
                self._files.unlink(path + UNFINISHED)
        for name, file in last.items():
            if file is None:
                self._files.unlink(places[name][1] + UNFINISHED)
                self._files.unlink(places[name][1])
        folders = {folder for folder, _ in places.values()}
        kinds = {self._places.kind(kind) for kind, _ in last}
        self._files.sync_directories([*sorted(folders), *sorted(kinds), self._places.documents])

    def sweep(self, kind: str, kept: Iterable[str]) -> None:
        """
        Remove the files of one kind that belong to none of the documents that are kept.

        Raises:
            Corrupt: They are not where they belong.
        """
        wanted = {self._places.document(kind, one) for one in kept}
        shelf = self._places.kind(kind)
        for path in (self._places.documents, shelf):
            if self._files.identity(path) is None:
                return
            if not self._files.is_directory(path):
                raise Corrupt(shown_path(path), "it is a link or no directory, which is never followed")
        for name in self._files.names(shelf):
            folder = f"{shelf}/{name}"
            if not self._files.is_directory(folder):
                continue
            paths = {f"{folder}/{found}" for found in self._files.names(folder)}
            for path in sorted(paths - wanted):
                if path.endswith((".json", f".json{UNFINISHED}")):
                    self._files.unlink(path)
                    self._files.sync_directory(folder)

    def _remove(self, kind: str, id: str) -> None:
        folder, path = self._places.folder_and_document(kind, id)
        self._make_folder(kind, folder)
        self._files.unlink(path)

    def _data(self, kind: str, id: str) -> bytes:
        folder, path = self._places.folder_and_document(kind, id)
        if folder not in self._trusted:
            self._check_folder(kind, id)
        try:
            return self._files.read(path)
        except OSError as error:
            if error.errno in NO_FILE:
                raise Corrupt(f"{kind}/{id}", "its file is a link or no plain file") from error
            if error.errno == errno.EOVERFLOW:
                raise Corrupt(f"{kind}/{id}", "its file is larger than any document") from error
            raise

    def _check_folder(self, kind: str, id: str) -> None:
        folder = self._places.folder(kind, id)
        for path in (self._places.documents, self._places.kind(kind), folder):
            if not self._files.is_directory(path):
                raise Corrupt(f"{kind}/{id}", "its directory is missing or a link")
        self._trusted.add(folder)

    def _make_folder(self, kind: str, folder: str) -> None:
        # Looked at again for every file: what was a directory may have become a link meanwhile.
        self._trusted.discard(folder)
        for path in (self._places.documents, self._places.kind(kind), folder):
            if not self._files.is_directory(path):
                self._files.make_directory(path)
        self._trusted.add(folder)

    def _write_aside(self, path: str, data: bytes) -> None:
        file = self._files.create(path)
        try:
            self._files.write(file, data, 0)
        finally:
            self._files.close(file)
