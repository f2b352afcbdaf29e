"""
The contract tests are tested: every broken backend fails the test that is there to notice it.
"""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree

import pytest

from mentorcore.testing import BackendContract
from tests.mutants import subjects
from tests.mutants.base import InMemory, InOneFile, MutantContract


class TestSoundInMemory(MutantContract):
    mutant = InMemory


class TestSoundInOneFile(MutantContract):
    mutant = InOneFile


@pytest.fixture(scope="module")
def failures(tmp_path_factory: pytest.TempPathFactory) -> Counter[str]:
    """
    How often each mutant failed the test that must notice it, all run in one other process.
    """
    file = Path(subjects.__file__)
    results = tmp_path_factory.mktemp("mutants") / "results.xml"
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", f"--junit-xml={results}"]
    tests = [f"{file}::Test{mutant.__name__}::{mutant.killed_by}" for mutant in subjects.MUTANTS]
    done = subprocess.run(
        [*command, *tests], cwd=file.parents[2], capture_output=True, text=True, check=False
    )
    assert results.exists(), done.stdout + done.stderr

    return Counter(
        case.attrib["classname"].rpartition(".")[2].removeprefix("Test")
        for case in ElementTree.parse(results).iter("testcase")
        if case.find("failure") is not None
    )


@pytest.mark.parametrize("mutant", subjects.MUTANTS, ids=lambda mutant: mutant.__name__)
def test_is_noticed(failures: Counter[str], mutant: type[InMemory]) -> None:
    """
    A broken backend fails the contract test that it names.
    """
    assert hasattr(BackendContract, mutant.killed_by)
    assert failures[mutant.__name__] > 0
