"""
Closing: a closed backend says so, and trouble is always one of mentorcore's own errors.
"""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Callable

import pytest

from mentorcore.backends import Backend, Batch, Capability, Key
from mentorcore.errors import StorageError, Unavailable, Unsupported
from mentorcore.testing.contract import work
from mentorcore.testing.contract.base import Contract, Opened, needs
from mentorcore.testing.contract.samples import BOOK, Contents, ask, book, contents, new, noted


CALLS: dict[str, Callable[[Backend], object]] = {
    "load": lambda backend: backend.load(Key(BOOK, "a")),
    "scan": lambda backend: backend.scan(BOOK, after=None, limit=9),
    "find": lambda backend: backend.find(ask()),
    "find in order": lambda backend: backend.find(ask(order="title")),
    "commit": lambda backend: backend.commit(new(book("b"))),
    "empty commit": lambda backend: backend.commit(Batch()),
    "position_of": lambda backend: backend.position_of("t"),
    "journal": lambda backend: backend.journal(after=0, limit=9, subject=None),
    "scrub": lambda backend: backend.scrub(),
    "check": lambda backend: backend.check(),
}
"""Every call, as it is made; nobody looks at what it returns."""


class ClosingTests(Contract):
    """
    Closing, and what else can go wrong.
    """

    @pytest.mark.parametrize("call", CALLS.values(), ids=CALLS.keys())
    def test_a_closed_backend_is_unavailable(
        self, backend: Backend, call: Callable[[Backend], object]
    ) -> None:
        """
        After closing, every call is refused as unavailable, at the call itself, and nobody is told to wait.
        """
        backend.commit(new(book("a")))
        backend.close()
        scrubs = Capability.SCRUBS in backend.capabilities

        with pytest.raises(Unavailable if scrubs else (Unavailable, Unsupported)) as caught:
            call(backend)

        assert isinstance(caught.value, Unavailable) or call is CALLS["scrub"]
        assert not caught.value.retryable, "waiting opens nothing: give the error a remedy"

    def test_may_be_closed_again(self, backend: Backend) -> None:
        """
        Closing what is closed does nothing.
        """
        backend.commit(new(book("a")))

        for _ in range(3):
            backend.close()

    def test_may_be_closed_unused(self, backend: Backend) -> None:
        """
        A backend that was opened and never used can be closed.
        """
        backend.close()

    def test_closing_breaks_in_on_others_cleanly(self, backend: Backend) -> None:
        """
        A thread that works while another one closes meets its results or one of mentorcore's own errors.
        """
        backend.commit(new(book("a", body='{"number": 0}')))

        def busy() -> None:
            with contextlib.suppress(StorageError):
                while True:
                    for call in ("load", "scan", "find", "empty commit", "journal"):
                        CALLS[call](backend)

        def close() -> None:
            contents(backend)
            backend.close()

        work.at_once(busy, busy, close)

    @needs(Capability.DURABLE)
    def test_damage_is_reported_and_not_believed(self, backend: Backend, opened: Opened) -> None:
        """
        With any one of its files overwritten, a store gives what was kept or one of mentorcore's own errors.
        """
        backend.commit(noted(new(book("a", title="t"), book("b")), "a"))
        before = contents(backend)
        backend.close()

        copy = opened.where.with_name("copy")
        shutil.copytree(opened.where, copy)
        for damaged in [path.relative_to(copy) for path in copy.rglob("*") if path.is_file()]:
            shutil.rmtree(opened.where)
            shutil.copytree(copy, opened.where)
            size = (copy / damaged).stat().st_size
            (opened.where / damaged).write_bytes(b"This is no store. " * (size // 18 + 1))

            assert _contents_if_readable(opened) in (before, None), damaged


def _contents_if_readable(opened: Opened) -> Contents | None:
    try:
        with contextlib.closing(opened()) as backend:
            return contents(backend)
    except StorageError:
        return None
