"""
A person is erased from what can be asked for; what the server keeps beyond that is for whoever runs it.
"""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest
from servers.postgres import Server, connected
from sqlalchemy.engine import make_url

from mentorcore import erase_person, open_store, verify_store
from mentorcore.backends import Capability
from mentorcore.errors import Unsupported
from tests.model.examples import BEN
from tests.postgres.server import sql, url_below
from tests.privacy.world import SOUGHT, fill
from tests.storage.conftest import clock


def left(folder: Path) -> list[tuple[str, str]]:
    """
    Return which of Ben's words are in which file.
    """
    return [
        (str(path.relative_to(folder)), word)
        for path in sorted(folder.rglob("*"))
        if path.is_file()
        for content in [path.read_bytes()]
        for word in SOUGHT
        if word.encode() in content
    ]


def test_does_not_promise_what_a_server_keeps(url: str) -> None:
    """
    SCRUBS is not declared: with scrubbing an erasure is refused before it has changed anything.
    """
    with open_store(url, clock=clock) as store:
        fill(store)
        assert Capability.SCRUBS not in store.backend.capabilities
        with pytest.raises(Unsupported, match="scrub=False"):
            erase_person(store, BEN)

        assert () == verify_store(store)


def test_what_whoever_runs_the_server_does(server: Server, tmp_path: Path) -> None:
    """
    Rewriting the tables and letting go of the old log, as the guide says, leaves no word in any file.
    """
    url = url_below(tmp_path, server.url)
    with open_store(url, clock=clock) as store:
        fill(store)
        erase_person(store, BEN, scrub=False)
    data = server.folder / "data"
    assert left(data) != []

    with closing(connected(url)) as dba:
        dba.execute("ALTER SYSTEM SET wal_recycle = off")
        dba.execute("SELECT pg_reload_conf()")
        schema = make_url(url).query["schema"]
        for (name,) in sql(url, "SELECT tablename FROM pg_tables WHERE schemaname = %s", schema):
            dba.execute(f"VACUUM (FULL, ANALYZE) {schema}.{name}")
        for _ in range(2):
            dba.execute("SELECT pg_switch_wal()")
            dba.execute("CHECKPOINT")

    assert left(data) == []
