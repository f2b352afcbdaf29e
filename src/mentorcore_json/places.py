"""
Places: which file in the directory holds what, and how names are made from ids.
"""

from __future__ import annotations

import os
import re
import zlib
from pathlib import Path
from urllib.parse import unquote

from mentorcore.backends import shown_path
from mentorcore.errors import NotAStore, Unsupported


MARKER = "mentorcore.json"
REDO = "redo.log"
JOURNAL = "journal.jsonl"
LOCK = "lock"
DOCUMENTS = "documents"
INDEX = re.compile(r"index-([0-9]{1,9})\.sqlite((?:\.tmp)?(?:-wal|-shm|-journal)?)", re.ASCII)
UNFINISHED = ".tmp"

_NAME = re.compile(r"[A-Za-z0-9_-]{1,64}", re.ASCII)
_NO_PATH = re.compile(r"[?#;\0]")
_RESERVED = re.compile(r"con|prn|aux|nul|(com|lpt)[0-9]", re.ASCII)
_FOLDERS = 64


def directory_of(url: str) -> str:
    """
    Return the absolute path of the directory that a ``json:`` URL names.

    Raises:
        NotAStore: The URL names no directory.
    """
    prefix = "json:///"
    path = url.removeprefix(prefix)
    if not url.startswith(prefix) or not path or _NO_PATH.search(unquote(path)):
        raise NotAStore(
            "the JSON URL",
            "write json:///directory (relative) or json:////directory, with no ?, # and ; in it, and nothing "
            "else",
        )
    try:
        os.fsencode(path)
    except UnicodeEncodeError:
        raise NotAStore("the JSON URL", "the directory's name is not valid text") from None

    return str(Path(path).absolute())


class Places:
    """
    The paths of one store; `shown` is what errors call it.
    """

    def __init__(self, root: str) -> None:
        self.root = root
        self.shown = shown_path(root)
        self.marker = f"{root}/{MARKER}"
        self.redo = f"{root}/{REDO}"
        self.journal = f"{root}/{JOURNAL}"
        self.lock = f"{root}/{LOCK}"
        self.documents = f"{root}/{DOCUMENTS}"

    def index(self, number: int) -> str:
        """
        Return the path of the index with this number; a rebuilt one has a new number.
        """
        return f"{self.root}/index-{number}.sqlite"

    def kind(self, kind: str) -> str:
        """
        Return the directory of one kind.

        Raises:
            Unsupported: What would be made from this is no path in the store.
        """
        check_name(kind)

        return f"{self.documents}/{file_name(kind)}"

    def folder(self, kind: str, id: str) -> str:
        """
        Return the directory that holds one document; a kind has at most 64 of them.
        """
        return self.folder_and_document(kind, id)[0]

    def document(self, kind: str, id: str) -> str:
        """
        Return the path of one document.
        """
        return self.folder_and_document(kind, id)[1]

    def folder_and_document(self, kind: str, id: str) -> tuple[str, str]:
        """
        Return both.

        Raises:
            Unsupported: What would be made from this is no path in the store.
        """
        check_name(id)
        folder = f"{self.kind(kind)}/{zlib.crc32(id.encode()) % _FOLDERS:02}"

        return folder, f"{folder}/{file_name(id)}.json"


def file_name(id: str) -> str:
    """
    Return a name that is safe on every file system and differs where ids differ only in case.

    >>> file_name("Ada-1"), file_name("ada-1"), file_name("nul")
    ('+ada-1', 'ada-1', 'nul+')
    """
    if id.islower():
        return f"{id}+" if _RESERVED.fullmatch(id) else id

    return "".join(f"+{letter.lower()}" if letter.isupper() else letter for letter in id)


def check_name(name: object) -> None:
    """
    Refuse what is no id and no kind, before a path is made from it.

    Raises:
        Unsupported: It is none.
    """
    if not isinstance(name, str) or _NAME.fullmatch(name) is None:
        raise Unsupported("this is no id and no kind", "each is 1 to 64 of A-Z a-z 0-9 _ -")
