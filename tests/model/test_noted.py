"""
What each command notes for the journal: a code, by whom, when, and which record at which revision.

Other programs read the codes, so no code is ever changed; `tests.model.every_command` has each of them once.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import attrs
import pytest

from mentorcore.model.aggregate import Noted
from mentorcore.model.meetings import Move
from mentorcore.model.mentorship import Mentorship
from mentorcore.model.values import SYSTEM
from tests.model.every_command import AT, EVERY, ON_RECORDS, SERIES, TOGETHER, Case, over, person, running
from tests.model.examples import ADA, BEN, DAY, LAPSES, NOW, brokered, offer, request


class TestEachCommand:
    @pytest.mark.parametrize("case", EVERY, ids=str)
    def test_has_its_code(self, case: Case) -> None:
        """
        P4: a command adds one entry: its code, by whom, when, and the record and the revision that it made.
        """
        something = case.on()
        before = something.noted
        case.apply(something)

        assert (*before, case.noted) == something.noted

    @pytest.mark.parametrize("case", ON_RECORDS, ids=str)
    def test_says_the_same_in_the_record(self, case: Case) -> None:
        """
        P4: what is noted of a record stands in the record as well.
        """
        record = case.apply(case.on())

        assert (case.noted.record, case.noted.revision, case.noted.by, case.noted.at) == (
            record.id,
            record.revision,
            record.changed_by,
            record.changed_at,
        )

    def test_has_a_code_of_its_own(self) -> None:
        """
        P4: no code stands for two commands.
        """
        codes = [case.noted.action for case in EVERY]

        assert sorted(set(codes)) == sorted(codes)


class TestSeries:
    def test_is_noted_once(self) -> None:
        """
        M4: a series is one entry, under the id that its meetings share.
        """
        m = running()
        before = m.noted
        first, *_ = SERIES.apply(m)

        assert (*before, attrs.evolve(SERIES.noted, record=first.series)) == m.noted


class TestTogether:
    def test_each_is_noted(self) -> None:
        """
        M1: of meetings that are moved at once each has its entry, as if it were moved alone.
        """
        m = running()
        m.meetings.schedule(by=ADA, at=AT, starts=AT + DAY, minutes=60, id="other")
        before = m.noted
        TOGETHER.apply(m, moves=[Move(meeting="other", starts=AT), *TOGETHER.arguments["moves"]])

        assert (*before, attrs.evolve(TOGETHER.noted, record="other"), TOGETHER.noted) == m.noted


class TestFirstEntry:
    def test_of_a_relationship(self) -> None:
        """
        R3: whoever proposes a relationship has offered it.
        """
        assert [("mentorship.offered", m.offered_by, NOW) for m in (offer(), brokered())] == [
            (noted.action, noted.by, noted.at) for m in (offer(), brokered()) for noted in m.noted
        ]

    def test_of_a_person(self) -> None:
        """
        P4: who is registered starts at revision 1.
        """
        assert (Noted(action="person.registered", by=SYSTEM, at=NOW, revision=1),) == person().noted

    def test_of_a_request(self) -> None:
        """
        B1: a request starts at revision 1.
        """
        assert (Noted(action="pairing_request.opened", by=BEN, at=NOW, revision=1),) == request().noted


class TestDeparture:
    @pytest.mark.parametrize(
        ("make", "at", "action", "record"),
        [
            (offer, AT, "mentorship.withdrawn", None),
            (offer, LAPSES, "mentorship.expired", None),
            (running, AT, "mentorship.ended", None),
            (over, AT, "mentorship.departed", BEN),
        ],
    )
    def test_is_the_step_that_it_leads_to(
        self, make: Callable[[], Mentorship], at: datetime, action: str, record: str | None
    ) -> None:
        """
        R4: the system notes the step that a departure leads to, and the person where nothing else changes.
        """
        m = make()
        before = m.noted
        m.depart(BEN, at=at)

        assert (*before, Noted(action=action, by=SYSTEM, at=at, record=record)) == m.noted

    def test_withdraws_a_request(self) -> None:
        """
        R4: a request of somebody who leaves is withdrawn by the system.
        """
        asked = request()
        asked.depart(at=AT)

        assert Noted(action="pairing_request.withdrawn", by=SYSTEM, at=AT, revision=2) == asked.noted[-1]
