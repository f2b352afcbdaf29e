"""
A git repository for one test, which nothing of the user's own configuration reaches.
"""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import attrs


APART = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_SYSTEM": os.devnull,
    "GIT_AUTHOR_NAME": "Test",
    "GIT_AUTHOR_EMAIL": "test@example.org",
    "GIT_COMMITTER_NAME": "Test",
    "GIT_COMMITTER_EMAIL": "test@example.org",
}


@attrs.frozen
class Repository:
    """
    A repository and its work tree.
    """

    path: Path

    @classmethod
    def made_in(cls, path: Path) -> Repository:
        """
        Make a repository of a folder.
        """
        repository = cls(path)
        repository.git("init", "--quiet", "--initial-branch=main")

        return repository

    def cloned(self, where: Path, *options: str) -> Repository:
        """
        Return a clone.
        """
        self.git("clone", "--quiet", *options, self.path.as_uri(), str(where))

        return Repository(where)

    def commit(self, subject: str) -> None:
        """
        Commit whatever there is.
        """
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message", subject)

    def tag(self, name: str) -> None:
        """
        Give the last commit a name.
        """
        self.git("tag", name)

    def git(self, *arguments: str) -> str:
        """
        Run git here, and return what it says.
        """
        finished = subprocess.run(
            ["git", *arguments],
            cwd=self.path,
            env=os.environ | APART,
            capture_output=True,
            text=True,
            check=True,
        )

        return finished.stdout
