"""
A release's archives hold what they should, and a look into them finds what they should not.
"""

from __future__ import annotations

import io
import tarfile
import zipfile
from pathlib import Path

import pytest

from tests.release.archives import of_the_repository, wrong_with_sdist, wrong_with_wheel
from tests.release.repository import Repository


REPOSITORY = ("pyproject.toml", "src/mentorcore/__init__.py", "tests/test_package.py", ".gitignore")

ABOUT = tuple(
    f"mentorcore-1.0.0.dist-info/{name}"
    for name in ("METADATA", "RECORD", "WHEEL", "entry_points.txt", "licenses/LICENSE")
)
SHIPPED = ("mentorcore/__init__.py", "mentorcore/goals.py", "mentorcore/py.typed", *ABOUT)


def sdist(where: Path, *names: str) -> Path:
    """
    Make a source distribution of empty files.
    """
    path = where / "mentorcore-1.0.0.tar.gz"
    with tarfile.open(path, "w:gz") as archive:
        for name in names:
            archive.addfile(tarfile.TarInfo(f"mentorcore-1.0.0/{name}"), io.BytesIO())

    return path


def wheel(where: Path, *names: str) -> Path:
    """
    Make a wheel of empty files.
    """
    path = where / "mentorcore-1.0.0-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        for name in names:
            archive.writestr(name, "")

    return path


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """
    A source folder with one package.
    """
    package = tmp_path / "src" / "mentorcore"
    package.mkdir(parents=True)
    for name in ("__init__.py", "goals.py", "py.typed"):
        (package / name).touch()

    return package.parent


class TestSourceDistribution:
    def test_holds_the_repository_and_nothing_else(self, tmp_path: Path) -> None:
        """
        All that a checkout has, and what the build says about it.
        """
        whole = sdist(tmp_path, *REPOSITORY, "PKG-INFO")

        assert [] == wrong_with_sdist(whole, REPOSITORY)

    def test_without_a_test_is_noticed(self, tmp_path: Path) -> None:
        """
        Who packages it for a distribution wants to run the tests.
        """
        part = sdist(tmp_path, *(name for name in REPOSITORY if "tests" not in name))

        assert ["mentorcore-1.0.0.tar.gz lacks tests/test_package.py"] == wrong_with_sdist(part, REPOSITORY)

    @pytest.mark.parametrize(
        "name", ["mentoring.db", "src/mentorcore/__pycache__/goals.pyc", ".venv/pyvenv.cfg"]
    )
    def test_with_what_lay_around_is_noticed(self, tmp_path: Path, name: str) -> None:
        """
        Nobody's store, cache or environment is published.
        """
        more = sdist(tmp_path, *REPOSITORY, name)

        assert [f"mentorcore-1.0.0.tar.gz should not have {name}"] == wrong_with_sdist(more, REPOSITORY)

    def test_is_compared_with_what_git_would_commit(self, tmp_path: Path) -> None:
        """
        A new file counts before it is committed, an ignored one never, a deleted one no more.
        """
        repository = Repository.made_in(tmp_path)
        for name in ("kept.py", "deleted.py"):
            (tmp_path / name).touch()
        (tmp_path / ".gitignore").write_text("*.db\n")
        repository.commit("Begin")
        (tmp_path / "deleted.py").unlink()
        for name in ("new.py", "mentoring.db"):
            (tmp_path / name).touch()

        assert {".gitignore", "kept.py", "new.py"} == of_the_repository(tmp_path)


class TestWheel:
    def test_holds_the_packages_and_nothing_else(self, tmp_path: Path, source: Path) -> None:
        """
        The packages, what pip has to know, and the licence.
        """
        assert [] == wrong_with_wheel(wheel(tmp_path, *SHIPPED), source)

    @pytest.mark.parametrize("name", ["mentorcore/goals.py", *ABOUT])
    def test_that_lacks_something_is_noticed(self, tmp_path: Path, source: Path, name: str) -> None:
        """
        A module that was left out fails here and not at a user's.
        """
        part = wheel(tmp_path, *(one for one in SHIPPED if one != name))

        assert [f"mentorcore-1.0.0-py3-none-any.whl lacks {name}"] == wrong_with_wheel(part, source)

    def test_has_the_types_of_every_package(self, tmp_path: Path, source: Path) -> None:
        """
        A package without ``py.typed`` is noticed, also where the sources have none.
        """
        (source / "mentorcore" / "py.typed").unlink()
        part = wheel(tmp_path, *(one for one in SHIPPED if "py.typed" not in one))

        assert ["mentorcore-1.0.0-py3-none-any.whl lacks mentorcore/py.typed"] == wrong_with_wheel(
            part, source
        )

    def test_has_every_package(self, tmp_path: Path, source: Path) -> None:
        """
        A new package that pyproject.toml does not name is noticed.
        """
        (source / "mentorcore_new").mkdir()
        for name in ("__init__.py", "py.typed"):
            (source / "mentorcore_new" / name).touch()

        assert [
            "mentorcore-1.0.0-py3-none-any.whl lacks mentorcore_new/__init__.py",
            "mentorcore-1.0.0-py3-none-any.whl lacks mentorcore_new/py.typed",
        ] == wrong_with_wheel(wheel(tmp_path, *SHIPPED), source)

    def test_has_no_tests(self, tmp_path: Path, source: Path) -> None:
        """
        A folder `tests` in somebody's environment would be in the way of their own.
        """
        more = wheel(tmp_path, *SHIPPED, "tests/__init__.py")

        assert ["mentorcore-1.0.0-py3-none-any.whl should not have tests/__init__.py"] == wrong_with_wheel(
            more, source
        )
