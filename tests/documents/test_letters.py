"""
Letters, testimonials and promotion cases: consent, what they draw on, and when they are refused (C1, C2).
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import attrs
import pytest
from hypothesis import given

from mentorcore.documents import letters
from mentorcore.documents.document import Document, DocumentKind
from mentorcore.errors import InvalidValue, NoConsent, TemplateRefused, TooThin, WrongState, WrongTime
from mentorcore.model.consents import Purpose
from mentorcore.model.mentorship import Mentorship
from mentorcore.model.milestones import Evidence
from mentorcore.model.people import Person
from mentorcore.model.questions import Answer, Known, Referral, Story, Unknown
from mentorcore.model.visibility import Visibility
from mentorcore.testing.strategies import mentorships
from tests.documents.examples import (
    AT,
    CONFIRMED,
    DOCUMENTED,
    LINK,
    MENTEE,
    MENTOR,
    allow,
    reach,
    recommended,
    started,
)
from tests.model.examples import ADA, BEN, DAY, HOUR, NOW, offer, refused


Write = Callable[..., Document]

LETTERS: dict[Purpose, Write] = {
    Purpose.RECOMMENDATION_LETTER: letters.recommendation_letter,
    Purpose.TESTIMONIAL: letters.testimonial,
    Purpose.PROMOTION_CASE: letters.promotion_case,
}

NOUNS = {purpose: purpose.value.replace("_", " ") for purpose in Purpose}


def write(purpose: Purpose, m: Mentorship, **given: Any) -> Document:
    """
    Write the document of a purpose about Ben.
    """
    return LETTERS[purpose](m, **({"mentor": MENTOR, "mentee": MENTEE, "at": AT} | given))


def letter(m: Mentorship, **given: Any) -> str:
    """
    Return the Markdown of a recommendation letter about Ben.
    """
    return write(Purpose.RECOMMENDATION_LETTER, m, **given).to_markdown()


@pytest.mark.parametrize("purpose", list(Purpose))
class TestConsent:
    def test_is_needed(self, purpose: Purpose) -> None:
        """
        C1: without the mentee's consent for just this purpose nothing is written.
        """
        m = started()
        reach(m)
        allow(m, *(other for other in Purpose if other is not purpose))

        with refused(
            NoConsent,
            rule="C1",
            tried=f"write a {NOUNS[purpose]}",
            because="the mentee has not given consent",
            accepted=f"the mentee gives it with consents.give(purpose=Purpose.{purpose.name})",
        ):
            write(purpose, m)

    def test_can_be_withdrawn(self, purpose: Purpose) -> None:
        """
        C1: after a withdrawal nothing is written, and nothing that is dated before it either.
        """
        m = recommended()
        m.consents.withdraw(purpose.value, by=BEN, at=AT)

        for at in (AT, AT - HOUR):
            with refused(
                NoConsent,
                rule="C1",
                tried=f"write a {NOUNS[purpose]}",
                because="the mentee withdrew the consent on 12 April 2026",
                accepted=f"the mentee gives it with consents.give(purpose=Purpose.{purpose.name})",
            ):
                write(purpose, m, at=at)

    def test_has_its_last_day(self, purpose: Purpose) -> None:
        """
        C1: past its last day, which is over everywhere only at noon of the next in UTC, nothing is written.
        """
        m = started()
        reach(m)
        m.consents.give(by=BEN, at=NOW, purpose=purpose, until=date(2026, 3, 1))
        over = datetime(2026, 3, 2, 12, tzinfo=UTC)

        assert purpose.value == write(purpose, m, at=over - HOUR).kind.value
        with refused(
            NoConsent,
            rule="C1",
            tried=f"write a {NOUNS[purpose]}",
            because="the mentee's consent held until 1 March 2026",
            accepted=f"the mentee gives it with consents.give(purpose=Purpose.{purpose.name})",
        ):
            write(purpose, m, at=over)

    def test_can_be_given_again(self, purpose: Purpose) -> None:
        """
        C1: a later consent counts whatever became of an earlier one, and the document cites that one.
        """
        m = recommended()
        m.consents.withdraw(purpose.value, by=BEN, at=AT - DAY)
        m.consents.give(by=BEN, at=AT, purpose=purpose, id="again")

        assert "again" in [citation.record for citation in write(purpose, m).citations]

    def test_the_longest_one_is_cited(self, purpose: Purpose) -> None:
        """
        C1: of several consents the one that holds longest is cited, so that no other makes it stale.
        """
        m = started()
        reach(m)
        for name, until in (("short", date(2026, 5, 1)), ("open", None), ("long", date(2027, 5, 1))):
            m.consents.give(by=BEN, at=NOW, purpose=purpose, until=until, id=name)

        assert ["open"] == [c.record for c in write(purpose, m).citations if c.kind == "consent"]

    def test_a_later_one_does_not_count_yet(self, purpose: Purpose) -> None:
        """
        C1: the consent is judged at the moment of the document.
        """
        m = started()
        reach(m)
        m.consents.give(by=BEN, at=AT, purpose=purpose)

        with pytest.raises(NoConsent, match="the mentee has not given consent"):
            write(purpose, m, at=AT - HOUR)


@pytest.mark.parametrize("purpose", list(Purpose))
class TestTheRecordIsTooThin:
    def test_without_any_milestone(self, purpose: Purpose) -> None:
        """
        C2: nothing is written from a record without milestones.
        """
        m = started()
        allow(m)

        with refused(
            TooThin,
            rule="C2",
            tried=f"write a {NOUNS[purpose]}",
            because="the record holds no confirmed milestone, and none is written down",
            accepted="document a milestone, and let the other person confirm it",
        ):
            write(purpose, m)

    def test_with_unconfirmed_ones_only(self, purpose: Purpose) -> None:
        """
        C2: unconfirmed and contested milestones support nothing, and the refusal says what waits.
        """
        m = started()
        allow(m)
        for number, name in enumerate(("one", "two")):
            m.milestones.document(
                by=BEN,
                at=DOCUMENTED,
                title=name,
                statement=name,
                happened_on=date(2026, 2, 20 + number),
                evidence=[LINK],
                id=name,
            )

        m.milestones.document(
            by=ADA,
            at=DOCUMENTED,
            title="…",
            statement="…",
            happened_on=date(2026, 2, 20),
            evidence=[LINK],
            id="three",
        )

        def waits(what: str) -> None:
            with refused(
                TooThin,
                rule="C2",
                tried=f"write a {NOUNS[purpose]}",
                because=f"the record holds no confirmed milestone; {what}",
                accepted="settle these with milestones.confirm(…) and milestones.amend(…)",
            ):
                write(purpose, m)

        waits("1 waiting for the mentee to confirm and 2 waiting for the mentor to confirm")
        m.milestones.retract("three", by=ADA, at=CONFIRMED, reason="Not yet.")
        waits("2 waiting for the mentor to confirm")
        m.milestones.contest("two", by=ADA, at=CONFIRMED, reason="Not so.")
        waits("1 waiting for the mentor to confirm and 1 contested, for the author to amend or retract")
        m.milestones.retract("one", by=BEN, at=CONFIRMED, reason="Not yet.")
        waits("1 contested, for the author to amend or retract")


class TestWhatIsSaid:
    def test_the_letter_word_for_word(self) -> None:
        """
        C2: each claim of a letter stands with the record that it rests on.
        """
        assert (
            letter(recommended())
            == """\
# Recommendation of Ben Ruiz

12 April 2026

To whom it may concern,

I have been the mentor of Ben Ruiz, Engineer, since 12 January 2026.[^1]

What I can vouch for was written down when it happened, by one of us, and confirmed by the other:

- **Led the March release** (20 February 2026). Ben led the March release, from scope to retrospective.[^2]

On 22 February 2026 I put it to Ben Ruiz like this: “You asked before you answered.”[^3] I stand by that.

Ben Ruiz wrote, looking back: “I learned to decide.”[^4]

I recommend Ben Ruiz, and I will gladly answer questions about any of this.

Ada Osei\\
Staff engineer

---

## What this rests on

Drawn on 12 April 2026 from the record that Ada Osei and Ben Ruiz keep of their mentorship, with the consent \
of Ben Ruiz[^5]. It uses only milestones that one of the two wrote down and the other confirmed, and words \
that their author released.

- It rests on a single confirmed milestone.

[^1]: The mentorship, since 12 January 2026 (relationship ada-and-ben, revision 2)

[^2]: 20 February 2026: written down by Ben Ruiz, confirmed by Ada Osei on 22 February 2026 \
(milestone release, revision 2)

[^3]: Feedback by Ada Osei, 22 February 2026 (feedback praise, revision 2)

[^4]: Reflection by Ben Ruiz, 22 February 2026 (note learned, revision 2)

[^5]: Consent of Ben Ruiz, given on 13 January 2026 (consent recommendation\\_letter, revision 1)
"""
        )

    def test_the_testimonial_word_for_word(self) -> None:
        """
        C2: a testimonial quotes what the mentor released and what both confirmed.
        """
        text = write(Purpose.TESTIMONIAL, recommended()).to_markdown()

        assert (
            text.partition("\n---\n")[0]
            == """\
# About Ben Ruiz

> “You asked before you answered.”[^1]

This stands in our record, written down by one of us and confirmed by the other:

- Ben led the March release, from scope to retrospective.[^2]

— Ada Osei, Staff engineer, mentor of Ben Ruiz since 12 January 2026[^3]
"""
        )

    def test_the_case_word_for_word(self) -> None:
        """
        C2: a promotion case puts each claim beside who wrote it, who confirmed it, and its evidence.
        """
        text = write(Purpose.PROMOTION_CASE, recommended(), role="Senior engineer").to_markdown()

        assert (
            text.partition("\n---\n")[0]
            == """\
# The case for promoting Ben Ruiz to Senior engineer

12 April 2026

Ben Ruiz, Engineer, has been mentored by Ada Osei, Staff engineer, since 12 January 2026.[^1]
This case puts together what speaks for the role of Senior engineer.

## The claims

| What was reached | When | Written down by | Confirmed by |
| --- | --- | --- | --- |
| Led the March release[^2] | 20 February 2026 | Ben Ruiz | Ada Osei, 22 February 2026 |

## The evidence

### Led the March release

Ben led the March release, from scope to retrospective.[^2]

Shown by: [release notes](<https://example.org/notes>).

## In their own words

Ada Osei, in feedback of 22 February 2026: “You asked before you answered.”[^3]

Ben Ruiz, looking back on 22 February 2026: “I learned to decide.”[^4]
"""
        )

    @pytest.mark.parametrize("purpose", list(Purpose))
    def test_an_ended_relationship_has_its_end(self, purpose: Purpose) -> None:
        """
        C2: what is over is told as over, with both days.
        """
        m = recommended()
        m.complete(by=BEN, at=AT - DAY, summary="We are done.")
        document = write(purpose, m)

        assert "rom 12 January 2026 to 11 April 2026" in document.to_markdown()
        assert document.citations[0 if purpose is not Purpose.TESTIMONIAL else 2].what == (
            "The mentorship, from 12 January 2026 to 11 April 2026"
        )
        assert "We are done." not in document.to_markdown()

    def test_people_without_a_title(self) -> None:
        """
        A title that is not known is left out, with its commas.
        """
        plain = {
            "mentor": Person.register(id=ADA, name="Ada Osei", at=NOW),
            "mentee": Person.register(id=BEN, name="Ben Ruiz", at=NOW),
        }
        texts = {purpose: write(purpose, recommended(), **plain).to_markdown() for purpose in Purpose}

        assert "I have been the mentor of Ben Ruiz since 12 January" in texts[Purpose.RECOMMENDATION_LETTER]
        assert "about any of this.\n\nAda Osei\n\n---" in texts[Purpose.RECOMMENDATION_LETTER]
        assert "— Ada Osei, mentor of Ben Ruiz since" in texts[Purpose.TESTIMONIAL]
        assert "Ben Ruiz has been mentored by Ada Osei since" in texts[Purpose.PROMOTION_CASE]

    def test_is_dated_where_it_is_written(self) -> None:
        """
        P2: the date of a letter is the day where its moment was told, and not that in UTC.
        """
        text = letter(recommended(), at=datetime(2026, 4, 13, 0, 30, tzinfo=ZoneInfo("Europe/Berlin")))

        assert "\n13 April 2026\n" in text
        assert "Drawn on 13 April 2026 from" in text

    def test_an_address_keeps_its_ampersands(self) -> None:
        """
        C2: what looks like an entity in an address is none.
        """
        m = started()
        reach(m, evidence=Evidence.link("https://example.org/?a=1&copy;=2", "notes"))
        allow(m)

        assert "(<https://example.org/?a=1&amp;copy;=2>)" in write(Purpose.PROMOTION_CASE, m).to_markdown()

    def test_is_addressed(self) -> None:
        """
        A letter is to whom it may concern unless it says otherwise.
        """
        assert "\nDear committee,\n" in letter(recommended(), to="Dear committee")
        for purpose, name in ((Purpose.RECOMMENDATION_LETTER, "to"), (Purpose.PROMOTION_CASE, "role")):
            with pytest.raises(InvalidValue, match="line break") as caught:
                write(purpose, recommended(), **{name: "Dear\ncommittee"})
            assert name == caught.value.path

    def test_titles(self) -> None:
        """
        Each document has its title; that of a case names the role where there is one.
        """
        m = recommended()

        assert "Recommendation of Ben Ruiz" == write(Purpose.RECOMMENDATION_LETTER, m).title
        assert "About Ben Ruiz" == write(Purpose.TESTIMONIAL, m).title
        assert "The case for promoting Ben Ruiz" == write(Purpose.PROMOTION_CASE, m).title
        case = write(Purpose.PROMOTION_CASE, m, role="Staff *engineer*")
        assert "The case for promoting Ben Ruiz to Staff *engineer*" == case.title
        assert case.to_markdown().startswith(r"# The case for promoting Ben Ruiz to Staff \*engineer\*")

    def test_milestones_are_told_in_order_of_their_days(self) -> None:
        """
        C2: what happened first is told first, whenever it was written down.
        """
        m = recommended()
        reach(m, "talk", title="Gave a talk", statement="Ben spoke.", happened_on=date(2026, 1, 20))
        text = letter(m)

        assert text.index("Gave a talk") < text.index("Led the March release")
        assert "confirmed it. This is what I can vouch for:" in text
        assert (
            "These things stand in our record, each written down by one of us and confirmed by the other:"
            in write(Purpose.TESTIMONIAL, m).to_markdown()
        )

    def test_words_of_the_other_are_not_the_mentors(self) -> None:
        """
        C2: a letter quotes the mentor's feedback and the mentee's reflections, each as whose they are.
        """
        m = started()
        reach(m)
        allow(m)
        m.feedback.give(by=BEN, at=CONFIRMED, about=ADA, text="You listen well.", id="thanks")
        m.feedback.release("thanks", by=BEN, at=CONFIRMED)
        m.notes.write(by=ADA, at=CONFIRMED, text="I learned to wait.", reflection=True, id="wait")
        m.notes.release("wait", by=ADA, at=CONFIRMED, visibility=Visibility.RECORD)

        assert "You listen well." not in letter(m)
        assert "I learned to wait." not in letter(m)
        case = write(Purpose.PROMOTION_CASE, m).to_markdown()
        assert "Ben Ruiz, in feedback of 22 February 2026: “You listen well.”" not in letter(m)
        assert "Ben Ruiz, in feedback of 22 February 2026: “You listen well.”[^3]" in case

    def test_feedback_stands_in_a_row(self) -> None:
        """
        C2: the mentor stands by all that they released, however much it is.
        """
        m = recommended()
        for text, ending in (
            ("You listen.", "“You listen.”[^4] I stand by both.\n"),
            ("You decide.", "“You decide.”[^5] I stand by each of these.\n"),
        ):
            given = m.feedback.give(by=ADA, at=CONFIRMED, about=BEN, text=text)
            m.feedback.release(given.id, by=ADA, at=CONFIRMED)

            assert f"And on 22 February 2026: {ending}" in letter(m)
            assert "answered.”[^3]\n" in letter(m)

    def test_stories_are_passed_on(self) -> None:
        """
        C2, Q3: a letter tells the lesson of a released story, a case all that was answered and released, and
        neither of them the question.
        """
        m = recommended()
        answers: dict[str, Answer] = {
            "story": Story("I shipped on a Friday.", lesson="Never on a Friday, nor before a holiday."),
            "known": Known("Ask the release manager first."),
            "kept": Known("KEPT"),
            "unknown": Unknown(referral=Referral("KEPT")),
        }
        for name, answer in answers.items():
            m.questions.ask(by=BEN, at=NOW, text="ASKED", interest=5, id=name)
            m.questions.answer(name, by=ADA, at=CONFIRMED, answer=answer)
            if name != "kept":
                m.questions.release(name, by=ADA, at=CONFIRMED)
        case = write(Purpose.PROMOTION_CASE, m)

        assert (
            "From my own experience I could pass on: “Never on a Friday, nor before a holiday.”[^4]\n"
            in letter(m)
        )
        assert "Friday.”" not in letter(m)
        assert (
            "Ada Osei, answering a question on 22 February 2026: “I shipped on a Friday.” "
            "The lesson: “Never on a Friday, nor before a holiday.”[^5]\n\n"
            "Ada Osei, answering a question on 22 February 2026: “Ask the release manager first.”[^6]\n"
        ) in case.to_markdown()
        assert ["Story by Ada Osei, 22 February 2026", "Answer by Ada Osei, 22 February 2026"] == [
            citation.what for citation in case.citations if citation.kind == "question"
        ]
        for text in (letter(m), case.to_markdown(), write(Purpose.TESTIMONIAL, m).to_markdown()):
            assert "ASKED" not in text
            assert "KEPT" not in text

    def test_a_lesson_is_cited_as_well(self) -> None:
        """
        C2: a template that tells a lesson or an answer without citing it is refused.
        """
        m = recommended()
        m.questions.ask(by=BEN, at=NOW, text="…", interest=5, id="why")
        m.questions.answer(
            "why", by=ADA, at=CONFIRMED, answer=Story("I shipped on a Friday.", lesson="Never on a Friday.")
        )
        m.questions.release("why", by=ADA, at=CONFIRMED)
        for field in ("text", "lesson"):
            with pytest.raises(TemplateRefused, match="what question why says, uncited"):
                letter(m, templates={"recommendation_letter": f"{{{{ answers[0].{field} }}}}"})

    def test_reflections_stand_in_a_row(self) -> None:
        """
        C2: a second reflection is told as one.
        """
        m = recommended()
        m.notes.write(by=BEN, at=CONFIRMED, text="I ask more.", id="more")
        m.notes.release("more", by=BEN, at=CONFIRMED, visibility=Visibility.RECORD)

        assert (
            "Ben Ruiz wrote, looking back: “I learned to decide.”[^4]\n\n"
            "Ben Ruiz wrote as well: “I ask more.”[^5]\n"
        ) in letter(m)
        assert "Note by Ben Ruiz, 22 February 2026" == (
            write(Purpose.RECOMMENDATION_LETTER, m).citations[4].what
        )

    def test_evidence_in_the_record_is_named_by_its_kind(self) -> None:
        """
        C2: a record that is evidence is named by its kind and its label, and nothing of its words is told.
        """
        m = started()
        goal = m.goals.set(by=BEN, at=NOW, title="SECRET", why="…", measure="…")
        reach(m, evidence=Evidence.of(goal.id, "the goal"))
        reach(m, "talk", title="Gave a talk", statement="Ben spoke.", evidence=Evidence.of(goal.id))
        allow(m)
        text = write(Purpose.PROMOTION_CASE, m).to_markdown()

        assert "Shown by: the goal (goal in the record)." in text
        assert "Shown by: goal in the record." in text
        assert "SECRET" not in text

    def test_evidence_that_is_not_there(self) -> None:
        """
        C2: evidence in a record that cannot be found is told as just that.
        """
        m = recommended()
        lost = attrs.evolve(m.milestones["release"], evidence=(Evidence.of("lost"),))
        m = Mentorship(attrs.evolve(m.document, milestones=(lost,)))

        assert "\nShown by: a record.\n" in write(Purpose.PROMOTION_CASE, m).to_markdown()

    def test_begins_on_the_day_that_the_two_saw(self) -> None:
        """
        C2, R6: a relationship runs since the day on which it began where it began.
        """
        m = offer(at=NOW - DAY)
        m.accept(by=BEN, at=datetime(2026, 1, 12, 0, 30, tzinfo=ZoneInfo("Asia/Tokyo")))
        reach(m)
        allow(m)

        assert "since 12 January 2026.[^1]" in letter(m)

    def test_a_consent_with_a_last_day_says_so(self) -> None:
        """
        C1: until when the mentee allows it stands in the document.
        """
        m = started()
        reach(m)
        m.consents.give(by=BEN, at=NOW, purpose=Purpose.TESTIMONIAL, until=date(2026, 6, 30), id="consent")

        assert "Consent of Ben Ruiz, given on 12 January 2026, until 30 June 2026" == (
            write(Purpose.TESTIMONIAL, m).citations[-1].what
        )

    def test_a_link_cannot_break_out(self) -> None:
        """
        C2: an address is written so that it ends where it ends.
        """
        m = started()
        reach(m, evidence=Evidence.link("https://example.org/a>)<b>[x](y)\\z", "n[o](t)es"))
        allow(m)

        assert (
            r"[n\[o\](t)es](<https://example.org/a%3E%29%3Cb%3E%5Bx%5D%28y%29%5Cz>)"
            in write(Purpose.PROMOTION_CASE, m).to_markdown()
        )


class TestCaveats:
    def test_of_a_rich_record(self) -> None:
        """
        C2: a record with milestones of both, evidence outside and released feedback limits nothing.
        """
        m = recommended()
        reach(
            m,
            "talk",
            by=ADA,
            title="Gave a talk",
            statement="Ben spoke.",
            happened_on=date(2026, 3, 1),
            at=DOCUMENTED + 9 * DAY,
        )

        assert () == write(Purpose.RECOMMENDATION_LETTER, m).caveats
        assert "released.\n\n[^1]:" in letter(m)

    def test_says_how_thin_it_is(self) -> None:
        """
        C2: a document says plainly what limits it.
        """
        m = started()
        goal = m.goals.set(by=BEN, at=NOW, title="…", why="…", measure="…")
        allow(m)
        reach(m, evidence=Evidence.of(goal.id))

        assert (
            "It rests on a single confirmed milestone.",
            "The evidence of the only milestone lies in the record itself.",
            "Ada Osei has released no feedback to the record.",
        ) == write(Purpose.RECOMMENDATION_LETTER, m).caveats

        reach(m, "talk", title="Gave a talk", statement="Ben spoke.")

        assert (
            "All 2 milestones were written down by Ben Ruiz.",
            "The evidence of 1 of 2 milestones lies in the record itself.",
            "Ada Osei has released no feedback to the record.",
        ) == write(Purpose.RECOMMENDATION_LETTER, m).caveats

    def test_feedback_has_to_be_the_mentors_and_released(self) -> None:
        """
        C2: feedback that was not released, or is the mentee's, is none that a letter can quote.
        """
        m = started()
        reach(m)
        allow(m)
        m.feedback.give(by=ADA, at=CONFIRMED, about=BEN, text="…", id="kept")
        m.feedback.give(by=BEN, at=CONFIRMED, about=ADA, text="…", id="thanks")
        m.feedback.release("thanks", by=BEN, at=CONFIRMED)

        assert "Ada Osei has released no feedback to the record." in write(Purpose.TESTIMONIAL, m).caveats

        m.feedback.release("kept", by=ADA, at=CONFIRMED)

        assert ("It rests on a single confirmed milestone.",) == write(Purpose.TESTIMONIAL, m).caveats

    def test_says_that_it_is_old(self) -> None:
        """
        C2: a year after the last milestone a document says so, and not a day earlier.
        """
        m = recommended()
        year = datetime(2027, 2, 20, 9, tzinfo=UTC)

        assert 1 == len(write(Purpose.RECOMMENDATION_LETTER, m, at=year).caveats)
        assert (
            "The last milestone is from 20 February 2026, more than a year before this document."
            == write(Purpose.RECOMMENDATION_LETTER, m, at=year + DAY).caveats[-1]
        )


class TestWhatIsCited:
    @pytest.mark.parametrize("purpose", list(Purpose))
    def test_everything_in_order(self, purpose: Purpose) -> None:
        """
        C2: citations are numbered in the order in which they appear, and each is listed with its revision.
        """
        document = write(purpose, recommended())
        text = document.to_markdown()
        body, _, _ = text.partition("\n[^1]:")
        numbers = [citation.number for citation in document.citations]

        assert list(range(1, len(numbers) + 1)) == numbers
        assert numbers == sorted(numbers, key=lambda number: body.index(f"[^{number}]"))
        for citation in document.citations:
            assert f"revision {citation.revision})" in text.partition(f"\n[^{citation.number}]: ")[2]

    @given(mentorships())
    def test_nothing_unreleased_is_told(self, m: Mentorship) -> None:
        """
        C2, N1: whatever a record holds, a document tells no word of it that is not confirmed or released.
        """
        people = {
            "mentor": Person.register(id=m.mentor_id, name="Ada Osei", at=NOW),
            "mentee": Person.register(id=m.mentee_id, name="Ben Ruiz", at=NOW),
        }
        moment = max(step.at for step in m.steps) + 3650 * DAY
        secret = marked(m)
        for purpose in Purpose:
            with contextlib.suppress(NoConsent, TooThin):
                assert "SECRET" not in write(purpose, secret, **people, at=moment).to_markdown()


class TestTemplates:
    def test_can_be_replaced(self) -> None:
        """
        An embedder's own wording is used, and what the document rests on is appended to it.
        """
        own = {
            "recommendation_letter": "# {{ title }}\n\n"
            "{{ milestones[0].statement }}{{ milestones[0].cite }}\n"
        }
        document = write(Purpose.RECOMMENDATION_LETTER, recommended(), templates=own)

        assert document.to_markdown().startswith(
            "# Recommendation of Ben Ruiz\n\n"
            "Ben led the March release, from scope to retrospective.[^1]\n\n---\n"
        )
        assert ["release", "recommendation_letter"] == [citation.record for citation in document.citations]
        assert "It rests on a single confirmed milestone." in document.to_markdown()

    @pytest.mark.parametrize("purpose", list(Purpose))
    def test_each_can_be_replaced(self, purpose: Purpose) -> None:
        """
        The wording of each document can be replaced, and another one's is left alone.
        """
        others = {other.value: "# Other\n" for other in Purpose if other is not purpose}

        own = write(purpose, recommended(), templates={**others, purpose.value: "# Own\n"})
        assert own.to_markdown().startswith("# Own\n\n---\n")
        assert (
            write(purpose, recommended()).markdown == write(purpose, recommended(), templates=others).markdown
        )

    @pytest.mark.parametrize("field", ["statement", "title"])
    def test_cannot_tell_without_citing(self, field: str) -> None:
        """
        C2: a template that tells a milestone without citing it is refused.
        """
        own = {"recommendation_letter": f"{{{{ milestones[0].{field} }}}}"}
        with pytest.raises(TemplateRefused) as caught:
            write(Purpose.RECOMMENDATION_LETTER, recommended(), templates=own)

        assert "recommendation_letter" == caught.value.template
        assert "it holds what milestone release says, uncited (C2)" == caught.value.because
        assert "put the cite of the same entry behind it" == caught.value.accepted

    @pytest.mark.parametrize(
        "source",
        [
            "{{ milestones[0].statement|upper }}",
            "{{ milestones[0].statement|lower }}",
            "{{ milestones[0].evidence[0] }}",
            "`{{ milestones[0].cite }}` {{ milestones[0].statement }}",
        ],
    )
    def test_no_other_way_to_tell_without_citing(self, source: str) -> None:
        """
        C2: neither another case of the letters, nor the evidence, nor a citation inside code gets around it.
        """
        m = started()
        reach(m, evidence=Evidence.link("https://example.org/x", "Ben saved the whole release"))
        allow(m)
        with pytest.raises(TemplateRefused, match=r"uncited \(C2\)|a reference stands in code"):
            write(Purpose.RECOMMENDATION_LETTER, m, templates={"recommendation_letter": source})

    def test_an_empty_one_is_none(self) -> None:
        """
        An empty wording is refused, and does not stand for ours; so is what is no mapping.
        """
        with pytest.raises(TemplateRefused, match="it is empty; write one, or leave it out to use ours"):
            letter(recommended(), templates={"recommendation_letter": " \n"})
        for templates in (5, ["x"], "abc"):
            with pytest.raises(InvalidValue, match="is not a mapping"):
                letter(recommended(), templates=templates)

    def test_what_is_told_twice_counts_as_cited(self) -> None:
        """
        C2: words that a cited entry says as well, or that are too short to tell, need no second citation.
        """
        m = recommended()
        for name, text in (("again", "You asked before you answered."), ("short", "Ben")):
            m.feedback.give(by=BEN, at=CONFIRMED, about=ADA, text=text, id=name)
            m.feedback.release(name, by=BEN, at=CONFIRMED)

        assert ["praise"] == [
            c.record for c in write(Purpose.TESTIMONIAL, m).citations if c.kind == "feedback"
        ]

    def test_is_given_as_a_mapping(self) -> None:
        """
        Wordings are given by the name of their document, and an empty one is refused.
        """
        with refused(
            InvalidValue,
            rule="P1",
            tried="write a document",
            because="a value of type str is not a mapping",
            accepted="give templates={name of the kind: text}",
        ):
            letter(recommended(), templates="# Hello")
        with pytest.raises(InvalidValue) as caught:
            letter(recommended(), templates="# Hello")
        assert "templates" == caught.value.path
        with pytest.raises(TemplateRefused) as empty:
            letter(recommended(), templates={"testimonial": " "})
        assert (
            "the template testimonial cannot be used: it is empty; write one, or leave it out to use ours"
        ) == str(empty.value)

    def test_cites_outside_of_code(self) -> None:
        """
        C2: a reference in code is none, and is refused.
        """
        own = "`{{ milestones[0].title }}{{ milestones[0].cite }}`"
        with pytest.raises(TemplateRefused) as caught:
            letter(recommended(), templates={"recommendation_letter": own})

        assert (
            "the template recommendation_letter cannot be used: "
            "a reference stands in code, where it is none; put it outside"
        ) == str(caught.value)

    @pytest.mark.parametrize("label", ["the notes of the release", None])
    def test_evidence_is_cited_as_well(self, label: str | None) -> None:
        """
        C2: a template that shows evidence without citing its milestone is refused.
        """
        m = started()
        reach(m, evidence=Evidence.link("https://example.org/notes", label))
        allow(m)
        with pytest.raises(TemplateRefused, match="what milestone release says, uncited"):
            letter(m, templates={"recommendation_letter": "{{ milestones[0].evidence[0] }}"})

    def test_words_of_a_cited_entry_hold_others(self) -> None:
        """
        C2: words that stand inside the words of a cited entry count as cited, whatever else is cited.
        """
        m = recommended()
        whole = "You saw the zebra first, and you decided for all of us."
        for name, text in (("whole", whole), ("word", "zebra"), ("part", "and you decided for all")):
            m.feedback.give(by=ADA, at=CONFIRMED, about=BEN, text=text, id=name)
            m.feedback.release(name, by=ADA, at=CONFIRMED)
        own = "{{ feedback[1].text }}{{ feedback[1].cite }} {{ feedback[2].text }}{{ feedback[2].cite }}"

        assert ["whole", "word", "testimonial"] == [
            c.record for c in write(Purpose.TESTIMONIAL, m, templates={"testimonial": own}).citations
        ]
        with pytest.raises(TemplateRefused, match="what feedback part says, uncited"):
            write(Purpose.TESTIMONIAL, m, templates={"testimonial": f"{own} {{{{ feedback[3].text }}}}"})

    @pytest.mark.parametrize("kind", ["feedback", "reflections"])
    def test_words_are_looked_for_from_16_characters_on(self, kind: str) -> None:
        """
        C2: words that could stand anywhere by chance are not looked for.
        """
        m = started()
        reach(m)
        allow(m)
        for name, text in (("short", "x" * 15), ("long", "y" * 16)):
            given, noted = f"feedback-{name}", f"reflections-{name}"
            m.feedback.give(by=ADA, at=CONFIRMED, about=BEN, text=text, id=given)
            m.feedback.release(given, by=ADA, at=CONFIRMED)
            m.notes.write(by=BEN, at=CONFIRMED, text=text, id=noted)
            m.notes.release(noted, by=BEN, at=CONFIRMED, visibility=Visibility.RECORD)
        short, long = (f"{{{{ {kind}[{place}].text }}}}" for place in (0, 1))

        assert "x" * 15 in write(Purpose.TESTIMONIAL, m, templates={"testimonial": short}).markdown
        with pytest.raises(TemplateRefused, match="-long says, uncited"):
            write(Purpose.TESTIMONIAL, m, templates={"testimonial": long})

    def test_cannot_cite_what_is_not_there(self) -> None:
        """
        C2: a reference that no claim gave is refused; one that is escaped is text.
        """
        with pytest.raises(TemplateRefused) as caught:
            write(Purpose.TESTIMONIAL, recommended(), templates={"testimonial": "x[^99]"})

        assert (
            "the template testimonial cannot be used: it refers to [^99], which nothing is; "
            "refer only by the cite of a claim"
        ) == str(caught.value)

        assert (
            r"x\[^99]"
            in write(Purpose.TESTIMONIAL, recommended(), templates={"testimonial": r"x\[^99]"}).to_markdown()
        )

    def test_of_an_unknown_name(self) -> None:
        """
        A wording for no kind of document is refused, and the refusal names the kinds.
        """
        with pytest.raises(TemplateRefused) as caught:
            write(Purpose.TESTIMONIAL, recommended(), templates={"letter": "x"})

        assert (
            "the template letter cannot be used: there is no document of this name; "
            "use one of recommendation_letter, testimonial, promotion_case, progress_report"
        ) == str(caught.value)
        with pytest.raises(TemplateRefused, match="the template testimonial, line 1 cannot be used"):
            write(Purpose.TESTIMONIAL, recommended(), templates={"testimonial": "{{ nothing }}"})
        with pytest.raises(InvalidValue, match="templates"):
            write(Purpose.TESTIMONIAL, recommended(), templates={"testimonial": 5})

    @pytest.mark.parametrize("kind", [DocumentKind(purpose.value) for purpose in Purpose])
    def test_hostile_words_stay_words(self, kind: DocumentKind) -> None:
        """
        C2: words of the record that look like markup, HTML or a template are told as they are.
        """
        hostile = "# <script>alert(1)</script> {{ 7*7 }} [^1] ![x](figure:y)\n\n- | **x** \x07\u202e"
        m = started()
        reach(m, statement=hostile, title="`*_<b>")
        allow(m)
        text = LETTERS[Purpose(kind.value)](m, mentor=MENTOR, mentee=MENTEE, at=AT).to_markdown()

        assert (
            r"\# \<script\>alert(1)\</script\> \{\{ 7\*7 \}\} \[\^1\] \!\[x\](figure:y) - \| \*\*x\*\*"
            in text
        )


class TestPeople:
    @pytest.mark.parametrize(("path", "who"), [("mentor", MENTEE), ("mentee", MENTOR)])
    def test_are_the_two(self, path: str, who: Person) -> None:
        """
        C2: a document is about the two of the relationship, each in their place.
        """
        expected = {"mentor": ADA, "mentee": BEN}[path]
        with refused(
            InvalidValue,
            rule="C2",
            tried="write a document",
            because=f"{who.id} is not the {path} of the mentorship ada-and-ben",
            accepted=f"give the person {expected}",
        ):
            letter(recommended(), **{path: who})

        for wrong in (who, who.id):
            with pytest.raises(InvalidValue) as caught:
                letter(recommended(), **{path: wrong})
            assert path == caught.value.path

    def test_nothing_is_written_of_the_erased(self) -> None:
        """
        C2: a document is neither by nor about somebody whose data was erased.
        """
        for path, person_id in (("mentor", ADA), ("mentee", BEN)):
            gone = Person.register(id=person_id, name="…", at=NOW)
            gone.erase(at=NOW)
            with refused(
                WrongState,
                rule="C2",
                tried="write a document",
                because=f"the data of the {path} was erased",
                accepted="nothing more can be written of the two",
            ):
                letter(recommended(), **{path: gone})

    def test_words_that_were_erased_are_not_told(self) -> None:
        """
        C1, C2, D3: the mentee's erasure ends their consents. Where the words of a record were erased, it
        supports nothing.
        """
        m = recommended()
        reach(m, "talk", by=ADA, title="Gave a talk", statement="Gave a talk on tests.")
        m.questions.ask(by=BEN, at=NOW, text="…", interest=5, id="why")
        m.questions.answer("why", by=ADA, at=CONFIRMED, answer=Known("Ask the release manager first."))
        m.questions.release("why", by=ADA, at=CONFIRMED)
        m.erase(BEN, at=CONFIRMED)

        with pytest.raises(NoConsent, match=r"the mentee's data was erased on \d+ \w+ 2026"):
            letter(m)

        for purpose in Purpose:
            m.consents.give(by=BEN, at=CONFIRMED, purpose=purpose)

        assert ["talk", "praise", "why"] == [
            citation.record for citation in write(Purpose.PROMOTION_CASE, m).citations[1:-1]
        ]
        assert "It rests on a single confirmed milestone." in write(Purpose.PROMOTION_CASE, m).caveats

        m.erase(ADA, at=CONFIRMED)

        with pytest.raises(TooThin, match="no confirmed milestone, and none is written down"):
            letter(m)

        reach(m, "more", by=ADA)

        assert ["more"] == [citation.record for citation in write(Purpose.PROMOTION_CASE, m).citations[1:-1]]

    def test_is_not_older_than_what_it_rests_on(self) -> None:
        """
        C2: a document is not dated before what it cites, as far as clocks agree.
        """
        m = recommended()
        skew = timedelta(minutes=2)

        assert letter(m, at=CONFIRMED - skew)
        with refused(
            WrongTime,
            rule="C2",
            tried="write a document",
            because=f"the milestone release stands as it does only since {CONFIRMED.isoformat()}",
            accepted="write it at that moment or later",
        ):
            letter(m, at=CONFIRMED - skew - timedelta(microseconds=1))

    def test_is_made_at_a_moment(self) -> None:
        """
        P2: the moment of a document is timezone-aware, and a mentorship is a mentorship.
        """
        with pytest.raises(InvalidValue, match="no time zone"):
            letter(recommended(), at=datetime(2026, 4, 12))
        with pytest.raises(InvalidValue) as caught:
            letters.recommendation_letter("ada", mentor=MENTOR, mentee=MENTEE, at=AT)  # type: ignore[arg-type]
        assert "mentorship" == caught.value.path


def marked(m: Mentorship) -> Mentorship:
    """
    Return the relationship with a secret in all words that no document may tell, and with every consent.
    """
    document = m.document
    words = {"title", "statement", "text", "summary", "reason", "why", "measure", "takeaway", "outcome"}

    def secret(record: Any, told: bool) -> Any:
        names = {field.name for field in attrs.fields(type(record))} & words
        changes = {name: "SECRET" for name in names if getattr(record, name) is not None}
        return record if told else attrs.evolve(record, **changes)

    fields: dict[str, Any] = {
        name: tuple(
            secret(record, told=name in {"milestones", "feedback", "notes"} and record.tier.value == "record")
            for record in getattr(document, name)
        )
        for name in ("goals", "questions", "readings", "actions", "feedback", "notes", "milestones")
    }
    marked = Mentorship(
        attrs.evolve(document, reasoning="SECRET", potential="SECRET", **fields), policy=m.policy
    )
    if m.activated_at is not None and m.mentee_id not in document.departed:
        for purpose in Purpose:
            marked.consents.give(by=m.mentee_id, at=m.steps[-1].at, purpose=purpose)

    return marked
