"""
The files under SQLite: every operation on one passes a watcher, which can see it and can make it fail.

SQLite reaches the operating system through a table of functions, its VFS. Here a copy of the usual table is
put in its place, in the very library that Python's driver uses, so that nothing about SQLite changes but
that somebody looks.
"""

from __future__ import annotations

import _sqlite3
import atexit
import ctypes
import gc
import itertools
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, Final


OPEN_JOURNAL: Final = 0x800
OPEN_WAL: Final = 0x80000
"""What SQLite says, in the flags, of a file that it opens."""

_UNLOCK: Final = 1

_address, _int, _long = ctypes.c_void_p, ctypes.c_int, ctypes.c_int64


class _Methods(ctypes.Structure):
    _fields_ = (
        ("version", _int),
        ("close", _address),
        ("read", _address),
        ("write", _address),
        ("truncate", _address),
        ("sync", _address),
        ("size", _address),
        ("lock", _address),
        ("unlock", _address),
        ("is_reserved", _address),
        ("control", _address),
        ("sector", _address),
        ("traits", _address),
        ("map", _address),
        ("lock_map", _address),
        ("barrier", _address),
        ("unmap", _address),
        ("fetch", _address),
        ("unfetch", _address),
    )


class _Vfs(ctypes.Structure):
    _fields_ = (
        ("version", _int),
        ("file_size", _int),
        ("longest_path", _int),
        ("next", _address),
        ("name", ctypes.c_char_p),
        ("data", _address),
        ("open", _address),
        ("delete", _address),
        ("access", _address),
        ("rest", _address * 13),
    )


class _File(ctypes.Structure):
    _fields_ = (("methods", ctypes.POINTER(_Methods)),)


_OF_FILES: Final = {
    "read": ctypes.CFUNCTYPE(_int, _address, _address, _int, _long),
    "write": ctypes.CFUNCTYPE(_int, _address, _address, _int, _long),
    "truncate": ctypes.CFUNCTYPE(_int, _address, _long),
    "sync": ctypes.CFUNCTYPE(_int, _address, _int),
    "size": ctypes.CFUNCTYPE(_int, _address, _address),
    "lock": ctypes.CFUNCTYPE(_int, _address, _int),
    "map": ctypes.CFUNCTYPE(_int, _address, _int, _int, _int, _address),
    "lock_map": ctypes.CFUNCTYPE(_int, _address, _int, _int, _int),
}
_CLOSE = ctypes.CFUNCTYPE(_int, _address)
_OPEN = ctypes.CFUNCTYPE(_int, _address, _address, _address, _int, _address)
_DELETE = ctypes.CFUNCTYPE(_int, _address, _address, _int)
_ACCESS = ctypes.CFUNCTYPE(_int, _address, _address, _int, _address)

OPERATIONS: Final = ("open", "delete", "access", *_OF_FILES)


class NotWatchable(Exception):
    """
    This Python's SQLite does not let anybody reach its table of functions.
    """


class Watcher:
    """
    Sees every operation on a file of SQLite; *path* is empty for a file that has no name.

    *given* is the data and the offset of a ``write``, the size of a ``truncate``, the flags of an ``open``,
    and whether the directory is synced as well of a ``delete``.
    """

    def before(self, operation: str, path: str, *given: Any) -> int:
        """
        Return 0 to let the operation happen, or the result code with which it fails instead.
        """
        return 0

    def tears(self) -> bool:
        """
        Tell whether a write that fails is done in part all the same.
        """
        return False

    def after(self, operation: str, path: str, *given: Any) -> None:
        """
        See an operation that was done.
        """


@contextmanager
def watched(watcher: Watcher) -> Iterator[str]:
    """
    Give the name, for a URI's ``vfs=``, under which SQLite opens files that are watched as long as they
    are open.

    Raises:
        NotWatchable: This Python's SQLite cannot be watched.
    """
    try:
        library = ctypes.CDLL(_sqlite3.__file__)
        library.sqlite3_vfs_find.restype = ctypes.POINTER(_Vfs)
        usual = library.sqlite3_vfs_find(None)
    except (AttributeError, OSError) as error:
        raise NotWatchable(f"this Python's SQLite cannot be watched: {error}") from error
    shim = _Shim(usual, watcher, f"watched{next(_numbers)}")
    _kept.append(shim)
    library.sqlite3_vfs_register(ctypes.byref(shim.vfs), 0)
    try:
        yield shim.name
    finally:
        library.sqlite3_vfs_unregister(ctypes.byref(shim.vfs))
        if not shim.is_used:
            _kept.remove(shim)
    if shim.failures:
        raise shim.failures[0]


class _Shim:
    def __init__(self, usual: Any, watcher: Watcher, name: str) -> None:
        self.name = name
        self._usual = usual
        self._watcher = watcher
        self._files: dict[int, tuple[_Methods, str]] = {}
        self._tables: dict[int, _Methods] = {}
        self._callbacks: list[Any] = []
        self.failures: list[BaseException] = []
        self.vfs = _Vfs.from_buffer_copy(usual.contents)
        self.vfs.name = name.encode()
        self.vfs.open = self._callback(_OPEN, self._open)
        self.vfs.delete = self._callback(_DELETE, self._delete)
        self.vfs.access = self._callback(_ACCESS, self._access)
        self._of_files = {
            name: self._callback(signature, self._of_file(name)) for name, signature in _OF_FILES.items()
        }
        self._of_files["close"] = self._callback(_CLOSE, self._close)

    @property
    def is_used(self) -> bool:
        return bool(self._files)

    def _callback(self, signature: Any, method: Callable[..., int]) -> int | None:
        def guarded(*args: Any) -> int:
            try:
                return method(*args)
            except BaseException as error:  # noqa: BLE001 - nothing may pass through C
                self.failures.append(error)
                return 1

        self._callbacks.append(signature(guarded))

        return ctypes.cast(self._callbacks[-1], _address).value

    def _watched(self, operation: str, path: str, given: tuple[Any, ...], do: Callable[[], int]) -> int:
        code = self._watcher.before(operation, path, *given) or do()
        if not code:
            self._watcher.after(operation, path, *given)

        return code

    def _open(self, _: int, name: int | None, file: int, flags: int, out: int | None) -> int:
        path = _text(name)
        address, usual = ctypes.addressof(self._usual.contents), _OPEN(self._usual.contents.open)
        _File.from_address(file).methods = None
        code = self._watched("open", path, (flags,), lambda: usual(address, name, file, flags, out))
        if not code:
            opened = _File.from_address(file)
            methods = opened.methods.contents
            self._files[file] = (methods, path)
            opened.methods = ctypes.pointer(self._table(methods))

        return code

    def _table(self, methods: _Methods) -> _Methods:
        """
        Return the table that stands in for one of the usual ones, of which there are several.
        """
        address = ctypes.addressof(methods)
        if address not in self._tables:
            table = _Methods.from_buffer_copy(methods)
            for name, callback in self._of_files.items():
                setattr(table, name, callback)
            # Nothing is read or written but through the functions above.
            table.version = min(table.version, 2)
            self._tables[address] = table

        return self._tables[address]

    def _delete(self, _: int, name: int | None, is_synced: int) -> int:
        address, usual = ctypes.addressof(self._usual.contents), _DELETE(self._usual.contents.delete)

        return self._watched(
            "delete", _text(name), (bool(is_synced),), lambda: usual(address, name, is_synced)
        )

    def _access(self, _: int, name: int | None, flags: int, out: int) -> int:
        address, usual = ctypes.addressof(self._usual.contents), _ACCESS(self._usual.contents.access)

        return self._watched("access", _text(name), (), lambda: usual(address, name, flags, out))

    def _close(self, file: int) -> int:
        methods, _ = self._files.pop(file)

        return int(_CLOSE(methods.close)(file))

    def _of_file(self, operation: str) -> Callable[..., int]:
        signature = _OF_FILES[operation]

        def method(file: int, *args: Any) -> int:
            methods, path = self._files[file]
            given = args[:1] if operation == "truncate" else ()
            if operation == "lock_map" and args[2] & _UNLOCK:
                # SQLite takes it for granted that this works.
                return int(signature(methods.lock_map)(file, *args))
            if operation == "write":
                given = (ctypes.string_at(args[0], args[1]), args[2])

            usual = signature(getattr(methods, operation))
            code = self._watched(operation, path, given, lambda: usual(file, *args))
            if code and operation == "write" and self._watcher.tears():
                usual(file, args[0], args[1] // 2, args[2])

            return code

        return method


_numbers = itertools.count()
_kept: list[_Shim] = []
# What a connection that is still open goes on using.


@atexit.register
def _close() -> None:
    # Python lets go of the functions above before it does of a connection that a failure left open.
    if _kept:
        for each in gc.get_objects():
            if isinstance(each, sqlite3.Connection):
                with suppress(sqlite3.Error):
                    each.close()


def _text(name: int | None) -> str:
    return ctypes.string_at(name).decode() if name else ""
