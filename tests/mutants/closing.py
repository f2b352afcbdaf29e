"""
Backends that do not end well.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator

from mentorcore.backends import Envelope, Key
from mentorcore.errors import Corrupt, Unavailable
from tests.mutants.base import PAUSE, InMemory, InOneFile


class ReadsAfterClosing(InMemory):
    """
    Answers from what is still in memory after it was closed.
    """

    killed_by = "test_a_closed_backend_is_unavailable"

    def position_of(self, token: str) -> int | None:
        return self._tokens.get(token)


class AsksForPatienceOnceClosed(InMemory):
    """
    Says of what was closed that it may be tried again later.
    """

    killed_by = "test_a_closed_backend_is_unavailable"

    @contextlib.contextmanager
    def _open(self) -> Iterator[None]:
        if self._closed:
            raise Unavailable("memory:", "it is closed")
        with super()._open():
            yield


class CountsItsUsersDown(InMemory):
    """
    Counts who is done with it, and does not expect more than two.
    """

    killed_by = "test_may_be_closed_again"

    _users = 2

    def close(self) -> None:
        super().close()
        self._users -= 1
        if self._users < 0:
            raise Unavailable("memory:", "nobody uses it any more")


class ConnectsWhenItIsUsed(InMemory):
    """
    Makes its connection at the first call, and closes it whether or not there was one.
    """

    killed_by = "test_may_be_closed_unused"
    _connection: list[str]

    @contextlib.contextmanager
    def _open(self) -> Iterator[None]:
        self._connection = ["connected"]
        with super()._open():
            yield

    def close(self) -> None:
        super().close()
        self._connection.clear()


class LosesItsFootingWhenClosed(InMemory):
    """
    Looks whether it is open, and then at a document, and does not expect to be closed in between.
    """

    killed_by = "test_closing_breaks_in_on_others_cleanly"

    _loading = 0

    def load(self, key: Key) -> Envelope | None:
        with self._open():
            is_there = key in self._documents
        self._loading += 1
        time.sleep(PAUSE)
        self._loading -= 1

        return self._documents[key] if is_there else None

    def close(self) -> None:
        patience = time.monotonic() + 10 * PAUSE
        while not self._loading and time.monotonic() < patience:
            time.sleep(0)
        super().close()


class TakesDamageForNothing(InOneFile):
    """
    Swallows the error when its file cannot be read, and begins anew.
    """

    killed_by = "test_damage_is_reported_and_not_believed"

    def _read(self) -> None:
        try:
            super()._read()
        except Corrupt:
            self._forget()
