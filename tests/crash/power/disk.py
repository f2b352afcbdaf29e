"""
Disk: what was written, what of it is on the disk for good, and so what a power cut may leave.

What was not synced may be there, or not, or in part, in any order:

- of a file's content: each sector of each write, by itself; one write torn at any byte; any size that the
  file had since it was synced, with zeros, or with what a removed file held, where nothing was written yet;
- of a directory: each name that was made, moved or removed; of a move also the new name beside the old one;
- of an index that SQLite keeps by itself: its state after any commit since it was last forced to the disk.

A sync of a file brings its content and size to the disk and no name; that of a directory brings its names,
and neither the content of its files nor the names in directories below it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from typing import Final, TypeAlias

import attrs


SECTOR: Final = 512
"""What a disk writes whole or not at all; a torn write is torn anywhere all the same."""

NEVER: Final = 1 << 60
"""A moment after everything."""


@attrs.frozen(eq=False)
class Part:
    """
    What a power cut keeps or drops as one: a sector's worth of a write, a change of size, or of a name.

    Attributes:
        moment: When it happened; the parts of one write share it.
    """

    moment: int


@attrs.frozen(eq=False)
class Piece(Part):
    """
    Bytes that were written at an offset.
    """

    at: int
    data: bytes


@attrs.frozen(eq=False)
class Cut(Part):
    """
    A file that was cut, or grew without anything being written.
    """

    size: int


@attrs.frozen(eq=False)
class Renaming(Part):
    """
    A name that went, one that came, or both in one step.
    """

    gone: str | None
    there: str | None
    node: Node


@attrs.define(eq=False)
class File:
    """
    One file, whatever its name.

    Attributes:
        durable: What is on the disk.

        parts: What was done since, in order.

        sizes: The sizes that it had since, by moment.

        stale: What may turn up where it grew and nothing was written yet.

        states: Of a database that SQLite keeps by itself, what it held after each commit that may be the last
            on the disk, by moment; of others nothing.
    """

    durable: bytes = b""
    parts: list[Piece | Cut] = attrs.field(factory=list)
    sizes: list[tuple[int, int]] = attrs.field(factory=list)
    stale: bytes = b""
    states: list[tuple[int, bytes]] = attrs.field(factory=list)

    def write(self, moment: int, data: bytes, at: int) -> None:
        """
        Write bytes at an offset.
        """
        if at >= self.size and not any(data):
            # A file grows in the same way, and as little certain, with nothing written to it.
            self.parts.append(Cut(moment, at + len(data)))
        else:
            for start, end in _sectors(at, len(data)):
                self.parts.append(Piece(moment, start, data[start - at : end - at]))
        self.sizes.append((moment, max(self.size, at + len(data))))

    def truncate(self, moment: int, size: int) -> None:
        """
        Cut the file.
        """
        self.parts.append(Cut(moment, size))
        self.sizes.append((moment, size))

    def sync(self) -> None:
        """
        Bring everything to the disk.
        """
        self.durable = self.content(set(self.parts))
        self.parts, self.sizes = [], []

    def commit(self, moment: int, state: bytes, *, forced: bool) -> None:
        """
        See SQLite commit.

        Args:
            forced: It waited until this was on the disk.
        """
        if forced:
            self.states.clear()
        elif not self.states:
            self.states = [(0, self.durable), (moment, self.content(set(self.parts)))]
        self.states.append((moment, state))

    @property
    def size(self) -> int:
        """
        The size that it has now.
        """
        return self.sizes[-1][1] if self.sizes else len(self.durable)

    def content(
        self,
        kept: Collection[Part],
        *,
        size: int | None = None,
        torn: tuple[Part, int] | None = None,
        stale: bool = False,
    ) -> bytes:
        """
        Return what is left when these parts are kept.

        Args:
            size: The size that is kept; unless given, the one that the parts need.

            torn: A part of which only so many bytes are kept.

            stale: What grew without being written holds something old instead of zeros.
        """
        fill = self.stale if stale else b""
        data = bytearray(self.durable)
        for part in self.parts:
            if part not in kept and (torn is None or part is not torn[0]):
                continue
            if isinstance(part, Cut):
                _resize(data, part.size, fill)
            else:
                written = part.data if part in kept or torn is None else part.data[: torn[1]]
                _resize(data, max(len(data), part.at), fill)
                data[part.at : part.at + len(written)] = written
        if size is not None:
            _resize(data, size, fill)

        return bytes(data)


@attrs.define(eq=False)
class Directory:
    """
    One directory.

    Attributes:
        durable: The names on the disk.

        now: Those that count now.

        parts: What was done to them since.
    """

    durable: dict[str, Node] = attrs.field(factory=dict)
    now: dict[str, Node] = attrs.field(factory=dict)
    parts: list[Renaming] = attrs.field(factory=list)

    def change(self, moment: int, gone: str | None, there: str | None, node: Node) -> None:
        """
        Take one name away and put another one there, in one step.
        """
        self.parts.append(Renaming(moment, gone, there, node))
        _rename(self.now, gone, there, node)

    def sync(self) -> None:
        """
        Bring all names to the disk.
        """
        self.durable, self.parts = dict(self.now), []

    def names(self, kept: set[Part], halves: set[Part] = frozenset()) -> dict[str, Node]:  # type: ignore[assignment]
        """
        Return the names that are left when these parts are kept.

        Args:
            halves: Moves of which the new name is there, and the old one still is.
        """
        names = dict(self.durable)
        for part in self.parts:
            if part in halves:
                _rename(names, None, part.there, part.node)
            elif part in kept:
                _rename(names, part.gone, part.there, part.node)

        return names


Node: TypeAlias = File | Directory
Tree: TypeAlias = "dict[str, Tree | bytes]"
"""What a power cut leaves: files by their content, and directories."""


class Disk:
    """
    A directory on a disk that tells what happened to it.

    Args:
        root: Its path; what happens elsewhere is nobody's business.

        forget: The one kind of sync that is not done, by what `Disk.syncing` is told.

        tears: A write may be torn inside a sector.
    """

    def __init__(self, root: str, *, forget: str | None = None, tears: bool = True) -> None:
        self.top = Directory()
        self.tears = tears
        self.moment = 0
        self.synced: set[str] = set()
        self._root = root
        self._forget = forget
        self._before_sync: Callable[[], None] = lambda: None
        self._removed: dict[str, bytes] = {}

    @classmethod
    def holding(cls, root: str, tree: Tree, *, tears: bool = True) -> Disk:
        """
        Return a disk that has these files for good.
        """
        disk = cls(root, tears=tears)
        disk.top = _holding(tree)

        return disk

    def watch(self, before_sync: Callable[[], None]) -> None:
        """
        Have somebody told before anything is synced.
        """
        self._before_sync = before_sync

    def directory(self, path: str) -> Directory:
        """
        Return the directory that has this path now.
        """
        node: Node = self.top
        for name in _names(path.removeprefix(self._root)):
            assert isinstance(node, Directory)
            node = node.now[name]
        assert isinstance(node, Directory)

        return node

    def node(self, path: str) -> Node | None:
        """
        Return what has this path now.
        """
        above, _, name = path.rpartition("/")

        return self.directory(above).now.get(name)

    def file(self, path: str) -> File:
        """
        Return the file that has this path now.
        """
        found = self.node(path)
        assert isinstance(found, File), path

        return found

    def add(self, path: str, node: Node) -> None:
        """
        See a new file or directory.
        """
        above, _, name = path.rpartition("/")
        if isinstance(node, File):
            node.stale = self._removed.get(name, b"")
        self.directory(above).change(self.next(), None, name, node)

    def remove(self, path: str) -> None:
        """
        See a name go.
        """
        above, _, name = path.rpartition("/")
        directory = self.directory(above)
        self._forgotten(name, directory.now[name])
        directory.change(self.next(), name, None, directory.now[name])

    def move(self, source: str, target: str) -> None:
        """
        See a file get another name in its directory, in place of what has it.
        """
        above, _, old = source.rpartition("/")
        new = target.rpartition("/")[2]
        directory = self.directory(above)
        if new in directory.now:
            self._forgotten(new, directory.now[new])
        directory.change(self.next(), old, new, directory.now[old])

    def wipe(self) -> None:
        """
        Have nothing turn up any more of what was removed so far.
        """
        self._removed.clear()
        _wipe(self.top)

    def next(self) -> int:
        """
        Return the moment at which the next thing happens.
        """
        self.moment += 1

        return self.moment

    def syncing(self, what: str) -> bool:
        """
        Tell whether a sync, of which this is the name, is done.
        """
        self._before_sync()
        self.synced.add(what)

        return what != self._forget

    def _forgotten(self, name: str, node: Node) -> None:
        if isinstance(node, File):
            self._removed[name] = self._removed[f"{name}.tmp"] = node.content(set(node.parts))


def _holding(tree: Tree) -> Directory:
    names = {
        name: File(content) if isinstance(content, bytes) else _holding(content)
        for name, content in tree.items()
    }

    return Directory(dict(names), dict(names))


def _wipe(node: Node) -> None:
    if isinstance(node, File):
        node.stale = b""
        return
    for below in (*node.now.values(), *node.durable.values()):
        _wipe(below)


def _sectors(at: int, size: int) -> Iterator[tuple[int, int]]:
    end = at + size
    while at < end:
        border = min(end, (at // SECTOR + 1) * SECTOR)
        yield at, border
        at = border


def _resize(data: bytearray, size: int, fill: bytes) -> None:
    if size > len(data):
        grown = fill[len(data) : size]
        data.extend(grown.ljust(size - len(data), b"\0"))
    else:
        del data[size:]


def _rename(names: dict[str, Node], gone: str | None, there: str | None, node: Node) -> None:
    if gone is not None:
        names.pop(gone, None)
    if there is not None:
        names[there] = node


def _names(path: str) -> list[str]:
    return [name for name in path.split("/") if name]
