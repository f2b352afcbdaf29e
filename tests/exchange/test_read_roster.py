"""
Rosters that are read: whatever an HR system exports, its people, and what is wrong with the rest.
"""

from __future__ import annotations

import contextlib
import sys
import traceback
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorcore import NewPerson, Person, Roster, open_store, read_roster
from mentorcore.errors import InvalidValue, MissingExtra, Unreadable
from tests.model.examples import NOW


PLAIN = "Name,E-mail\nAda Osei,ada@example.org\nBen Ruiz,ben@example.org\n"


def names(roster: Roster) -> list[str]:
    """
    Return whom a roster would add.
    """
    return [person.name for person in roster.people]


def told(roster: Roster) -> list[str]:
    """
    Return what the problems say.
    """
    return [str(problem) for problem in roster.problems]


class TestEncodings:
    TEXT = "Name;Titel\nJörg Müller;Führungskraft\nZoë Brontë;Ingénieure\n"

    @pytest.mark.parametrize(
        ("encoding", "found"),
        [
            ("utf-8", "utf-8"),
            ("utf-8-sig", "utf-8-sig"),
            ("utf-16", "utf-16"),
            ("utf-16-le", "utf-16-le"),
            ("utf-16-be", "utf-16-be"),
            ("utf-32", "utf-32"),
            ("utf-32-le", "utf-32-le"),
            ("utf-32-be", "utf-32-be"),
            ("cp1252", "cp1252"),
        ],
    )
    def test_are_found_out(self, encoding: str, found: str) -> None:
        """
        Unicode with and without a mark, and what Windows writes without Unicode, are read without being told.
        """
        roster = read_roster(self.TEXT.encode(encoding))

        assert names(roster) == ["Jörg Müller", "Zoë Brontë"]
        assert roster.encoding == found

    @pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
    @pytest.mark.parametrize("with_mark", [False, True])
    @pytest.mark.parametrize(
        "people",
        [
            ["Иван Петров", "Ольга Ким"],
            ["张伟", "王芳"],
            ["Ναταλία Άλλη"],
            ["नेहा शर्मा"],
            ["Ada 🎉", "Ā Ѐ 一"],
        ],
        ids=["Russian", "Chinese", "Greek", "Hindi", "anything"],
    )
    def test_of_wide_characters_in_any_script(
        self, people: list[str], encoding: str, with_mark: bool
    ) -> None:
        """
        Where few letters are European there are few zeros, and still they stand at one place only.
        """
        text = "Name;Titel\n" + "".join(f"{name};{name}\n" for name in people * 50)
        roster = read_roster(("\ufeff" * with_mark + text).encode(encoding))

        assert (names(roster), roster.problems) == (people * 50, ())
        assert roster.encoding == (encoding[:6] if with_mark else encoding)

    @given(people=st.lists(st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1)))
    def test_one_of_bytes_is_never_taken_for_wide_ones(self, people: list[str]) -> None:
        """
        Text in UTF-8 is read as such, whatever letters it is in.
        """
        text = "Name\n" + "".join(f"{name}\n" for name in people)

        with contextlib.suppress(Unreadable):
            assert read_roster(text.encode()).encoding == "utf-8"

    @pytest.mark.parametrize("encoding", ["utf-16-le", "utf-32-be"])
    def test_a_wide_one_that_was_cut_off_says_where(self, encoding: str) -> None:
        """
        Half a character at the end is told with its byte, as in any other encoding.
        """
        with pytest.raises(Unreadable, match=f"is not {encoding}; say in which encoding it was saved"):
            read_roster(self.TEXT.encode(encoding)[:-1])

    def test_a_mark_may_stand_there_twice(self) -> None:
        """
        Programs put one before a file that has one.
        """
        assert names(read_roster(b"\xef\xbb\xbf\xef\xbb\xbf" + b'"Name";E-Mail\nAda;\n')) == ["Ada"]
        assert names(read_roster('\ufeff\ufeff"Name";E-Mail\nAda;\n')) == ["Ada"]

    def test_a_zero_makes_no_other_encoding(self) -> None:
        """
        P1: a NUL in the text of one row is a problem of that row.
        """
        roster = read_roster(b"Name,Title\nAda,Lead\nB\0en,Engineer\nCy,Lead\n")

        assert (names(roster), [problem.line for problem in roster.problems]) == (["Ada", "Cy"], [3])

    def test_a_guess_is_told(self) -> None:
        """
        Bytes without Unicode can be read in several ways, so somebody should look at the names.
        """
        assert told(read_roster(self.TEXT.encode("cp1252"))) == [
            "line 1: its encoding was guessed to be cp1252; look at the names"
        ]
        assert not read_roster(self.TEXT.encode("cp1252")).problems[0].is_left_out
        assert told(read_roster(self.TEXT.encode("utf-8"))) == []

    def test_one_that_is_given_is_taken(self) -> None:
        """
        Whoever knows the encoding says so, and nothing is guessed.
        """
        roster = read_roster("Name\nŁukasz Żółć\n".encode("cp1250"), encoding="cp1250")

        assert (names(roster), roster.encoding, roster.problems) == (["Łukasz Żółć"], "cp1250", ())

    def test_russian_is_not_taken_for_french(self) -> None:
        """
        What makes no sense as western European text is read as what it more likely is.
        """
        people = "Иван Петров\nМария Сидорова\nАнна Кузнецова\n"

        assert names(read_roster(f"Name\n{people}".encode("cp1251")))[0] == "Иван Петров"

    @pytest.mark.parametrize("encoding", ["cp1252", "mac_roman", "cp850"])
    def test_of_one_company_in_three_systems(self, encoding: str) -> None:
        """
        Windows, old Macs and DOS have the same letters at other places; the wrong ones make no words.
        """
        people = ["Jörg Müller", "Käthe Weiß", "José Núñez"]

        assert names(read_roster("\n".join(["Name", *people]).encode(encoding))) == people

    def test_a_dash_inside_a_word_is_no_misread_letter(self) -> None:
        """
        What word processors write in English text is cp1252, and no Spanish of a Mac.
        """
        people = ["Ann Smith (full–time)", "Siân O’Neill", "Ann’s deputy"]

        assert names(read_roster("\n".join(["Name", *people]).encode("cp1252"))) == people

    @pytest.mark.parametrize(
        "damage", [b"Zo\xeb,z@example.org\n", b"Zo\xc3"], ids=["pasted from elsewhere", "cut off"]
    )
    @pytest.mark.parametrize("end", [b"\n", b"\r"], ids=["Unix", "Mac"])
    def test_utf8_with_a_damaged_line_is_no_other_encoding(self, damage: bytes, end: bytes) -> None:
        """
        One byte that is wrong does not spoil everybody's name; it is told where it stands.
        """
        sound = "".join(f"Jörg Müller {n},p{n}@example.org\n" for n in range(20))

        with pytest.raises(Unreadable, match=r"is not utf-8; .* or put that line right") as caught:
            read_roster((b"Name,E-mail\n" + sound.encode() + damage).replace(b"\n", end))

        assert caught.value.line == 22

    @pytest.mark.parametrize("start", [b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1"], ids=["xlsx", "xls"])
    @pytest.mark.parametrize("encoding", [None, "utf-8"])
    def test_a_workbook_is_refused_as_one(self, start: bytes, encoding: str | None) -> None:
        """
        Somebody who gives the spreadsheet itself is told to save it as CSV.
        """
        with pytest.raises(Unreadable, match="it is a workbook and no CSV file; save it as CSV"):
            read_roster(start + bytes(range(256)), encoding=encoding)

    @pytest.mark.parametrize(
        ("data", "encoding", "because"),
        [
            (b"\xff", "idna", "its byte 0 is not idna"),
            (b"Name\n", "undefined", "its byte 0 is not undefined"),
            (b"Name\nJ\xf6rg\n", "utf-8", "its byte 6 is not utf-8"),
            (b"Name\n", "klingon", "there is no such encoding"),
            (b"Name\n", "hex", "there is no such encoding"),
            (b"Name\n", "u\0tf", "there is no such encoding"),
            (b"\xff\xfeN\x00a", None, "its byte 4 is not utf-16"),
        ],
    )
    def test_that_do_not_fit_are_refused(self, data: bytes, encoding: str | None, because: str) -> None:
        """
        A whole that cannot be decoded is one error, and nothing of it is in a traceback.
        """
        with pytest.raises(Unreadable) as caught:
            read_roster(data, encoding=encoding)

        assert caught.value.because == because
        assert "J\\xf6rg" not in "".join(traceback.format_exception(caught.value, limit=0))

    def test_the_library_is_needed_only_to_guess(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """
        UTF-8 and a given encoding need no extra; a guess names it.
        """
        monkeypatch.setitem(sys.modules, "charset_normalizer", None)

        assert len(read_roster(self.TEXT.encode()).people) == 2
        assert len(read_roster(self.TEXT.encode("cp1252"), encoding="cp1252").people) == 2
        with pytest.raises(MissingExtra, match=r"give encoding=.*mentorcore\[rosters\]"):
            read_roster(self.TEXT.encode("cp1252"))


class TestShapes:
    @pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
    def test_delimiters_are_found_out(self, delimiter: str) -> None:
        """
        What parts the cells is that by which the headings are understood, whatever stands in the rows.
        """
        text = "Name#Title#Skills\nAda Osei#Lead, Platform#SQL; Go\nBen Ruiz#Engineer, Data#C|D\n"
        roster = read_roster(_quoted(text, delimiter))

        assert roster.delimiter == delimiter
        assert [person.title for person in roster.people] == ["Lead, Platform", "Engineer, Data"]

    def test_commas_inside_cells_do_not_part_them(self) -> None:
        """
        A file parted by semicolons may have a comma in every cell.
        """
        roster = read_roster("Name;Skills\nAda Osei;SQL, Go\nBen Ruiz;Rust, C\n")

        assert roster.delimiter == ";"
        assert roster.people[0].skills == ("SQL", "Go")

    def test_commas_in_all_of_them_do_not_part_them_either(self) -> None:
        """
        Understood headings say what parts the cells, where spreadsheets leave the last ones out.
        """
        roster = read_roster("Mail;Name, nicht Vorname;Name\na@b.org;x, y;Ada\nb@b.org;x, y\n")

        assert (roster.delimiter, roster.columns) == (";", {"email": 1, "name": 3})

    def test_nor_does_one_in_a_heading(self) -> None:
        """
        Two parts of a name in one column are a name, as it stands there.
        """
        roster = read_roster("Name, Vorname;E-Mail\nOsei, Ada;ada@example.org\nRuiz, Ben\n")

        assert [(person.name, person.email) for person in roster.people] == [
            ("Osei, Ada", "ada@example.org"),
            ("Ruiz, Ben", None),
        ]

    def test_of_two_ways_that_which_gives_names(self) -> None:
        """
        Parted by its comma the line would have a heading that is understood, and nobody under it.
        """
        assert names(read_roster("Name;Zusatz, E-Mail\nAda;x\n")) == ["Ada"]

    def test_spaces_before_quotation_marks(self) -> None:
        """
        Who writes a file by hand puts a space behind the comma; the marks are none of the values.
        """
        roster = read_roster('Name, E-mail, Title\n"Ada Osei", "ada@example.org", "Lead, Platform"\n')

        assert (roster.people[0].email, roster.people[0].title) == ("ada@example.org", "Lead, Platform")

    @pytest.mark.parametrize("cell", ['="00123"', '"=""00123"""', "00123"])
    def test_numbers_that_excel_keeps_as_text(self, cell: str) -> None:
        """
        Some systems write a formula so that the zeros of a personnel number stay; the number is meant.
        """
        assert read_roster(f"Name,ID\nAda,{cell}\n").people[0].external_id == "00123"

    def test_a_single_column(self) -> None:
        """
        A list of names is a roster.
        """
        assert names(read_roster("Name\nAda Osei\nBen Ruiz\n")) == ["Ada Osei", "Ben Ruiz"]

    def test_what_excel_says_of_the_delimiter(self) -> None:
        """
        A first line ``sep=;`` is an instruction and no row; the lines are counted with it.
        """
        roster = read_roster("sep=;\r\nName;E-Mail\r\nAda;ada@example.org\r\nBen;nothing\r\n")

        assert names(roster) == ["Ada"]
        assert [problem.line for problem in roster.problems] == [4]

    def test_of_a_delimiter_that_is_none(self) -> None:
        """
        Excel may be told of any sign; four are read.
        """
        with pytest.raises(Unreadable, match="another sign parts its cells; save it with a comma") as caught:
            read_roster("sep=:\r\nName:E-Mail\r\nAda:ada@example.org\r\n")

        assert caught.value.line == 1

    @pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
    def test_line_ends(self, end: str) -> None:
        """
        Windows, Unix and old Macs end lines otherwise.
        """
        assert names(read_roster(PLAIN.replace("\n", end))) == ["Ada Osei", "Ben Ruiz"]

    def test_mixed_line_ends_and_breaks_inside_cells(self) -> None:
        """
        A line break in quotation marks belongs to its cell, and lines are counted as an editor does.
        """
        text = 'Name,Skills,E-mail\r\nAda,"SQL\r\nGo",\nBen,"Rust\rC",\rCy,,nothing\n'
        roster = read_roster(text)

        assert [person.skills for person in roster.people] == [("SQL", "Go"), ("Rust", "C")]
        assert [person.line for person in roster.people] == [2, 4]
        assert [problem.line for problem in roster.problems] == [6]

    def test_sources(self, tmp_path: Path) -> None:
        """
        Bytes, text and a path are read alike.
        """
        path = tmp_path / "roster.csv"
        path.write_text(PLAIN, "utf-8")

        assert names(read_roster(path)) == names(read_roster(PLAIN)) == names(read_roster(PLAIN.encode()))

    @pytest.mark.parametrize("path", ["people/roster.CSV", "people.xlsx", "people.xls", "people.ods"])
    def test_a_path_as_text_is_told(self, path: str) -> None:
        """
        Text is the roster itself, and a file is given as a path.
        """
        with pytest.raises(Unreadable, match=r"give it as a pathlib\.Path"):
            read_roster(path)

    def test_blank_rows_and_spaces_are_nothing(self) -> None:
        """
        A row without text is skipped, and spaces around a cell do not count.
        """
        assert names(read_roster("\n,\nName , E-mail\n,\n  Ada Osei\u00a0, \n , \n")) == ["Ada Osei"]

    def test_short_rows_lack_what_they_lack(self) -> None:
        """
        A row may end before its last columns.
        """
        assert names(read_roster("Name,E-mail,Title\nAda\nBen,ben@example.org\n")) == ["Ada", "Ben"]


class TestHeadings:
    @pytest.mark.parametrize(
        "heading",
        [
            "Employee ID,Full name,Work e-mail,Job title,Time zone,Skills,Manager e-mail",
            (
                "Personalnummer,Vollständiger Name,E-Mail-Adresse,Stellenbezeichnung,Zeitzone,Kenntnisse,"
                "E-Mail Vorgesetzter"
            ),
            "Matricule,Nom complet,Courriel,Poste,Fuseau horaire,Compétences,Courriel du responsable",
            (
                "Número de empleado,Nombre completo,Correo electrónico,Puesto,Zona horaria,Habilidades,"
                "Correo del jefe"
            ),
        ],
        ids=["English", "German", "French", "Spanish"],
    )
    def test_in_four_languages(self, heading: str) -> None:
        """
        The obvious words are understood, whatever their case, accents and hyphens.
        """
        rows = (
            "7,Ada Osei,ada@example.org,Lead,Europe/Berlin,SQL;Go,\n"
            "8,Ben Ruiz,ben@example.org,Engineer,UTC,,ada@example.org\n"
        ).replace(";", "|")
        for line in (heading, heading.upper()):
            roster = read_roster(f"{line}\n{rows}")
            ada, ben = roster.people

            assert ada == NewPerson(
                line=2,
                id=ada.id,
                name="Ada Osei",
                email="ada@example.org",
                external_id="7",
                title="Lead",
                timezone="Europe/Berlin",
                skills=("SQL", "Go"),
            )
            assert ben.manager_id == ada.id
            assert roster.ignored == ()

    @pytest.mark.parametrize(
        "heading",
        ["First name,Last name", "Vorname,Name", "Prénom,Nom", "Nombre,Apellidos", "Given name,Surname"],
    )
    def test_names_in_two_columns(self, heading: str) -> None:
        """
        A name in two parts is put together; *Nom* beside *Prénom* is the family name, *Nombre* beside
        *Apellidos* the given one.
        """
        assert names(read_roster(f"{heading}\nAda,Osei\nPlato,\n")) == ["Ada Osei", "Plato"]

        turned = ",".join(reversed(heading.split(",")))

        assert names(read_roster(f"{turned}\nOsei,Ada\n")) == ["Ada Osei"]

    def test_of_ones_own(self) -> None:
        """
        What headings mean can be said, and a column can be left out.
        """
        text = "Who,Staff ref,Title\nAda,77,secret\n"
        roster = read_roster(text, columns={"Who": "name", "staff-ref": "external_id", "Title": None})

        assert (roster.people[0].external_id, roster.people[0].title) == ("77", None)
        assert roster.columns == {"name": 1, "external_id": 2}

    @pytest.mark.parametrize("heading", ["Employee #", "Employee No.", "Employee Nº", "Employee №"])
    def test_of_numbers(self, heading: str) -> None:
        """
        A sign for a number makes another heading of a word: nobody is called 7.
        """
        (ada,) = read_roster(f"{heading},First Name,Last Name\n7,Ada,Osei\n").people

        assert (ada.name, ada.external_id) == ("Ada Osei", "7")

    @pytest.mark.parametrize("sign", ["#", "*"])
    def test_of_signs_alone(self, sign: str) -> None:
        """
        A heading such as # is one, and not the same as none.
        """
        roster = read_roster(f"{sign},Name,\n7,Ada,\n", columns={sign: "external_id"})

        assert (roster.people[0].external_id, roster.problems) == ("7", ())

    def test_of_ones_own_that_are_not_there_are_told(self) -> None:
        """
        A heading that was mistyped would otherwise lose its column without a word.
        """
        roster = read_roster(
            "\nName,Staff ref\nAda,77\n", columns={"Staf ref": "external_id", "Name": "name"}
        )

        assert told(roster) == ["line 2: columns= names a heading that is not there; look at ignored"]
        assert (roster.ignored, roster.problems[0].is_left_out) == (("Staff ref",), False)

    def test_that_are_missing_over_text_are_told_once(self) -> None:
        """
        A column without a heading is not used; somebody may have put something in it.
        """
        roster = read_roster("Name,,E-mail,\nAda,,,\nBen,x,,\nCy,y,,z\n")

        assert names(roster) == ["Ada", "Ben", "Cy"]
        assert told(roster) == [
            "line 3, column 2: this column has no heading and is not used; give it one",
            "line 4, column 4: this column has no heading and is not used; give it one",
        ]
        assert not any(problem.is_left_out for problem in roster.problems)

    def test_that_are_not_known_are_told(self) -> None:
        """
        A column that was not used is named, and not in a repr, where it could be a row of somebody's data.
        """
        roster = read_roster("Name,Cost centre\nAda,4711\n")

        assert roster.ignored == ("Cost centre",)
        assert "Cost" not in repr(roster)

    def test_twice_for_one_thing_are_refused(self) -> None:
        """
        Which of two addresses counts nobody can know.
        """
        with pytest.raises(Unreadable, match="columns 2 and 3 are both taken for email") as caught:
            read_roster("Name,E-mail,Mail\nAda,a@b.org,c@d.org\n")

        assert caught.value.line == 1
        assert read_roster("Name,E-mail,Mail\nAda,a@b.org,c@d.org\n", columns={"Mail": None}).people

    def test_twice_with_one_word_are_told_apart_by_nobody(self) -> None:
        """
        *columns* says what a word means; where two columns have the same word the file has to.
        """
        with pytest.raises(Unreadable, match="both taken for email; give one of them another heading"):
            read_roster("Name,E-mail,e-Mail\nAda,a@b.org,c@d.org\n")

    @pytest.mark.parametrize("mark", ["", "\ufeff"], ids=["pages", "files behind each other"])
    def test_once_more_are_no_person(self, mark: str) -> None:
        """
        A list that was made for pages has its headings on each.
        """
        roster = read_roster(f"Name;Titel;Ort\nAda;Lead;\n{mark}Name;Titel;Seite 2\nBen;;\n")

        assert names(roster) == ["Ada", "Ben"]
        assert told(roster) == [
            "line 3: it has the headings once more; take it out, and see what stands before it"
        ]
        assert roster.problems[0].is_left_out

    @pytest.mark.parametrize(
        ("text", "because"),
        [
            ("", "it is empty"),
            ("\n,,\n", "it is empty"),
            ("Ada Osei,ada@example.org\n", "no column is headed as a name"),
            ('"Name,E-mail\nAda,\n', "a quotation mark is opened and not closed"),
        ],
    )
    def test_that_are_missing_are_refused(self, text: str, because: str) -> None:
        """
        Without headings that say where the names are, nothing is read.
        """
        with pytest.raises(Unreadable) as caught:
            read_roster(text)

        assert caught.value.because == because

    @pytest.mark.parametrize("columns", [["name"], {"Who": "nickname"}, {3: "name"}])
    def test_that_say_nothing_are_refused(self, columns: object) -> None:
        """
        P1: *columns* maps headings to fields that people have.
        """
        with pytest.raises(InvalidValue) as caught:
            read_roster(PLAIN, columns=columns)  # type: ignore[arg-type]

        assert caught.value.path == "columns"


class TestProblems:
    @pytest.mark.parametrize(
        ("heading", "cell", "problem"),
        [
            (
                "E-mail",
                "nothing",
                "line 2, column 2 (email): it is no e-mail address; give one such as ada@example.org",
            ),
            (
                "Time zone",
                "Berlin",
                (
                    "line 2, column 2 (timezone): this is no known time zone; "
                    "give an IANA name such as Europe/Berlin"
                ),
            ),
            (
                "Experience",
                "many",
                "line 2, column 2 (experience): it is no whole number; give one such as 7",
            ),
            ("Experience", "81", "line 2, column 2 (experience): 81 is out of range; 0 to 80 are accepted"),
            ("Capacity", "-1", "line 2, column 2 (capacity): -1 is out of range; 0 to 1000 are accepted"),
            ("Title", "a\0b", "line 2, column 2 (title): it holds a NUL character; take that character out"),
            ("Title", "x" * 201, "line 2, column 2 (title): it has 201 characters; at most 200 are accepted"),
        ],
    )
    def test_name_line_column_and_reason(self, heading: str, cell: str, problem: str) -> None:
        """
        A value that cannot be kept costs its row, and is not repeated.
        """
        roster = read_roster(f"Name,{heading}\nAda,{cell}\nBen,\n")

        assert names(roster) == ["Ben"]
        assert told(roster) == [problem]
        assert roster.problems[0].is_left_out

    @pytest.mark.parametrize(
        "cell", ["Ada <ada@example.org>", "<ada@example.org>", "mailto:ada@example.org", "ada@example.org"]
    )
    def test_an_address_behind_a_name_is_one(self, cell: str) -> None:
        """
        Mail programs write a name before an address; people are told apart by the address alone.
        """
        roster = read_roster(f"Name;E-mail;Manager e-mail;Manager\nAda;{cell};;\nBen;;{cell};\nCy;;;{cell}\n")
        ada, ben, cy = roster.people

        assert (ada.email, ben.manager_id, cy.manager_id) == ("ada@example.org", ada.id, ada.id)

    @pytest.mark.parametrize(
        "cell",
        [
            "ada@example.org;",
            "ada@example.org, ben@example.org",
            "'ada@example.org'",
            "'ada@example.org",
            "<ada@example.org",
            "ada@example.org.",
            "ada@example..org",
            "ada@.",
            "ada@-",
            "ada\u200b@example.org",
        ],
    )
    def test_more_or_less_than_an_address_is_none(self, cell: str) -> None:
        """
        What is left around an address would be kept as a part of it.
        """
        assert told(read_roster(f"Name\tE-mail\nAda\t{cell}\n")) == [
            "line 2, column 2 (email): it is no e-mail address; give one such as ada@example.org"
        ]

    @pytest.mark.parametrize("mark", ["\u200b", "\u200e", "\u2060", "\ufeff", "\u00a0", "\u202f", "\u3000"])
    def test_what_nobody_sees_around_a_value_is_none_of_it(self, mark: str) -> None:
        """
        What was copied from a page or a mail brings along characters without a shape; with them nobody would
        be the same person, or the manager of anybody.
        """
        roster = read_roster(
            "Name;E-mail;ID;Manager ID;Skills\n"
            f"{mark}Ada Osei{mark};{mark}ada@example.org{mark};{mark}7 {mark};;SQL{mark}, {mark}Go\n"
            f"Ben;\u202aben@example.org\u202c;8;7{mark};\nCy;ada@example.org;9;;\n"
        )
        ada, ben = roster.people

        assert (ada.name, ada.email, ada.external_id) == ("Ada Osei", "ada@example.org", "7")
        assert (ada.skills, ben.email, ben.manager_id) == (("SQL", "Go"), "ben@example.org", ada.id)
        assert [problem.line for problem in roster.problems] == [4]

    def test_all_of_a_row_are_told_at_once(self) -> None:
        """
        Somebody who repairs a row learns everything that is wrong with it.
        """
        roster = read_roster("Name,E-mail,Time zone\n,nothing,Berlin\n")

        assert [problem.field for problem in roster.problems] == ["name", "email", "timezone"]

    def test_a_row_with_too_many_cells(self) -> None:
        """
        A comma too many shifts what follows, so the row is left out.
        """
        roster = read_roster("Name,Title\nOsei, Ada,Lead\nBen,Engineer\nCy,Lead,,\n")

        assert told(roster) == [
            "line 2: it has 3 cells and there are 2 headings; quote cells that hold what parts them"
        ]
        assert names(roster) == ["Ben", "Cy"]

    @pytest.mark.parametrize(
        ("cell", "experience"), [("7", 7), ("7.0", 7), ("7,00", 7), ("+7", 7), ("", None)]
    )
    def test_numbers_as_spreadsheets_write_them(self, cell: str, experience: int | None) -> None:
        """
        A whole number may have decimals that are nought.
        """
        assert read_roster(f"Name;Experience\nAda;{cell}\n").people[0].experience == experience

    @pytest.mark.parametrize("cell", ["1.000", "1,000", "7.000000"])
    def test_a_thousand_is_not_taken_for_one(self, cell: str) -> None:
        """
        Three noughts behind a point are decimals here and thousands there.
        """
        roster = read_roster(f"Name;Capacity\nAda;{cell}\n")

        assert told(roster) == ["line 2, column 2 (capacity): it is no whole number; give one such as 7"]

    def test_a_repr_shows_nobodys_words(self) -> None:
        """
        Names and addresses stay out of logs.
        """
        shown = repr(read_roster(PLAIN))

        assert "Ada" not in shown
        assert "example.org" not in shown

    def test_no_such_file(self, tmp_path: Path) -> None:
        """
        A path that cannot be read is an error of ours, which does not name it.
        """
        with pytest.raises(Unreadable, match="FileNotFoundError") as caught:
            read_roster(tmp_path / "nothing.csv")

        assert "nothing.csv" not in str(caught.value)

    def test_something_else_than_a_source_is_refused(self) -> None:
        """
        P1: a source is bytes, text or a path.
        """
        with pytest.raises(InvalidValue, match="accept source"):
            read_roster(7)  # type: ignore[arg-type]


class TestTwice:
    def test_the_same_address_or_external_id(self) -> None:
        """
        Who stands in a file twice is read once, and the second row says where the first one is.
        """
        roster = read_roster(
            "Name,E-mail,ID\nAda,ada@example.org,1\nAda O.,ADA@example.org,2\nBen,ben@example.org,1\n"
        )

        assert names(roster) == ["Ada"]
        assert told(roster) == [
            "line 3, column 2 (email): somebody on line 2 has the same e-mail address",
            "line 4, column 3 (external_id): somebody on line 2 has the same external id",
        ]

    def test_the_same_name_is_not_the_same_person(self) -> None:
        """
        Two people may have one name.
        """
        assert names(read_roster("Name\nAda\nAda\n")) == ["Ada", "Ada"]

    def test_who_is_known_is_not_added_again(self) -> None:
        """
        Somebody whom the caller has already is told with their id.
        """
        roster = read_roster(PLAIN, known={"Ada@Example.org": "p-ada"})

        assert names(roster) == ["Ben Ruiz"]
        assert told(roster) == ["line 2, column 2 (email): you know somebody with this e-mail address: p-ada"]

    @pytest.mark.parametrize("known", [["ada"], {7: "ada"}, {"ada@example.org": "not an id"}])
    def test_known_that_is_no_mapping_to_ids_is_refused(self, known: object) -> None:
        """
        P1, P4: *known* maps addresses and external ids to ids.
        """
        with pytest.raises(InvalidValue) as caught:
            read_roster(PLAIN, known=known)  # type: ignore[arg-type]

        assert caught.value.path == "known"


class TestManagers:
    def test_inside_the_file_in_any_order(self) -> None:
        """
        A manager is named by address or by external id, and may stand further down.
        """
        roster = read_roster(
            "Name,E-mail,ID,Manager e-mail,Manager ID\n"
            "Ben,ben@example.org,2,ADA@example.org,\nCy,,3,,1\nAda,ada@example.org,1,,\n"
        )
        ben, cy, ada = roster.people

        assert (ben.manager_id, cy.manager_id, ada.manager_id) == (ada.id, ada.id, None)
        assert roster.problems == ()

    def test_in_a_column_that_does_not_say_by_what(self) -> None:
        """
        "Manager" may hold either; a name is no way to tell people apart.
        """
        roster = read_roster(
            "Name,E-mail,ID,Manager\nAda,ada@example.org,1,\nBen,,2,ada@example.org\nCy,,3,1\nDee,,4,Ada\n"
        )
        ada, ben, cy, dee = roster.people

        assert (ben.manager_id, cy.manager_id, dee.manager_id) == (ada.id, ada.id, None)
        assert [(p.line, p.field, p.is_left_out) for p in roster.problems] == [(5, "manager", False)]
        assert "name the manager by one of these" in roster.problems[0].reason

    def test_outside_the_file(self) -> None:
        """
        A manager may be somebody whom the caller knows.
        """
        text = "Name,Manager e-mail,Manager ID\nBen,Ada@example.org,\nCy,,77\n"
        roster = read_roster(text, known={"ada@example.org": "p-ada", "77": "p-dee"})

        assert [person.manager_id for person in roster.people] == ["p-ada", "p-dee"]

    def test_outside_by_what_the_file_says_of_them(self) -> None:
        """
        Whoever is known by address has an external id in the file, by which others name them.
        """
        text = "Name,E-mail,ID,Manager ID\nBen,ben@example.org,2,1\nAda,Ada@example.org,1,\n"
        roster = read_roster(text, known={"ada@example.org": "p-ada"})

        assert [person.manager_id for person in roster.people] == ["p-ada"]
        assert [problem.line for problem in roster.problems] == [3]

    @pytest.mark.parametrize("known", [{"77": "p-dee"}, {"dee@example.org": "p-dee"}])
    def test_named_in_two_columns_of_which_one_is_enough(self, known: dict[str, str]) -> None:
        """
        A system writes both, and the caller knows people by one of them.
        """
        text = "Name,Manager e-mail,Manager ID,Manager\nBen,dee@example.org,77,Dee Ito\n"
        roster = read_roster(text, known=known)

        assert (roster.people[0].manager_id, roster.problems) == ("p-dee", ())

    def test_named_in_two_columns_that_contradict_each_other(self) -> None:
        """
        Which of two managers counts nobody can know.
        """
        roster = read_roster(
            "Name,E-mail,ID,Manager e-mail,Manager ID\nAda,a@b.org,1,,\nBen,b@b.org,2,,\nCy,,3,a@b.org,2\n"
        )

        assert roster.people[2].manager_id is None
        assert told(roster) == [
            (
                "line 4, column 4 (manager_email): its columns name different managers; name one of them; "
                "they are read without a manager"
            )
        ]

    def test_an_external_id_that_is_an_address(self) -> None:
        """
        Case does not count in an address, whatever column it stands in.
        """
        text = "Name,ID,Manager ID\nAda,Ada@example.org,\nBen,2,ADA@example.org\nCy,3,DEE@example.org\n"
        ada, ben, cy = read_roster(text, known={"Dee@Example.org": "p-dee"}).people

        assert (ben.manager_id, cy.manager_id) == (ada.id, "p-dee")

    def test_who_is_nowhere_is_told(self) -> None:
        """
        The person is read without a manager.
        """
        roster = read_roster("Name,Manager e-mail\nBen,ada@example.org\n")

        assert names(roster) == ["Ben"]
        assert told(roster) == [
            (
                "line 2, column 2 (manager_email): nobody with this e-mail address is among those read "
                "or in known=; they are read without a manager"
            )
        ]

    def test_who_is_nowhere_is_told_by_what_was_given(self) -> None:
        """
        In a column that does not say by what, an address that nobody has is one, and a name is none.
        """
        roster = read_roster("Name,Manager\nBen,Ada <ada@example.org>\nCy,Ada Osei\n")

        assert [problem.reason for problem in roster.problems] == [
            (
                "nobody with this e-mail address is among those read or in known=; "
                "they are read without a manager"
            ),
            (
                "it is no e-mail address, and nobody has it as an external id; "
                "name the manager by one of these; they are read without a manager"
            ),
        ]

    def test_nobody_is_their_own(self) -> None:
        """
        P3: whoever names themselves is read without a manager.
        """
        roster = read_roster("Name,E-mail,Manager e-mail\nAda,ada@example.org,ada@example.org\n")

        assert roster.people[0].manager_id is None
        assert "nobody is their own manager (P3)" in roster.problems[0].reason

    def test_circles_are_told_and_cut(self) -> None:
        """
        Everybody in a circle is told; who merely reports to one of them is not.
        """
        roster = read_roster("Name,ID,Manager ID\nA,1,2\nB,2,3\nC,3,1\nD,4,1\nE,5,4\n")
        a, _, _, d, e = roster.people

        assert [problem.line for problem in roster.problems] == [2, 3, 4]
        assert [person.manager_id for person in roster.people] == [None, None, None, a.id, d.id]
        assert e.manager_id == d.id

    @given(managers=st.lists(st.none() | st.integers(0, 9), max_size=8))
    def test_whoever_manages_whom(self, managers: list[int | None]) -> None:
        """
        Nobody ends up above themselves, and whoever has no manager although one is named is told.
        """
        rows = "".join(
            f"P{n},{n},{'' if manager is None else manager}\n" for n, manager in enumerate(managers)
        )
        roster = read_roster(f"Name,ID,Manager ID\n{rows}")
        by_id = {person.id: person for person in roster.people}
        for person, manager in zip(roster.people, managers, strict=True):
            seen = []
            at: NewPerson | None = person
            while at is not None and at.manager_id is not None:
                seen.append(at.id)
                assert at.manager_id not in seen
                at = by_id.get(at.manager_id)
            is_told = person.line in {problem.line for problem in roster.problems}
            assert is_told == (manager is not None and person.manager_id is None)
            assert person.manager_id is None or by_id[person.manager_id].external_id == str(manager)

    def test_who_stands_before_a_circle_is_not_in_it(self) -> None:
        """
        Somebody further up in the file who reports to one of a circle keeps their manager.
        """
        roster = read_roster("Name,ID,Manager ID\nD,4,1\nA,1,2\nB,2,1\n")

        assert [problem.line for problem in roster.problems] == [3, 4]
        assert [person.manager_id for person in roster.people] == [roster.people[1].id, None, None]

    def test_a_left_out_manager_is_nowhere(self) -> None:
        """
        A row that cannot be used manages nobody.
        """
        roster = read_roster("Name,E-mail,ID,Manager ID\nAda,nothing,1,\nBen,,2,1\n")

        assert names(roster) == ["Ben"]
        assert [problem.is_left_out for problem in roster.problems] == [True, False]


class TestRegister:
    def test_people_are_added_with_their_managers_in_one_transaction(self) -> None:
        """
        Whoever stands first in the file, the managers are there when it is committed.
        """
        roster = read_roster(
            "Name,E-mail,Capacity,Manager e-mail\n"
            "Ben,ben@example.org,1,ada@example.org\nAda,ada@example.org,,\n"
        )
        with open_store("memory:", clock=lambda: NOW) as store:
            with store.transaction() as tx:
                for person in roster.people:
                    tx.add(person.register(at=NOW))
            ben, ada = (store.get(Person, person.id) for person in roster.people)

        assert (ben.manager_id, ben.capacity, ada.profile.email) == (ada.id, 1, "ada@example.org")
        assert ada.capacity == 3

    def test_reading_alone_adds_nobody(self) -> None:
        """
        What is read is a value; nothing is kept.
        """
        with open_store("memory:", clock=lambda: NOW) as store:
            read_roster(PLAIN)

            assert list(store.find(Person)) == []


def _quoted(text: str, delimiter: str) -> str:
    """
    Return a text whose cells are parted by a hash, parted otherwise.
    """
    rows = (row.split("#") for row in text.splitlines())

    return "".join(
        delimiter.join(f'"{cell}"' if delimiter in cell else cell for cell in row) + "\n" for row in rows
    )
