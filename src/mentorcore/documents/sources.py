"""
Sources: what a document that is being written rests on (C2).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Final

import attrs

from mentorcore.documents.citations import Citation, cited
from mentorcore.documents.escaping import Mark, escaped
from mentorcore.errors import TemplateRefused, WrongTime
from mentorcore.model.mentorship import Mentorship
from mentorcore.model.values import RecordId, withheld


_REFERENCE: Final = re.compile(r"\\.|\[\^([^\]\n]+)\]", re.DOTALL)
"""A reference; an escaped character is passed over, so that none begins with it."""

_CODE: Final = re.compile(r"(?<![`\\])(`+)(?!`)(.+?)(?<!`)\1(?!`)", re.DOTALL)

TELLING: Final = 16
"""A claim with fewer characters could stand in a text by chance, and is not looked for."""


@attrs.define
class Sources:
    """
    The citations of a document, as they are handed to its template.

    Attributes:
        at: The moment of the document.
    """

    mentorship: Mentorship
    at: datetime
    _citations: list[Citation] = attrs.field(factory=list, init=False)
    _claims: list[tuple[str, int]] = attrs.field(factory=list, init=False, repr=withheld)

    def cite(self, kind: str, record: RecordId, what: str, *, claims: Iterable[str] = ()) -> Mark:
        """
        Cite a record as it is now.

        Args:
            what: What it says, in words.

            claims: The texts that rest on it; where one of them stands, it has to be cited.

        Returns:
            The reference that a template puts behind a claim.

        Raises:
            WrongTime: The document would be older than what it rests on (C2).
        """
        now = cited(self.mentorship, kind, record)
        if now.since > self.at + self.mentorship.policy.skew:
            raise WrongTime(
                tried="write a document",
                because=f"the {kind} {record} stands as it does only since {now.since.isoformat()}",
                accepted="write it at that moment or later",
                rule="C2",
            )
        number = len(self._citations) + 1
        self._citations.append(
            Citation(
                number=number, kind=kind, record=record, revision=now.revision, what=what, digest=now.digest
            )
        )
        self._claims.extend((escaped(text), number) for text in claims)

        return Mark(f"[^{number}]")

    def settled(self, name: str, written: str) -> tuple[str, tuple[Citation, ...]]:
        """
        Return a text with its references numbered in the order of their first appearance, and what it cites.

        Args:
            name: The name of the template that wrote it.

        Raises:
            TemplateRefused: It refers to something that is not there, or holds a claim without its citation
                (C2).
        """
        known = {str(citation.number): citation for citation in self._citations}
        order = list(dict.fromkeys(filter(None, _REFERENCE.findall(written))))
        if any(filter(None, _REFERENCE.findall("".join(code for _, code in _CODE.findall(written))))):
            raise TemplateRefused(name, "a reference stands in code, where it is none", "put it outside")
        if unknown := [label for label in order if label not in known]:
            # What is no number may come from the record.
            what = f"[^{unknown[0]}]" if re.fullmatch("[0-9]{1,9}", unknown[0]) else "a footnote of its own"
            raise TemplateRefused(
                name, f"it refers to {what}, which nothing is", "refer only by the cite of a claim"
            )
        if uncited := self._uncited(written, set(order)):
            raise TemplateRefused(
                name,
                f"it holds what {uncited.kind} {uncited.record} says, uncited (C2)",
                "put the cite of the same entry behind it",
            )
        places = {label: place for place, label in enumerate(order, 1)}
        citations = tuple(attrs.evolve(known[label], number=place) for label, place in places.items())

        return _REFERENCE.sub(lambda x: f"[^{places[x[1]]}]" if x[1] else x[0], written), citations

    def _uncited(self, written: str, labels: set[str]) -> Citation | None:
        """
        Return what is told without being cited; what a cited claim says as well counts as cited.
        """
        claims = [(text.casefold(), number) for text, number in self._claims]
        cited_texts = {text for text, number in claims if str(number) in labels}
        rest = written.casefold()
        for text in sorted(cited_texts, key=len, reverse=True):
            rest = rest.replace(text, "\0")
        found = (number for text, number in claims if len(text) >= TELLING and text in rest)

        return next((self._citations[number - 1] for number in found), None)
