"""
Journal: every change, in order, and what comes in.
"""

from __future__ import annotations

import sys
from typing import Annotated, Any

import typer

from mentorcore import Change, Store
from mentorcore.cli import output
from mentorcore.cli.exits import Exit
from mentorcore.cli.options import Json, Url, kept
from mentorcore.cli.stopping import waited
from mentorcore.storage.moments import instant_text


def journal(
    url: Url,
    *,
    after: Annotated[
        int, typer.Option(metavar="POSITION", min=0, help="The last position that was seen; 0 for all.")
    ] = 0,
    subject: Annotated[
        str | None,
        typer.Option(metavar="ID", help="A person, pairing request or mentorship.", show_default=False),
    ] = None,
    follow: Annotated[bool, typer.Option("--follow", help="Wait for more, until it is stopped.")] = False,
    interval: Annotated[
        float,
        typer.Option(metavar="SECONDS", min=0.01, max=86_400, help="How often --follow looks."),
    ] = 1.0,
    json: Json = False,
) -> Exit:
    """
    Print every change, in order.

    It holds ids and codes, never anybody's words. With --json each change is a JSON document on a line of its
    own. Following ends with Ctrl-C, with SIGTERM, or when nobody reads it any more, and each is a good end.
    """
    with kept(url) as store:
        try:
            seen = _printed(store, after, subject, json=json)
            while follow and waited(interval, sys.stdout):
                seen = _printed(store, seen, subject, json=json)
        except KeyboardInterrupt:
            if not follow:
                raise

    return Exit.FINE


def _printed(store: Store, after: int, subject: str | None, *, json: bool) -> int:
    """
    Print what came after a position, and return the last position of it.
    """
    for change in store.journal(after=after, subject=subject):
        after = change.position
        if json:
            output.json_line(_plain(change))
        else:
            output.row(_parts(change))
    output.flush()

    return after


def _plain(change: Change) -> dict[str, Any]:
    return {
        "position": change.position,
        "recorded_at": instant_text(change.recorded_at),
        "at": instant_text(change.at),
        "kind": change.kind,
        "subject": change.subject,
        "version": change.version,
        "action": change.action,
        "by": change.by,
        "record": change.record,
        "revision": change.revision,
    }


def _parts(change: Change) -> tuple[str, ...]:
    record = "" if change.record is None else change.record

    return (
        str(change.position),
        instant_text(change.recorded_at),
        f"{change.kind}/{change.subject}",
        change.action,
        change.by,
        record,
    )
