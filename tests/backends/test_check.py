"""
What a backend says when it is asked to check itself, and what is made of an answer that is none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from mentorcore import Problem, Store, open_store, verify_store
from mentorcore.backends import Backend, hookimpl, register_plugin, registry
from mentorcore.backends.memory import MemoryBackend
from mentorcore.errors import Corrupt, Unavailable


def _gives(backend: Backend) -> object:
    yield Corrupt("the tape", "it is torn")
    raise ZeroDivisionError


def _is_away(backend: Backend) -> object:
    yield Corrupt("the tape", "it is torn")
    raise Unavailable("the tape", "somebody took it")


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Callable[[Backend], object]], Store]]:
    """
    A store whose backend answers as it is told.
    """
    monkeypatch.setattr(registry, "_applications_own", {})
    stores: list[Store] = []

    def make(answer: Callable[[Backend], object]) -> Store:
        Asked = type("Asked", (MemoryBackend,), {"check": answer})  # noqa: N806 - it is a class

        class Plugin:
            @hookimpl
            def mentorcore_open(self, url: str) -> Backend:
                backend: Backend = Asked()
                return backend

        register_plugin("asked", Plugin())
        stores.append(open_store("asked:"))

        return stores[-1]

    yield make
    for store in stores:
        store.close()


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        (lambda backend: None, "its check returned None, and not several Corrupt"),
        (lambda backend: 7, "its check returned something of type int, and not several Corrupt"),
        (lambda backend: ["torn"], "its check found something of type str, which is no Corrupt"),
        (lambda backend: 1 // 0, "its check raised ZeroDivisionError"),
    ],
)
def test_an_answer_that_is_none_is_a_problem(
    asked: Callable[..., Store], answer: Callable[[Backend], object], problem: str
) -> None:
    """
    A `check` that gives what it should not, or fails in its own way, is a problem that names the backend.
    """
    (found,) = verify_store(asked(answer))

    assert found.where == "Asked"
    assert found.problem.startswith(problem)


@pytest.mark.parametrize("answer", [_gives, _is_away])
def test_what_was_found_before_is_kept(
    asked: Callable[..., Store], answer: Callable[[Backend], object]
) -> None:
    """
    What `check` found before it failed, or the storage was gone, is told beside it.
    """
    first, second = verify_store(asked(answer))

    assert first == Problem("the tape", "it is torn")
    assert second.where == "Asked"
    assert second.problem.endswith("so that the rest of it is unknown")


def test_trouble_with_the_storage_comes_through(asked: Callable[..., Store]) -> None:
    """
    A storage that cannot be reached when it is to be checked is no problem of what it keeps.
    """

    def busy(backend: Backend) -> object:
        raise Unavailable("the tape", "somebody took it")

    with pytest.raises(Unavailable, match="somebody took it"):
        verify_store(asked(busy))
