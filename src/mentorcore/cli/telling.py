"""
Telling: the values of a record as text to read, in a few words where there are words for it.

A kind of value that is not known here is told field by field, so that nothing is ever left out.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime
from typing import Any

import attrs

from mentorcore import (
    Agreement,
    Answered,
    Cadence,
    Evidence,
    FollowUp,
    Known,
    Progress,
    Referral,
    Response,
    Story,
    Topic,
    Unknown,
    Worded,
)
from mentorcore.cli.naming import Names
from mentorcore.insight.wording import many
from mentorcore.model.cadence import Every
from mentorcore.privacy.readable import visible


REFERENCES = frozenset({"record", "goal", "serves", "session", "series", "about"})
"""The fields that hold the id of a record; *about* may also hold that of a person."""


@attrs.frozen
class Teller:
    """
    Tells values to somebody who reads one page.

    Attributes:
        titles: What the records on the page are called, by their ids.
    """

    names: Names
    titles: Mapping[str, str] = attrs.field(repr=False)

    def person(self, person_id: str) -> str:
        """
        Return what somebody is called.
        """
        return visible(self.names[person_id])

    def value(self, value: object, name: str = "") -> str:
        """
        Return a value as text.

        Args:
            name: Of the field that holds it.
        """
        told = next((tell for kind, tell in _TELLING.items() if isinstance(value, kind)), None)
        if told is not None:
            return told(self, value)
        if isinstance(value, str):
            return self._text(value, name)
        if attrs.has(type(value)):
            return "; ".join(self._parts(value))

        return visible(str(value))

    def _text(self, text: str, name: str) -> str:
        if name in REFERENCES and text in self.titles:
            return f"{self.titles[text]} ({text})"

        return self.person(text) if text in self.names else visible(text)

    def _parts(self, value: Any) -> Iterator[str]:
        for field in attrs.fields(type(value)):
            content = getattr(value, field.name)
            for one in content if isinstance(content, tuple) else (content,):
                if one is not None:
                    yield f"{words(field.name)}: {self.value(one, field.name)}"


def moment(at: datetime) -> str:
    """
    Return a moment in UTC, to the minute.
    """
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


def words(name: str) -> str:
    """
    Return the name of a field or a state as words.
    """
    return name.replace("_", " ")


def cadence(value: Cadence) -> str:
    """
    Return how often two people meet.
    """
    if value.unit is Every.MONTH:
        return "monthly"

    return "weekly" if value.count == 1 else f"every {value.count} weeks"


def _agreement(_: Teller, terms: Agreement) -> str:
    return f"{cadence(terms.cadence)}, {terms.starts_on} to {terms.ends_on}"


def _answered(teller: Teller, given: Answered) -> str:
    tier = words(given.visibility.value)

    return f"{teller.person(given.author)}, {moment(given.at)}, {tier}: {teller.value(given.answer)}"


def _evidence(teller: Teller, shown: Evidence) -> str:
    what = visible(shown.url or "") or teller.value(shown.record, "record")

    return what if shown.label is None else f"{visible(shown.label)}: {what}"


def _follow_up(teller: Teller, promised: FollowUp) -> str:
    task = "" if promised.task is None else f": {visible(promised.task)}"

    return f"{teller.value(promised.owner)} finds out until {promised.due_on}{task}"


def _progress(teller: Teller, noted: Progress) -> str:
    share = "" if noted.percent is None else f" ({noted.percent} %)"

    return f"{teller.person(noted.author)}, {moment(noted.at)}: {visible(noted.text)}{share}"


def _referral(_: Teller, to: Referral) -> str:
    return f"ask {visible(to.to)}" + ("" if to.why is None else f": {visible(to.why)}")


def _response(teller: Teller, given: Response) -> str:
    why = "" if given.reason is None else f": {visible(given.reason)}"

    return f"{teller.person(given.author)}, {moment(given.at)}, on revision {given.revision}{why}"


def _story(_: Teller, told: Story) -> str:
    return f"{visible(told.text)} What it taught: {visible(told.lesson)}"


def _topic(teller: Teller, topic: Topic) -> str:
    serves = "" if topic.serves is None else f", for {teller.value(topic.serves, 'serves')}"
    raised = teller.value(topic.raised_by)

    return f"{visible(topic.title)}, {many(topic.minutes, 'minute')}, raised by {raised}{serves}"


def _unknown(teller: Teller, answer: Unknown) -> str:
    further = (teller.value(one) for one in (answer.follow_up, answer.referral) if one is not None)

    return "; ".join(("I don't know", *further))


def _worded(teller: Teller, worded: Worded) -> str:
    return f"{words(worded.field)} by {teller.value(worded.by)}"


_TELLING: Mapping[type, Callable[[Teller, Any], str]] = {
    bool: lambda _, value: "yes" if value else "no",
    datetime: lambda _, value: moment(value),
    date: lambda _, value: value.isoformat(),
    enum.Enum: lambda _, value: words(value.value),
    Agreement: _agreement,
    Answered: _answered,
    Cadence: lambda _, value: cadence(value),
    Evidence: _evidence,
    FollowUp: _follow_up,
    Progress: _progress,
    Referral: _referral,
    Response: _response,
    Story: _story,
    Topic: _topic,
    Known: lambda _, answer: visible(answer.text),
    Unknown: _unknown,
    Worded: _worded,
}
"""How each kind of value is told; a day comes behind a moment, which is one as well."""
