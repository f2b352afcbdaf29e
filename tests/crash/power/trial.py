"""
Trial: cuts the power at every moment of some work, and looks at what is left.
"""

from __future__ import annotations

import hashlib
import os
import random
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Generic, TypeVar

import attrs

from tests.crash.power.disk import Disk, Tree
from tests.crash.power.legal import every, number, some


P = TypeVar("P")

CORRUPT, LOST = "corrupt", "lost"


class Damage(Exception):
    """
    What a power cut left is not what was promised.

    Attributes:
        kind: `CORRUPT`: it cannot be opened, read or written, or is half there, or left something behind.
            `LOST`: it is whole, and not what was acknowledged.
    """

    def __init__(self, kind: str, what: str) -> None:
        super().__init__(f"{kind}: {what}")
        self.kind = kind


class Enough(Exception):
    """
    The first damage was found, and nobody asks for more.
    """


@attrs.frozen
class Extent:
    """
    How much is looked at.

    Attributes:
        most: Where there are at most so many states, every one of them.

        share: Where there are more, so many of those that are named one by one; 0 for nothing but the
            corners: everything kept, all but the oldest, the newest alone, and nothing.

        samples: And so many by chance.

        each_moment: Sample at every moment, and not only at the last before something is synced.

        first: End with the first damage.
    """

    most: int = 0
    share: float = 1
    samples: int = 0
    each_moment: bool = False
    first: bool = False


class Trial(Generic[P]):
    """
    What is left of some work by power cuts, held against what was promised at the time.

    Args:
        check: Raises `Damage` where what is left in a directory is not as promised.
    """

    def __init__(self, disk: Disk, check: Callable[[Path, P], None], extent: Extent) -> None:
        self.figures: Counter[str] = Counter()
        self.damages: list[Damage] = []
        self.disk = disk
        self._check = check
        self._extent = extent
        self._promise: P | None = None
        self._from = 0
        self._seen: set[bytes] = set()
        self._choose = random.Random(7)
        self._scratch = Scratch()
        self._every = 0
        self._again: Callable[[Path, Tree, P], Trial[P]] | None = None
        disk.watch(self._settle)

    def promise(self, promise: P | None) -> None:
        """
        See something promised from now on.
        """
        self._settle()
        self._promise = promise
        self._seen.clear()

    def every(self, states: int, again: Callable[[Path, Tree, P], Trial[P]]) -> None:
        """
        Have one of every so many states looked at further, by something that is given the files.
        """
        self._every, self._again = states, again

    def close(self) -> None:
        """
        Look at no more.
        """
        self._scratch.close()

    def _settle(self) -> None:
        """
        Cut the power at each moment since something was synced or promised.
        """
        begun, now = self._from, self.disk.moment
        self._from = now
        if self._promise is None:
            return
        last = self._last_with_few(begun, now)
        self.figures["cuts"] += now - begun + 1
        if last is not None:
            self.figures["exhaustive cuts"] += last - begun + 1
            self._look(every(self.disk, last), self._promise)
        if last != now:
            first = now if not self._extent.each_moment else begun if last is None else last + 1
            for moment in range(first, now + 1):
                self._look(self._some(moment), self._promise)

    def _some(self, moment: int) -> Iterator[Tree]:
        extent = self._extent

        return some(self.disk, moment, share=extent.share, samples=extent.samples, choose=self._choose)

    def _last_with_few(self, first: int, last: int) -> int | None:
        """
        Return the last moment whose states are few; those of every earlier one are among them.
        """
        found = None
        while first <= last:
            middle = (first + last) // 2
            states = number(self.disk, middle)
            if states is not None and states <= self._extent.most:
                found, first = middle, middle + 1
            else:
                last = middle - 1

        return found

    def _look(self, trees: Iterator[Tree], promise: P) -> None:
        for tree in trees:
            mark = digest(tree)
            if mark in self._seen:
                continue
            self._seen.add(mark)
            self.figures["states"] += 1
            try:
                self._check(self._scratch.hold(tree), promise)
            except Damage as damage:
                self._note(damage)
            if self._again is not None and self.figures["states"] % self._every == 0:
                further = self._again(self._scratch.hold(tree), tree, promise)
                self.figures += further.figures
                self.damages += further.damages

    def _note(self, damage: Damage) -> None:
        self.figures[damage.kind] += 1
        self.damages.append(damage)
        if self._extent.first:
            raise Enough from damage


def digest(tree: Tree) -> bytes:
    """
    Return what tells this tree from others.
    """
    found = hashlib.blake2b(digest_size=16)
    for name, content in sorted(tree.items()):
        is_file = isinstance(content, bytes)
        part = hashlib.blake2b(content, digest_size=16).digest() if is_file else digest(content)  # type: ignore[arg-type]
        found.update(name.encode() + (b"\0f" if is_file else b"\0d") + part)

    return found.digest()


class Scratch:
    """
    A directory that is filled with one thing after the other.

    Directories stay where the next one has them too: making and removing them is most of the work.
    """

    def __init__(self) -> None:
        self._directory = tempfile.TemporaryDirectory(prefix="left-")

    def hold(self, tree: Tree) -> Path:
        """
        Make the files that a power cut left, in place of whatever is there.
        """
        where = Path(self._directory.name)
        _hold(tree, str(where))

        return where

    def close(self) -> None:
        """
        Remove everything.
        """
        self._directory.cleanup()


def _hold(tree: Tree, where: str) -> None:
    missing = {name for name, content in tree.items() if not isinstance(content, bytes)}
    with os.scandir(where) as entries:
        for entry in list(entries):
            if entry.name in missing and entry.is_dir():
                missing.remove(entry.name)
            elif entry.is_dir():
                shutil.rmtree(entry.path)
            elif not isinstance(tree.get(entry.name), bytes):
                Path(entry.path).unlink()
    for name in missing:
        Path(where, name).mkdir()
    for name, content in tree.items():
        if isinstance(content, bytes):
            Path(where, name).write_bytes(content)
        else:
            _hold(content, f"{where}/{name}")
