"""
The example of a backend of one's own keeps the contract, and runs.
"""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path

from mentorcore.backends import Backend, Layout
from mentorcore.testing import BackendContract


EXAMPLE = Path(__file__).parents[2] / "examples" / "custom_backend.py"

_spec = importlib.util.spec_from_file_location("custom_backend", EXAMPLE)
assert _spec is not None
assert _spec.loader is not None
custom_backend = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(custom_backend)


class TestCustomBackend(BackendContract):
    def open_backend(self, where: Path, layout: Layout) -> Backend:
        backend: Backend = custom_backend.mentorcore_open(
            f"lmdb:///{where}", layout, create=True, upgrade=False
        )
        return backend


def test_is_short() -> None:
    """
    A backend takes about 150 lines.
    """
    assert len(EXAMPLE.read_text("utf-8").splitlines()) <= 155


def test_runs_as_a_script() -> None:
    """
    Run on its own it keeps a person and reads her back, without a warning.
    """
    command = [sys.executable, "-W", "error", str(EXAMPLE)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)

    assert (done.returncode, done.stderr) == (0, "")
    assert "Ada Osei" in done.stdout


def test_says_what_to_install(tmp_path: Path) -> None:
    """
    Without LMDB it says in one line what to install, and has said nothing before.
    """
    without = (
        "import runpy, sys; sys.modules['lmdb'] = None; runpy.run_path(sys.argv[1], run_name='__main__')"
    )
    command = [sys.executable, "-W", "error", "-c", without, str(EXAMPLE)]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)

    assert (1, "", "It needs LMDB: pip install lmdb\n") == (done.returncode, done.stdout, done.stderr)
