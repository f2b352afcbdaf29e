"""
Makes the golden stores of this release: ``python -m tests.golden``; of the one that is about to be made:
``python -m tests.golden 0.1.0``.
"""

from __future__ import annotations

import sys

from tests.golden.stores import make


if __name__ == "__main__":
    made = make(*sys.argv[1:2])
    print(f"tests/golden/stores/{made.release}")  # noqa: T201 - so that one sees what to commit
