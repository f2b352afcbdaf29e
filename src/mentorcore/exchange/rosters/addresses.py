"""
Addresses: an e-mail address as it stands in a cell, alone or behind a name.
"""

from __future__ import annotations

import re
from typing import Final

from mentorcore.exchange.rosters.unseen import UNSEEN


_ADDRESS: Final = rf"(?:mailto:)?((?!')[^\s<>()\",;:@{UNSEEN}]+@\w[\w-]*(?:\.\w[\w-]*)*)"

_IN_CELL: Final = re.compile(f"{_ADDRESS}|[^<>]*<{_ADDRESS}>", re.IGNORECASE)


def address_in(cell: str) -> str | None:
    """
    Return the address in a cell; *None* where there is none, or more than one.

    >>> address_in("Ann <ann@example.org>"), address_in("mailto:ann@example.org")
    ('ann@example.org', 'ann@example.org')
    >>> address_in("ann@example.org; ben@example.org")
    """
    found = _IN_CELL.fullmatch(cell)

    return None if found is None else found[1] or found[2]
