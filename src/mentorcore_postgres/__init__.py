"""
The PostgreSQL backend: a schema of its own on a server, through SQLAlchemy Core and psycopg.

A store is named as SQLAlchemy names a database, with its schema behind it:
``postgresql+psycopg://user@host/database?schema=mentorcore``.
"""

from __future__ import annotations

from mentorcore.backends import Backend, Inspection, Layout, hookimpl
from mentorcore.errors import PluginLoadFailed


_REMEDY = "install what it needs: pip install 'mentorcore[postgres]'"


@hookimpl
def mentorcore_open(url: str, layout: Layout, create: bool, upgrade: bool) -> Backend:
    """
    Open the store that a PostgreSQL URL names.
    """
    try:
        from mentorcore_postgres.opening import open_postgres
    except ImportError as error:  # the extra is not called as the scheme is
        raise PluginLoadFailed("postgresql", _REMEDY) from error

    return open_postgres(url, layout, create=create, upgrade=upgrade)


@hookimpl
def mentorcore_inspect(url: str) -> Inspection:
    """
    Look at the store that a PostgreSQL URL names.
    """
    try:
        from mentorcore_postgres.inspection import inspect_postgres
    except ImportError as error:
        raise PluginLoadFailed("postgresql", _REMEDY) from error

    return inspect_postgres(url)
