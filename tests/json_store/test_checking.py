"""
What a check says of a store, and what it does not take for damage.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from mentorcore.backends import Key
from mentorcore_json import JsonBackend
from tests.json_store.samples import book, new, opened, path_of, removal
from tests.json_store.seams import Killed, Watched


class _KilledAtRemoval(Watched):
    def before(self, name: str, *args: object) -> None:
        if name == "unlink" and str(args[0]).endswith("/a.json"):
            raise Killed


def test_a_removal_that_was_not_finished_is_none(where: Path, backend: JsonBackend) -> None:
    """
    A process that was killed before it removed the file of a removed document leaves a sound store.
    """
    backend.commit(new(book("a"), book("b")))
    files = _KilledAtRemoval()
    victim = opened(where, files=files)
    with pytest.raises(Killed):
        victim.commit(removal("a", 1))
    files.abandon()

    assert path_of(where, "a").exists()
    assert list(backend.check()) == []
    assert backend.load(Key("book", "a")) is None

    backend.commit(new(book("c")))

    assert list(backend.check()) == []


def test_a_file_that_came_back_is_told(where: Path, backend: JsonBackend) -> None:
    """
    Once a removal is finished, nobody has a file of it there.
    """
    backend.commit(new(book("a"), book("b")))
    path = path_of(where, "a")
    data = path.read_bytes()
    backend.scrub()
    backend.commit(removal("a", 1))
    backend.commit(new(book("c")))
    path.write_bytes(data)

    (found,) = backend.check()
    assert "no commit wrote it" in str(found)
