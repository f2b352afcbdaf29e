"""
Base: what every contract test stands on, and what is asked of a backend that does not declare something.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any, TypeVar, cast

import pytest

from mentorcore.backends import Backend, Capability, Layout
from mentorcore.backends.fitting import no_backend
from mentorcore.errors import Unavailable, Unsupported
from mentorcore.testing.contract.elsewhere import Elsewhere, Failed
from mentorcore.testing.contract.samples import BOOK, LAYOUT, book, contents, new
from mentorcore.testing.contract.watching import Watch
from mentorcore.testing.contract.whole import Whole


class Opened:
    """
    One store, opened as often as a test asks, and closed when the test is over.

    Attributes:
        where: The directory that it is kept under.

        elsewhere: Other processes, to open it there too.
    """

    def __init__(self, contract: Contract, where: Path, elsewhere: Elsewhere) -> None:
        self.where = where
        self.elsewhere = elsewhere
        self._contract = contract
        self._closing = ExitStack()

    def __call__(self) -> Backend:
        """
        Open the store, once more if it is open.
        """
        backend = opened_by(self._contract, self.where)
        self._closing.callback(backend.close)

        return backend

    def close(self) -> None:
        """
        Close it everywhere.
        """
        self.elsewhere.let_go(self.where)
        self._closing.close()


class Contract(Whole):
    """
    The one method that an author writes, and the fixtures that open stores with it.
    """

    def open_backend(self, where: Path, layout: Layout) -> Backend:
        """
        Open the backend that keeps its store in the directory *where*, making it where there is none.

        Called again with the same *where* it opens the same store again: after closing it, while it is
        open, and in another process. What a backend does not declare it refuses with `Unsupported`, or it
        gives a store that has nothing to do with the first.
        """
        raise NotImplementedError("give your contract tests an open_backend(self, where, layout)")

    def pytest_generate_tests(self, metafunc: pytest.Metafunc) -> None:
        """
        Have pytest's handling of the class watched; it calls this for each test that it collects.
        """
        collected = metafunc.definition.getparent(pytest.Class)
        if collected is not None:
            Watch.over(metafunc.config).meet(collected)

    @pytest.fixture(scope="class")
    @classmethod
    def elsewhere(cls) -> Iterator[Elsewhere]:
        processes = Elsewhere(cls)
        yield processes
        processes.stop()

    @pytest.fixture
    def opened(self, tmp_path: Path, elsewhere: Elsewhere) -> Iterator[Opened]:
        where = tmp_path / "store"
        where.mkdir()
        store = Opened(self, where, elsewhere)
        yield store
        store.close()

    @pytest.fixture
    def backend(self, opened: Opened) -> Backend:
        return opened()


def opened_by(contract: Contract, where: Path) -> Backend:
    """
    Return what the author's method opens.

    Raises:
        TypeError: It is no backend.
    """
    backend = contract.open_backend(where, LAYOUT)
    if not isinstance(backend, Backend):
        raise TypeError(no_backend(backend, "open_backend()"))

    return backend


Test = TypeVar("Test", bound=Callable[..., None])


def needs(capability: Capability) -> Callable[[Test], Test]:
    """
    Run a test where the capability is declared; elsewhere check instead that it is not there by halves.

    Nothing is skipped: a backend that does not declare something passes by refusing it. The test takes the
    fixtures *backend* and, except for `Capability.SCRUBS`, *opened*. What it needs stands in its attribute
    *needs*.
    """

    def decorate(test: Test) -> Test:
        @functools.wraps(test)
        def run(self: Contract, backend: Backend, **fixtures: Any) -> None:
            if capability in backend.capabilities:
                test(self, backend, **fixtures)
            else:
                _WITHOUT[capability](backend, **fixtures)

        vars(run)["needs"] = frozenset({capability}) | vars(test).get("needs", frozenset())

        return cast("Test", run)

    return decorate


def _not_durable(backend: Backend, opened: Opened, **_: object) -> None:
    backend.commit(new(book("kept")))
    backend.close()
    try:
        again = opened()
    except Unsupported:
        return
    assert contents(again).documents == (), "DURABLE is not declared, but something is left"


def _no_instances(backend: Backend, opened: Opened, **_: object) -> None:
    backend.commit(new(book("kept")))
    try:
        second = opened()
    except Unsupported:
        pass
    else:
        assert contents(second).documents == (), "INSTANCES is not declared, but both see this"
    assert len(contents(backend).documents) == 1, "opening again harmed what was open"


def _no_processes(backend: Backend, opened: Opened, **_: object) -> None:
    backend.commit(new(book("kept")))
    try:
        version = opened.elsewhere.first.do("version_of", opened.where, id="kept")
    except Failed as failed:
        # a lock of another process is gone when it ends, so trying again later is good advice as well
        if failed.kind not in {Unsupported.__name__, Unavailable.__name__}:
            raise
    else:
        assert version is None, "PROCESSES is not declared, but another process sees this"
    assert len(contents(backend).documents) == 1, "opening elsewhere harmed what was open"


def _no_scrub(backend: Backend, **_: object) -> None:
    backend.commit(new(book("kept")))
    with pytest.raises(Unsupported):
        backend.scrub()
    assert backend.scan(BOOK, after=None, limit=1)


_WITHOUT: Mapping[Capability, Callable[..., None]] = {
    Capability.DURABLE: _not_durable,
    Capability.INSTANCES: _no_instances,
    Capability.PROCESSES: _no_processes,
    Capability.SCRUBS: _no_scrub,
}
