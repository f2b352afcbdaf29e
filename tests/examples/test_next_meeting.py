"""
The next meeting of one pair, run as a newcomer runs it: as a script, from an empty directory.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from mentorcore.insight.focus import METHOD


EXAMPLE = Path(__file__).parents[2] / "examples" / "next_meeting.py"

EXTRAS = (
    "docx",
    "filelock",
    "hypothesis",
    "jinja2",
    "markdown_it",
    "numpy",
    "pytest",
    "scipy",
    "sqlalchemy",
    "typst",
)
"""What only an extra brings."""

WITHOUT_EXTRAS = f"""
import runpy, sys

sys.modules.update(dict.fromkeys({EXTRAS}))
sys.path.insert(0, {str(EXAMPLE.parent)!r})
runpy.run_path({str(EXAMPLE)!r}, run_name="__main__")
"""


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> str:
    """
    Return the page as it is printed.
    """
    folder = tmp_path_factory.mktemp("empty")
    told = subprocess.run(
        [sys.executable, "-W", "error", str(EXAMPLE)],
        cwd=folder, capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert (told.returncode, told.stderr) == (0, "")
    assert list(folder.iterdir()) == []

    return told.stdout


def squeezed(text: str) -> str:
    """
    Return a text in one line.
    """
    return " ".join(text.split())


class TestThePage:
    def test_tells_what_the_next_meeting_is_about(self, page: str) -> None:
        """
        Q3, A2, D2: each item has its minutes, whose it is, why it is there, and what it cites; the mentee's
        come first.
        """
        agenda = squeezed(page.partition("What 14 meetings have served")[0])

        assert "The next meeting: Monday, 24 November, 14:00, 60 minutes" in agenda
        assert agenda.endswith(
            "10 minutes What does a junior in security earn here, and does one lose the shift allowance? "
            "Zoë Marchetti: answered “I don't know” on 5 November 2025; the mentor's follow-up is due on "
            "19 November 2025, 5 days before the meeting (q-pay, revision 2). "
            "5 minutes Send the comments on the home care concept to its author "
            "Zoë Marchetti: due on 21 November 2025, 3 days before the meeting (concept, revision 1). "
            "5 minutes Access rights of movers are now reviewed each month "
            "Nkechi Okafor: written down on 14 November 2025; it waits to be confirmed "
            "(m-access, revision 1). "
            "The other 40 minutes are free, for what the record does not know."
        )

    def test_tells_what_the_time_has_served(self, page: str) -> None:
        """
        M3, Q2: the figures, the mentee's goals, and every month from the first meeting to the last.
        """
        focus = squeezed(page)

        for sentence in (
            "Time for the mentee's own goals: 82 % (655 of 800 minutes).",
            "Topics that the mentee raised: 75 % (18 of 24 topics).",
            "What the mentor brought in that answered a question: 50 % (5 of 10 answers and topics).",
            "Active goals that got no time: none.",
            "Where it is going: steady, from 85 % (350 of 410 minutes) to 78 % (305 of 390 minutes).",
            "Lead a threat model from start to finish: 43 % (340 of 800 minutes).",
            "July no meeting August",
            "November ▪▪ 20 % (10 of 50 minutes)",
        ):
            assert sentence in focus
        assert 10 == len(re.findall(r"^  [A-Z][a-z]+ +(?:▪+ .*minutes\)|no meeting)$", page, re.MULTILINE))

    def test_says_what_the_number_does_not_know(self, page: str) -> None:
        """
        M3: beside the lowest month stands what the two wrote about it, and the method is told.
        """
        told = squeezed(page)

        assert (
            "November has the lowest share. What the two wrote about it: “Mostly about my mother, who is "
            "ill. Then ten minutes of work.” No measure knows"
        ) in told
        assert f"How it is computed: {METHOD['overall'].computed}" in told
        assert told.endswith(f"What it leaves out: {METHOD['overall'].leaves_out}")

    def test_needs_no_extra(self, page: str, tmp_path: Path) -> None:
        """
        The base installation is enough.
        """
        told = subprocess.run(
            [sys.executable, "-c", WITHOUT_EXTRAS],
            cwd=tmp_path, capture_output=True, encoding="utf-8", check=False,
        )  # fmt: skip

        assert (told.returncode, told.stderr, told.stdout) == (0, "", page)

    def test_fits_the_example(self) -> None:
        """
        It has fewer than 120 lines.
        """
        assert len(EXAMPLE.read_text(encoding="utf-8").splitlines()) < 120
