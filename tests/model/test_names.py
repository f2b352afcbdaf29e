"""
Names: finding what somebody is called in other people's words (D3).
"""

from __future__ import annotations

import re
import unicodedata
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorcore.errors import InvalidValue
from mentorcore.model.names import Names, parts_of
from mentorcore.model.values import ERASED


@pytest.fixture
def ben() -> Names:
    """
    Return what Ben Ruiz is called.
    """
    return Names.of(("Ben Ruiz", "ben@example.org", "Ben", "Ruiz"))


class TestInText:
    @pytest.mark.parametrize(
        ("text", "left"),
        [
            ("Ben's plan", f"{ERASED}'s plan"),
            ("Bens Plan", f"{ERASED}s Plan"),
            ("ben ruiz said", f"{ERASED} said"),
            ("RUIZ, BEN", ERASED),
            ("Ben\u00a0\n Ruiz!", f"{ERASED}!"),
            ("_Ben_ (Ruiz)", f"_{ERASED}_ ({ERASED})"),
            ("Write to BEN@Example.org.", f"Write to {ERASED}."),
            ("BEN!", f"{ERASED}!"),
        ],
    )
    def test_is_found(self, ben: Names, text: str, left: str) -> None:
        """
        D3: a name is found however it is written: in another case, over a line break, in the genitive.
        """
        assert ben.in_text(text)
        assert left == ben.out_of(text)

    @pytest.mark.parametrize(
        "text", ["Benjamin", "reuben", "a bent fork", "xben@example.org", "ben@example.orgs1"]
    )
    def test_is_not_found_inside_a_word(self, ben: Names, text: str) -> None:
        """
        D3: what only holds the letters of a name is left alone, so that the words stay true.
        """
        assert not ben.in_text(text)
        assert text == ben.out_of(text)

    def test_a_single_word_keeps_its_case(self) -> None:
        """
        D3: who is called Will is not found in everybody's future.
        """
        assert f"{ERASED} will mark it." == Names.of(("Will", "Mark")).out_of("Will will mark it.")

    def test_scripts_that_do_not_part_words(self) -> None:
        """
        D3: where words are not parted, a name is found between any letters.
        """
        assert f"我和{ERASED}说" == Names.of(("王伟",)).out_of("我和王伟说")

    def test_composed_and_decomposed(self) -> None:
        """
        D3: an accent may be a character of its own.
        """
        name = "Zoë Ågren"
        for form in ("NFC", "NFD"):
            assert Names.of((name,)).in_text(unicodedata.normalize(form, f"for {name}."))

    def test_more_than_two_words(self) -> None:
        """
        D3: the last of several words stands in front of all the others, and no other does.
        """
        names = Names.of(("Ana Maria Ruiz",))

        assert ["[erased]", "[erased]", "Maria, Ana Ruiz", "Ruiz, Ana"] == [
            names.out_of(text)
            for text in ("ana maria ruiz", "Ruiz, Ana Maria", "Maria, Ana Ruiz", "Ruiz, Ana")
        ]

    @pytest.mark.parametrize(
        ("name", "text", "left"),
        [
            ("de", "De facto, DE, de", f"{ERASED} facto, {ERASED}, {ERASED}"),
            ("mcLean", "McLean, MCLEAN, mclean", f"{ERASED}, {ERASED}, mclean"),
            ("B2", "b2 is B2", f"{ERASED} is {ERASED}"),
            ("7", "7, 17, 70 and 7s", f"{ERASED}, 17, 70 and {ERASED}s"),
            ("Ann", "ANNS and Anns", f"ANNS and {ERASED}s"),
        ],
    )
    def test_the_case_of_a_single_word(self, name: str, text: str, left: str) -> None:
        """
        D3: one word is found as given, capitalised and in capitals; in any case only if it is no plain word.
        """
        assert left == Names.of((name,)).out_of(text)

    def test_a_name_is_no_pattern(self) -> None:
        """
        D3: a name stands for itself.
        """
        assert f"{ERASED} met Ben." == Names.of(("B.n", "(")).out_of("B.n met Ben.")

    def test_a_name_without_letters(self) -> None:
        """
        D3: it is found where it stands in a link, and not in every link.
        """
        names = Names.of(("++",))

        assert names.in_link("https://example.org/c++/news")
        assert not names.in_link("https://example.org/news")

    @pytest.mark.parametrize(
        ("json_text", "may"),
        [
            ('{"url":"https://example.org/%42en-Ruiz"}', True),
            ('{"text":"100 % for BEN RUIZ"}', True),
            ('{"text":"100 % for Ana"}', False),
            ('{"text":"Ana"}', False),
        ],
    )
    def test_may_be_in_a_document(self, ben: Names, json_text: str, may: bool) -> None:
        """
        D3: a document in which no name can be, as a word or in a link, does not have to be read.
        """
        assert may is ben.may_be_in(json_text)

    def test_none(self) -> None:
        """
        D3: without a name nothing is found.
        """
        nobody = Names.of(("", " "))

        assert not nobody
        assert not nobody.in_text("Ben")
        assert not nobody.in_link("https://example.org/ben")
        assert "Ben" == nobody.out_of("Ben")

    @pytest.mark.parametrize("given_names", ["Ben", None, (5,)])
    def test_a_list_of_texts(self, given_names: object) -> None:
        """
        P1: names are given as a list of texts.
        """
        with pytest.raises(InvalidValue, match="names") as caught:
            Names.of(given_names)  # type: ignore[arg-type]

        assert "names" == caught.value.path

    @given(
        st.lists(st.text("BCbcáÁ王.- ", min_size=1, max_size=6), max_size=4),
        st.text("BCbcáÁ王.- \n", max_size=60),
    )
    def test_is_not_there_any_more(self, names: list[str], text: str) -> None:
        """
        D3: whatever the names and the words, none is found afterwards, and what remains was there before.
        """
        wanted = Names.of(names)
        left = wanted.out_of(text)

        assert not any(wanted.in_text(piece) for piece in left.split(ERASED) if piece == piece.strip())
        assert re.fullmatch(".*".join(map(re.escape, left.split(ERASED))), text, re.DOTALL)


class TestInLink:
    @pytest.mark.parametrize(
        "url",
        [
            "https://example.org/ben-ruiz",
            "https://example.org/BenRuiz/cv",
            "https://example.org/ben%20ruiz",
            "https://example.org/?who=ben%40example.org",
            "https://ben.example.org/",
        ],
    )
    def test_is_found(self, ben: Names, url: str) -> None:
        """
        D3: an address shows a name however its words are joined or escaped there.
        """
        assert ben.in_link(url)

    @pytest.mark.parametrize("form", ["NFC", "NFD"])
    def test_is_found_with_any_accents(self, form: Literal["NFC", "NFD"]) -> None:
        """
        D3: an accent may be a character of its own there too.
        """
        name = unicodedata.normalize(form, "Zoë Ågren")

        for other in ("NFC", "NFD"):
            assert Names.of((name,)).in_link(
                f"https://example.org/{unicodedata.normalize(other, 'zoë-ågren')}"
            )

    @pytest.mark.parametrize("url", ["https://example.org/benefits", "https://example.org/1"])
    def test_is_not_found(self, ben: Names, url: str) -> None:
        """
        D3: another address stays.
        """
        assert not ben.in_link(url)


class TestMayBeIn:
    @pytest.mark.parametrize(
        "text",
        [
            '{"why":"Ben listens."}',
            '{"why":"BEN listens."}',
            '{"url":"https://example.org/ben%2Druiz"}',
            '{"url":"https://example.org/b%65n"}',
            '{"why":"Ruiz,\\nBen"}',
        ],
    )
    def test_wherever_it_is(self, ben: Names, text: str) -> None:
        """
        D3: a document that may hold a name is looked at closely, however the name is spelt there.
        """
        assert ben.may_be_in(text)

    @pytest.mark.parametrize("text", ['{"why":"Ann listens."}', '{"url":"https://a.org/a%20b"}', "{}"])
    def test_nowhere(self, ben: Names, text: str) -> None:
        """
        D3: one that cannot hold it is left out.
        """
        assert not ben.may_be_in(text)

    def test_looks_for_the_longest_word(self) -> None:
        """
        D3: of several words, the one that is least common is looked for.
        """
        names = Names.of(("An de Vries-Ångström",))

        assert names.may_be_in("for ångström.")
        assert names.may_be_in(unicodedata.normalize("NFD", "for Ångström."))
        assert not names.may_be_in("an de vries")

    @pytest.mark.parametrize(("name", "text"), [("İlhan", "ilhan"), ("Dil", "dıl"), ("ilhan", "İLHAN")])
    def test_with_and_without_a_dot(self, name: str, text: str) -> None:
        """
        D3: the letters i of other alphabets count as one, as they do where names are looked for.
        """
        assert Names.of((name,)).may_be_in(text)

    def test_marks_alone(self) -> None:
        """
        D3: a name without a letter may be anywhere.
        """
        assert Names.of(("(-:",)).may_be_in("{}")

    def test_nobody(self) -> None:
        """
        D3: without a name nothing is looked for.
        """
        assert not Names.of(()).may_be_in("Ben")


class TestParts:
    @pytest.mark.parametrize(
        ("name", "parts"),
        [
            ("Ben Ruiz", ("Ben", "Ruiz")),
            ("Ludwig A. van Beethoven", ("Ludwig", "Beethoven")),
            ("Ruiz, Ben", ("Ruiz", "Ben")),
            ("王伟", ("王伟",)),
            ("ben", ()),
        ],
    )
    def test_neither_initials_nor_particles(self, name: str, parts: tuple[str, ...]) -> None:
        """
        D3: by an initial or a particle nobody is called.
        """
        assert parts == parts_of(name)
