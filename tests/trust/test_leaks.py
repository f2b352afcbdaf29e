"""
Nobody's words turn up in what is printed, raised, logged, journalled or documented for somebody else.
"""

from __future__ import annotations

import copy
import logging
import warnings
from pathlib import Path

import pytest

from mentorcore import Note, open_store, recommendation_letter
from mentorcore.errors import Corrupt
from mentorcore.model import values
from mentorcore.model.document import MentorshipDocument
from mentorcore.model.pairing import Request
from mentorcore.model.people import Profile
from tests.trust import checks, documented
from tests.trust.checks import CHECKS
from tests.trust.everything import Everything
from tests.trust.leaks import Marks, Surface, leaked, logged, named_texts, printed, raised, text_fields


NO_WORDS = {
    "Meeting.zone",
    "MentorshipDocument.id",
    "MentorshipDocument.request_id",
    "Profile.timezone",
    "Request.id",
    "Request.mentorship_id",
    "Worded.field",
}
"""Texts that nobody writes: ids, and names of zones and fields."""


@pytest.mark.parametrize("name", CHECKS)
def test_nobodys_words_are_shown(name: str, tmp_path: Path) -> None:
    """
    Whatever is looked at, none of the marks that were planted in everybody's words is in it.
    """
    looked = CHECKS[name](tmp_path, thorough=False)

    assert [] == looked.leaks
    assert (0 if name.startswith("logs") else 20) < looked.surfaces
    assert 100 < looked.marks


def test_every_text_that_somebody_can_write_holds_a_mark() -> None:
    """
    Whoever adds a text to a person, a request or a relationship has to plant a mark in it.
    """
    everything = Everything()
    requests = everything.requests()
    m = everything.filled(everything.accepted(everything.offered(requests[0])))
    ended = everything.completed(copy.copy(m))

    marked = {
        name
        for aggregate in (*everything.people(), *requests, m, ended)
        for name, text in named_texts(aggregate.document)
        if everything.marks.found(text)
    }

    assert text_fields(MentorshipDocument, Profile, Request) - NO_WORDS == marked


class TestChecksCanFail:
    def test_a_repr_that_tells_is_found(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """
        Private notes show in reprs again: in those of records, views and what holds them.
        """
        monkeypatch.setattr(Note, "__repr__", lambda note: f"Note({note.text!r})")

        leaks = checks.what_is_printed(tmp_path, thorough=False).leaks

        assert "repr of Note shows a private note of the mentee" in leaks
        assert "repr of View for ada as stranger shows a private note of the mentor" in leaks
        assert "the insides of Mentorship in a list shows a private note of the mentor" in leaks

    def test_an_error_that_repeats_is_found(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """
        A refused value is part of the message.
        """
        monkeypatch.setattr(values, "type_of", repr)

        assert checks.refused_calls(tmp_path, thorough=False).leaks

    def test_a_cause_that_repeats_is_found(self) -> None:
        """
        Whichever way an error hangs on another, as its cause, its context or in a group; in a note and an
        attribute.
        """
        marks = Marks()
        words = marks.words("words")
        hidden = UnicodeDecodeError("utf-8", words.encode(), 0, 1, "invalid start byte")
        context = Corrupt("a", "b")
        context.__context__ = ValueError(words)
        context.__suppress_context__ = True
        noted = Corrupt("a", "b")
        noted.add_note(words)
        for error in (
            ExceptionGroup("several", [Corrupt("a", "b"), KeyError(words)]),
            context,
            noted,
            hidden,
        ):
            _, leaks = leaked(raised("an error", error), marks)

            assert leaks, repr(error)

        assert leaked(raised("an error", Corrupt("a", "b")), marks)[1] == []

    def test_a_log_that_tells_is_found(self) -> None:
        """
        At whatever level, from whatever logger, as an argument that no format prints, as a warning, on paper.
        """
        marks = Marks()
        with logged() as found:
            logging.getLogger("sqlalchemy.pool").debug("found %s", marks.words("a log"))
            logging.getLogger("some.other").info("found", extra={"what": marks.words("an extra")})
            warnings.warn(marks.words("a warning"), stacklevel=1)
            print(marks.words("paper"))  # noqa: T201 - so that it is found

        _, leaks = leaked(found, marks)

        assert {"a log", "an extra", "a warning", "paper"} == {leak.rpartition("shows ")[2] for leak in leaks}

    def test_words_are_found_in_every_format(self, tmp_path: Path) -> None:
        """
        What a letter may say is found in each of its four formats, so what it may not would be.
        """
        kept = checks.Kept.anew()
        mentor, mentee, _ = kept.people

        letters = documented.said(
            kept.mentorship, mentor, mentee, tmp_path, documents=[recommendation_letter]
        )
        found = {
            surface.name: {mark.what for mark in kept.everything.marks.found_in_print(surface.text)}
            for _, surface in letters
            if not surface.name.startswith("a citation")
        }

        name = "recommendation_letter"
        assert {f"{name}.{ending}": documented.RELEASED for ending in ("md", "html", "docx", "pdf")} == found

    def test_a_word_that_a_line_break_parts_is_found(self) -> None:
        """
        Typesetting may break and hyphenate words.
        """
        marks = Marks()
        word = marks.new("a word")
        surface = Surface("a page", f"{word[:4]}-\n{word[4:]}")

        assert ["a page shows a word"] == leaked([surface], marks, in_print=True)[1]

    def test_marks_are_found_in_upper_and_lower_case(self) -> None:
        """
        An index folds the case of addresses.
        """
        marks = Marks()

        assert {mark.word for mark in marks.found(marks.new("a word").upper())} == set(marks.planted)


def test_an_empty_store_prints_as_a_store(tmp_path: Path) -> None:
    """
    A store says what it is kept on, and not where: paths and URLs can hold names and passwords.
    """
    with open_store(f"json:///{tmp_path}/hunter2") as store:
        assert "<Store on JsonBackend>" == repr(store)
        assert not any("hunter2" in surface.text for surface in printed("a store", store))
