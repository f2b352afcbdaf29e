"""
What a programme office does when somebody asks what is kept about them, and asks to be forgotten.

Run ``python examples/personal_data.py``; it needs the extra ``json``. It replays the year into a store in a
temporary folder, exports one mentee's data, erases it, and then looks for the mentee in every byte of every
file.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from reader import while_read
from yearlog import read_log, read_roster
from yearreplay import replay

from mentorcore import Mentorship, Person, erase_person, export_person, open_store
from mentorcore.errors import PluginLoadFailed


DATA = Path(__file__).parent / "data"
PAIR = "m03"


def main() -> int:
    """
    Run the example and return its exit status.
    """
    try:
        export_and_erase()
    except PluginLoadFailed as error:
        print(f"personal_data: {error}", file=sys.stderr)
        return 1

    return 0


def export_and_erase() -> None:
    """
    Export one person, erase them, and see whether anything of them is left.
    """
    people = read_roster(DATA)
    with tempfile.TemporaryDirectory() as folder:
        where = Path(folder)
        with open_store(f"json:///{where}/record") as store:
            replay(store, people, read_log(DATA, people))
            pair = store.get(Mentorship, PAIR)
            mentee = store.get(Person, pair.mentee_id)
            names = tuple(text for text in (mentee.name, mentee.profile.email) if text)

            export = export_person(store, mentee.id)
            counted = {
                name: len(export.data[name]) for name in ("mentorships", "pairing_requests", "journal")
            }
            print(f"Kept about {mentee.name}: {', '.join(f'{n} {name}' for name, n in counted.items())}")
            print(f"To read: {len(export.to_text().splitlines())} lines, of which these are the first")
            for line in export.to_text().splitlines()[4:10]:
                print(f"    {line}")
            print(f"Before: the name or address is in {found(where, names)} files")

            plan = erase_person(store, mentee.id, dry_run=True)
            print(f"To do:  {len(plan.own)} documents of theirs, {len(plan.mentions)} that name them")
            erase_person(store, mentee.id)
            print(f"After:  the name or address is in {found(where, names)} files")

            left = store.get(Mentorship, PAIR)
            print(f"Still told: {len(left.meetings.held)} meetings held, {len(left.milestones)} milestones,")
            print(f"    and why the two were paired: {left.reasoning}")


def found(where: Path, names: tuple[str, ...]) -> int:
    """
    Return in how many files one of the names is found, in any byte.
    """
    sought = [name.casefold().encode() for name in names]
    contents = (path.read_bytes().lower() for path in where.rglob("*") if path.is_file())

    return sum(any(name in content for name in sought) for content in contents)


if __name__ == "__main__":
    sys.exit(while_read(main))
