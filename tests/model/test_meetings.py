"""
Meetings: when the two meet, and what they talked about (M1 to M3; `test_series` has M4).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from importlib import resources
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mentorcore.errors import Clash, InvalidValue, NotFound, NotTheirs, RuleViolation, WrongState, WrongTime
from mentorcore.model.meetings import Meeting, MeetingStatus, Move, Topic
from mentorcore.model.mentorship import Mentorship
from mentorcore.model.values import SYSTEM
from tests.model.examples import ADA, BEN, CY, DAY, HOUR, MINUTE, NOW, TODAY, WEEK, offer, refused


Command = Callable[[Mentorship, str], Meeting]

ELSEWHERE = "choose another time, or move that one; back to back is fine"


def topic(minutes: int = 20, *, by: str = BEN, serves: str | None = None) -> Topic:
    """
    Return what was talked about.
    """
    return Topic("Scoping the release", minutes=minutes, raised_by=by, serves=serves)


def plan(mentorship: Mentorship, starts: datetime = NOW, minutes: int = 60) -> Meeting:
    """
    Return a meeting that Ada schedules.
    """
    return mentorship.meetings.schedule(by=ADA, at=NOW, starts=starts, minutes=minutes)


def held(mentorship: Mentorship, starts: datetime = NOW) -> Meeting:
    """
    Return a meeting that took place.
    """
    meeting = plan(mentorship, starts)

    return mentorship.meetings.hold(
        meeting.id, by=BEN, at=starts + HOUR, summary="We began.", topics=[topic()]
    )


def hold(mentorship: Mentorship, meeting_id: str) -> Meeting:
    """
    Enter a week later that a meeting took place.
    """
    return mentorship.meetings.hold(meeting_id, by=BEN, at=NOW + WEEK, summary="…", topics=[topic()])


def miss(mentorship: Mentorship, meeting_id: str) -> Meeting:
    """
    Enter a week later that a meeting did not take place.
    """
    return mentorship.meetings.miss(meeting_id, by=ADA, at=NOW + WEEK, reason="Ill.")


def cancel(mentorship: Mentorship, meeting_id: str) -> Meeting:
    """
    Call a meeting off.
    """
    return mentorship.meetings.cancel(meeting_id, by=ADA, at=NOW + WEEK, reason="Ill.")


def move(mentorship: Mentorship, meeting_id: str) -> Meeting:
    """
    Move a meeting by a week.
    """
    return mentorship.meetings.reschedule(meeting_id, by=ADA, at=NOW + WEEK, starts=NOW + WEEK)


class TestSchedule:
    @pytest.mark.parametrize("by", [ADA, BEN])
    def test_by_either(self, active: Mentorship, by: str) -> None:
        """
        M1: either of the two schedules a meeting.
        """
        meeting = active.meetings.schedule(by=by, at=NOW, starts=NOW + DAY, minutes=45)

        assert (MeetingStatus.SCHEDULED, NOW + DAY, 45, by, 1) == (
            meeting.status,
            meeting.starts,
            meeting.minutes,
            meeting.author,
            meeting.revision,
        )
        assert NOW + DAY + 45 * MINUTE == meeting.ends
        assert (meeting,) == active.meetings.scheduled
        assert () == active.meetings.held

    @pytest.mark.parametrize("by", [CY, SYSTEM])
    def test_not_by_others(self, active: Mentorship, by: str) -> None:
        """
        R14: nobody else schedules one.
        """
        before = active.document
        with pytest.raises(NotTheirs, match=r"cannot schedule a meeting: .* \(rule R14\)"):
            active.meetings.schedule(by=by, at=NOW, starts=NOW, minutes=45)

        assert before == active.document

    def test_is_kept_in_utc(self, active: Mentorship) -> None:
        """
        P2: a moment of any zone is kept in UTC, with the zone in which its wall clock is meant.
        """
        starts = datetime(2026, 7, 1, 9, 0, tzinfo=ZoneInfo("Europe/Berlin"))
        meeting = plan(active, starts)

        assert (datetime(2026, 7, 1, 7, 0, tzinfo=UTC), UTC) == (meeting.starts, meeting.starts.tzinfo)
        assert "Europe/Berlin" == meeting.zone
        assert "2026-07-01T09:00:00+02:00" == meeting.local_start.isoformat()

    def test_the_zone_can_be_given(self, active: Mentorship) -> None:
        """
        P2: the zone that is given counts, not that of the moment.
        """
        starts = datetime(2026, 7, 1, 9, 0, tzinfo=ZoneInfo("Europe/Berlin"))
        meeting = active.meetings.schedule(by=ADA, at=NOW, starts=starts, minutes=60, zone="Asia/Tokyo")

        assert "2026-07-01T16:00:00+09:00" == meeting.local_start.isoformat()

    @pytest.mark.parametrize("zone", ["", "Berlin", "localtime", "europe/berlin", 1, None])
    def test_the_zone_is_known(self, active: Mentorship, zone: Any) -> None:
        """
        P2: a zone that is no IANA name is refused; without one, it is UTC.
        """
        if zone is None:
            assert "UTC" == plan(active).zone
            return
        with refused(
            InvalidValue,
            rule="P2",
            tried="accept zone",
            because="this is no known time zone",
            accepted="give an IANA name such as Europe/Berlin",
            unchanged=active,
        ):
            active.meetings.schedule(by=ADA, at=NOW, starts=NOW, minutes=60, zone=zone)

    def test_the_zone_of_its_start_is_known(self, active: Mentorship) -> None:
        """
        P2: so is a zone that only the start names, as one from a file of one's own may.
        """
        with resources.files("tzdata.zoneinfo").joinpath("UTC").open("rb") as file:
            own = ZoneInfo.from_file(file, key="Middle/Earth")
        with refused(
            InvalidValue,
            rule="P2",
            tried="accept starts",
            because="this is no known time zone",
            accepted="give an IANA name such as Europe/Berlin",
            unchanged=active,
        ):
            active.meetings.schedule(by=ADA, at=NOW, starts=NOW.replace(tzinfo=own), minutes=60)

    @pytest.mark.parametrize("minutes", [5, 24 * 60])
    def test_has_a_length(self, active: Mentorship, minutes: int) -> None:
        """
        M1: from 5 minutes to 24 hours.
        """
        assert minutes == plan(active, minutes=minutes).minutes

    @pytest.mark.parametrize("minutes", [4, 0, -60, 24 * 60 + 1])
    def test_has_no_other_length(self, active: Mentorship, minutes: int) -> None:
        """
        M1: shorter and longer meetings are refused.
        """
        with refused(
            InvalidValue,
            rule="M1",
            tried="accept Meeting.minutes",
            because=f"{minutes} is out of range",
            accepted="5 to 1440 are accepted",
            unchanged=active,
        ):
            plan(active, minutes=minutes)

    def test_one_that_took_place_is_entered_later(self, active: Mentorship) -> None:
        """
        M1: a meeting that has already taken place is entered, and then held.
        """
        meeting = active.meetings.schedule(by=BEN, at=NOW + WEEK, starts=NOW + DAY, minutes=60)
        active.meetings.hold(meeting.id, by=BEN, at=NOW + WEEK, summary="…", topics=[topic()])

        assert [meeting.id] == [m.id for m in active.meetings.held]

    def test_begins_with_the_relationship(self, active: Mentorship) -> None:
        """
        R6: it starts at the moment of activation at the earliest.
        """
        early = NOW - MINUTE
        with refused(
            WrongTime,
            rule="R6",
            tried="schedule a meeting",
            because=f"the meeting starts at {early.isoformat()}, before the relationship was active",
            accepted=f"nothing in it precedes {NOW.isoformat()}",
            unchanged=active,
        ):
            plan(active, early)

        assert NOW == plan(active, NOW).starts

    def test_is_at_most_two_years_ahead(self, active: Mentorship) -> None:
        """
        M4: it starts at most two years, leap day included, after the command.
        """
        last = NOW + timedelta(days=731)
        with refused(
            WrongTime,
            rule="M4",
            tried="schedule a meeting",
            because=f"{(last + MINUTE).isoformat()} is more than 731 days ahead",
            accepted="schedule at most two years ahead",
            unchanged=active,
        ):
            plan(active, last + MINUTE)

        assert last == plan(active, last).starts

    @pytest.mark.parametrize("starts", [None, "2026-01-13", TODAY, NOW.replace(tzinfo=None), 0])
    def test_starts_at_a_moment(self, active: Mentorship, starts: Any) -> None:
        """
        P2: it starts at an aware moment and at nothing else.
        """
        before = active.document
        with pytest.raises(InvalidValue, match=r"cannot accept starts: .* \(rule P2\)") as caught:
            plan(active, starts)

        assert "starts" == caught.value.path
        assert before == active.document


class TestOverlap:
    @pytest.mark.parametrize("offset", [-60, 30, 60, 1000])
    def test_back_to_back_is_fine(self, active: Mentorship, offset: int) -> None:
        """
        M1: a meeting may end when another starts, and start when another ends.
        """
        plan(active, NOW + DAY, minutes=30)

        plan(active, NOW + DAY + offset * MINUTE, minutes=60)

        assert 2 == len(active.meetings.scheduled)

    @pytest.mark.parametrize(("offset", "minutes"), [(-59, 60), (0, 30), (29, 5), (5, 5), (-10, 600)])
    def test_overlapping_is_not(self, active: Mentorship, offset: int, minutes: int) -> None:
        """
        M1: from before, at the same time, into the end, inside and around another meeting: refused.
        """
        other = plan(active, NOW + DAY, minutes=30)
        with refused(
            Clash,
            rule="M1",
            tried="schedule a meeting",
            because=f"it would overlap the meeting {other.id} at 2026-01-13T09:00:00+00:00 (30 minutes)",
            accepted=ELSEWHERE,
            unchanged=active,
        ):
            plan(active, NOW + DAY + offset * MINUTE, minutes=minutes)

    def test_held_ones_count(self, active: Mentorship) -> None:
        """
        M1: what took place is not overlapped either.
        """
        other = held(active)
        with refused(
            Clash,
            rule="M1",
            tried="schedule a meeting",
            because=f"it would overlap the meeting {other.id} at {NOW.isoformat()} (60 minutes)",
            accepted=ELSEWHERE,
            unchanged=active,
        ):
            plan(active, NOW + 30 * MINUTE)

    @pytest.mark.parametrize("command", [miss, cancel])
    def test_others_do_not_count(self, active: Mentorship, command: Command) -> None:
        """
        M1: what was missed or cancelled leaves its time free.
        """
        command(active, plan(active).id)

        assert plan(active).starts == NOW

    @settings(max_examples=60, deadline=None)
    @given(st.lists(st.tuples(st.integers(0, 300), st.integers(5, 90)), max_size=12))
    def test_never_happens(self, wishes: list[tuple[int, int]]) -> None:
        """
        M1: of any wishes, exactly those are accepted that overlap none before.
        """
        mentorship = offer()
        mentorship.accept(by=BEN, at=NOW)
        taken: set[int] = set()
        for offset, minutes in wishes:
            wanted = set(range(offset, offset + minutes))
            if wanted & taken:
                with pytest.raises(Clash, match="it would overlap"):
                    plan(mentorship, NOW + offset * MINUTE, minutes)
            else:
                plan(mentorship, NOW + offset * MINUTE, minutes)
                taken |= wanted

        assert len(taken) == sum(meeting.minutes for meeting in mentorship.meetings)


class TestReschedule:
    def test_moves_it(self, active: Mentorship) -> None:
        """
        M2: either moves a scheduled meeting; length and zone stay, and the earlier time stays readable.
        """
        first = active.meetings.schedule(by=ADA, at=NOW, starts=NOW, minutes=45, zone="Asia/Tokyo")
        moved = active.meetings.reschedule(first.id, by=BEN, at=NOW + HOUR, starts=NOW + DAY)

        assert (NOW + DAY, 45, "Asia/Tokyo", 2) == (moved.starts, moved.minutes, moved.zone, moved.revision)
        assert (ADA, BEN, NOW + HOUR) == (moved.author, moved.changed_by, moved.changed_at)
        assert (first, moved) == active.meetings.revisions(first.id)
        assert [moved] == list(active.meetings)

    def test_may_change_length_and_zone(self, active: Mentorship) -> None:
        """
        M2: the length and the zone move with it when they are given.
        """
        moved = active.meetings.reschedule(
            plan(active).id, by=ADA, at=NOW, starts=NOW, minutes=30, zone="Europe/Berlin"
        )

        assert (30, "Europe/Berlin") == (moved.minutes, moved.zone)

    def test_may_overlap_its_old_time(self, active: Mentorship) -> None:
        """
        M1: a meeting is not in its own way.
        """
        meeting = plan(active)

        moved = active.meetings.reschedule(meeting.id, by=ADA, at=NOW, starts=NOW + 30 * MINUTE)

        assert NOW + 30 * MINUTE == moved.starts

    def test_not_onto_another(self, active: Mentorship) -> None:
        """
        M1: it does not overlap another one.
        """
        other, meeting = plan(active), plan(active, NOW + DAY)
        with refused(
            Clash,
            rule="M1",
            tried="reschedule a meeting",
            because=f"it would overlap the meeting {other.id} at {NOW.isoformat()} (60 minutes)",
            accepted=ELSEWHERE,
            unchanged=active,
        ):
            active.meetings.reschedule(meeting.id, by=ADA, at=NOW, starts=NOW + 59 * MINUTE)

    def test_not_too_early_and_not_too_late(self, active: Mentorship) -> None:
        """
        R6, M4: the limits of scheduling hold.
        """
        meeting = plan(active)
        for starts, rule in ((NOW - MINUTE, "R6"), (NOW + timedelta(days=732), "M4")):
            before = active.document
            with pytest.raises(WrongTime, match=rf"cannot reschedule a meeting: .* \(rule {rule}\)"):
                active.meetings.reschedule(meeting.id, by=ADA, at=NOW, starts=starts)

            assert before == active.document

    def test_while_paused(self, active: Mentorship) -> None:
        """
        R12: what is open may be moved during a pause.
        """
        meeting = plan(active, NOW + DAY)
        active.pause(by=ADA, at=NOW)

        assert 2 == active.meetings.reschedule(meeting.id, by=BEN, at=NOW, starts=NOW + WEEK).revision


class TestRearrange:
    """
    M1: several meetings are moved at once, and judged as they are then.
    """

    def test_two_change_places(self, active: Mentorship) -> None:
        """
        M1: neither is in the way of the other, and each keeps its length and zone.
        """
        first = active.meetings.schedule(by=ADA, at=NOW, starts=NOW, minutes=45, zone="Asia/Tokyo")
        second = plan(active, NOW + DAY, minutes=30)
        moved = active.meetings.rearrange(
            [Move(meeting=second.id, starts=NOW), Move(meeting=first.id, starts=NOW + DAY)],
            by=BEN,
            at=NOW + HOUR,
        )

        assert [second.id, first.id] == [one.id for one in moved]
        assert moved[::-1] == tuple(active.meetings)
        assert [(NOW, 30, "UTC", 2), (NOW + DAY, 45, "Asia/Tokyo", 2)] == [
            (one.starts, one.minutes, one.zone, one.revision) for one in moved
        ]
        assert {(BEN, NOW + HOUR)} == {(one.changed_by, one.changed_at) for one in moved}
        assert (second, moved[0]) == active.meetings.revisions(second.id)
        assert (first, moved[1]) == active.meetings.revisions(first.id)

    def test_length_and_zone_may_change(self, active: Mentorship) -> None:
        """
        M2: they move along when they are given.
        """
        move = Move(meeting=plan(active).id, starts=NOW, minutes=30, zone="Europe/Berlin")
        (moved,) = active.meetings.rearrange([move], by=ADA, at=NOW)

        assert (30, "Europe/Berlin") == (moved.minutes, moved.zone)

    def test_not_onto_one_that_stays(self, active: Mentorship) -> None:
        """
        M1: what nothing makes way for is refused, and then none is moved.
        """
        first, second, other = plan(active), plan(active, NOW + DAY), plan(active, NOW + 2 * DAY)
        moves = [Move(meeting=second.id, starts=NOW), Move(meeting=first.id, starts=NOW + 2 * DAY)]
        with refused(
            Clash,
            rule="M1",
            tried="rearrange meetings",
            because=f"it would overlap the meeting {other.id} at 2026-01-14T09:00:00+00:00 (60 minutes)",
            accepted=ELSEWHERE,
            unchanged=active,
        ):
            active.meetings.rearrange(moves, by=ADA, at=NOW)

    def test_not_onto_each_other(self, active: Mentorship) -> None:
        """
        M1: two that are moved to one time overlap there.
        """
        first, second = plan(active), plan(active, NOW + DAY)
        moves = [Move(meeting=one.id, starts=NOW + WEEK) for one in (first, second)]
        with refused(
            Clash,
            rule="M1",
            tried="rearrange meetings",
            because=f"it would overlap the meeting {second.id} at 2026-01-19T09:00:00+00:00 (60 minutes)",
            accepted=ELSEWHERE,
            unchanged=active,
        ):
            active.meetings.rearrange(moves, by=ADA, at=NOW)

    def test_not_onto_what_was_held(self, active: Mentorship) -> None:
        """
        M1: what took place makes way for nothing.
        """
        held(active)
        other = plan(active, NOW + DAY)
        with pytest.raises(Clash, match="it would overlap"):
            active.meetings.rearrange([Move(meeting=other.id, starts=NOW)], by=ADA, at=NOW + DAY)

    @pytest.mark.parametrize(("starts", "rule"), [(NOW - MINUTE, "R6"), (NOW + timedelta(days=732), "M4")])
    def test_not_too_early_and_not_too_late(self, active: Mentorship, starts: datetime, rule: str) -> None:
        """
        R6, M4: the limits of scheduling hold for each.
        """
        first, second = plan(active), plan(active, NOW + DAY)
        before = active.document
        moves = [Move(meeting=first.id, starts=NOW + WEEK), Move(meeting=second.id, starts=starts)]
        with pytest.raises(WrongTime, match=rf"cannot rearrange meetings: .* \(rule {rule}\)"):
            active.meetings.rearrange(moves, by=ADA, at=NOW)

        assert before == active.document

    def test_only_what_is_scheduled(self, active: Mentorship) -> None:
        """
        M2: what was held, missed or cancelled is not moved.
        """
        meeting, off = plan(active, NOW + DAY), plan(active)
        cancel(active, off.id)
        moves = [Move(meeting=meeting.id, starts=NOW), Move(meeting=off.id, starts=NOW + DAY)]
        with pytest.raises(WrongState, match="is cancelled"):
            active.meetings.rearrange(moves, by=ADA, at=NOW + WEEK)

        assert (meeting,) == active.meetings.scheduled

    def test_only_what_is_there(self, active: Mentorship) -> None:
        """
        P4: a meeting is named by its id.
        """
        with pytest.raises(NotFound, match="no meeting with the id 'nothing'"):
            active.meetings.rearrange([Move(meeting="nothing", starts=NOW)], by=ADA, at=NOW)

    @pytest.mark.parametrize(
        ("moves", "path", "rule"),
        [
            ([], "moves", "P1"),
            ("meeting", "moves", "P1"),
            ([("meeting", NOW)], "moves[0]", "P1"),
            (
                [Move(meeting="meeting", starts=NOW), Move(meeting="meeting", starts=NOW + DAY)],
                "moves[1]",
                "P1",
            ),
        ],
    )
    def test_what_says_nothing_is_refused(self, active: Mentorship, moves: Any, path: str, rule: str) -> None:
        """
        P1: each move names one meeting, once.
        """
        active.meetings.schedule(by=ADA, at=NOW, starts=NOW, minutes=60, id="meeting")
        before = active.document
        with pytest.raises(InvalidValue) as caught:
            active.meetings.rearrange(moves, by=ADA, at=NOW)

        assert (path, rule) == (caught.value.path, caught.value.rule)
        assert before == active.document

    @pytest.mark.parametrize(
        ("given_", "path", "rule"),
        [
            ({"meeting": "not an id"}, "Move.meeting", "P4"),
            ({"starts": NOW.replace(tzinfo=None)}, "Move.starts", "P2"),
            ({"starts": "2026-01-13"}, "Move.starts", "P2"),
            ({"zone": "Berlin"}, "Move.zone", "P2"),
            ({"minutes": 4}, "Move.minutes", "M1"),
            ({"minutes": 0}, "Move.minutes", "M1"),
        ],
    )
    def test_a_move_is_a_meeting_and_a_time(self, given_: dict[str, Any], path: str, rule: str) -> None:
        """
        P2, P4, M1: what cannot be is refused when it is said.
        """
        with pytest.raises(InvalidValue) as caught:
            Move(**{"meeting": "meeting", "starts": NOW, **given_})

        assert (path, rule) == (caught.value.path, caught.value.rule)

    def test_a_move_is_kept_in_utc(self) -> None:
        """
        P2: a moment of any zone is one.
        """
        starts = datetime(2026, 7, 1, 9, 0, tzinfo=ZoneInfo("Europe/Berlin"))
        move = Move(meeting="meeting", starts=starts)

        assert (datetime(2026, 7, 1, 7, 0, tzinfo=UTC), UTC) == (move.starts, move.starts.tzinfo)
        assert (None, None) == (move.minutes, move.zone)

    @given(order=st.permutations(range(5)))
    def test_any_may_take_the_place_of_any(self, order: list[int]) -> None:
        """
        M1: whatever circles they move in, meetings of one length find each place free.
        """
        mentorship = offer()
        mentorship.accept(by=BEN, at=NOW)
        ids = [plan(mentorship, NOW + n * HOUR).id for n in range(5)]
        moves = [Move(meeting=ids[n], starts=NOW + place * HOUR) for n, place in enumerate(order)]
        mentorship.meetings.rearrange(moves, by=ADA, at=NOW)

        assert [ids[order.index(n)] for n in range(5)] == [one.id for one in mentorship.meetings.scheduled]


class TestHold:
    @pytest.mark.parametrize("by", [ADA, BEN])
    def test_says_what_it_was_about(self, active: Mentorship, by: str) -> None:
        """
        M2, M3: either enters that it took place, with a summary and its topics.
        """
        meeting = plan(active)
        topics = [topic(20), topic(40, by=ADA)]
        entered = active.meetings.hold(meeting.id, by=by, at=NOW + HOUR, summary="We began.", topics=topics)

        assert (MeetingStatus.HELD, "We began.", tuple(topics)) == (
            entered.status,
            entered.summary,
            entered.topics,
        )
        assert (by, None, 2) == (entered.reported_by, entered.reason, entered.revision)
        assert ((entered,), ()) == (active.meetings.held, active.meetings.scheduled)

    def test_not_before_it_starts(self, active: Mentorship) -> None:
        """
        M2: it is held from the moment it starts.
        """
        meeting = plan(active, NOW + DAY)
        with refused(
            WrongTime,
            rule="M2",
            tried="hold a meeting",
            because=f"the meeting {meeting.id} starts at {(NOW + DAY).isoformat()}",
            accepted="enter it once it has started, or reschedule or cancel it",
            unchanged=active,
        ):
            active.meetings.hold(meeting.id, by=BEN, at=NOW + DAY - MINUTE, summary="…", topics=[topic()])

        active.meetings.hold(meeting.id, by=BEN, at=NOW + DAY, summary="…", topics=[topic()])

        assert [meeting.id] == [m.id for m in active.meetings.held]

    def test_for_as_long_as_it_was(self, active: Mentorship) -> None:
        """
        M3: its real length counts for the topics where it differs from the plan.
        """
        meeting = plan(active, minutes=30)
        entered = active.meetings.hold(
            meeting.id, by=BEN, at=NOW, summary="…", topics=[topic(45)], minutes=45
        )

        assert 45 == entered.minutes

    def test_not_into_the_next_one(self, active: Mentorship) -> None:
        """
        M1: its real length does not overlap another meeting.
        """
        meeting, other = plan(active), plan(active, NOW + HOUR)
        with refused(
            Clash,
            rule="M1",
            tried="hold a meeting",
            because=f"it would overlap the meeting {other.id} at {(NOW + HOUR).isoformat()} (60 minutes)",
            accepted=ELSEWHERE,
            unchanged=active,
        ):
            active.meetings.hold(meeting.id, by=BEN, at=NOW, summary="…", topics=[topic()], minutes=61)

    @pytest.mark.parametrize("summary", ["", None])
    def test_needs_a_summary(self, active: Mentorship, summary: Any) -> None:
        """
        P1: a meeting is not held without a word.
        """
        meeting = plan(active)
        before = active.document
        with pytest.raises(InvalidValue, match=r"cannot accept summary: .* \(rule P1\)"):
            active.meetings.hold(meeting.id, by=BEN, at=NOW, summary=summary, topics=[topic()])

        assert before == active.document

    def test_while_paused(self, active: Mentorship) -> None:
        """
        R12: a meeting that took place before a pause may be entered during it.
        """
        meeting = plan(active)
        active.pause(by=ADA, at=NOW + HOUR)

        assert MeetingStatus.HELD is hold(active, meeting.id).status


class TestTopics:
    def test_there_are_some(self, active: Mentorship) -> None:
        """
        M3: a held meeting was about something.
        """
        meeting = plan(active)
        with refused(
            InvalidValue,
            rule="M3",
            tried="hold a meeting",
            because="a held meeting has topics",
            accepted="say what it was about",
            path="topics",
            unchanged=active,
        ):
            active.meetings.hold(meeting.id, by=BEN, at=NOW, summary="…", topics=[])

    def test_fill_the_meeting_at_most(self, active: Mentorship) -> None:
        """
        M3: together they take no longer than the meeting.
        """
        meeting = plan(active, minutes=60)
        with refused(
            InvalidValue,
            rule="M3",
            tried="hold a meeting",
            because="the topics take 61 minutes and the meeting 60",
            accepted="give the topics at most the meeting's minutes, or minutes= as it really was",
            path="topics",
            unchanged=active,
        ):
            active.meetings.hold(meeting.id, by=BEN, at=NOW, summary="…", topics=[topic(20), topic(41)])

        active.meetings.hold(meeting.id, by=BEN, at=NOW, summary="…", topics=[topic(20), topic(40)])

        assert [meeting.id] == [m.id for m in active.meetings.held]

    @pytest.mark.parametrize("minutes", [0, -5, 24 * 60 + 1])
    def test_take_time(self, minutes: int) -> None:
        """
        M3: each takes 1 minute to 24 hours.
        """
        with refused(
            InvalidValue,
            rule="M3",
            tried="accept Topic.minutes",
            because=f"{minutes} is out of range",
            accepted="1 to 1440 are accepted",
        ):
            topic(minutes)

    @pytest.mark.parametrize("by", [CY, "nobody"])
    def test_are_raised_by_one_of_the_two(self, active: Mentorship, by: str) -> None:
        """
        M3: each says which of the two raised it.
        """
        meeting = plan(active)
        with refused(
            InvalidValue,
            rule="M3",
            tried="hold a meeting",
            because=f"{by} is not in this relationship",
            accepted="name the mentor or the mentee",
            path="topics[1].raised_by",
            unchanged=active,
        ):
            active.meetings.hold(meeting.id, by=BEN, at=NOW, summary="…", topics=[topic(), topic(by=by)])

    def test_serve_something_of_the_relationship(self, active: Mentorship) -> None:
        """
        M3: each serves a goal, a question, a reading or an action, or none.
        """
        words = {"title": "…", "why": "…"}
        serves = (
            active.goals.set(by=BEN, at=NOW, measure="…", **words).id,
            active.questions.ask(by=BEN, at=NOW, text="…", interest=1).id,
            active.readings.assign(by=ADA, at=NOW, due_on=TODAY, **words).id,
            active.actions.take_on(by=ADA, at=NOW, title="…", due_on=TODAY).id,
            None,
        )
        meeting = plan(active)
        entered = active.meetings.hold(
            meeting.id, by=BEN, at=NOW, summary="…", topics=[topic(10, serves=one) for one in serves]
        )

        assert serves == tuple(t.serves for t in entered.topics)

    def test_serve_nothing_else(self, active: Mentorship) -> None:
        """
        M3: a note, the meeting itself, a person or an unknown id is nothing that a topic serves.
        """
        meeting = plan(active)
        note = active.notes.write(by=BEN, at=NOW, text="…")
        for serves in (note.id, meeting.id, BEN, active.id, "unknown"):
            with refused(
                InvalidValue,
                rule="M3",
                tried="hold a meeting",
                because=f"{serves} is no goal, question, reading or action of this relationship",
                accepted="name one of them, or None",
                path="topics[0].serves",
                unchanged=active,
            ):
                active.meetings.hold(meeting.id, by=BEN, at=NOW, summary="…", topics=[topic(serves=serves)])

    def test_name_the_wrong_one(self, active: Mentorship) -> None:
        """
        M3: the path of the refusal points to the topic.
        """
        meeting = plan(active)
        for wrong, path in ((topic(by=CY), "topics[1].raised_by"), (topic(serves="x"), "topics[1].serves")):
            with pytest.raises(InvalidValue) as caught:
                active.meetings.hold(meeting.id, by=BEN, at=NOW, summary="…", topics=[topic(), wrong])

            assert path == caught.value.path

    @pytest.mark.parametrize("topics", [None, "Scope", 5, ["Scope"], [None], [topic()] * 101])
    def test_are_a_list_of_topics(self, active: Mentorship, topics: Any) -> None:
        """
        P1: what is no list, or holds what is no topic, or too many of them, is refused.
        """
        meeting = plan(active)
        before = active.noted
        with pytest.raises(InvalidValue, match=r"topics.* \(rule P1\)"):
            active.meetings.hold(meeting.id, by=BEN, at=NOW, summary="…", topics=topics)

        assert before == active.noted

    def test_may_come_from_any_iterable(self, active: Mentorship) -> None:
        """
        M3: a tuple or a generator of topics is as good as a list.
        """
        entered = active.meetings.hold(
            plan(active).id, by=BEN, at=NOW, summary="…", topics=(topic(n) for n in (1, 2))
        )

        assert [1, 2] == [t.minutes for t in entered.topics]


class TestMissAndCancel:
    @pytest.mark.parametrize("by", [ADA, BEN])
    def test_says_why(self, active: Mentorship, by: str) -> None:
        """
        M2: an absence and a cancellation say why.
        """
        missed = active.meetings.miss(plan(active).id, by=by, at=NOW, reason="Ben was ill.")
        cancelled = active.meetings.cancel(plan(active, NOW + DAY).id, by=by, at=NOW, reason="A holiday.")

        assert (MeetingStatus.MISSED, "Ben was ill.", by) == (
            missed.status,
            missed.reason,
            missed.reported_by,
        )
        assert (MeetingStatus.CANCELLED, "A holiday.", by) == (
            cancelled.status,
            cancelled.reason,
            cancelled.reported_by,
        )
        assert ((), ()) == (active.meetings.scheduled, active.meetings.held)

    @pytest.mark.parametrize("command", ["miss", "cancel"])
    @pytest.mark.parametrize("reason", [" ", None])
    def test_does_not_go_without(self, active: Mentorship, command: str, reason: Any) -> None:
        """
        M2: without a reason neither is accepted.
        """
        meeting = plan(active)
        before = active.document
        with pytest.raises(InvalidValue, match=r"cannot accept reason: .* \(rule P1\)"):
            getattr(active.meetings, command)(meeting.id, by=ADA, at=NOW, reason=reason)

        assert before == active.document

    def test_is_not_missed_before_it_starts(self, active: Mentorship) -> None:
        """
        M2: what has not started is cancelled and not missed.
        """
        meeting = plan(active, NOW + MINUTE)
        with refused(
            WrongTime,
            rule="M2",
            tried="miss a meeting",
            because=f"the meeting {meeting.id} starts at {(NOW + MINUTE).isoformat()}",
            accepted="enter it once it has started, or reschedule or cancel it",
            unchanged=active,
        ):
            active.meetings.miss(meeting.id, by=ADA, at=NOW, reason="…")

        cancelled = active.meetings.cancel(meeting.id, by=ADA, at=NOW, reason="…")

        assert MeetingStatus.CANCELLED is cancelled.status

    @pytest.mark.parametrize("command", [miss, cancel])
    def test_while_paused(self, active: Mentorship, command: Command) -> None:
        """
        R12: what is open may be cancelled during a pause, and an absence entered.
        """
        meeting = plan(active)
        active.pause(by=ADA, at=NOW + HOUR)
        command(active, meeting.id)

        assert () == active.meetings.scheduled


class TestOnce:
    @pytest.mark.parametrize("first", [hold, miss, cancel])
    @pytest.mark.parametrize(
        ("tried", "second"),
        [
            ("hold a meeting", hold),
            ("miss a meeting", miss),
            ("cancel a meeting", cancel),
            ("reschedule a meeting", move),
        ],
    )
    def test_held_missed_or_cancelled(
        self, active: Mentorship, first: Command, tried: str, second: Command
    ) -> None:
        """
        M2: a meeting is held, missed or cancelled once, and not moved afterwards.
        """
        meeting = plan(active)
        first(active, meeting.id)
        with refused(
            WrongState,
            rule="M2",
            tried=tried,
            because=f"the meeting {meeting.id} is {active.meetings[meeting.id].status.value}",
            accepted="the meeting has to be scheduled; a wrong entry can be corrected",
            unchanged=active,
        ):
            second(active, meeting.id)

    @pytest.mark.parametrize("command", [hold, miss, cancel])
    def test_there_has_to_be_one(self, active: Mentorship, command: Command) -> None:
        """
        M2: nothing is entered about a meeting that is not there.
        """
        with pytest.raises(NotFound, match="there is no meeting with the id 'x'"):
            command(active, "x")


class TestCorrect:
    def test_keeps_both_versions(self, active: Mentorship) -> None:
        """
        M2: a wrong entry is corrected with a reason, and every version stays readable, the oldest first.
        """
        wrong = held(active)
        right = active.meetings.correct(
            wrong.id, by=ADA, at=NOW + DAY, reason="A wrong number.", summary="We began well."
        )

        assert ("We began well.", "A wrong number.", 3) == (right.summary, right.correction, right.revision)
        assert [1, 2, 3] == [m.revision for m in active.meetings.revisions(wrong.id)]
        assert (wrong, right) == active.meetings.revisions(wrong.id)[1:]
        assert (right,) == active.meetings.held

        active.meetings.correct(wrong.id, by=BEN, at=NOW + DAY, reason="Again.", minutes=50)

        assert (wrong, right) == active.meetings.revisions(wrong.id)[1:-1]

    def test_what_is_not_given_stays(self, active: Mentorship) -> None:
        """
        M2: a correction of its length leaves what was said, and by whom, alone.
        """
        wrong = held(active)
        right = active.meetings.correct(wrong.id, by=ADA, at=NOW + DAY, reason="It was short.", minutes=20)

        assert (20, wrong.summary, wrong.topics, wrong.starts) == (
            right.minutes,
            right.summary,
            right.topics,
            right.starts,
        )
        assert (BEN, ADA) == (right.reported_by, right.changed_by)

    @pytest.mark.parametrize(
        ("words", "fields"),
        [
            ({"summary": "…"}, ["summary"]),
            ({"topics": [topic()], "summary": "…"}, ["summary", "topics"]),
            ({"status": MeetingStatus.MISSED, "why": "…"}, ["reason"]),
        ],
    )
    def test_new_words_are_of_who_corrects(
        self, active: Mentorship, words: dict[str, Any], fields: list[str]
    ) -> None:
        """
        M2, D3: who corrects what was said is who said it; what they leave alone stays the other person's.
        """
        wrong = held(active)
        right = active.meetings.correct(wrong.id, by=ADA, at=NOW + DAY, reason="…", **words)

        assert BEN == right.reported_by
        assert [(field, ADA) for field in fields] == [(own.field, own.by) for own in right.worded]

        again = active.meetings.correct(wrong.id, by=BEN, at=NOW + DAY, reason="…", **words)

        assert () == again.worded

    def test_held_was_missed(self, active: Mentorship) -> None:
        """
        M2: what was entered as held and was missed loses its summary and topics, and says why.
        """
        wrong = held(active)
        right = active.meetings.correct(
            wrong.id, by=ADA, at=NOW + DAY, reason="Another day.", status=MeetingStatus.MISSED, why="Ill."
        )

        assert (MeetingStatus.MISSED, None, (), "Ill.") == (
            right.status,
            right.summary,
            right.topics,
            right.reason,
        )
        assert "We began." == active.meetings.revisions(wrong.id)[1].summary

    @pytest.mark.parametrize("command", [miss, cancel])
    def test_missed_was_held(self, active: Mentorship, command: Command) -> None:
        """
        M2: what was entered as missed or cancelled and took place gets a summary and topics.
        """
        meeting = plan(active)
        command(active, meeting.id)
        right = active.meetings.correct(
            meeting.id,
            by=ADA,
            at=NOW + WEEK,
            reason="A mix-up.",
            status=MeetingStatus.HELD,
            summary="We met.",
            topics=[topic()],
        )

        assert (MeetingStatus.HELD, "We met.", None) == (right.status, right.summary, right.reason)
        assert (right,) == active.meetings.held

    def test_cancelled_was_missed(self, active: Mentorship) -> None:
        """
        M2: a cancellation that was an absence keeps its reason unless another is given.
        """
        meeting = plan(active)
        cancel(active, meeting.id)
        right = active.meetings.correct(
            meeting.id, by=BEN, at=NOW + WEEK, reason="Too late.", status=MeetingStatus.MISSED
        )

        assert (MeetingStatus.MISSED, "Ill.", "Too late.") == (right.status, right.reason, right.correction)

    def test_needs_a_reason(self, active: Mentorship) -> None:
        """
        M2: a correction says why.
        """
        meeting = held(active)
        with refused(
            InvalidValue,
            rule="P1",
            tried="accept reason",
            because="it is blank",
            accepted="write something that is not only white space",
            unchanged=active,
        ):
            active.meetings.correct(meeting.id, by=ADA, at=NOW + DAY, reason=" ", minutes=50)

    def test_of_a_scheduled_one(self, active: Mentorship) -> None:
        """
        M2: there is nothing to correct while nothing was entered.
        """
        meeting = plan(active)
        with refused(
            WrongState,
            rule="M2",
            tried="correct a meeting",
            because=f"the meeting {meeting.id} is scheduled",
            accepted="only what was held, missed or cancelled can be corrected",
            unchanged=active,
        ):
            active.meetings.correct(meeting.id, by=ADA, at=NOW, reason="…", minutes=50)

    @pytest.mark.parametrize("status", [MeetingStatus.SCHEDULED, MeetingStatus.LAPSED, "held", None, []])
    def test_into_no_outcome(self, active: Mentorship, status: Any) -> None:
        """
        M2: what was held does not become scheduled again.
        """
        meeting = held(active)
        with refused(
            InvalidValue,
            rule="M2",
            tried="correct a meeting",
            because="this is no outcome of a meeting",
            accepted="held, missed or cancelled",
            path="status",
            unchanged=active,
        ):
            active.meetings.correct(meeting.id, by=ADA, at=NOW + DAY, reason="…", status=status)

    @pytest.mark.parametrize(
        ("changes", "rule", "because", "accepted", "path"),
        [
            (
                {"status": MeetingStatus.MISSED},
                "M2",
                "a missed meeting has a reason, and no summary or topics",
                "say why, and give neither",
                "why",
            ),
            (
                {"status": MeetingStatus.CANCELLED, "why": "…", "summary": "…"},
                "M2",
                "a cancelled meeting has a reason, and no summary or topics",
                "say why, and give neither",
                "why",
            ),
            (
                {"status": MeetingStatus.CANCELLED, "why": "…", "topics": [topic()]},
                "M2",
                "a cancelled meeting has a reason, and no summary or topics",
                "say why, and give neither",
                "why",
            ),
            (
                {"why": "…"},
                "M3",
                "a held meeting has a summary and no reason",
                "give summary= and topics=",
                "summary",
            ),
            (
                {"summary": None},
                "M3",
                "a held meeting has a summary and no reason",
                "give summary= and topics=",
                "summary",
            ),
            ({"topics": []}, "M3", "a held meeting has topics", "say what it was about", "topics"),
            (
                {"minutes": 19},
                "M3",
                "the topics take 20 minutes and the meeting 19",
                "give the topics at most the meeting's minutes, or minutes= as it really was",
                "topics",
            ),
        ],
    )
    def test_into_nonsense(
        self,
        active: Mentorship,
        changes: dict[str, Any],
        rule: str,
        because: str,
        accepted: str,
        path: str,
    ) -> None:
        """
        M2, M3: the corrected entry keeps the rules that the first one had to keep.
        """
        meeting = held(active)
        with refused(
            InvalidValue,
            rule=rule,
            tried="correct a meeting",
            because=because,
            accepted=accepted,
            path=path,
            unchanged=active,
        ):
            active.meetings.correct(meeting.id, by=ADA, at=NOW + DAY, reason="…", **changes)

    def test_to_no_length(self, active: Mentorship) -> None:
        """
        M1: a corrected meeting is as long as any other.
        """
        meeting = held(active)
        with refused(
            InvalidValue,
            rule="M1",
            tried="accept Meeting.minutes",
            because="4 is out of range",
            accepted="5 to 1440 are accepted",
            unchanged=active,
        ):
            active.meetings.correct(meeting.id, by=ADA, at=NOW + DAY, reason="…", minutes=4)

    @pytest.mark.parametrize(
        ("shift", "error", "rule"),
        [(-MINUTE, WrongTime, "R6"), (2 * DAY, WrongTime, "M2"), (DAY - 30 * MINUTE, Clash, "M1")],
    )
    def test_to_a_wrong_time(
        self, active: Mentorship, shift: timedelta, error: type[RuleViolation], rule: str
    ) -> None:
        """
        R6, M1, M2: not before the relationship, not in the future, not over another meeting.
        """
        meeting = held(active)
        plan(active, NOW + DAY)
        before = active.document
        with pytest.raises(error, match=rf"cannot correct a meeting: .* \(rule {rule}\)"):
            active.meetings.correct(meeting.id, by=ADA, at=NOW + DAY + HOUR, reason="…", starts=NOW + shift)

        assert before == active.document

    def test_to_another_time(self, active: Mentorship) -> None:
        """
        M2: when it took place is corrected like the rest.
        """
        meeting = held(active)
        right = active.meetings.correct(
            meeting.id,
            by=ADA,
            at=NOW + DAY,
            reason="An hour later.",
            starts=(NOW + HOUR).astimezone(ZoneInfo("Asia/Tokyo")),
            minutes=90,
        )

        assert ((NOW + HOUR).isoformat(), 90) == (right.starts.isoformat(), right.minutes)

    def test_while_paused_and_afterwards(self, active: Mentorship) -> None:
        """
        R12, R13: a wrong entry may be corrected during a pause, and not after the end.
        """
        meeting = held(active)
        active.pause(by=ADA, at=NOW + DAY)
        active.meetings.correct(meeting.id, by=BEN, at=NOW + DAY, reason="…", minutes=50)
        active.end(by=ADA, at=NOW + DAY, reason="Ada moves.")
        with refused(
            WrongState,
            rule="R13",
            tried="correct a meeting",
            because="the relationship is ended",
            accepted="it has to be active or paused",
            unchanged=active,
        ):
            active.meetings.correct(meeting.id, by=BEN, at=NOW + DAY, reason="…", minutes=40)


class TestAfterTheEnd:
    def test_future_ones_are_cancelled_and_unreported_ones_lapse(self, active: Mentorship) -> None:
        """
        R13: ending cancels future meetings, with a reason (M2), and lapses those that nobody reported on.
        """
        past, future, done = plan(active), plan(active, NOW + DAY + MINUTE), held(active, NOW + 2 * HOUR)
        active.end(by=ADA, at=NOW + DAY, reason="Ada moves.")
        kept = active.meetings

        assert (MeetingStatus.LAPSED, None) == (kept[past.id].status, kept[past.id].reason)
        assert (MeetingStatus.CANCELLED, "The relationship ended.") == (
            kept[future.id].status,
            kept[future.id].reason,
        )
        assert done == kept[done.id]
        assert ((), (done,)) == (kept.scheduled, kept.held)
        assert (past, kept[past.id]) == kept.revisions(past.id)

    def test_one_that_starts_just_then_lapses(self, active: Mentorship) -> None:
        """
        R13: a meeting is in the future until it starts; one that starts at the end itself lapses.
        """
        meeting = plan(active, NOW + DAY)
        active.end(by=ADA, at=NOW + DAY, reason="Ada moves.")

        lapsed = active.meetings[meeting.id]
        assert (MeetingStatus.LAPSED, None) == (lapsed.status, lapsed.reason)

    def test_nothing_is_scheduled(self, ended: Mentorship) -> None:
        """
        R13: after the end nobody meets.
        """
        with refused(
            WrongState,
            rule="R13",
            tried="schedule a meeting",
            because="the relationship is ended",
            accepted="it has to be active",
            unchanged=ended,
        ):
            ended.meetings.schedule(by=ADA, at=NOW + DAY, starts=NOW + DAY, minutes=60)


class TestOrder:
    def test_lists_are_in_order_of_time(self, active: Mentorship) -> None:
        """
        M1: scheduled and held meetings are listed the earliest first, whatever the order of entry.
        """
        late, early = plan(active, NOW + 2 * DAY), plan(active, NOW + DAY)

        assert (early, late) == active.meetings.scheduled

        hold(active, late.id)
        hold(active, early.id)

        assert [early.id, late.id] == [m.id for m in active.meetings.held]
        assert [late.id, early.id] == [m.id for m in active.meetings]
