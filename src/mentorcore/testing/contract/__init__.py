"""
The contract of a backend, as a class of tests that its author subclasses.
"""

from __future__ import annotations

from mentorcore.testing.contract.checks import CheckTests
from mentorcore.testing.contract.closing import ClosingTests
from mentorcore.testing.contract.commits import CommitTests
from mentorcore.testing.contract.documents import DocumentTests
from mentorcore.testing.contract.files import FileTests
from mentorcore.testing.contract.instances import InstanceTests
from mentorcore.testing.contract.journal import JournalTests
from mentorcore.testing.contract.machine import MachineTests
from mentorcore.testing.contract.paging import PagingTests
from mentorcore.testing.contract.processes import ProcessTests
from mentorcore.testing.contract.queries import QueryTests
from mentorcore.testing.contract.reopening import ReopeningTests
from mentorcore.testing.contract.scans import ScanTests
from mentorcore.testing.contract.scrubbing import ScrubTests, SharedScrubTests
from mentorcore.testing.contract.threads import ThreadTests
from mentorcore.testing.contract.tokens import TokenTests


# Pytest runs the tests of the last base first: documents, and in the end the histories drawn at random.
class BackendContract(
    MachineTests,
    SharedScrubTests,
    ScrubTests,
    FileTests,
    CheckTests,
    ClosingTests,
    ProcessTests,
    ThreadTests,
    InstanceTests,
    ReopeningTests,
    PagingTests,
    QueryTests,
    ScanTests,
    TokenTests,
    JournalTests,
    CommitTests,
    DocumentTests,
):
    """
    Everything that a backend promises, each promise a test.

    Subclass it in a test module and say how your backend is opened; pytest does the rest::

        class TestMyBackend(BackendContract):
            def open_backend(self, where: Path, layout: Layout) -> Backend:
                return my_plugin.mentorcore_open(f"my:{where}", layout, create=True, upgrade=False)

    The class must stand at the top of its module, because tests of several processes open it there as
    well. What your backend does not declare among its capabilities is checked to be `Unsupported`. Whatever
    your class replaces, leaves out or skips needs a reason in `deviations`; without one it fails.
    """
