"""
Backends that make files for everybody.
"""

from __future__ import annotations

from pathlib import Path

from tests.mutants.base import InOneFile


class LeavesModesToTheUmask(InOneFile):
    """
    Makes its lock as any file is made, which most umasks keep others from writing.
    """

    killed_by = "test_files_are_for_their_owner_alone"

    def __init__(self, where: Path) -> None:
        (where / "lock").touch()
        super().__init__(where)


class ScrubsInAFolderForAll(InOneFile):
    """
    Makes a folder for what it is scrubbing.
    """

    killed_by = "test_files_are_for_their_owner_alone"

    def scrub(self) -> None:
        super().scrub()
        (self._where / "scrubbed").mkdir(exist_ok=True)
