"""
A year of mentoring: replay one programme's log into a store, and tell its owner how the year went.

Run ``python examples/year_of_mentoring.py STORE_URL``, where the URL is ``sqlite:///year.db``,
``json:///year`` or ``memory:``. The roster, the interactions and the log are in `examples/data/`; another
folder with such files can be given behind the URL.
"""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from reader import while_read
from yearaccount import account
from yearlog import Unreadable, read_interactions, read_log, read_roster
from yearreplay import replay

from mentorcore import open_store
from mentorcore.backends import redacted
from mentorcore.errors import MentorcoreError


DATA = Path(__file__).parent / "data"
OWNER = "p01"
ZONE = ZoneInfo("Europe/Oslo")
YEAR_END = datetime(2026, 1, 1, tzinfo=ZONE)


def main(arguments: list[str]) -> int:
    """
    Run the example and return its exit status.
    """
    if len(arguments) not in {1, 2}:
        print("usage: python examples/year_of_mentoring.py STORE_URL [FOLDER]", file=sys.stderr)
        return 2

    url, folder = arguments[0], Path(arguments[1]) if len(arguments) == 2 else DATA
    try:
        return tell_the_year(url, folder)
    except BrokenPipeError:  # nobody reads on
        raise
    except (MentorcoreError, Unreadable, OSError, UnicodeError) as error:
        print(f"year_of_mentoring: {error}", file=sys.stderr)
        return 1


def tell_the_year(url: str, folder: Path) -> int:
    """
    Replay the year into a store that does not have it yet, and print the account.
    """
    people = read_roster(folder)
    interactions = read_interactions(folder, people)
    entries = read_log(folder, people)

    # A rehearsal in memory: a line that a rule refuses is found before anything is kept.
    with open_store("memory:") as rehearsal:
        replay(rehearsal, people, entries)

    with open_store(url) as store:
        if not replay(store, people, entries):
            told = f"{redacted(url)} already holds this year; nothing was changed"
            print(f"year_of_mentoring: {told}", file=sys.stderr)
            return 1
        for line in account(store, owner=OWNER, at=YEAR_END, zone=ZONE, interactions=interactions):
            print(line)

    return 0


if __name__ == "__main__":
    sys.exit(while_read(main, sys.argv[1:]))
