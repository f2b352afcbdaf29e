"""
Backends that give back something else than what is there.
"""

from __future__ import annotations

from collections.abc import Sequence

import attrs

from mentorcore.backends import Envelope, JournalEntry, Key, Op, Page, Query
from tests.mutants.base import InMemory


class KeepsTheCallersValues(InMemory):
    """
    Keeps the index values that it is given, not a copy.
    """

    killed_by = "test_keeps_a_copy_of_what_it_was_given"

    def _put(self, envelope: Envelope) -> None:
        super()._put(envelope)
        self._documents[envelope.key] = envelope


class GivesItsOwnValues(InMemory):
    """
    Copies what it is given, but gives out the copy itself.
    """

    killed_by = "test_gives_a_copy_of_what_it_keeps"

    def _put(self, envelope: Envelope) -> None:
        super()._put(envelope)
        self._documents[envelope.key] = attrs.evolve(envelope, index=dict(envelope.index))


class GivesItsOwnList(InMemory):
    """
    Gives out the list that it keeps the journal in, when it would give all of it.
    """

    killed_by = "test_gives_a_list_of_its_own"

    def journal(self, *, after: int, limit: int, subject: str | None) -> Sequence[JournalEntry]:
        if after == 0 and subject is None and limit >= len(self._journal):
            with self._open():
                return self._journal
        return super().journal(after=after, limit=limit, subject=subject)


class ScansWithoutCase(InMemory):
    """
    Orders ids as a dictionary for people would.
    """

    killed_by = "test_scans_in_the_order_of_ids"

    def scan(self, kind: str, *, after: str | None, limit: int) -> Sequence[Envelope]:
        everything = super().scan(kind, after=None, limit=10**9)
        ordered = sorted(everything, key=lambda e: (e.key.id.casefold(), e.key.id))
        behind = [e for e in ordered if after is None or e.key.id > after]

        return behind[:limit]


class FindsPartsOfTexts(InMemory):
    """
    Finds a text anywhere among the many, as a pattern over all of them would.
    """

    killed_by = "test_finds_one_of_many"

    def find(self, query: Query) -> Page:
        exact = [c for c in query.where if c.op is not Op.HAS]
        page = super().find(attrs.evolve(query, where=tuple(exact), limit=10**9))
        parts = [c for c in query.where if c.op is Op.HAS]
        rows = [r for r in page.rows if all(c.value in ",".join(r.index[c.column] or ()) for c in parts)]

        return Page(tuple(rows[: query.limit]), more=len(rows) > query.limit)


class PromisesMore(InMemory):
    """
    Takes a full page for a sign that there is another one.
    """

    killed_by = "test_says_whether_there_is_more"

    def find(self, query: Query) -> Page:
        page = super().find(query)

        return attrs.evolve(page, more=len(page.rows) == query.limit)


class LooksForTheLastRow(InMemory):
    """
    Goes on behind the row it gave last, and starts over when that row is gone.
    """

    killed_by = "test_goes_on_where_a_row_was_removed"

    def find(self, query: Query) -> Page:
        if query.after is not None and Key(query.kind, query.after[1]) not in self._documents:
            query = attrs.evolve(query, after=None)

        return super().find(query)


class ReadsAfterClosing(InMemory):
    """
    Answers from what is still in memory after it was closed.
    """

    killed_by = "test_a_closed_backend_is_unavailable"

    def position_of(self, token: str) -> int | None:
        return self._tokens.get(token)


class CountsTheLimitFirst(InMemory):
    """
    Takes as many entries as the limit allows, and only then looks at their subjects.
    """

    killed_by = "test_limits_the_entries_of_one_subject"

    def journal(self, *, after: int, limit: int, subject: str | None) -> Sequence[JournalEntry]:
        some = super().journal(after=after, limit=limit, subject=None)

        return [entry for entry in some if subject in (None, entry.subject)]
