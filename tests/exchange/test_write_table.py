"""
Tables that are written: nothing in them runs, and they are read back as they were.
"""

from __future__ import annotations

import csv
import io
import re
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorcore import read_roster, write_table
from mentorcore.errors import InvalidValue
from mentorcore.exchange.rosters.formulas import neutralised, restored
from mentorcore.exchange.rosters.tables import DELIMITERS, LONGEST_ROW, lines_of, rows_of


RISKY = "=+-@\t\r\n\ufeff＝＋－＠"

cells = st.text(
    st.one_of(st.sampled_from(f"{RISKY}'\",;| a"), st.characters(codec="utf-8", exclude_characters="\0")),
    max_size=30,
)

line_texts = st.text(
    st.one_of(
        st.sampled_from("=+-@＝＋－＠'\",;| aé🎉"),
        st.characters(codec="utf-8", exclude_categories=("C", "Z")),
    ),
    min_size=1,
    max_size=30,
).filter(lambda text: text == text.strip() and text.isprintable())


class TestReadBack:
    @given(
        table=st.integers(1, 4).flatmap(
            lambda width: st.lists(st.lists(cells, min_size=width, max_size=width), max_size=6)
        ),
        delimiter=st.sampled_from(DELIMITERS),
    )
    def test_every_cell_is_as_it_was(self, table: list[list[str]], delimiter: str) -> None:
        """
        Whatever stands in a table, its rows are read back cell by cell; rows without text are none.
        """
        headings = [f"column {place}" for place in range(len(table[0]) if table else 1)]
        data = write_table(
            [dict(zip(headings, row, strict=True)) for row in table], columns=headings, delimiter=delimiter
        )
        kept = [row for row in table if any(cell.strip() for cell in row)]
        if any(sum(_breaks(cell) for cell in row) >= LONGEST_ROW for row in kept):
            return
        read = [list(row.cells) for row in rows_of(lines_of(data.decode()), delimiter)]

        assert [headings, *kept] == read

    @given(
        people=st.lists(
            st.fixed_dictionaries(
                {
                    "Name": line_texts,
                    "Title": st.none() | line_texts,
                    "Skills": st.lists(line_texts, max_size=4).map(tuple),
                    "Wishes": st.lists(line_texts, max_size=4).map(tuple),
                    "Experience": st.none() | st.integers(0, 80),
                    "Capacity": st.integers(0, 1000),
                }
            ),
            min_size=1,
            max_size=6,
        ),
        delimiter=st.sampled_from(DELIMITERS),
        bom=st.booleans(),
    )
    def test_people_are_as_they_were(self, people: list[dict[str, Any]], delimiter: str, bom: bool) -> None:
        """
        Names, titles and lists of skills with anything in them come back through `read_roster`.
        """
        roster = read_roster(write_table(people, delimiter=delimiter, bom=bom), encoding="utf-8")

        assert roster.problems == ()
        assert people == [
            {
                "Name": person.name,
                "Title": person.title,
                "Skills": person.skills,
                "Wishes": person.wishes,
                "Experience": person.experience,
                "Capacity": person.capacity,
            }
            for person in roster.people
        ]

    @pytest.mark.parametrize("entry", ["SQL, fast", "a;b", ";", "|", "C|D", "a,", "=1, 2"])
    @pytest.mark.parametrize("delimiter", DELIMITERS)
    def test_a_single_entry_that_holds_what_parts_them_stays_one(self, entry: str, delimiter: str) -> None:
        """
        One skill is one, whatever signs are in it.
        """
        table = write_table([{"Name": "Ada", "Skills": (entry,)}], delimiter=delimiter)

        assert read_roster(table).people[0].skills == (entry,)


class TestFormulas:
    @pytest.mark.parametrize("start", RISKY)
    @pytest.mark.parametrize("before", ["", "'", "''"])
    def test_no_cell_begins_one(self, before: str, start: str) -> None:
        """
        A cell that a spreadsheet would run gets an apostrophe before it, also where it has some already.
        """
        cell = f"{before}{start}HYPERLINK(1)"
        data = write_table([{"x": cell}]).decode()
        (_, (written,)) = csv.reader(io.StringIO(data, newline=""))

        assert written == f"'{cell}"
        assert restored(written) == cell

    @given(cell=cells)
    def test_nor_does_a_part_of_one(self, cell: str) -> None:
        """
        Opened with another separator, no part of a cell begins a formula either.
        """
        assert re.search(f'(?:^|[,;|"\t\r\n])[{re.escape(RISKY)}]', neutralised(cell)) is None
        assert restored(neutralised(cell)) == cell

    @given(cell=st.text())
    def test_reading_what_others_wrote_takes_out_no_more(self, cell: str) -> None:
        """
        An apostrophe that makes nothing harmless stays.
        """
        if neutralised(cell) == cell:
            assert restored(cell) == cell

    def test_headings_are_cells(self) -> None:
        """
        A heading is made harmless as well.
        """
        assert write_table([{"=1": "a"}]) == b"'=1\r\na\r\n"

    def test_a_heading_is_not_taken_for_the_mark_of_the_file(self) -> None:
        """
        A byte order mark at the start of the first heading would be dropped, and what follows be run.
        """
        data = write_table([{"\ufeff=1": "a"}])

        assert data.decode("utf-8-sig") == "'\ufeff=1\r\na\r\n"

    def test_numbers_and_days_are_none(self) -> None:
        """
        A negative number is a number in a spreadsheet, and no text.
        """
        row: dict[str, Any] = {
            "n": -5,
            "f": -0.5,
            "d": date(2026, 1, 12),
            "m": datetime(2026, 1, 12, 9, tzinfo=UTC),
            "x": None,
        }

        assert write_table([row]) == b"n,f,d,m,x\r\n-5,-0.5,2026-01-12,2026-01-12T09:00:00+00:00,\r\n"


class TestForm:
    def test_is_that_of_rfc_4180(self) -> None:
        """
        Lines end as Windows does it, and what would part cells is quoted.
        """
        data = write_table([{"a": 'say "hi"', "b": "x,y"}, {"a": "1\n2"}])

        assert data == b'a,b\r\n"say ""hi""","x,y"\r\n"1\n2",\r\n'

    def test_a_space_at_the_start_is_quoted(self) -> None:
        """
        Whoever drops the spaces behind a separator keeps those that are meant.
        """
        data = write_table([{"a": " x", "b": "y"}, {"a": "x", "b": "y"}])

        assert data == b'a,b\r\n" x","y"\r\nx,y\r\n'

    def test_a_mark_for_excel(self) -> None:
        """
        A byte order mark is there when asked for.
        """
        assert write_table([{"a": "é"}], bom=True) == b"\xef\xbb\xbfa\r\n\xc3\xa9\r\n"

    def test_several_texts_in_a_cell(self) -> None:
        """
        Semicolons part them, or line breaks where one of them holds what parts.
        """
        assert write_table([{"s": ("SQL", "Go")}]) == b"s\r\nSQL; Go\r\n"
        assert write_table([{"s": ["SQL, fast", "Go"]}]) == b's\r\n"SQL, fast\nGo\n"\r\n'

    def test_columns_are_in_their_order(self) -> None:
        """
        As asked for, or as they first appear.
        """
        rows = [{"b": "1"}, {"a": "2"}]

        assert write_table(rows) == b"b,a\r\n1,\r\n,2\r\n"
        assert write_table(rows, columns=["a", "b"]) == b"a,b\r\n,1\r\n2,\r\n"
        assert write_table([], columns=["a"]) == b"a\r\n"

    @pytest.mark.parametrize(
        ("rows", "given_", "path"),
        [
            ([["a"]], {}, "rows[0]"),
            ("text", {}, "rows"),
            ([{"a": object()}], {}, "rows[0]"),
            ([{"a": ("x", 7)}], {}, "rows[0]"),
            ([{"a": "\ud800"}], {}, "rows[0]"),
            ([{"a": -(10**5000)}], {}, "rows[0]"),
            ([{7: "x"}], {}, "columns"),
            ([{"a": "x"}], {"columns": ["b"]}, "columns"),
            ([{"a": "x"}], {"columns": ["a", "a"]}, "columns"),
            ([{"a": "x"}], {"delimiter": ":"}, "delimiter"),
        ],
    )
    def test_what_no_table_holds_is_refused(self, rows: Any, given_: dict[str, Any], path: str) -> None:
        """
        P1: what cannot be written is told with its place.
        """
        with pytest.raises(InvalidValue) as caught:
            write_table(rows, **given_)

        assert (caught.value.path, caught.value.rule) == (path, "P1")


def _breaks(cell: str) -> int:
    return len(re.findall("\r\n|\r|\n", cell))
