"""
Checks: what a backend says is wrong with its storage, which in a sound store is nothing.
"""

# ruff: noqa: S106 - a token is no password

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Callable
from pathlib import Path

import attrs
import pytest

from mentorcore.backends import Backend, Batch, Capability
from mentorcore.errors import AlreadyDone, Conflict, Corrupt, StorageError, Unsupported
from mentorcore.testing.contract.base import Contract, Opened, needs
from mentorcore.testing.contract.samples import book, change, entries, new, noted, removal


def _refused(backend: Backend) -> None:
    with pytest.raises(Conflict):
        backend.commit(attrs.evolve(noted(new(book("c"), book("a")), "c"), token="u"))
    with pytest.raises(AlreadyDone):
        backend.commit(attrs.evolve(noted(new(book("d")), "d"), token="t"))


def _scrubbed(backend: Backend) -> None:
    with contextlib.suppress(Unsupported):
        backend.scrub()


SOUND: dict[str, Callable[[Backend], object]] = {
    "kept": lambda _: None,
    "changed": lambda backend: backend.commit(noted(change(book("a", version=2), 1), "a")),
    "removed": lambda backend: backend.commit(removal(book("b"))),
    "with a token alone": lambda backend: backend.commit(Batch(token="u")),
    "refused": _refused,
    "scrubbed": _scrubbed,
}
"""What may have happened last to a store that is sound."""

DAMAGE: dict[str, Callable[[Path], object]] = {
    "overwritten": lambda file: file.write_bytes(b"This is no store. " * (file.stat().st_size // 18 + 1)),
    "removed": lambda file: file.unlink(),
    "copied": lambda file: shutil.copy(file, file.with_name(f"{file.name} (copy)")),
}
"""What may be done to a file behind the back of a backend."""


class CheckTests(Contract):
    """
    Looking for what is wrong with the storage itself.
    """

    def test_nothing_is_wrong_with_a_new_store(self, backend: Backend) -> None:
        """
        A check of a store in which nothing was ever written finds nothing.
        """
        assert [*backend.check()] == []

    @pytest.mark.parametrize("last", SOUND.values(), ids=SOUND.keys())
    def test_nothing_is_wrong_with_a_sound_store(
        self, backend: Backend, opened: Opened, last: Callable[[Backend], object]
    ) -> None:
        """
        A check finds nothing, whatever was committed, refused or scrubbed, nor after opening again.
        """
        backend.commit(attrs.evolve(noted(new(book("a", title="t"), book("b")), "a"), token="t"))
        last(backend)

        assert [*backend.check()] == []
        if Capability.DURABLE in backend.capabilities:
            backend.close()
            assert [*opened().check()] == []

    @needs(Capability.DURABLE)
    @pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE.keys())
    def test_what_a_check_finds_is_damage(
        self, backend: Backend, opened: Opened, damage: Callable[[Path], object]
    ) -> None:
        """
        Whatever happens to any one of its files, a check finds nothing or `Corrupt`, or is refused with an
        error of mentorcore's own.
        """
        backend.commit(attrs.evolve(noted(new(book("a", title="t"), book("b")), "a"), token="t"))
        backend.commit(entries("a"))
        backend.close()

        copy = opened.where.with_name("copy")
        shutil.copytree(opened.where, copy)
        for file in [path.relative_to(copy) for path in copy.rglob("*") if path.is_file()]:
            shutil.rmtree(opened.where)
            shutil.copytree(copy, opened.where)
            damage(opened.where / file)

            assert [each for each in _found(opened) if not isinstance(each, Corrupt)] == [], file


def _found(opened: Opened) -> list[object]:
    try:
        with contextlib.closing(opened()) as backend:
            return [*backend.check()]
    except StorageError:
        return []
