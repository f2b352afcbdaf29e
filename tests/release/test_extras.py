"""
Each extra has a program that uses it, so that none can be forgotten.

That it needs nothing but its extra is what ``nox -s package`` tries, in fresh environments.
"""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.release.extras import USES, all_extras, use_of


class TestEveryExtra:
    @pytest.mark.parametrize("extra", all_extras())
    def test_has_a_use(self, extra: str) -> None:
        """
        A new extra comes with a program that uses it, ``tests/release/uses/use_EXTRA.py``.
        """
        assert use_of(extra).is_file()

    @pytest.mark.parametrize("extra", all_extras())
    def test_does_what_its_use_expects(self, extra: str) -> None:
        """
        Where all extras are installed, each use goes through.
        """
        finished = subprocess.run(
            [sys.executable, str(use_of(extra))], capture_output=True, text=True, check=False
        )

        assert finished.returncode == 0, finished.stdout + finished.stderr

    def test_no_use_is_left_over(self) -> None:
        """
        A program for an extra that is gone is gone as well.
        """
        assert {use_of(extra) for extra in all_extras()} >= set(USES.glob("*.py"))
