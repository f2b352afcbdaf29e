"""
A programme at the start of its year, run as a newcomer runs it: as a script, from an empty directory.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest


EXAMPLE = Path(__file__).parents[2] / "examples" / "programme_matching.py"

WITHOUT_SCIPY = f"""
import runpy, sys

sys.modules["scipy"] = sys.modules["scipy.optimize"] = None
sys.path.insert(0, {str(EXAMPLE.parent)!r})
runpy.run_path({str(EXAMPLE)!r}, run_name="__main__")
"""


def run(folder: Path, *arguments: str) -> tuple[int, str, str]:
    """
    Run Python in a folder, and return its exit status, what it printed, and what it complained about.
    """
    told = subprocess.run(
        [sys.executable, "-W", "error", *arguments],
        cwd=folder, capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip

    return told.returncode, told.stdout, told.stderr


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> str:
    """
    Return what is printed, each paragraph in one line.
    """
    folder = tmp_path_factory.mktemp("empty")
    status, printed, complaints = run(folder, str(EXAMPLE))
    assert (status, complaints, list(folder.iterdir())) == (0, "", [])
    assert max(len(line) for line in printed.splitlines()) <= 92

    return "\n".join(" ".join(paragraph.split()) for paragraph in printed.split("\n\n"))


class TestThePage:
    def test_tells_whom_a_mentor_might_ask(self, page: str) -> None:
        """
        R2, R9: three colleagues, in words that the mentor could say to them, and who is left out.
        """
        assert (
            "Bodil Hjørnevik has room for 2 more mentorships.\n"
            "Jonas Lindqvist (0.75): “We have had to do with each other 44 times since September 2024, last "
            "on 3 January 2025, mostly in chats and incidents. You want to learn go-live planning and "
            "incident command, which I know.”"
        ) in page
        assert (
            "Left out: Solveig Aasen, since they are not less experienced than the mentor; Bodil Hjørnevik, "
            "since they are the mentor; Ragnar Þórsson, since they are not less experienced than the mentor; "
            "Priya Raghunathan, since they are not less experienced than the mentor."
        ) in page

    def test_sets_the_two_ways_beside_each_other(self, page: str) -> None:
        """
        R9: mentee by mentee, with the totals, and how far everybody is from their first choice.
        """
        for row in (
            "Jonas Lindqvist Bodil Hjørnevik (0.76) nobody",
            "Émile Gagnon Priya Raghunathan (0.66) Bodil Hjørnevik (0.54)",
            "Fatima El-Amrani nobody nobody",
            "Total 4.42 3.86",
            "Best: of the paired mentees, 5 of 7 got their first choice; the mean choice is 1.4.",
            "Stable: of the paired mentees, 6 of 7 got their first choice; the mean choice is 1.1.",
        ):
            assert row in page
        assert 2 == page.count(
            "Fatima El-Amrani is left: of 7 mentors, 1 is their line manager (R10) and 6 could mentor them "
            "and are full now."
        )

    def test_asks_the_line_managers(self, page: str) -> None:
        """
        B1: each manager is asked with the name of the mentor and the reasons.
        """
        asked = page.partition("What the line managers would be asked")[2]

        assert 7 == asked.count("Proposed by matching; the mentor's id is ")
        assert (
            "Ragnar Þórsson: Nkechi Okafor could mentor Łucja Dąbrowska. Of the 3 things that the mentee "
            "wants to learn, the mentor knows 2: threat modelling and identity and access. They share 7 of 8 "
            "working hours. Each is the other's first choice. Proposed by matching; the mentor's id is p06."
        ) in asked
        assert asked.strip().endswith(
            "Nothing is decided by this: a manager proposes, and then both people are asked."
        )


class TestWithoutTheExtra:
    def test_says_what_is_missing(self, tmp_path: Path) -> None:
        """
        Without scipy it says so in one line, and fails.
        """
        complaint = (
            "programme_matching: match(method='best') needs the extra 'matching': pip install "
            "'mentorcore[matching]'\n"
        )

        assert (1, "", complaint) == run(tmp_path, "-c", WITHOUT_SCIPY)
