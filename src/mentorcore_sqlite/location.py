"""
Location: from a URL to the file it names, and whether a store may be there.
"""

from __future__ import annotations

import os
import re
import stat
import threading
from contextlib import suppress
from pathlib import Path

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from mentorcore.backends import in_place_of, shown_path, without_paths
from mentorcore.backends.system import unplaced
from mentorcore.errors import NotAStore, Unsupported


USAGE = "use sqlite:///relative.db or sqlite:////absolute/path.db"

SMALLEST = 512
"""The size of the smallest database; SQLite itself takes a file of one byte for an empty one."""

_DRIVER = re.compile(r"sqlite\+[a-z0-9_]{0,20}", re.ASCII)
_OPTIONS = frozenset(
    {
        *("cache", "immutable", "key", "mode", "modeof", "nolock", "password", "psow", "uri", "vfs"),
        *("cached_statements", "check_same_thread", "detect_types", "isolation_level", "timeout"),
    }
)
"""What others take; a name that is none of these may be a part of a password with an ``&`` in it."""

_BEHIND = re.compile(r"[?#;]")

creating = threading.Lock()
"""
Held while this process has a store's file open outside SQLite: closing that file drops every lock that
SQLite holds on it for the whole process.
"""


def locate(url: str) -> Path:
    """
    Return the absolute path of the file that a URL names.

    Raises:
        NotAStore: It names none, or asks for something that this backend does not offer.
    """
    parsed = _parsed(url)
    if parsed is None:
        raise NotAStore("the URL given", f"it cannot be read as a URL; {USAGE}")
    # Of a URL that may hold a password nothing is repeated: where it begins and ends is a guess.
    where = "the SQLite URL"
    if parsed.drivername not in ("sqlite", "sqlite+pysqlite"):
        named = f" {parsed.drivername!r}" if _DRIVER.fullmatch(parsed.drivername) else " of that name"
        raise NotAStore(where, f"this backend has no driver{named}; {USAGE}")
    if _names_a_server(parsed):
        raise NotAStore(where, f"an SQLite store has no user and no host; {USAGE}")
    # What stands there without a value is none of the parsed ones, and is not to be ignored either.
    if parsed.query or "?" in url:
        options = ", ".join(sorted(_OPTIONS & set(parsed.query)))
        named = f" ({options})" if options else ""
        raise NotAStore(where, f"an SQLite store takes no options{named}; {USAGE}")
    if _BEHIND.search(url) or _BEHIND.search(str(parsed.database)):
        raise NotAStore(where, f"its path has a ?, # or ; in it, where something else may begin; {USAGE}")
    if parsed.database in (None, "", ":memory:"):
        raise NotAStore(
            where, f"it names no file; {USAGE}, or memory: for a store that lasts as long as the process"
        )

    # Two slashes at the beginning would be a host in the URI that SQLite is given.
    path = re.sub(r"^//+", "/", str(parsed.database))

    return Path(os.path.abspath(path))  # noqa: PTH100 - resolve() follows symlinks


def make_room(path: Path, *, create: bool) -> None:
    """
    Make sure that there is a file for SQLite to open, private to its owner when it is new.

    An existing file keeps its mode, and SQLite gives its side files the mode of the main one.

    Raises:
        NotAStore: There is no file and *create* is false, or it cannot be a database.

        Unavailable: The operating system refuses.
    """
    where = printable(str(path))
    with creating:
        try:
            size = _size(path)
            if size is not None and 0 < size < SMALLEST:
                raise NotAStore(where, "it is too short to be an SQLite database")
            if not size and not create:
                raise NotAStore(where, "there is no store, and create is false")
            _check_side_files(path)
            if size is None:
                _touch(path)
        except (FileNotFoundError, NotADirectoryError) as error:
            raise NotAStore(where, unplaced(str(path))) from without_paths(error)
        except OSError as error:
            raise in_place_of(error, where) from error
        except ValueError as error:
            raise NotAStore(where, "this cannot be the name of a file") from error


def beside(path: Path, suffix: str) -> str:
    """
    Return the path of a side file: SQLite follows links to the file, and keeps these next to the file itself.
    """
    return f"{os.path.realpath(path)}{suffix}"


def has_log(path: Path) -> bool:
    """
    Tell whether a write-ahead log with something in it stands next to the file, and no journal that has to
    be rolled back first, which somebody who only reads cannot do.
    """
    try:
        return Path(beside(path, "-wal")).stat().st_size > 0 and not Path(beside(path, "-journal")).exists()
    except OSError:
        return False


def is_denied(path: Path) -> bool:
    """
    Tell whether this user lacks a right that SQLite needs: to read and write the file, what is beside it, and
    the folder.
    """
    files = [str(path), *(beside(path, suffix) for suffix in ("-wal", "-shm", "-journal"))]
    lacking = (os.path.lexists(file) and not os.access(file, os.R_OK | os.W_OK) for file in files)

    return any(lacking) or not os.access(Path(files[-1]).parent, os.W_OK | os.X_OK)


def refuse_shared(found: os.stat_result, path: str) -> None:
    """
    Refuse a file that has a second name: what is written to it would be changed under that name as well.

    Raises:
        Unsupported: It has one.
    """
    if found.st_nlink > 1:
        raise Unsupported(
            f"{printable(path)}: its file has a second name, and what is written to it would be changed "
            "there as well",
            "remove that name. A backup that was interrupted leaves one that ends with .tmp; a snapshot that "
            "cp -al makes shares its files with the store: copy them, with mentorcore copy or cp -a",
        )


def printable(text: str) -> str:
    """
    Return what may be shown of a path, as it can be shown, whatever bytes it is made of.
    """
    return shown_path(text).encode("utf-8", "backslashreplace").decode()


def _parsed(url: str) -> URL | None:
    """
    Return the parts of a URL, or *None* where it is none; what SQLAlchemy says then may repeat a password.
    """
    try:
        return make_url(url)
    except (ArgumentError, ValueError):
        return None


def _names_a_server(url: URL) -> bool:
    return any(part is not None and part != "" for part in (url.username, url.password, url.host, url.port))


def _check_side_files(path: Path) -> None:
    # SQLite waits for a pipe, without an end.
    for suffix in ("-wal", "-shm", "-journal"):
        with suppress(FileNotFoundError):
            found = os.lstat(beside(path, suffix))
            if not stat.S_ISREG(found.st_mode):
                raise NotAStore(printable(str(path)), f"there is a {suffix} beside it that is no file")
            refuse_shared(found, f"{path}{suffix}")


def _size(path: Path) -> int | None:
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    if not stat.S_ISREG(found.st_mode):
        raise NotAStore(printable(str(path)), "it is not a file")
    refuse_shared(found, str(path))

    return found.st_size


def _touch(path: Path) -> None:
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return  # another process was faster
    os.close(handle)
    path.chmod(0o600)  # whatever the umask takes away
