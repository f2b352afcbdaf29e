"""
A statement that fails gives a typed error with its cause; what was stored stays readable, and the next
commit is fine.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from contextlib import closing

import pytest

from tests.crash.faults import LAYERS
from tests.crash.faults.sqlite_store import Below, Statements
from tests.crash.faults.trial import CASES, Case, Faulty, Trials
from tests.sqlite.vfs import NotWatchable


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
@pytest.mark.parametrize("layer", [Statements, Below], ids=["statements", "files below"])
def test_each_one_in_turn(layer: Callable[[], Faulty], case: Case) -> None:
    """
    Whatever goes wrong, and whenever, the call is done whole or not at all, its error keeps the cause, a
    commit that is done again counts once, and nothing stays open, locked or behind.
    """
    try:
        trials = Trials(layer())
    except NotWatchable as reason:
        pytest.skip(str(reason))
    with closing(trials):
        trials.run(case, itertools.cycle(trials.faults), every=LAYERS[layer])

    assert trials.wrong == []
    # Closing runs no statement.
    assert trials.figures["faults"] > 0 or (layer is Statements and case.name == "close")
