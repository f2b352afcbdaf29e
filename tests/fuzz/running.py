"""
Running: each target in a process of its own, with its memory measured.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from pathlib import Path

import attrs

from tests.figures import Line
from tests.fuzz.judging import Judged, judge
from tests.fuzz.mutating import mutated
from tests.fuzz.targets import Target


MOST_MEBIBYTES = 1024
"""How much memory a process that reads hostile input may have taken at its end."""


def unguided(target: Target, inputs: int, seed: int) -> Judged:
    """
    Fuzz a target here and now, without looking at what the code does.
    """
    choose = random.Random(f"{target.name} {seed}")
    judged = Judged()
    kept = list(target.seeds)
    for data in kept:
        judge(target, data, judged)
    while judged.inputs < inputs:
        read = judged.read
        data = mutated(choose.choice(kept), target.seeds, choose)
        judge(target, data, judged)
        if judged.read > read and len(kept) < 200:
            kept.append(data)

    return judged


def guided(name: str, inputs: int, seed: int, folder: Path) -> Line:
    """
    Fuzz a target in a process of its own, and return the line of its figures.

    A process that ends in any other way than by having read everything counts as one that crashed.
    """
    keep = folder / name.replace(" ", "-")
    keep.mkdir()
    figures = keep / "figures.json"
    command = [
        sys.executable,
        "-m",
        "tests.fuzz.child",
        name,
        str(inputs),
        str(seed),
        str(figures),
        str(keep),
    ]
    with (keep / "said.log").open("wb") as said:
        process = subprocess.Popen(command, stdout=said, stderr=subprocess.STDOUT)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    judged = Judged(**json.loads(figures.read_text(encoding="utf-8"))) if figures.exists() else Judged()
    peak = usage.ru_maxrss // 1024

    return Line(
        name,
        attrs.asdict(judged)
        | {
            "crashed": int(process.returncode != 0 or judged.inputs < inputs),
            "too large": int(peak > MOST_MEBIBYTES),
            "peak MiB": peak,
        },
    )
