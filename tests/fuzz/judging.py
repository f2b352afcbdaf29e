"""
Judging: what came of one input, and how often which.
"""

from __future__ import annotations

import time
import traceback
from pathlib import Path

import attrs

from mentorcore.errors import MentorcoreError
from tests.fuzz.targets import Target, Unstable
from tests.hostile.bodies import MARK


SLOW_SECONDS = 10.0
"""How much computing time one input may take; far more than any needs, since the machine may be busy."""


@attrs.define
class Judged:
    """
    What came of the inputs of one target.

    Attributes:
        inputs: How many there were.

        read: How many were read, and came back the same.

        refused: How many were refused with a typed error.

        untyped: How many raised anything else.

        unstable: How many were read, and did not come back the same.

        leaked: How many were refused with somebody's words.

        slow: How many took longer than `SLOW_SECONDS`.
    """

    inputs: int = 0
    read: int = 0
    refused: int = 0
    untyped: int = 0
    unstable: int = 0
    leaked: int = 0
    slow: int = 0

    @property
    def found(self) -> int:
        """
        How many inputs showed that something is wrong.
        """
        return self.untyped + self.unstable + self.leaked + self.slow


def judge(target: Target, data: bytes, judged: Judged, keep: Path | None = None) -> None:
    """
    Read one input and count what came of it.

    Args:
        keep: The directory in which to keep the inputs that show that something is wrong.
    """
    before, begun, said = judged.found, time.thread_time(), ""
    judged.inputs += 1
    try:
        target.read(data)
        judged.read += 1
    except MentorcoreError as error:
        judged.refused += 1
        said = "".join(traceback.format_exception_only(error))
        judged.leaked += _repeats(error)
    except Unstable as error:
        judged.unstable += 1
        said = f"Unstable: {error}\n{error.__cause__!r}"
    except Exception:  # noqa: BLE001 - that is what is looked for
        judged.untyped += 1
        said = traceback.format_exc()
    judged.slow += time.thread_time() - begun > SLOW_SECONDS
    if keep is not None and judged.found > before:
        name = f"{target.name.replace(' ', '-')}-{judged.inputs}"
        (keep / f"{name}.input").write_bytes(data)
        (keep / f"{name}.txt").write_text(said, encoding="utf-8", errors="backslashreplace")


def _repeats(error: BaseException) -> bool:
    """
    Tell whether an error, or one that it comes from, repeats somebody's words.
    """
    seen: set[int] = set()
    waiting: list[BaseException | None] = [error]
    while waiting:
        one = waiting.pop()
        if one is None or id(one) in seen:
            continue
        seen.add(id(one))
        if MARK in f"{one}{one!r}":
            return True
        waiting += [one.__cause__, None if one.__suppress_context__ else one.__context__]

    return False
