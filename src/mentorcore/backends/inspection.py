"""
Inspection: a store as it lies there, read without opening it.

Opening brings a store to the layout of the release that opens it. What that would change is found out, and
what there was is copied, in this way: whatever the store's layout, and without writing one byte to it.
"""

from __future__ import annotations

import abc
from collections.abc import Iterator
from types import TracebackType
from typing import Self

from mentorcore.backends.contract import Envelope, Key


class Inspection(abc.ABC):
    """
    A store that is looked at. Others may use it meanwhile.

    Like a backend it lets no foreign exception out, and every error is a `StorageError`.
    """

    @property
    @abc.abstractmethod
    def fingerprint(self) -> str:
        """
        The fingerprint of the layout that the store was made for, or last brought to.
        """

    @abc.abstractmethod
    def ids(self, kind: str) -> Iterator[str]:
        """
        Return the id of every document of a kind, in order; none where the store has no such kind.
        """

    @abc.abstractmethod
    def load(self, key: Key) -> Envelope | None:
        """
        Return a document without its index values, or *None* where it was removed meanwhile.

        Raises:
            Corrupt: It is there, but what is kept cannot be read.
        """

    @abc.abstractmethod
    def back_up(self, url: str) -> None:
        """
        Copy the whole store, as it is at one moment, to a place where nothing is.

        Documents, versions, schema numbers, index values, journal, tokens and tombstones are copied as they
        are, so that whatever opens the store opens the copy. The copy is private to its owner, and it is on
        the disk when this returns; one that was interrupted is not at *url*.

        Args:
            url: For the same backend.

        Raises:
            BackupExists: Something is there; it was left alone.

            NotAStore: A copy cannot be made there.
        """

    @abc.abstractmethod
    def close(self) -> None:
        """
        Let go of everything; calling it again does nothing.
        """

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()
