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


_SHOWN = 3

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
        data = changed(target, choose.choice(kept), choose)
        judge(target, data, judged)
        if judged.read > read and len(kept) < 200:
            kept.append(data)

    return judged


def changed(target: Target, data: bytes, choose: random.Random) -> bytes:
    """
    Return an input for a target, near another one.
    """
    insides = tuple(inside for seed in target.seeds if (inside := _inside(target, seed)) is not None)
    inside = _inside(target, data)
    if inside is None or choose.random() < 0.2:
        return mutated(data, target.seeds, choose)

    return target.sealed(mutated(inside, insides, choose))


def _inside(target: Target, data: bytes) -> bytes | None:
    try:
        return target.opened(data)
    except Exception:  # noqa: BLE001 - what is no sound input has no inside
        return None


def guided(name: str, inputs: int, seed: int, folder: Path, *, module: str = "tests.fuzz.targets") -> Line:
    """
    Fuzz a target in a process of its own, and return the line of its figures.

    A process that ends in any other way than by having read everything counts as one that crashed. What shows
    that something is wrong is printed, and kept in the folder.

    Args:
        module: What knows the target.
    """
    keep = folder / name.replace(" ", "-")
    keep.mkdir()
    figures = keep / "figures.json"
    command = [
        sys.executable,
        "-m",
        "tests.fuzz.child",
        module,
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
    for path in sorted(keep.glob("*.txt"))[:_SHOWN]:
        data = path.with_suffix(".input").read_bytes()
        print(f"{name}: {path.read_text(encoding='utf-8')}\n{data[:200]!r}", flush=True)  # noqa: T201
    if process.returncode:
        last = (keep / "said.log").read_text(encoding="utf-8", errors="replace")[-2000:]
        print(f"{name}: it ended with {process.returncode}\n{last}", flush=True)  # noqa: T201

    return Line(
        name,
        attrs.asdict(judged)
        | {
            "crashed": int(process.returncode != 0 or judged.inputs < inputs),
            "too large": int(peak > MOST_MEBIBYTES),
            "peak MiB": peak,
        },
    )
