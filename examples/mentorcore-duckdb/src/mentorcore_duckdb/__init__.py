"""
Keeps the record of mentorcore in DuckDB, in one file: ``duckdb:///team.duckdb``.
"""

from __future__ import annotations

import re

from mentorcore.backends import Backend, Layout, hookimpl, redacted
from mentorcore.errors import NotAStore

from mentorcore_duckdb.opening import open_file


__all__ = ["mentorcore_open"]

_URL = re.compile(r"duckdb:///(?P<path>[^?#\x00\ud800-\udfff]+)")


@hookimpl
def mentorcore_open(url: str, layout: Layout, create: bool, upgrade: bool) -> Backend:
    """
    Open ``duckdb:///relative.duckdb`` or ``duckdb:////absolute.duckdb``.

    Nothing is prepared for a layout: index values are kept as JSON, in which DuckDB looks quickly enough. So
    nothing has to follow a new one.

    Raises:
        NotAStore: The URL is none of these two, there is something else, or nothing and *create* is false.

        SchemaTooNew: A newer release of this plugin made it.

        Unavailable: Another process has it open.
    """
    del layout, upgrade
    where = redacted(url)
    if (read := _URL.fullmatch(url)) is None:
        raise NotAStore(
            where, "write duckdb:///file or duckdb:////absolute/file, without a driver or options"
        )

    return open_file(read["path"], where, create=create)
