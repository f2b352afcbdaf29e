"""
Crash: kill a writer with SIGKILL, open its store again, and check that nothing acknowledged is lost.
"""

from mentorcore.testing.contract.elsewhere import Failed
from mentorcore.testing.crash.dying import passing
from mentorcore.testing.crash.harness import kill_writers
from mentorcore.testing.crash.report import Figures, How, Report


__all__ = ["Failed", "Figures", "How", "Report", "kill_writers", "passing"]
