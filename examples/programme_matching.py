"""
A programme at the start of its year: whom a mentor might ask, and a mentor for everybody, in two ways.

Run ``python examples/programme_matching.py``. It needs the extra ``matching``, and prints what the programme
owner would look at in January 2025, before anything is decided.
"""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

from reader import while_read
from yearlog import REGISTERED, read_interactions, read_roster

from mentorcore import Matching, Person, Prospects, match, suggest_mentees
from mentorcore.errors import MissingExtra


DATA = Path(__file__).parent / "data"
NOW = datetime(2025, 1, 8, 9, 0, tzinfo=ZoneInfo("Europe/Oslo"))
WIDTH = 92

MENTORS = ("Bodil", "Aoife", "Nkechi", "Ragnar", "Haruki", "Priya", "Anders")
MENTEES = ("Jonas", "Tomasz", "Zoë", "Łucja", "Maja", "Callum", "Émile", "Fatima", "Oskar", "Wei-Ling")
WISHED = {
    "Jonas": ("Bodil",),
    "Émile": ("Bodil", "Priya"),
    "Zoë": ("Nkechi",),
    "Łucja": ("Nkechi",),
    "Oskar": ("Priya", "Nkechi"),
    "Bodil": ("Émile", "Jonas"),
    "Nkechi": ("Łucja", "Oskar", "Zoë"),
    "Priya": ("Émile", "Oskar"),
}
"""Whom people said they would like, the first choice first."""

NOT_TOGETHER = (("Callum", "Anders"),)

FIRST_ROUND = 1
"""How many mentees each mentor starts with."""


def main() -> int:
    """
    Look around for one mentor, match the programme in both ways, and print what came of it.
    """
    roster = read_roster(DATA)
    people = {called: colleague.register() for called, colleague in roster.items()}
    for called, colleague in roster.items():
        people[called].set_manager(colleague.manager, at=REGISTERED)
    found = suggest_mentees(
        people["Bodil"], people.values(), read_interactions(DATA, roster), at=NOW, limit=3
    )
    for called in MENTORS:
        people[called].set_capacity(FIRST_ROUND, by=people[called].id, at=NOW)
    try:
        best, stable = matched(people, "best"), matched(people, "stable")
    except MissingExtra as error:
        print(f"programme_matching: {error}", file=sys.stderr)
        return 1

    names = {person.id: person.name for person in people.values()}
    managers = {person.id: person.manager_id for person in people.values() if person.manager_id}
    for line in (
        *looked_around(found, names),
        *side_by_side(best, stable, names),
        *asked(stable, managers, names),
    ):
        print(line)

    return 0


def matched(people: Mapping[str, Person], method: Literal["best", "stable"]) -> Matching:
    """
    Propose a mentor for everybody who takes part.
    """
    return match(
        [people[called] for called in MENTORS],
        [people[called] for called in MENTEES],
        at=NOW,
        method=method,
        do_not_pair=[(people[one].id, people[other].id) for one, other in NOT_TOGETHER],
        preferences={people[one].id: [people[x].id for x in liked] for one, liked in WISHED.items()},
    )


def looked_around(found: Prospects, names: Mapping[str, str]) -> Iterator[str]:
    """
    Tell whom a mentor might ask, in the words that they could say to them.
    """
    yield from heading(f"Whom {names[found.mentor]} might ask")
    yield from paragraph(found.sentence)
    for prospect in found.ranked:
        yield from paragraph(f"{names[prospect.person]} ({prospect.score:.2f}): “{prospect.sentence}”")
    left_out = "; ".join(f"{names[left.person]}, since {left.because}" for left in found.left_out)
    yield from paragraph(f"Left out: {left_out}.")


def side_by_side(best: Matching, stable: Matching, names: Mapping[str, str]) -> Iterator[str]:
    """
    Set the two proposals beside each other, mentee by mentee.
    """
    yield from heading("A mentor for everybody, in two ways")
    yield from paragraph(
        f"In the first round each mentor takes {FIRST_ROUND} mentee. “Best” has the largest total of "
        "scores. In “stable” no two people would both rather have each other."
    )
    proposals = [{pair.mentee: pair for pair in matching.pairs} for matching in (best, stable)]
    yield from row("", "best", "stable")
    for mentee in sorted({*proposals[0], *(left.mentee for left in best.unmatched_mentees)}):
        pairs = (proposal.get(mentee) for proposal in proposals)
        cells = (f"{names[pair.mentor]} ({pair.score:.2f})" if pair else "nobody" for pair in pairs)
        yield from row(names[mentee], *cells)
    yield from row("Total", f"{best.total:.2f}", f"{stable.total:.2f}")
    yield ""
    for told, matching in (("Best", best), ("Stable", stable)):
        yield from paragraph(
            f"{told}: of the paired mentees, {matching.mentee_choices}. Of the mentors, "
            f"{matching.mentor_choices}."
        )
        for left in matching.unmatched_mentees:
            yield from paragraph(left.sentence)
        for mentor in matching.mentors_with_room:
            yield from paragraph(mentor.sentence)


def asked(matching: Matching, managers: Mapping[str, str], names: Mapping[str, str]) -> Iterator[str]:
    """
    Tell what each line manager would be asked.
    """
    yield from heading("What the line managers would be asked, if it is “stable”")
    for request in matching.requests(decider=managers, at=NOW):
        yield from paragraph(f"{names[request.decider_id]}: {request.why}")
    yield from paragraph("Nothing is decided by this: a manager proposes, and then both people are asked.")


def heading(text: str) -> Iterable[str]:
    """
    Set a heading.
    """
    return (text, "=" * len(text), "")


def paragraph(text: str) -> Iterable[str]:
    """
    Set a paragraph.
    """
    return (*textwrap.wrap(text, WIDTH, initial_indent="  ", subsequent_indent="  "), "")


def row(head: str, *cells: str) -> Iterable[str]:
    """
    Set a row of a table.
    """
    return ("".join((f"  {head:18}", *(f"{cell:32}" for cell in cells))).rstrip(),)


if __name__ == "__main__":
    sys.exit(while_read(main))
