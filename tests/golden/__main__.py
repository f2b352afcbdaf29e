"""
Makes the golden stores of this release: ``python -m tests.golden``.
"""

from __future__ import annotations

from tests.golden.stores import make


if __name__ == "__main__":
    print(f"tests/golden/stores/{make().release}")  # noqa: T201 - so that one sees what to commit
