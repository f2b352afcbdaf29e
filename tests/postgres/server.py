"""
Server: the PostgreSQL that the tests share, one that they start or the one that somebody names.
"""

from __future__ import annotations

import atexit
import contextlib
import functools
import hashlib
import os
import uuid
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any, Final

from servers.postgres import Server, connected, installed, packaged, with_options
from sqlalchemy.engine import make_url


PACKAGED, SYSTEM = "packaged", "system"
"""A server from what pip has installed, and one from what the system has."""

NAMED: Final[Mapping[str, str]] = {
    PACKAGED: "MENTORCORE_TEST_POSTGRES",
    SYSTEM: "MENTORCORE_TEST_SYSTEM_POSTGRES",
}
"""The variable that names a server, as a URL of SQLAlchemy's with a database in which schemas may be made."""


@functools.cache
def server_url(release: str = PACKAGED) -> str:
    """
    Return the URL of the server that the tests of this process and of its children share.
    """
    named = NAMED[release]
    if named not in os.environ:
        server = Server(programs(release), fsync="off")  # none of these tests cuts the power
        atexit.register(server.remove)
        os.environ[named] = server.url  # for processes that are started later

    return os.environ[named]


def programs(release: str) -> Path:
    """
    Return the folder of the programs of one of the two.
    """
    if release == PACKAGED:
        return packaged()
    found = installed()
    assert found is not None, "a test that needs it is skipped"

    return found


def url_below(where: Path, server: str | None = None) -> str:
    """
    Return the URL of the store that stands for a directory: a schema of its own.

    Args:
        server: Another server's URL.
    """
    digest = hashlib.sha256(os.fsencode(where.absolute())).hexdigest()[:24]

    return with_options(server or server_url(), schema=f"t_{digest}")


def url_in(where: Path) -> str:
    """
    Return the URL of the store that is kept with a directory: a new schema for each that is made anew.
    """
    name = where / "schema"
    if not name.exists():
        mine = where / f"schema-{uuid.uuid4().hex}"
        mine.write_text(f"t_{uuid.uuid4().hex}")
        with contextlib.suppress(FileExistsError):  # another process was faster
            os.link(mine, name)
        mine.unlink()

    return with_options(server_url(), schema=name.read_text())


def sql(url: str, statement: str, *parameters: object) -> list[Any]:
    """
    Do what somebody with a standard client would do, in the store's schema.
    """
    schema = str(make_url(url).query.get("schema", "mentorcore"))
    with closing(connected(url)) as connection:
        connection.execute("SELECT set_config('search_path', %s, false)", (schema,))
        cursor = connection.execute(statement, parameters)
        return cursor.fetchall() if cursor.description else []
