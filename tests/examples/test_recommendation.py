"""
The recommendation, run as a newcomer runs it: as a script, from an empty directory.
"""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest


EXAMPLE = Path(__file__).parents[2] / "examples" / "recommendation.py"

KINDS = ("progress_report", "promotion_case", "recommendation_letter", "testimonial")
ENDINGS = ("docx", "html", "md", "pdf")


def run(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """
    Run the example, with every warning an error.
    """
    command = [sys.executable, "-W", "error", str(EXAMPLE), *arguments]

    return subprocess.run(command, cwd=cwd, capture_output=True, encoding="utf-8", check=False)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """
    Return the folder with what was written, and what was printed beside it.
    """
    empty = tmp_path_factory.mktemp("empty")
    told = run("new/folder", cwd=empty)
    assert (told.returncode, told.stderr) == (0, "")
    assert ["new"] == [path.name for path in empty.iterdir()]
    (empty / "told.txt").write_text(told.stdout, encoding="utf-8")

    return empty / "new" / "folder"


@pytest.fixture(scope="module")
def told(folder: Path) -> str:
    """
    Return what was printed, on one line.
    """
    return " ".join((folder.parents[1] / "told.txt").read_text(encoding="utf-8").split())


class TestTheFolder:
    def test_holds_four_documents_in_four_formats(self, folder: Path) -> None:
        """
        The folder is made, with its parents, and holds every document in every format and nothing else.
        """
        names = sorted(f"{kind}.{ending}" for kind in KINDS for ending in ENDINGS)

        assert names == sorted(path.name for path in folder.iterdir())

    @pytest.mark.parametrize("kind", KINDS)
    def test_each_format_tells_the_same(self, folder: Path, kind: str) -> None:
        """
        C2: a milestone and its source stand in each format.
        """
        from pypdf import PdfReader

        milestone = "Gave a talk on FHIR profiles" if kind != "testimonial" else "On 25 September Jonas spoke"
        pdf = " ".join(page.extract_text() for page in PdfReader(folder / f"{kind}.pdf").pages)
        with zipfile.ZipFile(folder / f"{kind}.docx") as word:
            docx = word.read("word/document.xml").decode()
        for text in (
            (folder / f"{kind}.md").read_text(encoding="utf-8"),
            (folder / f"{kind}.html").read_text(encoding="utf-8"),
            pdf,
            docx,
        ):
            squeezed = "".join(text.split())
            assert milestone.replace(" ", "") in squeezed
            assert "m-talk" in squeezed

    def test_tells_nothing_private(self, folder: Path) -> None:
        """
        C2, N1: a letter holds no words that were not released; the progress report holds no consent.
        """
        letter = (folder / "recommendation_letter.md").read_text(encoding="utf-8")

        assert "What do you do when you have said the thing" not in letter
        assert "Consent of" not in (folder / "progress_report.md").read_text(encoding="utf-8")

    def test_may_be_there_already(self, folder: Path) -> None:
        """
        A second run replaces the files.
        """
        again = run(str(folder), cwd=folder)

        assert (again.returncode, again.stderr) == (0, "")
        assert 16 == len(list(folder.iterdir()))


class TestWhatIsTold:
    @pytest.mark.parametrize(
        "sentence",
        [
            "Jonas Lindqvist consented to a recommendation letter on 12 November.",
            "Jonas Lindqvist had not been asked about a testimonial, and consents to it now.",
            "The progress report is for the two of them, and needs no consent.",
            "recommendation_letter.html, recommendation_letter.docx and recommendation_letter.pdf.",
            "It rests on the course of the mentorship, 4 confirmed milestones, 2 released pieces",
            "1 released answer, 1 released note and the consent.",
            "It says: All 4 milestones were written down by Jonas Lindqvist.",
            "I recommend Jonas Lindqvist, and I will gladly answer questions about any of this.",
            "the mentee withdrew the consent on 12 November 2025 (rule C1)",
            "the mentee has not given consent (rule C1)",
            "no confirmed milestone; 1 contested, for the author to amend or retract (rule C2)",
            "Is the letter stale? Yes: [4] milestone m-talk was amended: revision 3 instead of 2",
            "The letter is written anew, with the 41, and nothing has changed since.",
        ],
    )
    def test_is_worth_reading(self, told: str, sentence: str) -> None:
        """
        C1, C2: it tells what was allowed, what was written and on what, what was refused, what is stale.
        """
        assert sentence in told


class TestItsArguments:
    @pytest.mark.parametrize("arguments", [(), ("a", "b")])
    def test_a_folder_is_needed(self, arguments: tuple[str, ...], tmp_path: Path) -> None:
        """
        Without exactly one folder it says how it is used, and writes nothing.
        """
        told = run(*arguments, cwd=tmp_path)

        assert (2, "", "usage: python examples/recommendation.py DIR\n") == (
            told.returncode,
            told.stdout,
            told.stderr,
        )
        assert not list(tmp_path.iterdir())

    def test_a_folder_that_cannot_be_made(self, tmp_path: Path) -> None:
        """
        Where the folder cannot be made it says why, without a traceback.
        """
        (tmp_path / "file").touch()
        told = run("file/folder", cwd=tmp_path)

        assert 1 == told.returncode
        assert told.stderr.startswith("recommendation: ")
        assert "Traceback" not in told.stderr
