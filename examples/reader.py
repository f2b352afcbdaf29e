"""
Reader: an end without a traceback where nobody reads on, as behind ``| head -1``.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import ParamSpec


P = ParamSpec("P")


def while_read(main: Callable[P, int | None], *args: P.args, **kwargs: P.kwargs) -> int:
    """
    Run an example for as long as somebody reads what it prints, and return its exit status: whoever does not
    read on has had enough, and that is a good end.
    """
    try:
        status = main(*args, **kwargs)
        print(end="", flush=True)
    except BrokenPipeError:
        # Python would write what is left once more when it exits.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0

    return status or 0
