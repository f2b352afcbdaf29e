"""
Disk: what a power cut may leave of a directory.

What was written and not synced may be there, or not, or in part; so may names that were made, changed or
removed in a directory that was not synced. The index, which SQLite syncs by itself, may be as it was after
any of the commits since it was last forced to the disk.
"""

from __future__ import annotations

import os
import random
import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Any, TypeAlias

import attrs

from mentorcore_json import Files


@attrs.define(eq=False)
class Inode:
    """
    A file: what is on the disk, what was written since, and the versions of an index.
    """

    durable: bytes = b""
    pending: list[tuple[int, bytes] | int] = attrs.field(factory=list)
    versions: list[bytes] = attrs.field(factory=list)

    def left(self, choose: random.Random, keep: float) -> bytes:
        """
        Return what a power cut leaves of it.
        """
        if self.versions:
            return self.versions[-1] if keep == 1 else choose.choice(self.versions)
        data = bytearray(self.durable)
        for change in self.pending:
            if choose.random() >= keep:
                continue
            if isinstance(change, int):
                del data[change:]
                data.extend(bytes(change - len(data)))
            else:
                at, written = change
                if choose.random() >= keep:
                    written = written[: choose.randrange(len(written) + 1)]
                data.extend(bytes(max(0, at - len(data))))
                data[at : at + len(written)] = written

        return bytes(data)


Node: TypeAlias = "Inode | Directory"


@attrs.define(eq=False)
class Directory:
    """
    A directory: the names on the disk, those that count now, and what happened in between.
    """

    durable: dict[str, Node] = attrs.field(factory=dict)
    now: dict[str, Node] = attrs.field(factory=dict)
    pending: list[tuple[str | None, str | None, Node]] = attrs.field(factory=list)

    def change(self, gone: str | None, there: str | None, node: Node) -> None:
        """
        Take one name away and put another one there, in one step.
        """
        self.pending.append((gone, there, node))
        _change(self.now, gone, there, node)

    def sync(self) -> None:
        """
        Bring all names to the disk.
        """
        self.durable, self.pending = dict(self.now), []

    def left(self, choose: random.Random, keep: float) -> dict[str, Any]:
        """
        Return what a power cut leaves of it.
        """
        names = dict(self.durable)
        for gone, there, node in self.pending:
            if choose.random() < keep:
                _change(names, gone, there, node)

        return {name: node.left(choose, keep) for name, node in names.items()}


def _change(names: dict[str, Node], gone: str | None, there: str | None, node: Node) -> None:
    if gone is not None:
        names.pop(gone, None)
    if there is not None:
        names[there] = node


class Disk(Files):
    """
    Files that know what a power cut would leave of them.

    Args:
        above: The directory that the store is made in.

        forget: The one sync that is left out, by operation and name.
    """

    def __init__(self, above: Path, forget: tuple[str, str] | None = None) -> None:
        self._above = str(above)
        self._directories: dict[str, Directory] = {self._above: Directory()}
        self._inodes: dict[int, Inode] = {}
        self._names: dict[int, str] = {}
        self._forget = forget
        self.synced: set[tuple[str, str]] = set()
        self.left: list[tuple[int, dict[str, Any]]] = []
        self.acknowledged = 0
        self._choose = random.Random(7)

    def cut(self) -> None:
        """
        Remember some of the states that a power cut could leave now.
        """
        for keep in (0, 0.5, 0.8, 1):
            self.left.append((self.acknowledged, self._directories[self._above].left(self._choose, keep)))

    def make_directory(self, path: str) -> None:
        self.cut()
        fresh = not Path(path).exists()
        super().make_directory(path)
        if fresh:
            self._directories[path] = Directory()
            self._parent(path).change(None, _name(path), self._directories[path])

    def create(self, path: str) -> int:
        self.cut()
        fd = self._made(path, super().create(path))
        self._inodes[fd].pending.append(0)

        return fd

    def open(self, path: str) -> int:
        return self._made(path, super().open(path))

    def open_or_create(self, path: str) -> int:
        return self._made(path, super().open_or_create(path))

    def write(self, fd: int, data: bytes, at: int) -> None:
        super().write(fd, data, at)
        self._inodes[fd].pending.append((at, bytes(data)))
        self.cut()

    def truncate(self, fd: int, size: int) -> None:
        super().truncate(fd, size)
        self._inodes[fd].pending.append(size)
        self.cut()

    def sync(self, fd: int) -> None:
        self.cut()
        if self._counts("sync", self._names[fd]):
            self._sync(self._inodes[fd], os.pread(fd, os.fstat(fd).st_size, 0))

    def close(self, fd: int) -> None:
        del self._inodes[fd]
        super().close(fd)

    def replace(self, source: str, target: str) -> None:
        super().replace(source, target)
        parent, old = self._parent(source), _name(source)
        parent.change(old, _name(target), parent.now[old])
        self.cut()

    def unlink(self, path: str) -> None:
        super().unlink(path)
        parent, name = self._parent(path), _name(path)
        if name in parent.now:
            parent.change(name, None, parent.now[name])
            self.cut()

    def sync_files(self, paths: Sequence[str]) -> None:
        self.cut()
        if paths and self._counts("sync_files", "documents"):
            for path in paths:
                node = self._parent(path).now[_name(path)]
                assert isinstance(node, Inode)
                self._sync(node, Path(path).read_bytes())

    def sync_directories(self, paths: Sequence[str]) -> None:
        self.cut()
        if self._counts("sync_directories", "documents"):
            for path in paths:
                self._directories[path].sync()

    def sync_directory(self, path: str) -> None:
        self.cut()
        if self._counts("sync_directory", _name(path)):
            self._directories[path].sync()

    def commit(self, database: sqlite3.Connection) -> None:
        super().commit(database)
        path = database.execute("PRAGMA database_list").fetchone()[2]
        if path.endswith(".sqlite"):
            node = self._parent(path).now[_name(path)]
            assert isinstance(node, Inode)
            if not node.versions:
                node.versions.append(node.durable)
            if database.execute("PRAGMA synchronous").fetchone() == (2,) and self._counts("commit", "forced"):
                node.versions.clear()
            node.versions.append(database.serialize())
        self.cut()

    def _sync(self, node: Inode, data: bytes) -> None:
        node.durable, node.pending = data, []

    def _made(self, path: str, fd: int) -> int:
        parent, name = self._parent(path), _name(path)
        if name not in parent.now:
            parent.change(None, name, Inode())
        node = parent.now[name]
        assert isinstance(node, Inode)
        self._inodes[fd], self._names[fd] = node, name

        return fd

    def _parent(self, path: str) -> Directory:
        return self._directories[path.rpartition("/")[0]]

    def _counts(self, operation: str, name: str) -> bool:
        label = (operation, "".join(letter for letter in name if not letter.isdigit()))
        self.synced.add(label)

        return label != self._forget


def _name(path: str) -> str:
    return path.rpartition("/")[2]


def put_back(left: dict[str, Any], where: Path) -> None:
    """
    Make the files that a power cut left.
    """
    where.mkdir(exist_ok=True)
    for name, content in left.items():
        if isinstance(content, bytes):
            (where / name).write_bytes(content)
        else:
            put_back(content, where / name)
