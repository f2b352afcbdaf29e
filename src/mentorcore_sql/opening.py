"""
Opening: recognises a store, makes one, or brings one to a new layout.

Whatever is refused is left as it was.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Generic

from mentorcore.errors import MigrationNeeded, NotAStore
from mentorcore_sql.driver import C
from mentorcore_sql.migration import RelationalMigration
from mentorcore_sql.prepared import Prepared
from mentorcore_sql.state import NUMBER, State


class RelationalOpening(ABC, Generic[C]):
    """
    What the caller of `open_store` asked for.

    Args:
        where: The store, as an error names it.

        shown: Its URL, as the command stands that upgrades it.
    """

    def __init__(self, where: str, shown: str, made: Prepared, *, create: bool, upgrade: bool) -> None:
        self._where = where
        self._shown = shown
        self._made = made
        self._create = create
        self._upgrade = upgrade

    def is_there(self, connection: C) -> bool:
        """
        Tell whether the store is as it should be; otherwise it may be made so.

        Raises:
            NotAStore: There is none, and none is to be made.

            MigrationNeeded: It has another layout, and is not to be brought to this one.

            StorageError: It is none, or not as it was made.
        """
        state = self._state(connection)
        if state is None:
            if not self._create:
                raise NotAStore(self._where, f"{self._nothing(connection)}, and create is false")
            return False
        is_current = state == State(NUMBER, self._made.layout.fingerprint)
        if not is_current and not self._upgrade:
            command = f"open_store({self._shown}, upgrade=True)"
            raise MigrationNeeded(self._where, "it was made for another layout", command)
        if is_current:
            self._refuse_foreign(connection, whole=False)

        return is_current

    def make(self, connection: C) -> None:
        """
        Make the store, or bring it to the layout, unless another process was faster.
        """
        if self.is_there(connection):
            return
        migration = self._migration()
        is_new = self._state(connection) is None
        if is_new:
            migration.create(connection)
        else:
            migration.upgrade(connection)
        migration.sign(connection, NUMBER, is_new=is_new)
        # What a migration keeps as it is may be somebody else's.
        self._refuse_foreign(connection, whole=True)

    @abstractmethod
    def _state(self, connection: C) -> State | None:
        """
        Return what the store says about itself, or *None* where there is none.
        """

    @abstractmethod
    def _nothing(self, connection: C) -> str:
        """
        Tell what there is not, where there is no store.
        """

    @abstractmethod
    def _refuse_foreign(self, connection: C, *, whole: bool) -> None:
        """
        Refuse a store whose tables are not those of its layout; with *whole*, one that lacks a table as well.
        """

    @abstractmethod
    def _migration(self) -> RelationalMigration[C]:
        """
        Return the way to the layout.
        """
