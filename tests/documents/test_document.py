"""
A document as a value: how it is read back, and in which formats.
"""

from __future__ import annotations

import builtins
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import given

from mentorcore.documents import Document, DocumentKind, progress_report, recommendation_letter
from mentorcore.documents.blocks import Heading
from mentorcore.documents.figures import Figure
from mentorcore.errors import MissingExtra
from mentorcore.model.mentorship import Mentorship
from mentorcore.model.people import Person
from mentorcore.storage.codec import Codec
from mentorcore.testing.strategies import mentorships
from tests.documents.examples import AT, MENTEE, MENTOR, recommended
from tests.model.examples import NOW


def letter() -> Document:
    """
    Return a letter about Ben.
    """
    return recommendation_letter(recommended(), mentor=MENTOR, mentee=MENTEE, at=AT)


class TestTheValue:
    def test_says_what_it_is(self) -> None:
        """
        A document carries its kind, its title, its language, its moment and its relationship.
        """
        document = letter()

        assert (DocumentKind.RECOMMENDATION_LETTER, "Recommendation of Ben Ruiz", "en") == (
            document.kind,
            document.title,
            document.language,
        )
        assert (AT, "ada-and-ben", {}) == (document.at, document.mentorship_id, document.figures)

    def test_does_not_print_what_it_says(self) -> None:
        """
        The representation of a document, which may end in a log, does not hold its text.
        """
        assert "vouch" not in repr(letter())

    def test_can_be_kept(self) -> None:
        """
        C2: a document that was kept can be read back, and knows whether it is stale.
        """
        kept = pickle.loads(pickle.dumps(letter()))

        assert letter() == kept
        assert not kept.is_stale(recommended())

    def test_is_read_once(self) -> None:
        """
        The blocks of a document are read from its text when they are asked for, and then stay.
        """
        document = letter()

        assert isinstance(document.blocks[0], Heading)
        assert document.blocks is document.blocks

    @given(mentorships())
    def test_is_not_stale_of_what_was_kept(self, m: Mentorship) -> None:
        """
        C2: a relationship that was stored and loaded is the one that a document draws on.
        """
        mentor = Person.register(id=m.mentor_id, name="Ada Osei", at=NOW)
        mentee = Person.register(id=m.mentee_id, name="Ben Ruiz", at=NOW)
        records = [record for several in m._collections for record in several]
        at = max((*(step.at for step in m.steps), *(record.changed_at for record in records)))
        codec = Codec()
        body = codec.encode("mentorship", m.document)
        kept = codec.decode("mentorship", codec.schema("mentorship"), body, where="it")

        report = progress_report(m, mentor=mentor, mentee=mentee, at=at)

        assert not report.is_stale(Mentorship(kept, policy=m.policy))


class TestMarkdown:
    def test_shows_a_figure_as_its_table(self) -> None:
        """
        A figure on a line of its own is its table in Markdown, escaped; another line stays as it is.
        """
        figure = Figure(
            name="goals",
            title="All *goals*",
            description="…",
            svg="<svg/>",
            header=("Goal", "Far"),
            rows=(("a|b", "1"), ("c", "2")),
        )
        document = attrs.evolve(
            letter(),
            markdown="# Hi\n\n![x](figure:goals)\n\nx ![x](figure:goals)\n",
            figures={"goals": figure},
        )

        assert document.to_markdown() == (
            "# Hi\n\n**All \\*goals\\***\n\n| Goal | Far |\n| --- | --- |\n| a\\|b | 1 |\n| c | 2 |\n\n"
            "x ![x](figure:goals)\n"
        )


FORMATS: dict[str, Callable[[Document, Path], object]] = {
    "html": lambda document, folder: (folder / "it").write_text(document.to_html(), encoding="utf-8"),
    "docx": lambda document, folder: document.to_docx(folder / "it"),
    "pdf": lambda document, folder: document.to_pdf(str(folder / "it")),
}


class TestFormats:
    @pytest.mark.parametrize(("name", "begins"), [("html", b"<!doctype"), ("docx", b"PK"), ("pdf", b"%PDF-")])
    def test_each_is_written(self, name: str, begins: bytes, tmp_path: Path) -> None:
        """
        A document is written in each format, to a path that is text or a path.
        """
        FORMATS[name](letter(), tmp_path)

        assert (tmp_path / "it").read_bytes().lower().startswith(begins.lower())
        assert ["it"] == [path.name for path in tmp_path.iterdir()]

    def test_letters_need_jinja(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """
        Without Jinja2 nothing is written, and the error says which extra to install.
        """
        found: Any = builtins.__import__

        def missing(wanted: str, *given: Any, **named: Any) -> Any:
            if wanted.partition(".")[0] == "jinja2":
                raise ImportError(wanted)
            return found(wanted, *given, **named)

        monkeypatch.setattr(builtins, "__import__", missing)
        with pytest.raises(MissingExtra) as caught:
            letter()

        assert ("a document", "documents") == (caught.value.what, caught.value.extra)
