"""
Opening: what a store keeps about itself, and bringing it up to date.
"""

from __future__ import annotations

import hashlib
import json
from contextlib import suppress

from mentorcore.backends import STORE_KIND, Backend, Batch, Envelope, Guard, Key, Write
from mentorcore.errors import Conflict, Corrupt, MigrationNeeded
from mentorcore.model.policy import DEFAULT_POLICY, Policy
from mentorcore.storage.codec import Codec, StoreDocument
from mentorcore.storage.index import AGGREGATES, aggregate_of, envelope_of
from mentorcore.storage.layout import LAYOUT


ABOUT = Key(STORE_KIND, STORE_KIND)
"""The document in which a store keeps what it is."""

UNFINISHED = "unfinished"
"""What stands for the layout while documents are written anew."""

_TOGETHER = 100


def settled(backend: Backend, codec: Codec, policy: Policy | None, *, upgrade: bool) -> tuple[Policy, Guard]:
    """
    Return the policy that a store keeps, and what guards it; a new store gets the one given, or the default.

    Args:
        policy: The one that the caller wants; *None* takes the kept one.

        upgrade: Write every document anew where the layout, its schema or the policy differs.

    Raises:
        MigrationNeeded: Something differs, and *upgrade* is false.

        SchemaTooNew: A newer release made the store, or wrote into it.

        Corrupt: A document cannot be read, so that nothing was upgraded; or what the store keeps about itself
            is lost.
    """
    while True:
        envelope = backend.load(ABOUT)
        if envelope is None:
            if backend.journal(after=0, limit=1, subject=None):
                raise Corrupt(str(ABOUT), "it is missing, and with it the policy of the store")
            write_about(backend, codec, policy or DEFAULT_POLICY, expected=0)
            continue
        kept = about(envelope, codec)
        wanted = kept.policy if policy is None else policy
        different = differences(kept, codec, wanted)
        if not different:
            return wanted, Guard(ABOUT, envelope.version)
        if not upgrade:
            raise MigrationNeeded(
                "this store",
                f"it was made with {' and '.join(different)}",
                "open_store(url, policy=…, upgrade=True)",
            )
        check_all(backend, codec, wanted)
        version = envelope.version
        if kept != StoreDocument(layout=UNFINISHED, policy=wanted):
            # From here on, whoever still has the store open as it was commits nothing any more.
            version = write_about(backend, codec, wanted, expected=version, layout=UNFINISHED)
        reindex(backend, codec, wanted)
        write_about(backend, codec, wanted, expected=version)


def made_for(codec: Codec) -> str:
    """
    Return a text that differs whenever the layout does, or the schema number of any kind of document.
    """
    schemas = {kind: codec.schema(kind) for kind in codec.kinds}

    return hashlib.sha256(json.dumps([LAYOUT.fingerprint, schemas], sort_keys=True).encode()).hexdigest()


def about(envelope: Envelope, codec: Codec) -> StoreDocument:
    """
    Return what a store keeps about itself.

    Raises:
        SchemaTooNew: A newer release made the store.

        Corrupt: It is damaged.
    """
    kept: StoreDocument = codec.decode(STORE_KIND, envelope.schema, envelope.body, where=str(ABOUT))

    return kept


def differences(kept: StoreDocument, codec: Codec, policy: Policy) -> tuple[str, ...]:
    """
    Return what a store was made with that this release, or its caller, would have otherwise.
    """
    return tuple(
        what
        for what, differs in (
            ("another layout or older schemas", kept.layout != made_for(codec)),
            ("another policy", kept.policy != policy),
        )
        if differs
    )


def write_about(
    backend: Backend, codec: Codec, policy: Policy, *, expected: int, layout: str | None = None
) -> int:
    """
    Write what the store keeps about itself, unless somebody else has just done so.

    Returns:
        The version that it has then, if nobody else wrote it.
    """
    document = StoreDocument(layout=layout or made_for(codec), policy=policy)
    envelope = Envelope(
        key=ABOUT,
        version=expected + 1,
        schema=codec.schema(STORE_KIND),
        index={},
        body=codec.encode(STORE_KIND, document),
    )
    with suppress(Conflict):
        backend.commit(Batch(writes=(Write(envelope, expected),)))

    return envelope.version


def check_all(backend: Backend, codec: Codec, policy: Policy) -> None:
    """
    Make sure that every document can be written anew, before the first one is.

    Raises:
        Corrupt: One cannot be read; nothing was written.

        SchemaTooNew: A newer release wrote one; nothing was written.
    """
    for kind in AGGREGATES:
        after: str | None = None
        while envelopes := backend.scan(kind, after=after, limit=_TOGETHER):
            for envelope in envelopes:
                anew(envelope, codec, policy)
            after = envelopes[-1].key.id


def reindex(backend: Backend, codec: Codec, policy: Policy) -> None:
    """
    Write every document anew, in the current schema and with current index values.

    It may be interrupted and run again.
    """
    for kind in AGGREGATES:
        after: str | None = None
        while envelopes := backend.scan(kind, after=after, limit=_TOGETHER):
            writes = tuple(Write(anew(e, codec, policy), expected=e.version) for e in envelopes)
            try:
                backend.commit(Batch(writes=writes))
            except Conflict:
                continue
            after = envelopes[-1].key.id


def anew(envelope: Envelope, codec: Codec, policy: Policy) -> Envelope:
    """
    Return a document as an upgrade writes it.

    Raises:
        Corrupt: It cannot be read.

        SchemaTooNew: A newer release wrote it.
    """
    return envelope_of(aggregate_of(envelope, codec, policy), envelope.version + 1, codec)
