"""
Judging: whether what a store says is what was acknowledged, with or without the commit that was under way.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

import attrs

from mentorcore.backends import Envelope
from mentorcore.testing.crash.children import Say
from mentorcore.testing.crash.contents import Contents, Said


KEPT = "kept"
"""What is said where the commit that was under way is there."""

HARM = ("corrupt", "lost", "partial")
"""The words for what can be wrong with what a store says."""


@attrs.frozen
class Verdict:
    """
    What is wrong, as sentences.

    Attributes:
        kept: Whether the commit that was under way is there.

        corrupt: What nobody wrote.

        lost: What was acknowledged and is missing, or is there as it was earlier.

        partial: What is there, and what is missing, of the commit that was under way.
    """

    kept: bool = False
    corrupt: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    partial: tuple[str, ...] = ()

    @property
    def is_good(self) -> bool:
        """
        Whether nothing is wrong.
        """
        return not (self.corrupt or self.lost or self.partial)


def judged(found: Contents, before: Contents, after: Contents) -> Verdict:
    """
    Compare what was found with what was acknowledged.

    Args:
        before: Without the commit that was under way.

        after: With it; the same where none was.
    """
    corrupt: list[str] = []
    lost: list[str] = []
    old: list[str] = []
    new: list[str] = []
    for (what, key), is_, was, becomes in _items(found, before, after):
        if is_ == was == becomes:
            continue
        if is_ == becomes:
            where = new
        elif is_ == was:
            where = old
        else:
            where = lost if _is_older(is_, was, before.versions.get(key, 0)) else corrupt
        where.append(f"{what} {key}")
    _judge_journal(found.journal, before.journal, after.journal, corrupt, lost, old, new)
    partial = (f"there: {', '.join(new)}; missing: {', '.join(old)}",) if new and old else ()

    return Verdict(bool(new) and not old, tuple(corrupt), tuple(lost), partial)


def _items(*all_contents: Contents) -> Iterator[tuple[tuple[str, Any], Any, Any, Any]]:
    """
    Return the name of everything but the journal, and what it is in each of the contents.
    """
    maps: list[Mapping[tuple[str, Any], Any]] = []
    for contents in all_contents:
        documents = {("document", key): envelope for key, envelope in contents.documents.items()}
        versions = {("id", key): version for key, version in contents.versions.items()}
        tokens = {("token", token): 1 for token in contents.tokens}
        maps.append({**documents, **versions, **tokens})
    for name in dict.fromkeys(name for one in maps for name in one):
        is_, was, becomes = (one.get(name) for one in maps)
        yield name, is_, was, becomes


def _is_older(is_: Any, was: Any, buried: int) -> bool:
    """
    Tell whether something is missing or as it was earlier.

    Args:
        buried: The version at which a document was removed.
    """
    if is_ is None:
        return True
    if isinstance(is_, Envelope):
        return is_.version < (buried if was is None else was.version)

    return was is not None and bool(is_ < was)


def _judge_journal(
    found: tuple[Said, ...],
    before: tuple[Said, ...],
    after: tuple[Said, ...],
    corrupt: list[str],
    lost: list[str],
    old: list[str],
    new: list[str],
) -> None:
    coming = after[len(before) :]
    if found == before:
        old += ["its journal entries"] if coming else []
    elif found == after:
        new += ["its journal entries"]
    elif missing := Counter(before) - Counter(found):
        lost.append(f"{missing.total()} journal entries")
    elif found[: len(before)] == before and not Counter(found) - Counter(after):
        new.append("some of its journal entries")
        old.append("others of them")
    else:
        corrupt.append("journal entries that nobody wrote, or in another order")


def tell(say: Say, verdict: Verdict) -> None:
    """
    Say what a verdict is, a word for everything that is wrong.
    """
    if verdict.kept:
        say(KEPT)
    for word in HARM:
        for what in getattr(verdict, word):
            say(word, what)
