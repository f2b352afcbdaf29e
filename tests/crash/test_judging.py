"""
What a store says is judged against what was acknowledged, with and without the commit that was under way.
"""

from __future__ import annotations

from typing import Any

import attrs
import pytest

from mentorcore.backends import Key
from mentorcore.testing.contract.samples import BOOK, book
from mentorcore.testing.crash.contents import Contents
from mentorcore.testing.crash.judging import Verdict, judged


A, B = Key(BOOK, "w-a"), Key(BOOK, "w-b")
ENTRY, NEXT, LAST = ("w-a", "{}"), ("w-b", '{"n": 1}'), ("w-b", '{"n": 2}')
BEFORE = Contents({A: book("w-a")}, (ENTRY,), frozenset({"w-t1"}), {B: 1})
AFTER = Contents({A: book("w-a", 2)}, (ENTRY, NEXT, LAST), frozenset({"w-t1", "w-t2"}), {B: 2})


def _with(contents: Contents, **changes: Any) -> Contents:
    return attrs.evolve(contents, **changes)


class TestJudged:
    def test_what_was_under_way_may_be_missing(self) -> None:
        """
        Without the commit that was under way nothing is wrong.
        """
        assert judged(BEFORE, BEFORE, AFTER) == Verdict()

    def test_what_was_under_way_may_be_there(self) -> None:
        """
        With all of it nothing is wrong either, and it was kept.
        """
        assert judged(AFTER, BEFORE, AFTER) == Verdict(kept=True)

    @pytest.mark.parametrize(
        "change",
        [
            {"documents": BEFORE.documents},
            {"journal": BEFORE.journal},
            {"journal": (ENTRY, NEXT)},
            {"journal": (ENTRY, LAST)},
            {"tokens": BEFORE.tokens},
            {"versions": BEFORE.versions},
        ],
    )
    def test_a_part_of_it_is_too_little(self, change: dict[str, Any]) -> None:
        """
        With some of it missing it is there in part, and was not kept.
        """
        verdict = judged(_with(AFTER, **change), BEFORE, AFTER)

        assert (verdict.kept, verdict.lost, verdict.corrupt) == (False, (), ())
        assert len(verdict.partial) == 1

    @pytest.mark.parametrize(
        ("change", "lost"),
        [
            ({"documents": {}}, "document book/w-a"),
            ({"tokens": frozenset({"w-t2"})}, "token w-t1"),
            ({"journal": (NEXT, LAST)}, "1 journal entries"),
            ({"versions": {B: 0}}, "id book/w-b"),
        ],
    )
    def test_what_was_acknowledged_and_is_missing_is_lost(self, change: dict[str, Any], lost: str) -> None:
        """
        A document, a token, an entry or a tombstone that was acknowledged has to be there.
        """
        assert judged(_with(AFTER, **change), BEFORE, AFTER).lost == (lost,)

    def test_an_earlier_version_is_lost(self) -> None:
        """
        A document that is as it was before an acknowledged change has lost it.
        """
        found = _with(AFTER, documents=BEFORE.documents)

        assert judged(found, AFTER, AFTER).lost == ("document book/w-a",)

    def test_what_is_back_from_its_tombstone_is_lost(self) -> None:
        """
        So has a document that was removed and is there again.
        """
        found = _with(AFTER, documents={**AFTER.documents, B: book("w-b")}, versions={B: 1})

        assert judged(found, AFTER, AFTER).lost == ("document book/w-b", "id book/w-b")

    @pytest.mark.parametrize(
        ("change", "corrupt"),
        [
            ({"documents": {A: book("w-a", 2, body='{"other": 1}')}}, "document book/w-a"),
            ({"documents": {A: book("w-a", 2, title="other")}}, "document book/w-a"),
            ({"documents": {A: book("w-a", 3)}}, "document book/w-a"),
            ({"documents": {**AFTER.documents, Key(BOOK, "w-c"): book("w-c")}}, "document book/w-c"),
            ({"tokens": frozenset({"w-t1", "w-t2", "w-t3"})}, "token w-t3"),
            ({"journal": (*AFTER.journal, ENTRY)}, "journal entries that nobody wrote, or in another order"),
            ({"journal": (NEXT, ENTRY, LAST)}, "journal entries that nobody wrote, or in another order"),
            ({"versions": {B: 3}}, "id book/w-b"),
        ],
    )
    def test_what_nobody_wrote_is_corrupt(self, change: dict[str, Any], corrupt: str) -> None:
        """
        Text, index values, versions, documents, tokens and entries that nobody wrote are damage.
        """
        verdict = judged(_with(AFTER, **change), AFTER, AFTER)

        assert (verdict.corrupt, verdict.lost, verdict.partial) == ((corrupt,), (), ())
