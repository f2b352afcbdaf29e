"""
Accounts: whether a document and its entries in the journal tell the same story.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from mentorcore.backends import Backend, Key
from mentorcore.errors import Corrupt
from mentorcore.model.mentorship import Mentorship
from mentorcore.model.pairing import PairingRequest
from mentorcore.model.people import Person
from mentorcore.storage.journal import Change, change_of


_TOGETHER = 500


def contradictions(
    backend: Backend, aggregate: Person | PairingRequest | Mentorship, entries: Mapping[str, int] | None
) -> Iterator[str]:
    """
    Iterate over what the journal tells of a document that the document denies, and over what it does not
    tell.

    A document may be newer than its last entry, since some commits write people without an entry, and an
    upgrade writes everything.

    Args:
        entries: How many entries the whole journal has of each subject; *None* where some cannot be read.
    """
    try:
        changes, of_subject = _changes(backend, aggregate)
    except Corrupt:
        return  # whoever reads the whole journal meets it
    if entries is not None and of_subject < entries.get(aggregate.id, 0):
        yield f"the journal has {entries[aggregate.id]} entries of {aggregate.id}, and {of_subject} are found"
    if entries is not None and (not changes or changes[0].version != 1):
        yield "no journal entry tells how it came about"
    yield from _versions(changes, aggregate.version)
    yield from _records(backend, aggregate, changes)
    if entries is not None:
        yield from _untold(aggregate, changes)


def _changes(backend: Backend, aggregate: Person | PairingRequest | Mentorship) -> tuple[list[Change], int]:
    """
    Return the changes of an aggregate, and how many entries there are of its id, whatever their kind.
    """
    changes: list[Change] = []
    after = number = 0
    while batch := backend.journal(after=after, limit=_TOGETHER, subject=aggregate.id):
        number += len(batch)
        after = batch[-1].position
        for entry in batch:
            change = change_of(entry)
            if change.kind == aggregate.kind:
                changes.append(change)

    return changes, number


def _versions(changes: list[Change], version: int) -> Iterator[str]:
    last = 1
    for change in changes:
        if change.version > version:
            yield f"journal entry {change.position} tells of version {change.version}, and it has {version}"
        if change.version < last:
            yield f"journal entry {change.position} tells of version {change.version}, after version {last}"
        last = max(last, change.version)


def _records(
    backend: Backend, aggregate: Person | PairingRequest | Mentorship, changes: list[Change]
) -> Iterator[str]:
    revisions = _revisions(aggregate)
    told: Counter[tuple[str | None, int]] = Counter()
    for change in changes:
        where = f"journal entry {change.position}"
        if change.record in revisions:
            if change.revision is not None:
                told[change.record, change.revision] += 1
                if change.revision > revisions[change.record]:
                    yield f"{where} tells of a revision that its record does not have"
        elif change.record is not None and not _is_person(backend, change.record):
            yield f"{where} tells of a record that is not in it"
    for (record, revision), times in told.items():
        if times > 1:
            what = "it" if record is None else f"its record {record}"
            yield f"the journal tells {times} times of revision {revision} of {what}"


def _untold(aggregate: Person | PairingRequest | Mentorship, changes: list[Change]) -> Iterator[str]:
    """
    Iterate over the records whose last revision no entry accounts for.

    A command notes what it is about, and not every record that it changes: those that it only changes along
    with another one, such as what lapses at the end, carry who gave it and when.
    """
    told = {(change.record, change.revision) for change in changes}
    commands = {(change.by, change.at) for change in changes}
    if not isinstance(aggregate, Mentorship):
        if (None, aggregate.document.revision) not in told:
            yield f"no journal entry tells of its revision {aggregate.document.revision}"
        return
    steps = Counter((c.by, c.at) for c in changes if c.action.startswith(f"{Mentorship.kind}."))
    for step, count in Counter((step.by, step.at) for step in aggregate.steps).items():
        if count > steps[step]:
            yield f"no journal entry tells what {step[0]} made of it at {step[1].isoformat()}"
    # These come to be along with something else.
    first = {meeting.id for meeting in aggregate.meetings if (meeting.series, 1) in told}
    first |= {
        proposal.id for proposal in aggregate.agreements if (proposal.author, proposal.entered_at) in steps
    }
    for records in aggregate._collections:
        for record in records:
            along = (record.changed_by, record.changed_at) in commands
            if (record.id, record.revision) not in told and not (
                record.id in first if record.revision == 1 else along
            ):
                yield f"no journal entry tells of revision {record.revision} of its record {record.id}"


def _revisions(aggregate: Person | PairingRequest | Mentorship) -> dict[str | None, int]:
    """
    Return the revision of everything that an entry may be about; *None* is the aggregate itself.
    """
    if not isinstance(aggregate, Mentorship):
        return {None: aggregate.document.revision}
    revisions: dict[str | None, int] = {
        record.id: record.revision for records in aggregate._collections for record in records
    }

    return revisions | {m.series: 1 for m in aggregate.meetings if m.series is not None}


def _is_person(backend: Backend, name: str) -> bool:
    try:
        return backend.load(Key(Person.kind, name)) is not None
    except Corrupt:
        return True
