"""
Words of the record stay words: whatever people wrote, a document has the parts that its template gives it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import attrs
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mentorcore.documents import (
    Document,
    progress_report,
    promotion_case,
    recommendation_letter,
    testimonial,
)
from mentorcore.documents.blocks import Cite, Text
from mentorcore.documents.escaping import plain
from mentorcore.model.milestones import Evidence
from mentorcore.model.people import Person
from mentorcore.model.questions import Story
from mentorcore.model.visibility import Visibility
from mentorcore.testing.strategies import lines
from tests.documents.examples import AT, CONFIRMED, allow, reach, started
from tests.model.examples import ADA, BEN, NOW


MARKUP = st.text(alphabet="\\`*_{}[]()<>#+-.!|~&^$=:/\"' ab1", min_size=1, max_size=30)

WORDS = (MARKUP | lines(60)).filter(plain).filter(str.strip)
"""Words on one line that show something, many of them made to be read as markup."""


def written(write: Callable[..., Document], words: str) -> Document:
    """
    Return a document of a record that holds these words wherever people write.
    """
    m = started()
    m.goals.set(by=BEN, at=NOW, title=words, why=words, measure=words, id="goal")
    m.goals.record_progress("goal", by=BEN, at=NOW, text=words)
    reach(m, title=words, statement=words, evidence=Evidence.link("https://example.org/", words))
    reach(m, "talk", title=words, statement=words, evidence=Evidence.of("goal", words))
    m.feedback.give(by=ADA, at=CONFIRMED, about=BEN, text=words, id="praise")
    m.feedback.release("praise", by=ADA, at=CONFIRMED)
    m.notes.write(by=BEN, at=CONFIRMED, text=words, reflection=True, id="learned")
    m.notes.release("learned", by=BEN, at=CONFIRMED, visibility=Visibility.RECORD)
    m.questions.ask(by=BEN, at=NOW, text=words, interest=5, id="why")
    m.questions.answer("why", by=ADA, at=CONFIRMED, answer=Story(words, lesson=words))
    m.questions.release("why", by=ADA, at=CONFIRMED)
    allow(m)

    return write(
        m,
        mentor=Person.register(id=ADA, name=words, title=words, at=NOW),
        mentee=Person.register(id=BEN, name=words, title=words, at=NOW),
        at=AT,
    )


def shape(value: Any) -> Any:
    """
    Return what a document is made of, without its words.
    """
    if isinstance(value, tuple):
        return [shape(entry) for entry in value if not isinstance(entry, Text)]
    if isinstance(value, Cite) or not attrs.has(type(value)):
        return value
    fields = {field.name for field in attrs.fields(type(value))} - {"figure"}

    return type(value).__name__, [shape(getattr(value, name)) for name in sorted(fields)]


def said(value: Any) -> str:
    """
    Return the words of a document.
    """
    if isinstance(value, Text):
        return value.text
    if isinstance(value, tuple):
        return "".join(said(entry) for entry in value)
    if not attrs.has(type(value)):
        return ""

    return "".join(said(getattr(value, field.name)) for field in attrs.fields(type(value)))


@pytest.mark.parametrize("write", [recommendation_letter, testimonial, promotion_case, progress_report])
@given(WORDS)
@example("](https://evil.example) <b onclick=x> [^1] ![x](figure:timeline)")
@example("{{ 7 * 7 }} {% include 'x' %}")
@example("1. one")
@example("\\")
@example("--- | === | ``` | ~~~")
@example("&lt;script&gt; &#42;")
def test_words_stay_words(write: Callable[..., Document], words: str) -> None:
    """
    C2: whatever the words, a document has the same parts, links and citations, and says them.
    """
    document = written(write, words)

    assert shape(written(write, "plain").blocks) == shape(document.blocks)
    assert plain(words) in said(document.blocks)
