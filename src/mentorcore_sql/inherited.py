"""
Inherited: connections that a child has from the process which it was forked from.

They are the parent's. Closing one in the child would end what the parent has on a server. And SQLite in the
child takes it for the last one to its file once the parent's is closed, and would remove the log: with what a
process that has died since has committed there.
"""

from __future__ import annotations


try:
    from ctypes import py_object, pythonapi
except ImportError:  # pragma: no cover - not every Python is built with it
    pythonapi = None  # type: ignore[assignment]


_left_behind: list[object] = []


def keep_for_good(connection: object) -> None:
    """
    Never close a connection of the parent's, not even when the child ends.
    """
    _left_behind.append(connection)
    if pythonapi is not None:  # pragma: no branch
        # At its end Python lets go of all that modules hold, but not of this.
        pythonapi.Py_IncRef(py_object(connection))
