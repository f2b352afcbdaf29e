"""
Dump: a store on a server as the SQL that makes it again, in any schema and any release of PostgreSQL.
"""

from __future__ import annotations

import atexit
import functools
import re
from contextlib import closing

from servers.postgres import Server, connected, with_options
from sqlalchemy.engine import make_url


SCHEMA = "golden_store"

_OF_A_SESSION = re.compile(r"^(?:--|\\|SET |SELECT pg_catalog\.set_config).*\n|^\n", re.MULTILINE)
"""What differs with the program that dumps, and between releases."""


@functools.cache
def _server() -> Server:
    server = Server(fsync="off")
    atexit.register(server.remove)

    return server


def place() -> str:
    """
    Return the URL of where a store is made that is to be dumped; nothing is there.
    """
    url = with_options(_server().url, schema=SCHEMA)
    with closing(connected(url)) as connection:
        connection.execute(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE")

    return url


def dumped() -> str:
    """
    Return the SQL that makes the store again.
    """
    who = ("--host", str(_server().folder), "--username", "mentoring", "--dbname", "postgres")
    said = _server().run("pg_dump", *who, "--schema", SCHEMA, "--inserts", "--no-owner", "--no-privileges")

    return _OF_A_SESSION.sub("", said.decode())


def restored(dump: str, url: str) -> None:
    """
    Make a store from its SQL, in the schema of a URL.
    """
    schema = str(make_url(url).query["schema"])
    with closing(connected(url)) as connection:
        connection.execute(re.sub(rf"\b{SCHEMA}\b", schema, dump).encode())
