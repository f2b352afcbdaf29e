"""
One codec for all stores that these tests open: making one takes longer than all that is asked of it here.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from mentorcore.storage import store
from mentorcore.storage.codec import Codec


@pytest.fixture(scope="session", autouse=True)
def one_codec() -> Iterator[None]:
    """
    Every store has the same codec.
    """
    shared = Codec()
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(store, "Codec", lambda: shared)
        yield
