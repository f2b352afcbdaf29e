"""
A server that stops in the midst of writes loses nothing that was acknowledged, and nothing is there twice.
"""

from __future__ import annotations

import signal
import threading
import time
from collections import Counter
from contextlib import closing, suppress
from pathlib import Path

import attrs
import pytest
from servers.postgres import FAST, IMMEDIATE, Server, with_options

from mentorcore.errors import AlreadyDone, Unavailable
from mentorcore_postgres.backend import PostgresBackend
from mentorcore_postgres.inspection import inspect_postgres
from tests.postgres.releases import ON_BOTH
from tests.postgres.samples import opened
from tests.postgres.server import url_below
from tests.sqlite.samples import book, new, with_layout


pytestmark = ON_BOTH

WRITERS = 4
PATIENCE = 60.0


def written(backend: PostgresBackend, name: str, over: threading.Event) -> list[str]:
    """
    Commit one document after the other, each until it is acknowledged, and return their ids.
    """
    done: list[str] = []
    while not over.is_set():
        made = f"{name}-{len(done)}"
        batch = attrs.evolve(new(book(made, title=made)), token=made)
        deadline = time.monotonic() + PATIENCE
        while True:
            with suppress(AlreadyDone):
                try:
                    backend.commit(batch)
                except Unavailable:
                    assert time.monotonic() < deadline
                    time.sleep(0.005)
                    continue
            break
        done.append(made)

    return done


@pytest.mark.parametrize("how", [FAST, IMMEDIATE], ids=["fast", "immediate"])
def test_loses_nothing_and_doubles_nothing(server: Server, how: signal.Signals, tmp_path: Path) -> None:
    """
    Writers that repeat what was not acknowledged, by its token, have each of their commits there once, in the
    order in which they made them, although the server was stopped or crashed three times meanwhile.
    """
    done: dict[str, list[str]] = {}
    over = threading.Event()
    with closing(opened(url_below(tmp_path, server.url), busy_seconds=5)) as backend:

        def write(name: str) -> None:
            done[name] = written(backend, name, over)

        writers = [threading.Thread(target=write, args=(f"w{number}",)) for number in range(WRITERS)]
        for writer in writers:
            writer.start()
        for _ in range(3):
            time.sleep(0.4)
            server.restart(how)
        time.sleep(0.2)
        over.set()
        for writer in writers:
            writer.join()
        subjects = [entry.subject for entry in backend.journal(after=0, limit=1_000_000, subject=None)]

        assert len(done) == WRITERS
        for name, ids in done.items():
            assert len(ids) > 10
            assert [subject for subject in subjects if subject.startswith(f"{name}-")] == ids
        assert Counter(subjects).most_common(1)[0][1] == 1
        assert {e.key.id for e in backend.scan("book", after=None, limit=1_000_000)} == set(subjects)
        assert list(backend.check()) == []


def test_a_standby_is_read(server: Server, tmp_path: Path) -> None:
    """
    A store on a standby is opened, read, checked and inspected; whoever writes or makes one is told.
    """
    url = url_below(tmp_path, server.url)
    with closing(opened(url)) as backend:
        backend.commit(new(book("a")))
    server.stand_by()
    try:
        with closing(opened(url)) as backend:
            assert backend.load(book("a").key) == book("a")
            assert list(backend.check()) == []
            with pytest.raises(Unavailable, match="promote the standby"):
                backend.commit(new(book("b")))
            assert backend.load(book("b").key) is None
        with inspect_postgres(url) as inspection:
            assert list(inspection.ids("book")) == ["a"]
        for arguments in (
            {"url": with_options(url, schema="other")},
            {"url": url, "layout": with_layout(views=())},
        ):
            with pytest.raises(Unavailable, match="promote the standby"):
                opened(**arguments, upgrade=True)
    finally:
        server.run("pg_ctl", "promote", "-D", str(server.folder / "data"))


def test_a_server_that_is_down_is_unavailable(server: Server, tmp_path: Path) -> None:
    """
    While the server is down every call is `Unavailable`; the store works again when it is up, as it is.
    """
    with closing(opened(url_below(tmp_path, server.url), busy_seconds=2)) as backend:
        backend.commit(new(book("a")))
        server.stop(FAST)
        try:
            for _ in range(2):
                with pytest.raises(Unavailable):
                    backend.load(book("a").key)
                with pytest.raises(Unavailable):
                    backend.commit(new(book("b")))
        finally:
            server.start()

        assert backend.load(book("a").key) == book("a")
        assert backend.commit(new(book("b"))) == 2
