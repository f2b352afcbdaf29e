"""
Each extra has a program that uses it, so that none can be forgotten.

That it needs nothing but its extra is what ``nox -s package`` tries, in fresh environments.
"""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.release.extras import TO_COME, USES, all_extras, is_there, use_of


HERE = [extra for extra in all_extras() if extra not in TO_COME]


class TestEveryExtra:
    @pytest.mark.parametrize("extra", all_extras())
    def test_has_a_use(self, extra: str) -> None:
        """
        A new extra comes with a program that uses it, ``tests/release/uses/use_EXTRA.py``.
        """
        assert use_of(extra).is_file() or extra in TO_COME

    @pytest.mark.parametrize("extra", HERE)
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

    @pytest.mark.parametrize(("extra", "module"), TO_COME.items(), ids=list(TO_COME))
    def test_is_not_to_come_any_more_once_it_is_there(self, extra: str, module: str) -> None:
        """
        Once what needs an extra is there, the extra leaves ``TO_COME``, and its use is run like any other.
        """
        assert extra in all_extras()
        assert not is_there(module)
