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
from tests.postgres.server import url_below


YEAR = Path(__file__).parents[2] / "examples" / "year_of_mentoring.py"


def python(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """
    Run Python in a folder, with every warning an error.
    """
    command = [sys.executable, "-W", "error", *arguments]

    return subprocess.run(
        command, cwd=cwd, env=os.environ, capture_output=True, encoding="utf-8", check=False
    )


def mentorcore(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """
    Run one command of mentorcore.
    """
    return python("-m", "mentorcore.cli", *arguments, cwd=cwd)


@pytest.fixture(scope="module")
def moved(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    """
    Return the folder in which the year was copied from store to store, and the stores in that order.
    """
    folder = tmp_path_factory.mktemp("year")
    stores = ["sqlite:///year.db", "json:///year", url_below(folder), "sqlite:///back.db"]
    told = python(str(YEAR), stores[0], cwd=folder)
    assert (told.returncode, told.stderr) == (0, "")
    for source, target in pairwise(stores):
        done = mentorcore("copy", source, target, cwd=folder)
        assert done.returncode == 0, done.stderr

    return folder, stores


@pytest.mark.xdist_group("year")
class TestMove:
    def test_arrives_the_same_everywhere(self, moved: tuple[Path, list[str]]) -> None:
        """
        Each store is sound and equal to the one that it was copied from, and the last to the first.
        """
        folder, stores = moved
        for source, target in zip(stores, [*stores[1:], stores[0]], strict=True):
            done = mentorcore("verify", target, "--against", source, cwd=folder)
            assert (done.returncode, done.stderr) == (0, ""), done.stdout
            assert "is sound" in done.stdout

    @pytest.mark.parametrize("which", [1, 2, 3])
    def test_notices_a_change_in_any_of_them(self, moved: tuple[Path, list[str]], which: int) -> None:
        """
        One person who is revised after the copy is found, by their id, with exit code 1.
        """
        folder, stores = moved
        copy = ["json:///changed", url_below(folder / "changed"), "sqlite:///changed.db"][which - 1]
        assert mentorcore("copy", stores[which], copy, cwd=folder).returncode == 0
        place = copy.replace(":///", f":///{folder}/") if which != 2 else copy
        with open_store(place, create=False) as store, store.transaction() as tx:
            changed = tx.get(Person, store.find(Person, limit=1).items[0].id)
            changed.revise(by=changed.id, at=store.now(), title="Somebody else")

        done = mentorcore("verify", copy, "--against", stores[0], cwd=folder)

        assert done.returncode == 1, done.stderr
        assert f"person/{changed.id}" in done.stdout
