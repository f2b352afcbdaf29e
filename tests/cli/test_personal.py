"""
Giving somebody what is kept about them, and erasing it, from the command line.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from mentorcore import Person, Presence, open_store
from mentorcore.backends import Capability
from mentorcore_sqlite.backend import SQLiteBackend
from tests.cli.conftest import Run
from tests.model.examples import ADA, BEN
from tests.privacy.world import SOUGHT


def presence(url: str) -> Presence:
    with open_store(url) as store:
        return store.get(Person, BEN).presence


class TestExport:
    @pytest.mark.parametrize("option", [(), ("--json",)])
    def test_is_json(self, run: Run, url: str, option: tuple[str, ...]) -> None:
        """
        What is kept about somebody is printed as `export_person` gives it, with or without --json.
        """
        result = run("export-person", url, BEN, *option)
        told = json.loads(result.stdout)

        assert 0 == result.exit_code
        assert ("mentorcore person export", 1, BEN) == (told["format"], told["version"], told["person"])
        assert "ADAPRIVATE" not in result.stdout
        assert "Benedikt Ruißál" == told["profile"]["name"]

    def test_to_a_file(self, run: Run, url: str, tmp_path: Path) -> None:
        """
        A file is for its owner alone, and holds what would have been printed.
        """
        file = tmp_path / "ben.json"
        result = run("export-person", url, BEN, "--to", str(file))

        assert (0, "") == (result.exit_code, result.stdout)
        assert 0o600 == file.stat().st_mode & 0o777
        assert file.read_text(encoding="utf-8") == run("export-person", url, BEN).stdout

    def test_to_a_place_that_is_none(self, run: Run, lite: str, tmp_path: Path) -> None:
        """
        What the operating system refuses is told with the place, and without its number.
        """
        result = run("export-person", lite, BEN, "--to", str(tmp_path / "no" / "ben.json"))

        assert 4 == result.exit_code
        assert f"mentorcore: {tmp_path}/no/ben.json: No such file or directory\n" == result.stderr

    def test_writes_over_nothing(self, run: Run, lite: str, tmp_path: Path) -> None:
        """
        A file that is there is left as it is.
        """
        file = tmp_path / "ben.json"
        file.write_text("mine")
        result = run("export-person", lite, BEN, "--to", str(file))

        assert 4 == result.exit_code
        assert f"{file} is there already, and nothing is written over; name another file" in result.stderr
        assert "mine" == file.read_text()


class TestErase:
    def test_asks_first(self, run: Run, url: str) -> None:
        """
        It says what it would change, and does so when the id is typed again.
        """
        result = run("erase-person", url, BEN, input=f"{BEN}\n")

        assert 0 == result.exit_code
        assert "This erases ben for ever." in result.stderr
        assert "mentorship/ada-ben" in result.stderr
        assert result.stderr.endswith("Type the id again to erase it: ")
        assert Presence.ERASED is presence(url)

    @pytest.mark.parametrize("typed", ["\n", "", "yes\n", f"{ADA}\n", "BEN\n", b"ben\xff\n"])
    def test_does_nothing_unless_the_id_is_typed(self, run: Run, lite: str, typed: str | bytes) -> None:
        """
        Any other answer, or none, erases nothing.
        """
        result = run("erase-person", lite, BEN, input=typed)

        assert (3, "") == (result.exit_code, result.stdout)
        assert result.stderr.endswith("mentorcore: that is not the id; nothing was erased\n")
        assert Presence.PRESENT is presence(lite)

    def test_does_not_ask_when_told(self, run: Run, url: str) -> None:
        """
        --yes is for scripts; what was erased is said all the same.
        """
        result = run("erase-person", url, BEN, "--yes")

        assert (0, "") == (result.exit_code, result.stderr)
        assert [
            "ben was erased from:",
            "  the profile of person/ben",
            "  2 documents in which they have a part: pairing_request/for-ben, mentorship/ada-ben",
            (
                "  4 documents in which others name them: "
                "person/cy, person/dee, pairing_request/for-cy, mentorship/dee-cy"
            ),
            "  1 relationship that this ends: mentorship/ada-ben",
            "No byte of what was there before is left in the storage.",
            "Backups and copies that were made before still hold it.",
        ] == result.stdout.splitlines()

    def test_leaves_nothing(self, run: Run, lite: str) -> None:
        """
        D3: nothing of theirs is in the store's file afterwards.
        """
        run("erase-person", lite, BEN, "--yes")
        kept = Path(lite.removeprefix("sqlite:///")).read_bytes()

        assert [] == [word for word in SOUGHT if word.encode() in kept]

    def test_knows_other_names(self, run: Run, lite: str) -> None:
        """
        What else somebody is called is erased as well.
        """
        told = json.loads(run("erase-person", lite, "dee", "--also", "DEEPRIVATE", "--yes", "--json").stdout)

        assert "mentorship/dee-cy" in told["own"]
        assert "DEEPRIVATE" not in run("show", lite, "dee-cy").stdout

    def test_as_json(self, run: Run, lite: str) -> None:
        """
        --json tells what was erased with keys that stay.
        """
        told = json.loads(run("erase-person", lite, BEN, "--yes", "--json").stdout)

        assert {
            "person": BEN,
            "at": "2027-01-12T09:00:00.000000Z",
            "own": ["pairing_request/for-ben", "mentorship/ada-ben"],
            "mentions": ["person/cy", "person/dee", "pairing_request/for-cy", "mentorship/dee-cy"],
            "ended": ["mentorship/ada-ben"],
            "scrubbed": True,
        } == told

    def test_needs_to_be_told_where_bytes_stay(
        self, run: Run, lite: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """
        A storage that cannot remove every byte is used only by somebody who says that they know.
        """
        able = SQLiteBackend.capabilities
        monkeypatch.setattr(SQLiteBackend, "capabilities", able - {Capability.SCRUBS})
        refused = run("erase-person", lite, BEN, "--yes")
        done = run("erase-person", lite, BEN, "--yes", "--no-scrub")

        assert 4 == refused.exit_code
        assert "give --no-scrub, and remove the rest yourself" in refused.stderr
        assert 0 == done.exit_code
        assert "The storage may still hold bytes of what was there before." in done.stdout
