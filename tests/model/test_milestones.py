"""
Milestones: what was reached, written down, and confirmed by the other person (D1 to D3).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from mentorcore.errors import InvalidValue, NotFound, NotTheirs, WrongState, WrongTime
from mentorcore.model.mentorship import Mentorship
from mentorcore.model.milestones import Evidence, Milestone, MilestoneStatus
from mentorcore.model.policy import Policy
from mentorcore.model.values import SYSTEM
from mentorcore.model.visibility import Visibility
from tests.model.examples import ADA, BEN, CY, DAY, HOUR, MINUTE, NOW, TODAY, offer, refused


NOTES = Evidence.link("https://releases.example/4", "release notes")
OTHER = [(ADA, BEN), (BEN, ADA)]


def document(
    mentorship: Mentorship, *, by: str = BEN, evidence: Any = (NOTES,), on: date = TODAY, **more: Any
) -> Milestone:
    """
    Return what is written down about a release.
    """
    given: dict[str, Any] = {"at": NOW, "title": "Led a release", "statement": "Release 4 went out.", **more}

    return mentorship.milestones.document(by=by, happened_on=on, evidence=evidence, **given)


def confirm(mentorship: Mentorship, milestone: Milestone, *, by: str = ADA) -> Milestone:
    """
    Return a milestone that the other person confirmed as it is.
    """
    return mentorship.milestones.confirm(milestone.id, by=by, at=NOW, revision=milestone.revision)


def contest(mentorship: Mentorship, milestone: Milestone, *, by: str = ADA) -> Milestone:
    """
    Return a milestone that the other person contested.
    """
    return mentorship.milestones.contest(milestone.id, by=by, at=NOW, reason="It was release 3.")


def amend(mentorship: Mentorship, milestone: Milestone, **changes: Any) -> Milestone:
    """
    Return a milestone that its author amended.
    """
    given = {"by": milestone.author, "at": NOW, "reason": "A wrong number.", **changes}

    return mentorship.milestones.amend(milestone.id, **given)


def retract(mentorship: Mentorship, milestone: Milestone) -> Milestone:
    """
    Return a milestone that its author retracted.
    """
    return mentorship.milestones.retract(milestone.id, by=milestone.author, at=NOW, reason="Postponed.")


Change = Callable[[Mentorship, Milestone], Milestone]


class TestDocument:
    @pytest.mark.parametrize("by", [ADA, BEN])
    def test_is_real_once_written(self, active: Mentorship, by: str) -> None:
        """
        D1: either writes it down: a statement, the day, what shows it, and its author.
        """
        milestone = document(active, by=by)

        assert (MilestoneStatus.DOCUMENTED, by, "Release 4 went out.", TODAY, (NOTES,), 1) == (
            milestone.status,
            milestone.author,
            milestone.statement,
            milestone.happened_on,
            milestone.evidence,
            milestone.revision,
        )
        assert ((milestone,), (milestone,), ()) == (
            active.milestones.documented,
            active.milestones.unconfirmed,
            active.milestones.confirmed,
        )

    @pytest.mark.parametrize(("by", "who"), [(CY, "cy"), (SYSTEM, "the system")])
    def test_not_by_others(self, active: Mentorship, by: str, who: str) -> None:
        """
        R14: nobody outside writes one.
        """
        with refused(
            NotTheirs,
            rule="R14",
            tried="document a milestone",
            because=f"{who} is not the mentor or the mentee",
            accepted="only the mentor or the mentee can do this",
            unchanged=active,
        ):
            document(active, by=by)

    @pytest.mark.parametrize(
        ("field", "wrong", "path"),
        [
            ("title", "", "Milestone.title"),
            ("title", "two\nlines", "Milestone.title"),
            ("statement", " ", "Milestone.statement"),
            ("statement", None, "Milestone.statement"),
            ("on", None, "happened_on"),
            ("on", NOW, "happened_on"),
            ("goal", "../etc", "goal"),
        ],
    )
    def test_not_without(self, active: Mentorship, field: str, wrong: Any, path: str) -> None:
        """
        D1: without a title, a statement or a day it is refused.
        """
        before = active.document
        with pytest.raises(InvalidValue) as caught:
            document(active, **{field: wrong})

        assert path in caught.value.path
        assert before == active.document

    def test_for_a_goal(self, active: Mentorship) -> None:
        """
        D1: it is linked to a goal of the relationship, and to nothing else.
        """
        goal = active.goals.set(by=BEN, at=NOW, title="…", why="…", measure="…")
        milestone = document(active, goal=goal.id)

        assert goal.id == milestone.goal
        for wrong in ("unknown", milestone.id):
            before = active.document
            with pytest.raises(NotFound, match=f"there is no goal with the id '{wrong}'"):
                document(active, goal=wrong)

            assert before == active.document

    def test_while_paused(self, paused: Mentorship) -> None:
        """
        R12: what R13 allows is allowed during a pause.
        """
        assert MilestoneStatus.DOCUMENTED is document(paused).status

    def test_not_while_offered(self, offered: Mentorship) -> None:
        """
        R12: while offered nothing is added.
        """
        with refused(
            WrongState,
            rule="R12",
            tried="document a milestone",
            because="the relationship is offered",
            accepted="it has to be active or completed or ended or paused",
            unchanged=offered,
        ):
            document(offered)


class TestDay:
    def test_of_today_anywhere(self, active: Mentorship) -> None:
        """
        D1: a day has begun once it has begun at UTC+14, ten in the morning of the day before in UTC.
        """
        tomorrow = TODAY + DAY
        with refused(
            WrongTime,
            rule="D1",
            tried="document a milestone",
            because=f"{tomorrow} is in the future",
            accepted="write it down once it has happened",
            unchanged=active,
        ):
            document(active, on=tomorrow, at=NOW + HOUR - MINUTE)

        assert tomorrow == document(active, on=tomorrow, at=NOW + HOUR).happened_on

    def test_not_before_the_relationship(self, active: Mentorship) -> None:
        """
        R6: it happened on the day of activation or later, compared as days.
        """
        with refused(
            WrongTime,
            rule="R6",
            tried="document a milestone",
            because="2026-01-11 lies before the relationship",
            accepted="give a day from 2026-01-12",
            unchanged=active,
        ):
            document(active, on=date(2026, 1, 11))

        assert TODAY == document(active, on=TODAY).happened_on

    def test_the_first_day_is_that_of_the_one_who_accepted(self, offered: Mentorship) -> None:
        """
        R6: an evening in Los Angeles is the next day in UTC, and the day in Los Angeles counts.
        """
        evening = datetime(2026, 1, 12, 21, 0, tzinfo=ZoneInfo("America/Los_Angeles"))
        offered.accept(by=BEN, at=evening)

        assert TODAY == document(offered, on=TODAY, at=evening + HOUR).happened_on
        with pytest.raises(WrongTime, match="give a day from 2026-01-12"):
            document(offered, on=date(2026, 1, 11), at=evening + HOUR)

    @pytest.mark.parametrize("how", ["completed", "ended"])
    def test_not_after_the_relationship(self, how: str, request: pytest.FixtureRequest) -> None:
        """
        R13: afterwards, one is documented whose day lies inside the relationship, so began before its end.
        """
        over: Mentorship = request.getfixturevalue(how)
        later = NOW + 30 * DAY
        with refused(
            WrongTime,
            rule="R13",
            tried="document a milestone",
            because="2026-01-14 lies after the relationship",
            accepted="give a day that began before it ended, at 2026-01-13T09:00:00+00:00",
            unchanged=over,
        ):
            document(over, on=date(2026, 1, 14), at=later)
        with pytest.raises(WrongTime, match=r"\(rule R6\)"):
            document(over, on=date(2026, 1, 11), at=later)

        assert [TODAY, TODAY + DAY] == [
            document(over, on=day, at=later).happened_on for day in (TODAY, TODAY + DAY)
        ]

    @pytest.mark.parametrize("how", ["declined", "withdrawn", "expired"])
    def test_not_if_there_was_no_relationship(self, how: str) -> None:
        """
        R13: an offer that came to nothing has no milestones.
        """
        mentorship = offer()
        at = NOW
        if how == "declined":
            mentorship.decline(by=BEN, at=at)
        elif how == "withdrawn":
            mentorship.withdraw(by=ADA, at=at)
        else:
            at = mentorship.lapses_at
            mentorship.expire(by=SYSTEM, at=at)
        with refused(
            WrongState,
            rule="R13",
            tried="document a milestone",
            because=f"the relationship is {how}",
            accepted="it has to be active or completed or ended or paused",
            unchanged=mentorship,
        ):
            document(mentorship, at=at)


class TestEvidence:
    @pytest.mark.parametrize(
        "url", ["http://a", "https://a.example/b?c=d#e", "HTTPS://A.EXAMPLE", "https://ö.example"]
    )
    def test_is_a_link(self, url: str) -> None:
        """
        D1: evidence is a link to the web, with or without a label.
        """
        assert (url, None, None) == (
            Evidence.link(url).url,
            Evidence.link(url).label,
            Evidence.link(url).record,
        )
        assert "notes" == Evidence.link(url, "notes").label

    @pytest.mark.parametrize(
        "url",
        ["ftp://a.example", "javascript:alert(1)", "https://", "https:///etc", "a.example", "https://a b"],
    )
    def test_is_no_other_link(self, url: str) -> None:
        """
        D1: what a reader cannot open in a browser is no evidence.
        """
        with refused(
            InvalidValue,
            rule="D1",
            tried="give evidence",
            because="this is no web address",
            accepted="give one that starts with https://",
            path="Evidence.url",
        ):
            Evidence.link(url)

    @pytest.mark.parametrize("url", [None, 5, "", "https://a/\0", "https://a\n", f"https://{'a' * 1993}"])
    def test_is_text(self, url: Any) -> None:
        """
        P1: an address is one line of at most 2000 characters.
        """
        with pytest.raises(InvalidValue, match=r"cannot accept Evidence.url: .* \(rule P1\)"):
            Evidence.link(url)

    def test_is_as_long_as_browsers_take(self) -> None:
        """
        P1: 2000 characters are accepted.
        """
        assert 2000 == len(Evidence.link("https://" + "a" * 1992).url or "")

    @pytest.mark.parametrize("make", [Evidence.link, lambda url: Evidence(url=url)])
    def test_is_no_longer(self, make: Callable[[str], Evidence]) -> None:
        """
        P1: the next one is not.
        """
        with refused(
            InvalidValue,
            rule="P1",
            tried="accept Evidence.url",
            because="it has 2001 characters",
            accepted="at most 2000 are accepted",
        ):
            make("https://" + "a" * 1993)

    def test_is_labelled(self) -> None:
        """
        D1: a piece says what it is, whether it is a link or a record.
        """
        assert ["the plan", "the meeting"] == [
            piece.label
            for piece in (Evidence.link("https://a.example/b", "the plan"), Evidence.of("m", "the meeting"))
        ]

    def test_names_a_record_by_its_id(self) -> None:
        """
        P4: what is no id names no record.
        """
        with refused(
            InvalidValue,
            rule="P4",
            tried="accept Evidence.record",
            because="this text is not an id",
            accepted="an id is 1 to 64 of A-Z, a-z, 0-9, _ and -",
        ):
            Evidence.of("the meeting")

    @pytest.mark.parametrize("given", [{}, {"url": "https://a.example", "record": "a"}])
    def test_is_a_link_or_a_record(self, given: dict[str, str]) -> None:
        """
        D1: one piece is one of the two.
        """
        with refused(
            InvalidValue,
            rule="D1",
            tried="give evidence",
            because="evidence is a link or a record",
            accepted="use Evidence.link(…) or Evidence.of(…)",
            path="Evidence.url",
        ):
            Evidence(**given)

    def test_is_a_record_of_any_kind(self, active: Mentorship) -> None:
        """
        D1: what shows it may be a meeting, a goal, another milestone or any other record.
        """
        records = [
            active.meetings.schedule(by=ADA, at=NOW, starts=NOW, minutes=30).id,
            active.goals.set(by=BEN, at=NOW, title="…", why="…", measure="…").id,
            active.notes.write(by=BEN, at=NOW, text="…").id,
            document(active).id,
            active.agreements.in_force.id,
        ]
        milestone = document(active, evidence=[Evidence.of(one, "see there") for one in records])

        assert records == [piece.record for piece in milestone.evidence]

    def test_is_no_record_of_another_relationship(self, active: Mentorship) -> None:
        """
        D1: an unknown id, a person, and the relationship as such show nothing.
        """
        for wrong in ("unknown", BEN, active.id):
            with refused(
                InvalidValue,
                rule="D1",
                tried="document a milestone",
                because=f"{wrong} is no other record of this relationship",
                accepted="name one of its records, or give a link",
                path="evidence[1].record",
                unchanged=active,
            ):
                document(active, evidence=[NOTES, Evidence.of(wrong)])

    def test_points_to_the_wrong_piece(self, active: Mentorship) -> None:
        """
        D1: the path of the refusal says which piece.
        """
        with pytest.raises(InvalidValue) as caught:
            document(active, evidence=[NOTES, Evidence.of("unknown")])

        assert "evidence[1].record" == caught.value.path

    def test_is_not_the_milestone_itself(self, active: Mentorship) -> None:
        """
        D1: a milestone is no evidence for itself, neither at first nor amended.
        """
        with pytest.raises(InvalidValue, match=r"m-1 is no other record .* \(rule D1\)"):
            document(active, id="m-1", evidence=[Evidence.of("m-1")])
        milestone = document(active, id="m-1")
        with refused(
            InvalidValue,
            rule="D1",
            tried="amend a milestone",
            because="m-1 is no other record of this relationship",
            accepted="name one of its records, or give a link",
            path="evidence[0].record",
            unchanged=active,
        ):
            amend(active, milestone, evidence=[Evidence.of("m-1")])

    def test_is_needed(self, active: Mentorship) -> None:
        """
        D1: without a piece of evidence a milestone is refused.
        """
        with refused(
            InvalidValue,
            rule="D1",
            tried="document a milestone",
            because="it has too little evidence: 0",
            accepted="the policy asks for at least 1: Evidence.link(…) or Evidence.of(…)",
            path="evidence",
            unchanged=active,
        ):
            document(active, evidence=[])

    @pytest.mark.parametrize("needed", [0, 2, 3])
    def test_is_as_much_as_the_policy_says(self, needed: int) -> None:
        """
        D1: the policy says how many pieces are needed.
        """
        mentorship = offer(policy=Policy(evidence=needed))
        mentorship.accept(by=BEN, at=NOW)
        pieces = [Evidence.link(f"https://a.example/{n}") for n in range(needed)]
        if needed:
            with refused(
                InvalidValue,
                rule="D1",
                tried="document a milestone",
                because=f"it has too little evidence: {needed - 1}",
                accepted=f"the policy asks for at least {needed}: Evidence.link(…) or Evidence.of(…)",
                path="evidence",
                unchanged=mentorship,
            ):
                document(mentorship, evidence=pieces[1:])

        assert needed == len(document(mentorship, evidence=pieces).evidence)

    def test_the_same_twice_is_one_piece(self) -> None:
        """
        D1: repeating a piece, under another label too, does not make it two.
        """
        mentorship = offer(policy=Policy(evidence=2))
        mentorship.accept(by=BEN, at=NOW)
        again = Evidence.link("https://releases.example/4", "the same")
        with refused(
            InvalidValue,
            rule="D1",
            tried="document a milestone",
            because="it has too little evidence: 1",
            accepted="the policy asks for at least 2: Evidence.link(…) or Evidence.of(…)",
            path="evidence",
            unchanged=mentorship,
        ):
            document(mentorship, evidence=[NOTES, again])

    @pytest.mark.parametrize("wrong", [None, "https://a.example", NOTES, [None], ["https://a.example"], 5])
    def test_is_a_list(self, active: Mentorship, wrong: Any) -> None:
        """
        P1: evidence is a list of pieces and not a piece, a text or nothing.
        """
        before = active.document
        with pytest.raises(InvalidValue, match=r"evidence.* \(rule P1\)"):
            document(active, evidence=wrong)

        assert before == active.document


class TestConfirm:
    @pytest.mark.parametrize(("author", "other"), OTHER)
    def test_by_the_other(self, active: Mentorship, author: str, other: str) -> None:
        """
        D2: the other person confirms it, naming the revision they read; it is on the record then.
        """
        milestone = document(active, by=author)
        confirmed = active.milestones.confirm(milestone.id, by=other, at=NOW + HOUR, revision=1)

        assert (MilestoneStatus.CONFIRMED, Visibility.RECORD, 2, author) == (
            confirmed.status,
            confirmed.tier,
            confirmed.revision,
            confirmed.author,
        )
        assert confirmed.response is not None
        assert (other, NOW + HOUR, 1, None) == (
            confirmed.response.author,
            confirmed.response.at,
            confirmed.response.revision,
            confirmed.response.reason,
        )
        assert (confirmed,) == active.milestones.confirmed
        assert Visibility.PAIR is milestone.tier

    @pytest.mark.parametrize(("author", "other"), OTHER)
    def test_not_by_its_author(self, active: Mentorship, author: str, other: str) -> None:
        """
        D2: its author cannot.
        """
        milestone = document(active, by=author)
        with refused(
            NotTheirs,
            rule="D2",
            tried="confirm a milestone",
            because=f"{author} wrote it",
            accepted="only the other person can confirm or contest it",
            unchanged=active,
        ):
            confirm(active, milestone, by=author)

    @pytest.mark.parametrize("read", [1, 3])
    def test_not_another_revision(self, active: Mentorship, read: int) -> None:
        """
        D2: who read an older revision reads the current one first.
        """
        milestone = amend(active, document(active), statement="Release 5 went out.")
        with refused(
            WrongState,
            rule="D2",
            tried="confirm a milestone",
            because=f"revision {read} was read, and the current one is 2",
            accepted="read the current revision first",
            unchanged=active,
        ):
            active.milestones.confirm(milestone.id, by=ADA, at=NOW, revision=read)

    @pytest.mark.parametrize("read", [None, 0, "1", True, 1.0])
    def test_not_without_a_revision(self, active: Mentorship, read: Any) -> None:
        """
        D2: the revision that was read is named.
        """
        milestone = document(active)
        before = active.document
        with pytest.raises(InvalidValue, match="revision"):
            active.milestones.confirm(milestone.id, by=ADA, at=NOW, revision=read)

        assert before == active.document

    def test_is_once(self, active: Mentorship) -> None:
        """
        D2: what is confirmed needs no second word.
        """
        milestone = confirm(active, document(active))
        with refused(
            WrongState,
            rule="D2",
            tried="confirm a milestone",
            because=f"the milestone {milestone.id} is confirmed",
            accepted="nothing needs to be done",
            unchanged=active,
        ):
            confirm(active, milestone)

    def test_after_all(self, active: Mentorship) -> None:
        """
        D2: who contested a milestone can still confirm it; the reason stays with the earlier revision.
        """
        contested = contest(active, document(active))
        confirmed = confirm(active, contested)

        assert MilestoneStatus.CONFIRMED is confirmed.status
        assert confirmed.response is not None
        assert (None, 2) == (confirmed.response.reason, confirmed.response.revision)
        assert contested in active.milestones.revisions(contested.id)


class TestContest:
    @pytest.mark.parametrize(("author", "other"), OTHER)
    def test_with_a_reason(self, active: Mentorship, author: str, other: str) -> None:
        """
        D2: the other person contests it with a reason; it is off the record and still documented.
        """
        contested = contest(active, document(active, by=author), by=other)

        assert (MilestoneStatus.CONTESTED, Visibility.PAIR, 2) == (
            contested.status,
            contested.tier,
            contested.revision,
        )
        assert contested.response is not None
        assert (other, 1, "It was release 3.") == (
            contested.response.author,
            contested.response.revision,
            contested.response.reason,
        )
        assert ((contested,), (contested,), (), ()) == (
            active.milestones.contested,
            active.milestones.documented,
            active.milestones.confirmed,
            active.milestones.unconfirmed,
        )

    @pytest.mark.parametrize("reason", ["", None])
    def test_not_without(self, active: Mentorship, reason: Any) -> None:
        """
        D2: without a reason it is not contested.
        """
        milestone = document(active)
        before = active.document
        with pytest.raises(InvalidValue, match=r"cannot accept reason: .* \(rule P1\)"):
            active.milestones.contest(milestone.id, by=ADA, at=NOW, reason=reason)

        assert before == active.document

    def test_not_by_its_author(self, active: Mentorship) -> None:
        """
        D2: its author amends or retracts it instead.
        """
        milestone = document(active)
        with refused(
            NotTheirs,
            rule="D2",
            tried="contest a milestone",
            because="ben wrote it",
            accepted="only the other person can confirm or contest it",
            unchanged=active,
        ):
            contest(active, milestone, by=BEN)

    def test_what_was_confirmed(self, active: Mentorship) -> None:
        """
        D2: who confirmed it in error contests it later, and it is off the record.
        """
        contested = contest(active, confirm(active, document(active)))

        assert (MilestoneStatus.CONTESTED, Visibility.PAIR) == (contested.status, contested.tier)
        assert () == active.milestones.confirmed

    def test_another_revision(self, active: Mentorship) -> None:
        """
        D2: the revision that was read can be named, and has to be the current one then.
        """
        milestone = amend(active, document(active))
        with refused(
            WrongState,
            rule="D2",
            tried="contest a milestone",
            because="revision 1 was read, and the current one is 2",
            accepted="read the current revision first",
            unchanged=active,
        ):
            active.milestones.contest(milestone.id, by=ADA, at=NOW, reason="…", revision=1)

        contested = active.milestones.contest(milestone.id, by=ADA, at=NOW, reason="…", revision=2)

        assert MilestoneStatus.CONTESTED is contested.status


class TestAmend:
    def test_is_a_new_revision(self, active: Mentorship) -> None:
        """
        D3: its author amends it with a reason; what is not given stays, and the earlier revision is readable.
        """
        first = document(active)
        amended = amend(active, first, statement="Release 5 went out.", at=NOW + HOUR)

        assert ("Release 5 went out.", first.title, first.evidence, "A wrong number.", 2) == (
            amended.statement,
            amended.title,
            amended.evidence,
            amended.reason,
            amended.revision,
        )
        assert (first, amended) == active.milestones.revisions(first.id)
        assert (NOW, NOW + HOUR) == (amended.entered_at, amended.changed_at)

    def test_may_change_everything(self, active: Mentorship) -> None:
        """
        D3: title, day, goal and evidence are amended like the statement.
        """
        goal = active.goals.set(by=BEN, at=NOW, title="…", why="…", measure="…")
        link = Evidence.link("https://other.example")
        changes = {"title": "a", "statement": "b", "happened_on": TODAY, "goal": goal.id}
        amended = amend(active, document(active), evidence=[link], **changes)

        assert ("a", "b", TODAY, goal.id, (link,)) == (
            amended.title,
            amended.statement,
            amended.happened_on,
            amended.goal,
            amended.evidence,
        )
        assert amend(active, amended, goal=None).goal is None

    @pytest.mark.parametrize("answer", [confirm, contest])
    def test_asks_for_a_new_confirmation(self, active: Mentorship, answer: Change) -> None:
        """
        D3: an amendment of what was confirmed or contested asks the other person again.
        """
        answered = answer(active, document(active))
        amended = amend(active, answered, title="Led release 5")

        assert (MilestoneStatus.DOCUMENTED, None, Visibility.PAIR, 3) == (
            amended.status,
            amended.response,
            amended.tier,
            amended.revision,
        )
        assert (amended,) == active.milestones.unconfirmed
        assert MilestoneStatus.CONFIRMED is confirm(active, amended).status
        assert [1, 2, 3, 4] == [m.revision for m in active.milestones.revisions(amended.id)]
        assert answered == active.milestones.revisions(amended.id)[1]

    def test_its_reason_is_that_of_one_revision(self, active: Mentorship) -> None:
        """
        D3: why it was amended stands with the amendment, and not with the answer to it.
        """
        amended = amend(active, document(active))
        contested = contest(active, amended)
        confirmed = confirm(active, contested)

        assert ["A wrong number.", None, None] == [m.reason for m in (amended, contested, confirmed)]

    def test_its_reason_does_not_outlive_a_confirmation(self, active: Mentorship) -> None:
        """
        D3: nor does it stand with a confirmation that follows at once.
        """
        amended = amend(active, document(active))

        assert ("A wrong number.", None) == (amended.reason, confirm(active, amended).reason)

    def test_is_not_for_the_other(self, active: Mentorship) -> None:
        """
        D3: the other person contests it, and does not rewrite it.
        """
        milestone = document(active)
        with refused(
            NotTheirs,
            rule="D3",
            tried="amend a milestone",
            because="ada did not write it",
            accepted="only its author can amend or retract it; the other person can contest it",
            unchanged=active,
        ):
            amend(active, milestone, by=ADA, title="…")

    @pytest.mark.parametrize("reason", [" ", None])
    def test_needs_a_reason(self, active: Mentorship, reason: Any) -> None:
        """
        D3: an amendment says why.
        """
        milestone = document(active)
        before = active.document
        with pytest.raises(InvalidValue, match=r"cannot accept reason: .* \(rule P1\)"):
            amend(active, milestone, reason=reason, title="…")

        assert before == active.document

    @pytest.mark.parametrize(
        ("changes", "error"),
        [
            ({"happened_on": TODAY + 2 * DAY}, WrongTime),
            ({"happened_on": TODAY - DAY}, WrongTime),
            ({"happened_on": None}, InvalidValue),
            ({"evidence": []}, InvalidValue),
            ({"evidence": None}, InvalidValue),
            ({"evidence": [Evidence.of("x")]}, InvalidValue),
            ({"goal": "x"}, NotFound),
            ({"title": None}, InvalidValue),
            ({"statement": ""}, InvalidValue),
        ],
    )
    def test_keeps_the_rules(
        self, active: Mentorship, changes: dict[str, Any], error: type[Exception]
    ) -> None:
        """
        D1, R6: an amended milestone keeps the rules of a new one.
        """
        milestone = document(active)
        before = active.document
        with pytest.raises(error):
            amend(active, milestone, **changes)

        assert before == active.document


class TestRetract:
    @pytest.mark.parametrize("answer", [lambda m, milestone: milestone, confirm, contest])
    def test_stays_readable(self, active: Mentorship, answer: Change) -> None:
        """
        D3: its author takes it back with a reason, and every revision stays readable.
        """
        milestone = answer(active, document(active))
        retracted = retract(active, milestone)

        assert (MilestoneStatus.RETRACTED, "Postponed.", Visibility.PAIR, milestone.statement) == (
            retracted.status,
            retracted.reason,
            retracted.tier,
            milestone.statement,
        )
        assert (milestone, retracted) == active.milestones.revisions(milestone.id)[-2:]
        assert retracted.revision == len(active.milestones.revisions(milestone.id))
        assert [retracted] == list(active.milestones)
        assert ((), (), (), ()) == (
            active.milestones.documented,
            active.milestones.confirmed,
            active.milestones.contested,
            active.milestones.unconfirmed,
        )

    def test_is_not_for_the_other(self, active: Mentorship) -> None:
        """
        D3: only its author retracts it.
        """
        milestone = document(active)
        with refused(
            NotTheirs,
            rule="D3",
            tried="retract a milestone",
            because="ada did not write it",
            accepted="only its author can amend or retract it; the other person can contest it",
            unchanged=active,
        ):
            active.milestones.retract(milestone.id, by=ADA, at=NOW, reason="…")

    def test_needs_a_reason(self, active: Mentorship) -> None:
        """
        D3: a retraction says why.
        """
        milestone = document(active)
        with refused(
            InvalidValue,
            rule="P1",
            tried="accept reason",
            because="it is blank",
            accepted="write something that is not only white space",
            unchanged=active,
        ):
            active.milestones.retract(milestone.id, by=BEN, at=NOW, reason="")

    @pytest.mark.parametrize(
        ("tried", "rule", "command"),
        [
            ("confirm a milestone", "D2", confirm),
            ("contest a milestone", "D2", contest),
            ("amend a milestone", "D3", amend),
            ("retract a milestone", "D3", retract),
        ],
    )
    def test_is_final(self, active: Mentorship, tried: str, rule: str, command: Change) -> None:
        """
        D2, D3: nothing more is said about what was retracted; a new one is documented.
        """
        milestone = retract(active, document(active))
        with refused(
            WrongState,
            rule=rule,
            tried=tried,
            because=f"the milestone {milestone.id} is retracted",
            accepted="document a new one",
            unchanged=active,
        ):
            command(active, milestone)


class TestAnyTime:
    @pytest.mark.parametrize("how", ["paused", "completed", "ended"])
    @pytest.mark.parametrize("command", [confirm, contest, amend, retract])
    def test_while_paused_and_afterwards(self, active: Mentorship, how: str, command: Change) -> None:
        """
        R12, R13: confirming, contesting, amending and retracting go on during a pause and after the end.
        """
        milestone = document(active)
        if how == "paused":
            active.pause(by=ADA, at=NOW)
        elif how == "completed":
            active.complete(by=BEN, at=NOW, summary="Done.")
        else:
            active.end(by=BEN, at=NOW, reason="Ben moves.")

        assert 2 == command(active, milestone).revision

    def test_an_amended_day_lies_inside(self, active: Mentorship) -> None:
        """
        R13: after the end, an amendment does not move the day out of the relationship.
        """
        milestone = document(active)
        active.end(by=BEN, at=NOW + DAY, reason="Ben moves.")
        with refused(
            WrongTime,
            rule="R13",
            tried="amend a milestone",
            because="2026-01-14 lies after the relationship",
            accepted="give a day that began before it ended, at 2026-01-13T09:00:00+00:00",
            unchanged=active,
        ):
            amend(active, milestone, at=NOW + timedelta(days=9), happened_on=date(2026, 1, 14))

    @pytest.mark.parametrize("command", [confirm, contest, amend, retract])
    def test_needs_the_milestone(self, active: Mentorship, command: Change) -> None:
        """
        D2, D3: there has to be such a milestone.
        """
        other = offer()
        other.accept(by=BEN, at=NOW)
        stranger = document(other)
        with pytest.raises(NotFound, match=f"there is no milestone with the id '{stranger.id}'"):
            command(active, stranger)
