"""
The JSON backend under power cuts.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Final
from unittest import mock

from mentorcore.backends import Layout
from mentorcore_json import JsonBackend, redo, writer
from tests.crash.power.disk import Disk, Tree
from tests.crash.power.promise import Promise, hold
from tests.crash.power.recorded import RecordedFiles
from tests.crash.power.trial import CORRUPT, Damage, Enough, Extent, Trial
from tests.crash.power.work import LEFT_BEHIND, Work
from tests.json_store.samples import QuickFiles, opened
from tests.json_store.seams import Killed


STRAY: Final = "stray.json.tmp"
"""What somebody who was killed left, until the next scrub."""


def record(extent: Extent, *, forget: str | None = None, recoveries: int = 0) -> Trial[Promise]:
    """
    Do all steps, and cut the power at every moment.

    Args:
        forget: The one sync that is left out.

        recoveries: Of every so many states one is also recovered with the power cut again.
    """
    with _trial(extent, forget) as (above, trial), suppress(Enough):
        if recoveries:
            trial.every(recoveries, _recover)
        with _process(trial.disk, above) as files:
            _JsonWork(above, trial, files).run()

    return trial


def points() -> list[str]:
    """
    Return what is about to happen each time that a process which does all steps could be killed.
    """
    with _trial(Extent()) as (above, trial):
        files = RecordedFiles(trial.disk, above)
        _JsonWork(above, trial, files, is_cut=False).run()

    return files.points


def record_killed(dies_at: int, extent: Extent, *, forget: str | None = None) -> Trial[Promise]:
    """
    Kill the process at one of its points, let another one go on, and cut the power while it does.
    """
    with _trial(extent, forget) as (above, trial), suppress(Enough):
        with _process(trial.disk, above, dies_at=dies_at) as files, suppress(Killed):
            killed = _JsonWork(above, trial, files, is_cut=False)
            killed.run()
        trial.promise(killed.promise)
        with _process(trial.disk, above) as files:
            _JsonWork(above, trial, files).go_on(killed.promise)

    return trial


def is_noticed(sync: str) -> bool:
    """
    Tell whether something is damaged when one sync is left out.
    """
    corners = Extent(share=0, first=True)

    return bool(
        record(corners, forget=sync).damages
        or any(record_killed(number, corners, forget=sync).damages for number in unsynced())
        or record(Extent(first=True), forget=sync).damages
    )


def unsynced() -> list[int]:
    """
    Return the points at which something is about to be synced, where a kill leaves the most to chance.
    """
    return [number for number, point in enumerate(points(), 1) if ": " in point]


def check(where: Path, promise: Promise) -> None:
    """
    Hold the store that is left in a directory to what was promised.

    Raises:
        Damage: It is something else.
    """
    store = where / "store"
    before = _newest_index(store)

    def is_open() -> None:
        if not promise.rebuilds and before != _newest_index(store):
            raise Damage(CORRUPT, "its index was made anew, which takes long in a large store")

    hold(where, promise, partial(_opened, store), opened=is_open)
    names = [path.name for path in store.rglob("*")]
    ends = (".tmp", "-wal", "-shm", "-journal")
    if left := [n for n in names if n.endswith(ends) and (promise.gone or n != STRAY)]:
        raise Damage(CORRUPT, f"{left} were left behind")
    if len([name for name in names if name.startswith("index-")]) != 1:
        raise Damage(CORRUPT, "there are several indexes")


@contextmanager
def _trial(extent: Extent, forget: str | None = None) -> Iterator[tuple[Path, Trial[Promise]]]:
    with tempfile.TemporaryDirectory() as above:
        disk = Disk(above, forget=forget)
        with closing(Trial(disk, check, extent)) as trial, _often():
            yield Path(above), trial


@contextmanager
def _process(disk: Disk, above: Path, *, dies_at: int = 0) -> Iterator[RecordedFiles]:
    """
    Give the files of a process, which ends with the block.
    """
    files = RecordedFiles(disk, above, dies_at=dies_at)
    try:
        yield files
    finally:
        files.let_go()


@contextmanager
def _often() -> Iterator[None]:
    """
    Begin the redo log anew every few commits, and let it grow in small steps.
    """
    with mock.patch.object(writer, "ROUND", 1200), mock.patch.object(redo, "_CHUNK", 2048):
        yield


def _recover(above: Path, left: Tree, promise: Promise) -> Trial[Promise]:
    """
    Cut the power again while a store that a power cut left is opened.
    """
    disk = Disk.holding(str(above), left)
    with closing(Trial(disk, check, Extent(share=0.2))) as trial:
        trial.promise(promise)
        with _process(disk, above) as files:
            _JsonWork(above, trial, files).go_on(promise)

    return trial


def _opened(store: Path, layout: Layout, *, create: bool, upgrade: bool) -> JsonBackend:
    return opened(store, layout, create=create, upgrade=upgrade, files=QuickFiles())


def _newest_index(store: Path) -> str:
    return max((path.name for path in store.glob("index-*.sqlite")), default="")


class _JsonWork(Work):
    def __init__(
        self, above: Path, trial: Trial[Promise], files: RecordedFiles, *, is_cut: bool = True
    ) -> None:
        super().__init__(trial, is_cut=is_cut)
        self._store = above / "store"
        self._files = files

    def open(self, layout: Layout, *, create: bool, upgrade: bool) -> JsonBackend:
        return opened(self._store, layout, create=create, upgrade=upgrade, files=self._files)

    def fill_up(self, is_full: bool) -> None:
        self._files.is_full = is_full

    def stray(self) -> None:
        (a,) = self._store.glob("documents/book/*/a.json")
        file = self._files.create(f"{a.parent}/{STRAY}")
        self._files.write(file, LEFT_BEHIND, 0)
        self._files.close(file)
        self._trial.disk.directory(str(a.parent)).sync()
