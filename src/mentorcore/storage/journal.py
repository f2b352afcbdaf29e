"""
Journal: what was done, by whom and when, in the order of the commits; ids and codes, never words.
"""

from __future__ import annotations

from datetime import datetime
from types import UnionType
from typing import Any

import attrs

from mentorcore.backends import Entry, JournalEntry
from mentorcore.errors import Corrupt
from mentorcore.model.aggregate import Aggregate, Noted
from mentorcore.storage.codec import instant_of, instant_text, json_text, parsed


@attrs.frozen(kw_only=True)
class Change:
    """
    One entry of the journal.

    Attributes:
        position: Where it stands; ask for what came later with ``store.journal(after=position)``.

        kind: The kind of aggregate that changed: ``person``, ``pairing_request`` or ``mentorship``.

        subject: The id of that aggregate.

        version: The version that the commit gave it.

        action: What was done, for example ``goal.adopted``.

        by: Who did it: a person's id, or `SYSTEM`.

        at: When, as the command was told.

        recorded_at: When it was committed, by the store's clock (P2).

        record: The id of the record that was made or changed, if it was one.

        revision: The revision of that record.
    """

    position: int
    kind: str
    subject: str
    version: int
    action: str
    by: str
    at: datetime
    recorded_at: datetime
    record: str | None
    revision: int | None


_TYPES: dict[str, type | UnionType] = {
    "kind": str,
    "version": int,
    "action": str,
    "by": str,
    "record": str | None,
    "revision": int | None,
}


def entry_of(aggregate: Aggregate[Any], noted: Noted, version: int, recorded_at: datetime) -> Entry:
    """
    Return what one command did as a backend keeps it.
    """
    body = {
        "kind": aggregate.kind,
        "version": version,
        "action": noted.action,
        "by": noted.by,
        "at": instant_text(noted.at),
        "recorded_at": instant_text(recorded_at),
        "record": noted.record,
        "revision": noted.revision,
    }

    return Entry(aggregate.id, json_text(body))


def change_of(entry: JournalEntry) -> Change:
    """
    Return what a journal entry says.

    Raises:
        Corrupt: It cannot be read.
    """
    where = f"journal entry {entry.position}"
    body = parsed(entry.body, where=where)
    try:
        for name, kind in _TYPES.items():
            if not isinstance(body[name], kind) or isinstance(body[name], bool):
                raise TypeError(name)  # noqa: TRY301 - as much damage as a field that is missing
        return Change(
            position=entry.position,
            subject=entry.subject,
            at=instant_of(body.pop("at")),
            recorded_at=instant_of(body.pop("recorded_at")),
            **body,
        )
    except (TypeError, ValueError, KeyError) as error:
        raise Corrupt(where, "it is no entry of a mentorcore journal") from error
