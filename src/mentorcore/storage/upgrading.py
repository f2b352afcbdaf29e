"""
Upgrading: what an upgrade would do, found out beforehand, and a copy of what there was.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import attrs

from mentorcore.backends import Inspection, Key, inspect_backend, scheme_of
from mentorcore.errors import Corrupt, SchemaTooNew, Unsupported
from mentorcore.model.policy import DEFAULT_POLICY, Policy
from mentorcore.model.values import check_type
from mentorcore.storage.codec import Codec
from mentorcore.storage.index import AGGREGATES
from mentorcore.storage.layout import LAYOUT
from mentorcore.storage.opening import ABOUT, about, anew, differences
from mentorcore.storage.problem import Problem


@attrs.frozen
class Rewrite:
    """
    Documents of one kind and schema number, which an upgrade writes anew.

    Attributes:
        kind: The kind of document.

        schema: The number of the format in which they are kept.

        becomes: The number of the format in which this release keeps them.

        documents: How many there are.
    """

    kind: str
    schema: int
    becomes: int
    documents: int

    def __str__(self) -> str:
        how = f"schema {self.schema}"
        if self.becomes != self.schema:
            how += f" becomes {self.becomes}"

        return f"{self.documents} × {self.kind}, {how}"


@attrs.frozen(kw_only=True)
class UpgradePlan:
    """
    What ``open_store(url, upgrade=True)`` would do to a store; made by `plan_upgrade`.

    Attributes:
        differences: What the store was made with that would be otherwise; empty where nothing is to be done.

        policy: For each choice of the policy that would change, its name, what is kept and what would be.

        rewrites: The documents that would be written anew.

        problems: The documents that cannot be. While there is one, an upgrade is refused and changes nothing.
    """

    differences: tuple[str, ...] = ()
    policy: tuple[tuple[str, object, object], ...] = ()
    rewrites: tuple[Rewrite, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def needed(self) -> bool:
        """
        Whether there is anything to be done.
        """
        return bool(self.differences)

    @property
    def possible(self) -> bool:
        """
        Whether nothing is in the way.
        """
        return not self.problems

    def __str__(self) -> str:
        if not self.needed:
            return "nothing is to be done"

        return "\n".join(
            [
                f"it was made with {' and '.join(self.differences)}",
                *(f"policy: {name} {kept} becomes {wanted}" for name, kept, wanted in self.policy),
                *(f"written anew: {rewrite}" for rewrite in self.rewrites),
                *(f"in the way: {problem}" for problem in self.problems),
            ]
        )


def plan_upgrade(url: str, *, policy: Policy | None = None) -> UpgradePlan:
    """
    Find out what an upgrade of a store would do, without writing one byte to it.

    Every document is read, brought to its current form in memory and left as it is. Others may use the store
    meanwhile; in a JSON store those who write wait for a moment.

    Args:
        url: The store, as `open_store` takes it.

        policy: The choices that would be given to it; the kept ones unless given.

    Raises:
        NotAStore: There is no store.

        SchemaTooNew: A newer release made it.

        Corrupt: What the store keeps about itself cannot be read.

        Unsupported: Its backend does not let a store be looked at without opening it.
    """
    _check(url, policy)
    with inspect_backend(url) as inspection:
        return _planned(inspection, policy)[0]


def back_up_store(url: str, to: str) -> None:
    """
    Copy a store, exactly as it is at one moment, to a place where nothing is.

    Every document keeps its version and its schema number, so that the release that made the store opens the
    copy. Journal positions, tokens and removed ids are in it as well. It is private to its owner. The same
    call, with the two places exchanged, brings a store back.

    Others may use the store meanwhile; in a JSON store those who write wait until the copy is made.

    Args:
        url: The store, as `open_store` takes it; opened or not, and of whatever layout.

        to: Where the copy goes, for the same backend.

    Raises:
        BackupExists: Something is there already.

        NotAStore: There is no store, or a copy cannot be made there.

        SchemaTooNew: A newer release made the store.

        Unsupported: The two URLs are for different backends, or the backend makes no copies.
    """
    _check(url, None)
    _check_backup(url, to)
    with inspect_backend(url) as inspection:
        inspection.back_up(to)


def prepare_upgrade(url: str, policy: Policy | None, backup: str | None) -> None:
    """
    Make sure that an upgrade will come to its end, and make a copy of the store before it.

    Args:
        backup: Where the copy goes; *None* for no copy.

    Raises:
        Corrupt: A document cannot be read; nothing was changed, and no copy made.

        SchemaTooNew: A newer release made the store, or wrote into it; the same.

        BackupExists: Something is at *backup* already; nothing was changed.

        Unsupported: A copy is asked for, and the backend makes none.
    """
    try:
        inspection = inspect_backend(url)
    except Unsupported:
        if backup is not None:
            raise
        return  # whoever opens the store reads everything before writing anything, too
    with inspection:
        plan, trouble = _planned(inspection, policy)
        if trouble is not None:
            raise trouble
        if backup is not None and plan.needed:
            inspection.back_up(backup)


def check_backup(url: str, backup: object) -> str | None:
    """
    Return where a copy of a store is to go.

    Raises:
        InvalidValue: It is no URL.

        Unsupported: It is for another backend.
    """
    return None if backup is None else _check_backup(url, backup)


def _check(url: object, policy: Policy | None) -> None:
    check_type(str, url, "url")
    if policy is not None:
        check_type(Policy, policy, "policy")


def _check_backup(url: str, to: object) -> str:
    place = check_type(str, to, "backup")
    if scheme_of(place) != scheme_of(url):
        raise Unsupported(
            "a copy of a store is kept by the same backend, so that whatever opens the store opens the copy",
            "give a URL for the same backend, or move the record to another one with copy_store()",
        )

    return place


def _planned(
    inspection: Inspection, policy: Policy | None
) -> tuple[UpgradePlan, Corrupt | SchemaTooNew | None]:
    codec = Codec()
    envelope = inspection.load(ABOUT)
    if envelope is None:  # somebody was stopped while making the store
        kept = wanted = policy or DEFAULT_POLICY
        different: tuple[str, ...] = ()
    else:
        document = about(envelope, codec)
        kept, wanted = document.policy, policy or document.policy
        different = differences(document, codec, wanted)
    if not different and inspection.fingerprint != LAYOUT.fingerprint:
        different = ("another layout",)
    if not different:
        return UpgradePlan(), None
    found: Counter[tuple[str, int]] = Counter()
    troubles: list[Corrupt | SchemaTooNew] = []
    for outcome in _tried(inspection, codec, wanted):
        if isinstance(outcome, tuple):
            found[outcome] += 1
        else:
            troubles.append(outcome)
    plan = UpgradePlan(
        differences=different,
        policy=_changes(kept, wanted),
        rewrites=tuple(
            Rewrite(kind, schema, codec.schema(kind), count)
            for (kind, schema), count in sorted(found.items())
        ),
        problems=tuple(map(Problem.of, troubles)),
    )

    return plan, troubles[0] if troubles else None


def _tried(
    inspection: Inspection, codec: Codec, policy: Policy
) -> Iterator[tuple[str, int] | Corrupt | SchemaTooNew]:
    """
    Bring every document to its current form; iterate over kind and schema number, or what is in the way.
    """
    for kind in AGGREGATES:
        for name in inspection.ids(kind):
            try:
                envelope = inspection.load(Key(kind, name))
                if envelope is not None:
                    anew(envelope, codec, policy)
                    yield kind, envelope.schema
            except (Corrupt, SchemaTooNew) as error:
                yield error


def _changes(kept: Policy, wanted: Policy) -> tuple[tuple[str, object, object], ...]:
    pairs = (
        (field.name, getattr(kept, field.name), getattr(wanted, field.name)) for field in attrs.fields(Policy)
    )

    return tuple((name, before, after) for name, before, after in pairs if before != after)
