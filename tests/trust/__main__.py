"""
Look for everybody's words wherever they must not be, and print how much was looked at.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from tests.figures import Line, Table
from tests.trust.checks import run


def main() -> int:
    """
    Run every check, and return the exit code.
    """
    with tempfile.TemporaryDirectory() as place:
        found = list(run(Path(place)))
    for name, looked in found:
        for leak in sorted(set(looked.leaks))[:20]:
            print(f"{name}: {leak}")  # noqa: T201 - what was found is what this is run for
    lines = [
        Line(
            name,
            {
                "texts": looked.surfaces,
                "marks": looked.marks,
                "looked for": looked.surfaces * looked.marks,
                "leaked": len(looked.leaks),
            },
        )
        for name, looked in found
    ]
    least = {"texts": 50_000, "looked for": 5_000_000}

    return Table("Somebody's words where they do not belong", lines, zero=["leaked"], least=least).ended()


if __name__ == "__main__":
    sys.exit(main())
