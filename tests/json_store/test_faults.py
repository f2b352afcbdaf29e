"""
An operation that fails gives a typed error with its cause; what was stored stays readable, and the next
commit is fine.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from contextlib import closing

import pytest

from tests.crash.faults import LAYERS
from tests.crash.faults.json_store import JsonFiles, JsonIndex
from tests.crash.faults.trial import CASES, Case, Fault, Faulty, Trials
from tests.sqlite.vfs import NotWatchable


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
@pytest.mark.parametrize("layer", [JsonFiles, JsonIndex], ids=["own operations", "below the index"])
def test_each_operation_in_turn(layer: Callable[[], Faulty], case: Case) -> None:
    """
    Whatever goes wrong, and whenever, the call is done whole or not at all, its error says so and keeps the
    cause, a commit that is done again counts once, and nothing stays open, locked or behind.
    """
    try:
        trials = Trials(layer())
    except NotWatchable as reason:
        pytest.skip(str(reason))
    with closing(trials):
        trials.run(case, itertools.cycle(trials.faults), every=LAYERS[layer])

    assert trials.wrong == []
    assert trials.figures["faults"] > 0


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_an_interruption_passes_as_it_is(case: Case) -> None:
    """
    Somebody who presses Ctrl-C meets a KeyboardInterrupt, wherever it came.
    """
    with closing(Trials(JsonFiles())) as trials:
        trials.run(case, itertools.repeat(Fault("KeyboardInterrupt", foreign=True)), every=1)

    assert trials.wrong == []
    assert trials.figures["faults"] > 0
