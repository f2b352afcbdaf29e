"""
A file is replaced at once, or not at all.
"""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from mentorcore.documents.writing import replaced


class TestReplaced:
    def test_a_new_file_appears_at_the_end(self, tmp_path: Path) -> None:
        """
        Until then there is nothing at the path.
        """
        target = tmp_path / "a.pdf"
        with replaced(target) as unfinished:
            unfinished.write_text("new")
            assert not target.exists()

        assert "new" == target.read_text()
        assert [target] == list(tmp_path.iterdir())

    def test_a_file_is_replaced_at_the_end(self, tmp_path: Path) -> None:
        """
        Who reads meanwhile reads the old one; a path may be text.
        """
        target = tmp_path / "a.pdf"
        target.write_text("old")
        with replaced(str(target)) as unfinished:
            unfinished.write_text("new")
            assert "old" == target.read_text()

        assert "new" == target.read_text()

    def test_a_failure_changes_nothing(self, tmp_path: Path) -> None:
        """
        Neither half a file nor anything beside it is left.
        """
        target = tmp_path / "a.pdf"
        target.write_text("old")
        with pytest.raises(RuntimeError), replaced(target) as unfinished:
            unfinished.write_text("half")
            raise RuntimeError

        assert "old" == target.read_text()
        assert [target] == list(tmp_path.iterdir())

    def test_permissions_stay(self, tmp_path: Path) -> None:
        """
        Whoever could read the old file can read the new one; a new file is its owner's alone.
        """
        target, other = tmp_path / "a.pdf", tmp_path / "b.pdf"
        target.write_text("old")
        target.chmod(0o640)
        for path in (target, other):
            with replaced(path) as unfinished:
                unfinished.write_text("new")

        assert 0o640 == stat.S_IMODE(target.stat().st_mode)
        assert 0o600 == stat.S_IMODE(other.stat().st_mode)

    def test_the_folder_has_to_exist(self, tmp_path: Path) -> None:
        """
        A folder that is missing is the caller's to make.
        """
        with pytest.raises(FileNotFoundError), replaced(tmp_path / "missing" / "a.pdf"):
            pass
