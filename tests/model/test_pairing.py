"""
Pairing requests: asking a decision maker for a mentor (B1).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import attrs
import pytest

from mentorcore.errors import Clash, InvalidValue, NotTheirs, WrongState, WrongTime
from mentorcore.model.lifecycle import State
from mentorcore.model.mentorship import Mentorship
from mentorcore.model.pairing import PairingRequest, RequestState
from mentorcore.model.policy import Policy
from mentorcore.model.values import ERASED, SYSTEM
from tests.model.examples import ADA, AGREEMENT, BEN, CY, DAY, DEE, MINUTE, NOW, refused, request


def opened(*, by: str = BEN, decider: str = CY, policy: Policy | None = None) -> PairingRequest:
    """
    Return a request for Ben.
    """
    return PairingRequest.open(
        mentee=BEN, decider=decider, by=by, at=NOW, why="Ben wants to lead a release.", policy=policy
    )


def propose(
    asked: PairingRequest, *, by: str = CY, at: datetime = NOW, mentor: str = ADA, **others: Any
) -> Mentorship:
    """
    Propose Ada, unless it says otherwise.
    """
    given: dict[str, Any] = {"reasoning": "Their teams share a product.", "potential": "A lead."} | others

    return asked.propose(mentor=mentor, by=by, at=at, agreement=AGREEMENT, **given)


COMMANDS: dict[str, Callable[..., object]] = {
    "propose a pair": propose,
    "decline a pairing request": lambda asked, by=CY, at=NOW: asked.decline(by=by, at=at, reason="Nobody."),
    "withdraw a pairing request": lambda asked, by=BEN, at=NOW: asked.withdraw(by=by, at=at),
}


class TestOpen:
    @pytest.mark.parametrize("by", [BEN, DEE, CY, SYSTEM])
    def test_by_anyone(self, by: str) -> None:
        """
        B1: the mentee, a colleague, the decider or the system opens a request.
        """
        asked = opened(by=by)

        assert (RequestState.OPEN, BEN, CY, by) == (
            asked.state,
            asked.mentee_id,
            asked.decider_id,
            asked.document.asked_by,
        )
        assert ["pairing_request.opened"] == [noted.action for noted in asked.noted]

    def test_somebody_else_decides(self) -> None:
        """
        B1: nobody decides on their own mentor.
        """
        with refused(
            Clash,
            rule="B1",
            tried="open a pairing request",
            because="the decider would be the mentee",
            accepted="the decider is neither of the two",
        ):
            opened(decider=BEN)

    @pytest.mark.parametrize(
        ("wrong", "path"),
        [
            ({"mentee": "Ben Ruiz"}, "Request.mentee_id"),
            ({"decider": SYSTEM}, "Request.decider_id"),
            ({"why": " "}, "Request.why"),
            ({"at": NOW.replace(tzinfo=None)}, "at"),
            ({"by": ""}, "by"),
            ({"id": "a b"}, "id"),
        ],
    )
    def test_refuses_what_it_cannot_keep(self, wrong: dict[str, Any], path: str) -> None:
        """
        P1 to P4: the message names the place of the wrong value.
        """
        right: dict[str, Any] = {"mentee": BEN, "decider": CY, "by": BEN, "at": NOW, "why": "…"}

        with pytest.raises(InvalidValue) as caught:
            PairingRequest.open(**{**right, **wrong})

        assert path == caught.value.path


class TestPropose:
    def test_gives_an_offered_mentorship(self) -> None:
        """
        B1: the pair is offered by the decider, remembers the request, and both still have to agree.
        """
        asked = request()

        m = propose(asked, id="ada-and-ben")

        assert (State.OFFERED, ADA, BEN) == (m.state, m.mentor_id, m.mentee_id)
        assert (CY, asked.id, ()) == (m.document.offered_by, m.document.request_id, m.document.accepted_by)
        assert (RequestState.PROPOSED, "ada-and-ben") == (asked.state, asked.document.mentorship_id)

    def test_the_policy_goes_along(self) -> None:
        """
        R5: the request's policy says how long what it leads to stands.
        """
        m = propose(opened(policy=Policy(offer_days=2)))

        assert NOW + 2 * DAY == m.lapses_at

    @pytest.mark.parametrize(
        ("mentor", "rule", "because", "accepted"),
        [
            (CY, "B1", "the decider would be the mentor", "the decider is neither of the two"),
            (BEN, "R1", "mentor and mentee are the same person", "name two people"),
        ],
    )
    def test_a_third_person(self, mentor: str, rule: str, because: str, accepted: str) -> None:
        """
        B1, R1: neither the decider nor the mentee becomes the mentor, and the request stays open.
        """
        asked = request()

        with refused(
            Clash, rule=rule, tried="propose a pair", because=because, accepted=accepted, unchanged=asked
        ):
            propose(asked, mentor=mentor)

    def test_says_what_is_seen(self) -> None:
        """
        R2: a decider's offer names the potential, and without it the request stays open.
        """
        asked = request()

        with refused(
            InvalidValue,
            rule="R2",
            tried="propose a pair",
            because="it does not say what potential is seen in the mentee",
            accepted="give potential=",
            path="potential",
            unchanged=asked,
        ):
            propose(asked, potential=None)


class TestDecline:
    def test_says_why(self) -> None:
        """
        B1: a decider who proposes nobody gives a reason.
        """
        asked = request()

        with refused(
            InvalidValue,
            rule="P1",
            tried="accept reason",
            because="it is blank",
            accepted="write something that is not only white space",
            unchanged=asked,
        ):
            asked.decline(by=CY, at=NOW, reason="")

        asked.decline(by=CY, at=NOW, reason="Nobody has time.")

        assert (RequestState.DECLINED, "Nobody has time.") == (asked.state, asked.document.reason)


class TestWhoActs:
    @pytest.mark.parametrize("by", [ADA, BEN, DEE, SYSTEM])
    @pytest.mark.parametrize("to", ["propose a pair", "decline a pairing request"])
    def test_only_the_decider_decides(self, to: str, by: str) -> None:
        """
        B1: only the decider proposes or declines.
        """
        asked = request()
        acting = "the system" if by == SYSTEM else by

        with refused(
            NotTheirs,
            rule="B1",
            tried=to,
            because=f"{acting} is not the decider",
            accepted="only the decider can do this",
            unchanged=asked,
        ):
            COMMANDS[to](asked, by=by)

    @pytest.mark.parametrize("asker", [DEE, SYSTEM])
    def test_only_the_asker_withdraws(self, asker: str) -> None:
        """
        B1: not even the mentee withdraws what somebody else asked.
        """
        asked = opened(by=asker)

        with refused(
            NotTheirs,
            rule="B1",
            tried="withdraw a pairing request",
            because="ben is not the one who asked",
            accepted="only the one who asked can do this",
            unchanged=asked,
        ):
            asked.withdraw(by=BEN, at=NOW)

        asked.withdraw(by=asker, at=NOW)

        assert RequestState.WITHDRAWN is asked.state


class TestOnce:
    @pytest.mark.parametrize("then", COMMANDS)
    @pytest.mark.parametrize("first", COMMANDS)
    def test_a_request_is_settled(self, first: str, then: str) -> None:
        """
        B1: it is proposed, declined or withdrawn once, and nothing follows.
        """
        asked = request()
        COMMANDS[first](asked)

        with refused(
            WrongState,
            rule="B1",
            tried=then,
            because=f"the request is {asked.state.value}",
            accepted="the request has to be open; open a new one",
            unchanged=asked,
        ):
            COMMANDS[then](asked)

    @pytest.mark.parametrize("to", COMMANDS)
    def test_not_before_it_was_asked(self, to: str) -> None:
        """
        R6: it is settled at most the policy's two minutes before it was asked.
        """
        in_time, late = request(), request()

        COMMANDS[to](in_time, at=NOW - 2 * MINUTE)

        assert RequestState.OPEN is not in_time.state

        with refused(
            WrongTime,
            rule="R6",
            tried=to,
            because=f"it was asked at {NOW.isoformat()}",
            accepted="give a moment that is not earlier",
            unchanged=late,
        ):
            COMMANDS[to](late, at=NOW - 2 * MINUTE - timedelta.resolution)


class TestDepart:
    @pytest.mark.parametrize("at", [NOW - DAY, NOW + DAY])
    def test_withdraws_it(self, at: datetime) -> None:
        """
        R4: when the mentee leaves, the system withdraws the request, not before it was asked.
        """
        asked = request()

        asked.depart(at=at)

        assert (RequestState.WITHDRAWN, SYSTEM, max(NOW, at)) == (
            asked.state,
            asked.document.changed_by,
            asked.document.changed_at,
        )

    def test_only_an_open_one(self) -> None:
        """
        B1: what is settled stays as it is.
        """
        asked = request()
        asked.withdraw(by=BEN, at=NOW)

        with refused(
            WrongState,
            rule="B1",
            tried="enter a departure",
            because="the request is withdrawn",
            accepted="the request has to be open; open a new one",
            unchanged=asked,
        ):
            asked.depart(at=NOW)


class TestErase:
    def test_takes_out_own_words(self) -> None:
        """
        D3: what the erased person wrote is gone; what happened and what others wrote stays.
        """
        asked = request()
        asked.decline(by=CY, at=NOW, reason="Ben Ruiz has a mentor.")
        before = asked.document

        asked.erase(BEN, at=NOW, names=("Ben Ruiz",))

        assert attrs.evolve(before, why=ERASED, reason=f"{ERASED} has a mentor.") == asked.document

    def test_of_the_decider(self) -> None:
        """
        D3: the reason for declining is the decider's.
        """
        asked = request()
        asked.decline(by=CY, at=NOW, reason="Nobody has time.")
        before = asked.document

        assert attrs.evolve(before, reason=ERASED) == asked.erase(CY, at=NOW)

    def test_is_the_systems(self) -> None:
        """
        D3: nobody erases anybody.
        """
        asked = request()

        with refused(
            NotTheirs,
            rule="D3",
            tried="erase a person",
            because="ben is not the system",
            accepted="only the system can do this",
            unchanged=asked,
        ):
            asked.erase(BEN, at=NOW, by=BEN)

    def test_of_its_people(self) -> None:
        """
        D3: somebody who has no part in it has nothing to erase there.
        """
        asked = request()

        with refused(
            NotTheirs,
            rule="D3",
            tried="erase a person",
            because="dee has no part in this pairing request",
            accepted="name one of its people",
            unchanged=asked,
        ):
            asked.erase(DEE, at=NOW)


def test_says_why_and_what_came_of_it() -> None:
    """
    B1: the reason for asking, and the mentorship that was proposed, can be read.
    """
    asked = request()
    assert ("I would like to lead a release.", None) == (asked.why, asked.mentorship_id)
    mentorship = asked.propose(
        mentor=ADA, by=CY, at=NOW, reasoning="Why.", potential="What.", agreement=AGREEMENT
    )

    assert mentorship.id == asked.mentorship_id
