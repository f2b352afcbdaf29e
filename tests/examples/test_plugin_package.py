"""
The plugin in examples/mentorcore-duckdb, installed beside mentorcore as any plugin would be.

Its own tests are run by the command of its README.
"""

from __future__ import annotations

import ast
import subprocess
import sys
import tomllib
from pathlib import Path

from tests.examples.fresh import EXAMPLES, with_python


PLUGIN = EXAMPLES / "mentorcore-duckdb"
TESTING = {"duckdb", "hypothesis", "pytest"}
"""What its tests may import besides mentorcore: what comes with its extra `testing`."""


def run(environment: Path, *arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """
    Run Python there, with every warning an error and nothing of this environment.
    """
    command = [str(environment / "python"), "-W", "error", *arguments]

    return subprocess.run(
        command, cwd=cwd, env=with_python(environment), capture_output=True, text=True, check=False
    )


def test_is_found_by_its_scheme(environment: Path, tmp_path: Path) -> None:
    """
    Once it is installed, a URL is enough; nothing is imported for it before somebody asks.
    """
    program = """
import sys
from datetime import UTC, datetime
import mentorcore
from mentorcore import Person, open_store
from mentorcore.backends import installed_schemes

print(*installed_schemes(), "mentorcore_duckdb" in sys.modules, "site-packages" in mentorcore.__file__)
with open_store("duckdb:///team.duckdb") as store, store.transaction() as tx:
    ada = tx.add(Person.register(name="Ada Osei", at=datetime.now(UTC)))
with open_store("duckdb:///team.duckdb", create=False) as store:
    print(store.get(Person, ada.id).name, *(change.action for change in store.journal()))
"""
    done = run(environment, "-c", program, cwd=tmp_path)

    assert (done.stderr, done.stdout.splitlines()) == (
        "",
        ["duckdb json memory postgresql sqlite False True", "Ada Osei person.registered"],
    )
    assert [file.name for file in tmp_path.iterdir()] == ["team.duckdb"]


def test_tells_a_year_as_the_others_do(environment: Path, tmp_path: Path) -> None:
    """
    A whole year of mentoring that is kept in it reads as it does from a folder of JSON; copied from one to
    the other and back, everything is the same.
    """
    accounts = set()
    for url in ("duckdb:///year.duckdb", "json:///year"):
        told = run(environment, str(EXAMPLES / "year_of_mentoring.py"), url, cwd=tmp_path)
        assert (told.returncode, told.stderr) == (0, ""), url
        accounts.add(told.stdout)
    assert len(accounts) == 1

    program = """
from mentorcore import copy_store, open_store, verify_store

with (
    open_store("json:///year", create=False) as year,
    open_store("duckdb:///copy.duckdb") as there,
    open_store("json:///back") as back,
):
    into, out = copy_store(year, there), copy_store(there, back)
    print(into == out, into.documents > 20, into.entries > 300)
    print(verify_store(there, against=year), verify_store(back, against=there))
    print(verify_store(back, against=year))
    with open_store("duckdb:///year.duckdb", create=False) as replayed:
        print(verify_store(replayed), len(verify_store(replayed, against=year)) > 0)
"""
    done = run(environment, "-c", program, cwd=tmp_path)

    assert (done.stderr, done.stdout.splitlines()) == ("", ["True True True", "() ()", "()", "() True"])


def test_knows_two_modules_of_mentorcore() -> None:
    """
    It imports the backends and the errors, its tests what tests backends, and it requires what it uses.
    """
    imported = {
        path: {
            name.name if isinstance(node, ast.Import) else str(node.module)
            for node in ast.walk(ast.parse(path.read_text("utf-8")))
            if isinstance(node, ast.Import | ast.ImportFrom)
            for name in node.names
        }
        for path in PLUGIN.rglob("*.py")
    }
    of_source = {
        name for path, names in imported.items() if path.is_relative_to(PLUGIN / "src") for name in names
    }
    of_tests = {name for names in imported.values() for name in names} - of_source
    project = tomllib.loads((PLUGIN / "pyproject.toml").read_text("utf-8"))["project"]

    assert {name for name in of_source if name.split(".")[0] == "mentorcore"} == {
        "mentorcore.backends",
        "mentorcore.errors",
    }
    assert {name for name in of_tests if name.split(".")[0] == "mentorcore"} <= {
        "mentorcore.testing",
        "mentorcore.testing.crash",
    }
    known = {"mentorcore", "mentorcore_duckdb", "tests", *sys.stdlib_module_names}
    assert {name.split(".")[0] for name in of_tests} - known <= TESTING
    others = {name.split(".")[0] for name in of_source} - sys.stdlib_module_names - {"mentorcore_duckdb"}
    assert others == {"mentorcore", "duckdb"}
    assert {requirement.partition(">")[0] for requirement in project["dependencies"]} == others
