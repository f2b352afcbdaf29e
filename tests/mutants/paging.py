"""
Backends that lose their place between pages.
"""

from __future__ import annotations

import sys

import attrs

from mentorcore.backends import Key, Page, Query
from tests.mutants.base import InMemory


class TakesAnEmptyMarkForNone(InMemory):
    """
    Goes on behind the value that a page ended with, unless that is an empty text.
    """

    killed_by = "test_pages_meet_every_row_once"

    def find(self, query: Query) -> Page:
        if query.order is not None and query.after is not None and not query.after[0]:
            query = attrs.evolve(query, after=None)

        return super().find(query)


class CountsTheLimitBeforeTheConditions(InMemory):
    """
    Fills a page with whatever comes, and takes out what does not meet the conditions.
    """

    killed_by = "test_pages_meet_the_conditions"

    def find(self, query: Query) -> Page:
        with self._open():
            met = super().find(attrs.evolve(query, limit=sys.maxsize)).rows
            filled = {row.key for row in super().find(attrs.evolve(query, where=())).rows}
            rows = tuple(row for row in met if row.key in filled)

            return Page(rows, more=len(met) > len(rows)) if rows else super().find(query)


class PromisesMore(InMemory):
    """
    Takes a full page for a sign that there is another one.
    """

    killed_by = "test_says_whether_there_is_more"

    def find(self, query: Query) -> Page:
        page = super().find(query)

        return attrs.evolve(page, more=len(page.rows) == query.limit)


class StartsOverBehindTheLastRow(InMemory):
    """
    Gives the first page again to whoever asks for one behind the last.
    """

    killed_by = "test_is_empty_behind_the_last_row"

    def find(self, query: Query) -> Page:
        page = super().find(query)

        return page if page.rows else super().find(attrs.evolve(query, after=None))


class PagesThroughASnapshot(InMemory):
    """
    Remembers what there was at the first page, and gives only that on the others.
    """

    killed_by = "test_pages_stand_still_while_others_write"

    def _forget(self) -> None:
        super()._forget()
        self._snapshots: dict[Query, set[Key]] = {}

    def find(self, query: Query) -> Page:
        with self._open():
            everything = super().find(attrs.evolve(query, limit=sys.maxsize)).rows
            asked = attrs.evolve(query, after=None)
            if query.after is None:
                self._snapshots[asked] = {row.key for row in everything}
            rows = [row for row in everything if row.key in self._snapshots.get(asked, {row.key})]

            return Page(tuple(rows[: query.limit]), more=len(rows) > query.limit)


class LooksForTheLastRow(InMemory):
    """
    Goes on behind the row it gave last, and starts over when that row is gone.
    """

    killed_by = "test_goes_on_where_a_row_was_removed"

    def find(self, query: Query) -> Page:
        if query.after is not None and Key(query.kind, query.after[1]) not in self._documents:
            query = attrs.evolve(query, after=None)

        return super().find(query)
