"""
Inspection: a directory that is read, and copied, without being opened as a store.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from mentorcore.backends import Envelope, Inspection, Key
from mentorcore.errors import Corrupt, NotAStore
from mentorcore_json.copying import copy
from mentorcore_json.documents import parsed
from mentorcore_json.files import Files
from mentorcore_json.journal import Journal
from mentorcore_json.lock import StoreLock
from mentorcore_json.marker import Marker
from mentorcore_json.opening import check_place
from mentorcore_json.places import Places, directory_of
from mentorcore_json.redo import Redo
from mentorcore_json.shelves import Shelves
from mentorcore_json.tables import named
from mentorcore_json.trouble import translated


class JsonInspection(Inspection):
    """
    A look at one directory.

    Which documents there are is what journal and redo log say at the beginning. That, and a copy, are made
    under the lock of the store, so that writers wait for them.

    Args:
        root: The absolute path of the directory.

        files: How to reach the file system.

        patience: Seconds to wait for others who are writing.
    """

    def __init__(self, root: str, *, files: Files | None = None, patience: float = 10) -> None:
        self._files = files or Files()
        self._places = Places(root)
        self._lock = StoreLock(self._files, self._places.lock, self._places.shown, patience=patience)
        self._shelves = Shelves(self._files, self._places)
        with translated(self._places.shown):
            check_place(self._files, self._places, create=False)
            with self._held():
                marker = Marker.read(self._files, self._places)
                if marker is None:
                    raise NotAStore(self._places.shown)
                self._fingerprint = marker.layout
                self._look()

    @property
    def fingerprint(self) -> str:
        return self._fingerprint

    def ids(self, kind: str) -> Iterator[str]:
        yield from sorted(key.id for key in self._versions if key.kind == kind)

    def load(self, key: Key) -> Envelope | None:
        with translated(self._places.shown):
            envelope, trouble = self._read(key)
            if trouble is not None:
                # Somebody has written it meanwhile, or something is wrong: look closer.
                with self._held():
                    self._look()
                    envelope, trouble = self._read(key)
        if trouble is not None:
            raise trouble

        return envelope

    def back_up(self, url: str) -> None:
        target = Places(directory_of(url))
        with translated(target.shown), self._held():
            copy(self._files, self._places, target)

    def close(self) -> None:
        """
        There is nothing to let go of between two calls.
        """

    @contextmanager
    def _held(self) -> Iterator[None]:
        if self._files.identity(self._places.lock) is None:
            # Nobody has it open, and a lock would leave a file behind.
            yield
        else:
            with self._lock.held():
                yield

    def _look(self) -> None:
        """
        Find out which documents there are, and which of them stand in the redo log only.
        """
        versions: dict[str, int] = {}
        unwritten: dict[Key, bytes] = {}
        redo = Redo(self._files, self._places)
        try:
            start = redo.start()
            for _, _, line in Journal(self._files, self._places).lines(start.journal):
                versions |= line.documents
                for name in line.removed:
                    versions.pop(name, None)
            for record in redo.records():
                for document in record.commit.documents:
                    versions[f"{document.kind}/{document.id}"] = document.version
                    unwritten[Key(document.kind, document.id)] = document.file
                for removal in record.commit.removals:
                    versions.pop(f"{removal.kind}/{removal.id}", None)
        finally:
            redo.close()
        self._versions = {Key(*named(name)): version for name, version in versions.items()}
        self._unwritten = unwritten

    def _read(self, key: Key) -> tuple[Envelope | None, Corrupt | None]:
        version = self._versions.get(key)
        if version is None:
            return None, None
        try:
            envelope = self._shelves.read(key)
            if envelope.version < version and key in self._unwritten:
                envelope = parsed(self._unwritten[key], key)
        except Corrupt as trouble:
            if key not in self._unwritten:
                return None, trouble
            envelope = parsed(self._unwritten[key], key)
        if envelope.version < version:
            return None, Corrupt(str(key), f"its file does not hold version {version}, which was committed")

        return Envelope(key, envelope.version, envelope.schema, {}, envelope.body), None
