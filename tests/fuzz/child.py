"""
Child: the process in which one target is fuzzed, guided by what the code does with the inputs.

Run by `tests.fuzz.running`; ``python -m tests.fuzz.child MODULE TARGET INPUTS SEED FIGURES KEEP``.
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any


def main(module: str, name: str, inputs: int, seed: int, figures: Path, keep: Path) -> None:
    """
    Fuzz a target that a module knows, and write the figures down as they grow.
    """
    atheris: Any = import_module("atheris")  # it comes without types
    ours = ["mentorcore", "mentorcore_json", "mentorcore_postgres", "mentorcore_sql", "mentorcore_sqlite"]
    with atheris.instrument_imports(include=[*ours, module]):
        from tests.fuzz.judging import Judged, judge
        from tests.fuzz.running import changed

        targets = import_module(module).targets

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

    def near(data: bytes, most: int, seed: int) -> bytes:
        choose = random.Random(seed)
        if choose.random() < 0.5:
            plain: Callable[[bytes, int], bytes] = atheris.Mutate
            return plain(data, most)
        return changed(target, bytes(data), choose)[:most]

    arguments = [
        sys.argv[0],
        f"-runs={inputs}",
        f"-seed={seed}",
        "-max_len=200000",
        "-len_control=0",
        "-rss_limit_mb=2048",
        "-timeout=600",
        "-verbosity=0",
        f"-artifact_prefix={keep}/",
        str(corpus),
    ]
    atheris.Setup(arguments, read, custom_mutator=near)
    atheris.Fuzz()


if __name__ == "__main__":
    _, _module, _name, _inputs, _seed, _figures, _keep = sys.argv
    main(_module, _name, int(_inputs), int(_seed), Path(_figures), Path(_keep))
