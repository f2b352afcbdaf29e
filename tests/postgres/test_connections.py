"""
Connections are pooled, come back after they were lost, and cross no fork.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from types import SimpleNamespace
from typing import Any

import attrs
import psycopg
import pytest
from servers.postgres import connected, with_options
from sqlalchemy.engine import make_url

from mentorcore.backends import Batch, Entry, Key
from mentorcore.errors import Corrupt, NotAStore, StorageError, StorageFull, Unavailable, Unsupported
from mentorcore_postgres.backend import PostgresBackend
from mentorcore_postgres.connections import CLOSE_SECONDS, Connection
from mentorcore_postgres.trouble import translated
from tests.postgres.faults import Watched
from tests.postgres.samples import opened
from tests.postgres.server import server_url, sql
from tests.sqlite.interrupting import interrupted
from tests.sqlite.samples import book, new


@pytest.fixture
def watched(url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[PostgresBackend]:
    """
    A store whose statements a test can interfere with.
    """
    named = with_options(url, application_name=str(make_url(url).query["schema"]))
    backend = opened(named, connect=Watched.opened, busy_seconds=0.5)
    yield backend
    monkeypatch.undo()
    backend.close()


def ended(backend: PostgresBackend) -> int:
    """
    Have the server end every connection of a store but one's own, and return how many there were.
    """
    pids = [pooled.connection.info.backend_pid for pooled in backend._connections._pool._idle]
    for pid in pids:
        sql(server_url(), "SELECT pg_terminate_backend(%s, 5000)", pid)

    return len(pids)


def ending_once(backend: PostgresBackend, statement: str) -> Callable[[str], None]:
    """
    Return what has the server end the connection that is about to run a statement, the first time.
    """
    left = [statement]

    def before(query: str) -> None:
        if left and query.startswith(left[0]):
            left.clear()
            activity = "SELECT pid FROM pg_stat_activity WHERE application_name = %s"
            for (pid,) in sql(server_url(), activity, backend._place.schema):
                sql(server_url(), "SELECT pg_terminate_backend(%s, 5000)", pid)

    return before


class TestPool:
    def test_a_connection_is_used_again(self, backend: PostgresBackend) -> None:
        """
        Calls that follow one another share a connection.
        """
        pids = {backend._connections.read(lambda c: c.info.backend_pid) for _ in range(5)}

        assert len(pids) == 1

    def test_has_no_more_than_its_url_says(self, url: str) -> None:
        """
        With two connections a third call waits for one, and says so when it has waited long enough.
        """
        both, free = threading.Barrier(3), threading.Event()

        def hold(connection: Connection) -> None:
            both.wait()
            free.wait()

        with closing(opened(with_options(url, pool="2"), busy_seconds=0.2)) as backend:
            with ThreadPoolExecutor(2) as threads:
                held = [threads.submit(backend._connections.read, hold) for _ in range(2)]
                both.wait()
                with pytest.raises(Unavailable, match="all of its 2 connections are in use"):
                    backend.load(Key("book", "a"))
                free.set()
                for each in held:
                    each.result()
            assert backend.load(Key("book", "a")) is None

    def test_a_refused_commit_leaves_no_transaction(self, backend: PostgresBackend) -> None:
        """
        After a conflict nothing is locked, and others commit.
        """
        backend.commit(new(book("a")))
        with pytest.raises(StorageError):
            backend.commit(new(book("a")))

        assert backend.commit(new(book("b"))) == 2

    def test_a_writer_waits_its_time(self, watched: PostgresBackend, url: str) -> None:
        """
        Behind another writer who comes to no end, a commit is `Unavailable`, and nothing of it is kept.
        """
        with closing(connected(url)) as other:
            other.execute("BEGIN")
            schema = watched._place.schema
            other.execute(f"SELECT * FROM {schema}.mentorcore_schema FOR UPDATE")
            with pytest.raises(Unavailable, match="another writer"):
                watched.commit(new(book("a")))
            assert watched.load(Key("book", "a")) is None  # readers wait for nobody

        assert watched.commit(new(book("a"))) == 1

    def test_commits_are_durable_whatever_the_setting(self, url: str) -> None:
        """
        Where the server would not wait for the disk, a commit of ours does.
        """
        seen: list[str] = []
        with closing(opened(url)) as backend:

            def work(connection: Connection) -> None:
                row = connection.execute("SHOW synchronous_commit").fetchone()
                seen.extend(row or ())

            backend._connections.write(work)
            backend._connections.read(lambda c: c.execute("SET synchronous_commit = off"))
            backend._connections.write(work)
            backend._connections.read(lambda c: c.execute("SET synchronous_commit = remote_apply"))
            backend._connections.write(work)

        assert seen == ["on", "on", "remote_apply"]

    def test_closing_waits_for_others(self, url: str) -> None:
        """
        A call of another thread comes to its end; a later one is refused.
        """
        inside, free = threading.Event(), threading.Event()

        def slow(connection: Connection) -> Any:
            inside.set()
            free.wait()
            return connection.execute("SELECT 1").fetchone()

        backend = opened(url)
        with ThreadPoolExecutor(2) as threads:
            call = threads.submit(backend._connections.read, slow)
            inside.wait()
            close = threads.submit(backend.close)
            while not backend._connections._closed:
                time.sleep(0.001)
            assert not close.done()
            free.set()
            assert call.result() == (1,)
            close.result()
        with pytest.raises(Unavailable, match="closed"):
            backend.load(Key("book", "a"))


class TestInterrupts:
    """
    A signal handler raises somewhere in a call, and the store works afterwards.
    """

    @pytest.mark.parametrize("name", ["load", "commit"])
    def test_at_every_step(self, url: str, name: str) -> None:
        """
        Wherever a call is interrupted, it keeps neither its turn nor the lock, although the exception is
        still looked at, and the next call closes what it has left.
        """
        made: list[Connection] = []

        def connect(**parameters: Any) -> Connection:
            made.append(psycopg.connect(**parameters))
            return made[-1]

        def open_ones() -> int:
            return sum(not connection.closed for connection in made)

        at, kept = 0, list[BaseException]()
        with closing(opened(with_options(url, pool="1"), busy_seconds=0.5, connect=connect)) as backend:
            backend.commit(new(book("a")))
            calls: dict[str, Callable[[], object]] = {
                "load": lambda: backend.load(Key("book", "a")),
                "commit": lambda: backend.commit(Batch(entries=(Entry("here", "{}"),))),
            }
            while interrupted(calls[name], at := at + 1, kept):
                backend.commit(Batch(entries=(Entry("there", "{}"),)))
                assert open_ones() == 1

        assert open_ones() == 0
        assert at == len(kept) + 1 > 20

    def test_closing_in_a_signal_handler(
        self, watched: PostgresBackend, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """
        A handler that closes the store in the midst of a commit does not wait for it; the commit ends as
        usual.
        """
        took: list[float] = []

        def handle(query: str) -> None:
            if query == "COMMIT":
                started = time.monotonic()
                watched.close()
                took.append(time.monotonic() - started)

        monkeypatch.setattr(Watched, "before", staticmethod(handle))

        assert watched.commit(new(book("a"))) == 1
        assert took[0] < CLOSE_SECONDS / 2
        assert not watched._connections._pool._idle


class TestLost:
    def test_what_lay_idle_is_replaced(self, backend: PostgresBackend) -> None:
        """
        When the server has ended connections that lay idle, neither who reads nor who commits notices.
        """
        backend.commit(new(book("a")))
        assert ended(backend) == 1
        assert backend.load(Key("book", "a")) is not None
        assert ended(backend) == 1
        assert backend.commit(new(book("b"))) == 2

    def test_before_the_end_of_a_commit_it_is_done_again(
        self, watched: PostgresBackend, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """
        A commit whose connection is lost while it writes is done again, once.
        """
        watched.commit(new(book("a")))
        monkeypatch.setattr(Watched, "before", staticmethod(ending_once(watched, "INSERT")))

        assert watched.commit(new(book("b"))) == 2
        assert [entry.subject for entry in watched.journal(after=0, limit=9, subject=None)] == ["a", "b"]

    def test_a_pause_that_the_server_does_not_allow(
        self, watched: PostgresBackend, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """
        The same where the server ends a transaction because it took too long between two statements.
        """
        watched._connections.read(lambda c: c.execute("SET idle_in_transaction_session_timeout = 20"))
        pauses: list[str] = []

        def before(query: str) -> None:
            if query.startswith("INSERT") and not pauses:
                pauses.append(query)
                time.sleep(0.2)

        monkeypatch.setattr(Watched, "before", staticmethod(before))

        assert watched.commit(new(book("a"))) == 1
        assert len(watched.journal(after=0, limit=9, subject=None)) == len(pauses) == 1

    def test_in_the_midst_of_the_end_it_is_told(
        self, watched: PostgresBackend, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """
        A commit whose connection is lost when the server was told to commit is not done again: only its token
        tells whether it happened.
        """
        watched.commit(new(book("a")))
        monkeypatch.setattr(Watched, "before", staticmethod(ending_once(watched, "COMMIT")))
        batch = attrs.evolve(new(book("b")), token="t")
        with pytest.raises(Unavailable, match="may have happened or not"):
            watched.commit(batch)

        assert watched.position_of("t") is None
        assert watched.commit(batch) == 2

    def test_after_it_was_carried_out_too(
        self, watched: PostgresBackend, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """
        The same where it did happen, and only the answer was lost.
        """

        def after(query: str) -> None:
            if query == "COMMIT":
                raise psycopg.OperationalError("the connection is lost")

        monkeypatch.setattr(Watched, "after", staticmethod(after))
        with pytest.raises(Unavailable, match="may have happened or not"):
            watched.commit(attrs.evolve(new(book("b")), token="t"))
        monkeypatch.undo()

        assert watched.position_of("t") == 1

    def test_others_who_are_faster_are_let_through(
        self, watched: PostgresBackend, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """
        What the server rolls back because of others is done again, and told when it never ends.
        """
        calls: list[str] = []

        def before(query: str) -> None:
            if query.startswith("INSERT"):
                calls.append(query)
                if len(calls) < limit:
                    raise psycopg.errors.SerializationFailure

        monkeypatch.setattr(Watched, "before", staticmethod(before))
        limit = 3
        assert watched.commit(new(book("a"))) == 1
        limit = 1000
        with pytest.raises(Unavailable, match="other writers were faster"):
            watched.commit(new(book("b")))
        assert watched.load(Key("book", "b")) is None

    @pytest.mark.parametrize(
        "url", ["postgresql+psycopg://ada:hunter2-secret@127.0.0.1:1/hr", "postgresql:///hr?host=/nowhere"]
    )
    def test_a_server_that_is_not_there(self, url: str) -> None:
        """
        It is `Unavailable`, and no password is told.
        """
        with pytest.raises(Unavailable, match="the server cannot be reached") as caught:
            opened(url)
        one: BaseException | None = caught.value
        while one is not None:
            assert "hunter2" not in f"{one!r}{one}"
            one = one.__cause__ or one.__context__

    @pytest.mark.parametrize("option", ["connect_timeout=hunter2", "port=hunter2", "sslmode=hunter2"])
    def test_an_option_that_means_nothing(self, option: str) -> None:
        """
        A value that the client library does not take is refused, and not repeated.
        """
        with pytest.raises((NotAStore, Unavailable)) as caught:
            opened(f"postgresql://127.0.0.1:1/hr?{option}")

        assert "hunter2" not in str(caught.value)

    def test_a_database_that_is_not_there(self) -> None:
        """
        The same for a database that the server does not have.
        """
        with pytest.raises(Unavailable):
            opened(server_url().replace("/postgres?", "/nowhere?"))


class TestTrouble:
    @pytest.mark.parametrize(
        ("error", "expected"),
        [
            (psycopg.errors.DiskFull, StorageFull),
            (psycopg.errors.TooManyConnections, Unavailable),
            (psycopg.errors.QueryCanceled, Unavailable),
            (psycopg.errors.AdminShutdown, Unavailable),
            (psycopg.errors.DeadlockDetected, Unavailable),
            (psycopg.errors.ReadOnlySqlTransaction, Unavailable),
            (psycopg.errors.InsufficientPrivilege, Unavailable),
            (psycopg.errors.IoError, Unavailable),
            (psycopg.errors.IdleInTransactionSessionTimeout, Unavailable),
            (psycopg.errors.DataCorrupted, Corrupt),
            (psycopg.errors.UniqueViolation, Corrupt),
            (psycopg.errors.ProgramLimitExceeded, Unsupported),
            (psycopg.errors.SyntaxError, Unsupported),
            (psycopg.DataError, Unsupported),
            (psycopg.OperationalError, Unavailable),
            (psycopg.InterfaceError, Unsupported),
        ],
    )
    def test_is_told_in_our_words(self, error: type[psycopg.Error], expected: type[StorageError]) -> None:
        """
        What the server reports becomes one of our errors, without the text, which may be somebody's.
        """
        told = translated(error("somebody's secret words"), "the store")

        assert type(told) is expected
        assert "secret words" not in str(told)

    @pytest.mark.parametrize(
        ("error", "remedy"),
        [
            (psycopg.errors.TooManyConnections, None),
            (psycopg.errors.QueryCanceled, None),
            (psycopg.errors.AdminShutdown, None),
            (psycopg.errors.DeadlockDetected, None),
            (psycopg.errors.LockNotAvailable, None),
            (psycopg.errors.IoError, None),
            (
                psycopg.errors.ReadOnlySqlTransaction,
                "promote the standby, or set default_transaction_read_only to off",
            ),
            (psycopg.errors.InFailedSqlTransaction, "begin another"),
            (psycopg.errors.InvalidPassword, "check the user, the password and pg_hba.conf"),
            (psycopg.errors.InvalidCatalogName, "make it, or name another"),
            (psycopg.errors.InsufficientPrivilege, "grant it the right to"),
        ],
    )
    def test_says_what_helps_where_waiting_does_not(
        self, error: type[psycopg.Error], remedy: str | None
    ) -> None:
        """
        Only what may be otherwise the next time asks for patience.
        """
        told = translated(error("words"), "the store")

        assert isinstance(told, Unavailable)
        assert (remedy, remedy is None) == (told.remedy, told.retryable)
        assert str(told).endswith(remedy or "try again later")

    def test_a_doubtful_commit_is_not_done_again(
        self, watched: PostgresBackend, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """
        Where the server itself does not know whether it has committed, as a distributed one may not, only the
        token tells.
        """

        def after(query: str) -> None:
            if query == "COMMIT":
                raise psycopg.errors.StatementCompletionUnknown

        monkeypatch.setattr(Watched, "after", staticmethod(after))
        with pytest.raises(Unavailable, match="may have happened or not"):
            watched.commit(attrs.evolve(new(book("a")), token="t"))
        monkeypatch.undo()

        assert watched.position_of("t") == 1

    def test_whatever_ends_the_connection_leaves_it_open(
        self, watched: PostgresBackend, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """
        The same with any last words of the server's, or of something before it: what counts is that the
        connection ends.
        """

        class LastWords(psycopg.errors.InternalError_):
            diag: Any = SimpleNamespace(severity_nonlocalized="FATAL", message_primary="something is broken")

        def after(query: str) -> None:
            if query == "COMMIT":
                raise LastWords

        monkeypatch.setattr(Watched, "after", staticmethod(after))
        with pytest.raises(Unavailable, match="may have happened or not"):
            watched.commit(attrs.evolve(new(book("a")), token="t"))
        monkeypatch.undo()

        assert watched.position_of("t") == 1
        assert type(translated(LastWords(), "the store")) is Unavailable

    @pytest.mark.parametrize(
        "rule",
        [
            "ALTER TABLE mentorcore_documents_book ADD CHECK (body NOT LIKE '%%secret%%')",
            "ALTER TABLE mentorcore_documents_book ADD EXCLUDE ((body::jsonb -> 'id') WITH =)",
            "CREATE RULE r AS ON INSERT TO mentorcore_documents_book DO ALSO SELECT body::int",
        ],
    )
    def test_no_cause_repeats_what_was_written(self, backend: PostgresBackend, url: str, rule: str) -> None:
        """
        What the server says about a row that it refuses holds the row; neither the error nor what is behind
        it does.
        """
        sql(url, rule.replace("SELECT body", "SELECT NEW.body"))
        with pytest.raises(StorageError) as caught:
            for name in ("secret-a", "secret-b"):
                backend.commit(new(book(name, body={"id": "same", "text": "secret words"})))
        cause = caught.value.__cause__

        assert isinstance(cause, psycopg.Error)
        assert "secret" not in f"{caught.value}{caught.value!r}{cause}{cause!r}"

    @pytest.mark.parametrize("text", ["a\0b", "\ud800", "x" * 10_000])
    def test_what_cannot_be_kept(self, backend: PostgresBackend, text: str) -> None:
        """
        Text that PostgreSQL does not keep, or does not index, is refused, and nothing of the commit is kept.
        """
        if len(text) > 3:  # what repeats itself is packed, and fits again
            text = "".join(chr(0x100 + (number * 7919) % 30_000) for number in range(10_000))
        with pytest.raises(Unsupported, match="give another value"):
            backend.commit(new(book("a"), book("b", title=text, shelf=text)))

        assert backend.load(Key("book", "a")) is None
        assert backend.commit(new(book("a"))) == 1

    def test_tables_that_are_gone(self, backend: PostgresBackend, url: str) -> None:
        """
        Whoever takes a table away while the store is open is told of.
        """
        sql(url, "DROP TABLE mentorcore_tokens")
        with pytest.raises(Corrupt, match="mentorcore_tokens is missing"):
            backend.position_of("t")
        with pytest.raises(Corrupt, match="mentorcore_tokens is missing"):
            backend.commit(new(book("a")))


FORKED = """
import os, sys
from tests.postgres.samples import opened
from tests.sqlite.samples import book, new
from mentorcore.backends import Batch, Entry, Key

backend = opened(sys.argv[1])
backend.commit(new(book("parent")))
parents = backend._connections.read(lambda c: c.info.backend_pid)
child = os.fork()
if child == 0:
    mine = backend._connections.read(lambda c: c.info.backend_pid)
    assert mine != parents
    backend.commit(new(book("child")))
    backend.close()
    os._exit(0)
_, status = os.waitpid(child, 0)
assert status == 0
assert parents == backend._connections.read(lambda c: c.info.backend_pid)
assert backend.load(Key("book", "child")) is not None
backend.commit(new(book("parent-again")))
backend.close()
"""


LOOKING = """
import os, sys
from tests.postgres.samples import opened
from tests.sqlite.samples import book, new
from mentorcore.backends import Batch, Entry, Key
from mentorcore_postgres.inspection import inspect_postgres

backend = opened(sys.argv[1])
backend.commit(new(book("a")))
with inspect_postgres(sys.argv[1]) as inspection:
    child = os.fork()
    if child == 0:
        inspection.close()
        backend.close()
        sys.exit(0)
    _, status = os.waitpid(child, 0)
    assert status == 0
    assert inspection.load(Key("book", "a")) is not None
backend.close()
"""


class TestForks:
    def test_a_child_ends_nothing_of_its_parents(self, url: str) -> None:
        """
        A child that was forked while its parent looks at a store leaves the connection alone as it closes its
        own look, and as it ends.
        """
        done = subprocess.run(
            [sys.executable, "-W", "ignore", "-c", LOOKING, url],
            capture_output=True,
            text=True,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
            check=False,
        )

        assert (done.returncode, done.stderr) == (0, "")

    def test_a_child_has_its_own(self, url: str) -> None:
        """
        A child opens connections of its own, and its end does not end its parent's.
        """
        done = subprocess.run(
            [sys.executable, "-W", "ignore", "-c", FORKED, url],
            capture_output=True,
            text=True,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
            check=False,
        )

        assert (done.returncode, done.stderr) == (0, "")
