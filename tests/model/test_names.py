"""
Names: finding what somebody is called in other people's words (D3).
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Literal, TypeAlias
from urllib.parse import quote, unquote

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorcore.errors import InvalidValue
from mentorcore.model.names import Names
from mentorcore.model.spelling import parts_of, pieces
from mentorcore.model.values import ERASED, ERASED_LINK


Form: TypeAlias = Literal["NFC", "NFD"]


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
            ("_Ben_, said (Ruiz)", f"_{ERASED}_, said ({ERASED})"),
            ("Ben Ruiz, Ben Ruiz", f"{ERASED}, {ERASED}"),
            ("和Ben说", f"和{ERASED}说"),
            ("Write to BEN@Example.org.", f"Write to {ERASED}."),
            ("BEN!", f"{ERASED}!"),
        ],
    )
    def test_is_found(self, ben: Names, text: str, left: str) -> None:
        """
        D3: a name is found however it is written: in another case, over a line break, in the genitive.
        """
        assert left == ben.out_of(text)

    @pytest.mark.parametrize(
        "text", ["Benjamin", "reuben", "a bent fork", "xben@example.org", "ben@example.orgs1"]
    )
    def test_is_not_found_inside_a_word(self, ben: Names, text: str) -> None:
        """
        D3: what only holds the letters of a name is left alone, so that the words stay true.
        """
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
            assert f"for {ERASED}." == Names.of((name,)).out_of(unicodedata.normalize(form, f"for {name}."))

    def test_more_than_two_words(self) -> None:
        """
        D3: the last of several words stands in front of the others, which may be there, as initials, or not;
        the first with one in the middle may be somebody else.
        """
        names = Names.of(("Ana Maria Ruiz",))

        for text in (
            "ana maria ruiz",
            "Ruiz, Ana Maria",
            "Ruiz Ana M.",
            "Ana M. Ruiz",
            "Ruiz, Ana",
            "Ana Ruiz",
        ):
            assert ERASED == names.out_of(text).rstrip(".")
        for text in ("Ana Maria", "Maria Ruiz", "Ana, Maria, Ruiz", "Ana. Ruiz too"):
            assert text == names.out_of(text)

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

        assert not [p for p in left.split(ERASED) if p == p.strip() and p != wanted.out_of(p)]
        assert re.fullmatch(".*".join(map(re.escape, left.split(ERASED))), text, re.DOTALL)


class TestAsRegistered:
    @pytest.mark.parametrize(
        "name", ["BEN RUIZ", "ben ruiz", "Ben Ruiz", "Ruiz, Ben", "Dr. Ben Ruiz", "RUIZ Ben"]
    )
    def test_makes_no_difference(self, name: str) -> None:
        """
        D3: in whatever case and order a name is registered, its words and all of it are found.
        """
        names = Names.of((name, *parts_of(name)))

        assert f"Ask {ERASED} about {ERASED}." == names.out_of("Ask Ben about Ruiz.")
        assert f"Ask {ERASED} or {ERASED}." == names.out_of("Ask BEN or ben ruiz.")
        assert "ask ben" == names.out_of("ask ben")

    def test_letters_that_have_no_capital_at_the_beginning(self) -> None:
        """
        D3: a word is found as it is where words do not begin with a capital.
        """
        assert f"{ERASED}, {ERASED}." == Names.of(parts_of("ანა ბერიძე")).out_of("ანა, ბერიძე.")

    @pytest.mark.parametrize("also", ["BENNY", "Benny", "benny"])
    def test_of_a_pet_name(self, also: str) -> None:
        """
        D3: what somebody is called as well is found in the cases of a name, whatever that is given in.
        """
        assert f"{ERASED} and {ERASED}" == Names.of((also,)).out_of("Benny and BENNY")

    @pytest.mark.parametrize(
        ("name", "text"),
        [
            ("Ruiz, Ben", "Ben Ruiz"),
            ("Ruiz; Ben", "Ben Ruiz"),
            ("Ruiz Lopez, Ben", "Ben Ruiz"),
            ("Ben Ruiz-Lopez", "Ruiz, Ben"),
            ("Dr. Ben Ruiz", "Ben Ruiz"),
            ("DR.BEN RUIZ", "Ben Ruiz"),
            ("Ben Ruiz, PhD", "Ruiz, Ben"),
            ("Ben Ruiz Jr.", "BEN RUIZ"),
            ("Ben Carlos Ruiz", "Ben Ruiz"),
            ("Ben Carlos Ruiz", "Ruiz, Ben"),
            ("Ben Carlos Ruiz", "Ben C. Ruiz"),
            ("J. Ben Ruiz", "Ben Ruiz"),
            ("Ana Ruiz Lopez", "Ruiz Lopez, Ana"),
            ("Maria del Carmen García López", "Maria García López"),
            ("Maria del Carmen García López", "García López, Maria"),
            ("Seán Ó Briain", "Ó Briain, Seán"),
            ("Ali al-Masri", "Ali Masri"),
            ("Ludwig van Beethoven", "van Beethoven, Ludwig"),
            ("Ludwig van Beethoven", "Ludwig Beethoven"),
            ("Ben Ruiz", "RUIZ Ben"),
            ("Ben Ruiz", "Ben_Ruiz"),
            ("Ben Ruiz", "ben.ruiz"),
            ("Ben Ruiz", "Ben-Ruiz"),
            ("Ben Ruiz", "Ben\u00adRuiz"),
            ("Ben Ruiz", "Be\u00adn Ru\u200biz"),
            ("Ben Ruiz", "Ben** **Ruiz"),
            ("Ben 'Benny' Ruiz", "Ben (Benny) Ruiz"),
            ("Ben 'Benny' Ruiz", "Ben Ruiz"),
            ("Sean O'Brien", "Sean O’Brien"),
            ("O'Brien", "O\u02bcBrien"),
            ("Anne-Marie Bell", "Anne\u2010Marie Bell"),
            ("Anne-Marie Bell", "Anne\u2011Marie Bell"),
            ("Anne-Marie Bell", "Bell, Anne Marie"),
            ("Jörg Strauß", "JÖRG STRAUSS"),
            ("JÖRG STRAUSS", "Jörg Strauß"),
            ("Jose\u0301 Muñoz", "José Mun\u0303oz"),
            ("José Muñoz", "Jose Munoz"),
            ("Le\u0323\u0302 Anh", "L\u00ea\u0323 Anh"),
            ("İrem Işık", "IREM IŞIK"),
            ("李 明", "李明"),
            ("田中 太郎", "太郎 田中"),
            ("김 민수", unicodedata.normalize("NFD", "김민수")),
            ("0171 123-45", "0171-123 45"),
        ],
    )
    def test_ordinary_spellings(self, name: str, text: str) -> None:
        """
        D3: all of a name is found in every order, with other signs between its words, and in other letters.
        """
        assert f"«{ERASED}»" == Names.of((name,)).out_of(f"«{text}»")

    @pytest.mark.parametrize(
        ("name", "text"),
        [
            ("Dr. Ben Smith", "Dr. Jones, PhD, met Smith"),
            ("Ben Jones, PhD", "Ada Smith, PhD"),
            ("Ben Ruiz", "- Ana Ruiz\n- Ben Osei"),
            ("Ben Ruiz", "Ana Ruiz & Ben Osei | Eva Ruiz / Ben Eze"),
            ("Ben Ruiz", "I met Ben. Ruiz is a town."),
            ("An Other", "another, an\u0301 other"),
            ("李 明", "说明李先生"),
        ],
    )
    def test_what_is_not_theirs(self, name: str, text: str) -> None:
        """
        D3: neither titles and degrees nor the names of two others who stand together are somebody's name.
        """
        assert text == Names.of((name,)).out_of(text)

    @pytest.mark.parametrize("form", ["NFC", "NFD"])
    def test_an_accent_belongs_to_its_letter(self, form: Form) -> None:
        """
        D3: a letter with an accent is another than the one without, whether that is a character of its own or
        not, and a name that ends in one is not found in a longer word.
        """
        for name, text in (
            ("Jose", "José"),
            ("An", "Año"),
            ("André", "Andréa"),
            ("Ros", "Roß"),
            ("か", "が"),
        ):
            shown = unicodedata.normalize(form, text)
            for known in (name, unicodedata.normalize("NFD", name)):
                assert shown == Names.of((known,)).out_of(shown)


class TestAddresses:
    @pytest.mark.parametrize(
        ("text", "left"),
        [
            ("https://example.org/people/Ben%20Ruiz?mail=ben%40example.org", ERASED_LINK),
            ("See (https://example.org/~Ruiz,Ben).", f"See ({ERASED_LINK})."),
            ("[Ben](https://example.org/ben-ruiz), ok", f"[{ERASED}]({ERASED_LINK}), ok"),
            ("[x](https://example.org/ben)[here](https://x.org)", f"[x]({ERASED_LINK})[here](https://x.org)"),
            ("|https://example.org/ben|he|", f"|{ERASED_LINK}|he|"),
            ('<a href="HTTP://example.org/b%65n">x</a>', f'<a href="{ERASED_LINK}">x</a>'),
            ("见https://example.org/BenRuiz。他说", f"见{ERASED_LINK}。他说"),
            ("https://a.org/?to=https%3A%2F%2Fb.org%2FBen%2520Ruiz", ERASED_LINK),
            ("ben%40example.org, mailto:ben%40example.org", f"{ERASED}, {ERASED}"),
            ("www.example.org/ben-ruiz", f"www.example.org/{ERASED}"),
        ],
    )
    def test_is_replaced_whole(self, ben: Names, text: str, left: str) -> None:
        """
        D3: a web address in a text that shows a name is replaced whole, and the signs behind it stay.
        """
        assert left == ben.out_of(text)

    @pytest.mark.parametrize(
        "text", ["https://example.org/benefits, 100%", "https://example.org/%20a%2", "50%25 ://", "%41da"]
    )
    def test_another_stays(self, ben: Names, text: str) -> None:
        """
        D3: another address stays as it is.
        """
        assert text == ben.out_of(text)

    def test_words_around_escapes_stay(self) -> None:
        """
        D3: words that are not parted are no address because of an escape among them.
        """
        assert f"50%25的{ERASED}说好" == Names.of(("王伟",)).out_of("50%25的王伟说好")


class TestMarker:
    @pytest.mark.parametrize("name", ["erased", "Erased", "[erased]", "ERASED [erased]", "invalid", "…"])
    def test_is_no_name(self, name: str) -> None:
        """
        D3: who is called like the marker is not looked for in it, so that erasing comes to an end.
        """
        names = Names.of((name,))
        left = names.out_of(f"{ERASED} {name} {ERASED_LINK} …")

        assert left == names.out_of(left)

    @pytest.mark.parametrize(
        ("text", "most", "left"),
        [
            ("Jo is Jo.", 21, f"{ERASED} is {ERASED}."),
            ("Jo is Jo.", 20, "… is …."),
            ("see https://jo", 14, "see …"),
            ("王", 1, "…"),
        ],
    )
    def test_is_short_where_there_is_no_room(self, text: str, most: int, left: str) -> None:
        """
        P1: no word is cut off where the marker is longer than the name; a short one stands there instead.
        """
        assert left == Names.of(("Jo", "王")).out_of(text, most)


class TestTheGuide:
    """
    The how-to page on personal data says what is found, and what is not.
    """

    PAGE = Path(__file__).parents[2] / "docs/how-to/handle-personal-data.md"

    def test_says_what_is_found(self) -> None:
        """
        D3: every spelling in its table is found, by all of the name in the second column, and by a part of it
        in the third.
        """
        rows = re.findall(
            r"^\| (`.*) \| (.*) \| (.*) \|$", self.PAGE.read_text(encoding="utf-8"), re.MULTILINE
        )
        spellings = [
            (name, shown.replace("\\", ""), alone)
            for known, everywhere, apart in rows
            for name in re.findall("`(.+?)`", known)
            for alone, column in enumerate((everywhere, apart))
            for shown in re.findall(r"(?<!\\)\*(.+?)(?<!\\)\*(?!\*)", column)
        ]

        assert len(spellings) > 50
        for name, shown, alone in spellings:
            found = Names.of((name, *parts_of(name)) if alone else (name,)).out_of(shown)
            assert ERASED == found.removesuffix("’s"), (name, shown)

    @pytest.mark.parametrize(
        ("name", "text"),
        [
            ("Ben Ruiz", "Benny, bruiz2, B. Ruiz"),
            ("Ben Ruiz", "Benin"),
            ("Müller", "Mueller"),
            ("Jose", "José"),
            ("Ben Ruiz", "ask ben"),
            ("Ben Ruiz", "Ben (Benny) Ruiz"),
            ("Ben Ruiz", "Ben C. Ruiz"),
            ("+49 171 1234567", "0171 1234567"),
            ("Ana Maria Ruiz", "Ana Maria, Maria Ruiz"),
            ("Ben Ruiz", "Ben&nbsp;Ruiz"),
        ],
    )
    def test_says_what_is_not(self, name: str, text: str) -> None:
        """
        D3: what it says is not found is left alone, where only all of the name is looked for.
        """
        assert text == Names.of((name,)).out_of(text)
        assert set(re.findall(r"\w+", text.replace("nbsp", ""))) <= set(
            re.findall(r"\w+", self.PAGE.read_text(encoding="utf-8"))
        )


GIVEN = st.sampled_from(["Ben", "José", "Anne-Marie", "Jörg", "İrem", "Zoë"])
MIDDLE = st.sampled_from(["Carlos", "Ángel", "Lu"])
FAMILY = st.sampled_from(["Ruiz", "O'Brien", "Strauß", "Ruiz-Muñoz", "van Dyck", "Nguyễn"])
CASES: st.SearchStrategy[Callable[[str], str]] = st.sampled_from([str, str.upper, str.lower, str.title])
FORMS: st.SearchStrategy[Form] = st.sampled_from(["NFC", "NFD"])


def plain(text: str) -> str:
    """
    Return a text without accents.
    """
    return re.sub("[\u0300-\u036f]", "", unicodedata.normalize("NFD", text))


def registered(given: str, middle: str | None, family: str) -> st.SearchStrategy[str]:
    """
    Return how somebody may be registered.
    """
    spoken = f"{given} {middle} {family}" if middle else f"{given} {family}"
    before = f"{given} {middle}" if middle else given

    return st.sampled_from(
        [spoken, f"{family}, {before}", f"Dr. {spoken}", f"{spoken}, PhD", f"{family}; {before}"]
    )


def written(given: str, middle: str | None, family: str) -> st.SearchStrategy[str]:
    """
    Return how somebody may be written about.
    """
    before = [
        given,
        *([f"{given} {middle}", f"{given} {middle[0]}.", f"{given} {middle[0]}"] if middle else []),
    ]
    between = st.sampled_from([" ", "_", "-", "\u2011", "\u00ad", "\u00a0", "** **", ' "', "\n  "])
    turned = st.sampled_from([", ", ",", " ", "_", " ,\n", "-", "** **"])
    orders = st.one_of(
        st.tuples(st.sampled_from(before), between, st.just(family)),
        st.tuples(st.just(family), turned, st.just(given)),
    )
    marks = st.sampled_from([str, lambda text: text.replace("'", "’").replace("-", "\u2010"), plain])

    return st.builds(lambda words, mark: mark("".join(words)), orders, marks)


class TestAnySpelling:
    @given(st.data(), GIVEN, st.none() | MIDDLE, FAMILY)
    def test_is_found(self, data: st.DataObject, first: str, middle: str | None, family: str) -> None:
        """
        D3: however a name is registered and written, it is found, also by the quick look at a document.
        """
        known = data.draw(CASES)(data.draw(registered(first, middle, family)))
        shown = data.draw(CASES)(data.draw(written(first, middle, family)))
        names = Names.of((unicodedata.normalize(data.draw(FORMS), known),))
        shown = unicodedata.normalize(data.draw(FORMS), shown)

        assert f"As {ERASED}'s friend." == names.out_of(f"As {shown}'s friend.")
        assert names.may_be_in(json.dumps({"text": shown}, ensure_ascii=False))
        assert names.in_link(f"https://example.org/{quote(shown)}")
        assert names.may_be_in(json.dumps({"url": quote(shown)}))

    @given(GIVEN, FAMILY, st.text())
    def test_nothing_else_is(self, first: str, family: str, text: str) -> None:
        """
        D3: a text that holds no word of a name stays as it is.
        """
        names = Names.of((f"{first} {family}", *parts_of(f"{first} {family}")))
        has_word = any(
            piece[:2] in plain(unquote(text)).casefold() for piece in pieces(plain(f"{first} {family}"))
        )

        assert has_word or text == names.out_of(text)

    @given(
        st.lists(st.text("Bbáİß王-'@7 \u0301", min_size=1, max_size=8), max_size=3),
        st.text("Bbaáİißs王-',@7% 4:/\n\u0301\u00ad", max_size=40),
    )
    def test_a_quick_look_misses_nothing(self, given_names: list[str], text: str) -> None:
        """
        D3: a document that the quick look passes over holds no name, neither in words nor in an address.
        """
        names = Names.of(given_names)
        slowly = Names(tuple(attrs.evolve(way, traces=("",)) for way in names._ways))

        assert slowly.out_of(text) == names.out_of(text)
        assert names.may_be_in(json.dumps(text, ensure_ascii=False)) or not names.in_link(text)


class TestLongTexts:
    @pytest.mark.parametrize(
        "text",
        [
            "Ben Ruiz " * 2200,
            "Ben " * 5000,
            "Ben" + " " * 19_990 + "Ruiz",
            "a " * 10_000,
            "ab_" * 6000,
            "a" * 19_980 + "(://ben%41",
            "https://example.org/" + "ben---" * 3000,
            "%41" * 6000,
            "Be\u00ad" * 6000,
        ],
    )
    @pytest.mark.parametrize("name", ["Ben Ruiz", "a " * 99 + "b", "ab " * 60 + ", b", "Ben-" * 40 + "Ruiz"])
    def test_are_searched_once(self, name: str, text: str) -> None:
        """
        D3: each way of writing a name is looked for at most once from each character of a text and its
        addresses, however hostile both are.
        """
        searches = 0

        class Counting:
            """
            A pattern that counts how often it is looked for.
            """

            def __init__(self, pattern: re.Pattern[str]) -> None:
                self.pattern = pattern

            def search(self, text: str, at: int = 0) -> re.Match[str] | None:
                nonlocal searches
                searches += 1
                return self.pattern.search(text, at)

        names = Names.of((name,))
        counted = Names(
            tuple(
                attrs.evolve(way, in_text=Counting(way.in_text), in_link=Counting(way.in_link))  # type: ignore[arg-type]
                for way in names._ways
            )
        )

        assert names.out_of(text) == counted.out_of(text)
        assert searches <= len(names._ways) * 6 * (len(text) + 1)


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
    def test_is_found_with_any_accents(self, form: Form) -> None:
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
        assert names.may_be_in("an vries")
        assert not names.may_be_in("an de")

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
            ("李 明", ()),
            ("ben", ("Ben",)),
            ("ben RUIZ", ("RUIZ",)),
            ("ben de vries", ("Ben", "Vries")),
            ("BEN DE VRIES", ("BEN", "VRIES")),
            ("Van Morrison", ("Van", "Morrison")),
            ("de la", ("De", "La")),
            ("Anne-Marie O'Brien", ("Anne-Marie", "Anne", "Marie", "O'Brien")),
            ("Ali al-Masri", ("Ali", "Al-Masri", "Masri")),
            ("Ben (Benny) Ruiz (he/him)", ("Ben", "Benny", "Ruiz")),
            ("Prof. Dr.-Ing. Ben J.R. Ruiz, Ph.D., MBA", ("Ben", "Ruiz")),
            ("Ruiz, Dr. Ben", ("Ruiz", "Ben")),
            ("Ben Ruiz, MA", ("Ben", "Ruiz")),
            ("Jack Ma", ("Jack", "Ma")),
            ("Dr. Smith", ("Smith",)),
            ("Prof.Dr.Ben Ruiz", ("Ben", "Ruiz")),
            ("ანა ბერიძე", ("ანა", "ბერიძე")),
            ("Miss", ("Miss",)),
            ("?", ()),
        ],
    )
    def test_neither_initials_nor_particles(self, name: str, parts: tuple[str, ...]) -> None:
        """
        D3: by an initial, a particle, a title or a degree nobody is called; by a part of a double name they
        are. Words in small letters are particles where others have capitals, else the known ones are.
        """
        assert parts == parts_of(name)
