"""
Options: what several commands take, with the same meaning everywhere.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, TypeAlias

import typer

from mentorcore import Store, open_store
from mentorcore.backends import scheme_of
from mentorcore.cli.exits import Exit
from mentorcore.cli.trouble import Failed


Url: TypeAlias = Annotated[
    str,
    typer.Argument(metavar="URL", help="The store, for example sqlite:///mentoring.db.", show_default=False),
]
Json: TypeAlias = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]


def moment(text: str) -> datetime:
    """
    Return the moment that somebody wrote.

    Raises:
        typer.BadParameter: It is none, or does not say in which zone.
    """
    try:
        told = datetime.fromisoformat(text)
    except ValueError:
        told = None
    if told is None or told.tzinfo is None:
        raise typer.BadParameter(
            "write a moment with its zone, such as 2026-01-30T22:00Z or 2026-01-30T22:00+01:00"
        )

    return told


At: TypeAlias = Annotated[
    datetime | None,
    typer.Option(
        metavar="MOMENT",
        parser=moment,
        help="The moment that is looked at, such as 2026-01-30T22:00Z; now unless given.",
        show_default=False,
    ),
]


def kept(url: str) -> Store:
    """
    Open a store that is there; none is made.

    Raises:
        Failed: It would be gone with the process that made it.
    """
    check_lasting(url)

    return open_store(url, create=False)


def check_lasting(url: str) -> None:
    """
    Refuse a store that no other process can have made, or could ever read.

    Raises:
        Failed: It is one.
    """
    if scheme_of(url) == "memory":
        raise Failed(
            "a store in memory is gone with the process that made it; name one that is kept", Exit.STORE
        )
