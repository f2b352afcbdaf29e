"""
The SQLite backend: one file, queried with SQL, through SQLAlchemy Core.

A store is named as SQLAlchemy names it: ``sqlite:///mentoring.db`` for a path relative to the working
directory, ``sqlite:////srv/mentoring.db`` for an absolute one.
"""

from __future__ import annotations

from mentorcore.backends import Backend, Inspection, Layout, hookimpl


@hookimpl
def mentorcore_open(url: str, layout: Layout, create: bool, upgrade: bool) -> Backend:
    """
    Open the store that an SQLite URL names.
    """
    from mentorcore_sqlite.opening import open_sqlite

    return open_sqlite(url, layout, create=create, upgrade=upgrade)


@hookimpl
def mentorcore_inspect(url: str) -> Inspection:
    """
    Look at the store that an SQLite URL names.
    """
    from mentorcore_sqlite.inspection import inspect_sqlite

    return inspect_sqlite(url)
