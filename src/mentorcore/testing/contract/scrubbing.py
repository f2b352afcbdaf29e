"""
Scrubbing: nothing of what was superseded or deleted is left, and everything else is.
"""

# ruff: noqa: S106 - a token is no password

from __future__ import annotations

from itertools import chain
from pathlib import Path

import attrs
import pytest

from mentorcore.backends import Backend, Capability, Envelope, Op
from mentorcore.errors import AlreadyDone, Conflict
from mentorcore.testing.contract import work
from mentorcore.testing.contract.base import Contract, Opened, needs
from mentorcore.testing.contract.samples import (
    ask,
    book,
    change,
    contents,
    entries,
    ids,
    new,
    noted,
    removal,
)


SECRET = "tangerine-lighthouse-7431"  # noqa: S105 - and neither is this
"""What must not be left; unlike anything that a format or a file name would contain by itself."""


class ScrubTests(Contract):
    """
    Scrubbing (`Capability.SCRUBS`).
    """

    @needs(Capability.SCRUBS)
    @pytest.mark.parametrize("pages", [1, 10_000], ids=["short", "long"])
    def test_nothing_superseded_is_left(self, backend: Backend, opened: Opened, pages: int) -> None:
        """
        After scrubbing no file holds a byte of a body that was replaced, long ago or just now.
        """
        backend.commit(new(_secret_book(pages), book("b")))
        for version in range(2, 5):
            backend.commit(change(_secret_book(pages, version), version - 1))
        backend.commit(change(book("a", version=5), 4))
        backend.scrub()

        assert _files_with_the_secret(opened.where) == []

    @needs(Capability.SCRUBS)
    @pytest.mark.parametrize("pages", [1, 10_000], ids=["short", "long"])
    def test_nothing_deleted_is_left(self, backend: Backend, opened: Opened, pages: int) -> None:
        """
        After scrubbing no file holds a byte of a body that was deleted.
        """
        backend.commit(new(_secret_book(pages), book("b")))
        backend.commit(removal(book("a")))
        backend.scrub()

        assert _files_with_the_secret(opened.where) == []

    @needs(Capability.SCRUBS)
    @pytest.mark.parametrize("column", ["title", "readers"])
    def test_no_old_index_value_is_left(self, backend: Backend, opened: Opened, column: str) -> None:
        """
        After scrubbing no file holds an index value that was replaced or deleted.
        """
        given = [book("a", title=SECRET), book("b", title=SECRET), book("c")]
        if column == "readers":
            given = [book("a", readers=(SECRET, "x")), book("b", readers=(SECRET,)), book("c")]
        backend.commit(new(*given))
        backend.commit(change(book("a", version=2), 1))
        backend.commit(removal(given[1]))
        backend.scrub()

        assert _files_with_the_secret(opened.where) == []

    @needs(Capability.SCRUBS)
    def test_nothing_of_many_is_left(self, backend: Backend, opened: Opened) -> None:
        """
        After scrubbing nothing is left of hundreds of documents that were kept side by side.
        """
        given = [book(f"n{n:03}", body=f'{{"text": "{SECRET}"}}', title=SECRET) for n in range(300)]
        backend.commit(new(*given))
        backend.commit(
            attrs.evolve(
                removal(given[0]),
                tombstones=tuple(chain(*(removal(each).tombstones for each in given))),
            )
        )
        backend.scrub()

        assert _files_with_the_secret(opened.where) == []

    @needs(Capability.SCRUBS)
    def test_nothing_comes_back_on_closing(self, backend: Backend, opened: Opened) -> None:
        """
        Closing after scrubbing writes nothing old to any file.
        """
        backend.commit(new(_secret_book(1), book("b")))
        backend.commit(removal(book("a")))
        backend.scrub()
        backend.close()

        assert _files_with_the_secret(opened.where) == []

    @needs(Capability.SCRUBS)
    def test_scrubbing_keeps_everything_else(self, backend: Backend) -> None:
        """
        Documents, journal, positions, tokens and tombstones are after scrubbing what they were.
        """
        position = backend.commit(attrs.evolve(noted(new(book("a", title="t"), book("b")), "a"), token="t"))
        backend.commit(noted(change(book("a", version=2, title="u"), 1), "a"))
        backend.commit(removal(book("b")))
        before = contents(backend)
        backend.scrub()

        assert contents(backend) == before
        assert ids(backend.find(ask(("title", Op.EQ, "u")))) == ["a"]
        assert backend.position_of("t") == position
        with pytest.raises(AlreadyDone):
            backend.commit(attrs.evolve(entries("a"), token="t"))
        with pytest.raises(Conflict):
            backend.commit(new(book("b")))

    @needs(Capability.SCRUBS)
    def test_scrubbing_stops_nobody(self, backend: Backend) -> None:
        """
        After scrubbing commits go on where they were, and scrubbing again is fine.
        """
        last = backend.commit(noted(new(book("a")), "a"))
        backend.scrub()
        backend.scrub()

        assert backend.commit(noted(change(book("a", version=2), 1), "a")) > last

    @needs(Capability.SCRUBS)
    def test_a_new_store_may_be_scrubbed(self, backend: Backend) -> None:
        """
        Scrubbing a store in which nothing was ever written leaves it empty.
        """
        backend.scrub()

        assert contents(backend).documents == ()


class SharedScrubTests(Contract):
    """
    Scrubbing while the store is open elsewhere too.
    """

    @needs(Capability.SCRUBS)
    @needs(Capability.INSTANCES)
    def test_scrubs_while_open_twice(self, backend: Backend, opened: Opened) -> None:
        """
        After scrubbing nothing old is left although another instance has read it, and both go on.
        """
        other = opened()
        other.commit(new(_secret_book(10), book("b")))
        other.commit(change(book("a", version=2), 1))
        assert other.load(book("a").key) is not None
        backend.scrub()

        assert _files_with_the_secret(opened.where) == []
        other.commit(change(book("a", version=3), 2))
        assert contents(other) == contents(backend)

    @needs(Capability.SCRUBS)
    @needs(Capability.PROCESSES)
    def test_scrubs_while_open_in_another_process(self, backend: Backend, opened: Opened) -> None:
        """
        After either of two processes scrubbed nothing old is left, both go on, and each sees what the other
        has written since.
        """
        child = opened.elsewhere.first
        backend.commit(new(_secret_book(10), book("b")))
        backend.commit(change(book("a", version=2), 1))
        child.do("scrub", opened.where)
        assert _files_with_the_secret(opened.where) == []
        work.write(backend, "a", 3)
        child.do("write", opened.where, id="b", version=2)

        backend.scrub()
        child.do("write", opened.where, id="a", version=4)
        work.write(backend, "b", 3)

        here = [work.version_of(backend, name) for name in "ab"]
        there = [child.do("version_of", opened.where, id=name) for name in "ab"]
        assert (here, there) == ([4, 3], [4, 3])


def _secret_book(pages: int, version: int = 1) -> Envelope:
    text = f"{SECRET} " * pages

    return book("a", version=version, body=f'{{"text": "{text}", "version": {version}}}')


def _files_with_the_secret(where: Path) -> list[str]:
    wanted = SECRET.encode()
    found = [path for path in where.rglob("*") if path.is_file() and wanted in path.read_bytes()]

    return [str(path.relative_to(where)) for path in found]
