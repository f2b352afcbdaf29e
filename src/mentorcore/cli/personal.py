"""
Personal: giving somebody what is kept about them, and erasing it.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import attrs
import typer

from mentorcore import Erasure, Store, erase_person, export_person
from mentorcore.backends import Key
from mentorcore.cli import output
from mentorcore.cli.exits import Exit
from mentorcore.cli.options import Json, Url, kept
from mentorcore.cli.progress import busy
from mentorcore.cli.trouble import Failed
from mentorcore.errors import Unsupported
from mentorcore.insight.wording import many
from mentorcore.storage.moments import instant_text


PersonId = Annotated[str, typer.Argument(metavar="ID", help="The person.", show_default=False)]


def export(
    url: Url,
    id: PersonId,
    *,
    to: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Write it there instead, for its owner alone; nothing is written over.",
            show_default=False,
        ),
    ] = None,
    json: Annotated[  # noqa: ARG001 - so that a script can give it to every command
        bool, typer.Option("--json", help="Print JSON, which it does anyway.")
    ] = False,
) -> Exit:
    """
    Print what is kept about a person, as JSON.
    """
    with kept(url) as store, busy("Reading every document"):
        exported = export_person(store, id)
    if to is None:
        output.document(exported.data)
    else:
        _write_privately(to, exported.to_json())
        output.remark(f"Everything that is kept about {id} is in {to}.")

    return Exit.FINE


def erase(
    url: Url,
    id: PersonId,
    *,
    also: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME",
            help="What else they are called, such as a former name; can be given several times.",
            show_default=False,
        ),
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    no_scrub: Annotated[
        bool, typer.Option("--no-scrub", help="Leave bytes of what was there before in the storage.")
    ] = False,
    json: Json = False,
) -> Exit:
    """
    Erase what is kept about a person.

    It cannot be brought back. It says what it would do, and asks for the id once more. It may be interrupted
    and run again.
    """
    names, scrub = also or [], not no_scrub
    with kept(url) as store:
        try:
            if not yes:
                _ask(store, id, names, scrub=scrub)
            with busy("Erasing"):
                done = erase_person(store, id, also=names, scrub=scrub)
        except Unsupported as error:
            raise attrs.evolve(error, remedy="give --no-scrub, and remove the rest yourself") from error
    if json:
        output.document(_as_json(done))
    else:
        _tell(done)

    return Exit.FINE


def _ask(store: Store, person_id: str, names: Sequence[str], *, scrub: bool) -> None:
    plan = erase_person(store, person_id, also=names, scrub=scrub, dry_run=True)
    output.remark(f"This erases {person_id} for ever. It changes:")
    for line in _lines(plan):
        output.remark(f"  {line}")
    if output.asked("Type the id again to erase it: ") != person_id:
        raise Failed("that is not the id; nothing was erased", Exit.REFUSED)


def _lines(done: Erasure) -> list[str]:
    told = [f"the profile of person/{done.person_id}"]
    for keys, what in (
        (done.own, "in which they have a part"),
        (done.mentions, "in which others name them"),
    ):
        if keys:
            told.append(f"{many(len(keys), 'document')} {what}: {_listed(keys)}")
    if done.ended:
        told.append(f"{many(len(done.ended), 'relationship')} that this ends: {_listed(done.ended)}")

    return told


def _tell(done: Erasure) -> None:
    output.say(f"{done.person_id} was erased from:")
    for line in _lines(done):
        output.say(f"  {line}")
    output.say(
        "No byte of what was there before is left in the storage."
        if done.scrubbed
        else "The storage may still hold bytes of what was there before."
    )
    output.say("Backups and copies that were made before still hold it.")


def _listed(keys: Sequence[Key]) -> str:
    return ", ".join(map(str, keys))


def _as_json(done: Erasure) -> dict[str, Any]:
    return {
        "person": done.person_id,
        "at": instant_text(done.at),
        "own": [*map(str, done.own)],
        "mentions": [*map(str, done.mentions)],
        "ended": [*map(str, done.ended)],
        "scrubbed": done.scrubbed,
    }


def _write_privately(path: Path, text: str) -> None:
    """
    Write a new file that only its owner can read; one that cannot be written to its end is removed.
    """
    try:
        number = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        why = f"{path} is there already, and nothing is written over; name another file"
        raise Failed(why, Exit.STORE) from error
    try:
        with open(number, "w", encoding="utf-8") as file:  # noqa: PTH123 - a number is no path
            file.write(text)
    except BaseException:
        path.unlink()
        raise
