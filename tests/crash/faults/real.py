"""
Real: a disk that is full, files that may not grow, and directories that may not be written to, as the
operating system makes them.

Each is made in a process of its own.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from functools import partial
from pathlib import Path
from typing import Any, Final

from mentorcore.backends import Backend, Batch
from mentorcore.errors import AlreadyDone, MentorcoreError, StorageFull, Unavailable
from tests.crash.faults.json_store import JsonFiles
from tests.crash.faults.sqlite_store import Statements
from tests.crash.faults.trial import CORRUPT, LEAKED, LOST, STUCK, UNTYPED, Faulty, Wrong
from tests.crash.power.promise import OLD, book, kept
from tests.crash.power.trial import Damage
from tests.crash.power.work import put


Hindrance = Callable[[], AbstractContextManager[None]]

BACKENDS: Final[dict[str, Callable[[], Faulty]]] = {"JSON": JsonFiles, "SQLite": Statements}

_ROOT: Final = Path(__file__).parents[3]
_DISK: Final = 4 << 20
_STEP: Final = 4096
_NOBODY: Final = 65534
_NOT_HERE: Final = 77


class NotHere(Exception):
    """
    This trouble cannot be made on this machine.
    """


def figures(kind: str, backend: str, *, rounds: int) -> Counter[str]:
    """
    Hinder a store so many times, in a process of its own.

    Args:
        kind: One of `TROUBLES`.

        backend: One of `BACKENDS`.

    Raises:
        NotHere: That takes rights, or a command, that this process does not have.
    """
    with tempfile.TemporaryDirectory() as where:
        return _figures([sys.executable, "-m", __name__, kind, backend, str(rounds), where])


def _figures(command: list[str]) -> Counter[str]:
    if "full disk" in command:
        unshare = shutil.which("unshare")
        if unshare is None or os.geteuid() != 0:
            raise NotHere("only root can mount a small disk, with unshare")
        # What is mounted goes with the process.
        command = [unshare, "--mount", *command]
    done = subprocess.run(command, cwd=_ROOT, capture_output=True, text=True, timeout=600, check=False)
    if done.returncode == _NOT_HERE:
        raise NotHere(done.stderr.strip())
    if done.returncode != 0:
        raise AssertionError(done.stderr)

    return Counter(json.loads(done.stdout))


def _full_disk(where: Path, rounds: int) -> Iterator[Hindrance]:
    """
    Leave a little more room on a small disk each time.
    """
    command = ["mount", "-t", "tmpfs", "-o", f"size={_DISK}", "tmpfs", str(where)]
    mounted = subprocess.run(command, capture_output=True, text=True, check=False)
    if mounted.returncode != 0:
        raise NotHere(f"no disk can be mounted: {mounted.stderr.strip()}")
    for number in range(rounds):

        @contextmanager
        def full(free: int = number * _STEP) -> Iterator[None]:
            found = os.statvfs(where)
            filler = where / "filler"
            with filler.open("wb") as file:
                os.posix_fallocate(file.fileno(), 0, max(found.f_bavail * found.f_frsize - free, 1))
            try:
                yield
            finally:
                filler.unlink()

        yield full


def _no_growth(where: Path, rounds: int) -> Iterator[Hindrance]:
    """
    Let files be a little larger each time.
    """
    import resource

    for number in range(rounds):

        @contextmanager
        def limited(most: int = number * 2 * _STEP) -> Iterator[None]:
            before = resource.getrlimit(resource.RLIMIT_FSIZE)
            resource.setrlimit(resource.RLIMIT_FSIZE, (most, before[1]))
            try:
                yield
            finally:
                resource.setrlimit(resource.RLIMIT_FSIZE, before)

        yield limited


def _no_rights(where: Path, rounds: int) -> Iterator[Hindrance]:
    """
    Take away the right to write, in turn to directories, to files, and to both.
    """
    if os.geteuid() == 0:
        # Root may do everything.
        os.chown(where, _NOBODY, _NOBODY)
        os.setgroups([])
        os.setgid(_NOBODY)
        os.setuid(_NOBODY)

    for number in range(rounds):

        @contextmanager
        def forbidden(of: int = number % 3) -> Iterator[None]:
            paths = [where / "store", *(where / "store").rglob("*")]
            paths = [path for path in paths if (of != 1 and path.is_dir()) or (of != 0 and path.is_file())]
            modes = {path: path.stat().st_mode for path in paths}
            for path in reversed(paths):
                path.chmod(0o500 if path.is_dir() else 0o400)
            try:
                yield
            finally:
                for path, mode in modes.items():
                    if path.exists():
                        path.chmod(mode)

        yield forbidden


TROUBLES: Final[dict[str, Callable[[Path, int], Iterator[Hindrance]]]] = {
    "full disk": _full_disk,
    "files may not grow": _no_growth,
    "no right to write": _no_rights,
}


class _Hindered:
    """
    A store that is hindered again and again.
    """

    def __init__(self, faulty: Faulty, where: Path, *, must_read: bool = True) -> None:
        self._must_read = must_read
        self.figures: Counter[str] = Counter(faults=0)
        self._faulty = faulty
        self._where = where / "store"
        self._backend = self._opened(create=True)
        self._is_open = True
        self._number = 0

    def warm_up(self) -> None:
        """
        Do everything once, so that nothing has to be imported when that is not possible any more.
        """
        for _ in range(3):
            self._backend.commit(self._next())
        self._backend.scrub()
        self._reopen()
        kept(self._backend)

    def close(self) -> None:
        self._backend.close()

    def run(self, hindrances: Iterator[Hindrance]) -> None:
        for number, hindrance in enumerate(hindrances):
            batch = self._next()
            self._hindered(hindrance, partial(self._once, batch))
            if number % 3 == 1:
                self._hindered(hindrance, self._backend.scrub)
            if number % 3 == 2:
                self._hindered(hindrance, self._reopen)
        self._reopen()
        self._look()
        self._backend.close()
        if left := self._faulty.left([path.name for path in self._where.rglob("*")]):
            raise Wrong(LEAKED, f"{left} were left behind")

    def _hindered(self, hindrance: Hindrance, do: Callable[[], Any]) -> None:
        """
        Do something that may be refused, and again when nothing is in the way.
        """
        refused = ""
        with hindrance():
            try:
                do()
            except (StorageFull, Unavailable) as error:
                if error.__cause__ is None:
                    raise Wrong(UNTYPED, f"{error!r} has no cause") from error
                refused = repr(error)
            except BaseException as error:
                raise Wrong(UNTYPED, repr(error)) from error
            self._read()
        if refused:
            self.figures["faults"] += 1
        try:
            if refused:
                do()
            self._once(self._next())
        except MentorcoreError as error:
            raise Wrong(STUCK, f"after {refused or 'nothing'}: {error!r}") from error
        self._look()

    def _read(self) -> None:
        """
        Read what was kept: always on a full disk; without rights, SQLite may not get to it at all.
        """
        try:
            if self._is_open:
                kept(self._backend)
        except Unavailable as error:
            if self._must_read:
                raise Wrong(LOST, f"it cannot be read: {error!r}") from error
        except (MentorcoreError, Damage) as error:
            raise Wrong(LOST, f"it cannot be read: {error!r}") from error

    def _once(self, batch: Batch) -> None:
        try:
            self._backend.commit(batch)
        except AlreadyDone as done:
            if done.position != self._number:
                raise Wrong(CORRUPT, f"commit {self._number} is at {done.position}") from done

    def _look(self) -> None:
        try:
            found = kept(self._backend)
        except (MentorcoreError, Damage) as error:
            raise Wrong(STUCK, repr(error)) from error
        numbers = [entry.position for entry in self._backend.journal(after=0, limit=9999, subject=None)]
        if numbers != list(range(1, self._number + 1)):
            raise Wrong(LOST, f"of {self._number} commits the journal holds {numbers}")
        if len(found.documents) != min(self._number, 100):
            raise Wrong(LOST, f"of {self._number} documents {len(found.documents)} are there")

    def _next(self) -> Batch:
        self._number += 1

        return put(f"r{self._number}", book(f"r{self._number}", 1, times=200))

    def _reopen(self) -> None:
        self._is_open = False
        self._backend.close()
        self._backend = self._opened()
        self._is_open = True

    def _opened(self, *, create: bool = False) -> Backend:
        return self._faulty.calm(self._where, OLD, create=create, upgrade=False)


def _main(kind: str, backend: str, rounds: str, name: str) -> int:
    where = Path(name)
    with closing(BACKENDS[backend]()) as faulty:
        # What is imported late may be out of reach of somebody without rights.
        with tempfile.TemporaryDirectory() as other, closing(_Hindered(faulty, Path(other))) as before:
            before.warm_up()
        hindrances = TROUBLES[kind](where, int(rounds))
        try:
            first = next(hindrances)
        except NotHere as reason:
            sys.stderr.write(f"{reason}\n")
            return _NOT_HERE
        hindered = _Hindered(faulty, where, must_read=kind == "full disk")
        hindered.warm_up()
        try:
            hindered.run(_after(first, hindrances))
        except Wrong as wrong:
            hindered.figures[wrong.kind] += 1
            sys.stderr.write(f"{backend}, {kind}: {wrong}\n")
        sys.stdout.write(json.dumps(hindered.figures))

    return 0


def _after(first: Hindrance, rest: Iterator[Hindrance]) -> Iterator[Hindrance]:
    yield first
    yield from rest


if __name__ == "__main__":
    sys.exit(_main(*sys.argv[1:]))
