"""
A document knows when what it rests on has changed (C2).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from mentorcore.documents import letters
from mentorcore.documents.document import Document
from mentorcore.errors import InvalidValue
from mentorcore.model.consents import Purpose
from mentorcore.model.mentorship import Mentorship
from tests.documents.examples import AT, MENTEE, MENTOR, reach, recommended, started
from tests.model.examples import ADA, AGREEMENT, BEN, DAY, NOW, refused


LATER = AT + DAY


def letter(m: Mentorship) -> Document:
    """
    Return the recommendation letter about Ben.
    """
    return letters.recommendation_letter(m, mentor=MENTOR, mentee=MENTEE, at=AT)


def amend(m: Mentorship) -> None:
    """
    Amend the milestone.
    """
    m.milestones.amend("release", by=BEN, at=LATER, reason="The month.", title="Led the April release")


def amend_and_confirm(m: Mentorship) -> None:
    """
    Amend the milestone, and confirm it again.
    """
    amend(m)
    m.milestones.confirm("release", by=ADA, at=LATER, revision=3)


CHANGES: list[tuple[Callable[[Mentorship], object], str]] = [
    (amend, "[2] milestone release was amended: revision 3 instead of 2, and not confirmed again"),
    (amend_and_confirm, "[2] milestone release was amended: revision 4 instead of 2, and confirmed again"),
    (
        lambda m: m.milestones.retract("release", by=BEN, at=LATER, reason="It was not mine."),
        "[2] milestone release was retracted on 13 April 2026",
    ),
    (
        lambda m: m.milestones.contest("release", by=ADA, at=LATER, reason="It was not so."),
        "[2] milestone release was contested on 13 April 2026",
    ),
    (
        lambda m: m.consents.withdraw("recommendation_letter", by=BEN, at=LATER),
        "[5] consent recommendation_letter was withdrawn on 13 April 2026",
    ),
    (
        lambda m: m.complete(by=BEN, at=LATER, summary="We are done."),
        "[1] relationship ada-and-ben went on: it is completed",
    ),
    (lambda m: m.pause(by=BEN, at=LATER), "[1] relationship ada-and-ben went on: it is paused"),
    (
        lambda m: (m.pause(by=BEN, at=LATER), m.resume(by=BEN, at=LATER)),
        "[1] relationship ada-and-ben went on: it is paused and then active",
    ),
    (
        lambda m: (
            m.milestones.contest("release", by=ADA, at=LATER, reason="Not so."),
            m.milestones.confirm("release", by=ADA, at=LATER, revision=3),
        ),
        "[2] milestone release was contested: revision 4 instead of 2, and confirmed again",
    ),
    (
        lambda m: m.erase(ADA, at=LATER, names=("Ada",)),
        "[3] feedback praise was erased in part",
    ),
    (
        lambda m: m.erase(BEN, at=LATER),
        (
            "[2] milestone release was erased in part; [4] note learned was erased in part; "
            "[5] consent recommendation_letter ended with the erasure of the mentee's data on 13 April 2026"
        ),
    ),
]


@pytest.mark.parametrize(("change", "says"), CHANGES)
def test_names_what_changed(change: Callable[[Mentorship], object], says: str) -> None:
    """
    C2: after any change of what it cites a document is stale, and names what changed and how.
    """
    m = recommended()
    document = letter(m)

    assert not document.is_stale(m)
    assert "nothing has changed" == str(document.is_stale(m))

    change(m)

    assert document.is_stale(m)
    assert says == str(document.is_stale(m))
    assert [says.partition("]")[0][1:]] == [
        str(change.citation.number) for change in document.is_stale(m).changes[:1]
    ]


def test_a_record_that_is_gone() -> None:
    """
    C2: an older relationship, without what a document cites, makes it stale as well.
    """
    assert "[2] milestone release is not in the record" in str(letter(recommended()).is_stale(started()))


def test_a_consent_that_is_another() -> None:
    """
    C2: a consent of the same id that says something else is not the one that was given.
    """
    m = started()
    reach(m)
    other = started()
    reach(other)
    for each, until in ((m, None), (other, date(2026, 12, 31))):
        each.consents.give(by=BEN, at=NOW, purpose=Purpose.RECOMMENDATION_LETTER, until=until, id="consent")

    assert "[3] consent consent was erased in part" == str(letter(m).is_stale(other))


def test_what_is_not_cited_does_not_count() -> None:
    """
    C2: a document stays as it is while other things are entered.
    """
    m = recommended()
    document = letter(m)
    m.goals.set(by=BEN, at=LATER, title="…", why="…", measure="…")
    reach(m, "talk", title="Gave a talk", statement="Ben spoke.", at=LATER)
    m.consents.withdraw("testimonial", by=BEN, at=LATER)

    assert not document.is_stale(m)


def test_a_consent_with_a_last_day() -> None:
    """
    C1, C2: a consent that has ended makes a document stale for whoever says when they look.
    """
    m = started()
    reach(m)
    m.consents.give(
        by=BEN, at=NOW, purpose=Purpose.RECOMMENDATION_LETTER, until=date(2026, 4, 30), id="consent"
    )
    document = letter(m)
    over = datetime(2026, 5, 1, 12, tzinfo=UTC)

    assert not document.is_stale(m)
    assert not document.is_stale(m, at=over - DAY)
    assert "[3] consent consent held until 30 April 2026" == str(document.is_stale(m, at=over))
    with pytest.raises(InvalidValue, match="no time zone"):
        letter(recommended()).is_stale(recommended(), at=datetime(2026, 5, 1))


def test_a_consent_without_one_never_ends() -> None:
    """
    C1: a consent without a last day holds for ever.
    """
    m = recommended()

    assert not letter(m).is_stale(m, at=AT + 9000 * DAY)


def test_belongs_to_its_relationship() -> None:
    """
    C2: another relationship says nothing about a document.
    """
    other = Mentorship.offer(
        mentor=ADA, mentee=BEN, by=ADA, at=NOW, reasoning="…", potential="…", agreement=AGREEMENT, id="other"
    )
    with refused(
        InvalidValue,
        rule="C2",
        tried="tell whether a document is stale",
        because="it draws on the mentorship ada-and-ben, and not on other",
        accepted="give the mentorship that it draws on",
    ):
        letter(recommended()).is_stale(other)
    for wrong in (other, "other"):
        with pytest.raises(InvalidValue) as caught:
            letter(recommended()).is_stale(wrong)  # type: ignore[arg-type]
        assert "mentorship" == caught.value.path


def test_a_citation_shows_no_fingerprint() -> None:
    """
    C2: how a citation reads, and that its fingerprint is for comparing only.
    """
    citation = letter(recommended()).citations[1]

    assert ("milestone", "release", 2, 2) == (
        citation.kind,
        citation.record,
        citation.revision,
        citation.number,
    )
    assert citation.digest not in repr(citation)
    assert citation.digest not in str(citation)
