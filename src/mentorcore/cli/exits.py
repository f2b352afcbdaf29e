"""
Exits: what the exit code of a command says.
"""

from __future__ import annotations

import enum


class Exit(enum.IntEnum):
    """
    An exit code. They stay what they are, so that scripts can rely on them.

    Attributes:
        FINE: It did what was asked.

        FOUND: It looked, and found something wrong with the store.

        USAGE: The command line cannot be understood, or a value on it cannot be.

        REFUSED: A rule refuses it, nothing has the id, or the question was not answered with yes.

        STORE: The store, or a file, cannot be used as it is.

        NOT_INSTALLED: Something has to be installed first: the backend, or an extra.

        FAULT: mentorcore itself is at fault.

        INTERRUPTED: It was stopped with Ctrl-C.

        TERMINATED: It was told to stop, with SIGTERM.
    """

    FINE = 0
    FOUND = 1
    USAGE = 2
    REFUSED = 3
    STORE = 4
    NOT_INSTALLED = 5
    FAULT = 70
    INTERRUPTED = 130
    TERMINATED = 143
