"""
The command line: looking after a store, and reading it, without writing a program.

It needs the extra `cli`. `mentorcore` is the script, and ``python -m mentorcore.cli`` is the same.
"""

from __future__ import annotations

import sys

from mentorcore.cli.exits import Exit
from mentorcore.errors import MissingExtra


def main() -> None:
    """
    Run the command that was asked for, and exit with its code.
    """
    try:
        from mentorcore.cli.program import app
    except ImportError as error:
        if (error.name or "").partition(".")[0] not in {"rich", "typer"}:
            raise
        sys.stderr.write(f"mentorcore: {MissingExtra(what='the command line', extra='cli')}\n")
        sys.exit(Exit.NOT_INSTALLED)
    except KeyboardInterrupt:  # while it was still being loaded
        sys.stderr.write("mentorcore: interrupted\n")
        sys.exit(Exit.INTERRUPTED)
    app()
