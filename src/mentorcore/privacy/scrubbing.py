"""
Scrubbing: leaving no byte of what was kept before.
"""

from __future__ import annotations

from mentorcore.backends import Capability
from mentorcore.errors import Unsupported
from mentorcore.storage.store import Store


def check_scrubs(store: Store, function: str) -> None:
    """
    Refuse to promise what the storage cannot do.

    Args:
        function: Which function was called.

    Raises:
        Unsupported: It does not declare `Capability.SCRUBS`.
    """
    if Capability.SCRUBS not in store.backend.capabilities:
        raise Unsupported(
            "this storage cannot remove every byte of what it kept before",
            f"call {function}(…, scrub=False), and remove the rest yourself",
        )
