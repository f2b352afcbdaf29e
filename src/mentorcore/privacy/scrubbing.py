"""
Scrubbing: leaving no byte of what was kept before.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from mentorcore.backends import Capability
from mentorcore.errors import StorageError, Unsupported
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


@contextlib.contextmanager
def scrubbed_after(store: Store, *, scrub: bool) -> Iterator[None]:
    """
    Scrub behind the block, whatever it found to do: what an earlier one took out may lie there still. It is
    done where the block raises an error as well, and that error is the one that gets out.

    Args:
        scrub: Whether to do so at all.
    """
    try:
        yield
    except Exception:
        if scrub:
            with contextlib.suppress(StorageError):
                store.backend.scrub()
        raise
    if scrub:
        store.backend.scrub()
