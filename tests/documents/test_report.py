"""
The progress report: what it tells the two, and what it leaves out (C1, C2).
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import attrs
import pytest
from hypothesis import given

from mentorcore.documents import Document, DocumentKind, progress_report
from mentorcore.documents.report import TOLD
from mentorcore.errors import InvalidValue, TemplateRefused, WrongTime
from mentorcore.insight.focus import METHOD
from mentorcore.model.meetings import Topic
from mentorcore.model.mentorship import Mentorship
from mentorcore.model.people import Person
from mentorcore.model.values import SYSTEM
from mentorcore.storage.codec import Codec
from mentorcore.testing.strategies import mentorships
from tests.documents.examples import AT, CONFIRMED, DOCUMENTED, LINK, MENTEE, MENTOR, reach, started
from tests.model.examples import ADA, BEN, DAY, HOUR, LAPSES, NOW, offer


def report(m: Mentorship, **given: Any) -> Document:
    """
    Return the progress report of Ada and Ben.
    """
    usual: dict[str, Any] = {"mentor": MENTOR, "mentee": MENTEE, "at": AT}

    return progress_report(m, **(usual | given))


def told(m: Mentorship, **given: Any) -> str:
    """
    Return what the report of Ada and Ben tells, without its sources.
    """
    return report(m, **given).markdown.partition("\n[^1]:")[0]


def met(m: Mentorship, days: int, *topics: Topic) -> None:
    """
    Let the two meet for an hour.
    """
    at = NOW + days * DAY
    meeting = m.meetings.schedule(by=ADA, at=at, starts=at, minutes=60)
    m.meetings.hold(meeting.id, by=ADA, at=at + HOUR, summary="…", topics=topics)


def running() -> Mentorship:
    """
    Return a relationship with goals, meetings, and milestones in every state.
    """
    m = started()
    m.goals.set(by=BEN, at=NOW, title="Lead a release", why="…", measure="…", id="lead")
    m.goals.set(by=BEN, at=NOW, title="Speak up", why="…", measure="…", id="speak")
    m.goals.suggest(by=ADA, at=NOW, title="SUGGESTED", why="…", measure="…", id="suggested")
    m.goals.record_progress("lead", by=BEN, at=NOW + DAY, text="First draft.", percent=10)
    m.goals.record_progress("lead", by=BEN, at=NOW + 2 * DAY, text="Plan agreed.", percent=40)
    met(m, 7, Topic("The plan", minutes=45, raised_by=BEN, serves="lead"))
    met(m, 14, Topic("Office news", minutes=30, raised_by=ADA))
    missed = m.meetings.schedule(by=ADA, at=NOW, starts=NOW + 21 * DAY, minutes=60)
    m.meetings.miss(missed.id, by=ADA, at=NOW + 22 * DAY, reason="MISSED")
    reach(m)
    for name in ("waiting", "contested"):
        m.milestones.document(
            by=BEN,
            at=DOCUMENTED,
            title=name.upper(),
            statement=name.upper(),
            happened_on=date(2026, 2, 1),
            evidence=[LINK],
            id=name,
        )
    m.milestones.contest("contested", by=ADA, at=CONFIRMED, reason="Not so.")

    return m


class TestWhatIsTold:
    def test_word_for_word(self) -> None:
        """
        C2: a report tells states, counts, goals, confirmed milestones, and of the others how many there are.
        """
        written = told(running())
        how = "".join(
            f"- *{figure}*: {METHOD[name].computed} Left out: {METHOD[name].leaves_out}\n"
            for name, figure in TOLD.items()
        )

        assert f"## How the figures are made\n\n{how}\n---" in written
        assert (
            written.replace(f"{how}\n", "")
            == """\
# Progress report: Ada Osei and Ben Ruiz

12 April 2026, for Ada Osei and Ben Ruiz

The mentorship has run since 12 January 2026.[^1]
The two held 2 meetings, 2.0 hours in all, and missed 1.[^2]

![Meetings and milestones](figure:timeline)

## What was reached

- **Led the March release** (20 February 2026). Ben led the March release, from scope to retrospective.[^3]

Of 3 written down, 1 is confirmed.[^4] Still open: 1 milestone written down and waiting to be confirmed, \
1 milestone contested.

## Whose goals the time served

![Time for the mentee's own goals, month by month](figure:focus_by_month)

Measured from the meetings[^2], the goals[^5] and the questions[^6]:

- Time for the mentee's own goals: 38 % (45 of 120 minutes)
- Topics that the mentee raised: 50 % (1 of 2 topics)
- What the mentor brought in that answered a question: 0 % (0 of 1 answers and topics)
- Where it is going: not enough record yet

## The goals

![Goals and how far they are](figure:goals_with_progress)

- **Lead a release**: active; last noted on 14 January 2026: “Plan agreed.”[^7]
- **Speak up**: active[^8]

## How the figures are made

---

## What this rests on

Drawn on 12 April 2026 from the record of Ada Osei and Ben Ruiz, for the two of them.

- Its figures rest on 2 held meetings.
- 45 minutes of meetings are not accounted for by a topic.
- Minutes and topics are as the two entered them; nobody measured them.
"""
        )

    def test_what_it_cites(self) -> None:
        """
        C2: a report cites the relationship, its meetings, its milestones and its goals.
        """
        document = report(running())

        assert DocumentKind.PROGRESS_REPORT is document.kind
        assert [
            ("relationship", "ada-and-ben", 2, "The mentorship, since 12 January 2026"),
            ("meetings", "ada-and-ben", 6, "The meetings: 2 held, 1 missed"),
            (
                "milestone",
                "release",
                2,
                "20 February 2026: written down by Ben Ruiz, confirmed by Ada Osei on 22 February 2026",
            ),
            ("milestones", "ada-and-ben", 5, "The milestones: 3"),
            ("goals", "ada-and-ben", 5, "The goals: 3"),
            ("questions", "ada-and-ben", 0, "The questions: 0"),
            ("goal", "lead", 3, "Goal of Ben Ruiz, active"),
            ("goal", "speak", 1, "Goal of Ben Ruiz, active"),
        ] == [(c.kind, c.record, c.revision, c.what) for c in document.citations]

    def test_counts_hours(self) -> None:
        """
        A report counts the hours of the held meetings to a tenth.
        """
        m = started()
        meeting = m.meetings.schedule(by=ADA, at=NOW, starts=NOW, minutes=621)
        m.meetings.hold(
            meeting.id, by=ADA, at=NOW + DAY, summary="…", topics=[Topic("News", minutes=5, raised_by=ADA)]
        )

        assert "\nThe two held 1 meeting, 10.3 hours in all.[^2]\n" in told(m)

    def test_of_an_empty_record(self) -> None:
        """
        C2: where there is nothing to tell, a report says so and shows no number.
        """
        text = told(started())

        assert "The two have not met yet.[^2]\n" in text
        assert "No milestone is written down yet.[^3]\n" in text
        assert text.count(": not enough record yet\n") == 4
        assert "Ben Ruiz has not set a goal yet." in text
        assert "What was reached" not in text
        assert "Still open" not in text
        assert "- Its figures rest on 0 held meetings.\n" in text
        assert "The meetings: none" == report(started()).citations[1].what

    @pytest.mark.parametrize(
        ("change", "says"),
        [
            (lambda m: m.pause(by=BEN, at=NOW + DAY), "has run since 12 January 2026 and is paused.[^1]"),
            (
                lambda m: m.end(by=BEN, at=NOW + DAY, reason="Moved."),
                "ran from 12 January 2026 to 13 January 2026.[^1]",
            ),
        ],
    )
    def test_says_where_the_relationship_stands(self, change: Any, says: str) -> None:
        """
        R4: a report tells a pause and an end.
        """
        m = started()
        change(m)

        assert f"\nThe mentorship {says}\nThe two have not met yet.[^2]" in told(m)

    def test_of_an_offer(self) -> None:
        """
        R4, R5: what was only offered is told as such, and as lapsed from the moment on at which it lapses.
        """
        document = report(offer())

        waits = "\nThe mentorship was offered on 12 January 2026 and waits for an answer.[^1]\n"
        lapsed = "\nThe mentorship was offered on 12 January 2026 and lapsed without an answer.[^1]\n"

        assert waits in told(offer(), at=LAPSES - timedelta.resolution)
        assert lapsed in told(offer(), at=LAPSES)
        assert "The mentorship, offered on 12 January 2026" == document.citations[0].what

        m = offer()
        m.decline(by=BEN, at=NOW + DAY)

        assert "\nThe mentorship was offered on 12 January 2026, and the offer was declined.[^1]\n" in told(m)

        m = offer()
        m.expire(by=SYSTEM, at=AT)

        assert lapsed in told(m)

    def test_a_goal_that_lost_its_milestone(self) -> None:
        """
        G3: a goal is not told as achieved once the milestone that supported it is retracted.
        """
        m = started()
        m.goals.set(by=BEN, at=NOW, title="Lead a release", why="…", measure="…", id="lead")
        m.milestones.document(
            by=BEN,
            at=DOCUMENTED,
            title="Led it",
            statement="Led it.",
            happened_on=date(2026, 2, 1),
            evidence=[LINK],
            goal="lead",
            id="led",
        )
        m.goals.achieve("lead", by=BEN, at=DOCUMENTED)

        assert "- **Lead a release**: achieved[^6]\n" in told(m)

        document = report(m)
        m.milestones.retract("led", by=BEN, at=CONFIRMED, reason="Not mine.")

        assert "**Lead a release**" not in told(m)
        assert "[6] goal lead is no longer supported by a milestone (G3)" in str(document.is_stale(m))


class TestFocus:
    def test_can_be_of_a_time(self) -> None:
        """
        A report says of which meetings its figures are when they are not of all.
        """
        first = "45 of 60 minutes"
        middle = NOW + 10 * DAY

        assert "\nOf the meetings from 22 January 2026 on:\n\n!" in told(running(), since=middle)
        assert first not in told(running(), since=middle)
        assert "\nOf the meetings before 22 January 2026:\n\n!" in told(running(), until=middle)
        assert first in told(running(), until=middle)
        assert "\nOf the meetings from 12 January 2026 on and before 22 January 2026:\n\n!" in told(
            running(), since=NOW, until=middle
        )
        with pytest.raises(WrongTime):
            report(running(), since=middle, until=middle)

    def test_figures_that_rest_on_little_say_so(self) -> None:
        """
        C2: from three held meetings on the figures carry no caveat of their own.
        """
        m = started()
        for days in (1, 2, 3):
            met(m, days, Topic("News", minutes=60, raised_by=ADA))

        assert ("Minutes and topics are as the two entered them; nobody measured them.",) == report(m).caveats
        assert "Its figures rest on 1 held meeting." == report(m, until=NOW + 2 * DAY).caveats[0]

    def test_has_its_figures(self) -> None:
        """
        A report shows three figures; in Markdown they are the tables that say the same.
        """
        document = report(running())

        assert ["timeline", "focus_by_month", "goals_with_progress"] == list(document.figures)
        assert "figure:" not in document.to_markdown()
        assert (
            "\n**Goals and how far they are**\n\n| Goal | Status | Last noted |\n| --- | --- | --- |\n"
            in document.to_markdown()
        )


ERASED = (
    "[2] meetings ada-and-ben were erased in part; [4] milestones ada-and-ben were erased in part; "
    "[5] goals ada-and-ben were erased in part"
)
WENT_ON = (
    "[5] goals ada-and-ben were changed: revision 6 instead of 5; "
    "[7] goal lead was changed: revision 4 instead of 3"
)


class TestStaleness:
    def test_of_an_achieved_goal_that_was_erased(self) -> None:
        """
        C2, D3: what was erased is told as such, and not as a lost milestone.
        """
        m = running()
        m.milestones.document(
            by=BEN,
            at=DOCUMENTED,
            title="Led it",
            statement="Led it.",
            happened_on=date(2026, 2, 1),
            evidence=[LINK],
            goal="lead",
        )
        m.goals.achieve("lead", by=BEN, at=DOCUMENTED)
        document = report(m)
        m.erase(BEN, at=AT)

        assert "goal lead was erased in part" in str(document.is_stale(m))

    def test_is_the_same_once_kept(self) -> None:
        """
        C2: a relationship that was stored and loaded is as it was.
        """
        m = running()
        codec = Codec()
        body = codec.encode("mentorship", m.document)
        kept = Mentorship(codec.decode("mentorship", codec.schema("mentorship"), body, where="it"))

        assert not report(m).is_stale(kept)

    @pytest.mark.parametrize(
        ("change", "says"),
        [
            (
                lambda m: met(m, 80, Topic("News", minutes=5, raised_by=ADA)),
                "[2] meetings ada-and-ben were changed: revision 8 instead of 6",
            ),
            (
                lambda m: m.erase(ADA, at=AT),
                ERASED,
            ),
            (
                lambda m: m.goals.record_progress("lead", by=BEN, at=AT, text="Nearly."),
                WENT_ON,
            ),
            (
                lambda m: m.milestones.confirm("waiting", by=ADA, at=AT, revision=1),
                "[4] milestones ada-and-ben were changed: revision 6 instead of 5",
            ),
            (
                lambda m: m.questions.ask(by=BEN, at=AT, text="When?", interest=3),
                "[6] questions ada-and-ben were changed: revision 1 instead of 0",
            ),
        ],
    )
    def test_names_what_changed(self, change: Any, says: str) -> None:
        """
        C2: a report is stale once its meetings, milestones, questions or goals have gone on.
        """
        m = running()
        document = report(m)
        change(m)

        assert says == str(document.is_stale(m))


class TestTemplates:
    def test_cannot_tell_a_goal_without_citing(self) -> None:
        """
        C2: the words of a goal are claims as well.
        """
        for source in ("{{ goals[0].progress }}, as agreed on", "{{ goals[0].title }}"):
            m = started()
            m.goals.set(by=BEN, at=NOW, title="Lead a whole release", why="…", measure="…", id="lead")
            m.goals.record_progress("lead", by=BEN, at=NOW, text="The plan was agreed.")
            with pytest.raises(TemplateRefused, match="goal lead says, uncited"):
                report(m, templates={"progress_report": source})

    def test_can_print_how_far_a_goal_is(self) -> None:
        """
        A template is given the percentage that was last noted, where one was.
        """
        source = "{% for goal in goals %}{{ goal.title }}{{ goal.cite }}: {{ goal.percent }}.{% endfor %}"

        assert "Lead a release[^1]: 40.Speak up[^2]: ." in told(
            running(), templates={"progress_report": source}
        )

    def test_can_show_one_figure(self) -> None:
        """
        A template chooses the figures that it shows.
        """
        document = report(running(), templates={"progress_report": "# Hi\n\n{{ figures.timeline }}\n"})

        assert "# Hi\n\n**Meetings and milestones**\n\n| Month |" in document.to_markdown()
        assert "Last noted" not in document.to_markdown()


class TestOfAnyRelationship:
    @given(mentorships())
    def test_tells_nothing_that_stays_elsewhere(self, m: Mentorship) -> None:
        """
        C2, N1: of any relationship there is a report, and no note, question, feedback, summary or unconfirmed
        milestone is in it.
        """
        people = {
            "mentor": Person.register(id=m.mentor_id, name="Ada Osei", at=NOW),
            "mentee": Person.register(id=m.mentee_id, name="Ben Ruiz", at=NOW),
        }
        records = (*m.meetings, *m.goals, *m.milestones, *m.questions)
        at = max((*(step.at for step in m.steps), *(record.changed_at for record in records)))
        document = report(guarded(m), at=at, **people)

        assert "SECRET" not in document.to_markdown()
        assert not document.is_stale(guarded(m))
        assert document.blocks

    def test_is_for_the_two(self) -> None:
        """
        C1: a report needs no consent, and says for whom it is; its people are checked all the same.
        """
        assert "for the two of them" in told(started())
        with pytest.raises(InvalidValue, match="is not the mentor"):
            report(started(), mentor=MENTEE)
        with pytest.raises(WrongTime, match="stands as it does only since"):
            report(running(), at=NOW + timedelta(days=1))


def guarded(m: Mentorship) -> Mentorship:
    """
    Return the relationship with a secret in all words that a report may not tell.
    """
    words = {"title", "statement", "text", "summary", "reason", "why", "measure", "takeaway", "outcome"}
    kept = {"goals": {"title"}, "milestones": {"title", "statement"}}

    def secret(record: Any, name: str) -> Any:
        told = kept.get(name, set()) if name == "goals" or record.tier.value == "record" else set()
        fields = {field.name for field in attrs.fields(type(record))} & (words - told)
        return attrs.evolve(record, **{f: "SECRET" for f in fields if getattr(record, f) is not None})

    fields: dict[str, Any] = {
        name: tuple(secret(record, name) for record in getattr(m.document, name))
        for name in (
            "goals",
            "meetings",
            "questions",
            "readings",
            "actions",
            "feedback",
            "notes",
            "milestones",
        )
    }
    document = attrs.evolve(m.document, reasoning="SECRET", potential="SECRET", **fields)

    return Mentorship(document, policy=m.policy)
