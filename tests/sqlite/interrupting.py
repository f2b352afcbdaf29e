"""
Interrupting: what a signal handler does that raises, at each of the steps where Python looks for signals.
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable
from types import FrameType


OURS = ("mentorcore_sql", "mentorcore_postgres", "contextlib")
"""The modules whose steps count."""


class Interrupted(BaseException):
    """
    What a signal handler raises.
    """


def interrupted(call: Callable[[], object], at: int, kept: list[BaseException] | None = None) -> bool:
    """
    Make a call, and raise at the step of that number, where Python looks for signals: when a function
    begins, or one that is written in C has returned. Tell whether there was such a step.

    Args:
        kept: Takes the exception, and with it everything that hangs on its traceback.
    """
    steps = 0

    def step(frame: FrameType, event: str, _: object) -> None:
        nonlocal steps
        is_ours = frame.f_globals.get("__name__", "").startswith(OURS)
        # A generator goes on inside of its `try`, which a profile function cannot raise in.
        is_entry = event == "call" and not frame.f_code.co_flags & inspect.CO_GENERATOR
        if is_ours and (is_entry or event == "c_return"):
            steps += 1
            if steps == at:
                sys.setprofile(None)
                raise Interrupted

    sys.setprofile(step)
    try:
        call()
    except Interrupted as error:
        if kept is not None:
            kept.append(error)

        return True
    finally:
        sys.setprofile(None)

    return False
