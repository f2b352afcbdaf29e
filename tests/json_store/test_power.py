"""
After a power cut at any moment every acknowledged commit is there, and of others all or nothing.
"""

from __future__ import annotations

import pytest

from tests.crash.power.json_store import is_noticed, record, record_killed, unsynced
from tests.crash.power.trial import Extent


SYNCS = {
    "index._publish: index-.sqlite.tmp",
    "index._publish: names in store",
    "index.changed: index",
    "journal.append: journal.jsonl",
    "journal.trim: journal.jsonl",
    "marker.write: mentorcore.json.tmp",
    "marker.write: names in store",
    "opening._make: names in above",
    "opening._make: names in store",
    "redo.append: redo.log",
    "redo.begin: names in store",
    "redo.begin: redo.log.tmp",
    "redo.sync: redo.log",
    "redo.withdraw: redo.log",
    "shelves.settle: documents",
    "shelves.settle: names in documents",
    "shelves.settle: names in folder",
    "shelves.settle: names in kind",
    "shelves.sweep: names in folder",
}
"""Every place in the code that waits for the disk, and what it waits for."""


def test_nothing_is_lost() -> None:
    """
    Whatever was not synced may be there or not; the store opens, holds what was acknowledged, and can be
    written to. A commit that is done again counts once, and what was scrubbed does not come back.
    """
    trial = record(Extent(most=12, share=0.03), recoveries=200)

    assert trial.damages == []
    assert trial.disk.synced == SYNCS
    assert trial.figures["states"] > 400
    assert trial.figures["exhaustive cuts"] > 100


def test_nothing_is_lost_by_those_who_go_on() -> None:
    """
    Somebody who goes on with what a killed process left does not rely on what that one had not synced yet.
    """
    trials = [record_killed(number, Extent(share=0)) for number in unsynced()]

    assert [str(damage) for trial in trials for damage in trial.damages] == []
    assert sum(trial.figures["states"] for trial in trials) > 100


@pytest.mark.parametrize("sync", sorted(SYNCS))
def test_every_sync_is_needed(sync: str) -> None:
    """
    Leaving any one sync out damages something, and the tests above would see it.
    """
    assert is_noticed(sync)
