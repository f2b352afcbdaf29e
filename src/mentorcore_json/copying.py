"""
Copying: a whole store to another directory, as it lies there.

The index is left out, since whoever opens the copy makes it anew. A copy is made aside and gets its name
when it is whole and on the disk.
"""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import suppress
from pathlib import PurePath

from mentorcore.backends import shown_path
from mentorcore.backends.system import unplaced
from mentorcore.errors import BackupExists, Corrupt, NotAStore
from mentorcore_json.files import Files
from mentorcore_json.places import DOCUMENTS, JOURNAL, LOCK, MARKER, REDO, UNFINISHED, Places


_BLOCK = 1 << 20
_OWN = {DOCUMENTS, JOURNAL, LOCK, MARKER, REDO}


def copy(files: Files, source: Places, target: Places) -> None:
    """
    Copy a store whose lock is held.

    Raises:
        BackupExists: Something is where the copy is to go.

        NotAStore: It cannot go there.

        Corrupt: In the source a link or something else stands in a file's place.
    """
    parent = str(PurePath(target.root).parent)
    if files.identity(target.root) is not None:
        raise BackupExists(target.shown)
    if files.identity(parent) is None:
        raise NotAStore(target.shown, unplaced(target.root))
    if PurePath(source.root) in PurePath(target.root).parents:
        raise NotAStore(target.shown, "it lies inside the store that is to be copied")
    unfinished = Places(target.root + UNFINISHED)
    _remove(files, unfinished)
    files.make_directory(unfinished.root)
    try:
        _fill(files, source, unfinished)
        files.replace(unfinished.root, target.root)
    except BaseException:
        _remove(files, unfinished)
        raise
    files.sync_directory(parent)


def _fill(files: Files, source: Places, target: Places) -> None:
    folders = {target.root: None, target.documents: None}
    copied = [target.journal, target.redo, target.marker]
    files.make_directory(target.documents)
    for kind, folder, name in _shelved(files, source):
        for path in (f"{target.documents}/{kind}", f"{target.documents}/{kind}/{folder}"):
            if path not in folders:
                files.make_directory(path)
                folders[path] = None
        place = f"{kind}/{folder}/{name}"
        _copy_file(files, f"{source.documents}/{place}", f"{target.documents}/{place}")
        copied.append(f"{target.documents}/{place}")
    _copy_file(files, source.journal, target.journal)
    _copy_file(files, source.redo, target.redo)
    _copy_file(files, source.marker, target.marker)
    files.close(files.create(target.lock))
    files.sync_files(copied)
    files.sync_directories([*folders])


def _shelved(files: Files, places: Places) -> Iterator[tuple[str, str, str]]:
    """
    Iterate over kind, folder and file name of every document that has a file.
    """
    if not files.is_directory(places.documents):
        return
    for kind in _folders(files, places.documents):
        for folder in _folders(files, f"{places.documents}/{kind}"):
            for name in files.names(f"{places.documents}/{kind}/{folder}"):
                if name.endswith(".json"):
                    yield kind, folder, name


def _folders(files: Files, path: str) -> Iterator[str]:
    for name in files.names(path):
        if files.is_directory(f"{path}/{name}"):
            yield name
        else:
            with suppress(NotADirectoryError, FileNotFoundError):
                files.names(f"{path}/{name}")
                raise Corrupt(shown_path(f"{path}/{name}"), "it is a link, which is never followed")


def _copy_file(files: Files, source: str, target: str) -> None:
    try:
        reading = files.open_to_read(source)
    except OSError as error:
        if error.errno == errno.ELOOP:
            problem = "it is a link or no plain file, which is never followed"
            raise Corrupt(shown_path(source), problem) from error
        raise
    try:
        writing = files.create(target)
        try:
            at = 0
            while block := files.read_at(reading, _BLOCK, at):
                files.write(writing, block, at)
                at += len(block)
        finally:
            files.close(writing)
    finally:
        files.close(reading)


def _remove(files: Files, places: Places) -> None:
    """
    Remove a copy that was interrupted.

    Raises:
        NotAStore: There is something else in its place.
    """
    if files.identity(places.root) is None:
        return
    if not files.is_directory(places.root) or not _OWN.issuperset(files.names(places.root)):
        raise NotAStore(places.shown, "something else is where a copy is made")
    for kind, folder, name in _shelved(files, places):
        files.unlink(f"{places.documents}/{kind}/{folder}/{name}")
    if files.is_directory(places.documents):
        for kind in _folders(files, places.documents):
            for folder in _folders(files, f"{places.documents}/{kind}"):
                files.remove_directory(f"{places.documents}/{kind}/{folder}")
            files.remove_directory(f"{places.documents}/{kind}")
        files.remove_directory(places.documents)
    for name in files.names(places.root):
        files.unlink(f"{places.root}/{name}")
    files.remove_directory(places.root)
