"""
Feedback (F1).
"""

from __future__ import annotations

from typing import Any

import pytest

from mentorcore.errors import InvalidValue, NotFound, NotTheirs, WrongState
from mentorcore.model.meetings import Topic
from mentorcore.model.mentorship import Mentorship
from mentorcore.model.visibility import Visibility
from tests.model.examples import ADA, BEN, CY, DAY, NOW, TODAY, refused


def meet(m: Mentorship, *, hold: bool) -> str:
    """
    Schedule a meeting at `NOW`, hold it if wanted, and return its id.
    """
    meeting = m.meetings.schedule(by=ADA, at=NOW, starts=NOW, minutes=60)
    if hold:
        topic = Topic("Looking back", minutes=30, raised_by=ADA)
        m.meetings.hold(meeting.id, by=ADA, at=NOW, summary="…", topics=[topic])

    return meeting.id


class TestGive:
    @pytest.mark.parametrize("by", [ADA, BEN])
    @pytest.mark.parametrize("about", [ADA, BEN, "ada-and-ben", "action"])
    def test_names_author_and_subject(self, active: Mentorship, by: str, about: str) -> None:
        """
        F1: either gives feedback, about a person, a record or the relationship, and the pair sees it.
        """
        active.actions.take_on(by=BEN, at=NOW, title="…", due_on=TODAY, id="action")

        feedback = active.feedback.give(by=by, at=NOW, about=about, text="Well prepared.")

        assert (by, about, None, Visibility.PAIR) == (
            feedback.author,
            feedback.about,
            feedback.session,
            feedback.tier,
        )

    def test_about_something_here(self, active: Mentorship) -> None:
        """
        F1: feedback about somebody or something else belongs elsewhere.
        """
        with refused(
            InvalidValue,
            rule="F1",
            tried="give feedback",
            because="cy is nothing in this relationship",
            accepted="name one of the two, the relationship or one of its records",
            path="about",
            unchanged=active,
        ):
            active.feedback.give(by=ADA, at=NOW, about=CY, text="…")

    @pytest.mark.parametrize("about", ["Ben Ruiz", None, ["ben"]])
    def test_about_an_id(self, active: Mentorship, about: Any) -> None:
        """
        P4: whom it is about is said by an id.
        """
        with pytest.raises(InvalidValue, match=r"accept about: .* is not an id \(rule P4\)"):
            active.feedback.give(by=ADA, at=NOW, about=about, text="…")

    def test_in_a_session(self, active: Mentorship) -> None:
        """
        F1: feedback says to which held meeting's session it belongs.
        """
        session = meet(active, hold=True)

        assert session == active.feedback.give(by=ADA, at=NOW, about=BEN, text="…", session=session).session

    def test_in_a_session_that_took_place(self, active: Mentorship) -> None:
        """
        F1: a meeting that was not held had no session.
        """
        session = meet(active, hold=False)

        with refused(
            InvalidValue,
            rule="F1",
            tried="give feedback",
            because=f"the meeting {session} was not held",
            accepted="name a held meeting, or None",
            path="session",
            unchanged=active,
        ):
            active.feedback.give(by=ADA, at=NOW, about=BEN, text="…", session=session)

    def test_in_a_session_that_exists(self, active: Mentorship) -> None:
        """
        F1: an unknown meeting is not found.
        """
        with pytest.raises(NotFound, match="there is no meeting with the id 'elsewhere'"):
            active.feedback.give(by=ADA, at=NOW, about=BEN, text="…", session="elsewhere")

    def test_with_words(self, active: Mentorship) -> None:
        """
        P1: feedback without words is refused.
        """
        with pytest.raises(InvalidValue, match=r"accept Feedback\.text: it is blank \(rule P1\)"):
            active.feedback.give(by=ADA, at=NOW, about=BEN, text="")

    def test_about_the_whole_after_the_end(self, ended: Mentorship) -> None:
        """
        R13: looking back on the relationship stays possible; feedback on a person does not.
        """
        ended.feedback.give(by=BEN, at=NOW + 9 * DAY, about=ended.id, text="I learned a lot.")

        with refused(
            WrongState,
            rule="R13",
            tried="give feedback",
            because="the relationship is ended",
            accepted="it has to be active",
            unchanged=ended,
        ):
            ended.feedback.give(by=BEN, at=NOW + 9 * DAY, about=ADA, text="I learned a lot.")


class TestRelease:
    def test_to_the_record(self, active: Mentorship) -> None:
        """
        N1: its author releases feedback, so that documents may draw on it.
        """
        feedback = active.feedback.give(by=ADA, at=NOW, about=BEN, text="…")

        released = active.feedback.release(feedback.id, by=ADA, at=NOW)

        assert (Visibility.RECORD, 2) == (released.tier, released.revision)

    def test_is_its_authors(self, active: Mentorship) -> None:
        """
        N1: not even whom it is about releases it.
        """
        feedback = active.feedback.give(by=ADA, at=NOW, about=BEN, text="…")

        with refused(
            NotTheirs,
            rule="N1",
            tried="release feedback",
            because="ben is not its author",
            accepted="only its author can release it",
            unchanged=active,
        ):
            active.feedback.release(feedback.id, by=BEN, at=NOW)

    def test_once(self, active: Mentorship) -> None:
        """
        N1: what is released stays so.
        """
        feedback = active.feedback.give(by=ADA, at=NOW, about=BEN, text="…")
        active.feedback.release(feedback.id, by=ADA, at=NOW)

        with refused(
            WrongState,
            rule="N1",
            tried="release feedback",
            because="its tier is record already",
            accepted="a release only ever opens further",
            unchanged=active,
        ):
            active.feedback.release(feedback.id, by=ADA, at=NOW)
