"""
What a template can do, and what it cannot.
"""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorcore.documents.escaping import Mark, escaped, plain
from mentorcore.documents.templating import FILTERS, OUTPUT_LIMIT, ROUNDS, TEMPLATE_LIMIT, rendered
from mentorcore.errors import TemplateRefused


DATA: dict[str, Any] = {
    "name": "Ben *Ruiz*",
    "none": None,
    "yes": True,
    "many": ["x"] * 200,
    "entries": [{"text": "1. one", "cite": Mark("[^1]")}, {"text": "- two", "cite": Mark("[^2]")}],
    "person": {"title": "Engineer", "items": "kept apart"},
}

REMEDY = "the how-to page on templates says what one may do"


class TestPrinting:
    @pytest.mark.parametrize(
        ("source", "written"),
        [
            ("{{ name }}", r"Ben \*Ruiz\*"),
            ("{{ none }}", ""),
            ("{{ 3 }}", "3"),
            ("{{ yes }}", "True"),
            ("{{ entries[0].cite }}", "[^1]"),
            ("{{ entries[0].text }}", r"1\. one"),
            ("{{ entries[1].text }}", r"\- two"),
            ("{{ person.items }}", "kept apart"),
            ("{{ person['title'] }}", "Engineer"),
            ("{{ entries|length }}", "2"),
            ("{{ name|upper }}", r"BEN \*RUIZ\*"),
            ("{{ ' a '|trim }}{{ 3|lower }}{{ none|upper }}", "a3"),
            ("{{ none|default('x', true) }}", "x"),
            ("{% for e in entries %}{{ loop.index }}{{ e.cite }}{% endfor %}", "1[^1]2[^2]"),
            ("{% for e in entries %}{% if loop.last %}.{% else %},{% endif %}{% endfor %}", ",."),
            ("{% for e in entries %}{{ loop.first }}{{ loop.length }}{% endfor %}", "True2False2"),
            ("{% if yes and not none %}a{% else %}b{% endif %}", "a"),
            ("{% set x = name %}{{ x }}", r"Ben \*Ruiz\*"),
            ("{{ 'a' if none is none else 'b' }}", "a"),
            ("{% if unknown is defined %}a{% else %}b{% endif %}", "b"),
            ("a\n", "a\n"),
            ("  {% if yes %}a{% endif %}", "a"),
            ("{% if yes %}\n  a\n{% endif %}\nb", "  a\nb"),
        ],
    )
    def test_what_a_template_can_do(self, source: str, written: str) -> None:
        """
        A template prints, chooses, repeats and names; what it prints is escaped, and a mark is not.
        """
        assert written == rendered("letter", source, DATA)

    @pytest.mark.parametrize("name", sorted(FILTERS))
    def test_every_filter_can_be_used(self, name: str) -> None:
        """
        Each filter that is allowed works on a text.
        """
        assert rendered("letter", f"{{{{ 'abc'|{name} }}}}", DATA) in {"abc", "Abc", "ABC", "a", "c", "3"}


class TestTheSandbox:
    @pytest.mark.parametrize(
        ("source", "because"),
        [
            ("{{ ''.__class__ }}", "only names and entries of the data can be reached"),
            ("{{ ''['__class__'] }}", "only names and entries of the data can be reached"),
            ("{{ name.__class__.__mro__ }}", "only names and entries of the data can be reached"),
            ("{{ entries.append }}", "only names and entries of the data can be reached"),
            ("{{ person.keys }}", "'dict object' has no attribute 'keys'"),
            ("{{ entries[0].cite.markdown }}", "only names and entries of the data can be reached"),
            ("{{ entries['0'] }}", "only names and entries of the data can be reached"),
            ("{{ entries[2].text }}", "list object has no element 2"),
            ("{{ none.x }}", "only names and entries of the data can be reached"),
            (
                "{% for e in entries %}{{ loop.cycle }}{% endfor %}",
                "only names and entries of the data can be reached",
            ),
            (
                "{% for e in entries %}{{ loop.__init__ }}{% endfor %}",
                "only names and entries of the data can be reached",
            ),
            ("{{ self }}", "only texts and numbers can be printed"),
            ("{{ entries }}", "only texts and numbers can be printed"),
            ("{{ person }}", "only texts and numbers can be printed"),
            ("{{ 1.5 }}", "only texts and numbers can be printed"),
            ("{{ entries|lower }}", "only texts and numbers can be put through a filter for texts"),
            ("{{ person|upper }}", "only texts and numbers can be put through a filter for texts"),
            ("{{ entries[0]|capitalize }}", "only texts and numbers can be put through a filter for texts"),
            ("{{ entries[0].cite|trim }}", "only texts and numbers can be put through a filter for texts"),
            ("{{ 1.5|lower }}", "only texts and numbers can be put through a filter for texts"),
            ("{{ name|trim('B') }}", "a filter for texts takes nothing but the text"),
            ("{{ unknown|lower }}", "'unknown' is undefined"),
            ("{{ name < 3 }}", "it fails with TypeError"),
            ("{{ unknown }}", "'unknown' is undefined"),
            ("{{ cycler }}", "'cycler' is undefined"),
            ("{{ lipsum }}", "'lipsum' is undefined"),
            ("{{ person.salary }}", "'dict object' has no attribute 'salary'"),
            ("{{ name.upper() }}", "it uses Call, which is not allowed"),
            ("{{ range(9) }}", "it uses Call, which is not allowed"),
            ("{{ '%s' % name }}", "it uses Mod, which is not allowed"),
            ("{{ name * 9 }}", "it uses Mul, which is not allowed"),
            ("{{ 9 ** 9 }}", "it uses Pow, which is not allowed"),
            ("{{ 9 // 9 }}", "it uses FloorDiv, which is not allowed"),
            ("{{ 9 / 9 }}", "it uses Div, which is not allowed"),
            ("{{ 9 + 9 }}", "it uses Add, which is not allowed"),
            ("{{ 9 - 9 }}", "it uses Sub, which is not allowed"),
            ("{{ -9 }}", "it uses Neg, which is not allowed"),
            ("{{ name ~ name }}", "it uses Concat, which is not allowed"),
            ("{{ [1] }}", "it uses List, which is not allowed"),
            ("{{ {} }}", "it uses Dict, which is not allowed"),
            ("{{ (1, 2) }}", "it uses Tuple, which is not allowed"),
            ("{{ entries[0:1] }}", "it uses Slice, which is not allowed"),
            ("{% include '/etc/passwd' %}", "it uses Include, which is not allowed"),
            ("{% import 'x' as x %}", "it uses Import, which is not allowed"),
            ("{% from 'x' import y %}", "it uses FromImport, which is not allowed"),
            ("{% extends 'x' %}", "it uses Extends, which is not allowed"),
            ("{% block x %}{% endblock %}", "it uses Block, which is not allowed"),
            ("{% macro x() %}{% endmacro %}", "it uses Macro, which is not allowed"),
            ("{% filter upper %}{% endfilter %}", "it uses FilterBlock, which is not allowed"),
            ("{% set x %}{% endset %}", "it uses AssignBlock, which is not allowed"),
            ("{% with x = 1 %}{% endwith %}", "it uses With, which is not allowed"),
            (
                "{% for a in many recursive %}{{ loop(many) }}{% endfor %}",
                "it uses Call, which is not allowed",
            ),
        ],
    )
    def test_what_a_template_cannot_do(self, source: str, because: str) -> None:
        """
        A template calls nothing, reaches no attribute, computes nothing, opens no file, prints no structure.
        """
        with pytest.raises(TemplateRefused) as caught:
            rendered("letter", source, DATA)

        assert ("letter", because, 1) == (caught.value.template, caught.value.because, caught.value.line)

    @pytest.mark.parametrize(
        "source",
        ["{{ name|safe }}", "{{ name|attr('x') }}", "{{ entries|map('x') }}", "{{ name is sameas none }}"],
    )
    def test_an_unknown_filter_or_test_is_malformed(self, source: str) -> None:
        """
        Filters and tests that are not allowed do not exist, and the refusal says which.
        """
        with pytest.raises(TemplateRefused, match=r"it is malformed; put it right: No (filter|test) named"):
            rendered("letter", source, DATA)

    def test_names_the_line(self) -> None:
        """
        A refusal says where in the template the trouble is, whenever it is found.
        """
        for source in ("a\n{% if %}", "a\n{{ unknown }}", "a\n{{ name() }}", "a\n{{ name.x }}"):
            with pytest.raises(TemplateRefused, match=r"^the template letter, line 2 cannot be used: "):
                rendered("letter", source, DATA)

    def test_does_not_repeat_the_record(self) -> None:
        """
        A refusal repeats nothing of what the template was given.
        """
        with pytest.raises(TemplateRefused) as caught:
            rendered("letter", "{{ name.x }}", DATA)

        assert "Ruiz" not in str(caught.value)
        assert REMEDY == caught.value.accepted

    def test_loops_are_nested_three_deep(self) -> None:
        """
        Three loops may stand inside each other, and a fourth is refused.
        """
        three = "{% for a in entries %}" * 3 + "x" + "{% endfor %}" * 3

        assert "x" * 8 == rendered("letter", three, DATA)
        with pytest.raises(TemplateRefused, match="more than 3 loops are nested; nest fewer"):
            rendered("letter", "{% for a in entries %}" * 4 + "x" + "{% endfor %}" * 4, DATA)

    @pytest.mark.parametrize("over", ["name", "'abc'", "person", "3", "none"])
    def test_loops_go_through_lists_only(self, over: str) -> None:
        """
        A loop over a text, which could be as long as it likes, is refused; so is one over anything else.
        """
        with pytest.raises(TemplateRefused, match="it fails with TypeError"):
            rendered("letter", f"{{% for a in {over} %}}{{% endfor %}}", DATA)

    def test_all_loops_together_take_only_so_many_rounds(self) -> None:
        """
        A template that goes round without end is stopped, even where it writes nothing.
        """
        twice = "{% for a in many %}{% for b in many %}{% endfor %}{% endfor %}"

        assert "" == rendered("letter", twice * 4, DATA)
        with pytest.raises(TemplateRefused, match="its loops take more than 200000 rounds; loop less"):
            rendered("letter", twice * 5, DATA)

    @pytest.mark.parametrize(
        ("before", "after", "most"), [("{% if yes %}", "{% endif %}", 38), ("{{ name", "|upper", 38)]
    )
    def test_is_only_so_deep(self, before: str, after: str, most: int) -> None:
        """
        Parts stand inside each other to a depth; deeper ones are refused before anything is made of them.
        """

        def of(depth: int) -> str:
            if before.startswith("{{"):
                return f"{before}{after * depth} }}}}"
            return f"{before * depth}x{after * depth}"

        assert rendered("letter", of(most), DATA) in {"x", r"BEN \*RUIZ\*"}
        with pytest.raises(TemplateRefused, match="it is nested too deeply; nest less"):
            rendered("letter", of(most + 1), DATA)

    def test_loops_one_after_the_other_are_not_nested(self) -> None:
        """
        Any number of loops may follow each other.
        """
        assert "x" * 10 == rendered("letter", "{% for a in entries %}x{% endfor %}" * 5, DATA)

    def test_writes_only_so_much(self) -> None:
        """
        A template that would write without end is stopped.
        """
        loops = "{% for a in many %}" * 3 + "{{ name }}" + "{% endfor %}" * 3
        with pytest.raises(
            TemplateRefused, match=f"it writes more than {OUTPUT_LIMIT} characters; write less"
        ):
            rendered("letter", loops, DATA)

    @pytest.mark.parametrize(
        ("source", "says"),
        [
            ("x" * (TEMPLATE_LIMIT + 1), "it has more than 100000 characters; write a shorter one"),
            ("{{ unknown }}", "'unknown' is undefined; use only the names that the how-to page lists"),
            ("{{ name < 3 }}", f"it fails with TypeError; {REMEDY}"),
            ("{{ name() }}", f"it uses Call, which is not allowed; {REMEDY}"),
            ("{% for a in big %}{% endfor %}", f"its loops take more than {ROUNDS} rounds; loop less"),
            (
                "{% for a in many %}" * 3 + "x" + "{% endfor %}" * 3,
                f"its loops take more than {ROUNDS} rounds; loop less",
            ),
            (
                "{% for a in many %}" * 2 + "x" * 51 + "{% endfor %}" * 2,
                f"it writes more than {OUTPUT_LIMIT} characters; write less",
            ),
            (
                "{% for a in many %}" * 4 + "{% endfor %}" * 4,
                "more than 3 loops are nested; nest fewer",
            ),
        ],
    )
    def test_says_what_to_do(self, source: str, says: str) -> None:
        """
        A refusal names the template, says why, and what would be accepted.
        """
        data = {**DATA, "big": [0] * (ROUNDS + 1)}
        with pytest.raises(TemplateRefused) as caught:
            rendered("letter", source, data)

        line = "" if caught.value.line is None else ", line 1"
        assert f"the template letter{line} cannot be used: {says}" == str(caught.value)
        assert (1 if "nested" in says else caught.value.line) == caught.value.line

    def test_goes_round_as_often_as_it_may(self) -> None:
        """
        All loops together may take just as many rounds as the limit says.
        """
        data = {"big": [0] * ROUNDS}

        assert "" == rendered("letter", "{% for a in big %}{% endfor %}", data)

    def test_writes_as_much_as_it_may(self) -> None:
        """
        A template may write just as many characters as the limit says.
        """
        loops = "{% for a in many %}{% for b in many %}" + "x" * 50 + "{% endfor %}{% endfor %}"

        assert OUTPUT_LIMIT == len(rendered("letter", loops, DATA))

    def test_is_only_so_long(self) -> None:
        """
        A template of just the limit is read, and one character more is refused.
        """
        assert TEMPLATE_LIMIT == len(rendered("letter", "x" * TEMPLATE_LIMIT, DATA))
        with pytest.raises(TemplateRefused, match="it has more than 100000 characters; write a shorter one"):
            rendered("letter", "x" * (TEMPLATE_LIMIT + 1), DATA)


class TestEscaping:
    @given(st.text())
    def test_reads_as_just_the_text(self, text: str) -> None:
        """
        C2: whatever stands in the record, in Markdown it is one paragraph that says just that.
        """
        from markdown_it import MarkdownIt

        tokens = MarkdownIt("commonmark").enable("table").parse(f"{escaped(text)}\n")
        inline = [token for token in tokens if token.type == "inline"]
        said = "".join(child.content for token in inline for child in token.children or ())

        assert plain(text) == said
        assert {child.type for token in inline for child in token.children or ()} <= {"text", "text_special"}
        assert [token.type for token in tokens] in (
            ["paragraph_open", "inline", "paragraph_close"],
            [],
        )

    @pytest.mark.parametrize(
        ("text", "shown"),
        [
            ("one\n\n two\tthree", "one two three"),
            ("  x  ", "x"),
            ("a\x00b\x1fc\x7fd\x9fe", "abcde"),
            ("a\u202eb\u2066c\u200fd\u061ce", "abcde"),
            ("a\ufffeb\ufdd0c", "abc"),
            ("Zoë, 田中, مريم", "Zoë, 田中, مريم"),
            ("a\x85b", "a b"),
            ("\u200f\u200e", "[…]"),
            (" \x07 ", "[…]"),
            (" ", ""),
        ],
    )
    def test_takes_out_what_cannot_be_seen(self, text: str, shown: str) -> None:
        """
        Control characters and marks that turn the direction of what follows are gone; scripts stay.
        """
        assert shown == plain(text)

    @pytest.mark.parametrize(
        ("text", "written"),
        [
            ("# x", r"\# x"),
            ("- x", r"\- x"),
            ("+ x", r"\+ x"),
            ("= x", r"\= x"),
            (": x", r"\: x"),
            ("10. x", r"10\. x"),
            ("1) x", r"1\) x"),
            ("3.5 of 4", "3.5 of 4"),
            ("3.", r"3\."),
            ("3)x", "3)x"),
            ("on 3. May", "on 3. May"),
            ("a - b", "a - b"),
            ("a_b*c`d", r"a\_b\*c\`d"),
            ("[^1] ![x](y)", r"\[\^1\] \!\[x\](y)"),
            ("<b>&amp;", r"\<b\>\&amp;"),
            ("a|b ~c~ {d} $e", r"a\|b \~c\~ \{d\} \$e"),
            ("\\", "\\\\"),
        ],
    )
    def test_escapes_what_is_markup(self, text: str, written: str) -> None:
        """
        Only what could be read as markup is escaped.
        """
        assert written == escaped(text)
