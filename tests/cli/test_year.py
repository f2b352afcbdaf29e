"""
A year of mentoring on its way from one backend to the next, and back, as somebody moves it from a terminal.
"""

from __future__ import annotations

import os
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest

from mentorcore import Person, open_store
from tests.cli.conftest import Run
from tests.postgres.server import url_below


YEAR = Path(__file__).parents[2] / "examples" / "year_of_mentoring.py"


def python(*arguments: str, cwd: Path) -> None:
    """
    Run Python in a folder, with every warning an error; it ends well, and says nothing on the error stream.
    """
    command = [sys.executable, "-W", "error", *arguments]
    done = subprocess.run(
        command, cwd=cwd, env=os.environ, capture_output=True, encoding="utf-8", check=False
    )

    assert (0, "") == (done.returncode, done.stderr)


@pytest.fixture(scope="module")
def moved(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    """
    Return the folder in which the year was copied from store to store, each time by a process of its own, and
    the stores in that order.
    """
    folder = tmp_path_factory.mktemp("year")
    stores = ["sqlite:///year.db", "json:///year", url_below(folder), "sqlite:///back.db"]
    python(str(YEAR), stores[0], cwd=folder)
    for source, target in pairwise(stores):
        python("-m", "mentorcore.cli", "copy", source, target, cwd=folder)

    return folder, stores


@pytest.mark.xdist_group("year")
class TestMove:
    def test_arrives_the_same_everywhere(
        self, run: Run, moved: tuple[Path, list[str]], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """
        Each store is sound and equal to the one that it was copied from, and the last to the first.
        """
        folder, stores = moved
        monkeypatch.chdir(folder)
        for source, target in zip(stores, [*stores[1:], stores[0]], strict=True):
            done = run("verify", target, "--against", source)
            assert (0, "") == (done.exit_code, done.stderr), done.stdout
            assert "is sound" in done.stdout

    @pytest.mark.parametrize("which", [1, 2, 3])
    def test_notices_a_change_in_any_of_them(
        self, run: Run, moved: tuple[Path, list[str]], which: int, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """
        One person who is revised after the copy is found, by their id, with exit code 1.
        """
        folder, stores = moved
        monkeypatch.chdir(folder)
        copy = ["json:///changed", url_below(folder / "changed"), "sqlite:///changed.db"][which - 1]
        assert 0 == run("copy", stores[which], copy).exit_code
        with open_store(copy, create=False) as store, store.transaction() as tx:
            changed = tx.get(Person, store.find(Person, limit=1).items[0].id)
            changed.revise(by=changed.id, at=store.now(), title="Somebody else")

        done = run("verify", copy, "--against", stores[0])

        assert 1 == done.exit_code, done.stderr
        assert f"person/{changed.id}" in done.stdout
