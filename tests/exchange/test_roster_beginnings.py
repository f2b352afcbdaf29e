"""
Rosters that begin with something else than their headings, as people want to read them on paper.
"""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorcore import Roster, read_roster
from mentorcore.errors import Unreadable
from mentorcore.exchange.rosters.beginning import LOOKED_THROUGH
from mentorcore.exchange.rosters.tables import DELIMITERS


PEOPLE = "Personalnummer;Name;E-Mail;Ort\n7;Ada Osei;ada@example.org;Bonn\n8;Ben Ruiz;nothing;Bonn\n"

EITHER = "its headings may be on line {} or on line {}"
PERHAPS_PEOPLE = "its headings may be on line {}, and what stands before them may be people"


def names(roster: Roster) -> list[str]:
    """
    Return whom a roster would add.
    """
    return [person.name for person in roster.people]


def refused(text: str) -> tuple[int | None, str]:
    """
    Return the line and the reason for which a roster is not read.
    """
    with pytest.raises(Unreadable) as caught:
        read_roster(text)

    return caught.value.line, caught.value.because


class TestFound:
    @pytest.mark.parametrize(
        ("before", "lines"),
        [
            ("Employee report 2026-11-01;;;\n", 1),
            ("Employee report 2026-11-01\n", 1),
            ("Employee report 2026-11-01;;;\n\n;;;\n", 3),
            ("Report:;Headcount by manager;;\nRun by:;Ada Osei;;\nDate:;2026-11-01;;\n\n", 4),
            ("Mitarbeiter, Stand 01.11.2026;;;\n", 1),
            ("Mitarbeiter, Stand 01.11.2026\n", 1),
            ("Report, all employees, 2026\n", 1),
            ('"Employees\nof Acme";;;\n', 2),
            ("Persönliches;;Arbeit;\n", 1),
            ("Manager;Dee Ito;;\n", 1),
            ("sep=;\nEmployee report;;;\n", 2),
            ("x;;;\n" * (LOOKED_THROUGH - 1), LOOKED_THROUGH - 1),
        ],
    )
    def test_below_a_title(self, before: str, lines: int) -> None:
        """
        What a report says of itself is skipped and told; lines are counted as they stand in the file.
        """
        roster = read_roster(before + PEOPLE)
        told, wrong = roster.problems

        assert names(roster) == ["Ada Osei"]
        assert roster.people[0].line == lines + 2
        assert told.reason == f"the headings are on line {lines + 1}; what stands before them is not read"
        assert (told.line, told.is_left_out) == (2 if before.startswith("sep") else 1, False)
        assert (wrong.line, wrong.field) == (lines + 3, "email")

    @pytest.mark.parametrize("delimiter", DELIMITERS)
    @pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le"])
    def test_with_any_delimiter(self, delimiter: str, encoding: str) -> None:
        """
        What parts the cells is found out from the headings, wherever they are.
        """
        text = f"Team, Stand: heute\r\n\r\n{PEOPLE.replace(';', delimiter)}"
        roster = read_roster(text.encode(encoding))

        assert (names(roster), roster.delimiter) == (["Ada Osei"], delimiter)

    @given(
        before=st.lists(
            st.tuples(st.text("ab, |\t7@.", max_size=8), st.sampled_from(["", ";", ";;;"])),
            max_size=LOOKED_THROUGH - 1,
        )
    )
    def test_below_anything_narrow(self, before: list[tuple[str, str]]) -> None:
        """
        Whatever words and signs stand before them, one to a line.
        """
        roster = read_roster("".join(f"{title}{end}\n" for title, end in before) + PEOPLE)

        assert (names(roster), roster.people[0].line) == (["Ada Osei"], len(before) + 2)

    def test_by_a_heading_of_ones_own(self) -> None:
        """
        What *columns* says is looked for as well, and words in the title are no missing ones.
        """
        text = "Staff;;\nRef;Who;Mail\n7;Ada;ada@example.org\n"
        roster = read_roster(text, columns={"Who": "name", "Staff": None})

        assert [problem.line for problem in roster.problems] == [1]
        assert names(roster) == ["Ada"]

    def test_on_the_first_line_whatever_stands_below(self) -> None:
        """
        Where people have values that are headings elsewhere the first line stays what it is.
        """
        text = "Name;Art;Ebene\nAda;Mitarbeiter;Manager\nBen;Employee;Person\nCy;x, Employee, Manager;\n"

        assert names(read_roster(text)) == ["Ada", "Ben", "Cy"]
        assert names(read_roster("Name;E-mail\nPerson;p@example.org\n")) == ["Person"]
        assert names(read_roster("Name;;\nAda;Employee;\nPerson\n")) == ["Ada", "Person"]
        assert names(read_roster("First name;Last name;Title\nNom;Suk;Manager\n")) == ["Nom Suk"]
        assert names(read_roster("Mitarbeiter;E-Mail\nNom;nom@example.org\n")) == ["Nom"]
        assert names(read_roster("Name;E-mail\nNAME\n")) == ["NAME"]

    def test_once_more_on_each_page(self) -> None:
        """
        A title on every page would be a person, but the headings on every page are no second beginning.
        """
        roster = read_roster(f"Report;;;\n{PEOPLE}{PEOPLE.replace('7;', '9;').replace('ada@', 'a@')}")

        assert [problem.line for problem in roster.problems] == [1, 4, 5, 7]
        assert len(roster.people) == 2


class TestNotGuessed:
    @pytest.mark.parametrize(
        ("text", "line", "other"),
        [
            (f"Mitarbeiter;;;\n{PEOPLE}", 1, 2),
            (f"Mitarbeiter\n{PEOPLE}", 1, 2),
            (f"Employee;;\n\n{PEOPLE.replace('Personalnummer', 'Kostenstelle')}", 1, 3),
            ("Employee;;Manager;\nName;E-mail;Name;E-mail\nAda;a@b.org;Dee;d@b.org\n", 1, 2),
            ("Employee:;Ada Osei;;\nPeriod;2026;;\nKostenstelle;Name;E-Mail;Ort\n7;Ben;b@b.org;Bonn\n", 1, 3),
            ("Ada;ada@example.org;Employee\nBen;ben@example.org;Employee\n", 1, 2),
            ("Employee\nPerson\n", 1, 2),
            ("Name:;Headcount;\nMitarbeiter;E-Mail;Ort\nAda;a@b.org;Bonn\n", 1, 2),
            ("Mitarbeiter, Stand heute\nNr;Name;Skills\n7;Ada;SQL, Go\n", 1, 2),
        ],
    )
    def test_which_of_two_lines_it_is(self, text: str, line: int, other: int) -> None:
        """
        A title may be a heading, and headings may stand above each other; people would be made of them.
        """
        assert refused(text) == (line, EITHER.format(line, other))

    def test_and_can_be_said(self) -> None:
        """
        A word of the title is said to be no heading.
        """
        assert names(read_roster(f"Mitarbeiter\n{PEOPLE}", columns={"Mitarbeiter": None})) == ["Ada Osei"]

    @pytest.mark.parametrize(
        ("text", "line"),
        [
            ("Ada;ada@example.org;Lead\nBen;ben@example.org;Employee\nCy;cy@example.org;Lead\n", 2),
            ("Ada;;\nBen;Employee;Manager\nCy;Lead;Boss\n", 2),
            ("Ada Osei\n\nName\nBen\n", 3),
            (
                "Company;Report;Period;Run by\nAcme;Count;2026;Ada\n\nName;E-Mail;Manager\nBen;b@b.org;\n",
                4,
            ),
            ("Report;;\nMitarbeiter;E-Mail;Ort\nAda;a@b.org;Bonn\n", 2),
        ],
    )
    def test_whether_people_stand_before_them(self, text: str, line: int) -> None:
        """
        Nobody is left out because a word in a later row could be a heading.
        """
        assert refused(text) == (line, PERHAPS_PEOPLE.format(line))

    def test_and_what_is_looked_for_is_told(self) -> None:
        """
        Whoever has no headings, or others, reads which are understood.
        """
        with pytest.raises(
            Unreadable, match=r"among its first 20, with one such as Name, First name, .*"
        ) as caught:
            read_roster("x;;;\n" * LOOKED_THROUGH + PEOPLE)

        assert (caught.value.line, caught.value.because) == (1, "no column is headed as a name")
        assert "columns={heading: field}" in caught.value.accepted

    @pytest.mark.parametrize(
        ("text", "line", "accepted"),
        [
            (f'"Employee" report;;;\n{PEOPLE}', 1, "put its headings right"),
            (f'Report;;;\n"all" people;;;\n{PEOPLE}', 2, "put that line right"),
            ('Report\n"Name" ,E-mail\nAda,\n', 2, "put that line right"),
        ],
    )
    def test_what_a_line_says_that_cannot_be_read(self, text: str, line: int, accepted: str) -> None:
        """
        It may have the headings, so it is not skipped.
        """
        with pytest.raises(Unreadable) as caught:
            read_roster(text)

        assert (caught.value.line, caught.value.accepted) == (line, accepted)
        assert caught.value.because == "a quotation mark stands where none may"

    @given(
        rows=st.lists(
            st.lists(
                st.sampled_from(["Ada", "Employee", "Manager", "Title", "7", "a@b.org", "Person", ""]),
                min_size=3,
                max_size=3,
            ).filter(any),
            max_size=6,
        )
    )
    def test_nobody_is_left_out_or_made_up(self, rows: list[list[str]]) -> None:
        """
        Whatever stands below the headings is a person or told, each on its line, unless all of it is refused
        because of a row of nothing but headings.
        """
        text = "".join(";".join(row) + "\n" for row in [["ID", "Full name", "E-mail"], *rows])
        if any({"Employee", "Person"} & {*row} and {"Manager", "Title"} & {*row} for row in rows):
            with contextlib.suppress(Unreadable):
                read_roster(text)
            return
        roster = read_roster(text)
        told = {problem.line for problem in roster.problems if problem.is_left_out}

        assert sorted([*told, *(person.line for person in roster.people)]) == list(range(2, len(rows) + 2))
