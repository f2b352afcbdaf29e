"""
The page of rules and the sources say the same.
"""

from __future__ import annotations

import importlib
import inspect
import re

import pytest

import mentorcore.errors
from mentorcore.errors import RuleViolation
from tests.docs.pages import DOCS, ROOT, RULE, SOURCES, pages, text_of


NOT_ENFORCED = "nothing yet"

_SECTION = re.compile(
    r"^### (?P<code>[A-Z]\d+) · (?P<title>.+?)$\n(?P<text>.*?)(?=^##|\Z)", re.MULTILINE | re.DOTALL
)
_MODULE = re.compile(r"`mentorcore([\w.]*)\.(\w+)`")


def _field(text: str, name: str) -> str:
    match = re.search(rf"- \*\*{name}:\*\* (.*?)(?=^- \*\*|^$|\Z)", text, re.MULTILINE | re.DOTALL)
    assert match is not None, f"{name} is missing"

    return match[1]


RULES = {match["code"]: match["text"] for match in _SECTION.finditer(text_of(DOCS / "reference/rules.md"))}
ENFORCED = {code for code, text in RULES.items() if NOT_ENFORCED not in _field(text, "Enforced by")}
SOURCE_FILES = [path for path in SOURCES.rglob("*.py") if "testing" not in path.parts]
TEST_FILES = [path for path in (ROOT / "tests").rglob("*.py") if "docs" not in path.parts]


class TestThePageOfRules:
    def test_every_rule_that_the_sources_name_is_on_the_page(self) -> None:
        """
        A rule's code that stands in a source file has a section on the page of rules.
        """
        named = {code for path in SOURCE_FILES for code in RULE.findall(text_of(path))}

        assert sorted(named - set(RULES)) == []

    def test_every_rule_on_the_page_is_named_by_a_source(self) -> None:
        """
        A rule on the page is named by a source file, unless the page says that nothing enforces it yet.
        """
        named = {code for path in SOURCE_FILES for code in RULE.findall(text_of(path))}

        assert sorted(set(RULES) & named) == sorted(ENFORCED)

    def test_every_enforced_rule_is_named_by_a_test(self) -> None:
        """
        A rule that is enforced has tests that name its code, so that searching for it finds them.
        """
        named = {code for path in TEST_FILES for code in RULE.findall(text_of(path))}

        assert sorted(ENFORCED - named) == []

    @pytest.mark.parametrize(("code", "text"), RULES.items(), ids=list(RULES))
    def test_a_rule_says_what_why_where_and_how(self, code: str, text: str) -> None:
        """
        Each rule has its sentence, its reason, the modules that enforce it, which name it, and its refusals.
        """
        sentence, _, _ = text.partition("- **Why:**")
        assert sentence.strip().endswith(".")
        assert _field(text, "Why").strip()

        for name in re.findall(r"`(mentorcore[\w.]*)`", _field(text, "Enforced by")):
            source = inspect.getsource(importlib.import_module(name))
            assert code in RULE.findall(source), f"{name} does not name {code}"

        for name in re.findall(r"`(\w+)`", _field(text, "Refused with")):
            assert issubclass(getattr(mentorcore.errors, name), RuleViolation)

    def test_every_module_that_refuses_with_a_rule_stands_there(self) -> None:
        """
        Where a source file raises a refusal with a rule's code, the page says that it enforces the rule.
        """
        missing = [
            (code, path.stem)
            for path in SOURCE_FILES
            for code in re.findall(r'rule="([A-Z]\d+)"', text_of(path))
            if path.stem not in {name for _, name in _MODULE.findall(_field(RULES[code], "Enforced by"))}
        ]

        assert sorted(set(missing)) == []

    def test_codes_anywhere_in_the_pages_are_rules(self) -> None:
        """
        A page names no rule that does not exist.
        """
        named = {
            code: page.name for page in pages() for code in RULE.findall(page.read_text(encoding="utf-8"))
        }

        assert {code: page for code, page in named.items() if code not in RULES} == {}
