"""
The benchmark, ``python -m benchmarks``: mentorcore beside what one would use instead, and whether the targets
are met.
"""

from __future__ import annotations

import argparse
import json
import platform
import sys
import tempfile
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

import attrs

from benchmarks import growing, importing
from benchmarks.alone import LOAD, alone
from benchmarks.by_hand import RawFiles, RawSqlite
from benchmarks.comparing import compared
from benchmarks.contestant import Contestant
from benchmarks.django_orm import DjangoOrm
from benchmarks.event_sourced import EventSourced
from benchmarks.measuring import Times, in_words, table, times_as_often
from benchmarks.ours import OursInMemory, OursOnJson, OursOnSqlite
from benchmarks.parts import WHOLE, parts
from benchmarks.postgres import ON_POSTGRES, RawPsycopg
from benchmarks.sqlalchemy_orm import SqlalchemyOrm
from benchmarks.targets import HEADER, Verdict, at_most, verdicts
from benchmarks.tiny import Tiny


KINDS: Final[Sequence[type[Contestant]]] = (
    RawSqlite,
    OursOnSqlite,
    OursOnJson,
    OursInMemory,
    RawFiles,
    SqlalchemyOrm,
    DjangoOrm,
    EventSourced,
    Tiny,
)
PARTS: Final = ("compare", "postgres", "alone", "parts", "growth", "imports")


def main() -> int:
    """
    Do what the command line asks for, and print the tables.
    """
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--number", type=int, default=5000, help="of relationships")
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--imports", type=int, default=3, help="rounds of the import")
    parser.add_argument("--share", type=float, default=1, help="do so many times as much in a round")
    parser.add_argument("--grown", type=int, nargs=2, default=(500, 20_000), help="two sizes of a store")
    parser.add_argument("--years", type=int, nargs=3, default=(1, 50, 100), help="in one relationship")
    parser.add_argument("--part", action="append", choices=PARTS, help="all of them unless given")
    parser.add_argument("--json", type=Path, help="write the figures to a file as well")
    asked = parser.parse_args()
    say(f"{platform.machine()}, Python {platform.python_version()}, mentorcore {version('mentorcore')}")
    results: dict[str, Any] = {}
    held: list[Verdict] = []
    with tempfile.TemporaryDirectory(prefix="benchmark-") as directory:
        for part in asked.part or PARTS:
            own = Path(directory) / part
            own.mkdir()
            results[part], more = _DONE[part](asked, own)
            held += more
    if held:
        say(table("Targets", HEADER, [verdict.row for verdict in held]))
    if asked.json is not None:
        said = {**results, "targets": [attrs.asdict(verdict) for verdict in held]}
        asked.json.write_text(json.dumps(said, indent=1), encoding="utf-8")

    return 0


def say(text: str) -> None:
    """
    Print something at once.
    """
    print(text, flush=True)  # noqa: T201 - this is what it is run for


def _compare(asked: argparse.Namespace, directory: Path) -> tuple[Any, list[Verdict]]:
    results = _between(KINDS, RawSqlite, asked, directory)

    return {name: _plain(times) for name, times in results.items()}, verdicts(results)


def _postgres(asked: argparse.Namespace, directory: Path) -> tuple[Any, list[Verdict]]:
    results = _between(ON_POSTGRES, RawPsycopg, asked, directory)

    return {name: _plain(times) for name, times in results.items()}, []


def _between(
    kinds: Sequence[type[Contestant]], limit: type[Contestant], asked: argparse.Namespace, directory: Path
) -> Mapping[str, Mapping[str, Times]]:
    """
    Compare these, and print each operation in times of what it takes the limit, or ours where only we can.
    """
    for kind in kinds:
        few = "" if kind.most is None or kind.most >= asked.number else f" ({kind.most} relationships only)"
        say(f"{kind.name}{few}: {kind(directory).settings}")
    say(f"\n{asked.number} relationships, {asked.rounds} rounds\n")
    results: dict[str, Mapping[str, Times]] = {}
    for name, times in compared(
        kinds, asked.number, directory, rounds=asked.rounds, imports=asked.imports, share=asked.share
    ):
        results[name] = times
        base = times[limit.name] if limit.name in times else next(iter(times.values()))
        say(table(name, ("median", "ratio", "least", "most"), _rows(times, base)))

    return results


def _alone(asked: argparse.Namespace, directory: Path) -> tuple[Any, list[Verdict]]:
    times = alone(directory, rounds=asked.rounds, share=asked.share)
    say(table("mentorcore alone", ("median", "ratio", "least", "most"), _rows(times, times[LOAD])))

    return _plain(times), []


def _parts(asked: argparse.Namespace, directory: Path) -> tuple[Any, list[Verdict]]:
    found = parts(directory, asked.number, times=max(1, round(500 * asked.share)))
    for label, spent in found.items():
        rows = [[name, in_words(took), f"{took / spent[WHOLE]:.0%}"] for name, took in spent.items()]
        say(table(label, ("mean", "share"), rows))

    return found, []


def _growth(asked: argparse.Namespace, directory: Path) -> tuple[Any, list[Verdict]]:
    few, many = asked.grown
    both = growing.stores(few, many, directory, rounds=asked.rounds, share=asked.share)
    held = [
        at_most(f"{name}, {few:,} → {many:,}", large.against(small), 1.3)
        for name, (small, large) in both.items()
    ]
    grown = growing.relationships(asked.years, directory, rounds=asked.rounds)
    for name, one in grown.items():
        rows = [[f"{records:,} records", in_words(times.median)] for records, times in one.times.items()]
        rows.append(["each record", in_words(one.slope)])
        say(table(f"add to one relationship: {name}", ("median",), rows))
        held.append(at_most(f"{name}: add, linear in the records of one", one.bend, 1.3))
    plain = {
        "stores": {name: {"few": attrs.asdict(a), "many": attrs.asdict(b)} for name, (a, b) in both.items()},
        "relationships": {name: attrs.asdict(one) for name, one in grown.items()},
    }

    return plain, held


def _imports(asked: argparse.Namespace, _: Path) -> tuple[Any, list[Verdict]]:
    times = importing.imports(asked.rounds)
    base = times[importing.ATTRS]
    say(table("import", ("median", "ratio", "least", "most"), _rows(times, base)))

    return _plain(times), [at_most(importing.OURS, times[importing.OURS].against(base), 3)]


_DONE: Final = {
    "compare": _compare,
    "postgres": _postgres,
    "alone": _alone,
    "parts": _parts,
    "growth": _growth,
    "imports": _imports,
}


def _rows(times: Mapping[str, Times], base: Times) -> list[list[str]]:
    rows = []
    for name, one in times.items():
        ratio = one.against(base)
        rows.append(
            [name, in_words(one.median), *map(times_as_often, (ratio.median, ratio.least, ratio.most))]
        )

    return rows


def _plain(times: Mapping[str, Times]) -> dict[str, Any]:
    return {name: attrs.asdict(one) for name, one in times.items()}


if __name__ == "__main__":
    sys.exit(main())
