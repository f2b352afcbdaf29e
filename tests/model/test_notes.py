"""
Notes and reflections (N1).
"""

from __future__ import annotations

from typing import Any

import pytest

from mentorcore.errors import InvalidValue, NotFound, NotTheirs, WrongState
from mentorcore.model.mentorship import Mentorship
from mentorcore.model.visibility import Visibility
from tests.model.examples import ADA, BEN, DAY, NOW, refused


TIERS = "Visibility.PRIVATE, PAIR or RECORD"
NO_TIER = "a note has words, and this is no tier for them"


class TestWrite:
    @pytest.mark.parametrize("by", [ADA, BEN])
    def test_is_private(self, active: Mentorship, by: str) -> None:
        """
        N1: a note of either belongs to its author and is private unless they say otherwise.
        """
        note = active.notes.write(by=by, at=NOW, text="Ben is nervous.")

        assert (by, Visibility.PRIVATE, False) == (note.author, note.tier, note.reflection)

    @pytest.mark.parametrize("tier", [Visibility.PRIVATE, Visibility.PAIR, Visibility.RECORD])
    def test_may_be_shared_at_once(self, active: Mentorship, tier: Visibility) -> None:
        """
        N1: its author says who sees it.
        """
        assert tier is active.notes.write(by=ADA, at=NOW, text="…", visibility=tier).tier

    @pytest.mark.parametrize("tier", [Visibility.PROGRAMME, "pair", None, []])
    def test_words_are_not_for_the_programme(self, active: Mentorship, tier: Any) -> None:
        """
        N1: a programme owner sees dates, counts and states, so no note is theirs.
        """
        with refused(
            InvalidValue,
            rule="N1",
            tried="write a note",
            because=NO_TIER,
            accepted=TIERS,
            path="visibility",
            unchanged=active,
        ):
            active.notes.write(by=ADA, at=NOW, text="…", visibility=tier)

    def test_has_words(self, active: Mentorship) -> None:
        """
        P1: an empty note is refused.
        """
        with refused(
            InvalidValue,
            rule="P1",
            tried="accept Note.text",
            because="it is blank",
            accepted="write something that is not only white space",
            unchanged=active,
        ):
            active.notes.write(by=ADA, at=NOW, text="\n")

    def test_reflections_are_found(self, active: Mentorship) -> None:
        """
        N1: what the two learned is found among their notes, the mentor's too.
        """
        active.notes.write(by=BEN, at=NOW, text="Ask about the release.")
        mentors = active.notes.write(by=ADA, at=NOW, text="I talk too much.", reflection=True)
        mentees = active.notes.write(by=BEN, at=NOW, text="I know more than I thought.", reflection=True)

        assert (mentors, mentees) == active.notes.reflections


class TestRelease:
    @pytest.mark.parametrize(
        ("before", "after"),
        [
            (Visibility.PRIVATE, Visibility.PAIR),
            (Visibility.PRIVATE, Visibility.RECORD),
            (Visibility.PAIR, Visibility.RECORD),
        ],
    )
    def test_opens_it(self, active: Mentorship, before: Visibility, after: Visibility) -> None:
        """
        N1: its author opens a note further, to the pair or to the record.
        """
        note = active.notes.write(by=ADA, at=NOW, text="…", visibility=before)

        assert after is active.notes.release(note.id, by=ADA, at=NOW, visibility=after).tier

    def test_to_the_pair_unless_said_otherwise(self, active: Mentorship) -> None:
        """
        N1: a release goes no further than the other person by itself.
        """
        note = active.notes.write(by=ADA, at=NOW, text="…")

        assert Visibility.PAIR is active.notes.release(note.id, by=ADA, at=NOW).tier

    @pytest.mark.parametrize(
        ("before", "after"),
        [
            (Visibility.PRIVATE, Visibility.PRIVATE),
            (Visibility.PAIR, Visibility.PAIR),
            (Visibility.PAIR, Visibility.PRIVATE),
            (Visibility.RECORD, Visibility.PAIR),
            (Visibility.RECORD, Visibility.RECORD),
        ],
    )
    def test_never_closes_it(self, active: Mentorship, before: Visibility, after: Visibility) -> None:
        """
        N1: what others may have read is not taken back.
        """
        note = active.notes.write(by=ADA, at=NOW, text="…", visibility=before)

        with refused(
            WrongState,
            rule="N1",
            tried="release a note",
            because=f"its tier is {before.value} already",
            accepted="a release only ever opens further",
            unchanged=active,
        ):
            active.notes.release(note.id, by=ADA, at=NOW, visibility=after)

    def test_is_its_authors(self, active: Mentorship) -> None:
        """
        N1: the other person does not release it, whether they may read it or not.
        """
        note = active.notes.write(by=ADA, at=NOW, text="…", visibility=Visibility.PAIR)

        with refused(
            NotTheirs,
            rule="N1",
            tried="release a note",
            because="ben is not its author",
            accepted="only its author can release it",
            unchanged=active,
        ):
            active.notes.release(note.id, by=BEN, at=NOW, visibility=Visibility.RECORD)

    def test_not_to_the_programme(self, active: Mentorship) -> None:
        """
        N1: words are not released to the programme tier.
        """
        note = active.notes.write(by=ADA, at=NOW, text="…")

        with refused(
            InvalidValue,
            rule="N1",
            tried="release a note",
            because=NO_TIER,
            accepted=TIERS,
            path="visibility",
            unchanged=active,
        ):
            active.notes.release(note.id, by=ADA, at=NOW, visibility=Visibility.PROGRAMME)

    def test_after_the_end(self, active: Mentorship) -> None:
        """
        R13: releases stay possible when the relationship is over.
        """
        note = active.notes.write(by=ADA, at=NOW, text="…")
        active.end(by=ADA, at=NOW, reason="…")

        assert 2 == active.notes.release(note.id, by=ADA, at=NOW + DAY).revision

    def test_of_one_that_exists(self, active: Mentorship) -> None:
        """
        N1: an unknown note is not found.
        """
        with pytest.raises(NotFound, match="there is no note with the id 'elsewhere'"):
            active.notes.release("elsewhere", by=ADA, at=NOW)
