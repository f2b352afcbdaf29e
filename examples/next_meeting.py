"""
The next meeting of one pair: what is on its agenda, and what their time has served so far.

Run ``python examples/next_meeting.py``. It replays the year in memory, up to one morning in November, and
prints a page for the two. Nobody else gets to see it: it quotes them.
"""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from reader import while_read
from yearlog import read_log, read_roster
from yearreplay import replay

from mentorcore import Agenda, Focus, Mentorship, Person, goal_focus, next_agenda, open_store
from mentorcore.insight.focus import METHOD


DATA = Path(__file__).parent / "data"
PAIR = "m03"
NOW = datetime(2025, 11, 14, 9, 30, tzinfo=ZoneInfo("Europe/London"))
WIDTH = 92


def main() -> int:
    """
    Replay the year until now, and print the page.
    """
    people = read_roster(DATA)
    entries = [entry for entry in read_log(DATA, people) if entry.at <= NOW]
    with open_store("memory:") as store:
        replay(store, people, entries)
        m = store.get(Mentorship, PAIR)
        names = {person: store.get(Person, person).name for person in m.pair}

    mentor, mentee = names[m.mentor_id], names[m.mentee_id]
    for line in (
        *heading(f"{mentee} and {mentor}, on the morning of {NOW.day} {NOW:%B %Y}", "="),
        *agenda_of(next_agenda(m, at=NOW), names),
        *focus_of(goal_focus(m, until=NOW), m),
    ):
        print(line)

    return 0


def agenda_of(agenda: Agenda, names: Mapping[str, str]) -> Iterator[str]:
    """
    Tell what the next meeting is about, and why each item is there.
    """
    when = (
        "No day is set yet"
        if agenda.starts is None
        else f"{agenda.starts:%A}, {agenda.starts.day} {agenda.starts:%B, %H:%M}"
    )
    yield from heading(f"The next meeting: {when}, {agenda.minutes} minutes", "-")
    for item in agenda.items:
        whose = "Both" if item.whose is None else names[item.whose]
        yield f"  {item.minutes:>2} minutes   {item.title}"
        yield from said(f"{whose}: {item.why} ({item.record}, revision {item.revision}).", indent=15)
    if agenda.left_over:
        yield from said(f"For another time: {'; '.join(item.title for item in agenda.left_over)}.")
    yield ""
    yield from said(f"The other {agenda.free} minutes are free, for what the record does not know.")
    yield ""


def focus_of(focus: Focus, m: Mentorship) -> Iterator[str]:
    """
    Tell what the time has served until now, and what the number does not know.
    """
    yield from heading(f"What {focus.meetings} meetings have served", "-")
    for sentence in focus.sentences:
        yield from said(sentence)
    yield ""
    for goal in focus.by_goal:
        yield from said(f"{m.goals[goal.goal].title}: {goal.share}.")
    yield ""
    for month in focus.by_month:
        bar = "▪" * round(10 * (month.share.value or 0))
        yield f"  {month.month:%B}".ljust(15) + f"{bar:<11} {month.share if month.meetings else 'no meeting'}"
    yield ""

    _, lowest = min((x.share.value, x.month) for x in focus.by_month if x.share.value is not None)
    yield from said(f"{lowest:%B} has the lowest share. What the two wrote about it:")
    for meeting in m.meetings.held:
        if meeting.local_start.date().replace(day=1) == lowest:
            yield from said(f"“{meeting.summary}”", indent=4)
    yield from said("No measure knows that this may have been the best hour of the year. The two do.")
    yield ""
    yield from said(f"How it is computed: {METHOD['overall'].computed}")
    yield from said(f"What it leaves out: {METHOD['overall'].leaves_out}")


def heading(text: str, line: str) -> Iterator[str]:
    """
    Give a heading with a line below it.
    """
    yield from (text, line * len(text), "")


def said(text: str, indent: int = 2) -> Iterator[str]:
    """
    Give a sentence, line by line.
    """
    yield from textwrap.wrap(text, WIDTH, initial_indent=" " * indent, subsequent_indent=" " * indent)


if __name__ == "__main__":
    sys.exit(while_read(main))
