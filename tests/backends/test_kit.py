"""
The contract class in other processes, which open the backend as well.
"""

from __future__ import annotations

import contextlib
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import SimpleNamespace

import pytest

from mentorcore.backends import Backend, Capability, JournalEntry, Layout
from mentorcore.backends.memory import MemoryBackend
from mentorcore.testing import BackendContract
from mentorcore.testing.contract.base import needs, opened_by
from mentorcore.testing.contract.elsewhere import Elsewhere, Failed, Process


pytest_plugins = ["pytester"]

ELSEWHERE = """
import os
from pathlib import Path

from mentorcore.backends import Backend, Layout
from mentorcore.backends.memory import MemoryBackend
from mentorcore.testing import BackendContract

class TestOfSomebodys(BackendContract):
    def open_backend(self, where: Path, layout: Layout) -> Backend:
        print("what a plugin prints is no answer")
        if where.name == "fatal":
            os._exit(1)
        if where.name == "broken":
            raise ZeroDivisionError("cannot open")
        return MemoryBackend()
"""


CONTRACT = """
from mentorcore.backends.memory import MemoryBackend
from mentorcore.testing import BackendContract

class TestMine(BackendContract):
    def open_backend(self, where, layout):
        return MemoryBackend()
"""


class Good(BackendContract):
    def open_backend(self, where: Path, layout: Layout) -> Backend:
        return MemoryBackend()


class Empty(BackendContract):
    def open_backend(self, where: Path, layout: Layout) -> Backend:
        return None  # type: ignore[return-value]


class Forgetful(MemoryBackend):
    """
    Reads its journal from the beginning whatever it is asked.
    """

    def journal(self, *, after: int, limit: int, subject: str | None) -> Sequence[JournalEntry]:
        del after
        return super().journal(after=0, limit=limit, subject=subject)


class Broken(BackendContract):
    def open_backend(self, where: Path, layout: Layout) -> Backend:
        return Forgetful()


@pytest.fixture
def process(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Process]:
    """
    Another process, for a contract class in a file that no name imports.
    """
    file = tmp_path / "no package" / "test_somebodys.py"
    file.parent.mkdir()
    file.write_text(ELSEWHERE)
    name = getattr(request, "param", "made.up.name")
    spec = spec_from_file_location(name, file)
    assert spec is not None
    assert spec.loader is not None
    module = sys.modules[name] = module_from_spec(spec)
    spec.loader.exec_module(module)
    other = Process(module.TestOfSomebodys)
    yield other
    other.stop()
    del sys.modules[name]


class TestContract:
    def test_goes_from_documents_to_histories(self, pytester: pytest.Pytester) -> None:
        """
        The first tests say what is the matter with a document, and the longest ones come last.
        """
        names = [item.name for item in pytester.getitems(CONTRACT)]

        assert names[0] == "test_speaks_this_contract"
        assert names[-1] == "test_behaves_like_a_few_dictionaries"

    def test_tells_who_opens_nothing(self, tmp_path: Path) -> None:
        """
        An `open_backend` that forgets to return what it has opened is told so.
        """
        with pytest.raises(TypeError, match=r"open_backend\(\) returned None, which is no Backend"):
            opened_by(Empty(), tmp_path)

    def test_tells_a_fault_in_few_steps(self, tmp_path: Path) -> None:
        """
        A history that shows a simple fault is a short one, though nobody looks for a simpler one.
        """
        with pytest.raises(AssertionError) as caught:
            Broken().test_behaves_like_a_few_dictionaries(tmp_path)

        told = "\n".join(caught.value.__notes__)
        assert 0 < len(re.findall(r"state\.(commit|find|journal|reopen|scrub)\(", told)) <= 8


class TestElsewhere:
    @pytest.mark.parametrize("process", ["test_somebodys", "made.up.name", "wave"], indirect=True)
    def test_finds_a_class_by_its_file(self, process: Process, tmp_path: Path) -> None:
        """
        Whatever a module is called, and whether or not it can be imported, its class is found elsewhere.
        """
        assert process.do("write", tmp_path, id="a", version=1) == 1
        assert process.do("version_of", tmp_path, id="a") == 1

    def test_tells_what_was_raised(self, process: Process, tmp_path: Path) -> None:
        """
        An error in another process names its class and its message here.
        """
        with pytest.raises(Failed, match="ZeroDivisionError: cannot open"):
            process.do("open", tmp_path / "broken")

    def test_a_process_that_ends_is_replaced(self, process: Process, tmp_path: Path) -> None:
        """
        A backend that takes its process down fails the test that asked, and no later one.
        """
        with contextlib.ExitStack() as closing:
            elsewhere = Elsewhere(process.contract)
            closing.callback(elsewhere.stop)
            with pytest.raises(Failed, match="it ended without an answer"):
                elsewhere.first.do("open", tmp_path / "fatal")
            elsewhere.let_go(tmp_path)

            assert elsewhere.first.do("version_of", tmp_path, id="a") is None

    def test_a_class_inside_a_function_is_not_found(self) -> None:
        """
        A class that another process cannot reach is refused, with what to do about it.
        """

        class Hidden(Good):
            pass

        with pytest.raises(TypeError, match="move it to the top of its module"):
            Process(Hidden)


class Alone(MemoryBackend):
    """
    Is for one process.
    """

    capabilities = frozenset()


class TestWhatIsNotDeclared:
    @pytest.mark.parametrize("refusal", ["Unsupported", "Unavailable"])
    def test_is_refused_to_another_process(self, refusal: str, tmp_path: Path) -> None:
        """
        Who does not declare `PROCESSES` may call it impossible, or say that the other one has it open.
        """
        _in_another_process(Failed(refusal, "it is open"), tmp_path)

    @pytest.mark.parametrize("trouble", ["Corrupt", "Conflict", "OSError", "EOFError"])
    def test_is_refused_and_not_broken(self, trouble: str, tmp_path: Path) -> None:
        """
        Any other error is no refusal.
        """
        with pytest.raises(Failed, match=trouble):
            _in_another_process(Failed(trouble, "it is open"), tmp_path)


def _in_another_process(failed: Failed, where: Path) -> None:
    """
    Run a test of the contract that needs other processes, one of which fails.
    """

    def do(*_: object, **__: object) -> None:
        raise failed

    elsewhere = SimpleNamespace(first=SimpleNamespace(do=do))
    run: Callable[..., None] = needs(Capability.PROCESSES)(lambda: None)
    run(None, Alone(), opened=SimpleNamespace(where=where, elsewhere=elsewhere))
