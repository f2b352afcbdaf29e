"""
What erasure, retention and export promise on a server, which keeps more than can be asked of it: without
scrubbing nothing of a person is in what the store still shows.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from servers.postgres import connected
from sqlalchemy.engine import make_url

from mentorcore import (
    Person,
    Presence,
    Store,
    apply_retention,
    copy_store,
    erase_person,
    export_person,
    open_store,
    verify_store,
)
from mentorcore.errors import Unavailable
from tests.model.examples import ADA, BEN, CY, DAY
from tests.postgres.server import sql, url_below
from tests.privacy.conftest import POLICY
from tests.privacy.test_erasure import everything
from tests.privacy.test_retention import WORDS, ended
from tests.privacy.world import DEE, SOUGHT, fill
from tests.storage.conftest import clock


OF = {
    ADA: ("Ada Osei", "ada@example.org", "ADAPRIVATE"),
    BEN: SOUGHT,
    CY: ("Cy Ito",),
    DEE: ("DEEPRIVATE", "Dee Benedikt"),
}
"""What must not be found once somebody is erased."""


@pytest.fixture
def url(tmp_path: Path) -> str:
    return url_below(tmp_path)


@pytest.fixture
def on_server(url: str) -> Iterator[Store]:
    """
    A store with all that `fill` enters.
    """
    with open_store(url, clock=clock, policy=POLICY) as opened:
        fill(opened)
        yield opened


def shown(url: str, sought: tuple[str, ...]) -> set[tuple[str, str]]:
    """
    Return which of these words, in any spelling, are in which table or view of the store.
    """
    schema = make_url(url).query["schema"]
    names = sql(url, "SELECT relname FROM pg_class JOIN pg_namespace AS n ON n.oid = relnamespace "
                     "WHERE n.nspname = %s AND relkind IN ('r', 'v')", schema)  # fmt: skip
    assert len(names) > 20
    spellings = {
        word: {spelt.lower() for spelt in (word, json.dumps(word)[1:-1], json.dumps(word.lower())[1:-1])}
        for word in sought
    }

    return {
        (name, word)
        for (name,) in names
        for row in sql(url, f"SELECT lower(t::text) FROM {name} AS t")
        for word, spelt in spellings.items()
        if any(one in str(row) for one in spelt)
    }


class TestErasure:
    @pytest.mark.parametrize("person", OF)
    def test_leaves_nothing_in_any_table_or_view(self, on_server: Store, url: str, person: str) -> None:
        """
        D3: whoever is erased, nothing of them is in a table, an index value or a view.
        """
        assert len({name for name, _ in shown(url, OF[person])}) > 1

        done = erase_person(on_server, person, scrub=False)

        assert not done.scrubbed
        assert shown(url, OF[person]) == set()
        assert [] == [word for word in OF[person] if word in everything(on_server)]
        assert Presence.ERASED is on_server.get(Person, person).presence
        assert () == verify_store(on_server)

    def test_leaves_nothing_that_an_index_finds(self, on_server: Store, url: str) -> None:
        """
        D3: no index, asked with reading tables forbidden, finds what the person was found by.
        """
        erase_person(on_server, BEN, scrub=False)
        schema = make_url(url).query["schema"]
        keys = sql(url, "SELECT t.relname, a.attname FROM pg_index AS x "
                        "JOIN pg_class AS t ON t.oid = x.indrelid "
                        "JOIN pg_namespace AS n ON n.oid = t.relnamespace "
                        "JOIN pg_attribute AS a ON a.attrelid = t.oid AND a.attnum = x.indkey[0] "
                        "WHERE n.nspname = %s AND a.atttypid = 'text'::regtype", schema)  # fmt: skip
        assert len(keys) > 10
        with connected(url) as connection:
            connection.execute("SET enable_seqscan = off")
            for table, column in keys:
                for word in SOUGHT:
                    found = f"SELECT 1 FROM {schema}.{table} WHERE {column} >= %s AND {column} < %s"
                    assert connection.execute(found, (word, f"{word}\U0010ffff")).fetchall() == []

    def test_goes_on_where_the_server_stopped_it(
        self, on_server: Store, url: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """
        D3: when the server goes away in the midst of it, it is run again and finds the rest.
        """
        commit, left = on_server.backend.commit, [2]

        def failing(batch: object) -> int:
            left[0] -= 1
            if left[0] < 0:
                raise Unavailable("the server", "it is gone")
            return commit(batch)  # type: ignore[arg-type]

        with monkeypatch.context() as patch:
            patch.setattr(on_server.backend, "commit", failing)
            with pytest.raises(Unavailable):
                erase_person(on_server, BEN, scrub=False)
        assert shown(url, SOUGHT) != set()

        erase_person(on_server, BEN, scrub=False)

        assert shown(url, SOUGHT) == set()


class TestRetention:
    def test_leaves_nothing_in_any_table_or_view(self, on_server: Store, url: str) -> None:
        """
        D3: nobody's words of a relationship whose time is over are in a table or a view.
        """
        over = ended(on_server) + 200 * DAY

        apply_retention(on_server, at=over, scrub=False)

        words = tuple(word for word in WORDS if word != "BENWROTE")  # his profile is his own
        assert shown(url, words) == set()
        assert () == verify_store(on_server)


class TestExport:
    @pytest.mark.parametrize("person", OF)
    def test_is_that_of_every_other_backend(self, url: str, memory: Store, person: str) -> None:
        """
        Whatever keeps the record, an export says the same.
        """
        with open_store(url, clock=clock, policy=POLICY) as copied:
            copy_store(memory, copied)

            assert export_person(copied, person).to_json() == export_person(memory, person).to_json()

    def test_once_erased(self, on_server: Store) -> None:
        """
        D3: once somebody is erased nothing of their words is left to export.
        """
        erase_person(on_server, BEN, scrub=False)
        said = export_person(on_server, BEN).to_json()

        assert [] == [word for word in SOUGHT if word in said]
