"""
Trial: one call during which something goes wrong, and what has to be true afterwards.
"""

from __future__ import annotations

import abc
import functools
import gc
import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, Final

import attrs

from mentorcore.backends import Backend, Key, Layout, Query
from mentorcore.backends.memory import MemoryBackend
from mentorcore.errors import AlreadyDone, MentorcoreError, StorageError, StorageFull, Unavailable
from tests.crash.power.promise import NEW, OLD, Kept, book, kept
from tests.crash.power.trial import Damage
from tests.crash.power.work import STEPS, put


KINDS: Final = ("untyped", "lost", "corrupt", "stuck", "leaked")
UNTYPED, LOST, CORRUPT, STUCK, LEAKED = KINDS

COMMITS: Final = tuple(step.batch for step in STEPS if step.does == "commit")
_ENDLESS: Final = 10_000
_PROBE: Final = put("t10", book("probe", 1))
_SUPERSEDED: Final = (b"a1 a1 ", b"a2 a2 ", b"d1 d1 ", b"d2 d2 ")


class Wrong(Exception):
    """
    A fault had a consequence that it must not have.

    Attributes:
        kind: ``untyped``: the caller meets another error than one of mentorcore's, or its cause is missing.
            ``lost``: something that was kept before is gone. ``corrupt``: something is there in part, or what
            the error says is not true. ``stuck``: the store cannot be used although the fault is gone.
            ``leaked``: a file is still open, or was left behind.
    """

    def __init__(self, kind: str, what: str) -> None:
        super().__init__(f"{kind}: {what}")
        self.kind = kind


@attrs.frozen
class Fault:
    """
    What goes wrong.

    Attributes:
        name: For example ``ENOSPC``.

        is_full: It says that there is no room.

        when: ``before``: it fails and does nothing; ``half``: what is written is written in part; ``after``:
            it does everything, and fails all the same.

        lasts: Whatever changes something fails from then on.

        foreign: It is no trouble with the storage, and passes as it is.
    """

    name: str
    is_full: bool = False
    when: str = "before"
    lasts: bool = False
    foreign: bool = False

    def __str__(self) -> str:
        return f"{self.name} {self.when}{', lasting' if self.lasts else ''}"


class Faulty(abc.ABC):
    """
    A kind of store, and a layer below it where things can be made to go wrong.

    Attributes:
        name: A few words.

        faults: All that can go wrong there.
    """

    name: str
    faults: tuple[Fault, ...]

    @abc.abstractmethod
    def open(self, where: Path, layout: Layout, *, create: bool, upgrade: bool) -> Backend:
        """
        Open a store in which things can go wrong.
        """

    @abc.abstractmethod
    def calm(self, where: Path, layout: Layout, *, create: bool, upgrade: bool) -> Backend:
        """
        Open a store in which nothing goes wrong.
        """

    @abc.abstractmethod
    def arm(self, at: int, fault: Fault) -> None:
        """
        Count anew, and let the operation with this number, from 1, go wrong.
        """

    @abc.abstractmethod
    def disarm(self) -> str:
        """
        Let nothing go wrong any more; return which operation did, empty where none.
        """

    @abc.abstractmethod
    def is_cause(self, error: BaseException) -> bool:
        """
        Tell whether an error is the one that was put in.
        """

    @abc.abstractmethod
    def left(self, names: list[str]) -> list[str]:
        """
        Return those names of files in a closed store that should not be there.
        """

    def has_no_cause(self, error: MentorcoreError) -> bool:
        """
        Tell whether an error is the backend's own, who was not told of the trouble by another one.
        """
        return False

    def is_doubtful(self, error: MentorcoreError) -> bool:
        """
        Tell whether an error of a commit leaves open whether it was kept.
        """
        return isinstance(error, Unavailable)

    def close(self) -> None:  # noqa: B027 - most have nothing open
        """
        Open nothing any more.
        """


@attrs.frozen
class Case:
    """
    A call.

    Attributes:
        does: Does it with an open store; *None* where the call is what opens it.

        made: So many commits were made before, the last of them by the same instance, so that the store is
            not at rest; *None* where there is no store yet.

        commits: The call makes one more.

        rests: The store was closed before it is opened; otherwise its process was killed.

        upgrades: The call brings it to a new layout.
    """

    name: str
    does: Callable[[Backend], Any] | None = None
    made: int | None = 4
    commits: bool = False
    rests: bool = True
    upgrades: bool = False

    @property
    def before(self) -> Kept:
        """
        What the store holds ahead of the call.
        """
        return states()[self.made or 0]

    @property
    def after(self) -> Kept:
        """
        What it holds once the call succeeded.
        """
        return states()[(self.made or 0) + self.commits]


CASES: Final = (
    Case("create", made=None),
    Case("open"),
    Case("open what a killed process left", rests=False),
    Case("upgrade", upgrades=True),
    Case("load", lambda backend: backend.load(Key("book", "a"))),
    Case("scan", lambda backend: backend.scan("book", after=None, limit=10)),
    Case("find", lambda backend: backend.find(Query(kind="book")).rows),
    Case("journal", lambda backend: backend.journal(after=0, limit=10, subject=None)),
    Case("position_of", lambda backend: backend.position_of("t1")),
    Case("first commit", lambda backend: backend.commit(COMMITS[0]), made=0, commits=True),
    Case("commit", lambda backend: backend.commit(COMMITS[2]), made=2, commits=True),
    Case("removal", lambda backend: backend.commit(COMMITS[3]), made=3, commits=True),
    Case("scrub", lambda backend: backend.scrub()),
    Case("close", lambda backend: backend.close()),
)


@functools.cache
def states() -> tuple[Kept, ...]:
    """
    Return what a store holds after none, one, two … commits.
    """
    backend = MemoryBackend()
    found = [kept(backend)]
    for batch in COMMITS:
        backend.commit(batch)
        found.append(kept(backend))

    return tuple(found)


class Trials:
    """
    Many faults in one kind of store.
    """

    def __init__(self, faulty: Faulty) -> None:
        self.name = faulty.name
        self.faults = faulty.faults
        self.figures: Counter[str] = Counter()
        self.wrong: list[str] = []
        self._faulty = faulty
        self._directory = tempfile.TemporaryDirectory(prefix="faults-")
        self._root = Path(self._directory.name)
        self._made: dict[tuple[int, bool], Path] = {}
        self._number = 0

    def close(self) -> None:
        """
        Remove everything.
        """
        self._faulty.close()
        self._directory.cleanup()

    def run(self, case: Case, faults: Iterator[Fault], *, every: int = 1, most: int = _ENDLESS) -> None:
        """
        Let each operation of a call go wrong in turn, in the next of the ways.

        Args:
            every: Only each operation of so many.

            most: Only so many operations.
        """
        for at in range(1, most, every):
            fault = next(faults)
            hit = self._once(case, at, fault)
            if not hit:
                return
        assert most < _ENDLESS, f"{case.name} has no end"

    def _once(self, case: Case, at: int, fault: Fault) -> str:
        self._number += 1
        trial = _Trial(self._faulty, case, self._root / f"{self._number}", self._root / "copy")
        wrong: Wrong | None = None
        try:
            trial.prepare(self._store(case))
            trial.go(at, fault)
        except Wrong as error:
            wrong = error
        finally:
            trial.tidy()
        if wrong is not None:
            self.figures[wrong.kind] += 1
            self.wrong.append(f"{case.name}, {trial.hit} ({at}), {fault}: {wrong}")
        if trial.hit:
            self.figures["faults"] += 1

        return trial.hit

    def _store(self, case: Case) -> Path | None:
        if case.made is None:
            return None
        made = case.made if case.does is None else max(case.made - 1, 0)
        if (made, case.rests) not in self._made:
            place = self._root / f"made-{made}-{case.rests}"
            place.mkdir()
            with closing(self._faulty.calm(place / "live", OLD, create=True, upgrade=False)) as backend:
                for batch in COMMITS[:made]:
                    backend.commit(batch)
                if not case.rests:
                    shutil.copytree(place / "live", place / "left")
            self._made[made, case.rests] = place / ("live" if case.rests else "left")

        return self._made[made, case.rests]


class _Trial:
    """
    One fault.
    """

    def __init__(self, faulty: Faulty, case: Case, where: Path, copy: Path) -> None:
        self.hit = ""
        self._faulty = faulty
        self._case = case
        self._where = where
        self._copy = copy
        self._backend: Backend | None = None
        self._layout = NEW if case.upgrades else OLD

    def prepare(self, made: Path | None) -> None:
        if made is None:
            self._where.mkdir()
        else:
            shutil.copytree(made, self._where)
        if self._case.does is not None:
            self._backend = self._faulty.open(self._where, OLD, create=False, upgrade=False)
            if self._case.made:
                self._backend.commit(COMMITS[self._case.made - 1])

    def go(self, at: int, fault: Fault) -> None:
        self._faulty.arm(at, fault)
        met, result = self._called(fault)
        if met is not None:
            self._look_at_copy(met)
        self._faulty.disarm()
        if self._case.name == "close":
            self._backend = None
        else:
            if met is not None and self._backend is not None:
                self._look(met)
            self._again(result, is_first=met is None)
        self._look_from_outside()

    def tidy(self) -> None:
        self.hit = self._faulty.disarm()
        if self._backend is not None:
            self._backend.close()
        for path in (self._where, self._copy):
            shutil.rmtree(path, ignore_errors=True)

    def _do(self) -> Any:
        if self._case.does is not None and self._backend is not None:
            return self._case.does(self._backend)
        self._backend = self._faulty.open(
            self._where, self._layout, create=self._case.made is None, upgrade=self._case.upgrades
        )

        return None

    def _called(self, fault: Fault) -> tuple[_Met | None, Any]:
        try:
            return None, self._do()
        except MentorcoreError as error:
            if not isinstance(
                error, StorageFull if fault.is_full and not self._faulty.is_doubtful(error) else StorageError
            ):
                raise Wrong(UNTYPED, f"{type(error).__name__}: {error}") from error
            if not (self._has_cause(error) or self._faulty.has_no_cause(error)):
                raise Wrong(UNTYPED, f"{error!r} has the cause {error.__cause__!r}") from error
            return _Met(repr(error), self._faulty.is_doubtful(error)), None
        except BaseException as error:
            if not (fault.foreign and self._faulty.is_cause(error)):
                raise Wrong(UNTYPED, repr(error)) from error
            return _Met(repr(error), is_doubtful=True), None

    def _has_cause(self, error: BaseException) -> bool:
        cause = error.__cause__

        return cause is not None and (self._faulty.is_cause(cause) or self._has_cause(cause))

    def _look_at_copy(self, met: _Met) -> None:
        """
        Open what a process would find that starts now, while the fault may still last.
        """
        shutil.copytree(self._where, self._copy)
        try:
            with closing(self._opened_calmly(self._copy, is_sure=False)) as backend:
                self._hold(kept(backend), met, "a copy")
        except (MentorcoreError, Damage) as error:
            raise Wrong(CORRUPT, f"a copy: {error}") from error

    def _look(self, met: _Met) -> None:
        try:
            assert self._backend is not None
            self._hold(kept(self._backend), met, "the same store")
        except (MentorcoreError, Damage) as error:
            raise Wrong(STUCK, f"reading, after {met.said}: {error!r}") from error

    def _hold(self, found: Kept, met: _Met, where: str) -> None:
        if found == self._case.before or (met.is_doubtful and found == self._case.after):
            return
        kind = LOST if len(found.entries) < len(self._case.before.entries) else CORRUPT
        raise Wrong(kind, f"after {met.said}, {where} holds {found}")

    def _again(self, result: Any, *, is_first: bool) -> None:
        """
        Do the call once more, and another commit.
        """
        try:
            if not is_first:
                result = self._repeated()
            assert self._backend is not None
            if (found := kept(self._backend)) != self._case.after:
                raise Wrong(CORRUPT, f"done {'once' if is_first else 'again'}, it holds {found}")
            self._check_result(result)
            self._backend.commit(_PROBE)
        except (MentorcoreError, Damage) as error:
            raise Wrong(STUCK, f"done {'once' if is_first else 'again'}: {error!r}") from error
        if self._case.name == "scrub":
            for path in self._where.rglob("*"):
                if path.is_file() and any(word in path.read_bytes() for word in _SUPERSEDED):
                    raise Wrong(CORRUPT, f"{path.name} was not scrubbed")

    def _repeated(self) -> Any:
        try:
            return self._do()
        except AlreadyDone as done:
            return done.position

    def _check_result(self, result: Any) -> None:
        case = self._case
        if case.does is None or case.name == "scrub" or self._backend is None:
            return
        expected = (
            max(case.after.tokens, key=lambda of: of[1])[1] if case.commits else case.does(self._backend)
        )
        if result != expected:
            raise Wrong(CORRUPT, f"the call gave {result}, not {expected}")

    def _look_from_outside(self) -> None:
        """
        Open the store while it is open, and see that nothing is left once it is closed.
        """
        try:
            with closing(self._opened_calmly(self._where)) as other:
                expected = kept(self._backend) if self._backend is not None else self._case.after
                if (found := kept(other)) != expected:
                    raise Wrong(LOST, f"another instance finds {found}")
            if self._backend is not None:
                self._backend.close()
                self._backend = None
            # The next opening and closing takes away what a fault while closing left.
            self._opened_calmly(self._where).close()
        except (MentorcoreError, Damage) as error:
            raise Wrong(STUCK, f"another instance: {error!r}") from error
        if left := self._faulty.left([path.name for path in self._where.rglob("*")]):
            raise Wrong(LEAKED, f"{left} were left behind")
        if self._still_open():
            # What an error of before still holds is let go of with it.
            gc.collect()
        if is_open := self._still_open():
            raise Wrong(LEAKED, f"{is_open} are still open")

    def _opened_calmly(self, where: Path, *, is_sure: bool = True) -> Backend:
        """
        Open the store, which may be there or not, and may be upgraded or not, unless that *is_sure*.
        """
        is_new = self._case.made is None and not is_sure
        upgrades = self._case.upgrades and not is_sure

        return self._faulty.calm(where, self._layout, create=is_new, upgrade=upgrades)

    def _still_open(self) -> list[str]:
        names: list[str] = []
        descriptors = Path("/proc/self/fd")
        for fd in list(descriptors.iterdir()) if descriptors.exists() else ():
            try:
                name = str(fd.readlink())
            except OSError:
                continue
            if name.startswith(f"{self._where}{os.sep}"):
                names.append(name)

        return names


@attrs.frozen
class _Met:
    """
    An error that the caller met: what it says, and whether it leaves open if anything was kept.
    """

    said: str
    is_doubtful: bool
