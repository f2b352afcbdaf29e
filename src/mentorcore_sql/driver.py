"""
Driver: what is used of a database's own connection, whichever it is.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Protocol, TypeVar


C = TypeVar("C", bound="Connection")
C_co = TypeVar("C_co", bound="Connection", covariant=True)
T = TypeVar("T")


class Cursor(Protocol):
    """
    What is used of a driver's cursor.
    """

    def execute(self, sql: str, parameters: Sequence[Any] = ..., /) -> object: ...

    def executemany(self, sql: str, parameters: list[Sequence[Any]], /) -> object: ...

    def fetchone(self) -> Any: ...

    def fetchall(self) -> list[Any]: ...

    def close(self) -> None: ...

    @property
    def rowcount(self) -> int: ...


class Connection(Protocol):
    """
    What is used of a driver's connection.
    """

    def cursor(self) -> Cursor: ...

    def execute(self, sql: str, parameters: Sequence[Any] = ..., /) -> Cursor: ...


class Connections(Protocol[C_co]):
    """
    The connections of one open store; what goes wrong on one is a `StorageError`.

    Attributes:
        where: The store, as an error names it.
    """

    where: str

    def read(self, ask: Callable[[C_co], T], what: str | None = None) -> T:
        """
        Ask something with one statement, which sees one state of the store.

        Args:
            what: The document that is asked for, to be named in an error.
        """

    def write(self, work: Callable[[C_co], T]) -> T:
        """
        Do something inside a transaction that keeps other writers out from its start; commit it at the end,
        or roll it back when that raises.
        """

    def refuse_when_useless(self) -> None:
        """
        Refuse every call once the store is closed.
        """

    def close(self) -> None:
        """
        Let go of every connection.
        """
