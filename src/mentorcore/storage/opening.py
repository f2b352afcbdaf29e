"""
Opening: what a store keeps about itself, and bringing it up to date.
"""

from __future__ import annotations

from mentorcore.backends import STORE_KIND, Backend, Batch, Envelope, Guard, Key, Write
from mentorcore.errors import Conflict, MigrationNeeded
from mentorcore.model.policy import DEFAULT_POLICY, Policy
from mentorcore.storage.codec import Codec, StoreDocument
from mentorcore.storage.index import AGGREGATES, aggregate_of, envelope_of
from mentorcore.storage.layout import LAYOUT


_KEY = Key(STORE_KIND, STORE_KIND)
_REINDEXED_TOGETHER = 100


def settled(backend: Backend, codec: Codec, policy: Policy | None, *, upgrade: bool) -> tuple[Policy, Guard]:
    """
    Return the policy that a store keeps, and what guards it; a new store gets the one given, or the default.

    Args:
        policy: The one that the caller wants; *None* takes the kept one.

        upgrade: Write every document anew where the layout, its schema or the policy differs.

    Raises:
        MigrationNeeded: Something differs, and *upgrade* is false.

        SchemaTooNew: A newer release made the store.
    """
    while True:
        envelope = backend.load(_KEY)
        if envelope is None:
            write_about(backend, codec, policy or DEFAULT_POLICY, expected=0)
            continue
        kept: StoreDocument = codec.decode(STORE_KIND, envelope.schema, envelope.body, where=str(_KEY))
        wanted = kept.policy if policy is None else policy
        differences = [
            what
            for what, differs in (
                ("another layout", kept.layout != LAYOUT.fingerprint),
                ("another policy", kept.policy != wanted),
            )
            if differs
        ]
        if not differences:
            return wanted, Guard(_KEY, envelope.version)
        if not upgrade:
            raise MigrationNeeded(
                "this store",
                f"it was made with {' and '.join(differences)}",
                "open_store(url, policy=…, upgrade=True)",
            )
        reindex(backend, codec, wanted)
        write_about(backend, codec, wanted, expected=envelope.version)


def write_about(backend: Backend, codec: Codec, policy: Policy, *, expected: int) -> None:
    """
    Write what the store keeps about itself, unless somebody else has just done so.
    """
    document = StoreDocument(layout=LAYOUT.fingerprint, policy=policy)
    envelope = Envelope(
        key=_KEY,
        version=expected + 1,
        schema=codec.schema(STORE_KIND),
        index={},
        body=codec.encode(STORE_KIND, document),
    )
    try:
        backend.commit(Batch(writes=(Write(envelope, expected),)))
    except Conflict:
        return


def reindex(backend: Backend, codec: Codec, policy: Policy) -> None:
    """
    Write every document anew, in the current schema and with current index values.

    Raises:
        Corrupt: A document cannot be read; those before it are done, and the rest is as it was.
    """
    for kind in AGGREGATES:
        after: str | None = None
        while envelopes := backend.scan(kind, after=after, limit=_REINDEXED_TOGETHER):
            try:
                backend.commit(Batch(writes=tuple(_anew(e, codec, policy) for e in envelopes)))
            except Conflict:
                continue
            after = envelopes[-1].key.id


def _anew(envelope: Envelope, codec: Codec, policy: Policy) -> Write:
    aggregate = aggregate_of(envelope, codec, policy)

    return Write(envelope_of(aggregate, envelope.version + 1, codec), expected=envelope.version)
