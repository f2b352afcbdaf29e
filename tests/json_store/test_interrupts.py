"""
Whatever a signal handler raises, and wherever it comes, leaves nothing locked, open or half done.
"""

from __future__ import annotations

import gc
import itertools
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from mentorcore.backends import Key
from mentorcore.errors import Unavailable
from mentorcore_json import JsonBackend
from mentorcore_json.files import Files
from mentorcore_json.lock import StoreLock
from tests.json_store.samples import QuickFiles, book, change, new, opened
from tests.json_store.seams import Watched


# What an interruption left open is closed by Python, who tells of it.
pytestmark = pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning")


@pytest.fixture(autouse=True)
def _left_open() -> Iterator[None]:
    """
    Let go of what an interruption left open, before another test is told of it.
    """
    yield
    gc.collect()


def interrupted(call: Callable[[], object], at: int, *, of: str, each: str = "line") -> bool:
    """
    Interrupt a call at one of its steps, counted from 1; tell whether it came to that.

    Args:
        of: Steps in modules whose path contains this count.

        each: A step is a ``line`` or an ``opcode``.
    """
    count = 0

    def trace(frame: FrameType, event: str, argument: object) -> Any:
        nonlocal count
        if of not in frame.f_code.co_filename:
            return trace
        frame.f_trace_opcodes = each == "opcode"
        if event == each:
            count += 1
            if count == at:
                raise KeyboardInterrupt
        return trace

    before = sys.gettrace()
    # Python 3.12 tells of opcodes only if somebody wanted them before.
    sys._getframe().f_trace_opcodes = each == "opcode"
    sys.settrace(trace)
    try:
        call()
    except KeyboardInterrupt:
        pass
    finally:
        sys.settrace(before)

    return count >= at


def test_a_lock_is_let_go(where: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    Somebody else gets the lock at once, at whatever step the one before was interrupted.
    """
    # What is raised while a generator is dropped, as Python 3.12 lets the tracer do, goes nowhere.
    monkeypatch.setattr(sys, "unraisablehook", lambda _: None)
    where.mkdir()
    locks = [StoreLock(Files(), str(where / "lock"), "here", patience=10) for _ in range(2)]

    def take() -> None:
        with locks[0].held():
            pass

    for at in itertools.count(1):
        if not interrupted(take, at, of="lock.py", each="opcode"):
            break
        for lock in locks:
            started = time.monotonic()
            with lock.held():
                assert time.monotonic() - started < 8, at
    assert at > 100


def test_a_commit_is_done_whole_or_not_at_all(backend: JsonBackend) -> None:
    """
    A commit that was interrupted is visible then or never, and the next one waits for nobody.
    """
    for at in itertools.count(1):
        batch = new(book(f"n{at}"), token=f"t{at}")
        was_interrupted = interrupted(lambda batch=batch: backend.commit(batch), at, of="mentorcore_json")  # type: ignore[misc]
        key = Key("book", f"n{at}")
        kept = backend.load(key)
        backend.commit(new(book(f"z{at}")))

        assert backend.load(key) == kept, at
        assert (backend.position_of(f"t{at}") is not None) == (kept is not None), at
        if not was_interrupted:
            break
    assert at > 200
    assert list(backend.check()) == []


def test_a_read_leaves_nothing_in_use(backend: JsonBackend) -> None:
    """
    Reading again works, at whatever step it was interrupted.
    """
    backend.commit(new(book("a")))
    for at in itertools.count(1):
        was_interrupted = interrupted(lambda: backend.load(Key("book", "a")), at, of="mentorcore_json")

        assert backend.load(Key("book", "a")) == book("a")
        if not was_interrupted:
            break
    assert at > 10


def test_a_time_limit_is_not_taken_for_trouble(where: Path) -> None:
    """
    An application's time limit is a TimeoutError, which is an OSError as well; it passes as it is.
    """

    class Limited(Watched):
        on = ""

        def before(self, name: str, *args: object) -> None:
            if self.on == f"before {name}":
                self._stop()

        def after(self, name: str, *args: object) -> None:
            if self.on == f"after {name}":
                self._stop()

        def _stop(self) -> None:
            self.on = ""
            raise TimeoutError("the application's time is over")

    files = Limited()
    backend = opened(where, files=files)
    backend.commit(new(book("a")))
    for on, call in (
        ("before read", lambda: backend.load(Key("book", "a"))),
        ("before is_still", lambda: backend.position_of("t1")),
        ("before replace", lambda: backend.commit(change(book("a", 2)))),
        ("after commit", lambda: backend.commit(change(book("a", 3)))),
        ("before sync", lambda: backend.commit(change(book("a", 4)))),
    ):
        files.on = on
        with pytest.raises(TimeoutError, match="application"):
            call()

    # Two were interrupted when their commit was visible, and the last one before.
    assert backend.load(Key("book", "a")) == book("a", 3)
    backend.close()


def test_threads_take_turns(where: Path) -> None:
    """
    Threads that wait for the lock get it in the order in which they came.
    """
    where.mkdir()
    lock = StoreLock(QuickFiles(), str(where / "lock"), "here", patience=10)
    came: list[int] = []

    def take(number: int) -> None:
        with lock.held():
            came.append(number)

    threads = [threading.Thread(target=take, args=[number]) for number in range(5)]
    with lock.held():
        for waiting, thread in enumerate(threads, 2):
            thread.start()
            while len(list(lock._queue)) < waiting:
                time.sleep(0.001)
    for thread in threads:
        thread.join()

    assert came == [0, 1, 2, 3, 4]


def test_a_thread_that_has_the_lock_does_not_get_it_twice(where: Path) -> None:
    """
    Waiting for oneself ends with the patience.
    """
    where.mkdir()
    lock = StoreLock(QuickFiles(), str(where / "lock"), "here", patience=0.02)
    with lock.held():
        assert lock.is_held
        with pytest.raises(Unavailable, match=r"writing for 0\.02 seconds"), lock.held():
            pass
        assert lock.is_held
    assert not lock.is_held
