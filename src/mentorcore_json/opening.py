"""
Opening: tells a store from anything else, and makes a new one.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import PurePath

import attrs

from mentorcore.backends import Layout
from mentorcore.backends.system import unplaced
from mentorcore.errors import Corrupt, MigrationNeeded, NotAStore
from mentorcore_json.files import Files
from mentorcore_json.lock import StoreLock
from mentorcore_json.marker import Marker
from mentorcore_json.places import (
    DOCUMENTS,
    INDEX,
    JOURNAL,
    LOCK,
    MARKER,
    REDO,
    UNFINISHED,
    Places,
)
from mentorcore_json.redo import Redo, Start


@contextmanager
def established(
    files: Files, places: Places, layout: Layout, lock: StoreLock, *, create: bool, upgrade: bool
) -> Iterator[str]:
    """
    Give the id of the store in a directory, under its lock; make the store where there is none.

    Raises:
        NotAStore: Something else is there, or nothing and *create* is false.

        SchemaTooNew: A newer release made it.

        MigrationNeeded: It has another layout, and *upgrade* is false.

        Corrupt: The marker is damaged, or is missing while there are documents.
    """
    check_place(files, places, create=create)
    with lock.held():
        marker = Marker.read(files, places)
        if marker is None:
            marker = Marker.new(layout.fingerprint)
            _make(files, places, marker)
        elif marker.layout != layout.fingerprint:
            if not upgrade:
                raise _other_layout(places)
            marker = attrs.evolve(marker, layout=layout.fingerprint)
            marker.write(files, places)
        yield marker.store


def check_layout(files: Files, places: Places, layout: Layout) -> None:
    """
    Refuse a store that was given another layout since it was opened here.
    """
    marker = Marker.read(files, places)
    if marker is None:
        raise Corrupt(MARKER, "it is missing")
    if marker.layout != layout.fingerprint:
        raise _other_layout(places)


def check_place(files: Files, places: Places, *, create: bool) -> None:
    """
    Refuse a directory that is neither a store nor to become one; make it where there is none.

    Raises:
        NotAStore: Something else is there, or nothing and *create* is false.

        Corrupt: There are documents, and no marker.
    """
    try:
        names = files.names(places.root)
    except NotADirectoryError as error:
        is_there = os.path.lexists(places.root)
        problem = "it is a file, not a directory" if is_there else unplaced(places.root)
        raise NotAStore(places.shown, problem) from error
    except FileNotFoundError as error:
        if not create:
            raise NotAStore(places.shown, "there is nothing") from error
        try:
            files.make_directory(places.root)
        except FileNotFoundError as parent:
            raise NotAStore(places.shown, unplaced(places.root)) from parent
        return
    if MARKER in names:
        return
    if names and not _is_unfinished(files, places, names):
        raise NotAStore(places.shown)
    if not create:
        raise NotAStore(places.shown, "nothing was stored there yet")


def _is_unfinished(files: Files, places: Places, names: list[str]) -> bool:
    """
    Tell whether somebody was stopped while making a store here, before anything was stored in it.
    """
    ours = {LOCK, JOURNAL, REDO, REDO + UNFINISHED, MARKER + UNFINISHED, DOCUMENTS}
    if LOCK not in names or not all(name in ours or INDEX.fullmatch(name) for name in names):
        return False
    if (DOCUMENTS in names and files.names(places.documents)) or (
        JOURNAL in names and files.read(places.journal)
    ):
        raise Corrupt(MARKER, "it is missing")

    return True


def _make(files: Files, places: Places, marker: Marker) -> None:
    # The lock comes first: a directory with nothing but our names and no lock is not ours.
    files.sync_directory(places.root)
    files.make_directory(places.documents)
    files.close(files.create(places.journal))
    Redo(files, places).begin(Start(0, 0, 0))
    # Whoever finds a marker relies on the directory's own name.
    files.sync_directory(str(PurePath(places.root).parent))
    # The marker comes last: a directory that has one is a whole store.
    marker.write(files, places)


def _other_layout(places: Places) -> MigrationNeeded:
    return MigrationNeeded(
        places.shown,
        "its index values follow another layout",
        "open_store(url, upgrade=True), or: mentorcore upgrade URL",
    )
