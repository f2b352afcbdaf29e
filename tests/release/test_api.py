"""
What a user's code could break on is noticed, and is fine once it is announced.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from tests.docs.pages import DOCS, ROOT, text_of
from tests.release.api import PUBLIC, Break, breaks_since, last_release, main
from tests.release.repository import Repository


INIT, ERRORS = "src/mentorcore/__init__.py", "src/mentorcore/errors.py"


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    """
    A repository of the project as it is, released just now.
    """
    path = tmp_path_factory.mktemp("released")
    shutil.copytree(ROOT / "src", path / "src", ignore=shutil.ignore_patterns("__pycache__"))
    (path / "CHANGELOG.md").write_text("# Changelog\n\n## Unreleased\n\n## 1.0.0\n")
    repository = Repository.made_in(path)
    repository.commit("Release 1.0.0")
    repository.tag("v1.0.0")

    return repository


@pytest.fixture
def repository(released: Repository, tmp_path: Path) -> Repository:
    """
    A clone to change something in.
    """
    return released.cloned(tmp_path / "repository")


def replaced(repository: Repository, file: str, before: str, after: str) -> None:
    """
    Change all of *before* in a file, which has to be there.
    """
    path = repository.path / file
    text = path.read_text("utf-8")
    assert before in text
    path.write_text(text.replace(before, after), "utf-8")


class TestBreaks:
    def test_are_none_where_nothing_is_changed(self, repository: Repository) -> None:
        """
        Whatever the release had is still there.
        """
        assert [] == breaks_since("v1.0.0", repository.path)

    def test_are_found_where_a_public_name_is_gone(self, repository: Repository) -> None:
        """
        A name that applications import cannot be taken away in silence, even where its module stays.
        """
        text = (repository.path / INIT).read_text("utf-8")
        without = re.sub(r'^ +"goal_focus"(: "[\w.]+")?,\n', "", text, flags=re.MULTILINE)
        (repository.path / INIT).write_text(without.replace(", goal_focus\n", "\n"), "utf-8")

        assert [Break("goal_focus", "it is not public any more")] == breaks_since("v1.0.0", repository.path)

    def test_are_found_where_a_name_only_leaves_the_list(self, repository: Repository) -> None:
        """
        What `__all__` does not name any more is not promised any more.
        """
        replaced(repository, INIT, '    "verify_store",\n', "")

        assert [Break("verify_store", "it is not public any more")] == breaks_since("v1.0.0", repository.path)

    def test_are_found_where_a_command_is_gone(self, repository: Repository) -> None:
        """
        Methods of what is public are public.
        """
        replaced(repository, "src/mentorcore/model/mentorship.py", "def resume(", "def go_on(")

        assert [Break("Mentorship.resume", "Public object was removed")] == breaks_since(
            "v1.0.0", repository.path
        )

    def test_are_found_where_a_parameter_is_gone(self, repository: Repository) -> None:
        """
        A keyword that somebody gives has to stay.
        """
        replaced(repository, "src/mentorcore/storage/verification.py", "against: Store", "other: Store")

        assert Break("verify_store", "Parameter was removed (against)") in breaks_since(
            "v1.0.0", repository.path
        )

    def test_are_found_in_the_room_of_plugin_authors(self, repository: Repository) -> None:
        """
        Errors and the names of `mentorcore.backends` are promised, too.
        """
        replaced(repository, ERRORS, "class StorageFull(", "class DiskFull(")

        assert Break("errors.StorageFull", "it is not public any more") in breaks_since(
            "v1.0.0", repository.path
        )

    def test_are_none_where_something_inner_is_changed(self, repository: Repository) -> None:
        """
        Nobody was promised how it is done.
        """
        replaced(repository, "src/mentorcore/storage/moments.py", "def ", "def new_")

        assert [] == breaks_since("v1.0.0", repository.path)


class TestAnnounced:
    @pytest.mark.parametrize(
        "said",
        ["### Removed\n\n- `Goals.adopt()` is gone.\n", "### Changed\n\n- `Goals.adopt` asks for more.\n"],
    )
    @pytest.mark.parametrize("heading", ["## Unreleased", "## Unreleased\n\n## 1.1.0 - 2026-12-01"])
    def test_is_what_the_changelog_names(self, said: str, heading: str) -> None:
        """
        Users read of it under Changed or Removed, also when the next release has its heading already.
        """
        assert Break("Goals.adopt", "…").is_announced(f"{heading}\n\n{said}\n## 1.0.0\n", "v1.0.0")

    @pytest.mark.parametrize(
        "changelog",
        [
            "## Unreleased\n\n### Added\n\n- `Goals.adopt`\n",
            "## Unreleased\n\n### Removed\n\n- `Goals.adopted`, Goals.adopt\n",
            "## Unreleased\n\n## 1.0.0\n\n### Removed\n\n- `Goals.adopt`\n",
            "## 1.0.0 - 2026-12-01\n\n### Removed\n\n- `Goals.adopt`\n",
        ],
        ids=["as new", "another name", "in an old release", "nothing is unreleased"],
    )
    def test_is_nothing_else(self, changelog: str) -> None:
        """
        What stands elsewhere, or has another name, announces nothing.
        """
        assert not Break("Goals.adopt", "…").is_announced(changelog, "v1.0.0")


class TestCheck:
    def test_passes_and_says_so_without_a_release(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """
        Before the first release there is nothing to break.
        """
        repository = Repository.made_in(tmp_path)
        repository.commit("Begin")
        repository.tag("nightly")

        assert main(tmp_path) == []
        assert "no tag of a release" in capsys.readouterr().out

    def test_takes_the_last_release(self, repository: Repository) -> None:
        """
        Of several releases the one before this commit counts.
        """
        repository.commit("Go on")
        repository.tag("v1.1.0")
        repository.commit("Go on")

        assert last_release(repository.path) == "v1.1.0"

    def test_fails_until_it_is_announced(
        self, repository: Repository, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """
        A break is refused with its name, and passes once users can read of it.
        """
        replaced(repository, INIT, '    "verify_store",\n', "")

        (told,) = main(repository.path)
        assert told.startswith("verify_store: it is not public any more")

        replaced(
            repository, "CHANGELOG.md", "Unreleased\n", "Unreleased\n\n### Removed\n\n- `verify_store()`\n"
        )

        assert main(repository.path) == []
        assert "1 breaks, 0 of them unannounced" in capsys.readouterr().out


class TestPublicModules:
    def test_are_those_of_the_reference(self) -> None:
        """
        A module that the reference documents is promised, and the other way round.
        """
        documented = {
            name
            for page in (DOCS / "reference").glob("*.md")
            for name in re.findall(r"^\.\. (?:py:|auto)module:: ([\w.]+)", text_of(page), re.MULTILINE)
        }

        assert documented == {*PUBLIC}
