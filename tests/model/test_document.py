"""
The document: all that is kept of a mentorship, as one value that is valid by itself.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import attrs
import pytest
from hypothesis import given, settings

from mentorcore.errors import InvalidValue
from mentorcore.model.checking import validator_of
from mentorcore.model.document import MentorshipDocument
from mentorcore.model.lifecycle import State
from mentorcore.model.mentorship import Mentorship
from mentorcore.testing import strategies
from tests.model.examples import ADA, BEN, NOW, offer


class TestMentorshipDocument:
    def test_of_an_offer(self) -> None:
        """
        R3: what an offer is made of is kept, and nothing else is there yet.
        """
        kept = offer().document

        assert ("ada-and-ben", ADA, BEN, ADA, None, State.OFFERED, (ADA,)) == (
            kept.id,
            kept.mentor_id,
            kept.mentee_id,
            kept.offered_by,
            kept.request_id,
            kept.state,
            kept.accepted_by,
        )
        assert (1, 1) == (len(kept.steps), len(kept.agreements))
        assert {()} == {
            getattr(kept, field.name) for field in attrs.fields(MentorshipDocument) if field.default == ()
        } - {(ADA,)}

    def test_is_replaced_and_not_changed(self, active: Mentorship) -> None:
        """
        D3: a command puts another document in place; who holds the one before keeps it as it was.
        """
        before = active.document
        active.goals.set(by=BEN, at=NOW, title="…", why="…", measure="…")

        assert () == before.goals
        assert before is not active.document
        with pytest.raises(attrs.exceptions.FrozenInstanceError):
            before.goals = active.document.goals  # type: ignore[misc]

    @settings(max_examples=30)
    @given(strategies.mentorships())
    def test_is_enough_to_load_a_mentorship(self, mentorship: Mentorship) -> None:
        """
        R4: a mentorship that is made from its document alone is in the same state, with the same records.
        """
        loaded = Mentorship(mentorship.document)

        assert mentorship.state is loaded.state
        assert [list(records) for records in mentorship._collections] == [
            list(records) for records in loaded._collections
        ]
        attrs.validate(loaded.document)

    @pytest.mark.parametrize("field", sorted(field.name for field in attrs.fields(MentorshipDocument)))
    @pytest.mark.parametrize("wrong", [7, "\0", [], ("x", None)])
    def test_is_checked(self, field: str, wrong: Any) -> None:
        """
        P1 to P4: every field says what it accepts, so nothing else is ever kept.
        """
        before = offer().document
        with pytest.raises(InvalidValue) as caught:
            attrs.evolve(before, **{field: wrong})

        assert caught.value.path.startswith(f"MentorshipDocument.{field}")

    @pytest.mark.parametrize("field", sorted(field.name for field in attrs.fields(MentorshipDocument)))
    def test_says_how_it_is_checked(self, field: str) -> None:
        """
        P1 to P4: no field goes unchecked.
        """
        assert validator_of(attrs.fields_dict(MentorshipDocument)[field]) is not None

    def test_keeps_moments_in_utc(self, active: Mentorship) -> None:
        """
        P2: whatever zone a command's moment has, it is kept in UTC.
        """
        at = datetime.fromisoformat("2026-01-12T12:00:00+02:00")
        goal = active.goals.set(by=BEN, at=at, title="…", why="…", measure="…")

        assert "2026-01-12T10:00:00+00:00" == goal.entered_at.isoformat()
        assert "2026-01-12T10:00:00+00:00" == active.noted[-1].at.isoformat()
