"""
The example of rosters and calendars runs as a script, and leaves a calendar that another program reads.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.exchange.readers import by_vobject


EXAMPLE = Path(__file__).parents[2] / "examples" / "roster_and_calendar.py"


def test_needs_a_folder_that_is_there(tmp_path: Path) -> None:
    """
    Where the calendar cannot be written it says so in one line.
    """
    command = [sys.executable, str(EXAMPLE), str(tmp_path / "nowhere")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)

    assert (1, 1) == (done.returncode, len(done.stderr.splitlines()))
    assert "No such file or directory" in done.stderr


def test_runs_as_a_script(tmp_path: Path) -> None:
    """
    It previews, adds, exports and takes over, without a warning.
    """
    command = [sys.executable, "-W", "error", str(EXAMPLE), str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [
        "The export is in cp1252, and has 3 people to add.",
        "  line 1: its encoding was guessed to be cp1252; look at the names",
        "  line 5, column 4 (email): it is no e-mail address; give one such as ada@example.org",
        "The calendar has 4 meetings in 91 lines.",
        "In the calendar, the meeting of 30 March is on 31 March.",
        "  Monday, 16 March, 09:00 CET",
        "  Monday, 23 March, 09:00 CET",
        "  Tuesday, 31 March, 09:00 CEST",
        "  Monday, 06 April, 09:00 CEST",
    ]

    seen = by_vobject((tmp_path / "mentoring.ics").read_bytes())

    assert {event.title for event in seen.values()} == {"Mentoring: Ada Osei and Ben Ruíz"}
    assert {(event.wall.hour, event.zone) for event in seen.values()} == {(9, "Europe/Berlin")}
