"""
The version is the git tag's, and there is one wherever the files are.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tarfile
import tomllib
from pathlib import Path

import pytest
from packaging.version import Version

from tests.docs.pages import ROOT, text_of
from tests.golden.stores import all_golden
from tests.release.repository import Repository


FALLBACK = tomllib.loads(text_of(ROOT / "pyproject.toml"))["tool"]["hatch"]["version"]["fallback-version"]

NEXT = Version(Version(FALLBACK).base_version)
"""The release that is to come."""

NEEDED = ("pyproject.toml", "README.md", "LICENSE")
"""What is needed to know the version and to build something."""


def version_in(folder: Path) -> Version:
    """
    Return the version that a build in *folder* would get.
    """
    finished = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "hatchling", "version"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=True,
    )

    return Version(finished.stdout.strip())


def copied_to(folder: Path) -> Path:
    """
    Make *folder* a plain copy of what is needed.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for name in NEEDED:
        shutil.copy(ROOT / name, folder)

    return folder


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """
    A repository with one commit and no tag.
    """
    repository = Repository.made_in(copied_to(tmp_path / "repository"))
    repository.commit("Begin")
    return repository


class TestWithHistory:
    def test_a_release_has_the_number_of_its_tag(self, repository: Repository) -> None:
        """
        What is built from a tag is that release, and nothing else is.
        """
        repository.tag("v0.1.0")

        assert str(version_in(repository.path)) == "0.1.0"

        (repository.path / "README.md").write_text("changed")

        assert version_in(repository.path).local is not None

    def test_after_a_release_comes_a_newer_one(self, repository: Repository) -> None:
        """
        A commit after the tag lies between the release and the next.
        """
        repository.tag("v0.1.0")
        repository.commit("Go on")

        assert Version("0.1.0") < version_in(repository.path) < Version("0.1.1")

    def test_before_the_first_release_it_is_on_the_way_to_it(self, repository: Repository) -> None:
        """
        Without a tag each commit counts towards the release that the fallback names.
        """
        before = version_in(repository.path)
        repository.commit("Go on")

        assert Version(FALLBACK) <= before < version_in(repository.path) < NEXT

    def test_other_tags_are_none_of_its_business(self, repository: Repository) -> None:
        """
        Only ``v`` and a number make a release.
        """
        repository.tag("nightly-2026")

        assert version_in(repository.path).is_devrelease

    def test_a_shallow_clone_without_tags_has_one(self, repository: Repository, tmp_path: Path) -> None:
        """
        Where neither the tags nor the history are there, it is a version before the next release.
        """
        repository.tag("v7.0.0")
        repository.commit("Go on")
        shallow = repository.cloned(tmp_path / "shallow", "--depth=1", "--no-tags")

        assert Version(FALLBACK) <= version_in(shallow.path) < NEXT


class TestWithoutHistory:
    def test_a_copy_of_the_files_has_the_fallback(self, tmp_path: Path) -> None:
        """
        Without a repository it is what the project says.
        """
        assert version_in(copied_to(tmp_path / "copy")) == Version(FALLBACK)

    def test_a_copy_in_another_project_does_not_take_its_version(self, tmp_path: Path) -> None:
        """
        The tags of the repository around it are somebody else's.
        """
        around = Repository.made_in(tmp_path)
        copied_to(tmp_path / "vendored")
        around.commit("Take in mentorcore")
        around.tag("v9.9.9")

        assert version_in(tmp_path / "vendored") == Version(FALLBACK)

    def test_a_machine_without_git_has_the_fallback(
        self, repository: Repository, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """
        Nobody needs git to install a checkout.
        """
        repository.tag("v7.0.0")
        monkeypatch.setenv("PATH", "")

        assert version_in(repository.path) == Version(FALLBACK)

    def test_a_source_distribution_keeps_its_own(self, repository: Repository, tmp_path: Path) -> None:
        """
        What was built from a tag is that release for whoever unpacks it, within another repository as well.
        """
        repository.tag("v0.4.2")
        subprocess.run(
            [sys.executable, "-m", "hatchling", "build", "-t", "sdist", "-d", str(tmp_path)],
            cwd=repository.path,
            capture_output=True,
            check=True,
        )
        around = Repository.made_in(tmp_path)
        with tarfile.open(tmp_path / "mentorcore-0.4.2.tar.gz") as archive:
            archive.extractall(tmp_path, filter="data")
        around.commit("Take in mentorcore")
        around.tag("v9.9.9")

        assert str(version_in(tmp_path / "mentorcore-0.4.2")) == "0.4.2"


class TestTheFallback:
    def test_is_newer_than_every_release(self) -> None:
        """
        After a release the fallback names the next; whoever installs a copy of the files gets no older one.
        """
        released = re.findall(r"^## \[?(\d[^\]\s]*)", text_of(ROOT / "CHANGELOG.md"), re.MULTILINE)
        golden = [one.release for one in all_golden()]

        assert Version(FALLBACK).is_devrelease
        assert [one for one in {*released, *golden} if Version(one) > Version(FALLBACK)] == []
