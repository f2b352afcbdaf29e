from __future__ import annotations

import pytest

from tests.figures import Line, Table


def table(**figures: int) -> Table:
    return Table(
        "Kills", [Line("JSON", {"rounds": 10, "lost": 0} | figures)], zero=("lost",), least={"rounds": 10}
    )


class TestTable:
    def test_passes(self, capsys: pytest.CaptureFixture[str]) -> None:
        """
        A check that did enough and found nothing passes, and shows its figures.
        """
        assert table().ended() == 0

        out = capsys.readouterr().out
        assert "JSON" in out
        assert "rounds" in out
        assert out.rstrip().endswith("passed")

    def test_finds(self, capsys: pytest.CaptureFixture[str]) -> None:
        """
        A figure that has to be zero and is not fails the check, and is named.
        """
        assert table(lost=1).ended() == 1
        assert capsys.readouterr().out.rstrip().endswith("JSON: 1 lost")

    def test_did_too_little(self) -> None:
        """
        A check that did less than it has to fails, and so does one that did nothing.
        """
        assert table(rounds=9).failures == ("only 9 of at least 10 rounds",)
        assert Table("Kills", [], zero=()).failures == ("nothing was done",)

    def test_a_column_may_be_missing(self) -> None:
        """
        A line that has nothing to say in a column leaves it empty.
        """
        both = Table("Kills", [Line("JSON", {"rounds": 1}), Line("SQLite", {"faults": 2})], zero=("lost",))

        assert both.failures == ()
        assert str(both).splitlines()[3].split() == ["SQLite", "2"]
