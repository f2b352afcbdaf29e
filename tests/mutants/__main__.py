"""
The matrix of contract tests and mutants: ``python -m tests.mutants [--server] [--jobs 2] [NAME …]``.

Ends with a table, and with an exit code that is not 0 when a mutant escapes, dies by another test than it
names, or behaves differently another time, or when a contract test has no mutant that it alone notices.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from tests.mutants.matrix import remarks, run_all, table
from tests.mutants.subjects import MUTANTS, MUTANTS_ON_A_SERVER, SOUND, SOUND_ON_A_SERVER
from tests.postgres.server import server_url


def main(arguments: Sequence[str] | None = None) -> int:
    """
    Run the matrix, and return the exit code.
    """
    parser = argparse.ArgumentParser("python -m tests.mutants", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help="these alone; the table is then incomplete")
    parser.add_argument("--server", action="store_true", help="those on PostgreSQL, which are few")
    parser.add_argument("--jobs", type=int, default=2, help="mutants at the same time")
    parser.add_argument("--times", type=int, default=1, help="runs, which have to agree")
    parser.add_argument("--kills", type=Path, help="a file for the names of the tests that each one fails")
    asked = parser.parse_args(arguments)

    sound, mutants = (SOUND_ON_A_SERVER, MUTANTS_ON_A_SERVER) if asked.server else (SOUND, MUTANTS)
    names = asked.names or [*sound, *mutants]
    if asked.server:
        server_url()  # one for all the processes
    runs = [run_all(names, jobs=asked.jobs) for _ in range(asked.times)]
    if asked.kills is not None:
        kills = (f"{name}: {', '.join(sorted(runs[0][name].failed))}\n" for name in names)
        asked.kills.write_text("".join(kills), "utf-8")
    for remark in dict.fromkeys(remark for each in runs for remark in remarks(each, mutants)):
        print(remark)  # noqa: T201 - this is what somebody has to look at

    return table(runs, mutants, is_complete=not asked.server).ended()


if __name__ == "__main__":
    sys.exit(main())
