"""
Legal: the states that a power cut may leave, all of them where they are few, and a great many otherwise.
"""

from __future__ import annotations

import itertools
import math
import random
from collections.abc import Iterator, Sequence
from typing import Final

import attrs

from tests.crash.power.disk import NEVER, Cut, Directory, Disk, File, Node, Part, Piece, Renaming, Tree


_MOST_PARTS: Final = 6
"""So many parts of one file or directory are combined in every way."""

_DENSITIES: Final = (0.2, 0.5, 0.8)


def number(disk: Disk, until: int) -> int | None:
    """
    Return how many states there are at a moment, *None* where they are too many to tell.
    """
    return _Every(until, tears=disk.tears).number(disk.top)


def every(disk: Disk, until: int) -> Iterator[Tree]:
    """
    Give every state at a moment; only for those that `number` can count.
    """
    return _Every(until, tears=disk.tears).trees(disk.top)


def some(disk: Disk, until: int, *, share: float, samples: int, choose: random.Random) -> Iterator[Tree]:
    """
    Give states at a moment: everything kept, and nothing, or but one thing; each beginning of what happened,
    with what came next torn; everything but one thing, one thing alone; and others by chance.

    Args:
        share: So many of those between everything and nothing.

        samples: So many by chance.
    """
    parts = sorted(_parts(disk.top, until, set()), key=lambda part: part.moment)
    for kept in _corners(parts, until):
        yield kept.tree(disk.top)
    for kept in _chosen(parts, until, tears=disk.tears) if share else ():
        if share == 1 or choose.random() < share:
            yield kept.tree(disk.top)
    for number in range(samples):
        density = _DENSITIES[number % len(_DENSITIES)]
        yield Kept(
            {part for part in parts if choose.random() < density},
            until,
            sizes=choose.choice((0, choose.randint(0, until), until)),
            index=choose.randint(0, until),
            stale=choose.random() < 0.3,
            halves={part for part in parts if _can_be_half(part) and choose.random() < 0.2},
        ).tree(disk.top)


def _corners(parts: Sequence[Part], until: int) -> Iterator[Kept]:
    everything = set(parts)
    yield Kept(set(), until, index=0)
    yield Kept(everything, until)
    yield Kept(everything, until, index=0)
    yield Kept(set(), until, sizes=until, index=0, stale=True)
    if parts:
        yield Kept(everything - {parts[0]}, until)
        yield Kept({parts[-1]}, until, index=0)


def _chosen(parts: Sequence[Part], until: int, *, tears: bool) -> Iterator[Kept]:
    everything = set(parts)
    yield Kept(set(), until, sizes=until)
    yield Kept(everything, until, index=0, stale=True)
    moments = sorted({part.moment for part in parts})
    for moment in moments:
        now = {part for part in parts if part.moment == moment}
        before = {part for part in parts if part.moment < moment}
        yield Kept(before | now, until, index=moment)
        yield Kept(before | now, until, sizes=until, index=0, stale=True)
        yield Kept(everything - now, until)
        yield Kept(everything - now, until, sizes=until, index=0)
        yield Kept(now, until, index=0)
        yield Kept(now, until, sizes=until)
        for part in sorted(now, key=lambda part: part.at if isinstance(part, Piece) else 0):
            if len(now) > 1:
                yield Kept(everything - {part}, until)
                yield Kept(before | {part}, until, index=moment)
            if isinstance(part, Piece):
                for size in _tears(part) if tears else ():
                    yield Kept(before, until, index=moment, torn=(part, size))
                    yield Kept(everything - {part}, until, torn=(part, size))
                before = before | {part}
            elif _can_be_half(part):
                yield Kept(before, until, index=moment, halves={part})
                yield Kept(everything, until, halves={part})


@attrs.frozen
class Kept:
    """
    What of a disk is kept.

    Attributes:
        parts: These.

        sizes: Each file has the size that it had at this moment, if it needs no more.

        index: Each index is as it was at this moment.

        stale: What grew and was not written holds something old.

        torn: The part of which only so many bytes are kept.

        halves: Moves of which the old name is still there.
    """

    parts: set[Part]
    until: int
    sizes: int = 0
    index: int = NEVER
    stale: bool = False
    torn: tuple[Part, int] | None = None
    halves: set[Part] = attrs.field(factory=set)

    def tree(self, directory: Directory) -> Tree:
        """
        Return what is left.
        """
        names = directory.names(self.parts, self.halves)

        return {name: self._left(node) for name, node in names.items()}

    def _left(self, node: Node) -> Tree | bytes:
        if isinstance(node, Directory):
            return self.tree(node)
        if node.states:
            found = [state for moment, state in node.states if moment <= min(self.index, self.until)]
            return found[-1] if found else node.states[0][1]
        left = node.content(self.parts, torn=self.torn, stale=self.stale)
        sizes = [size for moment, size in node.sizes if moment <= min(self.sizes, self.until)]
        if sizes and max(sizes) > len(left):
            left = node.content(self.parts, torn=self.torn, stale=self.stale, size=max(sizes))

        return left


class _Every:
    """
    Every state at one moment.
    """

    def __init__(self, until: int, *, tears: bool) -> None:
        self._until = until
        self._tears = tears
        self._contents: dict[File, list[bytes] | None] = {}
        self._names: dict[Directory, list[dict[str, Node]] | None] = {}
        self._numbers: dict[Directory, int | None] = {}

    def number(self, node: Node) -> int | None:
        if isinstance(node, File):
            contents = self._of_file(node)
            return None if contents is None else len(contents)
        if node not in self._numbers:
            self._numbers[node] = self._of_names(node)

        return self._numbers[node]

    def trees(self, directory: Directory) -> Iterator[Tree]:
        for names in self._of_directory(directory) or ():
            yield from (
                dict(zip(names, left, strict=True))
                for left in itertools.product(*(list(self._left(node)) for node in names.values()))
            )

    def _left(self, node: Node) -> Iterator[Tree | bytes]:
        if isinstance(node, Directory):
            return self.trees(node)

        return iter(self._of_file(node) or ())

    def _of_names(self, directory: Directory) -> int | None:
        possible = self._of_directory(directory)
        if possible is None:
            return None
        found = 0
        for names in possible:
            numbers = [self.number(node) for node in names.values()]
            if None in numbers:
                return None
            found += math.prod(n for n in numbers if n is not None)

        return found

    def _of_file(self, file: File) -> list[bytes] | None:
        if file not in self._contents:
            self._contents[file] = _contents(file, self._until, tears=self._tears)

        return self._contents[file]

    def _of_directory(self, directory: Directory) -> list[dict[str, Node]] | None:
        if directory not in self._names:
            parts = [part for part in directory.parts if part.moment <= self._until]
            if len(parts) > _MOST_PARTS:
                self._names[directory] = None
            else:
                found = {}
                for kept, halves in _renamings(parts):
                    names = directory.names(kept, halves)
                    found[tuple(sorted((name, id(node)) for name, node in names.items()))] = names
                self._names[directory] = list(found.values())

        return self._names[directory]


def _contents(file: File, until: int, *, tears: bool) -> list[bytes] | None:
    parts = [part for part in file.parts if part.moment <= until]
    if file.states:
        return sorted({state for moment, state in file.states if moment <= until} or {file.states[0][1]})
    if not parts:
        return [file.durable]
    if len(parts) > _MOST_PARTS:
        return None
    sizes = {None, len(file.durable), *(size for moment, size in file.sizes if moment <= until)}
    stale = (False, True) if any(file.stale) else (False,)
    found = {
        file.content(set(kept), size=size, stale=old)
        for kept in _subsets(parts)
        for size in sizes
        for old in stale
    }
    for nth, part in enumerate(parts):
        if isinstance(part, Piece) and tears:
            for torn in _tears(part):
                found.add(file.content(set(parts[:nth]), torn=(part, torn)))
                found.add(file.content(set(parts) - {part}, torn=(part, torn)))

    return sorted(found)


def _tears(part: Piece) -> set[int]:
    size = len(part.data)

    return {1, 9, size // 2, size - 1} & set(range(1, size))


def _renamings(parts: Sequence[Renaming]) -> Iterator[tuple[set[Part], set[Part]]]:
    ways = [(False, True, None) if _can_be_half(part) else (False, True) for part in parts]
    for chosen in itertools.product(*ways):
        pairs = list(zip(parts, chosen, strict=True))
        yield {part for part, way in pairs if way}, {part for part, way in pairs if way is None}


def _can_be_half(part: Part) -> bool:
    return isinstance(part, Renaming) and None not in (part.gone, part.there)


def _subsets(parts: Sequence[Piece | Cut]) -> Iterator[tuple[Piece | Cut, ...]]:
    return itertools.chain.from_iterable(
        itertools.combinations(parts, size) for size in range(len(parts) + 1)
    )


def _parts(node: Node, until: int, seen: set[Node]) -> Iterator[Part]:
    if node in seen or (isinstance(node, File) and node.states):
        return
    seen.add(node)
    yield from (part for part in node.parts if part.moment <= until)
    if isinstance(node, Directory):
        for below in {*node.durable.values(), *(part.node for part in node.parts)}:
            yield from _parts(below, until, seen)
