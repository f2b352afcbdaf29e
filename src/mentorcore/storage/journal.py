"""
Journal: what was done, by whom and when, in the order of the commits; ids and codes, never words.
"""

from __future__ import annotations

import contextlib
from datetime import datetime
from types import UnionType
from typing import Any

import attrs
import msgspec

from mentorcore.backends import Entry, JournalEntry
from mentorcore.errors import Corrupt
from mentorcore.model.aggregate import Aggregate, Noted
from mentorcore.storage.codec import parsed
from mentorcore.storage.moments import instant_of, instant_text


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


class _Body(msgspec.Struct):
    """
    What an entry holds; read and written in this order, it is canonical.
    """

    kind: str
    version: int
    action: str
    by: str
    at: str
    recorded_at: str
    record: str | None
    revision: int | None


_decode = msgspec.json.Decoder(_Body).decode
_encode = msgspec.json.Encoder().encode

_NONE_OF_OURS = "it is no entry of a mentorcore journal"
_TYPES: dict[str, type | UnionType] = {
    "kind": str,
    "version": int,
    "action": str,
    "by": str,
    "at": str,
    "recorded_at": str,
    "record": str | None,
    "revision": int | None,
}


def entry_of(aggregate: Aggregate[Any], noted: Noted, version: int, recorded_at: datetime) -> Entry:
    """
    Return what one command did as a backend keeps it.
    """
    body = _Body(
        kind=aggregate.kind,
        version=version,
        action=noted.action,
        by=noted.by,
        at=instant_text(noted.at),
        recorded_at=instant_text(recorded_at),
        record=noted.record,
        revision=noted.revision,
    )

    return Entry(aggregate.id, _encode(body).decode())


def change_of(entry: JournalEntry) -> Change:
    """
    Return what a journal entry says.

    Raises:
        Corrupt: It cannot be read.
    """
    body = body_of(entry)
    try:
        return Change(
            position=entry.position,
            kind=body.kind,
            subject=entry.subject,
            version=body.version,
            action=body.action,
            by=body.by,
            at=instant_of(body.at),
            recorded_at=instant_of(body.recorded_at),
            record=body.record,
            revision=body.revision,
        )
    except ValueError as error:
        raise Corrupt(_where(entry), _NONE_OF_OURS) from error


def body_of(entry: JournalEntry) -> _Body:
    """
    Return what a journal entry holds, its moments as text.

    Raises:
        Corrupt: It cannot be read.
    """
    # As with documents: what is the same text again holds nothing unknown, and nothing twice.
    with contextlib.suppress(msgspec.DecodeError, RecursionError, ValueError):
        body = _decode(entry.body)
        if _encode(body).decode() == entry.body:
            return body
    plain = parsed(entry.body, where=_where(entry))
    try:
        for name, kind in _TYPES.items():
            if not isinstance(plain[name], kind) or isinstance(plain[name], bool):
                raise TypeError(name)  # noqa: TRY301 - as much damage as a field that is missing
        return _Body(**plain)
    except (TypeError, KeyError) as error:
        raise Corrupt(_where(entry), _NONE_OF_OURS) from error


def _where(entry: JournalEntry) -> str:
    return f"journal entry {entry.position}"
