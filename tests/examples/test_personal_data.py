"""
The example that exports and erases somebody, run as a newcomer runs it.
"""

from __future__ import annotations

import re
from pathlib import Path

from tests.examples.test_examples import run


def test_finds_the_person_before_and_not_afterwards(tmp_path: Path) -> None:
    """
    It shows what is kept, erases it, finds nothing in any file, and what the others did is still told.
    """
    told = run("personal_data.py", cwd=tmp_path)

    assert (told.returncode, told.stderr) == (0, "")
    assert re.search(r"Kept about .+: 1 mentorships", told.stdout)
    assert re.search(r"Before: the name or address is in [1-9]", told.stdout)
    assert "After:  the name or address is in 0 files" in told.stdout
    assert re.search(r"Still told: [1-9]\d* meetings held", told.stdout)
    assert [] == list(tmp_path.iterdir())
