"""
Backends that find something else than what was asked for.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import attrs

from mentorcore.backends import Batch, Condition, Envelope, Key, Op, Page, Query, Row
from mentorcore.errors import Conflict
from tests.mutants.base import InMemory


class FindsEverythingAsWritten(InMemory):
    """
    Reorders a search: gives its first page without conditions as the documents were made.
    """

    killed_by = "test_finds_everything_by_id"

    def find(self, query: Query) -> Page:
        with self._open():
            if query.where or query.order or query.after:
                return super().find(query)
            found = [Row(e.key, e.version, e.index) for e in self._searched(query)]

            return Page(tuple(found[: query.limit]), more=len(found) > query.limit)


class GivesOneTextAColumn(InMemory):
    """
    Answers from an index that has no column for many texts.
    """

    killed_by = "test_gives_rows_as_they_are_kept"

    def find(self, query: Query) -> Page:
        page = super().find(query)
        rows = (
            attrs.evolve(row, index={k: v for k, v in row.index.items() if not isinstance(v, tuple)})
            for row in page.rows
        )

        return attrs.evolve(page, rows=tuple(rows))


class ComparesWithoutTrailingSpaces(InMemory):
    """
    Compares texts as SQL compares columns of fixed width.
    """

    killed_by = "test_finds_equal_texts_exactly"

    def _holds(self, condition: Condition, envelope: Envelope) -> bool:
        value = envelope.index.get(condition.column)
        if condition.op is Op.EQ and isinstance(value, str):
            return value.rstrip(" ") == condition.value.rstrip(" ")

        return super()._holds(condition, envelope)


class TakesNoneForAnEmptyText(InMemory):
    """
    Makes no difference between an empty text and none, like some databases.
    """

    killed_by = "test_compares_nothing_with_none"

    def _holds(self, condition: Condition, envelope: Envelope) -> bool:
        if condition.op is Op.EQ and condition.value == "":
            return not envelope.index.get(condition.column)

        return super()._holds(condition, envelope)


class ComparesByUtf16(InMemory):
    """
    Compares as languages do whose texts consist of 16-bit units.
    """

    killed_by = "test_compares_by_code_point"

    def _holds(self, condition: Condition, envelope: Envelope) -> bool:
        value = envelope.index.get(condition.column)
        if condition.op in {Op.LE, Op.GT} and isinstance(value, str):
            return (_utf16(value) <= _utf16(condition.value)) is (condition.op is Op.LE)

        return super()._holds(condition, envelope)


class ComparesMilliseconds(InMemory):
    """
    Keeps moments as a type that is exact to the millisecond.
    """

    killed_by = "test_compares_moments"

    def _holds(self, condition: Condition, envelope: Envelope) -> bool:
        value = envelope.index.get(condition.column)
        if condition.column == "due" and isinstance(value, str):
            return attrs.evolve(condition, value=condition.value[:23]).holds(value[:23])

        return super()._holds(condition, envelope)


class ComparesDaysOfTheMonth(InMemory):
    """
    Finds later days, as long as they are in the same month.
    """

    killed_by = "test_compares_days"

    def _holds(self, condition: Condition, envelope: Envelope) -> bool:
        value = envelope.index.get(condition.column)
        if condition.column == "day" and condition.op is Op.GT and isinstance(value, str):
            return value[8:] > condition.value[8:]

        return super()._holds(condition, envelope)


class SplitsAtCommas(InMemory):
    """
    Keeps many texts as one, with commas between them.
    """

    killed_by = "test_finds_one_of_many"

    def _holds(self, condition: Condition, envelope: Envelope) -> bool:
        value = envelope.index.get(condition.column)
        if condition.op is Op.HAS and value:
            return condition.value in ",".join(value).split(",")

        return super()._holds(condition, envelope)


class LeavesOutEmptyTexts(InMemory):
    """
    Enters each of many texts into the index, except where there is none to see.
    """

    killed_by = "test_finds_every_text_among_many"

    def _holds(self, condition: Condition, envelope: Envelope) -> bool:
        is_entered = condition.op is not Op.HAS or condition.value != ""

        return is_entered and super()._holds(condition, envelope)


class KeepsOneConditionAColumn(InMemory):
    """
    Collects the conditions by column, so that the last one counts.
    """

    killed_by = "test_all_conditions_hold"

    def find(self, query: Query) -> Page:
        where = {condition.column: condition for condition in query.where}

        return super().find(attrs.evolve(query, where=tuple(where.values())))


class SharesAnIndexBetweenKinds(InMemory):
    """
    Has one index for a column, whichever kinds have it.
    """

    killed_by = "test_a_query_asks_one_kind"

    def _searched(self, query: Query) -> Iterable[Envelope]:
        return self._documents.values() if len(query.where) == 1 else super()._searched(query)


class OrdersByUtf16(InMemory):
    """
    Orders as languages do whose texts consist of 16-bit units.
    """

    killed_by = "test_orders_by_code_point"

    def _place(self, order: str | None, value: str, id: str) -> tuple[Any, ...]:
        return _utf16(value), id


class OrdersEqualValuesAsWritten(InMemory):
    """
    Has documents with the same value come as they were made.
    """

    killed_by = "test_orders_equal_values_by_id"

    def _forget(self) -> None:
        super()._forget()
        self._numbers: dict[str, int] = {}

    def _put(self, envelope: Envelope) -> None:
        super()._put(envelope)
        self._numbers.setdefault(envelope.key.id, len(self._numbers))

    def _place(self, order: str | None, value: str, id: str) -> tuple[Any, ...]:
        return (value, id) if order is None else (value, self._numbers.get(id, 0))


class GivesWhatHasNoValueLast(InMemory):
    """
    Gives, behind the documents in order, those that have no place in it.
    """

    killed_by = "test_an_order_leaves_out_what_has_no_value"

    def find(self, query: Query) -> Page:
        with self._open():
            page = super().find(query)
            order = query.order or ""
            if not order or query.after or page.more or not page.rows:
                return page
            rest = super().find(attrs.evolve(query, order=None)).rows
            rows = (*page.rows, *(row for row in rest if row.index[order] is None))

            return Page(rows[: query.limit], more=False)


class OrdersByIdWhatItFinds(InMemory):
    """
    Walks the index that serves the conditions, and leaves it at that.
    """

    killed_by = "test_orders_what_meets_the_conditions"

    def find(self, query: Query) -> Page:
        is_served = query.order in {None, *(condition.column for condition in query.where)}
        if is_served or not query.where:
            return super().find(query)
        after = query.after and (None, query.after[1])

        return super().find(attrs.evolve(query, order=None, after=after))


class KeepsOldTextsOfMany(InMemory):
    """
    Enters new texts into the index of many, and takes old ones out only when none is left.
    """

    killed_by = "test_a_change_moves_a_document_in_the_index"

    def _forget(self) -> None:
        super()._forget()
        self._of_many: dict[Key, set[str]] = {}

    def _put(self, envelope: Envelope) -> None:
        super()._put(envelope)
        readers = envelope.index.get("readers")
        self._of_many[envelope.key] = {*readers, *self._of_many.get(envelope.key, ())} if readers else set()

    def _holds(self, condition: Condition, envelope: Envelope) -> bool:
        if condition.op is Op.HAS:
            return condition.value in self._of_many[envelope.key]

        return super()._holds(condition, envelope)


class EntersNoNone(InMemory):
    """
    Updates the index of a column when there is a value to enter.
    """

    killed_by = "test_a_change_to_none_leaves_the_index"

    def _forget(self) -> None:
        super()._forget()
        self._titles: dict[Key, object] = {}

    def _put(self, envelope: Envelope) -> None:
        super()._put(envelope)
        if envelope.index.get("title") is not None:
            self._titles[envelope.key] = envelope.index["title"]

    def _holds(self, condition: Condition, envelope: Envelope) -> bool:
        if condition.column == "title" and condition.op is Op.EQ:
            return self._titles.get(envelope.key) == condition.value

        return super()._holds(condition, envelope)


class FindsTheRemoved(InMemory):
    """
    Takes a removed document out of its table, and leaves it in the index of a column.
    """

    killed_by = "test_a_removal_leaves_the_index"

    def _forget(self) -> None:
        super()._forget()
        self._removed: list[Envelope] = []

    def _bury(self, key: Key, version: int) -> None:
        self._removed.append(self._documents[key])
        super()._bury(key, version)

    def _searched(self, query: Query) -> Iterable[Envelope]:
        return [*super()._searched(query), *(self._removed if query.where else ())]


class IndexesBeforeItChecks(InMemory):
    """
    Enters each document into the index as soon as its own version is checked.
    """

    killed_by = "test_a_refused_change_leaves_the_index"

    def _forget(self) -> None:
        super()._forget()
        self._titles: dict[Key, object] = {}

    def commit(self, batch: Batch) -> int:
        with self._open():
            for write in batch.writes if batch.token not in self._tokens else ():
                try:
                    self._check(Batch(writes=(write,)))
                except Conflict:
                    break
                self._titles[write.envelope.key] = write.envelope.index.get("title")

            return super().commit(batch)

    def _holds(self, condition: Condition, envelope: Envelope) -> bool:
        if condition.column == "title" and condition.op is Op.EQ:
            return self._titles.get(envelope.key) == condition.value

        return super()._holds(condition, envelope)


class FallsBackToEverything(InMemory):
    """
    Takes a kind without documents for no kind at all.
    """

    killed_by = "test_finds_nothing_among_another_kinds_rows"

    def _searched(self, query: Query) -> Iterable[Envelope]:
        return super()._searched(query) or self._documents.values()


def _utf16(text: str) -> bytes:
    return text.encode("utf-16-be", "surrogatepass")
