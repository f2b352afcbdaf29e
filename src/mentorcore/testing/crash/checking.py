"""
Checking: what a fresh process sees and does in a store after a kill.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Sequence

from mentorcore.errors import AlreadyDone
from mentorcore.testing.crash.children import Say
from mentorcore.testing.crash.contents import Contents, Found, disagreements, read
from mentorcore.testing.crash.expecting import Expected
from mentorcore.testing.crash.judging import Verdict, judged, tell
from mentorcore.testing.crash.lives import OPENED, Life, Place
from mentorcore.testing.crash.script import Opened


POSITIONS = "positions"
"""What is said of the journal: where its entries stand."""

USUAL = "usual"
"""What is said where opening took long: how many seconds it takes when there is nothing to recover."""

SLOW = 1.0
"""How many seconds longer than usual an opening may take, on a machine that may be busy with other things."""

CHECKED = "checked"
"""What is said where nothing kept the check from being made completely."""


def checking(
    place: Place, expected: Sequence[Expected], positions: Sequence[int], *, thorough: bool = True
) -> Life:
    """
    Return the life of somebody who opens a store, reads everything, and goes on where the dead left off.

    Args:
        positions: Where the first entries of the journal stood when somebody last looked.

        thorough: Read in every way there is, again afterwards, and verify the whole store. What was done last
            is otherwise for the next check to see.
    """

    def live(say: Say) -> None:
        started = time.perf_counter()
        with place.opened() as opened:
            seconds = time.perf_counter() - started
            say(OPENED, seconds)
            found = _read(opened, place, expected)
            verdicts = [judged(_own(found, one), one.before, one.after) for one in expected]
            wrong = [*_moved(found, expected, positions)]
            wrong += disagreements(opened.backend, place.script.layout, found) if thorough else ()
            verdicts.append(Verdict(corrupt=(*wrong,)))
            if _all_good(verdicts, say):
                for one, verdict in zip(expected, verdicts, strict=False):
                    _go_on(opened, one, say, kept=verdict.kept)
                if thorough:
                    found = _read(opened, place, expected)
                    verdicts = [judged(_own(found, one), one.final, one.final) for one in expected]
                    _all_good([*verdicts, Verdict(corrupt=place.script.problems(opened))], say)
            say(POSITIONS, json.dumps([entry.position for entry in found.journal]))
        say(CHECKED)
        if seconds > SLOW:
            started = time.perf_counter()
            with place.opened():
                say(USUAL, time.perf_counter() - started)

    return live


def _read(opened: Opened, place: Place, expected: Sequence[Expected]) -> Found:
    tokens = [token for one in expected for token in one.history.tokens]
    keys = [key for one in expected for key in one.history.buried]

    return read(opened.backend, place.script.layout, tokens, keys)


def _own(found: Found, one: Expected) -> Contents:
    return found.of(one.history.name, one.history.script.settled)


def _all_good(verdicts: Sequence[Verdict], say: Say) -> bool:
    for verdict in verdicts:
        tell(say, verdict)

    return all(verdict.is_good for verdict in verdicts)


def _moved(found: Found, expected: Sequence[Expected], positions: Sequence[int]) -> Iterator[str]:
    """
    Say what is at another position of the journal than somebody was told.
    """
    if [entry.position for entry in found.journal][: len(positions)] != [*positions]:
        yield "journal: entries that were there have moved"
    for one in expected:
        for token, position in one.history.tokens.items():
            kept = found.tokens.get(token)
            if position is not None and kept is not None and kept != position:
                yield f"token {token}: it is at {kept}, and was acknowledged at {position}"


def _go_on(opened: Opened, one: Expected, say: Say, *, kept: bool) -> None:
    """
    Do again what was under way, as an application does that was not told, and then one thing more.
    """
    if one.pending is not None and not (kept and one.pending.token is None):
        try:
            one.pending.do(opened)
        except AlreadyDone:
            if not kept:
                say("partial", f"token {one.pending.token} is known, and its commit is not there")
        else:
            if kept and one.pending.token is not None:
                say("corrupt", f"token {one.pending.token} was committed twice")
    one.probe.do(opened)
