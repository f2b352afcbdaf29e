"""
The contract class in other processes, which open the backend as well.
"""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest

from mentorcore.backends import Backend, Layout
from mentorcore.backends.memory import MemoryBackend
from mentorcore.testing import BackendContract
from mentorcore.testing.contract.elsewhere import Elsewhere, Failed, Process


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


class Good(BackendContract):
    def open_backend(self, where: Path, layout: Layout) -> Backend:
        return MemoryBackend()


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
