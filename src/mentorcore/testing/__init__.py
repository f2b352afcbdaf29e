"""
What plugin authors and embedders run in their own tests.
"""

import pytest


pytest.register_assert_rewrite("mentorcore.testing.contract")

from mentorcore.testing import strategies  # noqa: E402 - the same
from mentorcore.testing.contract import BackendContract  # noqa: E402 - after asking for rewritten asserts


__all__ = ["BackendContract", "strategies"]
