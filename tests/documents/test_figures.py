"""
What a figure shows, in its picture, in its description and in its table.
"""

from __future__ import annotations

from datetime import date, timedelta
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorcore.documents.figures import (
    Figure,
    GoalBar,
    MeetingMark,
    MilestoneMark,
    MonthBar,
    Pause,
    drawing,
    focus_by_month,
    goals_with_progress,
    timeline,
)
from mentorcore.documents.figures.drawing import fitted, width_of
from mentorcore.documents.figures.legend import Entry, flowing
from mentorcore.documents.figures.months import Axis, following, month_of, months_between
from mentorcore.documents.figures.palette import PAINTS, PALETTE
from mentorcore.documents.figures.timeline_drawing import levelled
from mentorcore.documents.printable import printable
from mentorcore.errors import InvalidValue
from mentorcore.insight.shares import NOT_ENOUGH, Share
from mentorcore.model.goals import GoalStatus
from mentorcore.model.meetings import MeetingStatus
from tests.documents.reading_pictures import SVG, Picture, picture
from tests.documents.renderables import a_focus, a_timeline, month_bar, some_goals, words


START = date(2025, 11, 3)

days = st.dates(date(2025, 1, 1), date(2027, 12, 31))
titles = st.text(min_size=1, max_size=200).filter(lambda title: printable(title).strip())

timelines = st.builds(
    lambda meetings, milestones, pauses, ends, today: timeline(
        meetings,
        milestones,
        [Pause(*sorted(pause)) for pause in pauses],
        first=min(ends),
        last=max(ends),
        today=today,
    ),
    st.lists(st.builds(MeetingMark, days, st.sampled_from(MeetingStatus)), max_size=40),
    st.lists(st.builds(MilestoneMark, days, st.none() | titles), max_size=20),
    st.lists(st.tuples(days, days), max_size=3),
    st.tuples(days, days),
    st.none() | days,
)
months = st.integers(0, 30).flatmap(
    lambda count: st.lists(
        st.tuples(st.integers(0, 1000), st.integers(0, 1000)).map(sorted), min_size=count, max_size=count
    )
)
focuses = months.map(
    lambda shares: focus_by_month(
        [
            MonthBar(month, int(whole > 0), Share(part=part, whole=whole, unit="minutes"))
            for month, (part, whole) in zip(
                months_between(START, START + timedelta(days=1000)), shares, strict=False
            )
        ],
        Share(part=sum(part for part, _ in shares), whole=sum(whole for _, whole in shares), unit="minutes"),
    )
)
goals = st.lists(
    st.builds(GoalBar, titles, st.sampled_from(GoalStatus), st.none() | st.integers(0, 100)), max_size=12
).map(goals_with_progress)
figures = timelines | focuses | goals


def edges(shown: Picture) -> list[tuple[float, float, float, float]]:
    """
    Return the boxes of all shapes and words of a picture, words as wide as they are estimated.
    """
    boxes = [shape.box for shape in shown.shapes]
    for written in shown.words:
        long = width_of(written.text, written.size)
        left = written.x - {"start": 0.0, "middle": long / 2, "end": long}[written.anchor]
        if written.upwards:
            boxes.append((written.x - written.size, written.y - long, written.x, written.y))
        else:
            boxes.append((left, written.y - written.size, left + long, written.y))

    return boxes


class TestEveryFigure:
    @given(figures)
    def test_is_drawn_inside_its_frame(self, figure: Figure) -> None:
        """
        Nothing is cut off, however much there is to show.
        """
        shown = picture(figure)

        assert shown.width <= 720
        for left, top, right, bottom in edges(shown):
            assert left >= -0.5
            assert top >= -0.5
            assert right <= shown.width + 0.5
            assert bottom <= shown.height + 0.5

    @given(figures)
    def test_has_a_name_and_a_description(self, figure: Figure) -> None:
        """
        The picture is an image for a screen reader, named and described by the figure's own words.
        """
        root = ElementTree.fromstring(figure.svg)
        named = {element.get("id"): element.text for element in root if element.get("id")}

        assert "img" == root.get("role")
        assert f"figure-{figure.name}-title figure-{figure.name}-desc" == root.get("aria-labelledby")
        assert named == {
            f"figure-{figure.name}-title": figure.title,
            f"figure-{figure.name}-desc": figure.description,
        }
        assert f"0 0 {root.get('width')} {root.get('height')}" == root.get("viewBox")

    @given(figures)
    def test_is_painted_with_the_palette(self, figure: Figure) -> None:
        """
        Every shape and word has a class, and carries the light colours of it itself.
        """
        root = ElementTree.fromstring(figure.svg)

        for element in (*root.iter(f"{SVG}path"), *root.iter(f"{SVG}text")):
            paint = PAINTS[element.get("class", "").removeprefix("f-")]
            fill = {None: "none", "hatch": f"url(#figure-{figure.name}-hatch)"}
            fill |= {name: colour.light for name, colour in PALETTE.items()}
            assert fill[paint.fill] == element.get("fill")
            assert (None if paint.stroke is None else fill[paint.stroke]) == element.get("stroke")
            assert (paint.dash or None) == element.get("stroke-dasharray")

    @given(figures)
    def test_the_table_is_whole(self, figure: Figure) -> None:
        """
        There is at least one row, and each has a cell below every header.
        """
        assert figure.rows
        assert {len(row) for row in figure.rows} == {len(figure.header)}
        assert all(cell for row in figure.rows for cell in row)

    def test_holds_text_only(self) -> None:
        """
        P1: cells are text, and lists of them no text.
        """
        with pytest.raises(InvalidValue):
            Figure(name="a", title="a", description="a", svg="", header=[1], rows=[])  # type: ignore[list-item]
        with pytest.raises(InvalidValue) as caught:
            Figure(name="a", title="a", description="a", svg="", header="ab", rows=[])
        assert "Figure.header" == caught.value.path
        with pytest.raises(InvalidValue) as caught:
            Figure(name="a", title="a", description="a", svg="", header=["a"], rows="b")
        assert "Figure.rows" == caught.value.path

    def test_a_row_has_a_cell_for_every_column(self) -> None:
        """
        P1: neither more nor fewer.
        """
        with pytest.raises(InvalidValue) as caught:
            Figure(name="a", title="a", description="a", svg="", header=["a"], rows=[["a"], ["a", "b"]])

        assert "Figure.rows[1]" == caught.value.path
        assert "it has 2 cells" == caught.value.because

    def test_is_clean(self) -> None:
        """
        What no document can hold is not in a figure either.
        """
        figure = Figure(
            name="a", title="b\x00", description="c\nd", svg="", header=["e\x07"], rows=[["f\ud800"]]
        )

        assert ("b", "c d", ("e",), (("f",),)) == (
            figure.title,
            figure.description,
            figure.header,
            figure.rows,
        )


class TestTimeline:
    def test_tells_what_happened(self) -> None:
        """
        The description counts everything that the picture shows.
        """
        assert a_timeline().description == (
            "November 2025 to April 2026. Meetings: 3 held, 1 missed, 1 cancelled, 1 scheduled and 1 never "
            "reported. Scheduled later: 1. Milestones: 2 confirmed, 1 waiting for confirmation. "
            "Paused: 5 January 2026 to 6 February 2026."
        )

    def test_its_table_holds_every_day(self) -> None:
        """
        Month by month: the days of meetings by what became of them, pauses, and milestones in words.
        """
        figure = a_timeline()

        assert ("timeline", "Meetings and milestones") == (figure.name, figure.title)
        assert figure.header == ("Month", "Meetings", "Milestones")
        assert figure.rows == (
            ("November 2025", "held on 10 and 24", "none"),
            (
                "December 2025",
                "missed on 8; cancelled on 22",
                "1 December 2025: Led the <2.0> release & wrote it down (number 1)",
            ),
            ("January 2026", "paused from 5 January 2026 to 6 February 2026", "none"),
            (
                "February 2026",
                "never reported on 16; paused from 5 January 2026 to 6 February 2026",
                "none",
            ),
            (
                "March 2026",
                "held on 2",
                "5 March 2026: Gave a talk (number 2); 6 March 2026: waits for confirmation",
            ),
            ("April 2026", "scheduled on 20", "none"),
            ("Later", "1 scheduled", "none"),
        )

    def test_a_mark_stands_for_every_meeting(self) -> None:
        """
        Each has the shape of what became of it, and the pointer tells the day.
        """
        shown = picture(a_timeline())
        marks = {
            status.value: [shape.hint for shape in shown.painted(status.value) if shape.hint]
            for status in MeetingStatus
        }

        assert marks == {
            "held": ["10 November 2025: held", "24 November 2025: held", "2 March 2026: held"],
            "missed": ["8 December 2025: missed"],
            "cancelled": ["22 December 2025: cancelled"],
            "scheduled": ["20 April 2026: scheduled"],
            "lapsed": ["16 February 2026: never reported"],
        }

    def test_marks_differ_by_more_than_colour(self) -> None:
        """
        Held is full, missed a cross, cancelled struck through, scheduled hollow, never reported dashed.
        """
        shown = picture(a_timeline())
        outline = {s.value: shown.painted(s.value)[-1].path for s in MeetingStatus}

        assert outline["held"] == outline["scheduled"] == outline["lapsed"]
        assert 3 == len({outline["held"], outline["missed"], outline["cancelled"]})
        assert ("accent", "paper", "paper") == (
            PAINTS["held"].fill,
            PAINTS["scheduled"].fill,
            PAINTS["lapsed"].fill,
        )
        assert ("", "2 2") == (PAINTS["scheduled"].dash, PAINTS["lapsed"].dash)

    def test_marks_stand_on_the_line_in_order(self) -> None:
        """
        A meeting stands as far along the line as its day in the months.
        """
        shown = picture(a_timeline())
        (line,) = shown.painted("axis")
        meetings = [s for status in MeetingStatus for s in shown.painted(status.value) if s.hint]
        first, last = date(2025, 11, 1), date(2026, 5, 1)

        for shape in meetings:
            day = _day(str(shape.hint))
            place = 12 + 696 * ((day - first).days + 0.5) / (last - first).days
            assert shape.middle == pytest.approx((place, line.middle[1]), abs=0.2)

    def test_confirmed_milestones_are_numbered_and_listed(self) -> None:
        """
        C2: the words are shown once confirmed; a milestone that waits is hollow and has none.
        """
        shown = picture(a_timeline())

        assert [
            "1 December 2025: Led the <2.0> release & wrote it down",
            "5 March 2026: Gave a talk",
        ] == [shape.hint for shape in shown.painted("milestone") if shape.hint]
        assert ["6 March 2026: waits for confirmation"] == [
            shape.hint for shape in shown.painted("waiting") if shape.hint
        ]
        assert ["1", "2", "1", "2"] == shown.said("on-mark")
        assert ["1 Dec 2025", "5 Mar 2026"] == [text for text in shown.said("quiet") if " " in text]
        assert ["Led the <2.0> release & wrote it down", "Gave a talk"] == shown.said("ink")[-2:]

    def test_the_legend_counts_what_there_is(self) -> None:
        """
        Only marks that occur are explained.
        """
        assert picture(a_timeline()).said("ink")[:-2] == [
            "today, 12 April 2026",
            "held (3)",
            "missed (1)",
            "cancelled (1)",
            "scheduled (1)",
            "never reported (1)",
            "scheduled later, not shown (1)",
            "milestone (2)",
            "waits for confirmation (1)",
            "paused",
        ]

    def test_an_empty_record_says_so(self) -> None:
        """
        There is a line with its month, and a sentence instead of marks.
        """
        figure = timeline([], [], first=START, last=START)
        shown = picture(figure)

        assert "November 2025. No meeting is on record yet." == figure.description
        assert (("November 2025", "none", "none"),) == figure.rows
        assert ["No meeting is on record yet."] == shown.said("ink")
        assert ["8", "15", "22", "Nov", "2025"] == shown.said("quiet")
        assert [] == shown.painted("today")

    def test_milestones_close_together_stand_above_each_other(self) -> None:
        """
        No mark covers another one, and each has its stem down to the line.
        """
        near = [MilestoneMark(START + timedelta(days=n), f"m{n}") for n in range(3)]
        shown = picture(
            timeline(
                [], [*near, MilestoneMark(date(2026, 9, 1), "later")], first=START, last=date(2026, 10, 1)
            )
        )
        marks = [shape for shape in shown.painted("milestone") if shape.hint]
        (line,) = shown.painted("axis")

        assert [0, 24, 48, 0] == [marks[0].middle[1] - mark.middle[1] for mark in marks]
        assert [(mark.middle[0], mark.middle[1], line.middle[1]) for mark in marks] == [
            (stem.box[0], stem.box[1], stem.box[3]) for stem in shown.painted("stem")
        ]

    @given(timelines)
    def test_no_milestone_covers_another(self, figure: Figure) -> None:
        """
        Whatever the days are, the marks of milestones do not overlap.
        """
        shown = picture(figure)
        marks = [s for paint in ("milestone", "waiting") for s in shown.painted(paint) if s.hint]

        for position, one in enumerate(marks):
            for other in marks[position + 1 :]:
                apart = abs(one.middle[0] - other.middle[0]), abs(one.middle[1] - other.middle[1])
                assert apart[0] >= 19.8 or apart[1] >= 23.9

    def test_a_milestone_stands_as_low_as_there_is_room(self) -> None:
        """
        Twenty apart is still too near; what stands higher does not block what is lower.
        """
        assert [0, 1, 2, 0, 3, 1] == levelled([0, 5, 10, 21, 22, 31])
        assert [0, 1] == levelled([0, 20])
        assert [0, 0] == levelled([0, 20.1])
        assert [] == levelled([])

    def test_many_milestones_are_listed_in_two_columns(self) -> None:
        """
        Up to eight stand below each other.
        """

        def places(count: int) -> list[tuple[float, float]]:
            marks = [MilestoneMark(START + timedelta(days=20 * n), "a") for n in range(count)]
            shown = picture(timeline([], marks, first=START, last=date(2026, 12, 1)))
            listed = [w for w in shown.words if w.text == "a"]
            return [(w.x - listed[0].x, w.y - listed[0].y) for w in listed]

        assert [(0, 22 * n) for n in range(8)] == places(8)
        assert [(0, 22 * n) for n in range(5)] + [(348, 22 * n) for n in range(4)] == places(9)

    def test_a_long_title_is_cut_in_the_picture_only(self) -> None:
        """
        The table has all of it.
        """
        figure = timeline([], [MilestoneMark(START, "word " * 40)], first=START, last=START)
        cut = picture(figure).said("ink")[-1]

        assert cut.startswith("word word")
        assert cut.endswith("…")
        assert len(cut) < 120
        assert "word " * 40 in figure.rows[0][2]

    def test_marks_are_smaller_where_they_are_many(self) -> None:
        """
        Weekly meetings of two years do not cover each other.
        """

        def widths(every: int, until: date) -> set[float]:
            when = [START + timedelta(days=n) for n in range(0, (until - START).days, every)]
            meetings = [MeetingMark(day, MeetingStatus.HELD) for day in when]
            shown = picture(timeline(meetings, [], first=START, last=until))
            return {round(s.box[2] - s.box[0], 1) for s in shown.painted("held") if s.hint}

        assert {11.0} == widths(30, date(2026, 10, 1))
        assert {5.7} == widths(7, date(2027, 10, 31))
        assert {5.0} == widths(1, date(2027, 10, 31))

    def test_one_meeting_has_a_mark_of_full_size(self) -> None:
        """
        Also where two are on the same day.
        """
        twice = [MeetingMark(START, MeetingStatus.HELD)] * 2
        marks = [s for s in picture(timeline(twice, [], first=START, last=START)).painted("held") if s.hint]

        assert [11.0, 11.0] == [round(s.box[2] - s.box[0], 1) for s in marks]

    def test_a_pause_is_shown_as_far_as_the_months_go(self) -> None:
        """
        It begins and ends inside the line.
        """

        def pauses(since: date, until: date) -> list[tuple[float, float]]:
            shown = picture(timeline([], [], [Pause(since, until)], first=START, last=date(2025, 11, 20)))
            return [(s.box[0], s.box[2]) for s in shown.painted("pause") if s.hint]

        day = 696 / 30
        assert pauses(date(2025, 11, 5), date(2025, 11, 10)) == [
            pytest.approx((12 + 4.5 * day, 12 + 9.5 * day), abs=0.1)
        ]
        assert pauses(date(2025, 1, 1), date(2026, 11, 10)) == [
            pytest.approx((12 + 0.5 * day, 12 + 19.5 * day), abs=0.1)
        ]
        assert [] == pauses(date(2025, 10, 1), date(2025, 11, 2))
        assert [] == pauses(date(2025, 11, 21), date(2025, 11, 30))
        assert 1 == len(pauses(date(2025, 10, 1), START))
        assert 1 == len(pauses(date(2025, 11, 20), date(2025, 12, 1)))

    def test_today_is_marked_inside_the_two_days_only(self) -> None:
        """
        Its words stand on the side where there is room.
        """

        def anchors(today: date) -> list[str]:
            shown = picture(timeline([], [], first=START, last=date(2025, 11, 28), today=today))
            return [w.anchor for w in shown.words if w.text.startswith("today, ")]

        assert ["start"] == anchors(START)
        assert ["start"] == anchors(date(2025, 11, 15))
        assert ["end"] == anchors(date(2025, 11, 16))
        assert ["end"] == anchors(date(2025, 11, 28))
        assert [] == anchors(START - timedelta(days=1))
        assert [] == anchors(date(2025, 11, 29))

    def test_both_days_are_inside(self) -> None:
        """
        A meeting and a milestone on the first or the last day are shown, those outside are not.
        """
        last = date(2025, 11, 20)
        around = [START - timedelta(days=1), START, last, last + timedelta(days=1)]
        figure = timeline(
            [MeetingMark(day, MeetingStatus.HELD) for day in around],
            [MilestoneMark(day, "a") for day in around],
            first=START,
            last=last,
        )

        assert figure.description == (
            "November 2025. Meetings: 2 held. Milestones: 2 confirmed, 0 waiting for confirmation."
        )

    def test_a_pause_that_ends_on_the_first_is_of_that_month(self) -> None:
        """
        The day on which it was taken up again belongs to it.
        """
        pause = Pause(date(2025, 11, 20), date(2025, 12, 1))
        rows = timeline([], [], [pause], first=START, last=date(2026, 1, 31)).rows

        assert ["paused from 20 November 2025 to 1 December 2025"] * 2 + ["none"] == [row[1] for row in rows]

    def test_only_scheduled_meetings_are_counted_later(self) -> None:
        """
        One that was cancelled ahead of time is nothing to expect.
        """
        later = START + timedelta(days=1)
        meetings = [
            MeetingMark(later, MeetingStatus.SCHEDULED),
            MeetingMark(later, MeetingStatus.CANCELLED),
            MeetingMark(START, MeetingStatus.SCHEDULED),
        ]
        figure = timeline(meetings, [], first=START, last=START)

        assert figure.description == "November 2025. Meetings: 1 scheduled. Scheduled later: 1."


def _day(hint: str) -> date:
    day, month, year = hint.split(":", maxsplit=1)[0].split()
    names = ["January", "February", "March", "April", "May", "June", "July", "August", "September"]
    names += ["October", "November", "December"]

    return date(int(year), names.index(month) + 1, int(day))


class TestAxis:
    def test_months_are_counted_across_years(self) -> None:
        """
        Both months are included.
        """
        assert months_between(date(2025, 11, 30), date(2026, 1, 1)) == (
            date(2025, 11, 1),
            date(2025, 12, 1),
            date(2026, 1, 1),
        )
        assert (date(2025, 11, 1),) == months_between(date(2025, 11, 1), date(2025, 11, 30))
        assert date(2026, 1, 1) == following(date(2025, 12, 31))
        assert date(2025, 3, 1) == following(date(2025, 2, 1))
        assert date(2025, 12, 1) == month_of(date(2025, 12, 31))

    def test_days_stand_in_the_middle_of_themselves(self) -> None:
        """
        A month is as wide as it has days.
        """
        axis = Axis(first=date(2025, 11, 30), last=date(2025, 12, 1), left=10, width=610)

        assert (10, 310, 620) == axis.edges
        assert (15, 305, 315, 615) == tuple(
            axis.at(day)
            for day in (date(2025, 11, 1), date(2025, 11, 30), date(2025, 12, 1), date(2025, 12, 31))
        )

    @pytest.mark.parametrize(
        ("count", "names"),
        [
            (2, "Nov Dec"),
            (4, "Nov Dec Jan Feb"),
            (24, "Nov Dec Jan Feb Mar Apr May Jun Jul Aug Sep Oct " * 2),
            (26, "Nov Jan Mar May Jul Sep " * 2 + "Nov"),
            (50, "Jan Apr Jul Oct " * 4),
            (80, "Jan Jul " * 6 + "Jan"),
            (400, "Jan " * 34),
        ],
    )
    def test_names_as_many_months_as_find_room(self, count: int, names: str) -> None:
        """
        With many months every second, third or sixth is named.
        """
        months = [date(2025 + (10 + n) // 12, (10 + n) % 12 + 1, 1) for n in range(count)]
        axis = Axis(first=months[0], last=months[-1], left=0, width=696)

        assert [w.text for w in axis.names(10) if not w.text.isdigit()] == names.split()

    def test_a_name_needs_a_little_room(self) -> None:
        """
        As much as it needs is enough.
        """

        def names(width: float) -> int:
            axis = Axis(first=date(2026, 1, 1), last=date(2026, 10, 1), left=0, width=width)
            return len([w for w in axis.names(10) if not w.text.isdigit()])

        assert (10, 5) == (names(280), names(279))

    def test_names_each_year_once(self) -> None:
        """
        Below the first month and below each January; the first gives way where the next is too near.
        """

        def years(first: date, last: date, width: float = 360) -> list[tuple[str, float]]:
            axis = Axis(first=first, last=last, left=0, width=width)
            return [(w.text, w.y) for w in axis.names(10) if w.text.isdigit()]

        assert [("2026", 25)] == years(date(2025, 11, 1), date(2026, 1, 1), 40)
        assert [("2025", 25)] == years(date(2025, 11, 1), date(2025, 12, 31), 40)
        assert [("2026", 25), ("2027", 25)] == years(date(2025, 12, 1), date(2027, 1, 1), 30)
        assert [("2026", 25), ("2027", 25)] == years(date(2025, 11, 1), date(2027, 1, 1), 30)
        assert [1, 1, 2] == [len(years(date(2025, 12, 1), date(2026, 1, 31), w)) for w in (120, 136, 138)]
        assert [("2025", 25)] == years(date(2025, 11, 1), date(2025, 12, 31))
        assert [("2025", 25), ("2026", 25)] == years(date(2025, 11, 1), date(2026, 1, 1))
        assert [("2026", 25), ("2027", 25)] == years(date(2025, 12, 1), date(2027, 1, 1))

    def test_names_days_where_there_is_room(self) -> None:
        """
        In up to four months, a day of each week.
        """

        def named(last: date) -> list[date]:
            return list(Axis(first=date(2025, 11, 1), last=last, left=0, width=600).days())

        assert [8, 15, 22] * 4 == [day.day for day in named(date(2026, 2, 1))]
        assert [11, 11, 11, 12, 12, 12, 1, 1, 1, 2, 2, 2] == [day.month for day in named(date(2026, 2, 1))]
        assert [] == named(date(2026, 3, 1))


class TestFocusByMonth:
    def test_tells_the_most_and_the_least(self) -> None:
        """
        The description says what stands out, and how many months have nothing to show.
        """
        assert a_focus().description == (
            "Over 4 months: 63 % (150 of 240 minutes). The most in February 2026, 100 %; the least in "
            "December 2025, 0 %. 1 month without a held meeting."
        )

    def test_its_table_holds_every_figure(self) -> None:
        """
        Meetings, minutes and the share, in words where there is no share.
        """
        figure = a_focus()

        assert ("focus_by_month", "Time for the mentee's own goals, month by month") == (
            figure.name,
            figure.title,
        )
        assert figure.header == ("Month", "Meetings held", "Minutes", "For the mentee's own goals")
        assert figure.rows == (
            ("November 2025", "2", "120", "75 % (90 of 120 minutes)"),
            ("December 2025", "1", "60", "0 % (0 of 60 minutes)"),
            ("January 2026", "0", "0", "not enough record yet"),
            ("February 2026", "1", "60", "100 % (60 of 60 minutes)"),
        )

    def test_bars_are_as_high_as_their_share(self) -> None:
        """
        They stand on the ground, and 100 % reaches the highest line.
        """
        shown = picture(a_focus())
        (ground,) = shown.painted("axis")
        bars = shown.painted("bar")

        assert [112.5, 0, 150] == [round(bar.box[3] - bar.box[1], 1) for bar in bars]
        assert {ground.box[1]} == {bar.box[3] for bar in bars}
        assert [150, 75] == [ground.box[1] - line.box[1] for line in reversed(shown.painted("grid"))]
        assert [
            "November 2025: 75 % (90 of 120 minutes) in 2 meetings",
            "December 2025: 0 % (0 of 60 minutes) in 1 meeting",
            "February 2026: 100 % (60 of 60 minutes) in 1 meeting",
        ] == [bar.hint for bar in bars]

    def test_a_month_without_a_meeting_has_no_bar(self) -> None:
        """
        It says that there is not enough record, over the whole height, and no number.
        """
        shown = picture(a_focus())
        (blank,) = shown.painted("blank")
        (said,) = [written for written in shown.words if written.upwards]

        assert NOT_ENOUGH == said.text
        assert 150 == round(blank.box[3] - blank.box[1])
        assert blank.box[0] < said.x < blank.box[2]

    def test_says_minutes_and_the_share_over_all(self) -> None:
        """
        What a bar means is written at it; a dashed line shows all months together.
        """
        shown = picture(a_focus())
        across, sample = shown.painted("overall")
        (ground,) = shown.painted("axis")

        assert ["75 %", "0 %", NOT_ENOUGH, "100 %"] == shown.said("lifted")
        assert ["120 min", "60 min", "60 min"] == [t for t in shown.said("quiet") if t.endswith("min")]
        assert ["Nov", "Dec", "Jan", "Feb"] == [t for t in shown.said("ink") if len(t) == 3]
        assert ["2025", "2026"] == [t for t in shown.said("quiet") if t.isdigit()]
        assert "all months together: 63 %" == shown.said("ink")[0]
        assert 150 * 0.63 == pytest.approx(ground.box[1] - across.box[1], abs=0.1)
        assert 22 == round(sample.box[2] - sample.box[0])

    def test_no_month_says_that_there_is_nothing_yet(self) -> None:
        """
        No axis and no number: a sentence.
        """
        figure = focus_by_month([], Share(part=0, whole=0, unit="minutes"))

        assert "Not enough record yet: no meeting has been held." == figure.description
        assert (("All months", "0", "0", NOT_ENOUGH),) == figure.rows
        assert ["Not enough record yet: no meeting has been held."] == picture(figure).said()

    def test_months_without_any_meeting_have_no_share_together(self) -> None:
        """
        No line is drawn where there is nothing to measure.
        """
        figure = focus_by_month(
            [month_bar(START.replace(day=1), 0, 0, 0)], Share(part=0, whole=0, unit="minutes")
        )

        assert [] == picture(figure).painted("overall")
        assert figure.description == "Over 1 month: not enough record yet. 1 month without a held meeting."

    def test_the_least_is_the_smallest_share(self) -> None:
        """
        Not the fewest minutes.
        """
        bars = [month_bar(date(2025, 10, 1), 30, 60), month_bar(date(2025, 11, 1), 40, 200)]
        figure = focus_by_month(bars, Share(part=70, whole=260, unit="minutes"))

        assert "The most in October 2025, 50 %; the least in November 2025, 20 %." in figure.description

    def test_equal_months_have_no_most_and_no_least(self) -> None:
        """
        Nothing stands out.
        """
        bars = [month_bar(date(2025, month, 1), 30, 60) for month in (10, 11)]
        figure = focus_by_month(bars, Share(part=60, whole=120, unit="minutes"))

        assert figure.description == "Over 2 months: 50 % (60 of 120 minutes)."

    @pytest.mark.parametrize(
        ("count", "percent", "minutes", "name"),
        [
            (14, "50 %", "60 min", "Nov"),
            (24, "50", "60", "Nov"),
            (25, "50", "60", "Nov"),
            (26, None, None, "N"),
        ],
    )
    def test_says_less_where_there_is_less_room(
        self, count: int, percent: str | None, minutes: str | None, name: str
    ) -> None:
        """
        With many months units and then numbers are left to the table.
        """
        bars = [
            month_bar(month, 30, 60) for month in months_between(START, START + timedelta(days=1000))[:count]
        ]
        shown = picture(focus_by_month(bars, Share(part=30, whole=60, unit="minutes")))

        assert ([percent] * count if percent else []) == shown.said("lifted")
        assert (minutes in shown.said("quiet")) == (minutes is not None)
        assert name in shown.said("ink")

    def test_few_months_make_a_small_picture(self) -> None:
        """
        Bars do not grow fat, and the frame does not get narrower than its words.
        """

        def widths(count: int) -> tuple[float, float]:
            bars = [month_bar(date(2025, 1 + n, 1), 30, 60) for n in range(count)]
            shown = picture(focus_by_month(bars, Share(part=30, whole=60, unit="minutes")))
            return shown.width, round(shown.painted("bar")[0].box[2] - shown.painted("bar")[0].box[0], 1)

        assert (380, 44) == widths(1)
        assert (488, 44) == widths(6)
        assert (720, 37.6) == widths(12)


class TestGoalsWithProgress:
    def test_counts_goals_by_their_state(self) -> None:
        """
        The description says how many there are of each.
        """
        assert some_goals().description == "6 goals: 2 active, 2 achieved, 1 dropped and 1 lapsed."

    def test_its_table_holds_every_goal(self) -> None:
        """
        Whole titles, states, and what was last noted.
        """
        figure = some_goals()

        assert ("goals_with_progress", "Goals and how far they are") == (figure.name, figure.title)
        assert figure.header == ("Goal", "Status", "Last noted")
        assert figure.rows == (
            ("Lead a release", "achieved", "90 %"),
            ("Give a talk", "achieved", "no percentage noted"),
            ("Write design documents that " + "others sign " * 12, "active", "35 %"),
            ("Mentor somebody", "active", "no percentage noted"),
            ("Learn Rust", "dropped", "10 %"),
            ("Speak up", "lapsed", "0 %"),
        )

    def test_bars_are_as_long_as_what_was_noted(self) -> None:
        """
        One that is achieved is full; where nobody noted anything there is none, and the track is striped.
        """
        shown = picture(some_goals())

        assert [("bar", 716), ("bar", 716), ("bar", 250.6), ("past", 71.6)] == [
            (s.paint, round(s.box[2] - s.box[0], 1)) for s in shown.shapes if s.paint in {"bar", "past"}
        ]
        assert [716] * 5 == [round(s.box[2] - s.box[0]) for s in shown.painted("track")]
        assert [716] == [round(s.box[2] - s.box[0]) for s in shown.painted("blank")]
        assert ["Lead a release: achieved, 90 %", "Give a talk: achieved"] == [
            s.hint for s in shown.painted("bar")
        ][:2]

    def test_states_are_written_and_achievement_is_checked(self) -> None:
        """
        Never by colour alone: a word, and a check mark at those that are achieved.
        """
        shown = picture(some_goals())
        states = [written for written in shown.words if written.anchor == "end"]
        checks = shown.painted("check")

        assert [
            "achieved, 90 %",
            "achieved",
            "active, 35 %",
            "active, no percentage noted",
            "dropped, 10 %",
            "lapsed, 0 %",
        ] == [state.text for state in states]
        assert 2 == len(checks)
        for check, state in zip(checks, states, strict=False):
            assert state.y - 12 < check.box[1] < check.box[3] < state.y + 2
            assert check.box[2] <= state.x - width_of(state.text, state.size)

    def test_rows_stand_below_each_other(self) -> None:
        """
        Each title is above its bar and below the one before.
        """
        shown = picture(some_goals())
        titles = [written.y for written in shown.words if written.anchor == "start"]
        tracks = [s.box[1] for s in shown.shapes if s.paint in {"track", "blank"}]

        assert [22 + 50 * n for n in range(6)] == titles
        assert [30 + 50 * n for n in range(6)] == tracks
        assert 300 == shown.height

    def test_a_long_title_gives_way_to_the_state(self) -> None:
        """
        It is cut, and the two do not touch.
        """
        shown = picture(some_goals())
        title, state = (w for w in shown.words if w.y == 122)

        assert title.text.endswith("…")
        assert title.x + width_of(title.text, title.size * 1.1) < state.x - width_of(state.text, state.size)

    def test_no_goal_says_so(self) -> None:
        """
        A sentence instead of an empty picture.
        """
        figure = goals_with_progress([])

        assert "No goal has been set yet." == figure.description
        assert (("No goal has been set yet.", "none", "none"),) == figure.rows
        assert ["No goal has been set yet."] == picture(figure).said()

    def test_every_state_is_written_in_words(self) -> None:
        """
        As people say it.
        """
        bars = [GoalBar("a", status) for status in GoalStatus]

        assert ["suggested", "active", "turned down", "achieved", "dropped", "lapsed"] == [
            row[1] for row in goals_with_progress(bars).rows
        ]

    def test_goals_that_are_not_shown_are_counted(self) -> None:
        """
        G3: below the others stands how many have lost their milestone.
        """
        one = goals_with_progress([], unsupported=1)
        two = goals_with_progress([GoalBar("a", GoalStatus.ACTIVE)], unsupported=2)
        note = "2 achieved goals are not shown: no milestone supports them any more."

        assert "1 achieved goal is not shown: no milestone supports it any more." == one.description
        assert f"1 goal: 1 active. {note}" == two.description
        assert (note, "none", "none") == two.rows[1]
        assert [(note, 72)] == [(w.text, w.y) for w in picture(two).words][2:]
        assert 86 == picture(two).height


class TestLegend:
    def test_entries_flow_into_rows(self) -> None:
        """
        An entry that would pass the margin begins a new row; the first one never does.
        """

        def rows(*letters: int) -> list[float]:
            items, last = flowing([Entry("中" * count) for count in letters], 12, 100)
            assert last + 4 == items[-1].y  # type: ignore[union-attr]
            return [item.y - 104 for item in items]  # type: ignore[union-attr]

        assert [0] == rows(90)
        assert [0, 0] == rows(20, 32)
        assert [0, 20] == rows(20, 33)
        assert [0, 20, 20, 40] == rows(20, 33, 2, 30)


class TestDrawing:
    def test_paths_are_what_they_are_called(self) -> None:
        """
        SVG draws them where they are asked for.
        """
        assert "M1.0 2.0L3.0 4.0" == drawing.line(1, 2, 3, 4)
        assert "M1.0 2.0h3.0v4.0h-3.0z" == drawing.box(1, 2, 3, 4)
        assert "M7.0 5.0a3.0 3.0 0 1 0 6.0 0a3.0 3.0 0 1 0 -6.0 0z" == drawing.circle(10, 5, 3)
        assert "M10.0 2.0l3.0 3.0l-3.0 3.0l-3.0 -3.0z" == drawing.diamond(10, 5, 3)
        assert "M7.0 2.0L13.0 8.0M7.0 8.0L13.0 2.0" == drawing.cross(10, 5, 3)
        assert drawing.circle(10, 5, 3) + "M7.9 7.1L12.1 2.9" == drawing.slashed(10, 5, 3)
        assert "M1.0 2.0l3.5 3.5l6.5 -8.0" == drawing.check(1, 2, 10)

    def test_words_are_measured_generously(self) -> None:
        """
        Wide letters count more than narrow ones, Chinese ones as squares, and marks above letters nothing.
        """
        assert width_of("il", 10) < width_of("ab", 10) < width_of("MW", 10) < width_of("中文", 10)
        assert 20 == width_of("中文", 10)
        assert width_of("e", 10) == width_of("e\u0301", 10)
        assert 0 == width_of("", 10)

    @given(words, st.floats(20, 400))
    def test_fitted_words_fit(self, text: str, width: float) -> None:
        """
        They are as given, or a beginning of that with an ellipsis.
        """
        whole = printable(text).strip()
        shown = fitted(text, width, 12)

        assert width_of(shown, 12) <= width
        assert shown == whole or (shown[-1] == "…" and whole.startswith(shown[:-1]))

    def test_as_much_as_possible_is_kept(self) -> None:
        """
        One letter more would not fit.
        """
        wide = width_of("a", 10)

        assert "aaaa" == fitted("aaaa", 4 * wide, 10)
        assert "aa…" == fitted("aaaa", 2 * wide + width_of("…", 10), 10)
        assert "a…" == fitted("a aa", 2 * wide + width_of("…", 10), 10)
        assert "ii…" == fitted("i" * 9, 2 * width_of("i", 10) + width_of("…", 10), 10)
        assert "…" == fitted("aaaa", 1, 10)
