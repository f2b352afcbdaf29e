"""
The glossary has every word, and the upgrade notes every form, that the code has.
"""

from __future__ import annotations

import enum
import inspect
import re

import pytest
from packaging.version import Version

import mentorcore
from mentorcore.model.records import Records
from mentorcore.storage.codec import FORMATS
from tests.docs.pages import DOCS, RULE, text_of
from tests.golden.stores import all_golden


GLOSSARY = text_of(DOCS / "reference/glossary.md")
NOTES = text_of(DOCS / "reference/upgrade-notes.md")

VALUES = {
    name: one
    for name in mentorcore.__all__
    if inspect.isclass(one := getattr(mentorcore, name))
    and issubclass(one, enum.Enum)
    and one is not mentorcore.Unchanged  # it says that nothing is said
}

COLLECTIONS = Records.__subclasses__()

_TERM = re.compile(r"^(?P<term>\S[^\n]*)\n: (?P<meaning>[^\n]*(?:\n  [^\n]+)*)", re.MULTILINE)
_ROW = re.compile(r"^\| `(\w+)` \| (.+) \|$", re.MULTILINE)


def table(name: str) -> list[tuple[str, str]]:
    """
    Return the values that the glossary has under a heading, with their meaning.
    """
    section = re.search(rf"^### {name}\n(.*?)(?=^##|\Z)", GLOSSARY, re.MULTILINE | re.DOTALL)
    assert section is not None, f"the glossary has no heading {name}"

    return _ROW.findall(section[1])


class TestGlossary:
    @pytest.mark.parametrize("name", VALUES)
    def test_has_every_value(self, name: str) -> None:
        """
        The table of an enumeration has its values, in their order, each with its meaning.
        """
        rows = table(name)

        assert [value for value, _ in rows] == [one.value for one in VALUES[name]]
        assert [value for value, meaning in rows if not meaning.endswith(".")] == []

    def test_has_no_table_of_something_else(self) -> None:
        """
        An enumeration that is gone is gone from here.
        """
        assert set(re.findall(r"^### (\w+)$", GLOSSARY, re.MULTILINE)) == {*VALUES}

    def test_leads_from_every_term_to_its_rule_or_its_page(self) -> None:
        """
        A meaning names the rule that says it exactly, or the page that does.
        """
        terms = {match["term"]: match["meaning"] for match in _TERM.finditer(GLOSSARY)}

        assert len(terms) == GLOSSARY.count("\n: ")
        assert [
            term for term, meaning in terms.items() if not RULE.search(meaning) and "](" not in meaning
        ] == []

    def test_has_every_rule(self) -> None:
        """
        Each rule is about some word.
        """
        rules = set(re.findall(r"^### ([A-Z]\d+) ·", text_of(DOCS / "reference/rules.md"), re.MULTILINE))
        about_time_and_writers = {"P1", "R6", "R11"}

        assert rules - set(RULE.findall(_written_out(GLOSSARY))) == about_time_and_writers

    @pytest.mark.parametrize("word", sorted({collection.noun for collection in COLLECTIONS}))
    def test_has_every_kind_of_record(self, word: str) -> None:
        """
        Each kind of record in a relationship is a term.
        """
        terms = {part for match in _TERM.finditer(GLOSSARY) for part in match["term"].split(", ")}

        assert word in terms


class TestUpgradeNotes:
    def test_have_every_form_of_document(self) -> None:
        """
        Whoever upgrades is told which documents have a new form: the first table from above is today's.
        """
        first = NOTES.partition("| document | schema |")[2].partition("\n\n")[0]

        assert {kind: int(number) for kind, number in re.findall(r"`(\w+)` \| (\d+)", first)} == {
            kind: form.schema for kind, form in FORMATS.items()
        }

    def test_speak_of_every_release(self) -> None:
        """
        Each release whose stores are kept has its notes, and so has the first, before it is made.
        """
        told = set(re.findall(r"^## (\d[\w.]*)$", NOTES, re.MULTILINE))
        releases = {Version(golden.release).base_version for golden in all_golden()}

        assert sorted(releases - told) == []


def _written_out(text: str) -> str:
    """
    Return a text in which a span of rules names each of them.
    """

    def all_of(span: re.Match[str]) -> str:
        letter, first, last = span.groups()
        return " ".join(f"{letter}{number}" for number in range(int(first), int(last) + 1))

    return re.sub(r"\b([A-Z])(\d+) to [A-Z](\d+)\b", all_of, text)
