"""
Script: what writers do to a store, step by step, decided by dice that fall the same way every time.
"""

from __future__ import annotations

import abc
from collections.abc import Mapping
from datetime import UTC, datetime
from random import Random
from typing import ClassVar

import attrs

from mentorcore.backends import Backend, Key, Layout
from mentorcore.storage.store import Store


START = datetime(2026, 1, 12, 9, 0, tzinfo=UTC)

SCRUB = "scrub"
"""The kind of step that scrubs."""


@attrs.define
class Opened:
    """
    A store that is open.

    Attributes:
        store: The record on it, where the work is done with commands.

        at: What the record's clock says.
    """

    backend: Backend
    store: Store | None = None
    at: datetime = START


@attrs.define
class Hand:
    """
    Whose work it is.

    Attributes:
        name: What every id and token of theirs begins with.

        used: How many ids they have used.
    """

    name: str
    dice: Random
    used: int = 0

    def new(self, what: str) -> str:
        """
        Return an id that was never used.
        """
        self.used += 1

        return f"{self.name}-{what}{self.used}"


class Step(abc.ABC):
    """
    One call that commits, or scrubs.

    Attributes:
        token: That of the commit.

        removes: What it puts a tombstone at.
    """

    token: str | None = None
    removes: tuple[Key, ...] = ()

    @abc.abstractmethod
    def do(self, opened: Opened) -> int | None:
        """
        Do it, and return the position of the commit, if it is one.
        """


class Scrub(Step):
    """
    Scrub the store.
    """

    def do(self, opened: Opened) -> None:
        opened.backend.scrub()


class Script(abc.ABC):
    """
    A kind of work.

    Attributes:
        name: In a few words.

        layout: That of the stores it is done on.

        kinds: The kinds of steps, and how often each is taken.

        probe: The kind of step that is always possible, and of several documents.
    """

    name: ClassVar[str]
    layout: ClassVar[Layout]
    kinds: ClassVar[Mapping[str, int]]
    probe: ClassVar[str]

    @abc.abstractmethod
    def open(self, backend: Backend) -> Opened:
        """
        Get ready to work on a backend.
        """

    @abc.abstractmethod
    def plan(self, kind: str, hand: Hand, opened: Opened) -> Step:
        """
        Return a step that is possible on a store as it is, and do not take it.
        """

    def settled(self, body: str) -> str:
        """
        Return a document's body without what is different each time the same step is taken.
        """
        return body

    def problems(self, opened: Opened) -> tuple[str, ...]:
        """
        Return what else is wrong with a store.
        """
        return ()
