"""
Child: the process in which one target is fuzzed, guided by what the code does with the inputs.

Run by `tests.fuzz.running`; ``python -m tests.fuzz.child TARGET INPUTS SEED FIGURES KEEP``.
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any


def main(name: str, inputs: int, seed: int, figures: Path, keep: Path) -> None:
    """
    Fuzz a target, and write the figures down as they grow.
    """
    atheris: Any = import_module("atheris")  # it comes without types
    with atheris.instrument_imports(include=["mentorcore", "mentorcore_json", "mentorcore_sqlite"]):
        from tests.fuzz.judging import Judged, judge
        from tests.fuzz.mutating import mutated
        from tests.fuzz.targets import targets

    import attrs

    target = next(one for one in targets() if one.name == name)
    judged = Judged()
    corpus = keep / "corpus"
    corpus.mkdir()
    for number, sound in enumerate(target.seeds):
        (corpus / str(number)).write_bytes(sound)

    def read(data: bytes) -> None:
        judge(target, data, judged, keep)
        if judged.inputs % 200 == 0 or judged.inputs >= inputs:
            figures.write_text(json.dumps(attrs.asdict(judged)), encoding="utf-8")

    def changed(data: bytes, most: int, seed: int) -> bytes:
        choose = random.Random(seed)
        if choose.random() < 0.5:
            plain: Callable[[bytes, int], bytes] = atheris.Mutate
            return plain(data, most)
        return mutated(data, target.seeds, choose)[:most]

    arguments = [
        sys.argv[0],
        f"-runs={inputs}",
        f"-seed={seed}",
        "-max_len=200000",
        "-len_control=0",
        "-rss_limit_mb=2048",
        "-timeout=120",
        "-verbosity=0",
        str(corpus),
    ]
    atheris.Setup(arguments, read, custom_mutator=changed)
    atheris.Fuzz()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), Path(sys.argv[4]), Path(sys.argv[5]))
