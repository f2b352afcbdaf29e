"""
The extra ``testing``: let the contract test a backend, and generate somebody.
"""

import sys
import tempfile
from pathlib import Path

import pytest
from hypothesis import find

from mentorcore.testing import strategies


TESTS = """
from mentorcore.backends.memory import MemoryBackend
from mentorcore.testing import BackendContract


class TestMemory(BackendContract):
    def open_backend(self, where, layout):
        return MemoryBackend()
"""

assert find(strategies.people(), lambda one: True).name

with tempfile.TemporaryDirectory() as folder:
    Path(folder, "pytest.ini").write_text("[pytest]")  # no other project's settings
    Path(folder, "test_memory.py").write_text(TESTS)
    sys.exit(pytest.main(["-q", "-p", "no:cacheprovider", "-k", "TestMemory and token", folder]))
