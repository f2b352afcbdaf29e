"""
URLs: opening the record that one names.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from mentorcore.backends import open_backend
from mentorcore.errors import InvalidValue, MigrationNeeded
from mentorcore.model.policy import Policy
from mentorcore.model.values import check_callable, check_type
from mentorcore.storage.layout import LAYOUT
from mentorcore.storage.store import Store
from mentorcore.storage.upgrading import check_backup, prepare_upgrade


def open_store(
    url: str,
    *,
    policy: Policy | None = None,
    clock: Callable[[], datetime] | None = None,
    create: bool = True,
    upgrade: bool = False,
    backup: str | None = None,
) -> Store:
    """
    Open the record that a URL names.

    Args:
        url: For example ``sqlite:///mentoring.db``, ``json:///directory`` (relative), ``json:////directory``
            (absolute), ``postgresql+psycopg://user@host/database?schema=name`` or ``memory:``.

        policy: What the organisation has chosen; the kept one unless given, the default for a new store.

        clock: What tells the time, timezone-aware; the machine's clock unless given.

        create: Make the store where there is none.

        upgrade: Bring an older store, or one with another policy, up to date. Everything is read before
            anything is written; `plan_upgrade` tells beforehand what would be done.

        backup: Where a copy of the store is put before it is upgraded, as `back_up_store` makes it; there is
            none where nothing has to be upgraded.

    Raises:
        UnknownScheme: No installed backend serves the URL.

        PluginLoadFailed: Its backend cannot be loaded.

        NotAStore: What is there is something else, or *create* is false and nothing is there.

        MigrationNeeded: It has an older layout or another policy, and *upgrade* is false.

        SchemaTooNew: A newer release made it, or wrote into it what would have to be upgraded.

        Corrupt: It is damaged; an upgrade that meets a damaged document changes nothing.

        BackupExists: There is something at *backup* already; the store is as it was.
    """
    if not isinstance(url, str):
        raise InvalidValue(
            tried="open a store",
            because=f"a value of type {type(url).__name__} is no URL",
            accepted="give text such as sqlite:///mentoring.db",
            rule="P1",
            path="url",
        )
    if policy is not None:
        check_type(Policy, policy, "policy")
    if clock is not None:
        check_callable(clock, "clock")
    place = check_backup(url, backup)
    try:
        return _opened(url, policy, clock, create=create, upgrade=False)
    except MigrationNeeded:
        if not upgrade:
            raise
    prepare_upgrade(url, policy, place)

    return _opened(url, policy, clock, create=create, upgrade=True)


def _opened(
    url: str, policy: Policy | None, clock: Callable[[], datetime] | None, *, create: bool, upgrade: bool
) -> Store:
    backend = open_backend(url, LAYOUT, create=create, upgrade=upgrade)
    try:
        return Store(backend, policy=policy, clock=clock, upgrade=upgrade)
    except BaseException:
        backend.close()
        raise
