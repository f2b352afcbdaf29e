"""
Rosters that are broken, or meant to harm.
"""

from __future__ import annotations

import contextlib
import csv
import io
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorcore import read_roster
from mentorcore.errors import Unreadable
from mentorcore.exchange.rosters import reading
from mentorcore.exchange.rosters.tables import DELIMITERS, LARGEST_CELL, LONGEST_LINE, LONGEST_ROW, lines_of


LARGE = f"a cell has more than {LARGEST_CELL} characters; put the row right"
LONG = f"it has more than {LONGEST_LINE} characters; put the row right"
LINES = f"it goes on for more than {LONGEST_ROW} lines; put the row right"


class TestOneBrokenRow:
    @pytest.mark.parametrize(
        ("row", "reason"),
        [
            ("x" * 1_000_000, LONG),
            ("x" * (LARGEST_CELL + 1), LARGE),
            ('"' + "x\n" * 30 + "x" * 50_000 + '"', LARGE),
            ('"' + "x\n" * 30 + "x" * 150_000 + '"', LONG),
            ('"' + f"{'x' * 60_000}\n" * 3 + '"', LONG),
            ('"' + "x\n" * (2 * LONGEST_ROW) + '"', LINES),
            ('"' + 'say ""x""\n' * (2 * LONGEST_ROW) + 'x"', LINES),
            ('"Ben" Ruiz', "a quotation mark stands where none may; put the row right"),
        ],
        ids=[
            "1 MB",
            "large",
            "large over lines",
            "1 MB over lines",
            "long lines",
            "lines",
            "quotes",
            "stray",
        ],
    )
    def test_costs_that_row(self, row: str, reason: str) -> None:
        """
        The rows before and behind it are read.
        """
        roster = read_roster(f"Name,Title\nAda,Lead\n{row},Engineer\nCy,Lead\n")

        assert [(problem.line, problem.reason) for problem in roster.problems] == [(3, reason)]
        assert [person.name for person in roster.people] == ["Ada", "Cy"]

    def test_a_quotation_mark_that_is_never_closed(self) -> None:
        """
        It is told where it stands, and what follows is read, be it a few lines or many.
        """
        for more in (3, LONGEST_ROW * 3):
            rest = "".join(f"P{number},Lead\n" for number in range(more))
            roster = read_roster(f'Name,Title\nAda,Lead\n"Ben,Engineer\n{rest}')

            assert [(problem.line, problem.reason) for problem in roster.problems] == [
                (3, "a quotation mark is opened and not closed; put the row right")
            ]
            assert len(roster.people) == more + 1

    @pytest.mark.parametrize(("lines", "found"), [(LONGEST_ROW, 1), (LONGEST_ROW + 1, 0)])
    def test_a_row_goes_on_for_some_lines(self, lines: int, found: int) -> None:
        """
        A cell with line breaks is read within the limit, and told beyond it; no line of it is a person.
        """
        roster = read_roster("Name,Skills\nAda," + '"' + "x\n" * (lines - 1) + 'x"\n')

        assert [person.name for person in roster.people] == ["Ada"] * found
        assert [problem.line for problem in roster.problems] == [2] * (not found)

    def test_zeros(self) -> None:
        """
        A NUL is a problem of its row (P1).
        """
        roster = read_roster("Name,Title\nAda,Lead\nB\0en,Engineer\nCy,Lead\n")

        assert [(problem.line, problem.field) for problem in roster.problems] == [(3, "name")]
        assert [person.name for person in roster.people] == ["Ada", "Cy"]

    def test_the_host_keeps_its_limit_of_a_cell(self) -> None:
        """
        The limit of the csv module belongs to the whole process, and is left alone.
        """
        before = csv.field_size_limit()
        read_roster("Name\n" + "x" * 500_000)

        assert csv.field_size_limit() == before


class TestTheWhole:
    def test_too_large_or_too_many(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """
        Beyond the limits nothing is read.
        """
        monkeypatch.setattr(reading, "LARGEST_ROSTER", 20)
        monkeypatch.setattr(reading, "MOST_ROWS", 3)

        assert len(read_roster("Name\nA\nB\nC\n").people) == 3
        with pytest.raises(Unreadable, match="more than 3 rows"):
            read_roster("Name\nA\nB\nC\nD\n")
        with pytest.raises(Unreadable, match="larger than 20 bytes"):
            read_roster("Name\n" + "A" * 20)

    def test_a_hundred_thousand_people(self) -> None:
        """
        They are read, with a chain of managers through all of them.
        """
        rows = "".join(
            f"{n},Person {n},p{n}@example.org,Europe/Berlin,SQL;Go,{n - 1 or ''}\n" for n in range(1, 100_001)
        )
        roster = read_roster(f"ID,Name,E-mail,Time zone,Skills,Manager ID\n{rows}")

        assert (len(roster.people), roster.problems) == (100_000, ())
        assert roster.people[-1].manager_id == roster.people[-2].id

    def test_open_quotation_marks_by_the_thousand(self) -> None:
        """
        In a hundred thousand lines each is told, in time that grows with the file and not with its square.
        """
        begun = time.process_time()
        roster = read_roster("Name,Title\n" + ('"a\n' + "b\n" * 60) * 1600)

        assert time.process_time() - begun < 60
        assert len(roster.problems) >= 1600


class TestAnything:
    @given(data=st.binary(max_size=300) | st.text(max_size=300))
    def test_is_read_or_refused_with_a_typed_error(self, data: bytes | str) -> None:
        """
        No bytes and no text bring out anything but an error of ours.
        """
        with contextlib.suppress(Unreadable):
            read_roster(data)

    @given(
        rows=st.lists(
            st.lists(st.text(st.sampled_from("aé,;|'\"=\n @1"), max_size=6), min_size=1, max_size=5),
            max_size=8,
        ),
        delimiter=st.sampled_from(DELIMITERS),
        end=st.sampled_from(["\n", "\r\n"]),
        encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    )
    def test_no_row_is_lost_and_none_is_made_up(
        self, rows: list[list[str]], delimiter: str, end: str, encoding: str
    ) -> None:
        """
        However ragged, each row with text is one person or is told why it is none, on its own line.
        """
        written = io.StringIO()
        writer = csv.writer(written, delimiter=delimiter, lineterminator=end)
        writer.writerow(["Name", "E-mail", "ID", "Manager ID"])
        expected = []
        for row in rows:
            line = len(lines_of(written.getvalue())) + 1
            writer.writerow(row)
            if any(cell.strip() for cell in row):
                expected.append(line)
        roster = read_roster(written.getvalue().encode(encoding), encoding=encoding)
        left_out = {problem.line for problem in roster.problems if problem.is_left_out}

        assert sorted([*left_out, *(person.line for person in roster.people)]) == expected
        assert roster.delimiter == delimiter

    @given(
        rows=st.text(st.one_of(st.sampled_from("\",;\n\r\t|'="), st.characters(codec="utf-8")), max_size=200)
    )
    def test_behind_headings_is_people_or_problems(self, rows: str) -> None:
        """
        Once the headings are read nothing raises, and every person can be registered.
        """
        roster = read_roster(f"Name,E-mail,ID,Manager ID\nAda,ada@example.org,1,\n{rows}")

        assert len({person.id for person in roster.people}) == len(roster.people)
        assert all(person.name.strip() for person in roster.people)
